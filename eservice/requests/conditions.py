"""What a statement over requests may ask of each: what was last decided about it, whether somebody has put it off."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select

from eservice.requests.clock import ASKS, RESTS_IN
from eservice.requests.models import Request, RequestEvent, RequestSnooze
from eservice.requests.workflow import DECISIONS, Step


def last_decision() -> ScalarSelect[Step]:
    """Return what was last decided about a request."""
    return (
        select(RequestEvent.step)
        .where(RequestEvent.request_id == Request.id, RequestEvent.step.in_(DECISIONS))
        .order_by(RequestEvent.sequence.desc())
        .limit(1)
        .correlate(Request)
        .scalar_subquery()
    )


def rest_since() -> ScalarSelect[datetime]:
    """Return when what the promise of a request may rest for began last, as ``clock.rest_since``; none elsewhere."""
    return (
        select(func.max(RequestEvent.taken_at))
        .where(RequestEvent.request_id == Request.id, RequestEvent.step.in_(ASKS), Request.status.in_(RESTS_IN))
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
