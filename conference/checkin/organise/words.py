"""What organisers read about readings, beside what the door says to them."""

from flask_babel import lazy_gettext as _

from conference.checkin.models import Decided, Direction, Settlement, Verdict
from conference.checkin.organise.journal import Shown

DIRECTIONS = {Direction.ENTRY: _("on the way in"), Direction.EXIT: _("on the way out")}
DECIDED = {Decided.ONLINE: _("by the server"), Decided.OFFLINE: _("by the phone alone")}
#: Why a reading is a conflict.
BECAUSE = {
    Verdict.DUPLICATE: _("The ticket has let somebody in twice."),
    Verdict.CANCELLED: _("Let in by a phone without network, but the registration had been cancelled."),
    Verdict.REPLACED: _("Let in by a phone without network, but the guest had a newer ticket by then."),
    Verdict.WRONG_LIST: _("Let in by a phone without network, but the guest had no seat in this workshop."),
    Verdict.WAITING: _("Let in by a phone without network, but the guest was still on the waiting list."),
}
#: The two answers to a ticket that let somebody in twice, and to one that was not good.
ANSWERS = {
    Settlement.ONE_PERSON: _("The same person, read twice"),
    Settlement.TWO_PEOPLE: _("Two people with one ticket"),
}
ANSWERS_TO_DEAD_TICKET = {
    Settlement.ONE_PERSON: _("It was the guest"),
    Settlement.TWO_PEOPLE: _("It was somebody else"),
}
SHOWN = {
    Shown.ALL: _("All"),
    Shown.REFUSED: _("Refused"),
    Shown.AGAIN: _("Already inside"),
    Shown.CONFLICT: _("Conflicts"),
    Shown.OFFLINE: _("Without network"),
    Shown.UNDONE: _("Taken back"),
}


def answer(settlement: Settlement, because: Verdict) -> str:
    """What was answered to a conflict, as its button said."""
    answers = ANSWERS if because is Verdict.DUPLICATE else ANSWERS_TO_DEAD_TICKET
    return str(answers[settlement])
