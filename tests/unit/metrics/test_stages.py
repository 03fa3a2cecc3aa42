"""The stages of a request on two clocks, summed by hand on easy hours (8-12, 13-16; Friday 8-11.30, 13.30-16.30)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from eservice.catalogue.definition import Promise
from eservice.metrics.definitions import DEFINITIONS
from eservice.metrics.figures import Figures, Measure
from eservice.metrics.rules import Period
from eservice.metrics.runs import Filing, Run, runs_of
from eservice.metrics.sets import Shown, behind
from eservice.requests.clock import OFFICE_STAGES, Stage, intervals, moved
from eservice.requests.workflow import Channel
from tests.unit.metrics.histories import HOURS, KECAMATAN, KELURAHAN, at, history, run, runs

HOUR = 3600
WAITING, REVIEW, SIGNATURE, CITIZEN = Stage.WAITING, Stage.REVIEW, Stage.SIGNATURE, Stage.CITIZEN
FILING = Filing(1, "K7M4QX", 3, Channel.ONLINE, at("06 08:00"), None, None)


def hours(run: Run, stage: Stage) -> tuple[float, float]:
    """Return lived and working hours of a stage."""
    return run.times.lived[stage] / HOUR, run.times.working[stage] / HOUR


def test_a_request_done_in_one_morning() -> None:
    done = run(
        "06 08:00 submit", "06 09:00 claim", "06 09:30 judge", "06 10:00 recommend", "06 11:30 sign", "06 11:31 issue"
    )

    assert hours(done, WAITING) == (1.5, 1.5)
    assert hours(done, REVIEW) == (0.5, 0.5)
    assert done.times.lived[SIGNATURE] == 91 * 60
    assert done.times.closed == 0
    assert done.times.service == done.times.elapsed == (3 * 60 + 31) * 60


def test_a_night_is_lived_but_not_worked() -> None:
    done = run(
        "06 15:00 submit", "07 09:00 claim", "07 09:00 judge", "07 10:00 recommend", "07 11:00 sign", "07 11:00 issue"
    )

    assert hours(done, WAITING) == (18, 2)
    assert done.times.closed == 16 * HOUR
    assert done.times.service == 4 * HOUR
    assert done.times.elapsed == 20 * HOUR


def test_a_weekend_is_lived_but_not_worked() -> None:
    done = run(
        "10 16:00 submit", "13 08:30 claim", "13 09:00 judge", "13 09:30 recommend", "13 10:00 sign", "13 10:00 issue"
    )

    assert hours(done, WAITING) == (65, 1.5)
    assert done.times.closed / HOUR == 63.5


def test_the_friday_break_is_not_worked() -> None:
    done = run(
        "10 11:00 submit", "10 14:00 claim", "10 14:00 judge", "10 14:30 recommend", "10 15:00 sign", "10 15:00 issue"
    )

    assert hours(done, WAITING) == (3, 1)
    assert done.times.closed == 2 * HOUR


def test_claimed_and_left_idle_is_still_waiting() -> None:
    idle = run(
        "06 08:00 submit", "06 08:01 claim", "07 11:00 judge", "07 11:30 recommend", "07 12:00 sign", "07 12:00 issue"
    )

    assert hours(idle, WAITING) == (27, 10)
    assert hours(idle, REVIEW) == (0.5, 0.5)


def test_given_back_to_the_queue_it_waits_again() -> None:
    waiting = run(
        "06 08:00 submit", "06 08:30 claim", "06 09:00 judge", "06 09:30 release", "06 11:30 claim", "06 11:30 judge",
        "06 12:00 recommend", "06 13:00 sign", "06 13:00 issue",
    )  # fmt: skip

    assert hours(waiting, WAITING) == (3, 3)
    assert hours(waiting, REVIEW) == (1, 1)


def test_a_colleague_goes_on_where_the_first_one_was() -> None:
    passed_on = run(
        "06 08:00 submit",
        "06 08:00 claim",
        "06 09:00 judge",
        "06 10:00 reassign",
        "06 11:00 recommend",
        until="06 11:00",
    )

    assert hours(passed_on, REVIEW) == (2, 2)


def test_a_pause_over_a_weekend_is_the_citizens_on_the_wall_clock_alone() -> None:
    mended = run(
        "10 08:00 submit", "10 09:00 claim", "10 10:00 ask_correction", "13 10:00 resubmit", "13 11:00 claim",
        "13 11:00 judge", "13 11:30 recommend", "13 12:00 sign", "13 12:00 issue",
    )  # fmt: skip

    assert hours(mended, CITIZEN) == (72, 6.5)
    assert hours(mended, WAITING) == (3, 3)
    assert mended.times.service == 4 * HOUR
    assert mended.times.closed == 0
    assert mended.times.elapsed == 76 * HOUR


def test_a_second_correction_stays_on_the_offices_clock() -> None:
    twice = run(
        "06 08:00 submit", "06 09:00 claim", "06 09:00 ask_correction", "06 10:00 resubmit", "06 10:00 claim",
        "06 11:00 ask_correction unpaused", until="07 08:00",
    )  # fmt: skip

    assert hours(twice, CITIZEN) == (1, 1)
    assert hours(twice, WAITING) == (23, 6)


def test_a_signature_sent_back_is_review_again() -> None:
    parts = intervals(
        history("06 08:00 submit", "06 09:00 claim", "06 09:00 judge", "06 10:00 recommend", "06 11:00 send_back"),
        until=at("06 12:00"),
    )

    assert [part.stage for part in parts] == [WAITING, REVIEW, SIGNATURE, WAITING]


def test_each_office_answers_for_its_own_part_of_the_signature() -> None:
    parts = intervals(
        history("06 08:00 submit", "06 09:00 recommend", "06 10:00 sign", f"06 10:01 next_place in {KECAMATAN}"),
        until=at("06 12:00"),
    )

    assert [(part.stage, part.office_id) for part in parts] == [
        (WAITING, KELURAHAN), (SIGNATURE, KELURAHAN), (SIGNATURE, KECAMATAN),
    ]  # fmt: skip


def test_the_office_of_a_run_is_the_one_that_handles_it_not_the_one_that_signs() -> None:
    waiting = run("06 08:00 submit", f"06 09:00 recommend by 20 in {KECAMATAN}", until="06 12:00")

    assert (waiting.office_id, waiting.turn_office_id, waiting.officer_id) == (KELURAHAN, KECAMATAN, 20)


def test_a_transferred_request_belongs_to_the_office_it_went_to() -> None:
    assert run("06 08:00 submit", "06 09:00 transfer in 8").office_id == 8


@pytest.mark.parametrize("end", ["06 08:00", "06 23:59", "11 03:00", "13 09:30", "14 10:00", "31 00:00"])
def test_the_lived_stages_add_up_to_the_elapsed_time_to_the_second(end: str) -> None:
    told = run(
        "06 08:00 submit", "06 09:17 claim", "06 09:31 judge", "06 10:02 ask_correction", "11 22:45 resubmit",
        "13 08:11 claim", "13 09:07 judge", "13 10:59 recommend", "13 14:03 send_back", "13 14:40 recommend",
        "14 09:00 sign", "14 09:01 issue", "15 10:00 collected", until=end,
    )  # fmt: skip

    lived = (min(at(end), at("14 09:01")) - at("06 08:00")) // timedelta(seconds=1)

    assert told.elapsed == sum(told.times.lived.values()) == lived
    office = sum(told.times.lived[stage] for stage in OFFICE_STAGES)
    assert (
        told.times.service + told.times.closed + told.times.lived[CITIZEN]
        == office + told.times.lived[CITIZEN]
        == lived
    )


def test_fractions_of_a_second_are_not_lost_between_the_stages_or_the_clocks() -> None:
    tenth = timedelta(milliseconds=100)
    events = [
        replace(event, taken_at=event.taken_at + number * 7 * tenth)
        for number, event in enumerate(
            history(*(f"06 08:00 {step}" for step in ("submit", "claim", "judge", "recommend", "sign", "issue")))
        )
    ]
    (told,) = runs_of(FILING, events, until=at("06 09:00"), calendar_of=lambda office, channel, instant: HOURS)

    assert told.times.elapsed == told.times.service == 3, "3.5 seconds, cut to whole ones as a whole"
    assert told.times.closed == 0


def test_filed_again_within_the_month_the_citizen_has_waited_since_the_first_time() -> None:
    again = run("13 08:00 submit", "13 09:00 claim", "13 10:00 hand_over_siak", first="06 08:00")

    assert again.times.elapsed == 2 * HOUR
    assert again.earlier == 7 * 24 * HOUR
    assert again.elapsed == again.earlier + again.times.elapsed


def test_opened_again_the_office_starts_anew_and_the_citizen_does_not() -> None:
    refused, again = runs(
        "06 08:00 submit", "06 09:00 propose_rejection", "06 10:00 reject",
        "13 08:00 reopen", "13 09:00 claim", "13 09:00 judge", "13 10:00 recommend", "13 11:00 sign", "13 11:00 issue",
    )  # fmt: skip

    assert refused.times.service == 2 * HOUR
    assert again.times.service == 3 * HOUR
    assert again.elapsed == (7 * 24 + 3) * HOUR


def test_an_open_request_counts_by_its_age_so_far_in_the_second_figure() -> None:
    done = [run("06 08:00 submit", "06 09:00 claim", "06 10:00 hand_over_siak", until="06 16:00") for _ in range(4)]
    waiting = run("06 08:00 submit", until="06 16:00")
    figures = Figures([*done, waiting], Period(at("06 00:00"), at("06 16:00")))

    assert figures.spread(Measure.SERVICE).n == 4
    assert figures.spread(Measure.SERVICE_SO_FAR).n == 5
    assert figures.spread(Measure.SERVICE_SO_FAR).p90 == 7 * HOUR


def test_only_means_add_up_and_they_do() -> None:
    done = [
        run(
            "06 08:00 submit",
            "06 09:00 claim",
            "06 10:00 judge",
            "06 11:00 recommend",
            "06 12:00 sign",
            "06 12:00 issue",
        )
    ] * 5
    figures = Figures(done, Period(at("06 00:00"), at("07 00:00")))

    assert figures.means == {WAITING: 2 * HOUR, REVIEW: HOUR, SIGNATURE: HOUR}
    assert sum(figures.means.values()) == done[0].times.service
    assert figures.longest_stage is WAITING


def test_right_at_the_first_try_means_nothing_asked_and_nothing_reopened() -> None:
    right = run("06 08:00 submit", "06 09:00 hand_over_siak")
    asked = run("06 08:00 submit", "06 09:00 ask_correction", "06 10:00 resubmit", "06 11:00 hand_over_siak")
    refused, reopened = runs(
        "06 08:00 submit", "06 09:00 propose_rejection", "06 10:00 reject", "07 08:00 reopen", "07 09:00 hand_over_siak"
    )
    july = Period(at("06 00:00"), at("31 12:00"))

    everything = [right, asked, refused, reopened]

    assert behind(Shown.ISSUED, everything, july) == [right, asked, reopened]
    assert behind(Shown.FIRST_TIME_RIGHT, everything, july) == [right]
    assert Figures(everything, july).rounds == 1


def test_the_legal_limit_is_five_working_days_and_moves_with_the_citizens_pauses() -> None:
    straight = run("06 09:00 submit", until="07 09:00")
    paused = run("06 09:00 submit", "06 10:00 ask_correction", "08 10:00 resubmit", until="09 09:00")

    assert straight.legal_at == at("13 16:00")
    assert paused.legal_at == at("15 16:00")
    assert behind(Shown.PAST_LEGAL, [run("06 09:00 submit", until="13 17:00")], Period(at("06 00:00"), at("13 17:00")))


def test_a_promise_of_days_moves_by_the_working_days_that_began_during_the_pause() -> None:
    promise = Promise(days=3)

    weekend = {"paused_at": at("10 10:00"), "resumed_at": at("13 10:00"), "calendar": HOURS}
    over_the_weekend = moved(at("10 16:30"), promise, **weekend)
    broken_before_it = moved(at("09 16:00"), promise, **weekend)
    within_a_day = moved(at("09 16:00"), promise, paused_at=at("07 09:00"), resumed_at=at("07 15:00"), calendar=HOURS)
    overnight = moved(at("09 16:00"), promise, paused_at=at("07 15:00"), resumed_at=at("08 09:00"), calendar=HOURS)

    assert over_the_weekend == at("13 16:00")
    assert broken_before_it == at("09 16:00")
    assert within_a_day == at("09 16:00")
    assert overnight == at("10 16:30")


def test_a_promise_of_minutes_moves_by_its_working_minutes() -> None:
    promise = Promise(minutes=30)

    over_lunch = moved(at("06 11:45"), promise, paused_at=at("06 11:30"), resumed_at=at("06 13:10"), calendar=HOURS)
    in_the_night = moved(at("06 15:45"), promise, paused_at=at("06 20:00"), resumed_at=at("06 22:00"), calendar=HOURS)

    assert over_lunch == at("06 13:25")
    assert in_the_night == at("06 15:45")


@pytest.mark.parametrize("awaited", ["Ketua RT", "ahli waris", "keberatan"])
def test_whoever_a_request_waits_for_outside_stands_in_what_the_figure_says_it_counts(awaited: str) -> None:
    assert awaited in DEFINITIONS[Measure.THIRD_PARTY].meaning
