"""Releasing the programme: what it changes and whom it tells; and the public page of all changes."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference import clock
from conference.accounts.service import emails_of, signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Refused
from conference.programme.document import Document
from conference.programme.models import Kind
from conference.programme.releases import service as releases
from conference.programme.releases import shown as changes_shown
from conference.programme.releases.forms import ReleaseForm
from conference.programme.releases.service import Version
from conference.programme.releases.shown import Group
from conference.registration import service as registrations
from conference.registration.models import Conference
from conference.web import anyone, staff

bp = Blueprint("releases", __name__)


@dataclass(frozen=True)
class Shown:
    """A version as a page tells it; the first one changed nothing, it began."""

    version: Version
    groups: list[Group]
    #: How many sessions the first one had.
    began_with: int


@bp.get("/organise/<slug>/releases")
@staff("organiser", "programme")
def index(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    page = _page(conference, ReleaseForm(seen=releases.preview(conference).fingerprint))
    with transaction():
        detail = {"conference": slug}
        audit.record("programme.preview", by=signed_in().actor, detail=detail)
    return page


@bp.post("/organise/<slug>/releases")
@staff("organiser", "programme")
def release(slug: str) -> ResponseReturnValue:
    form = ReleaseForm(request.form)
    if not form.validate():
        return _page(registrations.get_conference(slug), form), 422
    try:
        with transaction():
            made = releases.release(
                registrations.get_conference(slug),
                by=signed_in().actor,
                seen=form.seen.data or "",  # without one nobody has looked
                note_da=form.note_da.data or "",
                note_en=form.note_en.data or "",
            )
            number = made.number
    except Refused as refusal:
        return _page(registrations.get_conference(slug), form, refusal), refusal.status
    return redirect(url_for(".index", slug=slug, done=number), code=303)


@bp.get("/<slug:slug>/changes")
@anyone
def changes(slug: str) -> ResponseReturnValue:
    conference = registrations.get_public_conference(slug)
    document = releases.latest(conference)
    return render_template(
        "programme/changes.html",
        conference=conference,
        versions=_versions(conference),
        pages=_pages(document),
    )


def _page(conference: Conference, form: ReleaseForm, refusal: Refused | None = None) -> str:
    preview = releases.preview(conference)
    form.seen.data = preview.fingerprint  # what is shown now is what is agreed to next
    day = clock.to_local(conference.starts_at).date()
    versions = _versions(conference)
    return render_template(
        "programme/releases_index.html",
        conference=conference,
        form=form,
        refusal=refusal,
        preview=preview,
        groups=changes_shown.group(preview.changes, on=day),
        recipients=changes_shown.recipients(preview.letters, on=day),
        versions=versions,
        emails=emails_of(shown.version.by for shown in versions),
        done=request.args.get("done", type=int),
    )


def _versions(conference: Conference) -> list[Shown]:
    day = clock.to_local(conference.starts_at).date()
    return [
        Shown(
            version,
            [] if version.number == 1 else changes_shown.group(version.changes, on=day),
            len(version.changes) if version.number == 1 else 0,
        )
        for version in releases.list_versions(conference)
    ]


def _pages(document: Document | None) -> set[str]:
    """The codes of sessions that have a page of their own."""
    return {entry.code for entry in document.entries if entry.kind is not Kind.BREAK} if document else set()
