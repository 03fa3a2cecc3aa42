"""Runs: what the history of one request says, cut where a request is opened again. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from eservice.requests import clock
from eservice.requests.clock import Interval, Measured, Stage, Times, rest_since, rests
from eservice.requests.workflow import TURN, Channel, Status, Step
from eservice.worktime.rules import Calendar

LEGAL_DAYS = 5
"""Working days after a complete request: UU 30/2014 art. 53 as amended, where no other rule sets a limit."""

_DECIDES = frozenset({Step.RECOMMEND, Step.PROPOSE_REJECTION, Step.HAND_OVER_SIAK})
_FINISHED = frozenset({Status.ISSUED, Status.REJECTED})

CalendarOf = Callable[[int, Channel, datetime], Calendar]
"""(office, channel, instant) -> the hours that measure such a request, as decreed before the instant."""


class Event(clock.Event, Protocol):
    """What a run needs to know of one event."""

    @property
    def actor_membership_id(self) -> int | None:
        """Who took the step; None for the citizen and the house."""

    @property
    def promised_at(self) -> datetime:
        """The promise after the step."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What a run needs to know of its request besides the history."""

    request_id: int
    code: str
    service_id: int
    channel: Channel
    first_filed_at: datetime
    """Earlier than the history where the same person had asked for the same within 30 days before."""
    holder_id: int | None
    """Who has it in hand now."""
    correction_until: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """One promise and what became of it, as far as known at the instant it was read for."""

    filing: Filing
    number: int
    """1 for the first, one more after each reopening."""
    begins_at: datetime
    promised_at: datetime
    status: Status
    closed_at: datetime | None
    office_id: int
    """The office that handles it; a signature may be another office's turn."""
    turn_office_id: int | None
    officer_id: int | None
    """The membership that decided on it; while nobody has, the one that holds it."""
    rounds: int
    """Corrections asked, earlier runs included."""
    is_paused: bool
    """The promise stands still until whoever was asked answers, or an incident ends."""
    stage: Stage | None
    """Whose clock runs; None once closed."""
    stage_since: datetime | None
    times: Times
    legal_at: datetime
    """The end of the fifth working day after a complete filing, moved by the citizen's pauses; the law knows no RT."""
    told_late: bool
    """The citizen was told that this promise is broken."""
    left: int
    """Working seconds of the office until the promise; 0 once it has passed, or the run is closed."""

    @property
    def is_open(self) -> bool:
        """Nobody has finished, withdrawn or closed it."""
        return self.closed_at is None

    @property
    def is_finished(self) -> bool:
        """Issued, handed over or refused: what percentiles count."""
        return self.status in _FINISHED

    @property
    def is_again(self) -> bool:
        """The same person had asked for the same service within 30 days before."""
        return self.number == 1 and self.filing.first_filed_at < self.begins_at

    @property
    def earlier(self) -> int:
        """Lived seconds between the first filing and this run: a filing before, or a run before."""
        return int((self.begins_at - min(self.filing.first_filed_at, self.begins_at)).total_seconds())

    @property
    def elapsed(self) -> int:
        """Lived seconds since the first filing: what the citizen felt."""
        return self.earlier + self.times.elapsed


def runs_of(filing: Filing, events: Sequence[Event], *, until: datetime, calendar_of: CalendarOf) -> list[Run]:
    """Return the runs of one request as they stood at ``until``, the first one first.

    Args:
        events: the whole history, oldest first; what came after ``until`` is left out.
    """
    found: list[Run] = []
    rounds = 0
    for part in clock.measured(events, until=until, calendar_at=lambda one, at: calendar_of(one, filing.channel, at)):
        rounds += sum(event.step is Step.ASK_CORRECTION for event in part.events)
        found.append(_run(filing, part, place=(len(found) + 1, rounds), until=until, calendar_of=calendar_of))
    return found


def _run(
    filing: Filing, part: Measured[Event], *, place: tuple[int, int], until: datetime, calendar_of: CalendarOf
) -> Run:
    events = part.events
    last = events[-1]
    now = part.parts[-1] if part.parts and part.closed_at is None else None
    office_id = next((event.office_id for event in reversed(events) if event.to_status not in TURN), last.office_id)
    hours = part.calendars.get(office_id) or calendar_of(office_id, filing.channel, part.closed_at or until)
    return Run(
        filing=filing,
        number=place[0],
        begins_at=events[0].taken_at,
        promised_at=last.promised_at,
        status=last.to_status,
        closed_at=part.closed_at,
        office_id=office_id,
        turn_office_id=last.office_id if last.to_status in TURN else None,
        officer_id=filing.holder_id if last.to_status is Status.IN_REVIEW else _decided_by(events),
        rounds=place[1],
        is_paused=rests(
            last.to_status,
            rounds=sum(event.step is Step.ASK_CORRECTION for event in events),
            promised_at=last.promised_at,
            since=rest_since(events),
        ),
        stage=now.stage if now else None,
        stage_since=now.begins_at if now else None,
        times=part.times,
        legal_at=_legal_limit(part.parts, events[0].taken_at, hours),
        told_late=any(event.step is Step.TELL_LATE for event in events),
        left=hours.working_seconds(until, last.promised_at) if part.closed_at is None else 0,
    )


def _decided_by(events: Sequence[Event]) -> int | None:
    return next((event.actor_membership_id for event in reversed(events) if event.step in _DECIDES), None)


def _legal_limit(stages: Sequence[Interval[Event]], filed_at: datetime, calendar: Calendar) -> datetime:
    limit = calendar.add_working(filed_at, days=LEGAL_DAYS)
    for part in stages:
        if part.stage is Stage.CITIZEN:
            days = calendar.working_days_begun(part.begins_at, part.ends_at)
            limit = calendar.add_working(limit, days=days) if days else limit
    return limit
