"""What the door says, in words, colours and shapes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from conference.checkin.models import Verdict
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
#: What a person at the door does about it.
ADVICE = {
    Verdict.DUPLICATE: _("First scanned %(time)s, %(device)s."),
    Verdict.CONFLICT: _("First scanned %(time)s, %(device)s. Ask who holds the ticket."),
    Verdict.WAITING: _("Has no seat yet. Ask the organiser."),
    Verdict.CANCELLED: _("The registration was cancelled. Send the guest to the desk."),
    Verdict.REPLACED: _("The guest has a newer ticket. Ask for that one."),
    Verdict.WRONG_LIST: _("The ticket is good, but not here. Send the guest to the desk."),
    Verdict.UNKNOWN: _("We never made this ticket. Send the guest to the desk."),
    Verdict.INVALID: _("This reading could not be used. Scan again."),
}
SCANNER = {
    "again": _("Already counted, just now"),
    "stored": _("Stored, not checked"),
    "stored_advice": _("No network. You decide; we check the ticket as soon as we can."),
    "not_stored": _("Not stored"),
    "not_stored_advice": _("The phone could not store the scan. Write the name on the paper list."),
    "no_ticket": _("Not a ticket"),
    "no_ticket_advice": _("This code is not one of ours. Ask for the ticket."),
    "online": _("Online"),
    "offline": _("Offline"),
    "waiting": _("%(number)s waiting"),
    "undelivered": _("%(number)s scans are not delivered. They go as soon as the phone is paired again."),
    "arrived": _("%(arrived)s of %(expected)s have arrived"),
    "unpaired": _("Scan the organiser's pairing code"),
    "unpaired_advice": _("This phone is not paired with the door, or not any more."),
    "no_camera": _("The camera did not start. Allow it in the browser, then try again; or type the code."),
    "insecure": _("Browsers give the camera to https pages only. Open the scanner on an https address."),
    "typed_wrong": _("A code has 26 letters and digits. Check it against the ticket."),
}


def scanner_words() -> dict[str, object]:
    """Everything the scanner says, in the present language, for its page to carry."""
    return {
        **_said(SCANNER),
        "tones": dict(TONES),
        "verdicts": _said(VERDICTS),
        "advice": _said(ADVICE),
        "kinds": _said(KINDS),
        "shapes": dict(SHAPES),
    }


def _said(words: Mapping[Any, object]) -> dict[str, str]:
    return {key: str(word) for key, word in words.items()}
