"""What a phone sends, item by item, and the name a person gives it."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import Form, StringField
from wtforms.validators import DataRequired, Length

from conference.checkin.models import Decided, Direction, Verdict
from conference.checkin.rules import MOST_SCANS, BrokenEnvelope, Envelope, Item, TooManyScans, Undo
from conference.credentials import lookup_of, normalise
from conference.names import clean

#: Characters of a code or a key beyond which nothing of ours goes on.
LONGEST_WORD = 100
#: A phone's clock is believed to be wrong by a hundred years at most.
LARGEST_OFFSET_MS = 100 * 366 * 24 * 3600 * 1000
#: What a phone cannot say by itself: only we know of a clash, and what cannot be read is nowhere stored.
OURS_TO_SAY = (Verdict.CONFLICT, Verdict.INVALID)
_HEXADECIMAL = re.compile(r"[0-9a-f]{32}")


class PairForm(Form):
    """The name of a phone."""

    name = StringField(
        _("Name of this phone"),
        [
            DataRequired(_("Give the phone a name, so that others know whose it is.")),
            Length(max=40, message=_("Give the phone a name of at most 40 characters.")),
        ],
        filters=[lambda name: clean(name or "")],
    )


def read_envelope(data: Any) -> Envelope:
    """One call's scans; a broken one is None in its place. Raises BrokenEnvelope or TooManyScans."""
    scans = member(data, "scans", list)
    if len(scans) > MOST_SCANS:
        raise TooManyScans(_("That is more than 500 scans at once. Send them in parts."))
    try:
        sent_at = _moment(member(data, "sent_at", str))
    except ValueError:
        raise BrokenEnvelope(_("The time in “sent_at” cannot be read.")) from None
    conference = member(data, "conference", str) if "conference" in data else None
    items = tuple(_item(scan) for scan in scans)
    return Envelope(sent_at, items, read_count(data.get("waiting")), conference)


def read_pairing(data: Any) -> tuple[str, PairForm]:
    """The code and the name a phone pairs with. Raises BrokenEnvelope."""
    return member(data, "code", str), PairForm(data={"name": member(data, "name", str)})


def read_count(value: Any) -> int | None:
    """How many scans a phone says it has left; None when it does not say."""
    return int(value) if re.fullmatch(r"\d{1,6}", str(value)) else None


def read_clock(value: str | None) -> datetime | None:
    """When a phone sent its call by its own clock; None when it does not say, or nothing that can be read."""
    try:
        return _moment(value or "")
    except (ValueError, OverflowError):
        return None


def read_revision(value: str | None) -> int | None:
    """The revision that a phone has of a list; None when it has none, or none of ours."""
    return int(value) if value and re.fullmatch(r"[0-9]{1,15}", value) else None


def read_undo(data: Any) -> Undo:
    """Which scan is taken back, and when by the phone's clock. Raises BrokenEnvelope."""
    scan_id = member(data, "id", str)
    try:
        if "undone_at" not in data:
            return Undo(str(UUID(scan_id)), None, None)
        return Undo(str(UUID(scan_id)), _moment(data["undone_at"]), _moment(data["sent_at"]))
    except (KeyError, TypeError, ValueError):
        raise BrokenEnvelope(_("The scan to undo needs its id, and times that can be read.")) from None


def id_of(scan: Any) -> str | None:
    """A scan's id as it was sent, if it can be one."""
    try:
        return scan["id"] if UUID(scan["id"]) else None
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _item(scan: Any) -> Item | None:
    try:
        decided = Decided(scan["decided"])
        return Item(
            id=str(UUID(scan["id"])),
            list_key=_word(scan["list"]),
            lookup="" if "attendee" in scan else _lookup(scan),
            attendee=_hexadecimal(scan["attendee"]) if "attendee" in scan else None,
            by_lookup="attendee" not in scan and "code" not in scan,
            direction=Direction(scan["type"]),
            scanned_at=_moment(scan["scanned_at"]),
            decided=decided,
            said=_said(scan) if decided is Decided.OFFLINE else None,
            override=_optional(scan, "override", bool) or False,
            offset_ms=_offset(_optional(scan, "offset_ms", int)),
        )
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        return None


def _lookup(scan: dict[str, Any]) -> str:
    if "code" in scan:
        return lookup_of(normalise(_word(scan["code"])))
    return _hexadecimal(scan["lookup"])


def _hexadecimal(value: str) -> str:
    if not _HEXADECIMAL.fullmatch(value):
        raise ValueError("A lookup, and a person's id, is 32 hexadecimal digits.")
    return value


def _said(scan: dict[str, Any]) -> Verdict | None:
    word = _optional(scan, "said", str)
    if word in OURS_TO_SAY:
        raise ValueError("No phone says this by itself.")
    return None if word is None else Verdict(word)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None:
        raise ValueError("A time needs its offset.")
    if not 1970 <= moment.year <= 9998:
        raise ValueError("Such a time cannot be brought to UTC and back.")
    return moment.astimezone(UTC)


def _word(value: str) -> str:
    if not 0 < len(value) <= LONGEST_WORD or "\0" in value:
        raise ValueError("This is no word of ours.")
    value.encode()  # half a surrogate pair is no text
    return value


def _offset(value: int | None) -> int | None:
    if value is not None and abs(value) > LARGEST_OFFSET_MS:
        raise ValueError("No clock is that wrong.")
    return value


def _optional(scan: dict[str, Any], name: str, kind: type) -> Any:
    value = scan.get(name)
    if value is not None and type(value) is not kind:
        raise TypeError(f"{name} is of another kind.")
    return value


def member(data: Any, name: str, kind: type) -> Any:
    if not isinstance(data, dict) or not isinstance(data.get(name), kind):
        raise BrokenEnvelope(_("“%(name)s” is missing or of another kind.", name=name))
    return data[name]
