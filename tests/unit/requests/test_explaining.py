"""The clock explained line by line: vectors summed by hand on the hours of Kota Jambi."""

from dataclasses import replace
from datetime import date

import pytest

from eservice.catalogue.definition import Promise
from eservice.requests.clock import Stage
from eservice.requests.explaining import MANY, Explained, Grain, Line, Piece
from eservice.requests.workflow import Step
from eservice.worktime.closed import Why
from eservice.worktime.rules import WIB, Closure, ClosureKind
from tests.unit.requests.happened import DAY, HOUR, JAMBI, KECAMATAN, KELURAHAN, MINUTE, at, told

WAITING, REVIEW, SIGNATURE, CITIZEN = Stage.WAITING, Stage.REVIEW, Stage.SIGNATURE, Stage.CITIZEN
THIRD_PARTY = Stage.THIRD_PARTY


def closure(on: date, *, decreed: str, name: str = "Banjir") -> Closure:
    """Return an office's own closure of a date."""
    return Closure(on=on, kind=ClosureKind.OWN, name=name, decreed_at=at(decreed))


def shut(one: Line | Piece) -> list[tuple[Why, str, float]]:
    """Return why nobody worked, in hours."""
    return [(each.why, each.name, each.seconds / HOUR) for each in one.closed]


def whose(run: Explained) -> list[tuple[Stage, int, float, float]]:
    """Return stage, office, lived and working hours of every line."""
    return [(one.stage, one.office_id, one.lived / HOUR, one.working / HOUR) for one in run.lines]


def test_filed_at_night_the_line_says_when_the_office_opened() -> None:
    (run,) = told(
        "2026-07-06 20:00 submit", "2026-07-07 09:00 claim", "2026-07-07 09:00 judge",
        "2026-07-07 10:00 recommend", "2026-07-07 10:30 sign", "2026-07-07 10:31 issue", until="2026-07-08 12:00",
    )  # fmt: skip
    waiting = run.lines[0]

    assert whose(run)[:2] == [(WAITING, KELURAHAN, 13, 1.5), (REVIEW, KELURAHAN, 1, 1)]
    assert (run.lines[2].stage, run.lines[2].lived) == (SIGNATURE, 31 * MINUTE)
    assert shut(waiting) == [(Why.HOURS, "", 11.5)]
    assert [(piece.lived / HOUR, piece.working / HOUR) for piece in waiting.pieces] == [(4, 0), (9, 1.5)]
    assert (waiting.began.step, waiting.ended and waiting.ended.step) == (Step.SUBMIT, Step.JUDGE)
    assert (run.times.elapsed, run.times.service, run.times.closed) == (
        14 * HOUR + 31 * MINUTE, 3 * HOUR + MINUTE, 11.5 * HOUR,
    )  # fmt: skip


def test_filed_on_saturday_the_weekend_has_its_name() -> None:
    (run,) = told(
        "2026-07-11 10:00 submit", "2026-07-13 08:00 claim", "2026-07-13 08:00 judge", until="2026-07-13 08:00"
    )

    assert whose(run) == [(WAITING, KELURAHAN, 46, 0.5)]
    assert shut(run.lines[0]) == [(Why.WEEKEND, "", 38), (Why.HOURS, "", 7.5)]


def test_filed_before_eid_every_holiday_and_joint_leave_is_named() -> None:
    (run,) = told("2026-03-17 14:00 submit", until="2026-03-25 09:00")
    line = run.lines[0]
    by_day = {piece.begins_at.astimezone(WIB).day: shut(piece) for piece in line.pieces}

    assert (line.lived, line.working) == (187 * HOUR, 150 * MINUTE)
    assert by_day[17] == [(Why.SEASON, "Ramadan 1447 H", 1), (Why.HOURS, "", 8)]
    assert [by_day[day][0][0] for day in range(18, 25)] == [
        Why.JOINT_LEAVE, Why.NATIONAL, Why.JOINT_LEAVE, Why.NATIONAL, Why.NATIONAL, Why.JOINT_LEAVE, Why.JOINT_LEAVE,
    ]  # fmt: skip
    assert all("Idulfitri" in by_day[day][0][1] for day in (20, 21, 22, 23, 24))
    assert by_day[25] == [(Why.HOURS, "", 7.5)]


def test_in_ramadan_the_hours_it_takes_away_are_named_after_it() -> None:
    (friday,) = told("2026-03-06 10:00 submit", until="2026-03-09 08:00")
    (monday,) = told("2026-03-09 11:00 submit", until="2026-03-09 16:30")

    assert (friday.lines[0].lived, friday.lines[0].working) == (70 * HOUR, 120 * MINUTE)
    assert shut(friday.lines[0]) == [(Why.SEASON, "Ramadan 1447 H", 5), (Why.HOURS, "", 15), (Why.WEEKEND, "", 48)]
    assert monday.lines[0].working == 3.5 * HOUR
    assert shut(monday.lines[0]) == [
        (Why.BREAK, "", 0.5), (Why.SEASON, "Ramadan 1447 H", 1), (Why.HOURS, "", 0.5),
    ]  # fmt: skip


def test_a_pause_over_a_weekend_is_the_citizens_and_moves_the_promise_by_the_day_that_began() -> None:
    (run,) = told(
        "2026-07-10 08:00 submit promise 2026-07-15T16:00", "2026-07-10 09:00 claim", "2026-07-10 10:00 ask_correction",
        "2026-07-13 10:00 resubmit promise 2026-07-16T16:00", "2026-07-13 11:00 claim", "2026-07-13 11:00 judge",
        until="2026-07-13 12:00",
    )  # fmt: skip
    (shift,) = run.shifts

    assert whose(run) == [
        (WAITING, KELURAHAN, 2, 2), (CITIZEN, KELURAHAN, 72, 7.5),
        (WAITING, KELURAHAN, 1, 1), (REVIEW, KELURAHAN, 1, 1),
    ]  # fmt: skip
    assert [one.paused for one in run.lines] == [False, True, False, False]
    assert (run.times.service, run.times.closed) == (4 * HOUR, 0)
    assert (shift.came_from, shift.goes_to, shift.days) == (at("2026-07-15 16:00"), at("2026-07-16 16:00"), 1)
    assert run.first_promise == at("2026-07-15 16:00")


@pytest.mark.parametrize(
    "promise", [Promise(minutes=30), Promise(same_day_until="14:00", same_day_by="16:00", next_day_by="10:00")]
)
def test_a_promise_for_an_hour_says_by_how_many_minutes_the_pause_moved_it(promise: Promise) -> None:
    (run,) = told(
        "2026-07-06 09:00 submit promise 2026-07-06T09:30", "2026-07-06 09:10 claim", "2026-07-06 09:20 ask_correction",
        "2026-07-06 13:10 resubmit promise 2026-07-06T14:20", until="2026-07-06 13:30", promise=promise,
    )  # fmt: skip

    assert [shift.minutes for shift in run.shifts] == [170]


def test_an_rt_that_never_answers_takes_one_working_day_that_is_nobodys_in_the_office() -> None:
    (run,) = told(
        "2026-07-10 08:00 submit promise 2026-07-15T16:00", "2026-07-10 10:00 ask_confirmation",
        "2026-07-13 16:00 confirmation_over promise 2026-07-16T16:00", "2026-07-14 08:00 claim",
        "2026-07-14 08:30 judge", until="2026-07-14 09:00",
    )  # fmt: skip
    (shift,) = run.shifts

    assert whose(run) == [
        (WAITING, KELURAHAN, 2, 2), (THIRD_PARTY, KELURAHAN, 78, 12.5),
        (WAITING, KELURAHAN, 16.5, 1), (REVIEW, KELURAHAN, 0.5, 0.5),
    ]  # fmt: skip
    assert [one.paused for one in run.lines] == [False, True, False, False]
    assert (run.times.service, run.times.closed, run.times.elapsed) == (3.5 * HOUR, 15.5 * HOUR, 97 * HOUR)
    assert (shift.event.step, shift.days) == (Step.CONFIRMATION_OVER, 1)


def test_an_rt_that_answers_on_a_saturday_moves_no_promise_in_days_and_one_in_minutes_by_what_was_worked() -> None:
    happened = (
        "2026-07-10 14:00 submit promise 2026-07-15T16:00", "2026-07-10 14:30 ask_confirmation",
        "2026-07-11 20:00 confirmed{moved}", "2026-07-13 08:00 claim", "2026-07-13 08:00 judge",
    )  # fmt: skip
    until = "2026-07-13 08:00"

    (by_days,) = told(*(line.format(moved="") for line in happened), until=until)
    moved = [line.format(moved=" promise 2026-07-16T11:00") for line in happened]
    (by_minutes,) = told(*moved, until=until, promise=Promise(minutes=30))

    assert whose(by_days) == [
        (WAITING, KELURAHAN, 0.5, 0.5), (THIRD_PARTY, KELURAHAN, 29.5, 2), (WAITING, KELURAHAN, 36, 0.5),
    ]  # fmt: skip
    assert by_days.shifts == ()
    assert [shift.minutes for shift in by_minutes.shifts] == [120]


def test_a_calendar_changed_later_leaves_a_closed_request_as_it_was_measured() -> None:
    flooded = replace(JAMBI, closures=(*JAMBI.closures, closure(date(2026, 7, 7), decreed="2026-07-09 08:00")))
    done = (
        "2026-07-06 15:00 submit", "2026-07-08 09:00 claim", "2026-07-08 09:00 judge",
        "2026-07-08 10:00 hand_over_siak",
    )  # fmt: skip

    (before,) = told(*done, until="2026-07-08 12:00", calendar=flooded)
    (after,) = told(*done, until="2026-07-31 12:00", calendar=flooded)
    (still_open,) = told(done[0], until="2026-07-31 12:00", calendar=flooded)

    assert after == before
    assert after.lines[0].working == 10 * HOUR
    assert (Why.OWN, "Banjir", 24) in shut(still_open.lines[0])
    assert [piece.working for piece in still_open.lines[0].pieces][1] == 0


def test_a_calendar_changed_in_the_middle_measures_the_request_from_its_first_day() -> None:
    flooded = replace(JAMBI, closures=(*JAMBI.closures, closure(date(2026, 7, 7), decreed="2026-07-07 05:00")))

    (run,) = told(
        "2026-07-06 15:00 submit", "2026-07-08 09:00 claim", "2026-07-08 09:00 judge", until="2026-07-08 09:00",
        calendar=flooded,
    )  # fmt: skip

    assert run.lines[0].working == 2.5 * HOUR
    assert shut(run.lines[0])[1] == (Why.OWN, "Banjir", 24)


def test_of_two_corrections_only_the_first_stops_the_clock() -> None:
    (run,) = told(
        "2026-07-06 08:00 submit promise 2026-07-09T16:00", "2026-07-06 09:00 claim", "2026-07-06 09:00 ask_correction",
        "2026-07-07 09:00 resubmit promise 2026-07-10T16:30", "2026-07-07 10:00 claim",
        "2026-07-07 11:00 ask_correction unpaused", "2026-07-08 11:00 resubmit", until="2026-07-08 12:00",
    )  # fmt: skip

    assert whose(run) == [
        (WAITING, KELURAHAN, 1, 1), (CITIZEN, KELURAHAN, 24, 7.5), (WAITING, KELURAHAN, 27, 10.5),
    ]  # fmt: skip
    assert [event.step for event in run.lines[2].between] == [Step.CLAIM, Step.ASK_CORRECTION, Step.RESUBMIT]
    assert [shift.event.step for shift in run.shifts] == [Step.RESUBMIT]


def test_a_reopened_request_is_told_in_two_runs_and_nobodys_clock_ran_between() -> None:
    refused, again = told(
        "2026-07-06 08:00 submit promise 2026-07-09T16:00", "2026-07-06 09:00 claim",
        "2026-07-06 10:00 propose_rejection", "2026-07-06 11:00 reject",
        "2026-07-13 08:00 reopen promise 2026-07-16T16:00", "2026-07-13 09:00 claim", "2026-07-13 09:30 judge",
        until="2026-07-13 10:00",
    )  # fmt: skip

    assert whose(refused) == [(WAITING, KELURAHAN, 2, 2), (SIGNATURE, KELURAHAN, 1, 1)]
    assert whose(again) == [(WAITING, KELURAHAN, 1.5, 1.5), (REVIEW, KELURAHAN, 0.5, 0.5)]
    assert again.shut == (at("2026-07-06 11:00"), at("2026-07-13 08:00"))
    assert (refused.shut, refused.shifts, again.shifts) == (None, (), ())
    assert (again.number, again.first_promise) == (2, at("2026-07-16 16:00"))


def test_two_offices_in_turn_each_answer_for_their_part_on_their_own_hours() -> None:
    closed = replace(
        JAMBI, closures=(*JAMBI.closures, closure(date(2026, 7, 7), decreed="2026-07-01 08:00", name="HUT"))
    )
    hours = {KELURAHAN: JAMBI, KECAMATAN: closed}

    (run,) = told(
        "2026-07-06 08:00 submit", "2026-07-06 09:00 claim", "2026-07-06 09:00 judge", "2026-07-06 10:00 recommend",
        "2026-07-06 14:00 sign", f"2026-07-06 14:01 next_place in {KECAMATAN}", "2026-07-08 08:00 sign",
        "2026-07-08 08:01 issue", until="2026-07-09 12:00", calendar_at=lambda office, _instant: hours[office],
    )  # fmt: skip
    kelurahan, kecamatan = run.lines[2:]

    assert (kelurahan.office_id, kelurahan.lived, kelurahan.working) == (
        KELURAHAN, 4 * HOUR + MINUTE, 3 * HOUR + MINUTE,
    )  # fmt: skip
    assert (kecamatan.office_id, kecamatan.lived, kecamatan.working) == (KECAMATAN, 42 * HOUR, 2 * HOUR + 30 * MINUTE)
    assert (Why.OWN, "HUT", 24) in shut(kecamatan)
    assert kecamatan.began.step is Step.NEXT_PLACE


def test_claimed_and_left_idle_the_waiting_goes_on_and_says_who_took_it() -> None:
    (run,) = told(
        "2026-07-06 08:00 submit", "2026-07-06 08:01 claim", "2026-07-07 11:00 judge", until="2026-07-07 11:00"
    )

    assert whose(run) == [(WAITING, KELURAHAN, 27, 10.5)]
    assert [event.step for event in run.lines[0].between] == [Step.CLAIM]


def test_a_line_within_one_day_has_nothing_to_fold() -> None:
    (run,) = told(
        "2026-07-06 09:12 submit", "2026-07-06 09:53 claim", "2026-07-06 09:53 judge", until="2026-07-06 09:53"
    )

    assert (run.lines[0].lived, run.lines[0].working, run.lines[0].pieces) == (41 * MINUTE, 41 * MINUTE, ())


def test_a_stretch_that_ends_at_midnight_has_no_empty_day_behind_it() -> None:
    (run,) = told("2026-07-06 15:00 submit", until="2026-07-08 00:00")

    assert [piece.lived for piece in run.lines[0].pieces] == [9 * HOUR, DAY]


@pytest.mark.parametrize(
    ("until", "grain", "first"),
    [
        ("2026-07-27 09:00", Grain.DAY, 9 * HOUR),
        ("2026-10-30 09:00", Grain.WEEK, 6 * DAY + 9 * HOUR),
        ("2028-10-30 09:00", Grain.MONTH, 25 * DAY + 9 * HOUR),
        ("2031-10-30 09:00", Grain.YEAR, 178 * DAY + 9 * HOUR),
    ],
)
def test_the_longer_a_request_lies_the_larger_are_the_parts_it_is_told_in(until: str, grain: Grain, first: int) -> None:
    (run,) = told("2026-07-06 15:00 submit", until=until)

    assert run.grain is grain
    assert len(run.lines[0].pieces) <= MANY
    assert run.lines[0].pieces[0].lived == first
