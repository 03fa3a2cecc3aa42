"""Which decree decides a date, and what a calendar refuses."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from eservice.worktime.rules import (
    WIB,
    Calendar,
    Closure,
    ClosureKind,
    Opening,
    SameDay,
    Season,
    Week,
    Window,
    read_day,
)

DAY = read_day("07:30-12:00", "13:00-16:00")
WEEK: Week = (DAY, DAY, DAY, DAY, DAY, (), ())
MONDAY = date(2026, 7, 6)
SATURDAY = date(2026, 7, 11)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def at(on: date, clock: str) -> datetime:
    return datetime.combine(on, time.fromisoformat(clock), tzinfo=WIB).astimezone(UTC)


def closure(on: date, decreed_at: datetime = LONG_AGO, lifted_at: datetime | None = None) -> Closure:
    return Closure(on=on, kind=ClosureKind.OWN, name="Banjir", decreed_at=decreed_at, lifted_at=lifted_at)


def opening(on: date, *stretches: str, decreed_at: datetime = LONG_AGO) -> Opening:
    return Opening(on=on, windows=read_day(*stretches), name="Pelayanan Sabtu", decreed_at=decreed_at)


def test_an_extra_opening_makes_a_saturday_a_working_day() -> None:
    calendar = Calendar(WEEK, openings=(opening(SATURDAY, "08:00-12:00"),))

    assert calendar.is_working_day(SATURDAY)
    assert calendar.working_minutes(at(SATURDAY, "00:00"), at(SATURDAY, "23:59")) == 240
    assert calendar.add_working(at(date(2026, 7, 10), "09:00"), days=1) == at(SATURDAY, "12:00")


def test_a_closure_decided_after_an_opening_wins_over_it() -> None:
    flood = closure(SATURDAY, decreed_at=LONG_AGO + timedelta(days=1))
    calendar = Calendar(WEEK, closures=(flood,), openings=(opening(SATURDAY, "08:00-12:00"),))

    assert not calendar.is_working_day(SATURDAY)
    assert calendar.closure_on(SATURDAY) == flood


def test_an_opening_decided_after_a_holiday_wins_over_it() -> None:
    duty = opening(MONDAY, "08:00-12:00", decreed_at=LONG_AGO + timedelta(days=1))
    calendar = Calendar(WEEK, closures=(closure(MONDAY),), openings=(duty,))

    assert calendar.closure_on(MONDAY) is None
    assert calendar.windows_on(MONDAY) == duty.windows


def test_a_lifted_closure_no_longer_closes() -> None:
    calendar = Calendar(WEEK, closures=(closure(MONDAY, lifted_at=LONG_AGO + timedelta(days=2)),))

    assert calendar.is_working_day(MONDAY)


def test_a_request_is_measured_with_the_calendar_as_decreed_before_it_closed() -> None:
    decided = at(MONDAY, "10:00")
    lifted = at(MONDAY, "14:00")
    calendar = Calendar(WEEK, closures=(closure(MONDAY, decreed_at=decided, lifted_at=lifted),))

    before = calendar.as_decreed_before(at(MONDAY, "09:00"))
    during = calendar.as_decreed_before(at(MONDAY, "12:00"))
    after = calendar.as_decreed_before(at(MONDAY, "15:00"))

    assert [each.is_working_day(MONDAY) for each in (before, during, after)] == [True, False, True]
    assert calendar.as_decreed_before(at(MONDAY, "09:30")) is before


def test_a_season_with_an_end_wins_over_a_lasting_change_of_hours() -> None:
    fasting = read_day("07:30-15:00")
    shorter = read_day("08:00-14:00")
    ramadan = Season(
        name="Ramadan",
        starts_on=MONDAY,
        ends_on=MONDAY,
        week=(fasting, fasting, fasting, fasting, fasting, (), ()),
        decreed_at=LONG_AGO,
    )
    lasting = Season(
        name="Jam baru",
        starts_on=MONDAY,
        ends_on=None,
        week=(shorter, shorter, shorter, shorter, shorter, (), ()),
        decreed_at=LONG_AGO + timedelta(days=1),
    )
    calendar = Calendar(WEEK, seasons=(ramadan, lasting))

    assert calendar.windows_on(MONDAY) == fasting
    assert calendar.windows_on(MONDAY + timedelta(days=1)) == shorter
    assert calendar.windows_on(MONDAY - timedelta(days=1)) == ()
    assert calendar.windows_on(MONDAY - timedelta(days=3)) == DAY


def test_working_days_begun_counts_openings_after_the_start_and_up_to_the_end() -> None:
    calendar = Calendar(WEEK)

    assert calendar.working_days_begun(at(MONDAY, "07:29"), at(MONDAY, "07:30")) == 1
    assert calendar.working_days_begun(at(MONDAY, "07:30"), at(MONDAY, "16:00")) == 0
    assert calendar.working_days_begun(at(MONDAY, "09:00"), at(MONDAY + timedelta(days=7), "07:29")) == 4


def test_the_office_says_when_it_opens_next() -> None:
    calendar = Calendar(WEEK)

    assert calendar.next_opening(at(MONDAY, "09:00")) == at(MONDAY, "09:00")
    assert calendar.next_opening(at(MONDAY, "12:00")) == at(MONDAY, "13:00")
    assert calendar.next_opening(at(SATURDAY, "09:00")) == at(date(2026, 7, 13), "07:30")
    assert calendar.is_open(at(MONDAY, "11:59"))
    assert not calendar.is_open(at(MONDAY, "12:00"))


def test_a_closed_date_has_neither_opening_nor_closing() -> None:
    calendar = Calendar(WEEK)

    assert calendar.opening_of(SATURDAY) is None
    assert calendar.closing_of(SATURDAY) is None
    assert calendar.opening_of(MONDAY) == at(MONDAY, "07:30")
    assert calendar.closing_of(MONDAY) == at(MONDAY, "16:00")


def test_time_that_runs_backwards_is_no_working_time() -> None:
    calendar = Calendar(WEEK)

    assert calendar.working_seconds(at(MONDAY, "10:00"), at(MONDAY, "09:00")) == 0
    assert calendar.working_days_begun(at(SATURDAY, "10:00"), at(MONDAY, "00:00")) == 0


def test_zero_minutes_of_work_lead_nowhere() -> None:
    assert Calendar(WEEK).add_working(at(SATURDAY, "09:00"), minutes=0) == at(SATURDAY, "09:00")


def test_hours_are_working_hours() -> None:
    assert Calendar(WEEK).add_working(at(MONDAY, "11:00"), hours=2) == at(MONDAY, "14:00")


@pytest.mark.parametrize("units", [{}, {"minutes": 1, "days": 1}, {"days": 0}, {"minutes": -1}, {"hours": -1}])
def test_an_unclear_amount_of_time_is_refused(units: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"exactly one|at least one|negative"):
        Calendar(WEEK).add_working(at(MONDAY, "09:00"), **units)


def test_a_naive_instant_is_refused() -> None:
    naive = datetime(2026, 7, 6, 9, 0)  # noqa: DTZ001
    calendar = Calendar(WEEK)

    for ask in (
        lambda: calendar.working_seconds(naive, at(MONDAY, "10:00")),
        lambda: calendar.add_working(naive, minutes=1),
        lambda: calendar.add_working(naive, days=1),
        lambda: calendar.next_opening(naive),
        lambda: calendar.is_open(naive),
        lambda: calendar.same_day_due(naive, SameDay()),
        lambda: calendar.as_decreed_before(naive),
    ):
        with pytest.raises(ValueError, match="naive"):
            ask()


@pytest.mark.parametrize("units", [{"minutes": 1}, {"days": 1}])
def test_an_office_that_never_opens_can_promise_nothing(units: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="no open window"):
        Calendar(((), (), (), (), (), (), ())).add_working(at(MONDAY, "09:00"), **units)


def test_windows_may_not_overlap_nor_close_before_they_open() -> None:
    with pytest.raises(ValueError, match="overlap"):
        read_day("08:00-12:00", "11:59-13:00")
    with pytest.raises(ValueError, match="open before"):
        Window(time(12), time(12))


def test_equal_calendars_are_one_dict_key() -> None:
    first, second = Calendar(WEEK, closures=(closure(MONDAY),)), Calendar(WEEK, closures=(closure(MONDAY),))

    first.working_minutes(at(MONDAY, "09:00"), at(SATURDAY, "09:00"))

    assert first == second
    assert len({first, second}) == 1
