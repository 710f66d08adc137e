"""The page that staff at the door have in their pocket: what the scanner shows, and what to do about it."""

from flask_babel import gettext as _

from conference.badges.paper import GuidePrint, SignPrint, TonePrint
from conference.checkin import words
from conference.checkin.models import Verdict
from conference.checkin.organise.prints import day_and_doors
from conference.checkin.signs import sign
from conference.config import current
from conference.language import language, said
from conference.registration.models import Conference

#: Heading and text.
Part = tuple[str, str]


def of(conference: Conference) -> GuidePrint:
    """The guide to one conference's door, in the present language."""
    return GuidePrint(
        language=language(),
        title=_("Guide for the door"),
        conference=said(conference, "title"),
        when=day_and_doors(conference),
        colours=_("What the phone shows"),
        colours_advice=_(
            "Each answer has a colour, a sign, a word and a sound. Green goes away by itself; amber and red "
            "stay until you tap."
        ),
        tones=_tones(),
        deeds=_("What you do"),
        parts=(_every_guest(), _now_and_then()),
        call=_("When in doubt"),
        contact=_contact(conference),
    )


def _tones() -> tuple[TonePrint, ...]:
    green = {
        Verdict.ADMITTED: _("The guest is let in, and it is stored."),
        "again": _("This phone has read the ticket a moment ago. It is one guest."),
        Verdict.EXITED: _("The guest has gone out, and may come in again."),
    }
    amber = {
        Verdict.DUPLICATE: _("The phone says when and where. Ask for the name: is it the same guest?"),
        Verdict.CONFLICT: _("Two phones without a network let the ticket in. Ask who holds it."),
        Verdict.WAITING: words.ADVICE[Verdict.WAITING],
        "stored": words.OWN_ADVICE["stored"],
    }
    red = {
        Verdict.CANCELLED: words.ADVICE[Verdict.CANCELLED],
        Verdict.REPLACED: words.ADVICE[Verdict.REPLACED],
        Verdict.WRONG_LIST: words.ADVICE[Verdict.WRONG_LIST],
        Verdict.UNKNOWN: words.ADVICE[Verdict.UNKNOWN],
        "no_ticket": words.OWN_ADVICE["no_ticket"],
        "not_stored": words.OWN_ADVICE["not_stored"],
    }
    return (
        _tone("green", _("Green: all is well"), green),
        _tone("amber", _("Amber: you decide"), amber),
        _tone("red", _("Red: no, or not stored"), red),
    )


def _tone(tone: str, name: str, signs: dict[str, object]) -> TonePrint:
    return TonePrint(tone, name, tuple(_sign(key, advice) for key, advice in signs.items()))


def _sign(key: str, advice: object) -> SignPrint:
    return sign(key, advice=str(advice))


def _every_guest() -> tuple[Part, ...]:
    """What is done again and again; buttons are called as they are on the phone."""
    pair = _(
        "An organiser shows you a code on a screen. Read it with the phone's camera, give the phone a name, "
        "and press “%(pair)s”. Then put the page on your home screen.",
        pair=_("Pair this phone"),
    )
    scan = _(
        "Hold the code of the ticket in the frame, on paper or on a screen. In the dark, press “%(light)s”. "
        "A message such as “give the press folder” is done before the next guest.",
        light=_("Light"),
    )
    type_ = _(
        "Press “%(type)s” and type the 26 letters and digits of the ticket. At the desk, press “%(search)s”: "
        "three letters of the name are enough. That needs the network.",
        type=_("Type code"),
        search=_("Search"),
    )
    offline = _(
        "Go on scanning. The phone checks the ticket itself, keeps the scan and sends it later; on top it "
        "says how many wait. If its answer was wrong, it says so: “%(corrected)s”.",
        corrected=_("Corrected: %(word)s", word=words.VERDICTS[Verdict.DUPLICATE]),
    )
    together = _(
        "The phone shows who of a group is still to come. Tick those who stand before you, or press the "
        "button for all of them."
    )
    return (
        (_("Pair the phone"), pair),
        (_("Scan"), scan),
        (_("The code cannot be read"), type_),
        (_("Without a network"), offline),
        (_("Registered together"), together),
    )


def _now_and_then() -> tuple[Part, ...]:
    """What is done when something is out of the ordinary."""
    more, walk_in = _("More"), _("Guest without registration")
    anyway = _(
        "On amber, and when there is no seat in a workshop, you may press “%(anyway)s”. It is written down. "
        "Do it when you know why; when you do not, ask.",
        anyway=_("Let in anyway"),
    )
    undo = _(
        "You have 15 minutes, on the same phone: press “%(more)s”, then “%(latest)s”.",
        more=more,
        latest=_("Latest scans"),
    )
    unregistered = _(
        "Press “%(more)s”, then “%(walk_in)s”: the name, and an address if the ticket is to be mailed. It "
        "takes a free seat, and needs the network.",
        more=more,
        walk_in=walk_in,
    )
    paper = _(
        "If no phone works, tick guests off on the paper list, and write down at its end who is not on it. "
        "Organisers check them in when the phones work again."
    )
    leave = _(
        "See that nothing waits. Then press “%(more)s” and “%(end)s”. If a phone is lost, tell an organiser "
        "at once: they end it from their page.",
        more=more,
        end=_("Sign off this phone"),
    )
    return (
        (_("Let in anyway"), anyway),
        (_("Undo"), undo),
        (walk_in, unregistered),
        (_("The paper list"), paper),
        (_("When you go"), leave),
    )


def _contact(conference: Conference) -> tuple[str, ...]:
    """Who to call: of the conference, else of the house; nobody: a line is left to write on."""
    own = (conference.contact_name, conference.contact_phone, conference.contact_email)
    house = (current().CONTROLLER, current().CONTACT_PHONE, current().CONTACT_EMAIL)
    found = own if conference.contact_phone or conference.contact_email else house
    return tuple(line for line in found if line) if any(found[1:]) else ()
