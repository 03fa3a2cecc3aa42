"""The clock where somebody waits outside of the office: vectors summed by hand on the hours of Kota Jambi."""

import pytest

from eservice.catalogue.definition import Promise
from eservice.requests.clock import Stage
from eservice.requests.workflow import Step
from tests.unit.requests.happened import HOUR, JAMBI, KELURAHAN, at, told
from tests.unit.requests.test_explaining import whose

WAITING, REVIEW, SIGNATURE, CITIZEN, INCIDENT = (
    Stage.WAITING, Stage.REVIEW, Stage.SIGNATURE, Stage.CITIZEN, Stage.INCIDENT,
)  # fmt: skip


def test_a_visit_is_the_offices_work_and_only_the_wait_for_the_day_agreed_is_the_citizens() -> None:
    (run,) = told(
        "2026-07-06 08:00 submit promise 2026-07-09T16:00", "2026-07-06 08:30 claim", "2026-07-06 09:00 plan_visit",
        "2026-07-06 10:30 not_at_home again 2026-07-07T09:00 promise 2026-07-10T16:30", "2026-07-06 14:00 judge",
        "2026-07-07 09:30 visited", "2026-07-07 10:00 recommend", until="2026-07-07 10:00",
    )  # fmt: skip
    _waiting, before, rest, after = run.lines
    (shift,) = run.shifts

    assert whose(run) == [
        (WAITING, KELURAHAN, 1, 1), (REVIEW, KELURAHAN, 1.5, 1.5), (CITIZEN, KELURAHAN, 22.5, 6),
        (REVIEW, KELURAHAN, 1, 1),
    ]  # fmt: skip
    assert [one.paused for one in run.lines] == [False, False, True, False]
    assert (before.ended, rest.ended, after.began) == (rest.began, rest.began, rest.began)
    assert ([one.step for one in rest.between], [one.step for one in after.between]) == ([Step.JUDGE], [Step.VISITED])
    assert (shift.came_from, shift.goes_to, shift.days) == (at("2026-07-09 16:00"), at("2026-07-10 16:30"), 1)
    assert (run.times.service, run.times.closed) == (3.5 * HOUR, 0)


def test_nobody_at_home_twice_is_two_waits_and_the_way_between_them_is_the_offices() -> None:
    (run,) = told(
        "2026-07-06 08:00 submit", "2026-07-06 08:00 claim", "2026-07-06 08:00 plan_visit",
        "2026-07-06 09:00 not_at_home again 2026-07-06T11:00", "2026-07-06 11:30 not_at_home again 2026-07-06T14:00",
        until="2026-07-06 13:30",
    )  # fmt: skip

    assert whose(run) == [
        (REVIEW, KELURAHAN, 1, 1), (CITIZEN, KELURAHAN, 2, 2), (REVIEW, KELURAHAN, 0.5, 0.5),
        (CITIZEN, KELURAHAN, 2, 1),
    ]  # fmt: skip
    assert run.lines[-1].ended is None


@pytest.mark.parametrize("early", ["visited", "recommend", "release", "plan_visit", "transfer"])
def test_whoever_acts_before_the_day_agreed_takes_the_clock_back(early: str) -> None:
    (run,) = told(
        "2026-07-06 08:00 submit", "2026-07-06 08:00 claim", "2026-07-06 08:00 plan_visit",
        "2026-07-06 09:00 not_at_home again 2026-07-08T09:00", f"2026-07-06 10:00 {early}", until="2026-07-06 11:00",
    )  # fmt: skip

    assert [(stage, lived) for stage, _office, lived, _working in whose(run)[:2]] == [(REVIEW, 1), (CITIZEN, 1)]
    assert run.lines[-1].stage is not CITIZEN
    assert run.times.lived[CITIZEN] == HOUR


@pytest.mark.parametrize(("promise", "days", "minutes"), [(Promise(days=3), 0, None), (Promise(minutes=30), None, 90)])
def test_an_incident_over_noon_lasts_as_long_as_lived_and_moves_the_promise_by_what_was_worked(
    promise: Promise, days: int | None, minutes: int | None
) -> None:
    (run,) = told(
        "2026-07-06 08:00 submit promise 2026-07-09T16:00", "2026-07-06 08:30 claim", "2026-07-06 09:00 judge",
        "2026-07-06 11:00 hold", "2026-07-06 13:30 resume promise 2026-07-10T09:00", "2026-07-06 14:30 recommend",
        until="2026-07-06 14:30", promise=promise,
    )  # fmt: skip
    (shift,) = run.shifts

    assert whose(run) == [
        (WAITING, KELURAHAN, 1, 1), (REVIEW, KELURAHAN, 2, 2), (INCIDENT, KELURAHAN, 2.5, 1.5),
        (REVIEW, KELURAHAN, 1, 1),
    ]  # fmt: skip
    assert run.times.service == 4 * HOUR
    assert (shift.pause, shift.days, shift.minutes) == (INCIDENT, days, minutes)


def test_an_incident_over_a_weekend_is_neither_the_offices_nor_called_closed() -> None:
    (run,) = told(
        "2026-07-10 14:00 submit promise 2026-07-15T16:00", "2026-07-10 15:00 hold",
        "2026-07-13 09:00 resume promise 2026-07-16T16:00", until="2026-07-13 10:00",
    )  # fmt: skip
    (shift,) = run.shifts

    assert whose(run) == [(WAITING, KELURAHAN, 1, 1), (INCIDENT, KELURAHAN, 66, 3), (WAITING, KELURAHAN, 1, 1)]
    assert (run.times.service, run.times.closed) == (2 * HOUR, 0)
    assert shift.days == JAMBI.working_days_begun(at("2026-07-10 15:00"), at("2026-07-13 09:00")) == 1


def test_an_incident_during_a_correction_is_the_citizens_until_the_answer_and_the_incidents_after_it() -> None:
    """The network breaks on Monday at 10 and comes back on Wednesday at 10; the citizen answers on Tuesday."""
    (run,) = told(
        "2026-07-06 08:00 submit promise 2026-07-09T16:00", "2026-07-06 08:00 claim", "2026-07-06 09:00 ask_correction",
        "2026-07-07 09:00 resubmit promise 2026-07-10T16:30", "2026-07-07 09:00 hold",
        "2026-07-08 10:00 resume promise 2026-07-13T16:00", until="2026-07-08 11:00",
    )  # fmt: skip

    assert whose(run) == [
        (WAITING, KELURAHAN, 1, 1), (CITIZEN, KELURAHAN, 24, 7.5), (INCIDENT, KELURAHAN, 25, 8.5),
        (WAITING, KELURAHAN, 1, 1),
    ]  # fmt: skip
    assert [(one.pause, one.days) for one in run.shifts] == [(CITIZEN, 1), (INCIDENT, 1)]


def test_after_an_incident_a_request_goes_on_in_the_stage_it_was_in() -> None:
    untouched = ("2026-07-06 08:00 submit", "2026-07-06 08:00 claim")
    signed = ("2026-07-06 08:00 submit", "2026-07-06 08:00 claim", "2026-07-06 08:00 recommend")
    stopped = ("2026-07-06 09:00 hold", "2026-07-06 10:00 resume")

    for before, stage in ((untouched, WAITING), (signed, SIGNATURE)):
        (run,) = told(*before, *stopped, until="2026-07-06 11:00")
        assert [one.stage for one in run.lines] == [stage, INCIDENT, stage]


def test_who_let_go_of_a_request_on_hold_sends_it_back_to_the_queue() -> None:
    (run,) = told(
        "2026-07-06 08:00 submit", "2026-07-06 08:00 claim", "2026-07-06 08:00 judge", "2026-07-06 09:00 hold",
        "2026-07-06 09:30 hand_on", "2026-07-06 10:00 resume", until="2026-07-06 11:00",
    )  # fmt: skip

    assert [(one.stage, one.lived / HOUR) for one in run.lines] == [(REVIEW, 1), (INCIDENT, 1), (WAITING, 1)]


def test_an_incident_ends_the_wait_for_a_day_that_was_agreed() -> None:
    (run,) = told(
        "2026-07-06 08:00 submit", "2026-07-06 08:00 claim", "2026-07-06 08:00 plan_visit",
        "2026-07-06 09:00 not_at_home again 2026-07-08T09:00", "2026-07-06 10:00 hold", "2026-07-06 11:00 resume",
        until="2026-07-06 12:00",
    )  # fmt: skip

    assert [one.stage for one in run.lines] == [REVIEW, CITIZEN, INCIDENT, REVIEW]
