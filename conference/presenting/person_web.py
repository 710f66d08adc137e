"""Below `/p/<code>`: when a presenter can be on stage, what they agree to, and their portrait."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Refused
from conference.presenting import pages
from conference.presenting.forms import AvailabilityForm, ConsentsForm, PhotoForm
from conference.presenting.shown import half_days
from conference.programme import service as programmes
from conference.programme.models import Presenter
from conference.programme.uploads import downloads, uploads
from conference.programme.uploads import service as files
from conference.registration import service as registrations
from conference.web import by_link, no_store

bp = Blueprint("presenting_person", __name__, url_prefix="/p/<code>")


@bp.get("/availability")
@by_link
def availability(code: str) -> ResponseReturnValue:
    presenter = programmes.get_presenter(code)
    form = AvailabilityForm(
        half_days=half_days(presenter.conference),
        is_always_free="yes" if presenter.is_always_free else "no",
        cannot=presenter.cannot,
        rather_not=presenter.rather_not,
        note=presenter.availability_note,
    )
    return pages.render("availability", presenter, code, form=form)


@bp.post("/availability")
@by_link
def set_availability(code: str) -> ResponseReturnValue:
    presenter = programmes.get_presenter(code)
    form = AvailabilityForm(request.form, half_days=half_days(presenter.conference))
    if not form.validate():
        return pages.render("availability", presenter, code, form=form), 422
    with transaction():
        presenter = programmes.get_presenter(code)
        programmes.set_availability(presenter, form.availability())
        _record("availability", presenter)
    return pages.home(code, done="saved")


@bp.get("/consents")
@by_link
def consents(code: str) -> ResponseReturnValue:
    presenter = programmes.get_presenter(code)
    form = ConsentsForm(
        recording=presenter.recording_consent_at is not None,
        publication=presenter.publication_consent_at is not None,
    )
    return pages.render("consents", presenter, code, form=form)


@bp.post("/consents")
@by_link
def set_consents(code: str) -> ResponseReturnValue:
    form = ConsentsForm(request.form)
    with transaction():
        presenter = programmes.get_presenter(code)
        programmes.set_consents(presenter, recording=form.recording.data, publication=form.publication.data)
        _record("consents", presenter, recording=form.recording.data, publication=form.publication.data)
    return pages.home(code, done="saved")


@bp.get("/photo")
@by_link
def photo(code: str) -> ResponseReturnValue:
    presenter = programmes.get_presenter(code)
    return _photo_page(presenter, code, _photo_form(presenter))


@bp.get("/photo/picture")
@by_link
def picture(code: str) -> Response:
    """One's own portrait, as others see it."""
    return no_store(downloads.picture(files.get_photo(programmes.get_presenter(code))))


@bp.post("/photo")
@by_link
def set_photo(code: str) -> ResponseReturnValue:
    presenter = programmes.get_presenter(code)
    form = _photo_form(presenter)
    try:
        form = PhotoForm(pages.read_upload(), has_photo=presenter.photo is not None)
        if not form.validate():
            return _photo_page(presenter, code, form), 422
        _take_photo(code, form)
    except Refused as refusal:
        return _photo_page(programmes.get_presenter(code), code, form, refusal), refusal.status
    return pages.home(code, done="saved")


@bp.post("/photo/delete")
@by_link
def delete_photo(code: str) -> ResponseReturnValue:
    with transaction():
        presenter = programmes.get_presenter(code)
        before = files.drop_photo(presenter)
        _record("photo_deleted", presenter)
    files.remove(before)
    return pages.back(".photo", code=code, done="deleted")


@bp.post("/come")
@by_link
def come(code: str) -> ResponseReturnValue:
    """Whom a colleague has added registers for the conference."""
    with transaction():
        programmes.come(programmes.get_presenter(code))
    return pages.home(code, done="come")


@bp.post("/own-link")
@by_link
def send_own_link(code: str) -> ResponseReturnValue:
    """The ticket's page is opened from its own mailbox: organisers can see this page, and its link."""
    with transaction():
        presenter = programmes.get_presenter(code)
        if presenter.registration is not None and presenter.registration.is_live:
            registrations.send_link(presenter.registration)
            _record("own_link", presenter)
    return pages.home(code, done="own-link")


def _take_photo(code: str, form: PhotoForm) -> None:
    """Keep the words, and the new picture where there is one. Raises what is wrong with it."""
    words = {"alt_da": form.alt_da.data, "alt_en": form.alt_en.data}
    if not form.photo.data:
        with transaction():
            presenter = programmes.get_presenter(code)
            files.describe_photo(presenter, **words)
            _record("photo_described", presenter)
        return
    upload = uploads.check_photo(form.photo.data.filename, form.photo.data.stream)
    with files.stored(upload) as name, transaction():
        presenter = programmes.get_presenter(code)
        before = files.set_photo(presenter, name, **words)
        _record("photo", presenter)
    files.remove(before)


def _photo_form(presenter: Presenter) -> PhotoForm:
    return PhotoForm(
        has_photo=presenter.photo is not None, alt_da=presenter.photo_alt_da, alt_en=presenter.photo_alt_en
    )


def _photo_page(presenter: Presenter, code: str, form: PhotoForm, refusal: Refused | None = None) -> str:
    return pages.render("photo", presenter, code, form=form, refusal=refusal)


def _record(act: str, presenter: Presenter, **detail: bool) -> None:
    audit.record(f"presenter.{act}", by="self", subject=presenter.uid, detail=dict(detail))
