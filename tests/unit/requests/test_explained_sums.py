"""On any history the explained lines are the shown figures: no gap, no overlap, to the second, on both clocks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from eservice.accounts.permissions import Role
from eservice.catalogue.definition import Promise
from eservice.metrics.runs import Filing, Run, runs_of
from eservice.requests.clock import OFFICE_STAGES, Stage
from eservice.requests.explaining import MANY, Explained, Line, explain
from eservice.requests.workflow import Channel, Status, Step
from eservice.worktime.rules import WIB, Calendar
from tests.law import MOVES_THE_PROMISE, held_after, leads
from tests.unit.requests.happened import KECAMATAN, KELURAHAN, Happened
from tests.unit.worktime.test_properties import calendars, instants, naive_seconds

SECOND = timedelta(seconds=1)

pauses = st.one_of(
    st.just(timedelta(0)),
    st.timedeltas(timedelta(0), timedelta(hours=9)),
    st.timedeltas(timedelta(hours=9), timedelta(days=5)),
    st.timedeltas(timedelta(days=5), timedelta(days=70)),
)
"""Between two steps, down to the microsecond, as a real clock stamps them."""

RESTS = (Step.NOT_AT_HOME, Step.OFFER_APPOINTMENT, Step.BLOCK)
"""Here always until an instant that was agreed."""


@st.composite
def histories(draw: st.DrawFn) -> list[Happened]:
    """Draw a walk through the law, between two offices, with pauses of any length."""
    status, held, taken_at, promised_at = Status.DRAFT, None, draw(instants), None
    office_id, rounds, events = KELURAHAN, 0, list[Happened]()
    for _step in range(draw(st.integers(1, 25))):
        ways = {step: to for step in Step if (to := leads(status, step, held_from=held)) is not None}
        if not ways:
            break
        step = draw(st.sampled_from(sorted(ways)))
        status, held = ways[step], held_after(status, step, held_from=held)
        taken_at += draw(pauses) if events else timedelta(0)
        if promised_at is None or step in MOVES_THE_PROMISE:
            promised_at = taken_at + timedelta(days=draw(st.integers(0, 9)))
        office_id = draw(st.sampled_from([KELURAHAN, KECAMATAN]))
        rounds += step is Step.ASK_CORRECTION
        events.append(
            Happened(
                step, status, taken_at, office_id, pauses=step is Step.ASK_CORRECTION and rounds == 1,
                actor_role=Role.OFFICER, actor_user_id=20, promised_at=promised_at,
                rests_until=taken_at + SECOND + draw(pauses) if step in RESTS else None,
            )
        )  # fmt: skip
    return events


class Told:
    """One history, explained, and measured as the figures measure it."""

    def __init__(self, events: Sequence[Happened], hours: tuple[Calendar, Calendar], until: datetime) -> None:
        """Tell it as it stands at ``until``."""
        self.events = [event for event in events if event.taken_at <= until]
        self.until = until
        self.hours = dict(zip((KELURAHAN, KECAMATAN), hours, strict=True))
        self.runs = explain(events, until=until, calendar_at=self._hours_at, promise=Promise(days=3))

    def _hours_at(self, office_id: int, instant: datetime) -> Calendar:
        return self.hours[office_id].as_decreed_before(instant)

    def shown(self) -> list[Run]:
        """Return the runs as the pages of figures count them."""
        filing = Filing(1, "K7M4QX", 3, Channel.ONLINE, self.events[0].taken_at, None, None)
        measures = [_Measured(event) for event in self.events]
        return runs_of(
            filing,
            measures,
            until=self.until,
            calendar_of=lambda office, _channel, instant: self._hours_at(office, instant),
        )


class _Measured:
    """An event as the figures read it."""

    def __init__(self, event: Happened) -> None:
        self.__dict__ |= {name: getattr(event, name) for name in event.__dataclass_fields__}
        self.actor_membership_id = None


@st.composite
def stories(draw: st.DrawFn) -> Told:
    """Draw a history, the hours of two offices, and the instant at which somebody looks."""
    events = draw(histories())
    until = draw(
        st.one_of(st.just(events[-1].taken_at), pauses.map(lambda later: events[-1].taken_at + later), instants)
    )
    return Told(events, (draw(calendars), draw(calendars)), max(until, events[0].taken_at))


def whole(at: datetime) -> datetime:
    """Return an instant cut to its second."""
    return at.replace(microsecond=0)


def lines_of(told: Told) -> list[Line]:
    return [line for run in told.runs for line in run.lines]


@settings(max_examples=200, deadline=None)
@given(stories())
def test_whatever_happened_the_explained_lines_are_the_figures_that_are_shown(told: Told) -> None:
    lines_are_the_figures(told)
    lines_touch(told)
    lines_are_worked_or_closed(told)
    days_are_their_line(told)
    the_page_is_short(told)
    moves_are_told(told)


def lines_are_the_figures(told: Told) -> None:
    """The sums of the lines are what every other page shows."""
    for explained, shown in zip(told.runs, told.shown(), strict=True):
        assert explained.times == shown.times
        for stage in Stage:
            of_stage = [line for line in explained.lines if line.stage is stage]
            assert sum(line.lived for line in of_stage) == shown.times.lived[stage]
            assert sum(line.working for line in of_stage) == shown.times.working[stage]
        office = [line for line in explained.lines if line.stage in OFFICE_STAGES]
        assert sum(line.lived for line in explained.lines) == shown.times.elapsed
        assert sum(line.working for line in office) == shown.times.service
        assert sum(one.seconds for line in office for one in line.closed) == shown.times.closed


def lines_touch(told: Told) -> None:
    """There is no gap and no overlap, from the filing to the end."""
    for run in told.runs:
        for earlier, later in pairwise(run.lines):
            assert earlier.ends_at == later.begins_at
            assert earlier.begins_at < earlier.ends_at
        if run.lines:
            assert run.lines[0].begins_at == run.begins_at
            assert run.lines[-1].ends_at == (run.closed_at or told.until)
        ends_at = run.closed_at or told.until
        assert run.times.elapsed == (whole(ends_at) - whole(run.begins_at)) // SECOND


def lines_are_worked_or_closed(told: Told) -> None:
    """Every second was worked, on the hours of the office whose clock ran, or has a reason."""
    for run in told.runs:
        for line in run.lines:
            calendar = told.hours[line.office_id].as_decreed_before(run.closed_at or told.until)
            assert line.working == naive_seconds(calendar, whole(line.begins_at), whole(line.ends_at))
            assert line.working + sum(one.seconds for one in line.closed) == line.lived


def days_are_their_line(told: Told) -> None:
    """The days of a line add up to it."""
    for line in lines_of(told):
        if not line.pieces:
            continue
        assert (line.pieces[0].begins_at, line.pieces[-1].ends_at) == (line.begins_at, line.ends_at)
        assert all(earlier.ends_at == later.begins_at for earlier, later in pairwise(line.pieces))
        assert sum(piece.lived for piece in line.pieces) == line.lived
        assert sum(piece.working for piece in line.pieces) == line.working
        assert all(piece.begins_at.astimezone(WIB).time().isoformat() == "00:00:00" for piece in line.pieces[1:])


def the_page_is_short(told: Told) -> None:
    """However long a request lies, its page has few lines."""
    for run in told.runs:
        agreed = sum(event.rests_until is not None for event in told.events)
        assert len(run.lines) <= len(told.events) + agreed
        assert sum(len(line.pieces) for line in run.lines) <= MANY + len(run.lines)


def moves_are_told(told: Told) -> None:
    """Every move of the promise is told with where it came from."""
    for run in told.runs:
        told_moves = [(shift.came_from, shift.goes_to) for shift in run.shifts]
        assert told_moves == _moves(told, run)


def _moves(told: Told, run: Explained) -> list[tuple[datetime, datetime]]:
    begins = next(i for i, event in enumerate(told.events) if event.step in (Step.SUBMIT, Step.REOPEN)
                  and event.taken_at == run.begins_at and event.promised_at == run.first_promise)  # fmt: skip
    moves = []
    for earlier, later in pairwise(told.events[begins:]):
        if later.step is Step.REOPEN:
            break
        if later.promised_at != earlier.promised_at:
            moves.append((earlier.promised_at, later.promised_at))
    return moves
