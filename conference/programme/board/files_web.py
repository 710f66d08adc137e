"""The organisers' look at slides and other papers of a session."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from conference.db import transaction
from conference.programme import plan
from conference.programme.board.web import record
from conference.programme.models import Session
from conference.programme.uploads import downloads
from conference.programme.uploads import service as files
from conference.registration import service as registrations
from conference.web import no_store, staff

bp = Blueprint("board_files", __name__, url_prefix="/organise/<slug>/sessions/<code>/files")


@bp.get("/<file_code>")
@staff("organiser", "programme")
def show(slug: str, code: str, file_code: str) -> ResponseReturnValue:
    with transaction():
        session = _session(slug, code)
        found = files.get_file_of(session, file_code)
        record("view_file", session.uid, file=found.code)
    return no_store(downloads.attachment(found))


@bp.post("/<file_code>/delete")
@staff("organiser", "programme")
def delete(slug: str, code: str, file_code: str) -> ResponseReturnValue:
    with transaction():
        session = _session(slug, code)
        files.forget(files.get_file_of(session, file_code))
        record("delete_file", session.uid)
    return redirect(url_for("sessions.show", slug=slug, code=code, done="file_deleted"), code=303)


def _session(slug: str, code: str) -> Session:
    return plan.get_session(registrations.get_conference(slug), code)
