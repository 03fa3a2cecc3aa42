"""Visits to where the person lives: planned, made, nobody at home. The office's work, on the office's clock.

What an officer notes on a telephone may come late and may come twice: the visit's own row takes one outcome, and the
same telling sent again changes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from eservice.accounts.actor import Actor
from eservice.catalogue.rules import promise_for
from eservice.kernel.errors import ConflictError, InvalidInputError
from eservice.offices.models import Membership
from eservice.requests import meetings, telling
from eservice.requests.clock import is_broken
from eservice.requests.definitions import definition_of
from eservice.requests.meetings import Window
from eservice.requests.models import Request
from eservice.requests.steps import Move, calendar_of, promise_by, take
from eservice.requests.surveying import Findings
from eservice.requests.visits import RequestVisit
from eservice.requests.workflow import Step, VisitKind, VisitOutcome
from eservice.uploads.models import Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """An officer stood at the door: when, by the officer's own telling, and what the photo shows."""

    made_at: datetime
    photo: Callable[[], Upload] | None = None
    """Takes the photo in; called once the visit is really recorded, so that a second sending leaves no file behind."""


def plan(request: Request, window: Window, visitor: Membership, *, actor: Actor, at: datetime) -> RequestVisit:
    """Say when an officer comes, and tell the citizen; a visit that was planned before is called off.

    The first visit of a run gives the office the days that the service's standard publishes for it, unless the promise
    is broken already.

    Raises:
        InvalidInputError: ``visit_window``, ``visit_far``; ``other_office``, the visitor does not work there.
        NotFinishedError: ``appointment_open``.
    """
    meetings.check_host(request, visitor, at=at)
    meetings.check_alone(request, VisitKind.HOME)
    meetings.check_window(request, window, at=at)
    move = Move(
        visit_at=window.from_at, promised_at=_with_visit_days(request, at=at), details=_details(window, visitor)
    )
    take(request, Step.PLAN_VISIT, actor=actor, at=at, move=move)
    visit = meetings.add(request, window, visitor.id, actor=actor, at=at)
    telling.tell(request, "visit_planned", at=at, **meetings.when(window))
    return visit


def record(
    request: Request, visit_id: int, findings: Findings, stood: Stood, *, actor: Actor, at: datetime
) -> RequestVisit:
    """Record what a visit found; the same telling sent again is no second visit.

    Raises:
        NotFoundError: ``no_such_visit``.
        NotAllowedError: ``not_visitor``.
        ConflictError: ``visit_recorded``, with something else.
        InvalidInputError: ``visit_in_future``, ``visit_before_plan``.
    """
    visit = meetings.meeting(request, visit_id, VisitKind.HOME, actor=actor)
    if _is_known(visit, VisitOutcome.MET, findings.as_stored(), stood, actor=actor):
        return visit
    _check_made(visit, stood, at=at)
    details = {"visit": visit.id, "made_at": stood.made_at.isoformat()}
    meetings.close(visit, VisitOutcome.MET, stood.made_at, actor=actor, at=at)
    visit.findings = findings.as_stored()
    take(request, Step.VISITED, actor=actor, at=at, move=Move(details=details))
    visit.photo = stood.photo() if stood.photo else None
    return visit


def nobody_home(
    request: Request, visit_id: int, again: Window, stood: Stood, *, actor: Actor, at: datetime
) -> RequestVisit:
    """Record that nobody opened, agree on another day, and let the clock stand on the citizen to then.

    It is proven by a message that goes out, or else by a photo of the door; and nobody is absent before the hour they
    were told. A promise that is broken already moves no more: nobody's absence mends it.

    Raises:
        InvalidInputError: ``visit_too_early``, ``door_unproven``, ``visit_window``, ``visit_far``; else as ``record``.
    """
    visit = meetings.meeting(request, visit_id, VisitKind.HOME, actor=actor)
    told = {"again": again.from_at.isoformat()}
    if _is_known(visit, VisitOutcome.NOT_AT_HOME, told, stood, actor=actor):
        return visit
    _check_made(visit, stood, at=at)
    if stood.made_at < visit.from_at:
        raise InvalidInputError("visit_too_early", field="made_at")
    meetings.check_window(request, again, at=at)
    if stood.photo is None and not telling.is_told(request):
        raise InvalidInputError("door_unproven", field="photo")
    meetings.close(visit, VisitOutcome.NOT_AT_HOME, stood.made_at, actor=actor, at=at)
    visit.findings = told
    move = Move(
        visit_at=again.from_at,
        rests_until=again.from_at,
        promised_at=meetings.after_rest(request, again.from_at, at=at),
        details={"visit": visit.id, "made_at": stood.made_at.isoformat()},
    )
    take(request, Step.NOT_AT_HOME, actor=actor, at=at, move=move)
    visit.photo = stood.photo() if stood.photo else None
    meetings.add(request, again, visit.visitor_id, actor=actor, at=at)
    telling.tell(request, "not_at_home", at=at, **meetings.when(again))
    return visit


def call_off(request: Request, reason: str, *, actor: Actor, at: datetime) -> None:
    """Call a planned visit off and tell the citizen, who need not wait at home.

    Raises:
        ConflictError: ``visit_called_off``, none is planned.
    """
    if planned(request) is None:
        raise ConflictError("visit_called_off")
    take(request, Step.CALL_OFF_VISIT, actor=actor, at=at, move=Move(reason=reason))
    telling.tell(request, "visit_off", at=at)


def planned(request: Request) -> RequestVisit | None:
    """Return the visit that is still to be made, or None."""
    return meetings.planned(request, VisitKind.HOME)


def _is_known(
    visit: RequestVisit, outcome: VisitOutcome, told: Mapping[str, object], stood: Stood, *, actor: Actor
) -> bool:
    """Tell whether this very telling is recorded already. Raises ConflictError where another one is."""
    if visit.outcome is None:
        return False
    same = (visit.outcome, visit.findings, visit.made_at, visit.recorded_by_id)
    if same != (outcome, told, stood.made_at, actor.membership_id):
        raise ConflictError("visit_recorded")
    return True


def _check_made(visit: RequestVisit, stood: Stood, *, at: datetime) -> None:
    if stood.made_at > at:
        raise InvalidInputError("visit_in_future", field="made_at")
    if stood.made_at < visit.planned_at.replace(second=0, microsecond=0):
        raise InvalidInputError("visit_before_plan", field="made_at")


def _with_visit_days(request: Request, *, at: datetime) -> datetime | None:
    """Return the promise with the days the standard gives for a visit; None where they are given, or change nothing."""
    promise, promised_at = promise_for(definition_of(request), request.channel), promise_by(request, at=at)
    if promised_at is None or is_broken(promised_at, at=at) or promise.visit_days is None or promise.days is None:
        return None
    reopened = max((one.sequence for one in request.history if one.step is Step.REOPEN), default=0)
    if any(one.step is Step.PLAN_VISIT and one.sequence > reopened for one in request.history):
        return None
    return calendar_of(request).add_working(promised_at, days=promise.visit_days - promise.days)


def _details(window: Window, visitor: Membership) -> dict[str, object]:
    return {"from": window.from_at.isoformat(), "until": window.until_at.isoformat(), "visitor": visitor.id}
