# Longer than 300 lines: whose clock runs, how long, and how a promise moves by it are one definition.
"""What the history of a request says about time: stages on two clocks, and how promises move. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from itertools import takewhile
from typing import Generic, Protocol, TypeVar

from eservice.catalogue.definition import Promise
from eservice.requests.workflow import (
    ACTS_ON_CONTENT,
    APPOINTMENTS,
    CLOSED,
    ENDS_REST,
    Status,
    Step,
)
from eservice.worktime.rules import Calendar, SameDay
from eservice.worktime.timeline import seconds_wib


class Stage(StrEnum):
    """Whose clock runs."""

    WAITING = "waiting"
    REVIEW = "review"
    SIGNATURE = "signature"
    CITIZEN = "citizen"
    INCIDENT = "incident"
    THIRD_PARTY = "third_party"
    """Somebody outside the office was asked, or is awaited: the RT head, the heirs who come to sign."""


OFFICE_STAGES = (Stage.WAITING, Stage.REVIEW, Stage.SIGNATURE)
"""The stages that an office answers for; their working time adds up to the service time."""

PAUSES = frozenset({Stage.CITIZEN, Stage.THIRD_PARTY, Stage.INCIDENT})
"""The stages in which the promise rests; it is moved by their length."""


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
        """Whether the promise rests until whoever was asked answers."""

    @property
    def rests_until(self) -> datetime | None:
        """The instant agreed, or foreseen, to which the clock stands on somebody outside, as ``rest_of`` says."""


E = TypeVar("E", bound=Event)
"""Whatever kind of event a history is made of."""


@dataclass(frozen=True, slots=True)
class Interval(Generic[E]):
    """A stretch of one stage in one office; a closed request has none after its end."""

    stage: Stage
    office_id: int
    begins_at: datetime
    ends_at: datetime
    began: E = field(compare=False)
    """What started it."""
    ended: E | None = field(compare=False)
    """What ended it; None while it still runs. A rest ends by what began it, when the day agreed there has come."""

    @property
    def lived_seconds(self) -> int:
        """Wall-clock seconds between two whole seconds, as working time counts them: neither loses any to the other."""
        return seconds_wib(self.ends_at) - seconds_wib(self.begins_at)


def intervals(events: Iterable[E], *, until: datetime) -> list[Interval[E]]:
    """Return the stages of a request, oldest first, without gap or overlap.

    Args:
        events: oldest first; the first one files the request.
        until: where a stage that still runs is cut; events after it are left out.

    A reopened request continues after a gap: nobody's clock ran while it was closed.
    """
    found: list[Interval[E]] = []
    running: Change[E] | None = None
    for change in changes(events, until=until):
        if running is not None and (change.stage, change.event.office_id) == (running.stage, running.event.office_id):
            continue
        _close(found, running, change.event, change.at)
        running = change
    _close(found, running, None, until)
    return found


@dataclass(frozen=True, slots=True)
class Change(Generic[E]):
    """Whose clock runs from an instant on, and the event that says so."""

    at: datetime
    event: E
    stage: Stage | None
    """None once the request is closed."""
    rest: E | None = None
    """What began the wait for somebody outside that lasts from there on, where one does."""

    @property
    def by_itself(self) -> bool:
        """Whether the day agreed in ``event`` came, and nothing else."""
        return self.at == self.event.rests_until


def changes(events: Iterable[E], *, until: datetime) -> Iterator[Change[E]]:
    """Yield for every event whose clock runs after it; and for a rest that ends by itself the day that was agreed.

    What the office called off by its own choice nobody had to wait for: that wait was the office's all along.

    Args:
        events: oldest first.
        until: what came later is left out.
    """
    known = list(takewhile(lambda event: event.taken_at <= until, events))
    void = called_off(known)
    work: Stage | None = None  # to which an incident and a rest lead back
    rest: E | None = None
    for event in known:
        if rest is not None and (due := rest.rests_until) is not None and due <= event.taken_at:
            yield Change(due, rest, work)
        rest = rest_after(rest, event, void=void)
        stage = _stage_after(event, work)
        work = work if stage is Stage.INCIDENT else stage
        yield Change(event.taken_at, event, rest_of(rest.step) if rest is not None else stage, rest)
    if rest is not None and (due := rest.rests_until) is not None and due <= until:
        yield Change(due, rest, work)


def called_off(events: Sequence[E]) -> tuple[E, ...]:
    """Return what offered the times that the office called off later, by its own choice."""
    offers = (
        standing_offer(events[:place]) for place, one in enumerate(events) if one.step is Step.CALL_OFF_APPOINTMENT
    )
    return tuple(one for one in offers if one is not None)


def standing_offer(events: Sequence[E]) -> E | None:
    """Return what offered the time that people are told of; None where an incident came between, and shut the door."""
    last = next((one for one in reversed(events) if one.step in ENDS_REST or one.step is Step.HOLD), None)
    return last if last is not None and last.step in APPOINTMENTS and last.rests_until is not None else None


def ends_rest(begun: Step, step: Step, to_status: Status) -> bool:
    """Tell whether a step ends the rest that ``begun`` began: another visit or appointment, or what leads on.

    An objection is not settled by who holds the request: its rest outlives their hands, in the queue as well.
    """
    stays = (Status.IN_REVIEW, Status.SUBMITTED) if begun is Step.BLOCK else (Status.IN_REVIEW,)
    return step in ENDS_REST or to_status not in stays


def rest_of(step: Step) -> Stage:
    """Return on whom the clock stands in the rest that a step began."""
    return Stage.CITIZEN if step is Step.NOT_AT_HOME else Stage.THIRD_PARTY


def rest_after(rest: E | None, event: E, *, void: Sequence[E] = ()) -> E | None:
    """Return the event whose rest lasts after ``event``, or None.

    Args:
        rest: whose rest lasted before.
        void: events whose rest is none, as ``called_off`` finds them.
    """
    over = rest is None or (rest.rests_until is not None and rest.rests_until <= event.taken_at)
    if rest is not None and not over and not ends_rest(rest.step, event.step, event.to_status):
        return rest
    begins = event.rests_until is not None and not any(event is one for one in void)
    return event if begins else None


def resting(events: Iterable[E], *, at: datetime) -> E | None:
    """Return the event that began a rest while the instant agreed there is still to come; else None."""
    rest: E | None = None
    for event in events:
        rest = rest_after(rest, event)
    return rest if rest is not None and rest.rests_until is not None and rest.rests_until > at else None


_STAGE_IN = dict.fromkeys((Status.AWAITING_SIGNATURE, Status.ISSUING), Stage.SIGNATURE) | {
    Status.AWAITING_CONFIRMATION: Stage.THIRD_PARTY,
    Status.ON_HOLD: Stage.INCIDENT,
}
"""Whose clock runs in a status, where nothing else is asked."""


def _stage_after(event: Event, current: Stage | None) -> Stage | None:
    """Return whose clock runs after ``event``; ``current`` is the stage before, where an incident came between."""
    if event.to_status in CLOSED:
        return None
    if event.to_status in _STAGE_IN:
        return _STAGE_IN[event.to_status]
    if event.to_status is Status.NEEDS_CORRECTION:
        return Stage.CITIZEN if event.pauses else Stage.WAITING
    if event.to_status is Status.IN_REVIEW:
        if event.step in ACTS_ON_CONTENT:
            return Stage.REVIEW
        return Stage.REVIEW if current is Stage.REVIEW else Stage.WAITING
    return Stage.WAITING


def _close(found: list[Interval[E]], running: Change[E] | None, ended: E | None, ends_at: datetime) -> None:
    if running is not None and running.stage is not None and ends_at > running.at:
        begun = running.event
        found.append(Interval(running.stage, begun.office_id, running.at, ends_at, begun, ended))


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


CalendarAt = Callable[[int, datetime], Calendar]
"""(office, instant) -> the hours that measure a request there, as they had been decreed by then."""


@dataclass(frozen=True, slots=True)
class Measured(Generic[E]):
    """One run of a request: from its filing, or from a reopening, to its end; its stages, and the hours of each."""

    events: Sequence[E]
    closed_at: datetime | None
    parts: Sequence[Interval[E]]
    """Its stages, oldest first, without gap or overlap."""
    calendars: Mapping[int, Calendar]
    """Office -> its hours as decreed before the run closed: what is decreed later measures it no more."""

    def working_seconds(self, part: Interval[E]) -> int:
        """Return how long a stage was worked, on the hours of the office whose clock ran."""
        return self.calendars[part.office_id].working_seconds(part.begins_at, part.ends_at)

    @property
    def times(self) -> Times:
        """The stages added up on both clocks."""
        lived, working = dict.fromkeys(Stage, 0), dict.fromkeys(Stage, 0)
        for part in self.parts:
            lived[part.stage] += part.lived_seconds
            working[part.stage] += self.working_seconds(part)
        return Times(lived, working)


def measured(events: Sequence[E], *, until: datetime, calendar_at: CalendarAt) -> Iterator[Measured[E]]:
    """Yield the runs of a request as they stood at ``until``, the first one first; a reopening begins a new one.

    Args:
        events: the whole history, oldest first; what came after ``until`` is left out.
    """
    for part in _cut(events, until):
        closed_at = next((event.taken_at for event in part if event.to_status in CLOSED), None)
        stages = intervals(part, until=until)
        calendars = {one: calendar_at(one, closed_at or until) for one in {event.office_id for event in part}}
        yield Measured(part, closed_at, stages, calendars)


def promise_anew(events: Sequence[E], promise: Promise, hours: Callable[[int], Calendar]) -> datetime:
    """Return what a run's promise would be had these hours been known from its beginning.

    Args:
        events: of one run, oldest first.
        hours: office -> its hours. Each part is counted on the hours of the office that promised it, so that a
            request passed on keeps its first date.
    """
    first, last = events[0], events[-1].taken_at
    at = promised(promise, first.taken_at, hours(first.office_id))
    visit = next((event for event in events if event.step is Step.PLAN_VISIT), None)
    if visit is not None and promise.visit_days is not None and promise.days is not None:
        at = hours(visit.office_id).add_working(at, days=promise.visit_days - promise.days)
    rest = resting(events, at=last)  # it was given whole when nobody was at home
    for part in intervals(events, until=(rest.rests_until if rest is not None else None) or last):
        if part.ended is not None and part.stage not in OFFICE_STAGES and part.ended.to_status not in CLOSED:
            calendar = hours(part.ended.office_id)
            at = moved(at, promise, paused_at=part.begins_at, resumed_at=part.ends_at, calendar=calendar)
    return at


def last_run(events: Sequence[E]) -> Sequence[E]:
    """Return the events since the filing or the last reopening."""
    return events[max((place for place, one in enumerate(events) if one.step is Step.REOPEN), default=0) :]


def _cut(events: Sequence[E], until: datetime) -> Iterator[list[E]]:
    """Cut a history before each reopening."""
    part: list[E] = []
    for event in events:
        if event.taken_at > until:
            break
        if event.step is Step.REOPEN and part:
            yield part
            part = []
        part.append(event)
    if part:
        yield part


def added(runs: Iterable[Measured[E]]) -> Times:
    """Add up the runs of one request: how long it has been with whom in all."""
    lived, working = dict.fromkeys(Stage, 0), dict.fromkeys(Stage, 0)
    for run in runs:
        one = run.times
        for stage in Stage:
            lived[stage] += one.lived[stage]
            working[stage] += one.working[stage]
    return Times(lived, working)


def promised(promise: Promise, filed_at: datetime, calendar: Calendar) -> datetime:
    """Return by when the office promises to have finished a request filed complete at ``filed_at``."""
    if promise.same_day_until:
        same_day = SameDay(*map(time.fromisoformat, (promise.same_day_until, promise.same_day_by, promise.next_day_by)))
        return calendar.same_day_due(filed_at, same_day)
    if promise.days is not None:
        return calendar.add_working(filed_at, days=promise.days)
    return calendar.add_working(filed_at, minutes=promise.minutes or 0)


def is_broken(promised_at: datetime, *, at: datetime) -> bool:
    """Tell whether a promise is broken at an instant. It stays broken: no pause that begins then or later moves it."""
    return promised_at <= at


ASKS = frozenset({Step.ASK_CONFIRMATION, Step.ASK_CORRECTION, Step.HOLD})
"""What a promise may rest for begins with one of these."""

RESTS_IN = frozenset({Status.AWAITING_CONFIRMATION, Status.NEEDS_CORRECTION, Status.ON_HOLD})
"""Where it rests, unless it was broken before, or the citizen is asked a second time."""


def rest_since(events: Sequence[Event]) -> datetime | None:
    """Return when what a promise may rest for began last: a question, or an incident."""
    return next((event.taken_at for event in reversed(events) if event.step in ASKS), None)


def rests(status: Status, *, rounds: int, promised_at: datetime, since: datetime | None) -> bool:
    """Tell whether a promise stands still and will move: an incident, an RT head asked, the citizen the first time.

    One that was broken before stands still no more. Nor does one stand still where nobody was at home: it was moved by
    the whole wait at once, and may be broken like any other.

    Args:
        rounds: corrections asked in this run.
        since: ``rest_since`` of its history.
    """
    asked = status in RESTS_IN and (status is not Status.NEEDS_CORRECTION or rounds == 1)
    return asked and since is not None and not is_broken(promised_at, at=since)


def moves_by_minutes(promise: Promise) -> bool:
    """Tell whether a pause moves a promise by its working minutes; one in days moves by days."""
    return promise.days is None


def moved(
    promised_at: datetime, promise: Promise, *, paused_at: datetime, resumed_at: datetime, calendar: Calendar
) -> datetime:
    """Return a promise moved by a pause: by its working minutes, or by the working days that began during it.

    What was promised for an hour of the same or the next day moves by minutes: it has no end of a day to reach. What
    was broken when the pause began stays where it is.
    """
    if is_broken(promised_at, at=paused_at):
        return promised_at
    if moves_by_minutes(promise):
        paused = calendar.working_minutes(paused_at, resumed_at)
        return calendar.add_working(promised_at, minutes=paused) if paused else promised_at
    days = calendar.working_days_begun(paused_at, resumed_at)
    return calendar.add_working(promised_at, days=days) if days else promised_at
