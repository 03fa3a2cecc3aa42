"""What a statement over requests may ask of each: what was last decided about it, whether somebody has put it off."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select

from eservice.requests.clock import ASKS, RESTS_IN
from eservice.requests.models import Request, RequestEvent, RequestSnooze
from eservice.requests.rules import OBJECTIONS
from eservice.requests.workflow import DECISIONS, Step


def last_decision() -> ScalarSelect[Step]:
    """Return what was last decided about a request."""
    return _last(select(RequestEvent.step), DECISIONS)


def last_objection() -> ScalarSelect[Step]:
    """Return what came last of an objection, as ``rules.blocked_by``: a block, its end, or a new run."""
    return _last(select(RequestEvent.step), OBJECTIONS)


def blocked_until() -> ScalarSelect[datetime]:
    """Return to when the last objection lets the promise of a request rest; none where it does not."""
    return _last(select(RequestEvent.rests_until), frozenset({Step.BLOCK}))


def rest_since() -> ScalarSelect[datetime]:
    """Return when what the promise of a request may rest for began last, as ``clock.rest_since``; none elsewhere."""
    return (
        select(func.max(RequestEvent.taken_at))
        .where(RequestEvent.request_id == Request.id, RequestEvent.step.in_(ASKS), Request.status.in_(RESTS_IN))
        .correlate(Request)
        .scalar_subquery()
    )


def _last(wanted: Select[Any], steps: Collection[Step]) -> ScalarSelect[Any]:
    """Return what is wanted of the last of some steps of a request."""
    return (
        wanted.where(RequestEvent.request_id == Request.id, RequestEvent.step.in_(steps))
        .order_by(RequestEvent.sequence.desc())
        .limit(1)
        .correlate(Request)
        .scalar_subquery()
    )


def rests_with(membership_id: int | None, *, at: datetime) -> ColumnElement[bool]:
    """Tell of a request whether one member has put it off for now."""
    return exists().where(
        RequestSnooze.request_id == Request.id,
        RequestSnooze.membership_id == membership_id,
        RequestSnooze.ended_at.is_(None),
        RequestSnooze.until_at > at,
    )


def resting_in(office_id: int, membership_id: int | None, *, at: datetime) -> Select[int]:
    """Return the requests of an office that a member has put off for now; anybody of it, where none is named."""
    running = select(RequestSnooze.request_id).where(
        RequestSnooze.office_id == office_id, RequestSnooze.ended_at.is_(None), RequestSnooze.until_at > at
    )
    return running if membership_id is None else running.where(RequestSnooze.membership_id == membership_id)
