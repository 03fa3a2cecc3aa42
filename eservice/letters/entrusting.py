"""Passphrases on their way from an official to the worker that signs, and nowhere else.

The worker holds keys in its memory and publishes their public halves; the page seals a passphrase to every worker that
is alive. A key lives for ten minutes and is then forgotten: whoever copies the database, then or later, reads nothing.
A worker that has gone, or a passphrase older than its key, means that the official is asked once more.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from sqlalchemy import delete, select, update

from eservice.kernel.crypto import Lock, seal_to
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError
from eservice.letters.models import EntrustedSecret, SigningKey
from eservice.letters.seam import Credential

LIFE = timedelta(minutes=10)
"""How long a key, and so a passphrase, lives at most."""
RENEWED = timedelta(minutes=5)
"""A worker makes a new key after so long, so that a passphrase given now has at least the rest."""
SILENCE = timedelta(minutes=1)
"""A worker that has not been heard of for so long has gone; it is heard of every fifteen seconds."""


class Keyring:
    """The keys of this process; they are on no disk and in no database."""

    def __init__(self) -> None:
        self._locks: dict[int, tuple[Lock, datetime]] = {}

    def held(self) -> list[int]:
        """Return the numbers of the keys held."""
        return list(self._locks)

    def lock(self, number: int) -> Lock | None:
        """Return a key; None where this process does not hold it."""
        found = self._locks.get(number)
        return found[0] if found else None

    def hold(self, number: int, lock: Lock, *, until: datetime) -> None:
        """Take a key up."""
        self._locks[number] = (lock, until)

    def drop_ended(self, *, at: datetime) -> None:
        """Forget every key whose time is over."""
        for number in [number for number, (_, until) in list(self._locks.items()) if until <= at]:
            del self._locks[number]

    def drop_all(self) -> None:
        """Forget every key."""
        self._locks.clear()


@dataclass(frozen=True, slots=True)
class Found:
    """What was entrusted for one signature."""

    credential: Credential | None = None
    elsewhere: bool = False
    """Another worker that is alive can open it, and this one cannot."""


def keep_keys(keyring: Keyring, *, at: datetime) -> None:
    """Say that this worker is alive, publish a new key when it is time, and forget what has ended."""
    keyring.drop_ended(at=at)
    forget_ended(at=at)
    db.session.execute(update(SigningKey).where(SigningKey.id.in_(keyring.held())).values(seen_at=at))
    fresh = select(SigningKey.id).where(SigningKey.id.in_(keyring.held()), SigningKey.made_at > at - RENEWED)
    if db.session.scalar(fresh) is None:
        lock = Lock()
        row = SigningKey(public=lock.public, made_at=at, seen_at=at, ends_at=at + LIFE)
        db.session.add(row)
        db.session.flush()
        keyring.hold(row.id, lock, until=row.ends_at)


def withdraw_keys(keyring: Keyring) -> None:
    """Say that this worker goes: what was sealed to it opens no more."""
    _forget_keys(keyring.held())
    keyring.drop_all()


def entrust(credential: Credential, *, request_id: int, place: int, act: str, at: datetime) -> None:
    """Seal a passphrase for one signature to every signing worker that is alive.

    Raises:
        ConflictError: ``signing_worker_away``, there is none.
    """
    alive = (SigningKey.seen_at > at - SILENCE, SigningKey.made_at > at - RENEWED - SILENCE, SigningKey.ends_at > at)
    keys = db.session.scalars(select(SigningKey).where(*alive)).all()
    if not keys:
        raise ConflictError("signing_worker_away")
    forget(request_id)
    plain = json.dumps([credential.nik, credential.passphrase]).encode()
    for key in keys:
        sealed = seal_to(key.public, plain, _context(request_id, place))
        db.session.add(EntrustedSecret(key_id=key.id, request_id=request_id, place=place, act=act, sealed=sealed))


def entrusted(keyring: Keyring, *, request_id: int, place: int, at: datetime) -> Found:
    """Return the passphrase for one signature, as far as this worker can open it."""
    rows = db.session.execute(
        select(EntrustedSecret.sealed, SigningKey.id, SigningKey.seen_at)
        .join(SigningKey)
        .where(EntrustedSecret.request_id == request_id, EntrustedSecret.place == place, SigningKey.ends_at > at)
    ).all()
    for sealed, number, _ in rows:
        lock = keyring.lock(number)
        if lock is not None:
            return Found(_opened(lock, sealed, _context(request_id, place)))
    return Found(elsewhere=any(seen_at > at - SILENCE for _, _, seen_at in rows))


def forget(request_id: int) -> None:
    """Forget what was entrusted for a request: it was used, or is of no use."""
    db.session.execute(delete(EntrustedSecret).where(EntrustedSecret.request_id == request_id))


def forget_act(request_id: int) -> None:
    """Forget what was typed once for this request and for others with it: it was wrong, and would be again."""
    acts = select(EntrustedSecret.act).where(EntrustedSecret.request_id == request_id)
    db.session.execute(delete(EntrustedSecret).where(EntrustedSecret.act.in_(list(db.session.scalars(acts)))))


def forget_ended(*, at: datetime) -> None:
    """Forget keys whose time is over, and what was sealed to them."""
    _forget_keys(list(db.session.scalars(select(SigningKey.id).where(SigningKey.ends_at <= at))))


def _opened(lock: Lock, sealed: bytes, context: str) -> Credential | None:
    """Return what was sealed; None where somebody changed it or moved it here from another letter."""
    try:
        nik, passphrase = json.loads(lock.open(sealed, context))
    except InvalidTag:
        return None
    return Credential(nik, passphrase)


def _forget_keys(numbers: Iterable[int]) -> None:
    gone = list(numbers)
    db.session.execute(delete(EntrustedSecret).where(EntrustedSecret.key_id.in_(gone)))
    db.session.execute(delete(SigningKey).where(SigningKey.id.in_(gone)))


def _context(request_id: int, place: int) -> str:
    return f"entrusted:{request_id}:{place}"
