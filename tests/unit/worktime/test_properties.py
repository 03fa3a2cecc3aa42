"""What holds for every calendar and every span, tried on random ones."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from eservice.worktime.rules import WIB, Calendar, Closure, ClosureKind, Day, Opening, Season, Week, Window

BEGIN = datetime(2025, 6, 1, tzinfo=UTC)
SPAN_SECONDS = 900 * 24 * 3600
DECREED = datetime(2025, 1, 1, tzinfo=UTC)


def day_from(edges: list[int]) -> Day:
    edges = sorted(set(edges))[: len(set(edges)) // 2 * 2]
    clocks = [time(edge // 60, edge % 60) for edge in edges]
    return tuple(Window(opens, closes) for opens, closes in zip(clocks[::2], clocks[1::2], strict=True))


days = st.lists(st.integers(0, 24 * 60 - 1), max_size=6).map(day_from)
open_days = st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=6, unique=True).map(day_from)
weeks: st.SearchStrategy[Week] = st.tuples(open_days, days, days, days, days, days, days)
dates = st.integers(0, 900).map(lambda offset: date(2025, 6, 1) + timedelta(days=offset))
closures = st.builds(
    Closure, on=dates, kind=st.sampled_from(ClosureKind), name=st.just("tutup"), decreed_at=st.just(DECREED)
)
openings = st.builds(Opening, on=dates, windows=open_days, name=st.just("buka"), decreed_at=st.just(DECREED))
seasons = st.builds(
    lambda starts_on, length, week: Season(
        name="masa", starts_on=starts_on, ends_on=starts_on + timedelta(days=length), week=week, decreed_at=DECREED
    ),
    dates,
    st.integers(0, 60),
    weeks,
)
calendars = st.builds(
    Calendar,
    weeks,
    seasons=st.lists(seasons, max_size=2).map(tuple),
    closures=st.lists(closures, max_size=20).map(tuple),
    openings=st.lists(openings, max_size=5).map(tuple),
)
instants = st.integers(0, SPAN_SECONDS).map(lambda seconds: BEGIN + timedelta(seconds=seconds))
minute_instants = st.integers(0, SPAN_SECONDS // 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
thorough = settings(max_examples=60, deadline=None)


def naive_seconds(calendar: Calendar, a: datetime, b: datetime) -> int:
    total, on = 0, a.astimezone(WIB).date()
    while on <= b.astimezone(WIB).date():
        for window in calendar.windows_on(on):
            opens = max(a, datetime.combine(on, window.opens, tzinfo=WIB))
            closes = min(b, datetime.combine(on, window.closes, tzinfo=WIB))
            total += max(0, int((closes - opens).total_seconds()))
        on += timedelta(days=1)
    return total


@thorough
@given(calendars, instants, instants)
def test_it_agrees_with_counting_day_by_day(calendar: Calendar, one: datetime, other: datetime) -> None:
    a, b = sorted((one, other))

    assert calendar.working_seconds(a, b) == naive_seconds(calendar, a, b)


@thorough
@given(calendars, st.lists(instants, min_size=3, max_size=3).map(sorted))
def test_working_time_is_additive(calendar: Calendar, moments: list[datetime]) -> None:
    a, b, c = moments

    whole = calendar.working_seconds(a, c)

    assert calendar.working_seconds(a, b) + calendar.working_seconds(b, c) == whole


@thorough
@given(calendars, st.lists(minute_instants, min_size=3, max_size=3).map(sorted))
def test_working_minutes_are_additive_between_whole_minutes(calendar: Calendar, moments: list[datetime]) -> None:
    a, b, c = moments

    assert calendar.working_minutes(a, b) + calendar.working_minutes(b, c) == calendar.working_minutes(a, c)


@thorough
@given(calendars, st.lists(instants, min_size=3, max_size=3).map(sorted), st.integers(0, 5000))
def test_working_time_is_monotone(calendar: Calendar, moments: list[datetime], minutes: int) -> None:
    a, b, c = moments

    assert 0 <= calendar.working_seconds(a, b) <= calendar.working_seconds(a, c)
    assert calendar.working_seconds(a, b) <= (b - a).total_seconds()
    assert calendar.add_working(a, minutes=minutes) <= calendar.add_working(b, minutes=minutes)
    assert calendar.add_working(a, minutes=minutes) <= calendar.add_working(a, minutes=minutes + 1)


@thorough
@given(calendars, instants, st.integers(0, 60_000))
def test_adding_and_measuring_are_inverse(calendar: Calendar, a: datetime, minutes: int) -> None:
    due = calendar.add_working(a, minutes=minutes)

    assert calendar.working_minutes(a, due) == minutes
    assert calendar.working_seconds(a, due) == minutes * 60
    if minutes:
        assert calendar.working_seconds(a, due - timedelta(seconds=1)) == minutes * 60 - 1


@thorough
@given(calendars, instants, st.integers(1, 40))
def test_a_promise_in_days_ends_with_the_nth_working_day_after(calendar: Calendar, a: datetime, days: int) -> None:
    due = calendar.add_working(a, days=days)
    midnight = datetime.combine(a.astimezone(WIB).date() + timedelta(days=1), time(), tzinfo=WIB)

    assert calendar.working_days_begun(midnight - timedelta(seconds=1), due) == days
    assert due == calendar.closing_of(due.astimezone(WIB).date())


@thorough
@given(calendars, st.lists(instants, min_size=3, max_size=3).map(sorted))
def test_working_days_begun_are_additive(calendar: Calendar, moments: list[datetime]) -> None:
    a, b, c = moments

    assert calendar.working_days_begun(a, b) + calendar.working_days_begun(b, c) == calendar.working_days_begun(a, c)


@thorough
@given(calendars, instants)
def test_nothing_is_worked_before_the_next_opening(calendar: Calendar, a: datetime) -> None:
    opening = calendar.next_opening(a)

    assert calendar.is_open(opening)
    assert calendar.working_seconds(a, opening) == 0
