"""What a page asks a passkey: a question for one purpose, one browser, one answer and five minutes.

It travels in the page, sealed; only that it was answered is stored, so that nobody fills a table by opening pages.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from eservice.accounts.models import SpentChallenge
from eservice.kernel.crypto import vault
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.transaction import side_transaction

LIFE = timedelta(minutes=5)
"""So long a question may be answered."""
_CONTEXT = "accounts.passkeys"


@dataclass(frozen=True, slots=True)
class Site:
    """For whom a key signs: a browser lets it sign for no other."""

    rp_id: str
    origin: str


class Purpose(StrEnum):
    """What an answer is good for."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Question:
    """What a page asks a key: the challenge as the browser takes it, and the same sealed, to be handed back."""

    challenge: str
    sealed: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page hands back."""

    sealed: str
    told: str
    """The browser's words, as JSON."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a question is asked and answered."""

    purpose: Purpose
    bound: str
    """What only this browser has: the secret of its session, or of its forms."""
    site: Site
    network: str


def ask(purpose: Purpose, *, bound: str, at: datetime) -> Question:
    """Return a new question. Nothing is stored."""
    challenge = bytes_to_base64url(secrets.token_bytes(32))
    told = [purpose, vault().digest_secret(bound, "passkey"), challenge, (at + LIFE).timestamp()]
    return Question(challenge, vault().seal_text(json.dumps(told), _CONTEXT))


def spend(sealed: str, desk: Desk, *, at: datetime) -> bytes:
    """Use a question up and return its challenge. Raises NotAllowedError."""
    text = vault().open_text(sealed, _CONTEXT)
    purpose, bound, challenge, until = json.loads(text) if text is not None else ("", "", "", 0)
    here = vault().digest_secret(desk.bound, "passkey")
    if not desk.bound or (purpose, bound) != (desk.purpose, here) or until <= at.timestamp():
        raise NotAllowedError("passkey_stale")
    try:
        with side_transaction() as own:
            own.add(SpentChallenge(digest=_digest(challenge), at=at))
    except IntegrityError as answered:
        raise NotAllowedError("passkey_stale") from answered
    return base64url_to_bytes(challenge)


def forget_old(*, at: datetime) -> None:
    """Forget which questions were answered, once they are too old to be asked. For the sweep, outside a transaction."""
    with side_transaction() as own:
        own.execute(delete(SpentChallenge).where(SpentChallenge.at < at - 2 * LIFE))


def _digest(challenge: str) -> str:
    return hashlib.sha256(challenge.encode()).hexdigest()
