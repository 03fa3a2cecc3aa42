"""The promise kept, by the promises that fell due: cases written by hand."""

from eservice.metrics.rules import Period, kept
from eservice.metrics.sets import Shown, behind
from tests.unit.metrics.histories import at, run, runs

JULY = Period(at("06 00:00"), at("31 12:00"))
ISSUED_BY_THEN = ("06 09:00 submit", "06 10:00 claim", "06 11:00 recommend", "07 09:00 sign", "07 09:01 issue")
ISSUED_LATE = (*ISSUED_BY_THEN[:3], "14 09:00 sign", "14 09:01 issue")


def test_a_letter_issued_by_its_promise_is_a_promise_kept() -> None:
    found = kept([run(*ISSUED_BY_THEN)], JULY)

    assert (found.n, found.kept) == (1, 1)


def test_a_letter_issued_at_the_last_second_is_kept_and_a_minute_later_is_not() -> None:
    head = ISSUED_BY_THEN[:4]

    assert kept([run(*head, "10 16:00 issue")], JULY).kept == 1
    assert kept([run(*head, "10 16:01 issue")], JULY).kept == 0


def test_a_refusal_in_time_keeps_the_promise_too() -> None:
    found = kept([run("06 09:00 submit", "06 10:00 claim", "06 11:00 propose_rejection", "08 10:00 reject")], JULY)

    assert (found.n, found.kept) == (1, 1)


def test_what_siak_made_in_time_keeps_the_promise_too() -> None:
    assert kept([run("06 09:00 submit", "06 10:00 claim", "08 11:00 hand_over_siak")], JULY).kept == 1


def test_a_late_letter_counts_in_the_denominator() -> None:
    found = kept([run(*ISSUED_BY_THEN), run(*ISSUED_LATE)], JULY)

    assert (found.n, found.kept) == (2, 1)


def test_an_open_request_whose_promise_has_passed_counts_as_broken() -> None:
    still_open = run("06 09:00 submit", "06 10:00 claim")

    found = kept([still_open], JULY)

    assert (found.n, found.kept) == (1, 0)
    assert behind(Shown.LATE, [still_open], JULY) == [still_open]
    assert behind(Shown.BROKEN, [still_open], JULY) == [still_open]


def test_never_finishing_the_late_ones_does_not_raise_the_share() -> None:
    finished = [run(*ISSUED_BY_THEN) for _ in range(8)]
    abandoned = [run("06 09:00 submit") for _ in range(2)]

    assert kept(finished + abandoned, JULY).on_time_share == 0.8


def test_a_promise_that_is_not_due_yet_is_in_no_share() -> None:
    early = Period(at("01 00:00"), at("09 12:00"))

    assert kept([run("06 09:00 submit", until="09 12:00")], early).n == 0
    assert kept([run(*ISSUED_BY_THEN, until="09 12:00")], early).n == 0


def test_the_period_is_that_of_the_promise_not_of_the_letter() -> None:
    first_week, second_week = Period(at("06 00:00"), at("12 00:00")), Period(at("12 00:00"), at("19 00:00"))
    late = run(*ISSUED_LATE)

    assert (kept([late], first_week).n, kept([late], second_week).n) == (1, 0)


def test_withdrawn_and_lapsed_stand_beside_the_share() -> None:
    withdrawn = run("06 09:00 submit", "07 09:00 withdraw")
    lapsed = run("06 09:00 submit", "06 10:00 claim", "06 11:00 ask_correction", "20 16:00 lapse")

    found = kept([run(*ISSUED_BY_THEN), withdrawn, lapsed], JULY)

    assert (found.n, found.kept, found.withdrawn, found.lapsed) == (1, 1, 1, 1)


def test_who_gave_up_after_the_promise_had_passed_is_named_beside_it() -> None:
    in_time = run("06 09:00 submit", "07 09:00 withdraw")
    too_late = run("06 09:00 submit", "13 09:00 withdraw")

    found = kept([in_time, too_late], JULY)

    assert (found.n, found.withdrawn, found.given_up_late) == (0, 2, 1)


def test_a_promise_that_stands_still_for_the_citizen_is_not_broken() -> None:
    paused = run("06 09:00 submit", "06 10:00 claim", "06 11:00 ask_correction")

    found = kept([paused], JULY)

    assert (found.n, found.paused) == (0, 1)
    assert behind(Shown.LATE, [paused], JULY) == []


def test_a_promise_broken_before_the_citizen_was_asked_is_broken_while_they_are() -> None:
    broken = run("06 09:00 submit", "13 10:00 claim", "13 11:00 ask_correction")

    found = kept([broken], JULY)

    assert (found.n, found.kept, found.paused) == (1, 0, 0)
    assert behind(Shown.LATE, [broken], JULY) == [broken]


def test_a_second_correction_does_not_stop_the_promise() -> None:
    running = run(
        "06 09:00 submit", "06 10:00 claim", "06 11:00 ask_correction", "promise 13 16:00", "07 11:00 resubmit",
        "07 13:00 claim", "07 14:00 ask_correction unpaused",
    )  # fmt: skip

    found = kept([running], JULY)

    assert (found.n, found.kept, found.paused) == (1, 0, 0)


def test_a_reopened_request_is_two_promises() -> None:
    refused, again = runs(
        "06 09:00 submit", "06 10:00 claim", "06 11:00 propose_rejection", "08 10:00 reject",
        "promise 17 16:00", "14 09:00 reopen", "14 10:00 claim", "14 11:00 recommend", "20 09:00 sign",
        "20 09:01 issue",
    )  # fmt: skip

    found = kept([refused, again], JULY)

    assert (refused.number, again.number) == (1, 2)
    assert (found.n, found.kept) == (2, 1)


def test_a_share_of_fewer_than_five_is_not_told() -> None:
    assert kept([run(*ISSUED_BY_THEN)] * 4, JULY).on_time_share is None
    assert kept([run(*ISSUED_BY_THEN)] * 5, JULY).on_time_share == 1


def test_the_figures_of_a_past_instant_do_not_know_what_came_later() -> None:
    then = run(*ISSUED_LATE, until="13 12:00")

    assert then.is_open
    assert behind(Shown.LATE, [then], Period(at("06 00:00"), at("13 12:00"))) == [then]


def test_due_today_means_promised_before_midnight_and_not_late_yet() -> None:
    morning = Period(at("06 00:00"), at("10 08:00"))
    today, late, tomorrow = (
        run("06 09:00 submit", promise=promise, until="10 08:00") for promise in ("10 16:00", "09 16:00", "13 16:00")
    )

    assert behind(Shown.DUE_TODAY, [today, late, tomorrow], morning) == [today]
    assert behind(Shown.LATE, [today, late, tomorrow], morning) == [late]
