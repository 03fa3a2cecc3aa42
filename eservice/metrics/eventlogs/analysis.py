"""What a log says about time. Pure.

*Sojourn* of an event: from the previous event of its case until it. *Waiting*: the part of it before its start, where
the log knows starts; *work*: the part after. *Stage time* of a case: from each event to the next, for the stage that
had begun; what comes after the last event of a case is not known. Seconds are whole, percentiles those of
``metrics.rules``.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median

from eservice.metrics.eventlogs.log import Event, Log, LogStage, instant
from eservice.metrics.rules import Spread, spread
from eservice.worktime.rules import Calendar

Seconds = Callable[[int, int], int]
"""(earlier, later), in microseconds since 1970 -> how many whole seconds of the clock lie between."""


def wall(earlier: int, later: int) -> int:
    """Return the seconds between two instants, day and night."""
    return (later - earlier) // 1_000_000


def working(calendar: Calendar) -> Seconds:
    """Return a clock that runs in a calendar's hours only."""
    return lambda earlier, later: calendar.working_seconds(instant(earlier), instant(later))


@dataclass(frozen=True, slots=True)
class Part:
    """The events of one activity, or of one resource."""

    name: str
    events: int
    sojourn: Spread
    """Of the events that have a previous one in their case."""
    waiting: Spread
    """Of the events whose start is known and that have a previous one."""
    work: Spread
    """Of the events whose start is known."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The figures of one log on one clock."""

    cases: int
    events: int
    first_at: datetime
    last_at: datetime
    duration: Spread
    """From the first to the last event of a case."""
    middle: float
    """The durations' median as other programs give it: for an even count halfway between the two middle ones."""
    stages: dict[LogStage | None, Spread]
    """Of the cases that passed through it; None: before the first event that begins a stage."""
    unended: int | None
    """Cases whose last event does not end them; None where the log knows no end."""
    activities: list[Part]
    resources: list[Part]


def analyse(log: Log, seconds: Seconds = wall) -> Analysis:
    """Count a log that has at least one event."""
    durations = array("q")
    stages: dict[LogStage | None, array[int]] = defaultdict(lambda: array("q"))
    by_activity, by_resource = _Tally(seconds), _Tally(seconds)
    ended = 0
    for events in log.cases():
        durations.append(seconds(events[0].at, events[-1].at))
        last = _add_stages(events, stages, seconds)
        ended += last is LogStage.ENDED
        before: int | None = None
        for event in events:
            by_activity.add(event.activity, event, before)
            if event.resource:
                by_resource.add(event.resource, event, before)
            before = event.at
    return Analysis(
        cases=log.case_count,
        events=len(log),
        first_at=log.first_at,
        last_at=log.last_at,
        duration=spread(durations),
        middle=median(durations),
        stages={one: spread(stages[one]) for one in [*LogStage, None] if one in stages},
        unended=log.case_count - ended if ended else None,
        activities=by_activity.parts(),
        resources=by_resource.parts(),
    )


def stage_times(events: Iterable[Event], seconds: Seconds = wall) -> dict[LogStage | None, int]:
    """Return how long one case spent in each stage it passed through, oldest event first; after its end nothing runs.

    An event without a stage leaves the one that runs. A stage passed through outside of the clock's hours has 0.
    """
    found: dict[LogStage | None, int] = {}
    running: LogStage | None = None
    for event, following in pairwise(events):
        running = event.stage or running
        if running is not LogStage.ENDED and following.at > event.at:
            found[running] = found.get(running, 0) + seconds(event.at, following.at)
    return found


def _add_stages(events: list[Event], stages: dict[LogStage | None, "array[int]"], seconds: Seconds) -> LogStage | None:
    """Note the stage times of one case, and return the stage it was left in."""
    for stage, length in stage_times(events, seconds).items():
        stages[stage].append(length)
    return next((event.stage for event in reversed(events) if event.stage), None)


class _Tally:
    """Lengths by name."""

    def __init__(self, seconds: Seconds) -> None:
        self._seconds = seconds
        self._events: dict[str, int] = defaultdict(int)
        self._sojourn: dict[str, array[int]] = defaultdict(lambda: array("q"))
        self._waiting: dict[str, array[int]] = defaultdict(lambda: array("q"))
        self._work: dict[str, array[int]] = defaultdict(lambda: array("q"))

    def add(self, name: str, event: Event, before: int | None) -> None:
        """Note one event; ``before`` is the instant of the previous one of its case."""
        self._events[name] += 1
        if before is not None:
            self._sojourn[name].append(self._seconds(before, event.at))
        if event.started is not None:
            self._work[name].append(self._seconds(event.started, event.at))
            if before is not None:
                self._waiting[name].append(self._seconds(before, max(before, event.started)))

    def parts(self) -> list[Part]:
        """Return the figures by name, in the order of the alphabet: this is no ranking."""
        return [
            Part(name, events, spread(self._sojourn[name]), spread(self._waiting[name]), spread(self._work[name]))
            for name, events in sorted(self._events.items(), key=lambda one: (one[0].casefold(), one[0]))
        ]
