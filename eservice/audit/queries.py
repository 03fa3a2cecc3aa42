"""Read and check the log."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, or_, select

from eservice.audit.models import AuditEntry, AuditHead
from eservice.audit.rules import GENESIS, entry_hash
from eservice.kernel.db import db

_PIECE = 500


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What a check of the whole chain found."""

    entries: int
    broken_at: int | None
    """Sequence of the first entry that is missing or not as it was written, or None."""


def check_chain() -> ChainCheck:
    """Walk the whole log and say whether every entry still fits the one before and the head."""
    previous, count = GENESIS, 0
    for entry in _entries():
        count += 1
        if entry is None:
            return ChainCheck(count, count)
        body = {
            "sequence": entry.sequence,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor_user_id": entry.actor_user_id,
            "actor_membership_id": entry.actor_membership_id,
            "actor_role": entry.actor_role,
            "action": entry.action,
            "object": entry.object,
            "data": entry.data,
        }
        if entry.sequence != count or entry.previous_hash != previous or entry_hash(previous, body) != entry.hash:
            return ChainCheck(count, count)
        previous = entry.hash
    head = db.session.get(AuditHead, 1)
    if (head.sequence, head.hash) != (count, previous) if head else count:
        return ChainCheck(count, count + 1)
    return ChainCheck(count, None)


def _entries() -> Iterator[AuditEntry | None]:
    """Yield the whole log in pieces: PostgreSQL streams only inside a transaction, and reads here have none.

    None stands for an entry that cannot be read.
    """
    last: int | None = 0
    while last is not None and (piece := _piece(last, _PIECE)):
        yield from piece
        last = piece[-1].sequence if piece[-1] is not None else None
        for entry in filter(None, piece):
            db.session.expunge(entry)


def _piece(last: int, count: int) -> list[AuditEntry | None]:
    wanted = select(AuditEntry).where(AuditEntry.sequence > last).order_by(AuditEntry.sequence).limit(count)
    try:
        return list(db.session.scalars(wanted))
    except (ValueError, TypeError, LookupError):  # somebody wrote what its column does not hold
        return _piece(last, 1) if count > 1 else [None]


def looks_at(objects: Collection[str], beginnings: Collection[str]) -> Sequence[AuditEntry]:
    """Return the entries about some things whose act begins with one of ``beginnings``, in no order."""
    wanted = or_(*(AuditEntry.action.startswith(one, autoescape=True) for one in beginnings))
    return [
        entry
        for some in _in_parts(sorted(objects))
        for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.object.in_(some), wanted))
    ]


@dataclass(frozen=True, slots=True)
class Times:
    """How often, and when last."""

    times: int
    last_at: datetime


def times(object: str, actions: Collection[str], *, since: datetime) -> dict[str, Times]:  # noqa: A002
    """Return how often each act was done to one thing from ``since`` on; an act that never was is left out."""
    rows = db.session.execute(
        select(AuditEntry.action, func.count().label("times"), func.max(AuditEntry.at).label("last_at"))
        .where(AuditEntry.object == object, AuditEntry.action.in_(actions), AuditEntry.at >= since)
        .group_by(AuditEntry.action)
    )
    return {row.action: Times(row.times, row.last_at) for row in rows}


def _in_parts(objects: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(objects), _PIECE):
        yield objects[first : first + _PIECE]


def count_before(beginnings: Collection[str], *, before: datetime) -> int:
    """Return how many entries of some kinds were written before an instant."""
    wanted = or_(*(AuditEntry.action.startswith(one, autoescape=True) for one in beginnings))
    return db.session.scalar(select(func.count()).select_from(AuditEntry).where(wanted, AuditEntry.at < before)) or 0


def counted_by_actor(
    user_id: int, *, from_at: datetime, until_at: datetime, beginnings: Collection[str]
) -> dict[str, int]:
    """Return to what an account did something between two instants, of acts that begin so, and how often."""
    chosen = select(AuditEntry.object, func.count()).where(_by_actor(user_id, from_at, until_at, beginnings))
    return {thing: int(count) for thing, count in db.session.execute(chosen.group_by(AuditEntry.object))}


def by_actor_to(
    kind: str, user_id: int, *, from_at: datetime, until_at: datetime, beginnings: Collection[str]
) -> Sequence[AuditEntry]:
    """Return what an account did to things of one kind between two instants, in order."""
    done = _by_actor(user_id, from_at, until_at, beginnings) & AuditEntry.object.startswith(f"{kind}:", autoescape=True)
    return db.session.scalars(select(AuditEntry).where(done).order_by(AuditEntry.sequence)).all()


def _by_actor(user_id: int, from_at: datetime, until_at: datetime, beginnings: Collection[str]) -> ColumnElement[bool]:
    wanted = or_(*(AuditEntry.action.startswith(one, autoescape=True) for one in beginnings))
    within = (AuditEntry.at >= from_at) & (AuditEntry.at <= until_at)
    return (AuditEntry.actor_user_id == user_id) & within & wanted
