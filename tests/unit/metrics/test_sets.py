"""The sets of requests behind the queue: parts that add up, and what is soon late, told, opened and filed again."""

from dataclasses import replace
from datetime import time

import pytest

from eservice.metrics.figures import Figures
from eservice.metrics.rules import Period
from eservice.metrics.runs import Run
from eservice.metrics.sets import AGES, TURNS, Shown, behind
from eservice.requests.clock import Stage
from eservice.requests.workflow import Channel, Status
from eservice.web.supervisor.demand import works
from tests.unit.metrics.histories import HOURS, at, run, runs

JULY = Period(at("01 00:00"), at("31 12:00"))
DONE = ("06 09:00 claim", "06 09:30 judge", "06 10:00 recommend", "06 11:00 sign", "06 12:00 issue")
JOURNEYS = (
    (),
    ("06 09:00 claim",),
    ("06 09:00 claim", "06 09:30 judge"),
    ("06 09:00 claim", "06 09:30 judge", "06 10:00 recommend"),
    ("06 09:00 claim", "06 09:30 judge", "06 10:00 recommend", "06 11:00 sign"),
    ("06 09:00 claim", "06 09:30 ask_correction"),
    (
        "06 09:00 claim",
        "06 09:30 ask_correction",
        "06 10:00 resubmit",
        "06 11:00 claim",
        "06 11:00 ask_correction unpaused",
    ),
    DONE,
)


@pytest.mark.parametrize("until", ["06 12:00", "07 08:00", "08 12:00", "14 08:01", "31 12:00"])
def test_what_is_open_has_one_age_and_waits_for_one_thing(until: str) -> None:
    figures = Figures(
        [run("06 08:00 submit", *steps, until=until) for steps in JOURNEYS], Period(at("01 00:00"), at(until))
    )
    still_open = figures.behind(Shown.OPEN)

    assert len(still_open) == len(JOURNEYS) - 1
    for parts in (AGES, TURNS):
        assert sum(figures.count(one) for one in parts) == len(still_open)
        assert all(sum(each in figures.behind(one) for one in parts) == 1 for each in still_open)


def test_a_day_is_up_after_it_not_at_it() -> None:
    day_old = run("06 08:00 submit", until="07 08:00")

    assert behind(Shown.AGED_1, [day_old], JULY) == [day_old]
    assert behind(Shown.AGED_3, [run("06 08:00 submit", until="07 08:01")], JULY) != []


@pytest.mark.parametrize(
    ("until", "soon", "late"),
    [("07 08:00", False, False), ("07 10:00", True, False), ("08 09:59", True, False), ("08 10:00", False, True)],
)
def test_soon_late_is_who_has_hardly_a_working_day_left(until: str, soon: bool, late: bool) -> None:
    waiting = run("06 08:00 submit", promise="08 10:00", until=until)
    then = Period(at("01 00:00"), at(until))

    assert bool(behind(Shown.SOON, [waiting], then)) is soon
    assert bool(behind(Shown.LATE, [waiting], then)) is late


def test_a_promise_that_rests_is_not_soon_late() -> None:
    asked = run("06 08:00 submit", "06 09:00 claim", "06 09:30 ask_correction", promise="06 15:00", until="06 14:00")

    assert behind(Shown.SOON, [asked], Period(at("01 00:00"), at("06 14:00"))) == []


def test_broken_promises_are_told_or_not_told_and_kept_ones_neither() -> None:
    told = run("06 08:00 submit", "07 12:00 tell_late", promise="07 09:00", until="08 12:00")
    silent = run("06 08:00 submit", promise="07 09:00", until="08 12:00")
    kept = run("06 08:00 submit", *DONE)
    figures = Figures([told, silent, kept], JULY)

    assert figures.behind(Shown.TOLD_LATE) == [told]
    assert figures.behind(Shown.UNTOLD_LATE) == [silent]
    assert figures.count(Shown.BROKEN) == 2
    assert figures.told_late_share is None, "of two nothing is said"


def test_news_of_the_first_promise_is_none_of_the_second() -> None:
    first, second = runs(
        "06 08:00 submit", "06 16:00 tell_late", "07 09:00 claim", "07 10:00 judge", "07 11:00 propose_rejection",
        "07 12:00 reject", "promise 09 09:00", "08 08:00 reopen", promise="06 15:00", until="09 12:00",
    )  # fmt: skip

    assert (first.told_late, second.told_late) == (True, False)
    assert behind(Shown.UNTOLD_LATE, [first, second], JULY) == [second]
    assert behind(Shown.REOPENED, [first, second], JULY) == [second]


def test_who_asks_again_within_thirty_days_is_filed_again_and_who_is_reopened_is_not() -> None:
    again = run("06 08:00 submit", *DONE, first="03 08:00")
    once = run("06 08:00 submit", *DONE)

    assert behind(Shown.REFILED, [again, once], JULY) == [again]
    assert behind(Shown.REOPENED, [again, once], JULY) == []


def test_arrivals_are_counted_by_the_weekday_and_hour_of_jambi() -> None:
    figures = Figures([run(f"{day} submit") for day in ("06 09:59", "06 09:00", "05 23:30", "06 00:10")], JULY)

    assert figures.arrivals == {(0, 9): 2, (6, 23): 1, (0, 0): 1}
    assert sum(figures.arrivals.values()) == figures.count(Shown.FILED)


def test_the_channels_add_up() -> None:
    online = run("06 08:00 submit", *DONE)
    counter = replace(online, filing=replace(online.filing, channel=Channel.COUNTER))
    figures = Figures([online, counter, counter], JULY)

    assert figures.of_channel(Channel.COUNTER).runs == [counter, counter]
    assert sum(figures.of_channel(one).count(Shown.FINISHED) for one in Channel) == 3


def test_the_means_of_the_lived_stages_add_up_to_what_was_felt() -> None:
    felt: list[Run] = [run("06 08:00 submit", *DONE) for _ in range(4)]
    felt.append(
        run(
            "06 08:00 submit",
            "06 09:00 claim",
            "06 09:30 ask_correction",
            "07 09:30 resubmit",
            "07 10:00 claim",
            "07 10:00 judge",
            "07 11:00 recommend",
            "08 09:00 sign",
            "08 09:00 issue",
        )
    )
    figures = Figures(felt, JULY)

    assert sum(figures.lived_means.values()) == sum(one.elapsed for one in felt) / 5
    assert figures.lived_means[Stage.CITIZEN] == 24 * 3600 / 5
    assert figures.closed_mean == sum(one.times.closed for one in felt) / 5
    assert Figures(felt[:4], JULY).lived_means == {}


def test_a_closed_run_has_nothing_left() -> None:
    done = run("06 08:00 submit", *DONE, promise="10 16:00")

    assert (done.status, done.left) == (Status.ISSUED, 0)
    assert run("06 08:00 submit", promise="06 16:00", until="06 12:00").left == 3 * 3600


def test_an_hour_is_open_where_some_part_of_it_is_worked() -> None:
    friday = HOURS.week[4]

    assert [hour for hour in range(24) if works(friday, hour)] == [8, 9, 10, 11, 13, 14, 15, 16]
    assert [hour for hour in range(24) if works(HOURS.week[0], hour)] == [8, 9, 10, 11, 13, 14, 15]
    assert not any(works((), hour) for hour in range(24))
    assert time(8) in {window.opens for window in friday}
