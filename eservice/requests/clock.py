"""What the history of a request says about time: stages on two clocks, and how promises move. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Protocol

from eservice.catalogue.definition import Promise
from eservice.requests.workflow import ACTS_ON_CONTENT, CLOSED, Status, Step
from eservice.worktime.rules import Calendar, SameDay
from eservice.worktime.timeline import seconds_wib


class Stage(StrEnum):
    """Whose clock runs."""

    WAITING = "waiting"
    REVIEW = "review"
    SIGNATURE = "signature"
    CITIZEN = "citizen"


OFFICE_STAGES = (Stage.WAITING, Stage.REVIEW, Stage.SIGNATURE)
"""The stages that an office answers for; their working time adds up to the service time."""


class Event(Protocol):
    """What the clock needs to know of one event of a history."""

    @property
    def step(self) -> Step:
        """What was done."""

    @property
    def to_status(self) -> Status:
        """Where the request stood afterwards."""

    @property
    def taken_at(self) -> datetime:
        """When."""

    @property
    def office_id(self) -> int:
        """Whose clock runs from there."""

    @property
    def pauses(self) -> bool:
        """Whether the promise rests until the citizen answers."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of one stage in one office; a closed request has none after its end."""

    stage: Stage
    office_id: int
    begins_at: datetime
    ends_at: datetime

    @property
    def lived_seconds(self) -> int:
        """Wall-clock seconds between two whole seconds, as working time counts them: neither loses any to the other."""
        return seconds_wib(self.ends_at) - seconds_wib(self.begins_at)


def intervals(events: Iterable[Event], *, until: datetime) -> list[Interval]:
    """Return the stages of a request, oldest first, without gap or overlap.

    Args:
        events: oldest first; the first one files the request.
        until: where a stage that still runs is cut; events after it are left out.

    A reopened request continues after a gap: nobody's clock ran while it was closed.
    """
    found: list[Interval] = []
    stage: Stage | None = None
    office_id, since = 0, until
    for event in events:
        if event.taken_at > until:
            break
        following = _stage_after(event, stage)
        if (following, event.office_id) == (stage, office_id):
            continue
        _close(found, stage, office_id, since, event.taken_at)
        stage, office_id, since = following, event.office_id, event.taken_at
    _close(found, stage, office_id, since, until)
    return found


def _stage_after(event: Event, current: Stage | None) -> Stage | None:
    """Return whose clock runs after ``event``."""
    if event.to_status in CLOSED:
        return None
    if event.to_status is Status.NEEDS_CORRECTION:
        return Stage.CITIZEN if event.pauses else Stage.WAITING
    if event.to_status in (Status.AWAITING_SIGNATURE, Status.ISSUING):
        return Stage.SIGNATURE
    if event.to_status is Status.IN_REVIEW:
        if event.step in ACTS_ON_CONTENT:
            return Stage.REVIEW
        return Stage.REVIEW if current is Stage.REVIEW else Stage.WAITING
    return Stage.WAITING


def _close(found: list[Interval], stage: Stage | None, office_id: int, begins: datetime, ends: datetime) -> None:
    if stage is not None and ends > begins:
        found.append(Interval(stage, office_id, begins, ends))


@dataclass(frozen=True, slots=True)
class Times:
    """How long a request took, in whole seconds, on both clocks."""

    lived: dict[Stage, int]
    working: dict[Stage, int]

    @property
    def elapsed(self) -> int:
        """Lived seconds of all stages: what the citizen felt."""
        return sum(self.lived.values())

    @property
    def service(self) -> int:
        """Working seconds of the office's stages."""
        return sum(self.working[stage] for stage in OFFICE_STAGES)

    @property
    def closed(self) -> int:
        """Lived but not worked seconds in the office's stages: nights, weekends, holidays."""
        return sum(self.lived[stage] - self.working[stage] for stage in OFFICE_STAGES)


def times(parts: Sequence[Interval], calendar: Calendar) -> Times:
    """Add up the stages of one request on the wall clock and on the office's calendar."""
    lived, working = dict.fromkeys(Stage, 0), dict.fromkeys(Stage, 0)
    for part in parts:
        lived[part.stage] += part.lived_seconds
        working[part.stage] += calendar.working_seconds(part.begins_at, part.ends_at)
    return Times(lived, working)


def promised(promise: Promise, filed_at: datetime, calendar: Calendar) -> datetime:
    """Return by when the office promises to have finished a request filed complete at ``filed_at``."""
    if promise.same_day_until:
        same_day = SameDay(*map(time.fromisoformat, (promise.same_day_until, promise.same_day_by, promise.next_day_by)))
        return calendar.same_day_due(filed_at, same_day)
    if promise.days is not None:
        return calendar.add_working(filed_at, days=promise.days)
    return calendar.add_working(filed_at, minutes=promise.minutes or 0)


def moved(
    promised_at: datetime, promise: Promise, *, paused_at: datetime, resumed_at: datetime, calendar: Calendar
) -> datetime:
    """Return a promise moved by a pause: by its working minutes, or by the working days that began during it."""
    if promise.minutes is not None:
        paused = calendar.working_minutes(paused_at, resumed_at)
        return calendar.add_working(promised_at, minutes=paused) if paused else promised_at
    days = calendar.working_days_begun(paused_at, resumed_at)
    return calendar.add_working(promised_at, days=days) if days else promised_at
