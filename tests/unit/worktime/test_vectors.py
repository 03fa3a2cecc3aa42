"""The published vectors of the working-time clock, with the national hours of Perpres 21/2023."""

from datetime import UTC, date, datetime, time

import pytest

from eservice.worktime.files import read_calendars, read_holidays
from eservice.worktime.rules import WIB, Calendar, ClosureKind, SameDay, Season, read_day

HOLIDAYS = read_holidays()
JAMBI = next(row for row in read_calendars() if row.code == "kota-jambi").calendar(HOLIDAYS)
_ORDINARY = read_day("07:30-12:00", "13:00-16:00")
_ORDINARY_FRIDAY = read_day("07:30-11:30", "13:00-16:30")
_FASTING = read_day("08:00-12:00", "12:30-15:00")
_FASTING_FRIDAY = read_day("08:00-11:30", "12:30-15:30")
NATIONAL = Calendar(
    (_ORDINARY, _ORDINARY, _ORDINARY, _ORDINARY, _ORDINARY_FRIDAY, (), ()),
    seasons=(
        Season(
            name="Ramadan 1447 H",
            starts_on=date(2026, 2, 19),
            ends_on=date(2026, 3, 20),
            week=(_FASTING, _FASTING, _FASTING, _FASTING, _FASTING_FRIDAY, (), ()),
            decreed_at=datetime(2026, 2, 1, tzinfo=UTC),
        ),
    ),
    closures=tuple(row.as_closure() for row in HOLIDAYS),
)


def wib(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WIB).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-07-06 09:00", "2026-07-06 15:00", 300),
        ("2026-07-10 11:00", "2026-07-10 14:00", 90),
        ("2026-07-10 16:00", "2026-07-13 08:00", 60),
        ("2026-07-11 10:00", "2026-07-12 10:00", 0),
        ("2025-08-15 15:00", "2025-08-19 08:00", 120),
        ("2026-03-17 14:00", "2026-03-25 09:00", 150),
        ("2026-12-23 15:00", "2026-12-28 08:30", 120),
    ],
)
def test_working_minutes_match_the_published_vectors(start: str, end: str, minutes: int) -> None:
    assert NATIONAL.working_minutes(wib(start), wib(end)) == minutes


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-07-10 16:00", 60, "2026-07-13 08:00"),
        ("2026-07-11 09:00", 15, "2026-07-13 07:45"),
        ("2026-07-06 11:50", 30, "2026-07-06 13:20"),
        ("2026-03-17 14:30", 60, "2026-03-25 08:00"),
        ("2026-12-23 15:30", 45, "2026-12-28 07:45"),
        ("2026-07-06 08:00", 1350, "2026-07-09 08:00"),
    ],
)
def test_due_instants_match_the_published_vectors(start: str, minutes: int, due: str) -> None:
    assert NATIONAL.add_working(wib(start), minutes=minutes) == wib(due)


def test_a_ramadan_friday_in_kota_jambi_ends_before_noon() -> None:
    assert JAMBI.working_minutes(wib("2026-03-06 10:00"), wib("2026-03-09 08:00")) == 120


def test_three_working_days_end_with_the_third_working_day_after_the_filing() -> None:
    assert JAMBI.add_working(wib("2026-07-06 09:00"), days=3) == wib("2026-07-09 16:00")


@pytest.mark.parametrize(
    ("filed", "days", "due"),
    [
        ("2026-07-06 06:00", 1, "2026-07-07 16:00"),
        ("2026-07-06 23:59", 1, "2026-07-07 16:00"),
        ("2026-07-11 09:00", 1, "2026-07-13 16:00"),
        ("2026-07-09 09:00", 1, "2026-07-10 16:30"),
        ("2026-12-23 09:00", 2, "2026-12-29 16:00"),
    ],
)
def test_the_day_of_filing_is_never_counted(filed: str, days: int, due: str) -> None:
    assert NATIONAL.add_working(wib(filed), days=days) == wib(due)


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        ("2026-07-06 13:59", "2026-07-06 16:00"),
        ("2026-07-06 14:00", "2026-07-07 10:00"),
        ("2026-07-11 09:00", "2026-07-13 10:00"),
        ("2026-07-10 15:00", "2026-07-13 10:00"),
        ("2026-03-06 09:29", "2026-03-06 11:30"),
        ("2026-03-06 09:30", "2026-03-09 10:00"),
    ],
)
def test_same_day_has_a_cut_off_that_moves_with_an_early_closing(filed: str, due: str) -> None:
    assert JAMBI.same_day_due(wib(filed), SameDay(time(14), time(16), time(10))) == wib(due)


@pytest.mark.parametrize(("year", "working_days"), [(2025, 237), (2026, 240), (2027, 242)])
def test_a_year_has_the_published_number_of_working_days(year: int, working_days: int) -> None:
    eve, last = wib(f"{year - 1}-12-31 23:00"), wib(f"{year}-12-31 23:00")

    assert NATIONAL.working_days_begun(eve, last) == working_days


def test_a_closed_day_says_why() -> None:
    closure = NATIONAL.closure_on(wib("2026-12-24 09:00").date())

    assert closure is not None
    assert (closure.kind, closure.name) == (ClosureKind.JOINT_LEAVE, "Cuti bersama Hari Raya Natal")


def test_the_holidays_have_indonesian_and_english_names() -> None:
    holidays = HOLIDAYS

    assert len(holidays) == 79
    assert all(each.name and each.name_en and each.name != each.name_en for each in holidays)
    assert [each.on.isoformat() for each in holidays if each.is_estimate] == ["2027-03-10", "2027-03-11", "2027-05-17"]
