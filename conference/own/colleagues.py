"""What letters say of those who come along: who has registered somebody, and whom a contact looks after."""

from flask_babel import gettext as _
from flask_babel import ngettext

from conference.language import absolute_url
from conference.mail.letters import Button, unlinked
from conference.own import words
from conference.registration import service as registrations
from conference.registration.models import Registration


def introduced(registration: Registration) -> tuple[str, ...]:
    """Who has registered this person, or looks after them by now."""
    contact = _contact_of(registration)
    if contact is None:
        return ()
    if contact.handed_from_id is not None:
        return (_("%(name)s looks after your group.", name=unlinked(contact.name)),)
    return (_("%(name)s has registered you.", name=unlinked(contact.name)),)


def led(registration: Registration) -> tuple[str, ...]:
    """How many others this person has registered, or has taken over from who did."""
    others = count_led(registration)
    if not others:
        return ()
    if registration.handed_from_id is not None:
        return (
            ngettext(
                "You look after your group now: %(num)d colleague, whom you can correct, replace or cancel.",
                "You look after your group now: %(num)d colleagues, whom you can correct, replace or cancel.",
                others,
            ),
        )
    return (
        ngettext(
            "You have registered %(num)d colleague too, and see on your group's page how it stands.",
            "You have registered %(num)d colleagues too, and see on your group's page how it stands.",
            others,
        ),
    )


def told_by_another(registration: Registration) -> tuple[str, ...]:
    """Where we have this person from, if not from themselves."""
    contact = _contact_of(registration)
    return (where_from(unlinked(contact.name)),) if contact else ()


def where_from(name: str) -> str:
    """What the law asks of the first letter to whom somebody else has told us about (GDPR, article 14)."""
    url = absolute_url("privacy.notice")
    return str(
        _("We have your name and address from %(name)s. How we look after them: %(url)s", name=name, url=url)
    )


def group_page(registration: Registration, label: str | None = None) -> Button | None:
    """Where a contact looks after the others."""
    code = words.own_code(registration) if count_led(registration) else None
    return Button(label or _("See your group"), absolute_url("party.show", code=code)) if code else None


def count_led(registration: Registration) -> int:
    """How many others come whom this person looks after."""
    if not registration.is_contact:
        return 0
    others = (each for each in registrations.list_party(registration) if each is not registration)
    return sum(other.is_live for other in others)


def _contact_of(registration: Registration) -> Registration | None:
    """Who looks after this person, who reads their own letters."""
    if words.is_sample(registration) or registration.email is None:
        return None
    contact = registrations.find_contact(registration)
    return None if contact is registration else contact
