"""Promises worked out by hand, one for each way in which a calendar and a history meet.

Kota Jambi: Monday to Thursday 07.30-12.00 and 13.00-16.00, Friday 07.30-11.30 and 13.00-16.30.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from eservice.catalogue.definition import Promise
from eservice.requests.clock import last_run, promise_anew
from eservice.requests.nudges import correction_nudge, nudges
from eservice.requests.workflow import Nudge
from eservice.worktime.rules import Calendar, Closure, ClosureKind
from tests.unit.requests.happened import JAMBI, KECAMATAN, THREE_DAYS, at, history

HALF_A_DAY = 240
WEDNESDAY_SHUT = replace(
    JAMBI,
    closures=(
        *JAMBI.closures,
        Closure(
            on=date(2026, 7, 8), kind=ClosureKind.OWN, name="Banjir", decreed_at=datetime(2026, 7, 7, 3, tzinfo=UTC)
        ),
    ),
)
"""Decreed on Tuesday 7 July, 10.00 WIB."""


def promised(*lines: str, promise: Promise = THREE_DAYS, calendar: Calendar = JAMBI) -> str:
    """Return the promise of the last run of a history as ``2026-07-09 16:00`` of Jambi."""
    found = promise_anew(last_run(history(*lines)), promise, lambda _office: calendar)
    return f"{found.astimezone(at('2026-07-06 00:00').tzinfo):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("filed", "promise", "due"),
    [
        # At night: Tuesday opens 07.30; 4.5 hours to noon and 0.5 from 13.00 make five.
        ("2026-07-06 20:10", Promise(minutes=300), "2026-07-07 13:30"),
        # The day of filing never counts, also at 20.10.
        ("2026-07-06 20:10", Promise(days=1), "2026-07-07 16:00"),
        # On a Saturday: Monday 13, Tuesday 14, Wednesday 15.
        ("2026-07-11 10:00", THREE_DAYS, "2026-07-15 16:00"),
        ("2026-07-11 10:00", Promise(minutes=60), "2026-07-13 08:30"),
        # Tuesday 17 March, in Ramadan (to 15.00): half an hour; 18 to 24 March are Nyepi, Eid and joint leave.
        ("2026-03-17 14:30", Promise(minutes=60), "2026-03-25 08:00"),
        # Wednesday 25, Thursday 26, Friday 27 March, after Eid on ordinary hours.
        ("2026-03-17 14:30", THREE_DAYS, "2026-03-27 16:30"),
        # A Ramadan Friday ends 11.30: an hour and a half; Monday 07.30 to 08.00 is the rest of two hours.
        ("2026-03-06 10:00", Promise(minutes=120), "2026-03-09 08:00"),
    ],
)
def test_by_when_something_filed_is_promised(filed: str, promise: Promise, due: str) -> None:
    assert promised(f"{filed} submit", promise=promise) == due


def test_a_pause_over_a_weekend_moves_days_by_the_one_that_began_and_minutes_by_those_worked() -> None:
    """Filed Thursday: Friday 10, Monday 13, Tuesday 14. Asked Friday 10.00, answered Monday 10.00: Monday began.

    In minutes: Friday 10.00-11.30 and 13.00-16.30 are 300, Monday 07.30-10.00 are 150: 450 more than 600.
    600 from Thursday 09.00: 180 + 180 on Thursday, 240 on Friday to 11.30; then Friday 210, Monday 240 to 11.30.
    """
    lines = ("2026-07-09 09:00 submit", "2026-07-10 09:00 claim", "2026-07-10 10:00 ask_correction",
             "2026-07-13 10:00 resubmit")  # fmt: skip

    assert promised(*lines) == "2026-07-15 16:00"
    assert promised(*lines, promise=Promise(minutes=600)) == "2026-07-13 11:30"


def test_a_pause_that_begins_when_the_promise_is_broken_moves_nothing() -> None:
    """Filed Monday: Tuesday 7, Wednesday 8, Thursday 9 at 16.00. Asked a minute before is in time, then too late."""
    asked = "2026-07-09 {} ask_correction"
    lines = ("2026-07-06 09:00 submit", "2026-07-06 09:00 claim", asked, "2026-07-14 09:00 resubmit")

    assert promised(*(one.format("15:59") for one in lines)) == "2026-07-14 16:00"
    assert promised(*(one.format("16:00") for one in lines)) == "2026-07-09 16:00"


def test_a_calendar_changed_in_the_middle_counts_from_the_filing_as_if_it_had_been_known() -> None:
    """Filed Monday: Tuesday 7, Wednesday 8, Thursday 9. With Wednesday shut: Tuesday 7, Thursday 9, Friday 10."""
    assert promised("2026-07-06 09:00 submit") == "2026-07-09 16:00"
    assert promised("2026-07-06 09:00 submit", calendar=WEDNESDAY_SHUT) == "2026-07-10 16:30"
    before = WEDNESDAY_SHUT.as_decreed_before(at("2026-07-07 10:00") - timedelta(microseconds=1))
    assert promised("2026-07-06 09:00 submit", calendar=before) == "2026-07-09 16:00"


def test_of_two_corrections_the_first_alone_moves_the_promise() -> None:
    """Filed Monday, due Thursday 9. Asked Tuesday 10.00, answered Wednesday 10.00: Wednesday began, hence Friday 10.

    Asked again Thursday 10.00, answered Monday: the second round stands against the office, and moves nothing.
    """
    first = ("2026-07-06 09:00 submit", "2026-07-07 09:00 claim", "2026-07-07 10:00 ask_correction",
             "2026-07-08 10:00 resubmit", "2026-07-09 09:00 claim")  # fmt: skip

    assert promised(*first) == "2026-07-10 16:30"
    assert (
        promised(*first, "2026-07-09 10:00 ask_correction unpaused", "2026-07-13 10:00 resubmit") == "2026-07-10 16:30"
    )


def test_a_reopened_request_is_promised_anew_from_its_reopening() -> None:
    """Reopened Monday 13 at 09.00: Tuesday 14, Wednesday 15, Thursday 16; the pause of the first run is forgotten."""
    assert (
        promised(
            "2026-07-06 09:00 submit", "2026-07-06 10:00 claim", "2026-07-06 11:00 ask_correction",
            "2026-07-07 11:00 resubmit", "2026-07-07 12:00 claim", "2026-07-08 09:00 propose_rejection",
            "2026-07-08 10:00 reject", "2026-07-13 09:00 reopen",
        )
        == "2026-07-16 16:00"
    )  # fmt: skip


def test_two_offices_in_turn_keep_the_date_of_the_one_that_promised() -> None:
    """Filed in the kelurahan, which is open on Wednesday; passed on to an office that is shut then: still Thursday."""
    events = history("2026-07-06 09:00 submit", f"2026-07-06 10:00 transfer in {KECAMATAN}")
    hours = {KECAMATAN: WEDNESDAY_SHUT}

    assert promise_anew(events, THREE_DAYS, lambda one: hours.get(one, JAMBI)) == at("2026-07-09 16:00")


def test_claimed_and_left_idle_the_promise_stays_where_it_was() -> None:
    assert promised("2026-07-06 09:00 submit", "2026-07-06 09:05 claim", "2026-07-07 16:00 lease_ended") == (
        "2026-07-09 16:00"
    )


def test_reminders_count_back_over_lunch_night_and_weekend() -> None:
    """Due Thursday 16.00: 180 minutes to 13.00, 60 before noon, 11.00; after it Friday 07.30 and four hours: 11.30.

    Due Monday 08.00: half an hour there; Friday 13.00-16.30 are 210, so all of it was worked by Friday 11.30 at least.
    A quarter of an hour at the counter: a third before it, and a third after it.
    """
    assert nudges(THREE_DAYS, at("2026-07-09 16:00"), JAMBI, minutes=HALF_A_DAY) == (
        (Nudge.SOON, at("2026-07-09 11:00")),
        (Nudge.DUE, at("2026-07-09 16:00")),
        (Nudge.OVERDUE, at("2026-07-10 11:30")),
    )
    assert nudges(THREE_DAYS, at("2026-07-13 08:00"), JAMBI, minutes=HALF_A_DAY)[0][1] == at("2026-07-10 11:30")
    assert nudges(Promise(minutes=15), at("2026-07-06 09:15"), JAMBI, minutes=HALF_A_DAY) == (
        (Nudge.SOON, at("2026-07-06 09:10")),
        (Nudge.DUE, at("2026-07-06 09:15")),
        (Nudge.OVERDUE, at("2026-07-06 09:20")),
    )


def test_a_correction_is_reminded_of_as_its_last_but_one_working_day_begins() -> None:
    """Asked Monday 6: five working days end Monday 13; the fourth is Friday 10. Before Eid: 25, 26, 27, 30, 31."""
    assert correction_nudge(at("2026-07-06 10:00"), JAMBI) == at("2026-07-10 07:30")
    assert correction_nudge(at("2026-03-17 10:00"), JAMBI) == at("2026-03-30 07:30")
