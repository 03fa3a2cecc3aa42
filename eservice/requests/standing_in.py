"""Who is left to check a request in its own office; where nobody is, the named substitute office is offered it at once.

Nobody checks what is their household's, or what they decided before it was opened again, or anything while away. The
question is asked anew whenever something is offered, so that nothing has to be moved to and fro.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, may
from eservice.kernel.db import db
from eservice.offices import queries as offices
from eservice.offices.models import Membership, Office
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import WORKFLOW, Status, Step
from eservice.residents import queries as residents
from eservice.staff import queries as staff

_NO_DEALING = tuple(step for step in Step if step is Step.PRIORITISE or WORKFLOW[step].by_applicant)
"""Steps by which somebody in an office does not deal with a request."""


def is_household_of(user_id: int, request: Request) -> bool:
    """Tell whether a request is of an account's owner or of somebody on the same family card.

    It is of whoever applied, of whom it tells, and of those whom its lists name: heirs, their witnesses, parents.
    """
    people = [person for person in (request.applicant, request.subject) if person is not None]
    return residents.in_household(user_id, people, niks=_named_in(request.answers))


def _named_in(answers: Mapping[str, Any]) -> set[str]:
    """Return the NIK of everybody whom a question for people was answered with."""
    rows = [one for given in answers.values() for one in (given if isinstance(given, list) else [given])]
    return {str(one["nik"]) for one in rows if isinstance(one, Mapping) and one.get("nik")}


def handled_before(user_id: int | None, request: Request) -> bool:
    """Tell whether somebody, in whichever post, dealt with a request before it was reopened."""
    reopened = [event.sequence for event in request.history if event.step is Step.REOPEN]
    return any(
        event.actor_user_id == user_id and event.actor_membership_id is not None
        for event in request.history
        if reopened and event.sequence < reopened[-1] and event.step not in _NO_DEALING
    )


def nobody_left(request: Request, *, at: datetime) -> bool:
    """Tell whether nobody who is here may check a request in the office that handles it."""
    return all(
        is_household_of(one.user_id, request) or handled_before(one.user_id, request)
        for one in checkers(request.office_id or 0, at=at)
    )


def stands_in(actor: Actor, request: Request, *, at: datetime) -> bool:
    """Tell whether a waiting request is the actor's office's to check, as the substitute."""
    if request.status is not Status.SUBMITTED or request.office is None or actor.office_id is None:
        return False
    return request.office.substitute_id == actor.office_id and nobody_left(request, at=at)


def checkers(office_id: int, *, at: datetime) -> list[Membership]:
    """Return who is here and checks requests of an office."""
    gone = set(db.session.scalars(staff.away(at).where(Membership.office_id == office_id)))
    return [
        one
        for one in offices.members(office_id, at=at)
        if may(one.role, Permission.REQUEST_REVIEW) and one.id not in gone
    ]


def left_over(office_id: int, *, at: datetime) -> ColumnElement[bool]:
    """Return the waiting requests of an office that nobody who is here may check: ``nobody_left``, for many at once."""
    able = checkers(office_id, at=at)
    return and_(
        Request.office_id == office_id,
        Request.status == Status.SUBMITTED,
        *(or_(_of_household(one.user_id), _dealt_with(one.user_id)) for one in able),
    )


def left_to(office_id: int, *, at: datetime) -> ColumnElement[bool]:
    """Return the waiting requests of other offices that are an office's to check, as their substitute."""
    return or_(false(), *(left_over(one.id, at=at) for one in substituted_by(office_id, at=at)))


def count_left_over(office_id: int, *, at: datetime) -> int:
    """Return how many waiting requests of an office nobody who is here may check."""
    return db.session.scalar(select(func.count()).select_from(Request).where(left_over(office_id, at=at))) or 0


def substituted_by(office_id: int, *, at: datetime) -> Sequence[Office]:
    """Return the offices that name this one as their substitute."""
    return [one for one in offices.offices(at=at) if one.substitute_id == office_id]


def _of_household(user_id: int) -> ColumnElement[bool]:
    kin = residents.household_rows(user_id)
    return or_(Request.applicant_id.in_(kin), Request.subject_id.in_(kin))


def _dealt_with(user_id: int) -> ColumnElement[bool]:
    """Return ``handled_before`` for many requests at once."""
    dealt, reopened = aliased(RequestEvent), aliased(RequestEvent)
    return exists().where(
        dealt.request_id == Request.id,
        reopened.request_id == Request.id,
        reopened.step == Step.REOPEN,
        dealt.sequence < reopened.sequence,
        dealt.actor_user_id == user_id,
        dealt.actor_membership_id.is_not(None),
        dealt.step.not_in(_NO_DEALING),
    )
