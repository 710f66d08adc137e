"""The letter to the address that a place had before: it must not tell a stranger anything."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select

from conference import names
from conference.calendar import service as calendars
from conference.calendar.ical import Method, Person
from conference.db import db
from conference.mail import service as mail
from conference.mail.letters import CalendarEntry, Content, letter
from conference.mail.models import Letter
from conference.own import words
from conference.registration.models import Registration


@letter("registration.readdressed", lazy_gettext("Letters to another address"))
def readdressed(letter: Letter) -> Content | None:
    """Only to an address that was sent the calendar entry: any other may be a slip of the keyboard."""
    registration = db.session.scalar(select(Registration).filter_by(uid=letter.subject))
    address = names.fold_email(letter.to)
    if registration is None or address not in mail.list_readers(words.WITH_ENTRY, about=registration.uid):
        return None
    if registration.email_folded == address:
        return None
    entry = calendars.taken_back_from(
        Person(name=letter.to_name, email=letter.to),
        registration,
        sequence=letter.facts["sequence"],
        language=letter.language,
    )
    return Content(
        subject=_("Your ticket goes elsewhere: %(conference)s", conference=words.title(registration)),
        paragraphs=(
            _("Your ticket and our letters now go to another address, and the entry in your calendar ends."),
            _("Was that not you? Then answer this letter."),
        ),
        about=registration.conference.uid,
        contact=words.contact_of(registration.conference),
        entries=(CalendarEntry(_("conference.ics"), Method.CANCEL.value, entry),),
    )
