"""Unguessable public codes, without letters that look like digits."""

import base64
import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0/O, 1/I/L, U/V pair: read aloud and typed on a cheap phone."""

REQUEST_CODE_LENGTH = 6
COMPLAINT_CODE_LENGTH = 8
LETTER_CODE_LENGTH = 10
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def request_code() -> str:
    """Return a new request code, six characters; the caller retries the rare collision."""
    return _random(REQUEST_CODE_LENGTH)


def complaint_code() -> str:
    """Return a new code of a complaint, eight characters, so that it is never taken for a request's."""
    return _random(COMPLAINT_CODE_LENGTH)


def letter_code() -> str:
    """Return a new letter code, ten characters, typed from paper where no camera is at hand."""
    return _random(LETTER_CODE_LENGTH)


def token() -> str:
    """Return 130 random bits as 26 upper-case characters, fit for a QR code's short alphabet."""
    return base64.b32encode(secrets.token_bytes(17)).decode().rstrip("=")[:26]


def secret() -> str:
    """Return 256 random bits for a cookie or a one-time link; store only its digest."""
    return secrets.token_urlsafe(32)


def pin() -> str:
    """Return a six-digit PIN; store only its digest."""
    return f"{secrets.randbelow(1_000_000):06d}"


def show_code(code: str) -> str:
    """Return ``code`` in groups, as people read it: K7M-4QX, K7QM-4T2X-9D."""
    size = 3 if len(code) == REQUEST_CODE_LENGTH else 4
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def read_code(typed: str, *, length: int = REQUEST_CODE_LENGTH) -> str | None:
    """Return the code a person meant by ``typed``, or None if it cannot be one of ours."""
    code = re.sub(r"[\s.\-–]", "", typed).upper().translate(_CONFUSED)
    return code if len(code) == length and all(c in ALPHABET for c in code) else None


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
