"""How a phone becomes a device of the door, and stops being one."""

from datetime import timedelta

from sqlalchemy import select, update

from conference import clock
from conference.audit import service as audit
from conference.checkin import rules
from conference.checkin.models import CheckinList, Device, ListKind, Pairing
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
    """The code of a new one-time pairing; a lasting one is good until `end_pairings`. Raises NotFound."""
    lock(Conference, conference.id)
    _ensure_entry(conference)
    now, code = clock.real_now(), new_secret()
    pairing = Pairing(
        code_hash=sha256(code),
        conference_id=conference.id,
        list_id=None if list_key is None else _get_list(conference, list_key).id,
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


def find_pairing(code: str) -> Pairing | None:
    """The pairing of a code, used or not."""
    return db.session.scalar(select(Pairing).filter_by(code_hash=sha256(normalise(code))))


def pair(code: str, name: str) -> tuple[Device, str]:
    """Use up a pairing: the new device, and its token, which is told once. Raises PairingUsed."""
    query = select(Pairing).filter_by(code_hash=sha256(normalise(code))).with_for_update()
    pairing = rules.check_pairing(db.session.scalar(query), now=clock.real_now())
    pairing.used_at = clock.real_now()
    lock(Conference, pairing.conference_id)
    names = db.session.scalars(select(Device.name).filter_by(conference_id=pairing.conference_id))
    now, token = clock.now(), new_secret()
    device = Device(
        conference=pairing.conference,
        name=rules.free_name(name, taken=set(names)),
        list_id=pairing.list_id,
        desk=pairing.desk,
        token_hash=sha256(token),
        paired_at=now,
        last_contact_at=now,
        told_until=now,
    )
    db.session.add(device)
    db.session.flush()
    audit.record("checkin.pair", by=f"device:{device.uid}", subject=device.uid)
    return device, token


def get_device(token: str | None) -> Device:
    """The device that holds a token. Raises NotPaired."""
    found = None if not token else db.session.scalar(select(Device).filter_by(token_hash=sha256(token)))
    return rules.check_device(found, now=clock.now())


def note_contact(device: Device, *, waiting: int | None = None) -> None:
    """Write down that the phone is alive and how much it has not delivered yet."""
    now = clock.now()
    queue_length = device.queue_length if waiting is None else waiting
    if queue_length != device.queue_length or abs(now - device.last_contact_at) >= SEEN_EVERY:
        device.last_contact_at, device.queue_length = now, queue_length
        db.session.flush()


def end_device(conference: Conference, uid: str, *, by: str) -> None:
    """The phone is a device no more, from its next call on. Raises NotFound."""
    device = db.session.scalar(select(Device).filter_by(conference_id=conference.id, uid=uid))
    if device is None:
        raise NotFound(rules.no_such_device())
    if device.ended_at is None:
        device.ended_at = clock.now()
        db.session.flush()
        audit.record("checkin.end_device", by=by, subject=device.uid)


def list_devices(conference: Conference) -> list[Device]:
    """The phones that are devices now, by name."""
    query = select(Device).filter_by(conference_id=conference.id, ended_at=None)
    return list(db.session.scalars(query.order_by(Device.name)))


def lists_of(device: Device) -> list[CheckinList]:
    """What a phone may read for, the entry first."""
    query = select(CheckinList).filter_by(conference_id=device.conference_id).order_by(CheckinList.id)
    return [checkin_list for checkin_list in db.session.scalars(query) if device.may_read(checkin_list)]


def _get_list(conference: Conference, key: str) -> CheckinList:
    found = db.session.scalar(select(CheckinList).filter_by(conference_id=conference.id, key=key))
    if found is None:
        raise NotFound(rules.no_such_list())
    return found


def _ensure_entry(conference: Conference) -> None:
    """Every conference has a main entrance; it stands ready when the first phone is paired."""
    query = select(CheckinList.id).filter_by(conference_id=conference.id, kind=ListKind.ENTRY)
    if db.session.scalar(query.limit(1)) is None:
        entry = CheckinList(
            conference_id=conference.id,
            key="main",
            name_da="Hovedindgang",
            name_en="Main entrance",
            kind=ListKind.ENTRY,
        )
        db.session.add(entry)
        db.session.flush()
