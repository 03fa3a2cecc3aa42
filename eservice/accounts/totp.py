"""The numbers an authenticator shows: one for every half minute, from a secret that both sides keep. Pure.

Source: RFC 6238, with SHA-1, six digits and half a minute, which every authenticator knows.
"""

import re
from datetime import datetime

import pyotp

SECONDS = 30
DRIFT = 1
"""So many steps a telephone's clock may be before or behind ours."""
_CODE = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """Return a new secret, 160 bits, as an authenticator takes it typed in."""
    return pyotp.random_base32()


def in_groups(secret: str) -> str:
    """Return a secret as people type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def address(secret: str, *, account: str, house: str) -> str:
    """Return what the square says that an authenticator reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=house)


def code_at(secret: str, at: datetime) -> str:
    """Return what an authenticator shows at an instant."""
    return pyotp.TOTP(secret).generate_otp(step_at(at))


def step_at(at: datetime) -> int:
    """Return the number of the half minute of an instant."""
    return int(at.timestamp()) // SECONDS


def step_of(secret: str, typed: str, *, at: datetime, after: int) -> int | None:
    """Return the step whose code was typed; None when it is none of now, or of one that was used.

    Args:
        secret: as both sides keep it.
        typed: six digits; spaces between them are overlooked.
        at: now.
        after: the last step that was used. A code seen over somebody's shoulder is worth nothing any more.
    """
    code = re.sub(r"\s", "", typed)
    if not _CODE.fullmatch(code):
        return None
    now = step_at(at)
    steps = range(max(now - DRIFT, after + 1), now + DRIFT + 1)
    generator = pyotp.TOTP(secret)
    right = [step for step in steps if pyotp.utils.strings_equal(generator.generate_otp(step), code)]
    return right[0] if right else None
