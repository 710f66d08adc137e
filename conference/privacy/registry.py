"""Everything that is kept of people: what, why, on which ground, from whom, who sees it and how long.

The notice, the organisers' page and the purge are made of this one list, in its order: what hangs on a person
goes before the person's own row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from conference.privacy import purging, rules
from conference.privacy.rules import AsOf


class Whose(StrEnum):
    """Whom the notice speaks to."""

    GUEST = "guest"
    PRESENTER = "presenter"
    STAFF = "staff"
    ANYONE = "anyone"


@dataclass(frozen=True)
class Kept:
    """One kind of personal data, and its rules."""

    key: str
    whose: Whose
    what: LazyString
    why: LazyString
    basis: LazyString
    #: Where it comes from.
    source: LazyString
    seen_by: LazyString
    how_long: LazyString
    #: Does away with what has been kept so long, and tells how much that was; None: no date ends it.
    forget: Callable[[AsOf], int] | None = None


_TASK = _("A task in the public interest (GDPR article 6(1)(e))")
_CONSENT = _("Your consent (GDPR article 6(1)(a))")
_LAW = _("A legal duty (GDPR articles 6(1)(c) and 32)")
_HEALTH = _("Your explicit consent (GDPR articles 6(1)(a) and 9(2)(a))")
_YOU = _("You, or the colleague who registered you")
_USE = _("The app, when it is used")
_ORGANISERS = _("The organisers")
_ADMINS = _("Administrators")
_NOBODY = _("Nobody")
_PUBLIC = _("Everybody")
_AFTER = _("Until %(months)d months after the conference", months=rules.PLACES_KEPT_MONTHS)

KEPT: tuple[Kept, ...] = (
    Kept(
        "needs",
        Whose.GUEST,
        _("What you need to eat, and to get around, see and hear"),
        _("To plan food and access at that one conference"),
        _HEALTH,
        _YOU,
        _("The few who look after it; the kitchen and the venue without names"),
        _(
            "Until you take the consent back or give up your place, and at most %(days)d days after "
            "the conference",
            days=rules.NEEDS_KEPT.days,
        ),
        purging.forget_needs,
    ),
    Kept(
        "letters",
        Whose.GUEST,
        _("Which letters we sent you, to which address, and whether they arrived"),
        _("To send you your ticket and news, and to help when a letter is missing"),
        _TASK,
        _USE,
        _ORGANISERS,
        _(
            "Until %(months)d months after the conference; letters about anything else for %(days)d days",
            months=rules.PLACES_KEPT_MONTHS,
            days=rules.LETTERS_KEPT.days,
        ),
        purging.forget_letters,
    ),
    Kept(
        "feeds",
        Whose.GUEST,
        _("The addresses of your own calendar: what you called them, and the last day each was used"),
        _("To keep your calendar up to date"),
        _TASK,
        _YOU,
        _NOBODY,
        _AFTER,
        purging.forget_feeds,
    ),
    Kept(
        "codes",
        Whose.GUEST,
        _("The codes of your ticket and your links, as hashes"),
        _("To know a ticket at the door, and to open your own page"),
        _TASK,
        _USE,
        _NOBODY,
        _AFTER,
        purging.forget_codes,
    ),
    Kept(
        "consents",
        Whose.GUEST,
        _("What you agreed to, in which wording, when you agreed and when you took it back"),
        _("To do only what you agreed to, and to show that you did"),
        _("A legal duty (GDPR articles 6(1)(c) and 7(1))"),
        _YOU,
        _("The organisers; who takes part, your name if you wish to be on the list"),
        _AFTER,
        purging.forget_consents,
    ),
    Kept(
        "invitations",
        Whose.GUEST,
        _("That you were invited, and what you answered"),
        _("To invite the council, ambassadors, projects and partners by name"),
        _TASK,
        _("The organisers’ own lists"),
        _ORGANISERS,
        _(
            "Until %(months)d months after the conference; then the answer without your name",
            months=rules.PLACES_KEPT_MONTHS,
        ),
        purging.blank_invitations,
    ),
    Kept(
        "scans",
        Whose.GUEST,
        _("When and where your ticket was read at the door"),
        _("To let you in, to know how many have come, and for your certificate"),
        _TASK,
        _USE,
        _("The organisers; staff at the door on the day"),
        _(
            "Until %(months)d months after the conference; then as numbers without names",
            months=rules.PLACES_KEPT_MONTHS,
        ),
        purging.blank_scans,
    ),
    Kept(
        "presenters",
        Whose.PRESENTER,
        _("Your e-mail address, when you can be on stage, what you asked us for, and your link"),
        _("To plan the programme with you"),
        _TASK,
        _("You, or the colleague who presents with you, or the organisers’ own lists"),
        _("The organisers and those who plan the programme"),
        _AFTER,
        purging.forget_presenters,
    ),
    Kept(
        "uploads",
        Whose.PRESENTER,
        _("Your photo and your slides"),
        _("To show them on the programme"),
        _CONSENT,
        _YOU,
        _("The organisers; everybody, if you agreed to have them published"),
        _(
            "Published: until you take the consent back. Else until %(months)d months after the conference",
            months=rules.PLACES_KEPT_MONTHS,
        ),
        purging.forget_uploads,
    ),
    Kept(
        "programme",
        Whose.PRESENTER,
        _("Your name, your workplace and your session on the released programme"),
        _("To tell the public what is on, and what was"),
        _TASK,
        _("You, or the organisers’ own lists"),
        _PUBLIC,
        _("As long as the programme is public: it is the record of the day"),
    ),
    Kept(
        "registration",
        Whose.GUEST,
        _("Name, e-mail address, workplace, what you come as, language, your group and your workshops"),
        _("To give you a seat, print your badge, and reach you"),
        _TASK,
        _YOU,
        _("The organisers; staff at the door see name, workplace and kind of guest, as your badge does"),
        _(
            "Until %(months)d months after the conference; then as numbers without names",
            months=rules.PLACES_KEPT_MONTHS,
        ),
        purging.blank_places,
    ),
    Kept(
        "ambassadors",
        Whose.PRESENTER,
        _("Technology ambassadors: name, e-mail address, workplace, focus area"),
        _("To invite ambassadors to present"),
        _TASK,
        _("The organisers’ own lists"),
        _("The organisers and those who plan the programme"),
        _(
            "Until you are no ambassador any more, and at most %(years)d years after the last change",
            years=rules.PACT_KEPT_YEARS,
        ),
        purging.forget_ambassadors,
    ),
    Kept(
        "project_people",
        Whose.PRESENTER,
        _("The people of a project that has applied to the education fund: name and e-mail address"),
        _("To invite granted projects to present"),
        _TASK,
        _("The project’s application"),
        _("The organisers and those who plan the programme"),
        _("At most %(years)d years after the project was last changed", years=rules.PACT_KEPT_YEARS),
        purging.forget_project_people,
    ),
    Kept(
        "offices",
        Whose.ANYONE,
        _("Who sits on the council, prepared the pact, or is of the STEM secretariat: name and organisation"),
        _("To tell the public who carries the pact"),
        _TASK,
        _("The pact’s own papers"),
        _PUBLIC,
        _("As long as the pact’s pages are public; a seat’s holder until the next one is named"),
    ),
    Kept(
        "contacts",
        Whose.ANYONE,
        _("The contact person of a conference: name, e-mail address and telephone"),
        _("To tell guests whom to ask"),
        _TASK,
        _ORGANISERS,
        _PUBLIC,
        _("As long as the conference’s pages are public, or until the organisers name somebody else"),
    ),
    Kept(
        "tries",
        Whose.ANYONE,
        _("How often a link or a password was tried of late, under a number made of address and network"),
        _("To slow down who guesses"),
        _LAW,
        _USE,
        _NOBODY,
        _("For a day or two"),
    ),
    Kept(
        "suppressions",
        Whose.ANYONE,
        _("That an e-mail address wants no more invitations"),
        _("To send none"),
        _("A legal duty (GDPR articles 6(1)(c) and 21)"),
        _YOU,
        _ORGANISERS,
        _("Until you ask us to forget it"),
    ),
    Kept(
        "devices",
        Whose.STAFF,
        _("What staff called their phone at the door, and when it was used"),
        _("To know which phone read what, and to end one that is lost"),
        _TASK,
        _("Staff"),
        _ORGANISERS,
        _("Until %(months)d months after the conference; then as a number", months=rules.PLACES_KEPT_MONTHS),
        purging.blank_devices,
    ),
    Kept(
        "sessions",
        Whose.STAFF,
        _("Staff’s sign-ins: when a session began and was last used, one-time links as hashes"),
        _("To keep strangers out"),
        _LAW,
        _USE,
        _("Their owner"),
        _("For %(days)d days after their last use", days=rules.SESSIONS_KEPT.days),
        purging.forget_sessions,
    ),
    Kept(
        "accounts",
        Whose.STAFF,
        _("Staff’s accounts: e-mail address and roles"),
        _("To know who may do what"),
        _LAW,
        _("The organisers"),
        _ADMINS,
        _("Until %(days)d days after the account is closed", days=rules.ACCOUNTS_KEPT.days),
        purging.forget_accounts,
    ),
    Kept(
        "audit",
        Whose.ANYONE,
        _("Who saw, changed or exported whose data, and when; by number, without names"),
        _("To be able to tell you who has seen your data"),
        _LAW,
        _USE,
        _("Administrators; organisers, what was done with a place"),
        _("For %(days)d days", days=rules.AUDIT_KEPT.days),
        purging.forget_audit,
    ),
    Kept(
        "logs",
        Whose.ANYONE,
        _(
            "The server’s log: when which sort of page was asked for, and from which network; no names, no "
            "full addresses"
        ),
        _("To find faults and attacks"),
        _LAW,
        _USE,
        _("Those who run the server"),
        _("As long as the server keeps its logs, 30 days at most"),
    ),
    Kept(
        "backups",
        Whose.ANYONE,
        _("Backups of all of this"),
        _("To lose nothing when a machine breaks"),
        _LAW,
        _USE,
        _("Those who run the server"),
        _("Until the next ones replace them; what was erased is erased again from a backup that is used"),
    ),
)
