"""Places in courses: asked for, granted within a budget or refused, and what came of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit.actions import record
from eservice.careers import need, queries
from eservice.careers.guarding import must, must_lead, must_tell, seat_of
from eservice.careers.models import Course, TrainingBudget, TrainingPlace
from eservice.careers.offering import DEAREST, LONGEST
from eservice.careers.rules import PlaceState, Result
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)
from eservice.metrics.queries import Scope
from eservice.offices import queries as offices
from eservice.offices.models import Office

RECORDED_BACK = timedelta(days=366)
"""So far back a day of training may be recorded."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a course came to for one person."""

    minutes: int
    ended_on: date
    result: Result
    certificate: str = ""


def set_budget(office_id: int, year: int, rupiah: int, *, reason: str, actor: Actor, at: datetime) -> TrainingBudget:
    """Say what an office may spend on courses in a year; the head of an office does.

    Raises:
        NotAllowedError: ``permission``, ``not_your_staff``.
        InvalidInputError: ``budget_rupiah``, ``budget_year`` (this one or the next).
        MissingReasonError: ``budget_reason``.
        ConflictError: ``budget_granted``, more is granted already.
    """
    must(Permission.TARGET_SET, actor)
    must_lead(office_id, actor)
    if year not in (wib(at).year, wib(at).year + 1):
        raise InvalidInputError("budget_year", field="year")
    if not 0 <= rupiah <= DEAREST:
        raise InvalidInputError("budget_rupiah", field="rupiah")
    must_tell(reason, "budget_reason", "reason")
    _lock(office_id)
    if queries.spent(office_id, year).granted > rupiah:
        raise ConflictError("budget_granted")
    found = TrainingBudget(
        office_id=office_id, year=year, rupiah=rupiah, reason=reason.strip(), set_at=at, set_by_id=seat_of(actor)
    )
    db.session.add(found)
    db.session.flush()
    record(actor=actor, action="budget:set", object=f"office:{office_id}", at=at, data={"year": year, "rupiah": rupiah})
    return found


def ask(course_id: int, why: str, *, actor: Actor, at: datetime) -> TrainingPlace:
    """Ask for a place in a course for oneself; the need it answers is taken down as it stands.

    Raises:
        NotAllowedError: ``permission``.
        NotFoundError: ``no_such_course``.
        ConflictError: ``course_ended``, ``place_asked``, one is asked for or granted already.
        MissingReasonError: ``place_why``.
    """
    must(Permission.CAREER_OWN, actor)
    course = queries.course(course_id)
    if course.ended_at is not None and course.ended_at <= at:
        raise ConflictError("course_ended")
    must_tell(why, "place_why", "why")
    seat, office_id = seat_of(actor), actor.office_id or 0
    _lock(office_id)
    running = select(TrainingPlace.id).where(
        TrainingPlace.membership_id == seat,
        TrainingPlace.course_id == course_id,
        TrainingPlace.state.in_((PlaceState.ASKED, PlaceState.GRANTED)),
    )
    if db.session.scalar(running.limit(1)) is not None:
        raise ConflictError("place_asked")
    n, count = _need(course, office_id, seat, at=at)
    found = TrainingPlace(
        course_id=course_id, membership_id=seat, office_id=office_id, year=wib(at).year, state=PlaceState.ASKED,
        why=why.strip(), need_n=n, need_count=count, cost_rupiah=course.cost_rupiah, asked_at=at,
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    record(actor=actor, action="place:ask", object=f"place:{found.id}", at=at)
    return found


def grant(place_id: int, *, actor: Actor, at: datetime) -> TrainingPlace:
    """Give a place that was asked for, within what the office may spend.

    Raises:
        NotAllowedError: ``permission``, ``own_place``.
        NotFoundError: ``no_such_place``.
        ConflictError: ``place_decided``; ``budget_spent``, the facts say what is left.
    """
    found = _asked(place_id, actor)
    left = queries.spent(found.office_id, found.year).left
    if found.cost_rupiah > left:
        raise ConflictError("budget_spent", left=f"{left:,}".replace(",", "."))
    return _decide(found, PlaceState.GRANTED, actor=actor, at=at)


def refuse(place_id: int, because: str, *, actor: Actor, at: datetime) -> TrainingPlace:
    """Refuse a place, with the reason that the person and whoever reads the plan will read. Raises as ``grant``.

    Raises:
        MissingReasonError: ``place_refused``.
    """
    found = _asked(place_id, actor)
    must_tell(because, "place_refused", "because")
    found.refused_because = because.strip()
    return _decide(found, PlaceState.REFUSED, actor=actor, at=at)


def finish(place_id: int, told: Outcome, *, actor: Actor, at: datetime) -> TrainingPlace:
    """Record who came, for how long, and what it came to.

    Raises:
        NotAllowedError: ``permission``, ``own_place``.
        NotFoundError: ``no_such_place``.
        ConflictError: ``place_not_granted``.
        InvalidInputError: ``place_minutes``, ``place_ended`` (in the last year, not to come).
    """
    found = _granted(place_id, actor)
    if not 0 < told.minutes <= LONGEST:
        raise InvalidInputError("place_minutes", field="minutes")
    today = wib(at).date()
    if not today - RECORDED_BACK <= told.ended_on <= today:
        raise InvalidInputError("place_ended", field="ended_on")
    found.minutes, found.ended_on, found.result = told.minutes, told.ended_on, told.result
    found.certificate, found.state = told.certificate.strip(), PlaceState.DONE
    db.session.flush()
    record(actor=actor, action="place:done", object=f"place:{place_id}", at=at, data={"minutes": told.minutes})
    return found


def miss(place_id: int, *, actor: Actor, at: datetime) -> TrainingPlace:
    """Record that somebody did not come. Raises as ``finish``."""
    found = _granted(place_id, actor)
    found.state = PlaceState.MISSED
    db.session.flush()
    record(actor=actor, action="place:missed", object=f"place:{place_id}", at=at)
    return found


def led_place(place_id: int, *, actor: Actor) -> TrainingPlace:
    """Return a place of somebody whose office the actor leads. Raises NotAllowedError, NotFoundError."""
    must(Permission.CAREER_LEAD, actor)
    found = queries.place(place_id)
    if found.office_id not in offices.office_ids_under(actor.office_id or 0):
        raise NotFoundError("no_such_place")
    return found


def _need(course: Course, office_id: int, seat: int, *, at: datetime) -> tuple[int, int]:
    if course.fault is None:
        return 0, 0
    told = need.evidence(Scope(frozenset({office_id}), course.service_id), at=at).of_officer(seat)
    found = [one for one in told if one.fault is course.fault]
    return sum(one.n for one in found), sum(one.count for one in found)


def _asked(place_id: int, actor: Actor) -> TrainingPlace:
    found = _to_change(place_id, actor)
    if found.state is not PlaceState.ASKED:
        raise ConflictError("place_decided")
    return found


def _granted(place_id: int, actor: Actor) -> TrainingPlace:
    found = _to_change(place_id, actor)
    if found.state is not PlaceState.GRANTED:
        raise ConflictError("place_not_granted")
    return found


def _to_change(place_id: int, actor: Actor) -> TrainingPlace:
    found = led_place(place_id, actor=actor)
    if offices.membership(found.membership_id).user_id == actor.user_id:
        raise NotAllowedError("own_place")
    _lock(found.office_id)  # two grants at once must not spend the same money
    db.session.refresh(found)
    return found


def _decide(found: TrainingPlace, state: PlaceState, *, actor: Actor, at: datetime) -> TrainingPlace:
    found.state, found.decided_at, found.decided_by_id = state, at, seat_of(actor)
    db.session.flush()
    record(actor=actor, action=f"place:{state}", object=f"place:{found.id}", at=at)
    return found


def _lock(office_id: int) -> None:
    db.session.scalar(select(Office.id).where(Office.id == office_id).with_for_update())
