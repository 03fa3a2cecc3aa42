"""Limits in force and their change, and what stays beyond them. Nothing here commits."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from eservice.accounts.actor import Actor
from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, MissingReasonError, NotFoundError
from eservice.privacy.examined import Sample, SampleLine
from eservice.privacy.limits import LEAST_DAYS, MOST_DAYS, Keeps, Limit, in_force
from eservice.privacy.models import DataWish, LegalHold, LimitChange
from eservice.privacy.protectors import must_protect
from eservice.privacy.rules import OPEN
from eservice.requests import queries as requests
from eservice.requests.models import Request


def limits() -> dict[Keeps, Limit]:
    """Return every limit as it holds now."""
    rows = db.session.execute(select(LimitChange.kind, LimitChange.days).order_by(LimitChange.id))
    return in_force({row.kind: row.days for row in rows})


def changes() -> list[LimitChange]:
    """Return every change of a limit, the latest first."""
    return list(db.session.scalars(select(LimitChange).order_by(LimitChange.id.desc())))


def set_limit(kind: Keeps, days: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let a kind of data stay so many days after its end.

    Raises:
        NotAllowedError: not by the data protection officer.
        InvalidInputError: ``limit_days``. MissingReasonError: ``limit_reason``.
    """
    must_protect(actor)
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise InvalidInputError("limit_days", field="days")
    if not reason.strip():
        raise MissingReasonError("limit_reason")
    before = limits()[kind].days
    db.session.add(LimitChange(kind=kind, days=days, reason=reason.strip(), changed_by_id=actor.user_id, changed_at=at))
    record(actor=actor, action="limit:set", object=f"limit:{kind}", at=at, data={"from": before, "to": days})


def hold(code: str, *, reason: str, actor: Actor, at: datetime) -> LegalHold:
    """Keep a request from being deleted, whatever its limits say, until the hold is lifted.

    Raises:
        NotAllowedError: not by the data protection officer.
        MissingReasonError: ``hold_reason``. ConflictError: ``already_held``.
    """
    must_protect(actor)
    if not reason.strip():
        raise MissingReasonError("hold_reason")
    found = requests.for_change(code)
    if _running_hold(found.id) is not None:
        raise ConflictError("already_held")
    held = LegalHold(request_id=found.id, reason=reason.strip(), set_by_id=actor.user_id, set_at=at)
    db.session.add(held)
    db.session.flush()
    record(actor=actor, action="hold:set", object=f"request:{found.id}", at=at, data={"hold": held.id})
    return held


def lift(hold_id: int, *, actor: Actor, at: datetime) -> None:
    """End a hold; the request goes when its limits say so. Raises NotFoundError."""
    must_protect(actor)
    held = db.session.get(LegalHold, hold_id, with_for_update=True)
    if held is None or held.lifted_at is not None:
        raise NotFoundError("no_such_hold")
    held.lifted_at, held.lifted_by_id = at, actor.user_id
    record(actor=actor, action="hold:lift", object=f"request:{held.request_id}", at=at, data={"hold": held.id})


def holds() -> list[LegalHold]:
    """Return the holds that run, the latest first."""
    return list(
        db.session.scalars(select(LegalHold).where(LegalHold.lifted_at.is_(None)).order_by(LegalHold.id.desc()))
    )


def is_held(request: Request, *, at: datetime, but_wish: int | None = None) -> bool:
    """Tell whether something keeps a request beyond its limits.

    Args:
        but_wish: the wish that is being answered, which keeps nothing itself.
    """
    keeps = held(at=at, but_wish=but_wish)
    return db.session.scalar(select(Request.id).where(Request.id == request.id, keeps)) is not None


def held(*, at: datetime, but_wish: int | None = None) -> ColumnElement[bool]:
    """Return what keeps requests: a hold, their owner's open question or restriction, an examiner's sample."""
    by_hold = select(LegalHold.id).where(LegalHold.request_id == Request.id, LegalHold.lifted_at.is_(None))
    about = or_(
        DataWish.request_id == Request.id, DataWish.request_id.is_(None) & (DataWish.user_id == Request.user_id)
    )
    by_wish = select(DataWish.id).where(about, DataWish.state.in_(OPEN))
    if but_wish is not None:
        by_wish = by_wish.where(DataWish.id != but_wish)
    by_sample = (
        select(SampleLine.sample_id)
        .join(Sample, Sample.id == SampleLine.sample_id)
        .where(SampleLine.request_id == Request.id, Sample.kept_until > at)
    )
    return or_(by_hold.exists(), by_wish.exists(), by_sample.exists(), Request.restricted_at.is_not(None))


def _running_hold(request_id: int) -> LegalHold | None:
    return db.session.scalar(select(LegalHold).where(LegalHold.request_id == request_id, LegalHold.lifted_at.is_(None)))
