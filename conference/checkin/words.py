"""What the door says, in words, colours and shapes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from conference.checkin.models import ListKind, Verdict
from conference.registration.models import State
from conference.registration.words import KINDS, SHAPES

#: Green is let in and written; amber is for a person to decide; red is no.
TONES = {
    Verdict.ADMITTED: "green",
    Verdict.EXITED: "green",
    Verdict.DUPLICATE: "amber",
    Verdict.CONFLICT: "amber",
    Verdict.WAITING: "amber",
    Verdict.CANCELLED: "red",
    Verdict.REPLACED: "red",
    Verdict.WRONG_LIST: "red",
    Verdict.UNKNOWN: "red",
    Verdict.INVALID: "red",
}
VERDICTS = {
    Verdict.ADMITTED: _("Welcome"),
    Verdict.EXITED: _("Goodbye"),
    Verdict.DUPLICATE: _("Already inside"),
    Verdict.CONFLICT: _("Let in twice"),
    Verdict.WAITING: _("On the waiting list"),
    Verdict.CANCELLED: _("Cancelled"),
    Verdict.REPLACED: _("Old ticket"),
    Verdict.WRONG_LIST: _("Not for this list"),
    Verdict.UNKNOWN: _("Unknown ticket"),
    Verdict.INVALID: _("Not stored"),
}
#: What is said afterwards of somebody let in against the rules: why it was.
LET_IN_THOUGH = {
    Verdict.DUPLICATE: VERDICTS[Verdict.CONFLICT],
    Verdict.CANCELLED: _("Let in, though cancelled"),
    Verdict.WAITING: _("Let in, though on the waiting list"),
    Verdict.REPLACED: _("Let in on an old ticket"),
    Verdict.WRONG_LIST: _("Let in on a ticket not good here"),
}
#: What a person at the door does about it.
ADVICE = {
    Verdict.DUPLICATE: _("First scanned %(time)s, %(device)s."),
    Verdict.CONFLICT: _("First scanned %(time)s, %(device)s. Ask who holds the ticket."),
    Verdict.WAITING: _("Has no seat yet. Ask the organiser."),
    Verdict.CANCELLED: _("The registration was cancelled. Send the guest to the desk."),
    Verdict.REPLACED: _("The guest has a newer ticket. Ask for that one."),
    Verdict.WRONG_LIST: _("The ticket is good, but not here. Send the guest to the desk."),
    Verdict.UNKNOWN: _("It is no ticket of this conference. Send the guest to the desk."),
    Verdict.INVALID: _("This reading could not be used. Scan again."),
}
#: The same on a phone of the desk, which sends nobody there.
DESK_ADVICE = {
    Verdict.CANCELLED: _(
        "The registration was cancelled. Let the guest in as one without registration, or ask the organiser."
    ),
    Verdict.REPLACED: _("The guest has a newer ticket. Search for the name, and let the guest in there."),
    Verdict.WRONG_LIST: _("The ticket is good, but not here. Ask where the guest is going."),
    Verdict.UNKNOWN: _("It is no ticket of this conference. Search for the guest by name."),
    "no_ticket": _("This code is not one of ours. Search for the guest by name."),
}
#: What a phone says by itself: the tone, and the word.
OWN = {
    "again": ("green", _("Already counted, just now")),
    "stored": ("amber", _("Stored, not checked")),
    "not_stored": ("red", _("Not stored")),
    "no_ticket": ("red", _("Not a ticket")),
}
OWN_ADVICE = {
    "stored": _("No network. You decide; we check the ticket as soon as we can."),
    "not_stored": _("The phone could not store the scan. Write the name on the paper list."),
    "no_ticket": _("This code is not one of ours. Ask for the ticket."),
}
SCANNER = {
    "corrected": _("Corrected: %(word)s"),
    "corrected_advice": _("The phone said something else when it had no network."),
    "asking": _("Asking the server …"),
    "not_checked": _("Stored, not checked: %(number)s."),
    "place": _("%(number)s of %(all)s"),
    "understood": _("Understood"),
    "next": _("Next guest"),
    "let_in": _("Let in"),
    "let_out": _("Let out"),
    "check": _("Check"),
    "let_in_anyway": _("Let in anyway"),
    "done": _("Done, next guest"),
    "turn_away": _("Turn away"),
    "only_this": _("Only this guest"),
    "let_in_others": _("Let in the %(number)s others"),
    "let_in_other": _("Let in the other guest too"),
    "let_in_some": _("Let in %(number)s"),
    "let_in_together": _("%(number)s let in"),
    "undone": _("Undone"),
    "undo_waits": _("Undone. The others hear of it when there is a network."),
    "undo_reading": _("Undo: %(word)s, %(time)s"),
    "online": _("Online"),
    "offline": _("Offline"),
    "waiting": _("%(number)s waiting"),
    "undelivered": _("%(number)s scans are not delivered. They go as soon as the phone is paired again."),
    "arrived": _("%(arrived)s of %(expected)s have arrived"),
    "asking_who": _("Waiting for the server"),
    "asking_who_advice": _(
        "The phone does not know yet whether it is paired. It finds out by itself once it is online."
    ),
    "unpaired": _("Scan the organiser's pairing code"),
    "unpaired_advice": _(
        "This phone is not paired with the door, or not any more. "
        "The code is on the organiser's page: “The door”, then “Pair a phone”."
    ),
    "cut_off": _(
        "An organiser has ended this phone. This guest is not checked in: send them to another phone."
    ),
    "at_desk": _("%(device)s, a phone of the desk"),
    "no_camera": _("The camera did not start. Allow it in the browser, then try again; or type the code."),
    "no_reader": _("The camera cannot read tickets here. Type the code instead."),
    "insecure": _("Browsers give the camera to https pages only. Open the scanner on an https address."),
    "camera": _("Camera %(number)s"),
    "install": _(
        "Put the page on your home screen: then it opens without a network, "
        "and the phone keeps what is stored."
    ),
    "install_apple": _(
        "Press Share, choose “Add to Home Screen”, and pair there: "
        "else the phone forgets what is stored after a week."
    ),
    "typed_wrong": _("A code has 26 letters and digits. Check it against the ticket."),
    "no_network": _("This needs the network, and there is none just now. Use the paper list meanwhile."),
    "search_none": _(
        "Nobody is called that. Write fewer letters, or the last name alone. "
        "Not registered? Press “Guest without registration”."
    ),
    "search_found": _("Found: %(number)s"),
    "search_many": _("The first 20 are shown. Write more of the name."),
    "walk_in_mailed": _("The ticket has been sent to %(email)s."),
    "walk_in_shown": _("Let the guest take a picture of the ticket."),
    "walk_in_lost": _(
        "No answer came. This needs the network. Use the paper list, or try again: "
        "nobody is let in twice by that."
    ),
    "end_waiting": _(
        "%(number)s scans wait here. Sign off when they have been delivered: "
        "else they stay on the phone until it is paired again."
    ),
    "end_offline": _("Signing off needs the network, and there is none just now."),
}
#: What the desk sees beside the name of who has no seat.
STATES = {
    State.WAITING: _("On the waiting list"),
    State.OFFERED: _("Offered a seat"),
    State.CANCELLED: _("Cancelled"),
}


def because(state: State | None, kind: ListKind, *, is_first: bool) -> Verdict:
    """Why a reading is a conflict: where its guest stood on that list, and whether somebody was in before."""
    if state is State.CANCELLED:
        return Verdict.CANCELLED
    if state in (State.WAITING, State.OFFERED):
        return Verdict.WAITING
    if not is_first:
        return Verdict.DUPLICATE
    return Verdict.WRONG_LIST if kind is ListKind.WORKSHOP else Verdict.REPLACED


def told(verdict: Verdict, reason: Verdict) -> str:
    """What a reading is called afterwards; a conflict by its reason."""
    return str(LET_IN_THOUGH[reason] if verdict is Verdict.CONFLICT else VERDICTS[verdict])


def scanner_words() -> dict[str, object]:
    """Everything the scanner says, in the present language, for its page to carry."""
    tones = {key: tone for key, (tone, _word) in OWN.items()}
    own = {key: word for key, (_tone, word) in OWN.items()}
    return {
        **_said(SCANNER),
        "tones": _said({**TONES, **tones}),
        "verdicts": _said({**VERDICTS, **own}),
        "advice": _said({**ADVICE, **OWN_ADVICE}),
        "desk_advice": _said(DESK_ADVICE),
        "kinds": _said(KINDS),
        "shapes": dict(SHAPES),
        "states": _said(STATES),
    }


def _said(words: Mapping[Any, object]) -> dict[str, str]:
    return {key: str(word) for key, word in words.items()}
