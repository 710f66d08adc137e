"""Records of the door's list that open with their own ticket in hand, and with nothing else.

A phone that is stolen holds thousands of these and tells nobody anything: the key of each is made of the
ticket's code, which no phone keeps.
"""

import json
import os
from base64 import b64encode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from conference.credentials import lookup_of

#: Bytes; a record is filled with spaces to a multiple of these, since its length would tell a name's.
PAD = 64

_NONCE = 12
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def seal(code: str, person: dict[str, str]) -> str:
    """What a phone keeps of a ticket's person: base64 of nonce, ciphertext and tag (design.md, bundle)."""
    plain = _JSON.encode(person).encode()
    plain += b" " * (-len(plain) % PAD)
    nonce = os.urandom(_NONCE)
    return b64encode(nonce + AESGCM(_key(code)).encrypt(nonce, plain, lookup_of(code).encode())).decode()


def _key(code: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"checkin").derive(code.encode())
