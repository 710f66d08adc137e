"""What audit writes down of a place, in the words that organisers read."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from conference.audit.models import AuditEntry

#: Acts that changed nothing.
LOOKS = {
    "registration.view": lazy_gettext("Looked at the attendee’s page"),
    "mail.read": lazy_gettext("Read a letter"),
    "mail.download": lazy_gettext("Downloaded a letter"),
    "audit.view": lazy_gettext("Looked at who has seen the person’s data"),
    "privacy.export": lazy_gettext("Made an export of the person’s data"),
}
DEEDS = {
    "registration.accept": lazy_gettext("Took the offered seat"),
    "registration.decline": lazy_gettext("Said no to the offered seat"),
    "registration.cancel": lazy_gettext("Cancelled the place"),
    "registration.correct": lazy_gettext("Put details right"),
    "registration.change": lazy_gettext("Put details right"),
    "registration.register": lazy_gettext("Filled in the registration form"),
    "registration.add": lazy_gettext("Added by hand"),
    "registration.import": lazy_gettext("Taken in from a file"),
    "registration.walk_in": lazy_gettext("Came without a registration, and was given a place"),
    "registration.hand_over": lazy_gettext("Handed the seat over"),
    "registration.take_over": lazy_gettext("Took the seat over"),
    "registration.add_member": lazy_gettext("Added somebody to the group"),
    "registration.consents": lazy_gettext("Chose about photos and the list of participants"),
    "workshop.choose": lazy_gettext("Chose a workshop"),
    "workshop.accept": lazy_gettext("Took the offered seat in a workshop"),
    "workshop.decline": lazy_gettext("Said no to the offered seat in a workshop"),
    "workshop.leave": lazy_gettext("Left a workshop"),
    "registration.link": lazy_gettext("Had the link sent again"),
    "registration.new_ticket": lazy_gettext("Made a new ticket; the old one is refused"),
    "mail.resend": lazy_gettext("Had a letter sent again"),
    "calendar.add": lazy_gettext("Made a calendar address"),
    "calendar.stop": lazy_gettext("Stopped a calendar address"),
}
#: Acts that ended a place.
ENDS = ("registration.cancel", "registration.decline", "registration.hand_over")
FIELDS = {
    "name": lazy_gettext("name"),
    "email": lazy_gettext("e-mail"),
    "organisation": lazy_gettext("workplace"),
    "kind": lazy_gettext("what they come as"),
    "language": lazy_gettext("language"),
    "badge_name": lazy_gettext("name on the badge"),
}


def is_about_needs(entry: AuditEntry) -> bool:
    """Whether it tells that somebody has needs, which is for the role care alone."""
    return entry.act.startswith("needs.")


def is_look(entry: AuditEntry) -> bool:
    """Whether somebody has only looked."""
    return entry.act in LOOKS


def said(entry: AuditEntry) -> str:
    """What was done; what has no words of its own is told as audit names it."""
    words = str(LOOKS.get(entry.act) or DEEDS.get(entry.act) or entry.act)
    changed = [str(FIELDS.get(name, name)) for name in entry.detail.get("fields", ())]
    if entry.detail.get("override"):
        changed.append(_("all seats were taken, and staff let them in anyway"))
    return f"{words}: {', '.join(changed)}" if changed else words


def doer(by: str, emails: Mapping[str, str]) -> str:
    """Who did it."""
    if by in emails:
        return emails[by]
    known = {
        "self": _("the person"),
        "system": _("the system"),
        "contact": _("the contact of the group"),
        "device": _("a phone at the door"),
    }
    return str(known.get(by.partition(":")[0], _("an organiser")))
