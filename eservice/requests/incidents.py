# Longer than 300 lines: what an incident says and what the worker does about it are one rule.
"""Incidents: declared for every request of a service or an office, never for one; what they stop, and let go again.

Opening and ending write one row. The requests are stopped and let go by the worker, some at a time, each in the order
of its number under its own lock: a hundred thousand of them keep nobody from the database. What is due is read from
the rows, so that a lost job, a second worker and a request filed meanwhile need no care of their own.

Held is what the office's clock runs for: waiting, in review, awaiting a signature. What waits for the citizen goes on
waiting for the citizen, who may answer during an incident and is held from there; nothing lapses meanwhile. A letter
that is being drawn is finished.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    IllegalStepError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)
from eservice.kernel.transaction import transaction
from eservice.kernel.wake import wake
from eservice.offices import queries as offices
from eservice.requests import telling
from eservice.requests.apart import together
from eservice.requests.clock import is_broken
from eservice.requests.disruptions import RUNNING_ONCE, Incident
from eservice.requests.models import Request
from eservice.requests.steps import Move, later, office_calendar, take
from eservice.requests.workflow import WORKFLOW, Status, Step

WORK = "incidents"
"""Kind of work the queue looks after."""

BACKDATED_DAYS = 1
"""Since the start that is told at most so many working days may have begun: an outage is declared, not remembered."""

LONGEST_DAYS = 5
"""Working days ahead to which an incident may be foreseen at most; it is prolonged by a further act."""

TOGETHER = 25
"""Requests stopped or let go in one transaction: about a tenth of a second in which nobody else writes on SQLite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What an incident says of itself."""

    service_id: int | None
    """None: every service of the office."""
    office_id: int | None
    """None: every office, for the administrator only."""
    public_text: str
    public_text_en: str = ""
    evidence: str
    begins_at: datetime
    until_at: datetime


def declare(told: Declaration, *, actor: Actor, at: datetime) -> Incident:
    """Open an incident; the worker stops the requests it covers.

    Raises:
        NotAllowedError: not by an administrator or the head of an office; ``incident_elsewhere``.
        InvalidInputError: ``incident_whole``, it names neither a service nor an office; ``incident_in_future``,
            ``incident_long_ago`` (``BACKDATED_DAYS``), ``incident_end``, ``incident_too_long`` (``LONGEST_DAYS``).
        ConflictError: ``incident_running``.
    """
    must_declare(actor, told.office_id)
    if told.service_id is None and told.office_id is None:
        raise InvalidInputError("incident_whole", field="service")
    _check_begin(told, actor, at=at)
    _check_foreseen(told.until_at, actor, at=at)
    incident = Incident(
        service_id=told.service_id,
        office_id=told.office_id,
        public_text=told.public_text.strip(),
        public_text_en=told.public_text_en.strip(),
        evidence=told.evidence.strip(),
        begins_at=told.begins_at,
        until_at=told.until_at,
        opened_at=at,
        opened_by_id=actor.membership_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(incident)
    except IntegrityError as offence:
        if RUNNING_ONCE not in str(offence.orig):
            raise
        raise ConflictError("incident_running") from offence
    _log("declare", incident, {"begins": told.begins_at.isoformat(), "evidence": incident.evidence}, actor, at=at)
    wake(WORK, incident.id)
    return incident


def prolong(incident: Incident, until_at: datetime, *, actor: Actor, at: datetime) -> None:
    """Say that an incident lasts longer, or shorter, than foreseen. Raises: as ``declare``; ``incident_over``."""
    _must_run(incident, actor)
    _check_foreseen(until_at, actor, at=at)
    incident.until_at = until_at
    _log("prolong", incident, {"until": until_at.isoformat()}, actor, at=at)


def end(incident: Incident, ended_at: datetime, *, actor: Actor, at: datetime) -> None:
    """End an incident, also some time after it was over in truth; the worker lets its requests go.

    Raises:
        InvalidInputError: ``incident_end``, before its start or after now.
        ConflictError: ``incident_over``.
    """
    _must_run(incident, actor)
    if not incident.begins_at <= ended_at <= at:
        raise InvalidInputError("incident_end", field="ended")
    incident.ended_at, incident.ended_by_id = ended_at, actor.membership_id
    _log("end", incident, {"ended": ended_at.isoformat()}, actor, at=at)
    wake(WORK, incident.id)


def incident(incident_id: int, *, lock: bool = False) -> Incident:
    """Return an incident. Raises NotFoundError."""
    found = db.session.get(Incident, incident_id, with_for_update=lock, populate_existing=lock)
    if found is None:
        raise NotFoundError("no_such_incident")
    return found


def running(*, at: datetime | None = None) -> Sequence[Incident]:
    """Return what has not ended, the oldest first; with ``at`` without what is past the end that was foreseen."""
    found = db.session.scalars(select(Incident).where(Incident.ended_at.is_(None)).order_by(Incident.id)).all()
    return [one for one in found if at is None or one.until_at > at]


def covering(*, at: datetime, service_id: int | None = None, office_id: int | None = None) -> list[Incident]:
    """Return the incidents that run and stop requests of a service, of an office, or of a service in an office."""
    return [
        one
        for one in running(at=at)
        if (service_id is None or one.service_id in (None, service_id))
        and (office_id is None or one.office_id is None or office_id in offices.office_ids_under(one.office_id))
    ]


def covers(at: datetime) -> ColumnElement[bool]:
    """Tell of a request whether an incident that runs covers it."""
    return or_(false(), *(_within(one) for one in running(at=at)))


def latest(*, limit: int = 50) -> Sequence[Incident]:
    """Return the incidents that were ever declared, the latest first."""
    newest = select(Incident).order_by(Incident.begins_at.desc(), Incident.id.desc())
    return db.session.scalars(newest.limit(limit)).all()


def may_end(incident: Incident, actor: Actor) -> bool:
    """Tell whether an incident is the actor's to prolong and to end."""
    try:
        must_declare(actor, incident.office_id)
    except NotAllowedError:
        return False
    return incident.ended_at is None


# ── What the worker does ─────────────────────────────────────────────────────────────────────────────────────────────


def carry_out(*, at: datetime) -> int:
    """Stop what running incidents cover and let go what ended ones held; return how many rows were dealt with.

    An incident that nobody ended is over with the end that was foreseen.
    """
    over = _numbers(select(Incident.id).where(Incident.ended_at.is_(None), Incident.until_at <= at))
    for number in over:
        with transaction():
            _end_by_itself(incident(number, lock=True), at=at)
    released = _each(_held_in_vain, release, at=at)
    stopped = sum(
        _each(partial(_covered, number), partial(hold, incident_id=number), at=at)
        for number in _numbers(select(Incident.id).where(Incident.ended_at.is_(None)))
    )
    return len(over) + released + stopped


def hold(request: Request, *, incident_id: int, at: datetime, actor: Actor = SYSTEM) -> None:
    """Stop one request, from the start of its incident; where something was done to it after that, from there.

    A promise that was broken when the incident was declared was broken by the office: it is stopped from there.

    Raises:
        IllegalStepError: the incident has ended, or the request is not where the office's clock runs.
    """
    found = incident(incident_id)
    if found.ended_at is not None:
        raise IllegalStepError("illegal_step")
    promised_at, since = request.promised_at, max(found.begins_at, request.history[-1].taken_at)
    if promised_at is not None and is_broken(promised_at, at=found.opened_at):
        since = max(since, promised_at)
    move = Move(incident_id=incident_id, recorded_at=at, details={"incident": incident_id})
    take(request, Step.HOLD, actor=actor, at=min(since, at), move=move)
    telling.tell(request, "held", at=at)


def release(request: Request, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """Let a request go on where it stood, its promise moved by the incident.

    Raises:
        IllegalStepError: its incident still runs.
    """
    found = request.incident
    if found is None or found.ended_at is None:
        raise IllegalStepError("illegal_step")
    held_at = next(one.taken_at for one in reversed(request.history) if one.step is Step.HOLD)
    over_at = min(max(found.ended_at, request.history[-1].taken_at), at)
    promised_at = later(request, request.promised_at, held_at, over_at) if request.promised_at is not None else None
    take(request, Step.RESUME, actor=actor, at=over_at, move=Move(promised_at=promised_at, recorded_at=at))
    telling.tell(request, "resumed", at=at, promised_at=request.promised_at)


def _end_by_itself(found: Incident, *, at: datetime) -> None:
    if found.ended_at is None and found.until_at <= at:
        found.ended_at = found.until_at
        _log("end", found, {"ended": found.until_at.isoformat()}, SYSTEM, at=at)


def _each(due: Callable[[int], ColumnElement[bool]], deal: Callable[..., None], *, at: datetime) -> int:
    """Deal with everything that is due, some in each transaction, and return how many; what is refused is left."""
    done, after = 0, 0
    while numbers := _numbers(select(Request.id).where(due(after)).order_by(Request.id).limit(TOGETHER)):
        done, after = done + together(numbers, partial(deal, at=at)), numbers[-1]
    return done


def _numbers(statement: object) -> list[int]:
    found = list(db.session.scalars(statement))  # type: ignore[call-overload]
    db.session.remove()
    return found


def _covered(incident_id: int, after: int) -> ColumnElement[bool]:
    found = incident(incident_id)
    if found.ended_at is not None:
        return false()
    return Request.status.in_(WORKFLOW[Step.HOLD].sources) & (Request.id > after) & _within(found)


def _within(found: Incident) -> ColumnElement[bool]:
    where: ColumnElement[bool] = true()
    if found.office_id is not None:
        where &= Request.office_id.in_(offices.office_ids_under(found.office_id))
    return where if found.service_id is None else where & (Request.service_id == found.service_id)


def _held_in_vain(after: int) -> ColumnElement[bool]:
    ended = select(Incident.id).where(Incident.ended_at.is_not(None))
    return and_(Request.status == Status.ON_HOLD, Request.incident_id.in_(ended), Request.id > after)


# ── What may be declared ─────────────────────────────────────────────────────────────────────────────────────────────


def must_declare(actor: Actor, office_id: int | None) -> None:
    """Refuse whoever decides nothing about incidents there.

    Raises:
        NotAllowedError: ``permission``, ``incident_elsewhere``.
    """
    if not actor.may(Permission.INCIDENT_DECLARE) or actor.membership_id is None:
        raise NotAllowedError("permission")
    if actor.may(Permission.HOUSE_MANAGE):
        return
    if office_id is None or office_id not in offices.office_ids_under(actor.office_id or 0):
        raise NotAllowedError("incident_elsewhere")


def _must_run(found: Incident, actor: Actor) -> None:
    must_declare(actor, found.office_id)
    if found.ended_at is not None:
        raise ConflictError("incident_over")


def _check_begin(told: Declaration, actor: Actor, *, at: datetime) -> None:
    if told.begins_at > at:
        raise InvalidInputError("incident_in_future", field="begins")
    hours = office_calendar(offices.office(told.office_id or actor.office_id or 0))
    if hours.working_days_begun(told.begins_at, at) > BACKDATED_DAYS:
        raise InvalidInputError("incident_long_ago", field="begins")
    if told.until_at <= told.begins_at:
        raise InvalidInputError("incident_end", field="until")


def _check_foreseen(until_at: datetime, actor: Actor, *, at: datetime) -> None:
    hours = office_calendar(offices.office(actor.office_id or 0))
    if until_at <= at:
        raise InvalidInputError("incident_end", field="until")
    if until_at > hours.add_working(at, days=LONGEST_DAYS):
        raise InvalidInputError("incident_too_long", field="until", days=str(LONGEST_DAYS))


def _log(what: str, found: Incident, data: dict[str, object], actor: Actor, *, at: datetime) -> None:
    whose = {"service": found.service_id, "office": found.office_id}
    audit.record(actor=actor, action=f"incident:{what}", object=f"incident:{found.id}", at=at, data=whose | data)
