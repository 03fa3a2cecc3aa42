"""Targets: what a head of office wants a figure to be, by when and who sees to it; met or missed is counted once.

A target is never changed: another one takes its place, and both stay to be read. On the day after its date the figure
is counted as of the end of that day, over thirty days, and kept as it was: what happens later changes nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.metrics import queries
from eservice.metrics.figures import Figures, Measure
from eservice.metrics.models import Aim, FigureTarget, TargetResult
from eservice.metrics.queries import Scope
from eservice.metrics.rules import SMALL_GROUP
from eservice.metrics.sets import Shown
from eservice.offices import queries as offices

WORK = "targets"
"""Kind of work the queue looks after."""

DAYS = 30
"""Over so many days up to its date a target is judged."""
FURTHEST = timedelta(days=366)
WHOLE = 1000
"""Shares are told in thousandths."""

AT_LEAST = frozenset({Aim.KEPT, Aim.FIRST_TIME_RIGHT})
"""These should be at least the target; all others at most."""
LENGTHS: dict[Aim, Measure] = {Aim.SERVICE: Measure.SERVICE, Aim.ELAPSED: Measure.ELAPSED}


@dataclass(frozen=True, slots=True)
class Told:
    """What a head of office sets."""

    office_id: int
    service_id: int | None
    aim: Aim
    value: int
    """Thousandths of a share, seconds of a median, or a number."""
    owner_id: int
    due_on: date
    replaces_id: int | None = None


def set_target(told: Told, *, actor: Actor, at: datetime) -> FigureTarget:
    """Set a target, in the place of another one or for what has none.

    Raises:
        NotAllowedError: ``permission``, only the head of an office; ``target_elsewhere``.
        InvalidInputError: ``target_value``, ``target_due`` (after today, within a year), ``target_owner``, who works
            elsewhere.
        ConflictError: ``target_running``, there is one, so it has to be replaced; ``target_over``, what is to be
            replaced was counted, or replaced before.
    """
    _check(told, actor, at=at)
    if told.replaces_id is not None:
        _must_be_open(told)
    elif any(_alike(one, told) for one in running([told.office_id])):
        raise ConflictError("target_running")
    target = FigureTarget(
        office_id=told.office_id, service_id=told.service_id, aim=told.aim, value=told.value, owner_id=told.owner_id,
        due_on=told.due_on, set_at=at, set_by_id=actor.membership_id, replaces_id=told.replaces_id,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(target)
    except IntegrityError as offence:  # somebody replaced the same one a moment ago
        raise ConflictError("target_over") from offence
    data = {"aim": str(told.aim), "value": told.value, "office": told.office_id, "replaces": told.replaces_id}
    audit.record(actor=actor, action="target:set", object=f"target:{target.id}", at=at, data=data)
    return target


def settle(*, at: datetime) -> int:
    """Count what targets came to whose date is over, each once, and return how many."""
    today = wib(at).date()
    replaced = select(FigureTarget.replaces_id).where(FigureTarget.replaces_id.is_not(None))
    due = db.session.scalars(
        select(FigureTarget.id).where(
            FigureTarget.due_on < today,
            FigureTarget.id.not_in(replaced),
            FigureTarget.id.not_in(select(TargetResult.target_id)),
        )
    ).all()
    for number in due:
        _settle(number, at=at)
    return len(due)


def running(office_ids: Sequence[int]) -> list[FigureTarget]:
    """Return the targets of some offices that are neither counted nor replaced, the nearest date first."""
    replaced = select(FigureTarget.replaces_id).where(FigureTarget.replaces_id.is_not(None))
    return list(
        db.session.scalars(
            select(FigureTarget)
            .where(
                FigureTarget.office_id.in_(office_ids),
                FigureTarget.id.not_in(replaced),
                FigureTarget.id.not_in(select(TargetResult.target_id)),
            )
            .order_by(FigureTarget.due_on, FigureTarget.id)
        )
    )


def over(office_ids: Sequence[int]) -> list[tuple[FigureTarget, TargetResult | None]]:
    """Return the targets that were counted or replaced, the latest date first."""
    replaced = select(FigureTarget.replaces_id).where(FigureTarget.replaces_id.is_not(None))
    rows = db.session.execute(
        select(FigureTarget, TargetResult)
        .outerjoin(TargetResult, TargetResult.target_id == FigureTarget.id)
        .where(
            FigureTarget.office_id.in_(office_ids),
            TargetResult.target_id.is_not(None) | FigureTarget.id.in_(replaced),
        )
        .order_by(FigureTarget.due_on.desc(), FigureTarget.id.desc())
    )
    return [(target, result) for target, result in rows]


def target(target_id: int, *, actor: Actor) -> FigureTarget:
    """Return a target of the actor's offices. Raises NotFoundError."""
    found = db.session.get(FigureTarget, target_id)
    if found is None or found.office_id not in offices.office_ids_under(actor.office_id or 0):
        raise NotFoundError("no_such_target")
    return found


def measured(aim: Aim, figures: Figures) -> tuple[int, int | None]:
    """Return n and what a figure is, in the unit of its target; None where too few."""
    if aim is Aim.LATE:
        return figures.count(Shown.OPEN), figures.count(Shown.LATE)
    if aim in LENGTHS:
        spread = figures.spread(LENGTHS[aim])
        return spread.n, spread.median
    n, part = (
        (figures.kept.n, figures.kept.kept)
        if aim is Aim.KEPT
        else (figures.count(Shown.ISSUED), figures.count(Shown.FIRST_TIME_RIGHT))
    )
    return n, part * WHOLE // n if n >= SMALL_GROUP else None


def is_met(aim: Aim, target_value: int, value: int | None) -> bool | None:
    """Tell whether a figure meets its target; None where too few say."""
    if value is None:
        return None
    return value >= target_value if aim in AT_LEAST else value <= target_value


def _settle(target_id: int, *, at: datetime) -> None:
    found = db.session.get_one(FigureTarget, target_id)
    office_ids = frozenset(offices.office_ids_under(found.office_id))
    scope = Scope(office_ids=office_ids, service_id=found.service_id)
    period = queries.between(found.due_on - timedelta(days=DAYS - 1), found.due_on, at)
    n, value = measured(found.aim, queries.figures(scope, period))
    met = is_met(found.aim, found.value, value)
    with transaction():
        if db.session.get(TargetResult, target_id) is None:
            db.session.add(TargetResult(target_id=target_id, counted_at=at, n=n, value=value, met=met))


def _check(told: Told, actor: Actor, *, at: datetime) -> None:
    if not actor.may(Permission.TARGET_SET) or actor.office_id is None:
        raise NotAllowedError("permission")
    if told.office_id not in offices.office_ids_under(actor.office_id):
        raise NotAllowedError("target_elsewhere")
    if told.value < 0 or (told.aim in AT_LEAST and not 0 < told.value <= WHOLE):
        raise InvalidInputError("target_value", field="value")
    if not wib(at).date() < told.due_on <= wib(at).date() + FURTHEST:
        raise InvalidInputError("target_due", field="due_on")
    if told.owner_id not in {one.id for one in offices.members(told.office_id, at=at)}:
        raise InvalidInputError("target_owner", field="owner")


def _must_be_open(told: Told) -> None:
    if not any(one.id == told.replaces_id and _alike(one, told) for one in running([told.office_id])):
        raise ConflictError("target_over")


def _alike(one: FigureTarget, told: Told) -> bool:
    return (one.office_id, one.service_id, one.aim) == (told.office_id, told.service_id, told.aim)
