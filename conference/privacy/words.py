"""What an export calls its parts, in the words of who reads it."""

from flask_babel import lazy_gettext as _

from conference.accounts.rules import Role
from conference.registration.attendees import words as attendee_words
from conference.registration.models import About, Answer

LABELS = {
    "at": _("When"),
    "what": _("What"),
    "by": _("Who"),
    "conference": _("Conference"),
    "name": _("Name"),
    "email": _("E-mail"),
    "organisation": _("Workplace"),
    "comes_as": _("You come as"),
    "state": _("State"),
    "number": _("Number in the order of registration"),
    "language": _("Language"),
    "badge_name": _("Name on the badge"),
    "in_group": _("Came with a group"),
    "created_at": _("Since"),
    "changed_at": _("Last changed"),
    "cancelled_at": _("Cancelled"),
    "reason": _("Why"),
    "diet": _("Food and allergies"),
    "access_needs": _("What you need to take part"),
    "about": _("About"),
    "wording": _("Wording of"),
    "given_at": _("Given"),
    "withdrawn_at": _("Taken back"),
    "title": _("Title"),
    "answer": _("Answer"),
    "reply_by": _("Reply by"),
    "availability": _("When you can be on stage"),
    "photo": _("What your photo shows"),
    "recording_consent_at": _("Agreed to be recorded"),
    "publication_consent_at": _("Agreed to publication"),
    "session": _("Session"),
    "abstract_da": _("Abstract in Danish"),
    "abstract_en": _("Abstract in English"),
    "equipment_note": _("What else it needs"),
    "text": _("Text"),
    "size": _("Bytes"),
    "list": _("List"),
    "to": _("To"),
    "sent_at": _("Sent"),
    "direction": _("Direction"),
    "verdict": _("What the door said"),
    "undone_at": _("Corrected at the door"),
    "settled_as": _("Looked into"),
    "used_on": _("Last used"),
    "stopped_at": _("Stopped"),
    "times": _("Times"),
    "roles": _("Roles"),
    "closed_at": _("Closed"),
}
CONSENTS = {**attendee_words.CONSENTS, About.NEEDS: _("Food and access")}
ANSWERS = {
    Answer.SILENT: _("No answer yet"),
    Answer.YES: _("Yes"),
    Answer.NO: _("No"),
    Answer.LAPSED: _("No answer in time"),
    Answer.WITHDRAWN: _("Taken back by the organisers"),
}
ROLES = {
    Role.ADMIN: _("an administrator"),
    Role.ORGANISER: _("an organiser"),
    Role.PROGRAMME: _("somebody who plans the programme"),
    Role.DOOR: _("staff at the door"),
    Role.CARE: _("who looks after food and access"),
    Role.VIEWER: _("staff who may look but change nothing"),
}
LISTINGS = {
    "registration.list": _("List of attendees"),
    "registration.export": _("List of attendees, as a file"),
    "registration.queue": _("Waiting list"),
    "participants.list": _("List of participants"),
    "badges.print": _("Badges, printed"),
    "needs.names": _("List of needs"),
}
