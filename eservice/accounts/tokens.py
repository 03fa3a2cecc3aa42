"""Tokens of other systems: made and shown once, known again by their digest, ended at any time.

A token is 256 random bits. It is told in a header alone, stored as a digest, and stands in no address and no log.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update

from eservice.accounts.actor import Actor
from eservice.accounts.machines import ApiToken
from eservice.accounts.permissions import Permission
from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import side_transaction

TOUCH_AFTER = timedelta(minutes=1)
"""How old the note of last use may be: a write for each question would cost more than the answer."""
LONGEST = timedelta(days=366)
MOST_PER_MINUTE = 6000
_SHAPE = re.compile(r"es_[A-Za-z0-9_-]{43}")


class Scope(StrEnum):
    """One thing a token is good for."""

    STATUS = "status"
    """Where a request stands, by its code."""


class TokenState(StrEnum):
    """Whether a token opens anything."""

    GOOD = "good"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class NewToken:
    """What the administrator decides about a token."""

    name: str
    scopes: tuple[Scope, ...]
    office_id: int | None
    lasts: timedelta
    per_minute: int


@dataclass(frozen=True, slots=True)
class Key:
    """A token that opens something, as plain values."""

    token_id: int
    digest: str
    scopes: frozenset[str]
    office_id: int | None
    per_minute: int


def make_token(new: NewToken, *, actor: Actor, at: datetime) -> str:
    """Make a token and return it, the only time anybody sees it.

    Raises:
        NotAllowedError: not by who does not run the house.
        InvalidInputError: ``token_needs_scope``, ``token_rate_wrong`` or ``token_too_long``.
    """
    _must_run_house(actor)
    if not new.scopes:
        raise InvalidInputError("token_needs_scope", field="scopes")
    if not 1 <= new.per_minute <= MOST_PER_MINUTE:
        raise InvalidInputError("token_rate_wrong", field="per_minute")
    if not timedelta(0) < new.lasts <= LONGEST:
        raise InvalidInputError("token_too_long", field="days")
    told = f"es_{secrets.token_urlsafe(32)}"
    row = ApiToken(
        name=new.name,
        digest=digest_of(told),
        ending=told[-4:],
        scopes=sorted(new.scopes),
        office_id=new.office_id,
        per_minute=new.per_minute,
        created_by_id=actor.user_id,
        created_at=at,
        expires_at=at + new.lasts,
    )
    db.session.add(row)
    db.session.flush()
    facts = {"scopes": sorted(new.scopes), "office": new.office_id, "days": new.lasts.days}
    record(actor=actor, action="token:make", object=f"token:{row.id}", at=at, data=facts)
    return told


def revoke_token(token_id: int, *, actor: Actor, at: datetime) -> None:
    """End a token from the next question on.

    Raises:
        NotAllowedError: not by who does not run the house.
        NotFoundError: there is none.
        ConflictError: ``token_revoked``, somebody was first.
    """
    _must_run_house(actor)
    row = db.session.get(ApiToken, token_id, with_for_update=True)
    if row is None:
        raise NotFoundError("no_such_token")
    if row.revoked_at is not None:
        raise ConflictError("token_revoked")
    row.revoked_at, row.revoked_by_id = at, actor.user_id
    record(actor=actor, action="token:revoke", object=f"token:{row.id}", at=at)


def tokens() -> Sequence[ApiToken]:
    """Return all tokens, the latest first."""
    return db.session.scalars(select(ApiToken).order_by(ApiToken.id.desc())).all()


def state_of(token: ApiToken, *, at: datetime) -> TokenState:
    """Return whether a token opens anything at an instant."""
    if token.revoked_at is not None:
        return TokenState.REVOKED
    return TokenState.GOOD if at < token.expires_at else TokenState.EXPIRED


def key_of(told: str, *, at: datetime) -> Key | None:
    """Return what a token opens now, None for one that is unknown, expired or revoked: nobody learns which."""
    if not _SHAPE.fullmatch(told):
        return None
    row = db.session.scalar(select(ApiToken).where(ApiToken.digest == digest_of(told)))
    if row is None or state_of(row, at=at) is not TokenState.GOOD:
        return None
    key = Key(row.id, row.digest, frozenset(row.scopes), row.office_id, row.per_minute)
    if row.last_used_at is None or at - row.last_used_at >= TOUCH_AFTER:
        with side_transaction() as own:
            own.execute(update(ApiToken).where(ApiToken.id == row.id).values(last_used_at=at))
    return key


def digest_of(told: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(told.encode()).hexdigest()


def _must_run_house(actor: Actor) -> None:
    if not actor.may(Permission.HOUSE_MANAGE):
        raise NotAllowedError("permission")
