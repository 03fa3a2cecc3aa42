"""Reads of terms, courses, places and hours."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from eservice.careers import rules
from eservice.careers.models import CareerTerm, Course, TrainingBudget, TrainingPlace
from eservice.careers.rules import Hours, PlaceState
from eservice.careers.terms import BEGINNINGS, OWNER, Term
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.offices.models import Membership


@dataclass(frozen=True, slots=True)
class TermNow:
    """A term as it holds; version 0 is what an installation begins with."""

    term: Term
    version: int
    value: int
    owner: str
    reason: str
    set_at: datetime | None
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Spent:
    """What an office may spend in a year, and what its granted places cost."""

    rupiah: int
    granted: int
    reason: str

    @property
    def left(self) -> int:
        """Rupiah that can still be granted; never below nought."""
        return max(0, self.rupiah - self.granted)


def value(term: Term) -> int:
    """Return what a term is worth now."""
    return now(term).value


def now(term: Term) -> TermNow:
    """Return the version of a term that holds."""
    return versions(term)[0]


def versions(term: Term) -> list[TermNow]:
    """Return every version of a term, the latest first."""
    rows = db.session.scalars(select(CareerTerm).where(CareerTerm.term == term).order_by(CareerTerm.version.desc()))
    found = [
        TermNow(term, one.version, one.value, one.owner, one.reason, one.set_at, unconfirmed=False) for one in rows
    ]
    begun = BEGINNINGS[term]
    return [*found, TermNow(term, 0, begun.value, OWNER, begun.reason, None, begun.unconfirmed)]


def courses(*, at: datetime) -> Sequence[Course]:
    """Return the courses that can be asked for, by title."""
    offered = (Course.offered_at <= at) & (Course.ended_at.is_(None) | (Course.ended_at > at))
    return db.session.scalars(select(Course).where(offered).order_by(Course.title, Course.id)).all()


def course(course_id: int) -> Course:
    """Return a course. Raises NotFoundError ``no_such_course``."""
    found = db.session.get(Course, course_id)
    if found is None:
        raise NotFoundError("no_such_course")
    return found


def place(place_id: int) -> TrainingPlace:
    """Return a place in a course. Raises NotFoundError ``no_such_place``."""
    found = db.session.get(TrainingPlace, place_id)
    if found is None:
        raise NotFoundError("no_such_place")
    return found


def places_of(user_id: int) -> Sequence[TrainingPlace]:
    """Return every place of a person, in whatever office, the latest first."""
    of_person = select(Membership.id).where(Membership.user_id == user_id)
    statement = select(TrainingPlace).where(TrainingPlace.membership_id.in_(of_person))
    return db.session.scalars(statement.order_by(TrainingPlace.asked_at.desc(), TrainingPlace.id.desc())).all()


def places_in(office_ids: Collection[int], year: int) -> Sequence[TrainingPlace]:
    """Return the places of some offices in a year, in the order in which they were asked for."""
    statement = select(TrainingPlace).where(TrainingPlace.office_id.in_(office_ids), TrainingPlace.year == year)
    return db.session.scalars(statement.order_by(TrainingPlace.asked_at, TrainingPlace.id)).all()


def finished(course_id: int) -> Sequence[TrainingPlace]:
    """Return who took part in a course, in the order of their days."""
    statement = select(TrainingPlace).where(
        TrainingPlace.course_id == course_id, TrainingPlace.state == PlaceState.DONE
    )
    return db.session.scalars(statement.order_by(TrainingPlace.ended_on, TrainingPlace.id)).all()


def spent(office_id: int, year: int) -> Spent:
    """Return the budget of an office and how much of it is granted; a place that was missed has cost its money."""
    budget = db.session.scalar(
        select(TrainingBudget)
        .where(TrainingBudget.office_id == office_id, TrainingBudget.year == year)
        .order_by(TrainingBudget.id.desc())
        .limit(1)
    )
    costs = (PlaceState.GRANTED, PlaceState.DONE, PlaceState.MISSED)
    granted = db.session.scalar(
        select(func.coalesce(func.sum(TrainingPlace.cost_rupiah), 0)).where(
            TrainingPlace.office_id == office_id, TrainingPlace.year == year, TrainingPlace.state.in_(costs)
        )
    )
    return Spent(budget.rupiah if budget else 0, int(granted or 0), budget.reason if budget else "")


def hours_of(user_id: int, *, on: date) -> Hours:
    """Return the hours of training that a person had in the year of a day, in whatever office."""
    first, last = date(on.year, 1, 1), date(on.year, 12, 31)
    minutes = db.session.scalar(
        select(func.coalesce(func.sum(TrainingPlace.minutes), 0))
        .join(Membership, Membership.id == TrainingPlace.membership_id)
        .where(Membership.user_id == user_id, TrainingPlace.ended_on.between(first, last))
    )
    each, wanted = value(Term.HOUR_MINUTES), value(Term.HOURS_A_YEAR)
    return rules.hours(int(minutes or 0), on=on, minutes_each=each, wanted=wanted)
