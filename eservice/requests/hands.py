"""Who has what in hand, since when, and what they did with it last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select

from eservice.accounts import queries as accounts
from eservice.catalogue.models import Service
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.requests.models import Request, RequestEvent
from eservice.requests.steps import BESIDE_THE_HOLDER
from eservice.requests.workflow import Status, Step


@dataclass(frozen=True, slots=True)
class Held:
    """A request in somebody's hands, in columns."""

    code: str
    service: str
    service_en: str
    holder_id: int
    held_since: datetime
    promised_at: datetime
    last_step: Step
    last_at: datetime


def in_hands(membership_ids: Iterable[int]) -> list[Held]:
    """Return what these members hold, by promise, each with the last step of it."""
    last = (
        select(func.max(RequestEvent.sequence))
        .where(RequestEvent.request_id == Request.id, RequestEvent.step.not_in(BESIDE_THE_HOLDER))
        .correlate(Request)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Request.code,
            Service.name,
            Service.name_en,
            Request.holder_id,
            Request.held_since,
            Request.promised_at,
            RequestEvent.step,
            RequestEvent.taken_at,
        )
        .join(Service, Service.id == Request.service_id)
        .join(RequestEvent, (RequestEvent.request_id == Request.id) & (RequestEvent.sequence == last))
        .where(Request.status == Status.IN_REVIEW, Request.holder_id.in_(list(membership_ids)))
        .order_by(Request.promised_at, Request.id)
    )
    return [Held(*cast("tuple[Any, ...]", row)) for row in rows]


def last_act(request: Request) -> RequestEvent:
    """Return the last step of a filed request that was work on it."""
    return next(event for event in reversed(request.history) if event.step not in BESIDE_THE_HOLDER)


def in_whose_hands(request: Request, *, at: datetime) -> dict[str, Any]:
    """Return for a sentence who holds a request, since when, and what was done last and when."""
    last = last_act(request)
    return {
        "name": accounts.account(request.holder.user_id).name if request.holder is not None else "",
        "since": _hour(request.held_since or at, at=at),
        "act": last.step,
        "acted": _hour(last.taken_at, at=at),
    }


def _hour(instant: datetime, *, at: datetime) -> str:
    """Return the hour, with the day before it where it is another one."""
    told, today = wib(instant), wib(at)
    return f"{told:%H.%M}" if told.date() == today.date() else f"{told:%d-%m-%Y %H.%M}"
