"""The clock explained line by line: every stretch of a request's time, whose it was, why, and why nobody worked. Pure.

The lines are cut from the very stages that the figures add up, so that their sums are the figures, to the second.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from eservice.accounts.permissions import Role
from eservice.catalogue.definition import Promise
from eservice.requests import clock
from eservice.requests.clock import PAUSES, CalendarAt, Interval, Measured, Stage, Times, measured, moves_by_minutes
from eservice.worktime.closed import Closed, closed_for, stretches
from eservice.worktime.rules import WIB, Calendar
from eservice.worktime.timeline import instant

MANY = 36
"""So many days, weeks or months of one run are told apart at most; a longer one is told by the next larger part."""


class Event(clock.Event, Protocol):
    """What an explanation needs to know of one event."""

    @property
    def actor_role(self) -> Role:
        """In which capacity it was done."""

    @property
    def actor_user_id(self) -> int | None:
        """By whom; None for the house."""

    @property
    def promised_at(self) -> datetime:
        """The promise from there on."""


class Grain(StrEnum):
    """How finely a run is told."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Piece:
    """What lies of one line in one day, or in one week, month or year of a long run."""

    begins_at: datetime
    ends_at: datetime
    lived: int
    working: int
    closed: tuple[Closed, ...]
    """Why nobody worked in the rest of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One stage in one office, from what began it to what ended it; all lengths in whole seconds."""

    stage: Stage
    office_id: int
    begins_at: datetime
    ends_at: datetime
    lived: int
    working: int
    began: Event
    ended: Event | None
    """None while it still runs; where the instant agreed for a meeting has come, what began it."""
    between: tuple[Event, ...]
    """Steps taken meanwhile that changed nothing about whose clock ran."""
    closed: tuple[Closed, ...]
    pieces: tuple[Piece, ...]
    """The same line day by day; empty where it lies within one."""
    paused: bool
    """Whether the promise rested."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One move of the promise: by how many working days or minutes, where a pause moved it."""

    event: Event
    came_from: datetime
    goes_to: datetime
    days: int | None = None
    minutes: int | None = None
    pause: Stage | None = None
    """Whose pause it was; also while an agreed visit or appointment is awaited."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One run, explained: ``times`` are the figures shown everywhere, and what ``lines`` add up to."""

    number: int
    begins_at: datetime
    first_promise: datetime
    lines: tuple[Line, ...]
    shifts: tuple[Shift, ...]
    times: Times
    grain: Grain
    closed_at: datetime | None
    shut: tuple[datetime, datetime] | None
    """Since when it had been closed before this run: nobody's clock ran."""


def explain(
    events: Sequence[Event], *, until: datetime, calendar_at: CalendarAt, promise: Promise
) -> tuple[Explained, ...]:
    """Return the runs of a request as they stood at ``until``, each line by line, the first run first.

    Args:
        events: the whole history, oldest first; what came after ``until`` is left out.
        promise: what the office promised, to say by what a pause moved it.
    """
    found: list[Explained] = []
    for run in measured(events, until=until, calendar_at=calendar_at):
        before = found[-1].closed_at if found else None
        begins_at = run.events[0].taken_at
        grain = _grain(begins_at, run.parts[-1].ends_at if run.parts else begins_at)
        found.append(
            Explained(
                number=len(found) + 1,
                begins_at=begins_at,
                first_promise=run.events[0].promised_at,
                lines=tuple(_line(part, run, grain) for part in run.parts),
                shifts=tuple(_shifts(run, promise)),
                times=run.times,
                grain=grain,
                closed_at=run.closed_at,
                shut=(before, begins_at) if before is not None else None,
            )
        )
    return tuple(found)


def _line(part: Interval[Event], run: Measured[Event], grain: Grain) -> Line:
    calendar = run.calendars[part.office_id]
    marks = [part.begins_at, *_cuts(part.begins_at, part.ends_at, grain), part.ends_at]
    return Line(
        stage=part.stage,
        office_id=part.office_id,
        begins_at=part.begins_at,
        ends_at=part.ends_at,
        lived=part.lived_seconds,
        working=run.working_seconds(part),
        began=part.began,
        ended=part.ended,
        between=tuple(_between(part, run.events)),
        closed=closed_for(stretches(calendar, part.begins_at, part.ends_at)),
        pieces=tuple(_piece(a, b, calendar) for a, b in pairwise(marks)) if len(marks) > 2 else (),
        paused=part.stage in PAUSES,
    )


def _piece(a: datetime, b: datetime, calendar: Calendar) -> Piece:
    found = list(stretches(calendar, a, b))
    closed = closed_for(found)
    lived = sum(one.seconds for one in found)
    return Piece(a, b, lived, lived - sum(one.seconds for one in closed), closed)


def _between(part: Interval[Event], events: Sequence[Event]) -> Iterator[Event]:
    inside = False
    for event in events:
        if (inside and event is part.ended) or event.taken_at > part.ends_at:
            return
        if inside and event.taken_at >= part.begins_at:
            yield event
        inside = inside or event is part.began


def _shifts(run: Measured[Event], promise: Promise) -> Iterator[Shift]:
    """Yield the moves of a promise inside a run; a pause is measured on the hours that were decreed by then."""
    for earlier, event in pairwise(run.events):
        if event.promised_at == earlier.promised_at:
            continue
        shift = Shift(event, earlier.promised_at, event.promised_at)
        if event.rests_until is not None and event.promised_at > earlier.promised_at:
            shift = _by_pause(shift, clock.rest_of(event.step), (event.taken_at, event.rests_until), promise, run)
        pause = next((one for one in run.parts if one.ended is event and one.stage in PAUSES), None)
        if pause is not None and event.rests_until is None and event.promised_at > earlier.promised_at:
            shift = _by_pause(shift, pause.stage, (pause.begins_at, pause.ends_at), promise, run)
        yield shift


def _by_pause(
    shift: Shift, whose: Stage, pause: tuple[datetime, datetime], promise: Promise, run: Measured[Event]
) -> Shift:
    calendar = run.calendars[shift.event.office_id].as_decreed_before(shift.event.taken_at)
    if moves_by_minutes(promise):
        return replace(shift, pause=whose, minutes=calendar.working_minutes(*pause))
    return replace(shift, pause=whose, days=calendar.working_days_begun(*pause))


# ── Days, weeks, months, years ───────────────────────────────────────────────────────────────────────────────────────


def _grain(a: datetime, b: datetime) -> Grain:
    days = (b.astimezone(WIB).date() - a.astimezone(WIB).date()).days + 1
    if days <= MANY:
        return Grain.DAY
    if days <= 7 * (MANY - 1):
        return Grain.WEEK
    return Grain.MONTH if days <= 30 * (MANY - 1) else Grain.YEAR


def _cuts(a: datetime, b: datetime, grain: Grain) -> Iterator[datetime]:
    """Yield where days, weeks, months or years of Jambi begin between two instants, both left out."""
    on = a.astimezone(WIB).date()
    while True:
        on = _following(on, grain)
        cut = instant(on, datetime.min.time())
        if cut >= b:
            return
        yield cut


def _following(on: date, grain: Grain) -> date:
    if grain is Grain.DAY:
        return on + timedelta(days=1)
    if grain is Grain.WEEK:
        return on + timedelta(days=7 - on.weekday())
    if grain is Grain.MONTH:
        return (on.replace(day=1) + timedelta(days=32)).replace(day=1)
    return date(on.year + 1, 1, 1)
