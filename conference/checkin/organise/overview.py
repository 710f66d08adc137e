"""All that the organisers' page of the door shows at one moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from conference import clock
from conference.checkin import figures, pairing, rules, service
from conference.checkin.figures import Figures
from conference.checkin.models import CheckinList, Device, ListKind
from conference.checkin.organise import board, chart, journal
from conference.checkin.organise.chart import Axis, Bars
from conference.checkin.organise.journal import Line
from conference.mail import service as mail
from conference.mail.models import LetterState
from conference.registration.models import Conference

#: A phone's clock that is wrong by less is not worth a word: what it reads is corrected anyway.
WORTH_A_WORD = timedelta(seconds=30)


@dataclass(frozen=True)
class PhoneStanding:
    """A phone as organisers see it."""

    device: Device
    #: The one list it reads for, if there is only one.
    door_list: CheckinList | None
    is_silent: bool
    #: It ended by itself, and what it holds is not delivered any more.
    has_ended: bool
    #: Somebody must look after it: it is silent while the doors are open, or holds scans that we miss.
    is_missed: bool
    #: Its clock minus ours; None while it has not told, or where it is right.
    ahead: timedelta | None

    @property
    def drift(self) -> str:
        """How wrong its clock is; nothing where it is right."""
        if self.ahead is None:
            return ""
        wrong = how_long(self.ahead)
        if self.ahead > timedelta(0):
            return str(_("its clock is %(time)s ahead", time=wrong))
        return str(_("its clock is %(time)s behind", time=wrong))


@dataclass(frozen=True)
class Overview:
    """The page's values."""

    counts: service.Counts
    lists: list[tuple[Figures, Bars | None]]
    axis: Axis | None
    phones: list[PhoneStanding]
    scans: list[Line]
    #: How many are to be settled; those of a rehearsal are for practice.
    conflicts: int
    failed_letters: int
    lacks_phones: bool
    #: Before the day there is practice to be done, and nobody to be missed.
    is_before: bool
    #: The conference is over: nobody is inside any more; a day later no phone can be paired.
    is_after: bool
    is_over: bool
    has_rehearsal: bool
    #: Somebody has practised with the test tickets.
    has_rehearsed: bool

    @property
    def missed(self) -> list[PhoneStanding]:
        return [phone for phone in self.phones if phone.is_missed]


def of(conference: Conference) -> Overview:
    """The door as it is now, in a fixed number of queries."""
    every, now = figures.of(conference), clock.now()
    rehearsals = [each for each in every if each.door_list.kind is ListKind.REHEARSAL]
    shown = [each for each in every if each.came or each.door_list.kind is not ListKind.REHEARSAL]
    axis = chart.axis_of(
        (moment for each in shown for moment in each.came),
        around=(conference.doors_at, conference.starts_at),
    )
    phones = list_phones(conference, [each.door_list for each in every])
    return Overview(
        counts=service.counts(conference.id),
        lists=[(each, chart.draw(each.came, axis) if axis else None) for each in shown],
        axis=axis,
        phones=phones,
        scans=journal.latest(conference),
        conflicts=_open_conflicts(conference),
        failed_letters=mail.counts()[LetterState.FAILED],
        lacks_phones=now < conference.ends_at and all(phone.device.ended_at for phone in phones),
        is_before=now < conference.doors_at,
        is_after=now >= conference.ends_at,
        is_over=rules.has_ended(conference.ends_at, now=now),
        has_rehearsal=bool(rehearsals),
        has_rehearsed=any(each.came for each in rehearsals),
    )


def list_phones(conference: Conference, lists: list[CheckinList]) -> list[PhoneStanding]:
    """The phones that are devices now, or have ended with scans on them, by name."""
    by_id, now = {each.id: each for each in lists}, clock.now()
    return [
        PhoneStanding(
            device,
            door_list=None if device.list_id is None else by_id.get(device.list_id),
            is_silent=_is_silent(device, now),
            has_ended=rules.has_ended(conference.ends_at, now=now),
            is_missed=_is_missed(device, conference, now),
            ahead=_ahead(device),
        )
        for device in pairing.list_devices(conference)
    ]


def how_long(span: timedelta) -> str:
    """A length of time as people say it, in one unit."""
    seconds = round(abs(span) / timedelta(seconds=1))
    if seconds < 90:
        return str(ngettext("%(num)d second", "%(num)d seconds", seconds))
    minutes = round(seconds / 60)
    if minutes < 90:
        return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))
    hours = round(minutes / 60)
    if hours < 36:
        return str(ngettext("%(num)d hour", "%(num)d hours", hours))
    days = round(hours / 24)
    return str(ngettext("%(num)d day", "%(num)d days", days))


def _open_conflicts(conference: Conference) -> int:
    open_ones, _settled = board.read(conference)
    return sum(each.list_kind is not ListKind.REHEARSAL for each in open_ones)


def _is_silent(device: Device, now: datetime) -> bool:
    return now - device.last_contact_at > rules.SILENT_AFTER


def _is_missed(device: Device, conference: Conference, now: datetime) -> bool:
    if device.ended_at:
        return True
    is_wanted = device.queue_length > 0 or conference.doors_at <= now <= conference.ends_at
    return is_wanted and _is_silent(device, now)


def _ahead(device: Device) -> timedelta | None:
    """The phone lives in real time: a demo's clock is taken off before they are compared."""
    if device.clock_offset_ms == 0:
        return None
    ahead = clock.now() - clock.real_now() - timedelta(milliseconds=device.clock_offset_ms)
    return ahead if abs(ahead) >= WORTH_A_WORD else None
