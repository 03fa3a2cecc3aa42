"""Calendars as rows: loaded once, changed by decree, computed as they were decreed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, DomainError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.worktime import actions, queries
from eservice.worktime.actions import Decision
from eservice.worktime.files import HolidayRow, read_calendars, read_holidays
from eservice.worktime.rules import WIB, ClosureKind, Season, read_day
from eservice.worktime.seed import seed
from tests.times import FRIDAY, MONDAY, TUESDAY

WEDNESDAY_ON = date(2026, 7, 8)
SATURDAY_ON = date(2026, 7, 11)


@pytest.fixture(autouse=True)
def two_officers(db_app: Flask) -> tuple[int, int]:
    with transaction():
        seed(at=MONDAY)
        officers = [User(name=name, staff_login=f"{name}@contoh.go.id", created_at=MONDAY) for name in ("ani", "budi")]
        db.session.add_all(officers)
        db.session.flush()
        return officers[0].id, officers[1].id


@pytest.fixture
def lurah(two_officers: tuple[int, int]) -> Actor:
    return Actor(Role.SYSTEM, user_id=two_officers[0], membership_id=None)


@pytest.fixture
def decision(two_officers: tuple[int, int]) -> Decision:
    return Decision(reason="Banjir di Seberang", confirmed_by_id=two_officers[1])


def jambi() -> int:
    return queries.calendar_id("kota-jambi")


def wib(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WIB).astimezone(UTC)


def test_the_loaded_calendars_compute_like_the_files() -> None:
    from_file = {row.code: row.calendar(read_holidays()) for row in read_calendars()}

    for code, expected in from_file.items():
        loaded = queries.calendar_for(queries.calendar_id(code))
        for offset in range(1000):
            on = date(2025, 1, 1) + timedelta(days=offset)
            assert loaded.windows_on(on) == expected.windows_on(on), (code, on)


def test_loading_twice_changes_nothing() -> None:
    before = queries.calendar_for(jambi())

    with transaction():
        added = seed(at=MONDAY)

    assert added == 0
    assert queries.calendar_for(jambi()) is before
    assert len(queries.holidays(2026)) == 25


def test_a_ramadan_friday_is_short_in_kota_jambi() -> None:
    calendar = queries.calendar_for(jambi())

    assert calendar.working_minutes(wib("2026-03-06 10:00"), wib("2026-03-09 08:00")) == 120


def test_a_closure_counts_at_once_but_not_for_what_was_closed_before(lurah: Actor, decision: Decision) -> None:
    before = queries.calendar_for(jambi())

    with transaction():
        actions.add_closure(jambi(), WEDNESDAY_ON, decision, actor=lurah, at=TUESDAY)

    after = queries.calendar_for(jambi())
    assert before.is_working_day(WEDNESDAY_ON)
    assert not after.is_working_day(WEDNESDAY_ON)
    assert after.closure_on(WEDNESDAY_ON).name == "Banjir di Seberang"
    assert queries.calendar_for(jambi(), as_of=MONDAY).is_working_day(WEDNESDAY_ON)


def test_a_closure_that_was_rolled_back_was_never_there(lurah: Actor, decision: Decision) -> None:
    def close_and_fail() -> None:
        with transaction():
            actions.add_closure(jambi(), WEDNESDAY_ON, decision, actor=lurah, at=TUESDAY)
            assert not queries.calendar_for(jambi()).is_working_day(WEDNESDAY_ON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        close_and_fail()

    assert queries.calendar_for(jambi()).is_working_day(WEDNESDAY_ON)


def test_a_lifted_closure_opens_the_day_again(lurah: Actor, decision: Decision) -> None:
    with transaction():
        closure_id = actions.add_closure(jambi(), WEDNESDAY_ON, decision, actor=lurah, at=MONDAY).id

    with transaction():
        actions.lift_closure(closure_id, actor=lurah, at=TUESDAY)

    assert queries.calendar_for(jambi()).is_working_day(WEDNESDAY_ON)
    assert not queries.calendar_for(jambi(), as_of=MONDAY).is_working_day(WEDNESDAY_ON)
    assert [each.lifted_at for each in queries.own_closures(jambi())] == [TUESDAY]


def test_an_extra_opening_makes_saturday_a_working_day(lurah: Actor, decision: Decision) -> None:
    with transaction():
        actions.add_opening(jambi(), SATURDAY_ON, ["08:00-12:00"], decision, actor=lurah, at=MONDAY)

    calendar = queries.calendar_for(jambi())
    assert calendar.windows_on(SATURDAY_ON) == read_day("08:00-12:00")
    assert calendar.add_working(FRIDAY, days=1) == wib("2026-07-11 12:00")


def test_an_office_closes_alone_and_still_follows_the_city(lurah: Actor, decision: Decision) -> None:
    with transaction():
        own = actions.own_calendar(jambi(), 7, actor=lurah, at=MONDAY).id
        actions.add_closure(own, WEDNESDAY_ON, decision, actor=lurah, at=MONDAY)
    with transaction():
        actions.add_closure(jambi(), date(2026, 7, 9), decision, actor=lurah, at=MONDAY)

    office, city = queries.calendar_for(own), queries.calendar_for(jambi())
    assert [office.is_working_day(date(2026, 7, day)) for day in (7, 8, 9)] == [True, False, False]
    assert city.is_working_day(WEDNESDAY_ON)
    assert office.windows_on(date(2026, 3, 6)) == city.windows_on(date(2026, 3, 6))


def test_an_office_has_one_calendar_of_its_own(lurah: Actor) -> None:
    with transaction():
        first = actions.own_calendar(jambi(), 7, actor=lurah, at=MONDAY).id
        again = actions.own_calendar(jambi(), 7, actor=lurah, at=MONDAY).id
        from_own = actions.own_calendar(first, 7, actor=lurah, at=MONDAY).id

    assert first == again == from_own


def refusals() -> list[tuple[str, Callable[[Actor, Decision], object]]]:
    def close(on: date, **changes: object) -> Callable[[Actor, Decision], object]:
        def call(actor: Actor, decision: Decision) -> object:
            told = {"reason": decision.reason, "confirmed_by_id": decision.confirmed_by_id} | changes
            if told["confirmed_by_id"] == "actor":
                told["confirmed_by_id"] = actor.user_id
            return actions.add_closure(jambi(), on, Decision(**told), actor=actor, at=TUESDAY)

        return call

    def opening(*stretches: str) -> Callable[[Actor, Decision], object]:
        return lambda actor, decision: actions.add_opening(
            jambi(), SATURDAY_ON, stretches, decision, actor=actor, at=TUESDAY
        )

    return [
        ("closure_reason", close(WEDNESDAY_ON, reason="  ")),
        ("second_person", close(WEDNESDAY_ON, confirmed_by_id="actor")),
        ("closure_in_past", close(date(2026, 7, 6))),
        ("opening_hours", opening()),
        ("opening_hours", opening("pagi")),
        ("opening_hours", opening("08:00-12:00", "11:00-13:00")),
    ]


@pytest.mark.parametrize(("code", "call"), refusals())
def test_a_departure_from_the_hours_needs_reason_and_second_person(
    code: str, call: Callable[[Actor, Decision], object], lurah: Actor, decision: Decision
) -> None:
    with pytest.raises(DomainError) as refusal, transaction():
        call(lurah, decision)

    assert refusal.value.code == code
    assert not queries.own_closures(jambi())


def test_a_past_day_is_closed_only_with_the_camats_consent(lurah: Actor, two_officers: tuple[int, int]) -> None:
    consented = Decision(reason="Listrik padam", confirmed_by_id=two_officers[1], consent="100/12/2026")

    with transaction():
        actions.add_closure(jambi(), date(2026, 7, 6), consented, actor=lurah, at=TUESDAY)

    assert not queries.calendar_for(jambi()).is_working_day(date(2026, 7, 6))


def test_a_date_is_closed_once_and_lifted_once(lurah: Actor, decision: Decision) -> None:
    with transaction():
        closure_id = actions.add_closure(jambi(), WEDNESDAY_ON, decision, actor=lurah, at=MONDAY).id

    with pytest.raises(ConflictError, match="already_closed"), transaction():
        actions.add_closure(jambi(), WEDNESDAY_ON, decision, actor=lurah, at=MONDAY)
    with pytest.raises(ConflictError, match="past_stays"), transaction():
        actions.lift_closure(closure_id, actor=lurah, at=FRIDAY)
    with transaction():
        actions.lift_closure(closure_id, actor=lurah, at=MONDAY)
    with pytest.raises(ConflictError, match="already_lifted"), transaction():
        actions.lift_closure(closure_id, actor=lurah, at=MONDAY)


def test_a_holiday_moved_by_decree_moves_for_every_calendar(lurah: Actor) -> None:
    moved = HolidayRow(
        on=WEDNESDAY_ON,
        category=ClosureKind.JOINT_LEAVE,
        name="Cuti bersama tambahan",
        name_en="Extra joint leave",
        is_estimate=False,
        decreed_at=MONDAY,
        source="Perubahan SKB",
    )

    with transaction():
        holiday_id = actions.add_holiday(moved, actor=lurah, at=MONDAY).id
    closed = [
        queries.calendar_for(queries.calendar_id(code)).is_working_day(WEDNESDAY_ON)
        for code in ("kota-jambi", "kota-jambi-loket")
    ]
    with pytest.raises(ConflictError, match="already_holiday"), transaction():
        actions.add_holiday(moved, actor=lurah, at=MONDAY)
    with transaction():
        actions.lift_holiday(holiday_id, actor=lurah, at=TUESDAY)

    assert closed == [False, False]
    assert queries.calendar_for(jambi()).is_working_day(WEDNESDAY_ON)


def test_a_lasting_change_of_hours_is_a_season_without_an_end(lurah: Actor) -> None:
    day = read_day("08:00-14:00")
    shorter = Season(
        name="Jam baru", starts_on=WEDNESDAY_ON, ends_on=None, week=(day, day, day, day, day, (), ()), decreed_at=MONDAY
    )

    with transaction():
        season_id = actions.add_season(jambi(), shorter, actor=lurah, at=MONDAY).id
    changed = queries.calendar_for(jambi())
    with transaction():
        actions.lift_season(season_id, actor=lurah, at=TUESDAY)

    assert changed.closing_of(WEDNESDAY_ON) == datetime.combine(WEDNESDAY_ON, time(14), tzinfo=WIB)
    assert changed.closing_of(date(2026, 7, 7)) == wib("2026-07-07 16:00")
    assert queries.calendar_for(jambi()).closing_of(WEDNESDAY_ON) == wib("2026-07-08 16:00")


def test_what_does_not_exist_is_not_found() -> None:
    for ask in (
        lambda: queries.calendar_id("tidak-ada"),
        lambda: queries.calendar_for(999),
        lambda: queries.work_calendar(999),
        lambda: actions.lift_closure(999, actor=SYSTEM, at=MONDAY),
        lambda: actions.lift_opening(999, actor=SYSTEM, at=MONDAY),
        lambda: actions.lift_season(999, actor=SYSTEM, at=MONDAY),
        lambda: actions.lift_holiday(999, actor=SYSTEM, at=MONDAY),
    ):
        with pytest.raises(NotFoundError):
            ask()
