"""Promises that a decree moves: foreseen before it is made, and moved one by one after it.

A decree is a row of the calendars. What it moves is found by looking at the open requests again, so a job that stops in
the middle goes on where it was, and one that runs twice finds nothing to do. The promise is counted anew from the
filing, once by the hours without the decree and once by those with it; where the second is later, the promise becomes
that, unless it is later already. It never becomes earlier: a promise that was given is kept also where a holiday is
taken back. What was broken before the decree stays broken, and what is filed after it knows it already.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from eservice.accounts.actor import SYSTEM
from eservice.catalogue import queries as catalogue
from eservice.catalogue.definition import Promise
from eservice.catalogue.rules import promise_for
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.requests import telling
from eservice.requests.apart import each
from eservice.requests.clock import Event, is_broken, last_run, promise_anew
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request, RequestEvent
from eservice.requests.steps import Move, office_calendar, take
from eservice.requests.workflow import WORKFLOW, Channel, Step
from eservice.worktime import changes
from eservice.worktime import queries as worktime
from eservice.worktime.models import CalendarChange
from eservice.worktime.planning import Planned
from eservice.worktime.rules import WIB, Calendar

WORK = "calendar"
"""Kind of work the queue looks after."""

FORESEEN = 2_000
"""So many open requests are counted anew before a decree; of more it is said that there are more."""

_AT_ONCE = 200
_INSTANT = timedelta(microseconds=1)

Hours = Callable[[int], Calendar]
"""Office -> its hours."""


@dataclass(frozen=True, slots=True)
class Shifted:
    """One promise that would move."""

    code: str
    office_id: int
    came_from: datetime
    goes_to: datetime


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The promises a decree would move."""

    moves: tuple[Shifted, ...]
    is_whole: bool
    """Every open request was counted anew; else there may be more."""


def foresee(planned: Planned, *, at: datetime) -> Foreseen:
    """Return which promises a change would move if it were decided at ``at``; nothing is changed."""
    affected = _of_offices(planned.calendar_ids, planned.office_id) & _promised_from(planned.from_on, at)
    rows = db.session.execute(_ROWS.where(affected).order_by(Request.promised_at, Request.id).limit(FORESEEN + 1)).all()
    is_whole, rows = len(rows) <= FORESEEN, rows[:FORESEEN]
    before, after = (
        _Books(lambda one, calendar: calendar),
        _Books(lambda one, calendar: planned.becomes(calendar) if one in planned.calendar_ids else calendar),
    )
    standards = {one: catalogue.definition_of(one) for one in {row.service_version_id for row in rows}}
    found = []
    for row, events in _histories(rows):
        promise = promise_for(standards[row.service_version_id], row.channel)
        goes_to = _later(events, promise, row.promised_at, (before.of(row.channel), after.of(row.channel)))
        if goes_to is not None:
            found.append(Shifted(row.code, row.office_id, row.promised_at, goes_to))
    return Foreseen(tuple(found), is_whole)


def move_promises(*, at: datetime) -> int:
    """Move every promise that a decree moves and that has not moved yet; return how many.

    Each in a transaction of its own, so that an office works on while the promises of a whole city move.
    """
    waiting = [(one.id, one.calendar_id, one.from_on, one.made_at) for one in changes.unsettled(at=at)]
    moved = 0
    for change_id, calendar_id, from_on, made_at in waiting:
        affected = _of_offices(changes.followers(calendar_id), None) & _promised_from(from_on, made_at)
        numbers = list(db.session.scalars(select(Request.id).where(affected).order_by(Request.id)))
        db.session.remove()
        shifted, failed = each(numbers, partial(_shift_by, change_id, at=at))
        moved += shifted
        if not failed:  # else it is tried again: what has moved is not moved twice
            with transaction():
                changes.settle(change_id, at=at)
    return moved


def _shift_by(change_id: int, request: Request, *, at: datetime) -> bool:
    return shift(request, db.session.get_one(CalendarChange, change_id), at=at)


def shift(request: Request, change: CalendarChange, *, at: datetime) -> bool:
    """Move the promise of one request as a change of hours calls for, and tell the citizen; return whether it moved."""
    promised_at = request.promised_at
    told = promised_at is not None and request.late_told_for == promised_at  # the decree was carried out too late
    if promised_at is None or told or is_broken(promised_at, at=change.made_at):
        return False
    hours = [_decreed(request, edition) for edition in (change.made_at - _INSTANT, change.made_at)]
    promise = promise_for(definition_of(request), request.channel)
    goes_to = _later(request.history, promise, promised_at, (hours[0], hours[1]))
    if goes_to is None:
        return False
    details = {"change": change.id, "why": change.kind, "from": change.from_on.isoformat()}
    take(request, Step.CALENDAR_MOVED, actor=SYSTEM, at=at, move=Move(promised_at=goes_to, details=details))
    telling.tell(request, "calendar_moved", at=at, promised_at=goes_to)
    return True


def _decreed(request: Request, edition: datetime) -> Hours:
    at_counter = request.channel is Channel.COUNTER
    return lambda one: office_calendar(offices.office(one), minutes=at_counter, as_of=edition)


def _later(
    events: Sequence[Event], promise: Promise, promised_at: datetime, hours: tuple[Hours, Hours]
) -> datetime | None:
    """Return the later promise that the second hours make where the first did not, or None."""
    run = last_run(events)
    without, with_it = (promise_anew(run, promise, one) for one in hours)
    return with_it if with_it > max(without, promised_at) else None


def _of_offices(calendar_ids: frozenset[int], office_id: int | None) -> ColumnElement[bool]:
    ids = sorted(calendar_ids)
    following = select(Office.id).where(
        or_(Office.processing_calendar_id.in_(ids), Office.counter_calendar_id.in_(ids)),
        *([] if office_id is None else [Office.id == office_id]),
    )
    return Request.office_id.in_(following)


def _promised_from(from_on: date, made_at: datetime) -> ColumnElement[bool]:
    """Open requests promised for a day whose hours change, or a later one, and not broken when it was decided."""
    begins_at = datetime.combine(from_on, time(), tzinfo=WIB)
    return (
        Request.closed_at.is_(None)
        & Request.status.in_(WORKFLOW[Step.CALENDAR_MOVED].sources)
        & (Request.promised_at > max(begins_at, made_at))
    )


# ── Reading many at once ─────────────────────────────────────────────────────────────────────────────────────────────

_ROWS: Select[Any] = select(  # type: ignore[assignment]  # a query that is only read by name
    Request.id, Request.code, Request.office_id, Request.channel, Request.service_version_id, Request.promised_at
)
_OF = RequestEvent.__table__.c
_EVENTS = select(
    _OF.request_id, _OF.step, _OF.to_status, _OF.taken_at, _OF.office_id, _OF.pauses, _OF.rests_until
)  # what ``clock.Event`` asks for


def _histories(rows: Sequence[Any]) -> Iterator[tuple[Any, list[Any]]]:
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        events = db.session.execute(
            _EVENTS.where(_OF.request_id.in_([row.id for row in some])).order_by(_OF.request_id, _OF.sequence)
        )
        told = {number: list(those) for number, those in groupby(events, key=lambda one: one.request_id)}
        yield from ((row, told[row.id]) for row in some if row.id in told)


class _Books:
    """The hours of every office as a page would have them, each calendar made once."""

    def __init__(self, becomes: Callable[[int, Calendar], Calendar]) -> None:
        self._becomes = becomes
        self._kept: dict[int, Calendar] = {}
        rows = db.session.execute(select(Office.id, Office.processing_calendar_id, Office.counter_calendar_id))
        self._ids = {row.id: (row.processing_calendar_id, row.counter_calendar_id) for row in rows}

    def of(self, channel: Channel) -> Hours:
        """Return the hours by which requests of a channel are promised."""
        at_counter = channel is Channel.COUNTER

        def hours(office_id: int) -> Calendar:
            number = self._ids[office_id][at_counter]
            if number not in self._kept:
                self._kept[number] = self._becomes(number, worktime.calendar_for(number))
            return self._kept[number]

        return hours
