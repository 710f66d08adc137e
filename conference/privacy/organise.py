"""For staff: what is kept, why and until when; and who has seen one person's data."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from conference import clock
from conference.accounts import service as accounts
from conference.audit import service as audit
from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.privacy import service
from conference.privacy.registry import KEPT
from conference.registration import service as registrations
from conference.registration.attendees import acts
from conference.web import staff

bp = Blueprint("retention", __name__, url_prefix="/organise/privacy")


@bp.get("")
@staff("organiser")
def show() -> ResponseReturnValue:
    return render_template(
        "privacy/retention.html",
        kept=KEPT,
        ends=service.list_ends(),
        now=clock.now(),
        last=service.last_run(),
        next_at=service.next_run(),
    )


@bp.get("/people/<uid>")
@staff("admin")
def person(uid: str) -> ResponseReturnValue:
    """Every line of the audit about one person, by the names of staff."""
    registration = registrations.get_registration(uid)
    entries = db.session.scalars(select(AuditEntry).filter_by(subject=uid).order_by(AuditEntry.id.desc()))
    lines = [(entry, acts.said(entry)) for entry in entries]
    emails = accounts.emails_of(entry.by for entry, _said in lines)
    page = render_template(
        "privacy/person.html",
        registration=registration,
        conference=registration.conference,
        lines=[(entry.at, said, acts.doer(entry.by, emails)) for entry, said in lines],
    )
    with transaction():
        audit.record("audit.view", by=accounts.signed_in().actor, subject=uid)
    return page
