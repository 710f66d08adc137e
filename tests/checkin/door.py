"""A door to test at: a conference with its list, tickets, and what phones send."""

import json
from base64 import b64decode
from datetime import datetime
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from conference import credentials
from conference.checkin import forms, service
from conference.checkin.offline import bundle, standing
from conference.credentials import Purpose
from conference.db import transaction

SENT_AT = "2018-11-22T09:00:00+01:00"


def ticket_of(registration: Any) -> str:
    """The code of a new ticket."""
    with transaction():
        return credentials.issue(Purpose.TICKET, registration.uid)


def scan(code: str | None = None, **overrides: Any) -> dict[str, Any]:
    """One scan at the main entrance, at nine, online."""
    values = {"id": str(uuid4()), "list": "main", "code": code, "scanned_at": SENT_AT}
    return {**values, "type": "entry", "decided": "online", **overrides}


def envelope(*scans: Any, sent_at: str | datetime = SENT_AT, **more: Any) -> dict[str, Any]:
    """One call, by a phone whose clock is right unless told otherwise."""
    moment = sent_at if isinstance(sent_at, str) else sent_at.isoformat()
    return {"sent_at": moment, "scans": list(scans), **more}


def send(token: str, *scans: Any, **more: Any) -> service.Answer:
    """What the service answers to a phone."""
    with transaction():
        return service.record(service.get_phone(token), forms.read_envelope(envelope(*scans, **more)))


def opened(sealed: str, code: str, lookup: str | None = None) -> dict[str, str]:
    """What a phone reads in a sealed record, with the ticket before its camera."""
    raw = b64decode(sealed, validate=True)
    key = HKDF(algorithm=SHA256(), length=32, salt=b"", info=b"checkin").derive(code.encode())
    aad = (lookup or credentials.lookup_of(code)).encode()
    return json.loads(AESGCM(key).decrypt(raw[:12], raw[12:], aad))


def told(since: bundle.Bundle | None = None, *, to: str = "Anna", key: str = "main") -> bundle.Bundle:
    """What a phone is told that has the list of an earlier answer, if any."""
    phone = service.get_phone(to)
    known: dict[str, Any] = {"since": since and since.revision, "epoch": since and since.epoch}
    return bundle.read(phone, standing.list_of(phone, key), **known)


def people(answer: bundle.Bundle, *codes: str) -> list[tuple[str, str, str]]:
    """Whom these tickets open, which are all of the list: name, organisation and state."""
    records = [opened(answer.records[credentials.lookup_of(code)], code) for code in codes]
    assert len(records) == len(answer.records)
    return [(record["name"], record["organisation"], record["state"]) for record in records]
