"""Below `/p/<code>`: slides and other papers of a session."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Refused
from conference.presenting import pages
from conference.presenting.forms import SlidesForm
from conference.programme import service as programmes
from conference.programme.uploads import downloads, uploads
from conference.programme.uploads import service as files
from conference.web import by_link, no_store

bp = Blueprint("presenting_files", __name__, url_prefix="/p/<code>")


@bp.get("/sessions/<session>/files")
@by_link
def show(code: str, session: str) -> ResponseReturnValue:
    return _page(code, session, SlidesForm())


@bp.post("/sessions/<session>/files")
@by_link
def add(code: str, session: str) -> ResponseReturnValue:
    pages.get(code, session)  # before a byte of the file is read
    form = SlidesForm()
    try:
        form = SlidesForm(pages.read_upload())
        if not form.validate():
            return _page(code, session, form), 422
        _take(code, session, form)
    except Refused as refusal:
        return _page(code, session, form, refusal), refusal.status
    return pages.back(".show", code=code, session=session, done="saved")


@bp.get("/files/<file>")
@by_link
def download(code: str, file: str) -> Response:
    return no_store(downloads.attachment(files.get_file(programmes.get_presenter(code), file)))


@bp.post("/files/<file>/delete")
@by_link
def delete(code: str, file: str) -> ResponseReturnValue:
    with transaction():
        presenter = programmes.get_presenter(code)
        session = files.get_file(presenter, file).session
        name, session_code = files.drop_file(file, by=presenter), session.code
        audit.record("presenter.file_deleted", by="self", subject=session.uid)
    files.remove(name)
    return pages.back(".show", code=code, session=session_code, done="deleted")


def _take(code: str, session_code: str, form: SlidesForm) -> None:
    """Keep the file. Raises what is wrong with it, and TooMany."""
    files.check_count(programmes.get_presenter(code))  # before all the work
    upload = uploads.check_file(form.file.data.filename, form.file.data.stream)
    with files.stored(upload) as name, transaction():
        presenter, session = pages.get_both(code, session_code)
        files.add_file(session, upload, name, by=presenter)
        audit.record("presenter.file", by="self", subject=session.uid, detail={"presenter": presenter.uid})


def _page(code: str, session: str, form: SlidesForm, refusal: Refused | None = None) -> str:
    presenter, shown = pages.get(code, session)
    return pages.render(
        "files",
        presenter,
        code,
        shown=shown,
        form=form,
        refusal=refusal,
        files=files.list_files(presenter),
        most=files.MOST_FILES,
    )
