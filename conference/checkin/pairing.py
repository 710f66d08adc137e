"""How a phone becomes a device of the door, and stops being one."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, or_, select, update

from conference import clock
from conference.audit import service as audit
from conference.checkin import rules
from conference.checkin.lists import ensure_entry, get_list
from conference.checkin.models import CheckinList, Device, Hint, ListKind, Pairing
from conference.checkin.rules import DoorList, Phone
from conference.credentials import new_secret, normalise, sha256
from conference.db import db, lock
from conference.errors import NotFound
from conference.registration.models import Conference

#: A contact this recent is not written down again, so that a heartbeat stays a reading.
SEEN_EVERY = timedelta(seconds=5)


def pair_link(
    conference: Conference,
    *,
    by: str = "system",
    list_key: str | None = None,
    desk: bool = False,
    lasting: bool = False,
) -> str:
    """The code of a new one-time pairing; a lasting one is good until `end_pairings`.

    Raises NotFound and ConferenceOver.
    """
    if not lasting:  # that one is made beforehand, and refused to whom uses it too late
        rules.check_not_over(conference.ends_at, now=clock.now())
    lock(Conference, conference.id)
    ensure_entry(conference)
    now, code = clock.real_now(), new_secret()
    pairing = Pairing(
        code_hash=sha256(code),
        conference_id=conference.id,
        list_id=None if list_key is None else get_list(conference, list_key).id,
        desk=desk,
        created_at=now,
        expires_at=None if lasting else now + rules.PAIRING_LIFE,
    )
    db.session.add(pairing)
    db.session.flush()
    audit.record("checkin.open_pairing", by=by, subject=conference.uid)
    return code


def end_pairings() -> None:
    """End the pairings that were good as long as a process ran."""
    lasting = update(Pairing).where(Pairing.expires_at.is_(None), Pairing.used_at.is_(None))
    db.session.execute(lasting.values(used_at=clock.real_now()))


def end_all_pairings() -> None:
    """End every pairing that no phone has used."""
    db.session.execute(update(Pairing).where(Pairing.used_at.is_(None)).values(used_at=clock.real_now()))


def find_pairing(code: str) -> Pairing | None:
    """The pairing of a code, used or not."""
    return db.session.scalar(select(Pairing).filter_by(code_hash=sha256(normalise(code))))


def pair(code: str, name: str, *, earlier: str | None = None) -> tuple[Device, str]:
    """Use up a pairing: the device, and its token, which is told once. Raises PairingUsed, ConferenceOver.

    A phone that brings the token it had before at this conference stays the same device, ended or not: so the
    scans that wait on it keep the time at which they were made.
    """
    query = select(Pairing).filter_by(code_hash=sha256(normalise(code))).with_for_update()
    pairing = rules.check_pairing(db.session.scalar(query), now=clock.real_now())
    rules.check_not_over(pairing.conference.ends_at, now=clock.now())
    pairing.used_at = clock.real_now()
    lock(Conference, pairing.conference_id)
    device = _device_again(pairing, earlier) or _new_device(pairing)
    token = new_secret()
    device.name = rules.free_name(name, taken=_names_beside(device))
    device.list_id, device.desk = pairing.list_id, pairing.desk
    device.token_hash, device.ended_at = sha256(token), None
    device.last_contact_at = clock.now()
    db.session.add(device)
    db.session.flush()
    audit.record("checkin.pair", by=f"device:{device.uid}", subject=device.uid)
    return device, token


def get_phone(token: str | None) -> Phone:
    """The phone that holds a token, with the lists of its conference. Raises NotPaired."""
    found = None
    if token:
        rows = db.session.connection().execute(_PHONE, {"token_hash": sha256(token)}).all()
        if rows:
            lists = tuple(DoorList(*row[len(_OF_PHONE) :]) for row in rows)
            found = Phone(lists, *rows[0][: len(_OF_PHONE)])
    return rules.check_phone(found, now=clock.now())


def note_contact(phone: Phone, *, waiting: int | None = None, sent_at: datetime | None = None) -> None:
    """Write down that the phone is alive, how much it has not delivered yet, and how wrong its clock is."""
    now = clock.now()
    queue_length = phone.queue_length if waiting is None else waiting
    if queue_length != phone.queue_length or abs(now - phone.last_contact_at) >= SEEN_EVERY:
        seen: dict[str, Any] = {"last_contact_at": now, "queue_length": queue_length}
        if sent_at is not None:
            seen["clock_offset_ms"] = round((now - sent_at) / timedelta(milliseconds=1))
        db.session.execute(update(Device).where(Device.id == phone.id).values(seen))


def get_device(conference: Conference, uid: str) -> Device:
    """A phone of the conference, ended or not. Raises NotFound."""
    device = db.session.scalar(select(Device).filter_by(conference_id=conference.id, uid=uid))
    if device is None:
        raise NotFound(rules.no_such_device())
    return device


def end_device(conference: Conference, uid: str, *, by: str) -> None:
    """The phone is a device no more, from its next call on. Raises NotFound."""
    device = get_device(conference, uid)
    if device.ended_at is None:
        device.ended_at = clock.now()
        db.session.flush()
        audit.record("checkin.end_device", by=by, subject=device.uid)


def sign_off(phone: Phone) -> datetime:
    """The phone itself says that it is a device no more; tells when."""
    now = clock.now()
    db.session.execute(update(Device).where(Device.id == phone.id).values(ended_at=now))
    audit.record("checkin.end_device", by=f"device:{phone.uid}", subject=phone.uid)
    return now


def list_devices(conference: Conference) -> list[Device]:
    """The phones that are devices now, by name; of those that have ended, who still hold scans.

    A disconnected one can deliver them when it is paired again, as long as any phone can be.
    """
    is_on, holds_scans = Device.ended_at.is_(None), Device.queue_length > 0
    is_told = and_(is_on, holds_scans) if _is_over(conference) else or_(is_on, holds_scans)
    query = select(Device).where(Device.conference_id == conference.id, is_told)
    return list(db.session.scalars(query.order_by(Device.name)))


_OF_PHONE = (
    Device.id,
    Device.uid,
    Device.name,
    Device.desk,
    Device.list_id,
    Device.paired_at,
    Device.ended_at,
    Device.last_contact_at,
    Device.told_until,
    Device.queue_length,
    Device.conference_id,
    Conference.slug,
    Conference.created_at,
    Conference.ends_at,
    exists().where(Hint.conference_id == Conference.id, Hint.session_id.is_not(None)),
)
_OF_LIST = (
    CheckinList.id,
    CheckinList.key,
    CheckinList.name_da,
    CheckinList.name_en,
    CheckinList.kind,
    CheckinList.session_id,
    CheckinList.exits,
    CheckinList.emptied_at,
)
#: A row for each list of the phone's conference, which has one at least.
_PHONE: Select[*tuple[Any, ...]] = (
    select(*_OF_PHONE, *_OF_LIST)
    .join(Conference, Device.conference_id == Conference.id)
    .join(CheckinList, CheckinList.conference_id == Conference.id)
    .where(Device.token_hash == bindparam("token_hash"))
    .order_by(CheckinList.kind != ListKind.ENTRY, CheckinList.id)
)


def _is_over(conference: Conference) -> bool:
    return rules.has_ended(conference.ends_at, now=clock.now())


def _device_again(pairing: Pairing, token: str | None) -> Device | None:
    query = select(Device).filter_by(conference_id=pairing.conference_id, token_hash=sha256(token or ""))
    return db.session.scalar(query)


def _new_device(pairing: Pairing) -> Device:
    now = clock.now()
    return Device(conference=pairing.conference, paired_at=now, told_until=now)


def _names_beside(device: Device) -> set[str]:
    """What the other phones of its conference are called, also those that were ended."""
    query = select(Device.name).where(Device.conference_id == device.conference.id, Device.id != device.id)
    return set(db.session.scalars(query))
