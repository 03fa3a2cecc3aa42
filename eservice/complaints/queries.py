"""Read complaints. Every list, count and file begins with ``seen_by``: what goes past the unit is not there for it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, Role
from eservice.complaints.models import Complaint, ComplaintEvent, ComplaintLimit
from eservice.complaints.rules import (
    LEADS,
    OPEN,
    TRAINING,
    ComplaintState,
    ComplaintStep,
    Kind,
    Lesson,
    Limit,
    in_force,
)
from eservice.kernel.codes import COMPLAINT_CODE_LENGTH, read_code
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.offices import queries as offices

_E = TypeVar("_E", bound=StrEnum)

LIST = 100
"""Rows of a list."""


def limits() -> dict[Limit, int]:
    """Return how many working days each step may take now."""
    return in_force({one.kind: one.days for one in limit_changes()[::-1]})


def limit_changes() -> Sequence[ComplaintLimit]:
    """Return what was set otherwise, the latest first."""
    return db.session.scalars(select(ComplaintLimit).order_by(ComplaintLimit.id.desc())).all()


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Return which complaints are there for somebody at all.

    For the Inspektorat all of them. For a supervisor those of the own office and the offices below; never what goes
    past the unit, nor what is said against who leads the own office.
    """
    if not actor.may(Permission.COMPLAINT_HANDLE):
        return false()
    if actor.role is Role.EXAMINER:
        return true()
    reach = offices.office_ids_under(actor.office_id or 0)
    own_heads = and_(Complaint.office_id == actor.office_id, Complaint.against.in_(LEADS))
    return and_(Complaint.past_unit.is_(False), Complaint.office_id.in_(reach), ~own_heads)


def at_desk(actor: Actor) -> ColumnElement[bool]:
    """Return which of them are the actor's desk's to handle."""
    place = Complaint.desk_id.is_(None) if actor.role is Role.EXAMINER else Complaint.desk_id == actor.office_id
    return and_(seen_by(actor), place)


def waiting(actor: Actor) -> Sequence[Complaint]:
    """Return what waits at the actor's desk, what is due first in front."""
    return db.session.scalars(
        select(Complaint).where(at_desk(actor), Complaint.state.in_(OPEN)).order_by(Complaint.answer_by, Complaint.id)
    ).all()


def elsewhere(actor: Actor) -> Sequence[Complaint]:
    """Return what is open, seen by the actor and handled by somebody else."""
    chosen = select(Complaint).where(seen_by(actor), ~at_desk(actor), Complaint.state.in_(OPEN))
    return db.session.scalars(chosen.order_by(Complaint.answer_by, Complaint.id)).all()


def done(actor: Actor) -> Sequence[Complaint]:
    """Return what was answered, the latest first."""
    chosen = select(Complaint).where(seen_by(actor), Complaint.state.not_in(OPEN))
    return db.session.scalars(chosen.order_by(Complaint.answered_at.desc(), Complaint.id.desc()).limit(LIST)).all()


def count_waiting(actor: Actor) -> int:
    """Return how many wait at the actor's desk."""
    chosen = select(func.count()).select_from(Complaint).where(at_desk(actor), Complaint.state.in_(OPEN))
    return db.session.scalar(chosen) or 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many complaints somebody sees, and what became of them."""

    filed: int
    open: int
    late: int
    """Open, and past their deadline."""
    answered: int
    in_time: int
    """Of the answered ones."""
    by_kind: Mapping[Kind, int]
    lessons: Mapping[Lesson, int]


def counts(actor: Actor, *, since: datetime, at: datetime) -> Counts:
    """Count what was filed since an instant, as far as the actor sees it."""
    rows = db.session.scalars(select(Complaint).where(seen_by(actor), Complaint.filed_at >= since)).all()
    answered = [one for one in rows if one.state not in OPEN]
    return Counts(
        filed=len(rows),
        open=len(rows) - len(answered),
        late=sum(is_late(one, at=at) for one in rows),
        answered=len(answered),
        in_time=sum(one.answered_at is not None and one.answered_at <= one.answer_by for one in answered),
        by_kind=_tally(one.kind for one in rows),
        lessons=_tally(one.lesson for one in rows if one.lesson is not None and one.lesson is not Lesson.NONE),
    )


def is_late(complaint: Complaint, *, at: datetime) -> bool:
    """Tell whether the office still owes its first answer, or the answer, and the day has passed."""
    if complaint.state not in OPEN:
        return False
    return at > (complaint.first_by if complaint.first_at is None else complaint.answer_by)


def training_needs(office_ids: Sequence[int], *, since: datetime) -> dict[int, int]:
    """Return per office how many complaints were answered with a lesson that training would serve.

    What goes past the unit is left out: a number beside an office's own would tell of it.
    """
    rows = db.session.execute(
        select(Complaint.office_id, func.count())
        .where(
            Complaint.office_id.in_(office_ids),
            Complaint.past_unit.is_(False),
            Complaint.answered_at >= since,
            Complaint.lesson.in_(TRAINING),
        )
        .group_by(Complaint.office_id)
    )
    return {office_id: int(many) for office_id, many in rows}


def complaint(code: str, *, actor: Actor) -> Complaint:
    """Return a complaint that is there for the actor. Raises NotFoundError."""
    read = read_code(code, length=COMPLAINT_CODE_LENGTH)
    found = db.session.scalar(select(Complaint).where(Complaint.code == read, seen_by(actor)))
    if found is None:
        raise NotFoundError("no_such_complaint")
    return found


def for_change(code: str) -> Complaint:
    """Return a complaint, locked for the step that follows. Raises NotFoundError."""
    found = db.session.scalar(select(Complaint).where(Complaint.code == code).with_for_update())
    if found is None:
        raise NotFoundError("no_such_complaint")
    return found


def tracked(code: str, pin: str) -> Complaint | None:
    """Return the complaint that code and PIN open, or None."""
    found = by_code(code)
    return found if found is not None and found.pin == pin else None


def by_code(code: str) -> Complaint | None:
    """Return the complaint of a code, for whoever proved to know its PIN."""
    return db.session.scalar(select(Complaint).where(Complaint.code == code))


def own(user_id: int) -> Sequence[Complaint]:
    """Return what an account complained of, the latest first; what it sent anonymously is nobody's."""
    return db.session.scalars(
        select(Complaint).where(Complaint.user_id == user_id).order_by(Complaint.id.desc()).limit(LIST)
    ).all()


def overdue(*, at: datetime) -> Sequence[Complaint]:
    """Return what has passed a deadline of which nobody was told yet."""
    untold = or_(Complaint.late_told_for.is_(None), Complaint.late_told_for < Complaint.answer_by)
    first = and_(Complaint.first_at.is_(None), Complaint.first_by < at, Complaint.late_told_for.is_(None))
    answer = and_(Complaint.answer_by < at, untold)
    return db.session.scalars(
        select(Complaint).where(Complaint.state.in_(OPEN), or_(first, answer)).order_by(Complaint.id)
    ).all()


def silent(*, at: datetime) -> Sequence[Complaint]:
    """Return what was answered, and not replied to in time."""
    chosen = select(Complaint).where(Complaint.state == ComplaintState.ANSWERED, Complaint.reply_by < at)
    return db.session.scalars(chosen.order_by(Complaint.id)).all()


def answers(complaint: Complaint) -> list[ComplaintEvent]:
    """Return what was written to the complainant, and by the complainant, oldest first."""
    told = {ComplaintStep.ANSWER, ComplaintStep.DISMISS, ComplaintStep.REOPEN, ComplaintStep.FORWARD}
    return [one for one in complaint.history if one.step in told and one.words]


def _tally(values: Iterable[_E]) -> dict[_E, int]:
    """Return how often each value stands there, the most frequent first."""
    return dict(sorted(Counter(values).items(), key=lambda pair: (-pair[1], str(pair[0]))))
