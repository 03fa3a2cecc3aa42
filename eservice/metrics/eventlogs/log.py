"""A log in memory: events in columns of numbers, some 40 bytes each, so that millions fit."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

MOST_EVENTS = 20_000_000
"""More in one file is a mistake or an attack on the memory."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NONE = -1


class LogRefusedError(Exception):
    """A file, its mapping or its events cannot be accepted; the message is one sentence that says what to do."""


def check_size(events: int) -> None:
    """Refuse a log with so many events. Raises LogRefusedError."""
    if events > MOST_EVENTS:
        raise LogRefusedError(f"the log has more than {MOST_EVENTS:,} events; split it into several files")


class LogStage(StrEnum):
    """Whose clock runs after an event: the stages of a request, and the end."""

    WAITING = "waiting"
    REVIEW = "review"
    SIGNATURE = "signature"
    CITIZEN = "citizen"
    THIRD_PARTY = "third_party"
    INCIDENT = "incident"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it was read; ``started_at`` and ``stage`` are None and ``resource`` empty where it does not say."""

    case: str
    activity: str
    at: datetime
    started_at: datetime | None = None
    resource: str = ""
    stage: LogStage | None = None


class Event(NamedTuple):
    """One event of a log; instants are microseconds since 1970."""

    activity: str
    at: int
    started: int | None
    resource: str
    stage: LogStage | None


class _Names:
    """Texts by number, each kept once."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return found


_STAGES = list(LogStage)
_STAGE_NUMBERS = {stage: number for number, stage in enumerate(_STAGES)}


@dataclass
class Log:
    """Events in the order in which they were added; cases are numbered from 1 in the order of their first event."""

    _cases: _Names = field(default_factory=_Names)
    _activities: _Names = field(default_factory=_Names)
    _resources: _Names = field(default_factory=_Names)
    _case: "array[int]" = field(default_factory=lambda: array("q"))
    _at: "array[int]" = field(default_factory=lambda: array("q"))
    _length: "array[int]" = field(default_factory=lambda: array("q"))
    """From an event's start to its instant; below 0 where no start is known."""
    _activity: "array[int]" = field(default_factory=lambda: array("q"))
    _resource: "array[int]" = field(default_factory=lambda: array("q"))
    _stage: "array[int]" = field(default_factory=lambda: array("b"))

    def __len__(self) -> int:
        """How many events."""
        return len(self._at)

    @property
    def case_count(self) -> int:
        """How many cases."""
        return len(self._cases.texts)

    @property
    def activities(self) -> list[str]:
        """The names of what was done."""
        return sorted(self._activities.texts)

    @property
    def resources(self) -> list[str]:
        """The names of who did it; an event without one counts for nobody."""
        return sorted(self._resources.texts)

    @property
    def first_at(self) -> datetime:
        """When the earliest event happened."""
        return instant(min(self._at))

    @property
    def last_at(self) -> datetime:
        """When the latest event happened."""
        return instant(max(self._at))

    def add(self, entry: Entry) -> None:
        """Append one event.

        Raises:
            LogRefusedError: the log is full.
        """
        check_size(len(self) + 1)
        self._case.append(self._cases.number(entry.case))
        self._at.append(_microseconds(entry.at))
        self._length.append(_NONE if entry.started_at is None else self._at[-1] - _microseconds(entry.started_at))
        self._activity.append(self._activities.number(entry.activity))
        self._resource.append(self._resources.number(entry.resource) if entry.resource else _NONE)
        self._stage.append(_NONE if entry.stage is None else _STAGE_NUMBERS[entry.stage])

    def cases(self) -> Iterator[list[Event]]:
        """Yield the events of each case, oldest first; at equal instants the order of the file decides."""
        order = sorted(range(len(self)), key=self._at.__getitem__)
        order.sort(key=self._case.__getitem__)  # stable: the order of time stays inside a case
        events: list[Event] = []
        current = _NONE
        for place in order:
            if self._case[place] != current and events:
                yield events
                events = []
            current = self._case[place]
            events.append(self._event(place))
        if events:
            yield events

    def numbered(self) -> Iterator[tuple[int, int, Event]]:
        """Yield (case number, place in its case, event) in the order of the file, both counted from 1."""
        places = array("q", bytes(8 * self.case_count))
        for row in range(len(self)):
            case = self._case[row]
            places[case] += 1
            yield case + 1, places[case], self._event(row)

    def _event(self, row: int) -> Event:
        at, length = self._at[row], self._length[row]
        resource, stage = self._resource[row], self._stage[row]
        return Event(
            self._activities.texts[self._activity[row]],
            at,
            None if length == _NONE else at - length,
            "" if resource == _NONE else self._resources.texts[resource],
            None if stage == _NONE else _STAGES[stage],
        )


def instant(microseconds: int) -> datetime:
    """Return an instant of a log as aware UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
