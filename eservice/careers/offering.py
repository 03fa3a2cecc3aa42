"""Terms and courses: what a threshold is worth from now, and what can be learnt."""

from dataclasses import dataclass
from datetime import datetime

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit.actions import record
from eservice.careers import queries
from eservice.careers.guarding import must, must_tell, seat_of
from eservice.careers.models import CareerTerm, Course
from eservice.careers.rules import CourseForm, Fault
from eservice.careers.terms import BEGINNINGS, Term
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError

LONGEST = 60 * 400
"""Minutes: more than a master's course has in a year."""
DEAREST = 1_000_000_000
"""Rupiah, for a place as for a year."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a course is."""

    title: str
    provider: str
    form: CourseForm
    minutes: int
    cost_rupiah: int
    fault: Fault | None = None
    service_id: int | None = None


def set_term(term: Term, value: int, *, owner: str, reason: str, actor: Actor, at: datetime) -> CareerTerm:
    """Give a term another version.

    Raises:
        NotAllowedError: ``permission``.
        InvalidInputError: ``term_value``; the facts say between what.
        MissingReasonError: ``term_reason``, ``term_owner``.
        ConflictError: ``term_same``, it is that already.
    """
    must(Permission.CAREER_RULE, actor)
    begun = BEGINNINGS[term]
    if not begun.least <= value <= begun.most:
        raise InvalidInputError("term_value", field="value", least=begun.least, most=begun.most)
    must_tell(owner, "term_owner", "owner")
    must_tell(reason, "term_reason", "reason")
    before = queries.now(term)
    if before.value == value and not before.unconfirmed:
        raise ConflictError("term_same")
    found = CareerTerm(
        term=term, version=before.version + 1, value=value, owner=owner.strip(), reason=reason.strip(), set_at=at,
        set_by_id=seat_of(actor),
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    record(actor=actor, action="term:set", object=f"term:{term}", at=at, data={"from": before.value, "to": value})
    return found


def offer(told: Offered, *, actor: Actor, at: datetime) -> Course:
    """Put a course into the catalogue.

    Raises:
        NotAllowedError: ``permission``.
        InvalidInputError: ``course_minutes``, ``course_cost``, ``course_service``.
    """
    must(Permission.CAREER_RULE, actor)
    if not 0 < told.minutes <= LONGEST:
        raise InvalidInputError("course_minutes", field="minutes")
    if not 0 <= told.cost_rupiah <= DEAREST:
        raise InvalidInputError("course_cost", field="cost")
    found = Course(
        title=told.title.strip(), provider=told.provider.strip(), form=told.form, minutes=told.minutes,
        cost_rupiah=told.cost_rupiah, fault=told.fault, service_id=told.service_id, offered_at=at,
        offered_by_id=seat_of(actor),
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    record(actor=actor, action="course:offer", object=f"course:{found.id}", at=at)
    return found


def end_course(course_id: int, *, actor: Actor, at: datetime) -> None:
    """Offer a course to nobody else; places in it stay. Raises NotFoundError, ConflictError ``course_ended``."""
    must(Permission.CAREER_RULE, actor)
    found = queries.course(course_id)
    if found.ended_at is not None:
        raise ConflictError("course_ended")
    found.ended_at = at
    record(actor=actor, action="course:end", object=f"course:{course_id}", at=at)
