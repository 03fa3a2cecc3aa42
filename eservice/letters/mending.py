"""Archive stamps that could not be renewed: read it, try it again, give it up; and whether the public log is signed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true

from eservice.accounts.actor import Actor
from eservice.audit import actions as audit
from eservice.kernel.db import db
from eservice.kernel.errors import MissingReasonError, NotFoundError
from eservice.kernel.wake import wake
from eservice.letters.faults import StampFault
from eservice.letters.models import Letter, LetterNumber, LogCheckpoint, LogHead
from eservice.letters.renewing import WORK


@dataclass(frozen=True, slots=True)
class FailedStamp:
    """One letter whose archive stamp could not be renewed; it stays in force."""

    letter_id: int
    number: str
    since: datetime
    last_at: datetime
    tries: int
    fault: str
    next_try_at: datetime | None


def failed(scope: Collection[int] | None) -> list[FailedStamp]:
    """Return the letters of some offices, or of all, the longest waiting first."""
    first = LetterNumber.place == 0
    chosen = (
        select(
            StampFault.letter_id, LetterNumber.written, StampFault.since, StampFault.last_at,
            StampFault.tries, StampFault.fault, StampFault.next_try_at,
        )
        .join(Letter, Letter.id == StampFault.letter_id)
        .join(LetterNumber, (LetterNumber.letter_id == Letter.id) & first)
        .where(StampFault.next_try_at.is_not(None), _within(scope))
        .order_by(StampFault.since, StampFault.letter_id)
    )  # fmt: skip
    return [FailedStamp(*row) for row in db.session.execute(chosen)]


def count(scope: Collection[int] | None) -> int:
    """Return how many there are."""
    chosen = select(func.count()).select_from(StampFault).join(Letter, Letter.id == StampFault.letter_id)
    return db.session.scalar(chosen.where(StampFault.next_try_at.is_not(None), _within(scope))) or 0


def retry(letter_id: int, *, actor: Actor, at: datetime) -> None:
    """Have a letter stamped now instead of later. Raises NotFoundError: ``nothing_failed``."""
    _fault(letter_id).next_try_at = at
    audit.record(actor=actor, action="stamp:retry", object=f"letter:{letter_id}", at=at)
    wake(WORK)


def give_up(letter_id: int, reason: str, *, actor: Actor, at: datetime) -> None:
    """Stamp a letter no more: it stays in force, and is as old as its last stamp.

    Raises:
        MissingReasonError: ``give_up_reason``.
        NotFoundError: ``nothing_failed``.
    """
    if not reason.strip():
        raise MissingReasonError("give_up_reason")
    fault = _fault(letter_id)
    fault.next_try_at, fault.given_up_reason = None, reason.strip()
    audit.record(actor=actor, action="stamp:give_up", object=f"letter:{letter_id}", at=at)


def log_is_unsigned() -> bool:
    """Tell whether the public log has entries that no checkpoint covers: the two are written together, always."""
    head = db.session.scalar(select(LogHead.size)) or 0
    return head != (db.session.scalar(select(func.max(LogCheckpoint.size))) or 0)


def _fault(letter_id: int) -> StampFault:
    found = db.session.get(StampFault, letter_id, with_for_update=True)
    if found is None or found.next_try_at is None:
        raise NotFoundError("nothing_failed")
    return found


def _within(scope: Collection[int] | None) -> ColumnElement[bool]:
    return true() if scope is None else Letter.office_id.in_(scope)
