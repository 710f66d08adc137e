"""What proves who somebody is: a password, a code from their phone, a recovery code."""

import base64
import secrets
import unicodedata
from datetime import datetime

from cryptography.exceptions import InvalidKey, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from conference.credentials import ALPHABET

#: What one try at a password costs: 19 MiB, twice through (acceptance A12, OWASP's least).
MEMORY_KIB, ROUNDS, LANES = 19 * 1024, 2, 1
#: Seconds that a code from the phone is good, and digits it has, as every such app takes them (RFC 6238).
STEP, DIGITS = 30, 6
#: Recovery codes that are given out together, and letters of each.
RECOVERY_CODES, RECOVERY_LENGTH = 8, 10

_NONCE = 12
#: A hash of no password of anybody: whom nobody knows is refused as slowly as others.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + "A" * 43


def hash_password(password: str) -> str:
    """What is stored of a password."""
    hasher = Argon2id(
        salt=secrets.token_bytes(16), length=32, iterations=ROUNDS, lanes=LANES, memory_cost=MEMORY_KIB
    )
    return hasher.derive_phc_encoded(_bytes(password))


def is_password(password: str, stored: str | None) -> bool:
    """Whether it is the password that was stored; takes as long where none was."""
    try:
        Argon2id.verify_phc_encoded(_bytes(password), stored or _NOBODY)
    except InvalidKey:
        return False
    return stored is not None


def totp_address(secret: bytes, email: str, issuer: str) -> str:
    """What the QR code tells the app."""
    return _totp(secret).get_provisioning_uri(email, issuer)


def spelled(secret: bytes) -> str:
    """The secret as it is typed into an app without a camera."""
    letters = base64.b32encode(secret).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def step_of(secret: bytes, code: str, *, now: datetime) -> int | None:
    """The half-minute whose code it is, of now and the ones beside it; None when it is none."""
    present = int(now.timestamp()) // STEP
    typed = code.replace(" ", "").encode()
    for step in (present, present - 1, present + 1):
        if secrets.compare_digest(_totp(secret).generate(step * STEP), typed):
            return step
    return None


def seal(secret: bytes, key: str) -> str:
    """The secret as it is stored: a copy of the database alone opens nothing."""
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + AESGCM(_derived(key)).encrypt(nonce, secret, b"")).decode()


def unseal(sealed: str, key: str) -> bytes | None:
    """The secret again; None with another key."""
    raw = base64.b64decode(sealed)
    try:
        return AESGCM(_derived(key)).decrypt(raw[:_NONCE], raw[_NONCE:], b"")
    except InvalidTag:
        return None


def new_recovery_codes() -> list[str]:
    """Codes to print and keep, each good once."""
    return [
        "".join(secrets.choice(ALPHABET) for _letter in range(RECOVERY_LENGTH))
        for _code in range(RECOVERY_CODES)
    ]


def _bytes(password: str) -> bytes:
    """As it is hashed: keyboards differ in how they put an å together (RFC 8265, section 4.2)."""
    return unicodedata.normalize("NFC", password).encode()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # SHA-1 as RFC 6238 has it: other sums few apps know


def _derived(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"totp").derive(key.encode())
