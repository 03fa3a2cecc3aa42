"""Putting a request off in one's own work list: it rests there until an instant, and nowhere else.

Nobody else's list changes, no clock stops, no promise and no lease moves. It ends by itself, by any step of the request
(``steps.take``), or by hand; and never after the promise, so that nothing late can rest.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.audit import actions as audit
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    IllegalStepError,
    InvalidInputError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
)
from eservice.offices.models import Membership
from eservice.requests.lists import RequestSnooze
from eservice.requests.models import Request
from eservice.requests.steps import check_handles, end_snoozes
from eservice.requests.views import Sight
from eservice.requests.workflow import HELD, Status
from eservice.worktime.rules import Calendar

HOURS = (1, 2)
"""So many hours from now can be chosen."""
MORNINGS = 5
"""So many next openings of the office can be chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Who does not want to see a request before when, and why."""

    name: str
    mine: bool
    until_at: datetime
    reason: str


def snooze(request: Request, until: datetime, reason: str, *, actor: Actor, at: datetime) -> None:
    """Let a request rest in the actor's own work list: one the actor holds, or one that nobody has taken.

    Raises:
        NotAllowedError: the actor does not handle it in its own office; ``not_holder``, a colleague holds it.
        IllegalStepError: it waits for somebody else than an officer.
        MissingReasonError: ``snooze_reason``.
        ConflictError: ``snooze_late``, its promise is broken.
        InvalidInputError: ``snooze_until``, not later than now, or later than the promise.
    """
    check_handles(request, actor=actor, at=at)
    if request.office_id != actor.office_id:
        raise NotAllowedError("other_office")
    if request.status not in HELD | {Status.SUBMITTED}:
        raise IllegalStepError("illegal_step")
    if request.status in HELD and request.holder_id != actor.membership_id:
        raise NotAllowedError("not_holder")
    if not reason.strip():
        raise MissingReasonError("snooze_reason")
    promised_at = request.promised_at or at
    if promised_at <= at:
        raise ConflictError("snooze_late")
    if not at < until <= promised_at:
        raise InvalidInputError("snooze_until", field="until")
    end_snoozes(request, at=at, membership_id=actor.membership_id)
    db.session.add(
        RequestSnooze(
            request_id=request.id,
            membership_id=actor.membership_id,
            office_id=request.office_id,
            set_at=at,
            until_at=until,
            reason=reason.strip(),
        )
    )
    db.session.flush()
    audit.record(
        actor=actor,
        action="request:snooze",
        object=f"request:{request.id}",
        at=at,
        data={"until": until.isoformat()},
    )


def wake(request: Request, *, actor: Actor, at: datetime) -> None:
    """Bring a request back into the actor's own list before its time. Raises NotFoundError where it does not rest."""
    if not end_snoozes(request, at=at, membership_id=actor.membership_id):
        raise NotFoundError("not_snoozed")
    audit.record(actor=actor, action="request:wake", object=f"request:{request.id}", at=at)


def choices(calendar: Calendar, *, promised_at: datetime, at: datetime) -> dict[str, datetime]:
    """Return until when a request can be put off: each by a word that means the same some minutes later.

    Returns:
        ``1`` and ``2`` for so many hours, a date for the office's opening on it; none lies after the promise.
    """
    ways = {str(hours): (at + timedelta(hours=hours)).replace(second=0, microsecond=0) for hours in HOURS}
    day = wib(at).date()
    while len(ways) < len(HOURS) + MORNINGS and day < wib(promised_at).date():
        day += timedelta(days=1)
        opens = calendar.opening_of(day)
        if opens is not None:
            ways[day.isoformat()] = opens
    return {key: until for key, until in ways.items() if until <= promised_at}


def rests_of(request_ids: Collection[int], sight: Sight) -> dict[int, list[Rest]]:
    """Return who lets these requests rest, the reader's own; whoever oversees the office reads everybody's."""
    chosen = (
        select(RequestSnooze, User.name)
        .join(Membership, Membership.id == RequestSnooze.membership_id)
        .join(User, User.id == Membership.user_id)
        .where(
            RequestSnooze.request_id.in_(request_ids),
            RequestSnooze.ended_at.is_(None),
            RequestSnooze.until_at > sight.at,
        )
        .order_by(RequestSnooze.until_at, RequestSnooze.id)
    )
    if not sight.oversees:
        chosen = chosen.where(RequestSnooze.membership_id == sight.membership_id)
    rests: dict[int, list[Rest]] = {}
    for row, name in db.session.execute(chosen):
        mine = row.membership_id == sight.membership_id
        rest = Rest(name=name, mine=mine, until_at=row.until_at, reason=row.reason)
        rests.setdefault(row.request_id, []).append(rest)
    return rests
