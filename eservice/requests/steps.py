# Longer than 300 lines: whatever a step writes is set here and nowhere else, so that the columns agree.
"""Apply the law: the only place that writes where a request stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, select, update

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, Role
from eservice.audit import actions as audit
from eservice.catalogue.rules import promise_for
from eservice.kernel.db import UTCDateTime, db
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.failpoints import failpoint
from eservice.kernel.memory import is_alone, remembered
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.requests import nudges
from eservice.requests.clock import CalendarAt, ends_rest, moved, rest_since, resting, rests, standing_offer
from eservice.requests.definitions import definition_of
from eservice.requests.lists import RequestSnooze
from eservice.requests.models import Request, RequestEvent
from eservice.requests.rules import NotFinishedError, Position, asked_by, blocked_by, check_reason, check_who
from eservice.requests.standing_in import is_household_of, stands_in
from eservice.requests.workflow import (
    AFTER_THE_VISIT,
    APPOINTMENTS,
    CLOSED,
    HELD,
    STOPPED_BY_BLOCK,
    TURN,
    VISITS,
    WORKFLOW,
    Channel,
    Nudge,
    Refusal,
    Status,
    Step,
    VisitKind,
    VisitOutcome,
    begins,
    target,
)
from eservice.residents import queries as residents
from eservice.worktime import queries as worktime
from eservice.worktime.rules import Calendar


@dataclass(frozen=True, slots=True)
class Move:
    """What a step changes besides the status; everything has a sensible silence."""

    reason: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    pauses: bool = False
    promised_at: datetime | None = None
    """The promise from here on; None leaves it."""
    turn_office: Office | None = None
    """Whose turn it is to sign, for steps that lead to a signature."""
    correction_until: datetime | None = None
    confirmation_until: datetime | None = None
    office: Office | None = None
    """The office that handles it from here on, for a transfer."""
    holder_id: int | None = None
    """The membership that holds it from here on, for steps that put it into somebody's hands."""
    recorded_at: datetime | None = None
    """When it was entered, where it happened earlier, on paper; the audit log says this instant."""
    refusal: Refusal | None = None
    """Why it is, or would be, refused; ``reason`` is then what the citizen reads."""
    visit_at: datetime | None = None
    """When an officer comes, for a step that plans it."""
    rests_until: datetime | None = None
    """The instant agreed, or foreseen: to then the clock stands on somebody outside."""
    incident_id: int | None = None
    """The incident that stops it, for the step onto hold."""


def take(request: Request, step: Step, *, actor: Actor, at: datetime, move: Move | None = None) -> RequestEvent:
    """Move ``request`` by ``step`` and record it; return the event.

    Raises:
        NotAllowedError: the law keeps this actor from it.
        IllegalStepError: the request is not where the step begins.
        MissingReasonError: the step needs a reason.
        NotFinishedError: ``visit_open`` or ``appointment_open``, somebody waits for an officer; ``blocked``.
    """
    move = move or Move()
    with db.session.no_autoflush:  # half a step would offend the table's constraints
        to_status = check_may(request, step, actor=actor, at=at)
        check_reason(step, WORKFLOW[step], move.reason)
        _check_nothing_open(request, step)
        came_from = request.status
        request.promised_at = move.promised_at or _promise_after(request, step, to_status, at=at)
        request.status = to_status
        request.closed_at = (request.closed_at if to_status is came_from else at) if to_status in CLOSED else None
        _hold(request, move, came_from)
        _change(request, step, move, at=at)
        assert request.promised_at is not None  # noqa: S101 - a filed request has a promise, and the database agrees
        event = RequestEvent(
            sequence=len(request.history) + 1,
            step=step,
            from_status=came_from,
            to_status=to_status,
            office_id=request.turn_office_id or request.office_id,
            actor_user_id=actor.user_id,
            actor_membership_id=actor.membership_id,
            actor_role=actor.role,
            taken_at=at,
            pauses=move.pauses,
            rests_until=move.rests_until,
            promised_at=request.promised_at,
            reason=move.reason.strip(),
            details=move.details | ({"refusal": move.refusal} if move.refusal else {}),
        )
        request.history.append(event)
    db.session.flush()
    end_snoozes(request, at=at)
    audit.record(
        actor=actor,
        action=f"request:{step}",
        object=f"request:{request.id}",
        at=move.recorded_at or at,
        data={"from": came_from, "to": to_status, "office": event.office_id},
    )
    failpoint("step.recorded")
    return event


def _check_nothing_open(request: Request, step: Step) -> None:
    """Refuse a step while people wait for a meeting, or somebody's objection is not settled."""
    if step in STOPPED_BY_BLOCK and blocked_by(request.history) is not None:
        raise NotFinishedError("blocked")
    if request.visit_at is not None and step in AFTER_THE_VISIT:
        at_office = any(one.outcome is None and one.kind is VisitKind.OFFICE for one in request.visits)
        raise NotFinishedError("appointment_open" if at_office else "visit_open")


# Built once: every step asks for it, and building costs more than executing.
_END_SNOOZES = (
    update(RequestSnooze.__table__)  # type: ignore[arg-type]
    .where(RequestSnooze.request_id == bindparam("of_request"), RequestSnooze.ended_at.is_(None))
    .values(
        ended_at=case(
            (RequestSnooze.until_at < bindparam("now"), RequestSnooze.until_at),
            else_=bindparam("now", type_=UTCDateTime()),
        )
    )
    .returning(RequestSnooze.until_at)
)
_ANY_SNOOZE = select(RequestSnooze.request_id).where(RequestSnooze.ended_at.is_(None)).limit(1)
_END_ONE_SNOOZE = _END_SNOOZES.where(RequestSnooze.membership_id == bindparam("of_member"))


def end_snoozes(request: Request, *, at: datetime, membership_id: int | None = None) -> int:
    """Let a request rest in nobody's list any more, or not in one member's; return in how many it rested until now."""
    db.session.flush()
    if is_alone() and not _somebody_snoozes():
        return 0
    statement, facts = _END_SNOOZES, {"of_request": request.id, "now": at}
    if membership_id is not None:
        statement, facts = _END_ONE_SNOOZE, facts | {"of_member": membership_id}
    return sum(until > at for until in db.session.connection().execute(statement, facts).scalars())


@remembered(RequestSnooze)
def _somebody_snoozes() -> bool:
    return db.session.connection().execute(_ANY_SNOOZE).first() is not None


def check_may(request: Request, step: Step, *, actor: Actor, at: datetime) -> Status:
    """Return where a step would lead, if the law lets this actor take it now.

    Raises:
        IllegalStepError: the request is not where the step begins.
        NotAllowedError: the law keeps this actor from it.
    """
    to_status = target(request.status, step, held_from=_leads_back(request))
    check_who(step, WORKFLOW[step], actor, position_of(actor, request, at=at))
    return to_status


def check_handles(request: Request, *, actor: Actor, at: datetime) -> None:
    """Refuse who does not handle a request: for acts of an officer that are no step of the law.

    Raises:
        NotAllowedError: ``permission``, ``own_household`` or ``other_office``.
    """
    position = position_of(actor, request, at=at)
    if not actor.may(Permission.REQUEST_REVIEW):
        raise NotAllowedError("permission")
    if position.own_household:
        raise NotAllowedError("own_household")
    if not position.in_reach:
        raise NotAllowedError("other_office")


def steps_open(request: Request, actor: Actor, *, at: datetime) -> frozenset[Step]:
    """Return the steps this actor may take on a request now; reasons and completeness are asked later."""
    position = position_of(actor, request, at=at)
    return frozenset(
        step
        for step in WORKFLOW
        if begins(request.status, step, held_from=request.held_from) and _is_let(step, actor=actor, position=position)
    )


def _is_let(step: Step, *, actor: Actor, position: Position) -> bool:
    try:
        check_who(step, WORKFLOW[step], actor, position)
    except NotAllowedError:
        return False
    return True


BESIDE_THE_HOLDER = frozenset({
    Step.PRIORITISE, Step.CALENDAR_MOVED, Step.REMIND, Step.REMIND_CITIZEN, Step.TELL_LATE, Step.ESCALATE, Step.HOLD,
    Step.ANOTHER_TIME,
})  # fmt: skip
"""Steps that are no work on a request: they leave it in the same hands, and its lease as it was."""


def _change(request: Request, step: Step, move: Move, *, at: datetime) -> None:
    """Write what a step changes besides the status, so that every column agrees with it."""
    waits = request.status is Status.NEEDS_CORRECTION
    request.correction_until = (move.correction_until or request.correction_until) if waits else None
    asked = request.status is Status.AWAITING_CONFIRMATION
    request.confirmation_until = (move.confirmation_until or request.confirmation_until) if asked else None
    if request.visit_at is not None and (move.visit_at is not None or _ends_plan(step, request.status)):
        _forget_plan(request, at=at)
    request.visit_at = move.visit_at or request.visit_at
    if move.office is not None:
        request.office, request.office_id = move.office, move.office.id
    if move.refusal is not None:
        request.refusal, request.refusal_text = move.refusal, move.reason.strip()
    told_on_hold = request.status is Status.ON_HOLD and step in VISITS | APPOINTMENTS  # it stops no lease either
    if step not in BESIDE_THE_HOLDER and not told_on_hold:
        holder_id = (move.holder_id or request.holder_id) if request.status in HELD else None
        _pass_to(request, holder_id, at=at, awaited_at=_awaited_at(request, step, move, at=at))
    elif step is Step.ANOTHER_TIME and request.lease_until is not None:  # nobody is awaited then any more
        request.lease_until = min(request.lease_until, calendar_of(request).add_working(at, days=1))
    if request.status in TURN:
        request.turn_office_id = move.turn_office.id if move.turn_office else request.turn_office_id
    elif request.held_from not in TURN:
        request.turn_office_id = None
    _plan_nudge(request, step, move, at=at)


_PROMISES = frozenset({Step.SUBMIT, Step.RESUBMIT, Step.REOPEN})
"""Steps after which a promise runs, whether or not its date is another."""


def _plan_nudge(request: Request, step: Step, move: Move, *, at: datetime) -> None:
    """Note of what somebody has to be reminded next, and when."""
    if request.status in CLOSED:
        request.nudge = request.nudge_at = None
    elif step is Step.ASK_CORRECTION:
        request.nudge, request.nudge_at = Nudge.CORRECTION, nudges.correction_nudge(at, calendar_of(request))
    elif request.status is not Status.NEEDS_CORRECTION and (
        step in _PROMISES or request.promised_at != request.history[-1].promised_at
    ):
        request.nudge, request.nudge_at = nudges.after(promise_nudges(request), at)


def promise_nudges(request: Request) -> tuple[tuple[Nudge, datetime], ...]:
    """Return what the house does about the promise of a request, and when."""
    assert request.office is not None and request.promised_at is not None  # noqa: S101, PT018 - filed, and the database agrees
    promise = promise_for(definition_of(request), request.channel)
    minutes = request.office.remind_minutes
    return nudges.nudges(promise, request.promised_at, calendar_of(request), minutes=minutes)


def _hold(request: Request, move: Move, came_from: Status) -> None:
    """Write, or forget, which incident stops a request and where it stood before."""
    if request.status is not Status.ON_HOLD:
        request.held_from = request.incident_id = None
    elif came_from is not Status.ON_HOLD:
        request.held_from, request.incident_id = came_from, move.incident_id


def _leads_back(request: Request) -> Status | None:
    """Return where a request on hold goes on: where it stood, or in the queue if nobody has it in hand any more."""
    orphaned = request.held_from is Status.IN_REVIEW and request.holder_id is None
    return Status.SUBMITTED if orphaned else request.held_from


def _forget_plan(request: Request, *, at: datetime) -> None:
    """Nobody comes as planned any more; a visit whose outcome is known keeps it."""
    request.visit_at = None
    for visit in request.visits:
        if visit.outcome is None:
            visit.outcome, visit.recorded_at = VisitOutcome.CALLED_OFF, at


def _ends_plan(step: Step, to_status: Status) -> bool:
    """Tell whether nobody comes any more after a step: the meeting was held, or the request goes on without it."""
    stays = to_status in (Status.SUBMITTED, Status.IN_REVIEW, Status.ON_HOLD)
    return step in _ENDS_PLAN or not stays


_ENDS_PLAN = frozenset({Step.VISITED, Step.CALL_OFF_VISIT, Step.BLOCK} | APPOINTMENTS - {Step.OFFER_APPOINTMENT})


def _promise_after(request: Request, step: Step, to_status: Status, *, at: datetime) -> datetime | None:
    offer = standing_offer(request.history) if step is Step.CALL_OFF_APPOINTMENT else None
    if offer is not None:
        return _promise_before(request, offer)
    rest = resting(request.history, at=at)
    ends = rest is not None and ends_rest(rest.step, step, to_status)
    return promise_by(request, at=at) if ends else request.promised_at


def _promise_before(request: Request, offer: RequestEvent) -> datetime | None:
    """Return the promise as it was before a time was offered that the office calls off: nobody had to wait for it."""
    since = request.history[offer.sequence :]
    if any(one.step is Step.CALENDAR_MOVED for one in since):  # it stays as it was told
        return request.promised_at
    return request.history[offer.sequence - 2].promised_at


def promise_by(request: Request, *, at: datetime) -> datetime | None:
    """Return the promise if what it rests for ended now: of the wait for an agreed day, only what has passed counts."""
    return _promise_by(request, request.history, at=at) if request.history else request.promised_at


def _promise_by(request: Request, history: Sequence[RequestEvent], *, at: datetime) -> datetime:
    unused = resting(history, at=at)
    if unused is None or history[-1].promised_at != unused.promised_at:  # a calendar decreed since stays as it was told
        return history[-1].promised_at
    before = _promise_by(request, history[: unused.sequence - 1], at=unused.taken_at)
    return later(request, before, unused.taken_at, at)


def promise_rests(request: Request) -> bool:
    """Tell whether the promise of a request stands still, and will move."""
    since = rest_since(request.history)
    return request.promised_at is not None and rests(
        request.status, rounds=request.correction_rounds, promised_at=request.promised_at, since=since
    )


def later(request: Request, promised_at: datetime, paused_at: datetime, resumed_at: datetime) -> datetime:
    """Return a promise of this request moved by a pause; one that was broken before it stays where it was."""
    promise = promise_for(definition_of(request), request.channel)
    return moved(promised_at, promise, paused_at=paused_at, resumed_at=resumed_at, calendar=calendar_of(request))


def _awaited_at(request: Request, step: Step, move: Move, *, at: datetime) -> datetime | None:
    """Return to when somebody outside is awaited after a step, by a plan or by a rest; None where nobody is."""
    rest = resting(request.history, at=at)
    lasts = rest is not None and not ends_rest(rest.step, step, request.status)
    return request.visit_at or move.rests_until or (rest.rests_until if rest is not None and lasts else None)


def _pass_to(request: Request, holder_id: int | None, *, at: datetime, awaited_at: datetime | None) -> None:
    """Put the request into a member's hands, or nobody's; every act renews the lease.

    A lease lasts to the end of the next working day, so that lunch, prayer and a power cut do not run it out; where
    somebody outside is awaited, to the end of the one after that: nobody loses it for what others have time to do.
    """
    if holder_id is None:
        request.holder_id = request.held_since = request.lease_until = None
        return
    if request.holder_id != holder_id or request.held_since is None:
        request.holder_id, request.held_since = holder_id, at
    request.lease_until = calendar_of(request).add_working(max(at, awaited_at or at), days=1)


def position_of(actor: Actor, request: Request, *, at: datetime) -> Position:
    """Gather how ``actor`` stands towards ``request``."""
    checkers = {membership_id for membership_id in (request.checked_by_id, request.second_reader_id) if membership_id}
    is_holder = actor.membership_id is not None and request.holder_id == actor.membership_id
    in_reach = is_holder or _in_reach(actor, request) or stands_in(actor, request, at=at)
    return Position(
        is_applicant=_is_applicant(actor, request),
        helps=actor.is_staff and (in_reach or request.helper_id == actor.membership_id),
        is_holder=is_holder,
        is_held=request.holder_id is not None,
        in_reach=in_reach,
        is_asked=_is_asked(actor, request),
        in_turn=_in_turn(actor, request, at=at),
        at_turn=actor.office_id is not None and actor.office_id == _signing_office_id(request),
        checked_it=any(offices.membership(one).user_id == actor.user_id for one in checkers),
        own_household=is_own_household(actor, request),
        is_restricted=request.restricted_at is not None,
        is_known=actor.user_id is not None and residents.is_known(actor.user_id),
    )


def is_own_household(actor: Actor, request: Request) -> bool:
    """Tell whether a request is the actor's own or of somebody on the same family card."""
    return actor.user_id is not None and is_household_of(actor.user_id, request)


def calendar_of(request: Request, *, as_of: datetime | None = None) -> Calendar:
    """Return the calendar that measures a request: the desk's hours at the counter, the office's otherwise."""
    return office_calendar(request.office, minutes=request.channel is Channel.COUNTER, as_of=as_of)


def calendar_at(request: Request) -> CalendarAt:
    """Return the hours that measure a request in each office that has it, as they had been decreed by an instant."""
    at_counter = request.channel is Channel.COUNTER
    return lambda office_id, at: office_calendar(offices.office(office_id), minutes=at_counter, as_of=at)


def office_calendar(office: Office | None, *, minutes: bool = False, as_of: datetime | None = None) -> Calendar:
    """Return an office's calendar: of its counter for promises in minutes, else of its desks."""
    assert office is not None  # noqa: S101 - a filed request has an office, and the database agrees
    return worktime.calendar_for(office.counter_calendar_id if minutes else office.processing_calendar_id, as_of=as_of)


def _is_applicant(actor: Actor, request: Request) -> bool:
    """A membership is nobody's applicant; a receipt acts only where no account could."""
    if actor.role is Role.BEARER:
        return request.user_id is None and request.id is not None and actor.receipt_id == request.id
    if actor.is_staff or actor.user_id is None:
        return False
    return asked_by(accounts.account(actor.user_id), request)


def _in_reach(actor: Actor, request: Request) -> bool:
    """The office that handles it, or one above it (a supervisor's, a Camat's)."""
    office: Office | None = request.office
    while office is not None:
        if office.id == actor.office_id:
            return True
        office = office.parent
    return actor.office_id is not None and request.turn_office_id == actor.office_id


def _is_asked(actor: Actor, request: Request) -> bool:
    return actor.role is Role.RT_HEAD and request.rt_question is not None and request.rt_question.rt_id == actor.rt_id


def _in_turn(actor: Actor, request: Request, *, at: datetime) -> bool:
    if actor.membership_id is None or request.turn_office_id is None:
        return False
    return offices.signatory_for(request.turn_office_id, actor.membership_id, at=at) is not None


def _signing_office_id(request: Request) -> int | None:
    """Return the office whose turn it is; of a refusal, the office of whoever decided it."""
    if request.status is Status.REJECTED and request.signed_by_id is not None:
        return offices.membership(request.signed_by_id).office_id
    return request.turn_office_id
