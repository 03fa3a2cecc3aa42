"""Whose clock runs while heirs are awaited, worked out by hand on dates.

Kota Jambi: Monday to Thursday 07.30-12.00 and 13.00-16.00, Friday 07.30-11.30 and 13.00-16.30.
"""

import pytest

from eservice.requests.clock import Stage, slot_owed_since, slot_stops_clock
from tests.unit.requests.happened import DAY, HOUR, JAMBI, at, history, told

REVIEW, THIRD_PARTY = Stage.REVIEW, Stage.THIRD_PARTY

FILED = ("2026-07-06 08:00 submit promise 2026-07-13T16:00", "2026-07-06 08:30 claim", "2026-07-06 09:00 judge")
"""Monday; two working days to offer a time end on Wednesday 8 July at 16.00."""


def stops(*lines: str, offered: str) -> bool:
    return slot_stops_clock(history(*FILED, *lines), at=at(offered), calendar=JAMBI)


def test_a_time_offered_soon_stands_on_the_heirs_to_the_hour_and_moves_the_promise_by_the_days_between() -> None:
    """Offered Tuesday 10.00 for Thursday 9.00: Wednesday and Thursday began, so Monday 13 becomes Wednesday 15."""
    (run,) = told(
        *FILED, "2026-07-07 10:00 offer_appointment again 2026-07-09T09:00 promise 2026-07-15T16:00",
        "2026-07-09 10:00 appointment_kept", until="2026-07-09 11:00",
    )  # fmt: skip
    (shift,) = run.shifts

    assert [(one.stage, one.lived) for one in run.lines[1:]] == [
        (REVIEW, DAY + HOUR), (THIRD_PARTY, 2 * DAY - HOUR), (REVIEW, 2 * HOUR),
    ]  # fmt: skip
    assert (shift.pause, shift.days) == (THIRD_PARTY, 2)


def test_a_time_offered_late_stays_on_the_office_up_to_the_appointment() -> None:
    (run,) = told(
        *FILED, "2026-07-09 08:00 offer_appointment", "2026-07-10 09:00 appointment_kept", until="2026-07-10 09:00"
    )

    assert run.times.lived[THIRD_PARTY] == 0
    assert run.times.lived[REVIEW] == 4 * DAY


@pytest.mark.parametrize(
    ("offered", "in_time"), [("2026-07-08 16:00", True), ("2026-07-08 16:01", False), ("2026-07-06 09:00", True)]
)
def test_two_working_days_after_the_filing_is_soon_enough(offered: str, in_time: bool) -> None:
    assert stops(offered=offered) is in_time


@pytest.mark.parametrize(
    ("lines", "since"),
    [
        # A correction, the first round: the office has it back on Thursday 11.00.
        (("2026-07-06 10:00 ask_correction", "2026-07-09 11:00 resubmit", "2026-07-09 12:00 claim"), "07-09 11:00"),
        # A round that stopped no clock gives no new time either.
        (("2026-07-06 10:00 ask_correction unpaused", "2026-07-09 11:00 resubmit", "2026-07-09 12:00 claim"),
         "07-06 08:00"),
        # The heirs let the time fall through, or ask for another one.
        (("2026-07-07 10:00 offer_appointment again 2026-07-09T09:00", "2026-07-09 09:30 appointment_failed"),
         "07-09 09:30"),
        (("2026-07-07 10:00 offer_appointment again 2026-07-09T09:00", "2026-07-08 09:30 another_time"), "07-08 09:30"),
        # Also where the first time was offered late: what comes now is no longer that delay.
        (("2026-07-09 10:00 offer_appointment", "2026-07-09 11:00 another_time"), "07-09 11:00"),
        # What the office calls off, or puts on another day, or lets go, gives it nothing.
        (("2026-07-07 10:00 offer_appointment again 2026-07-09T09:00", "2026-07-08 09:30 call_off_appointment"),
         "07-06 08:00"),
        (("2026-07-07 10:00 offer_appointment again 2026-07-09T09:00", "2026-07-08 09:30 release",
          "2026-07-08 10:00 claim"), "07-06 08:00"),
        # An objection that was settled.
        (("2026-07-07 10:00 block again 2026-07-14T16:00", "2026-07-09 10:00 unblock"), "07-09 10:00"),
        # An objection after a time was offered soon enough: the heirs are called anew.
        (("2026-07-07 10:00 offer_appointment again 2026-07-10T09:00", "2026-07-09 09:00 call_off_appointment",
          "2026-07-09 09:00 block again 2026-07-16T16:00", "2026-07-09 15:00 unblock"), "07-09 15:00"),
        # Noted once the offer was late, or a second time, it gives nothing: the office notes and lifts it.
        (("2026-07-09 10:00 block again 2026-07-16T16:00", "2026-07-09 10:01 unblock"), "07-06 08:00"),
        (("2026-07-07 10:00 block again 2026-07-14T16:00", "2026-07-07 11:00 unblock", "2026-07-09 10:00 block",
          "2026-07-09 10:01 unblock"), "07-07 11:00"),
        # The hour came and nobody recorded anything.
        (("2026-07-07 10:00 offer_appointment again 2026-07-09T09:00", "2026-07-10 09:00 judge"), "07-06 08:00"),
    ],
)  # fmt: skip
def test_since_when_a_time_is_owed(lines: tuple[str, ...], since: str) -> None:
    assert slot_owed_since(history(*FILED, *lines), at=at("2026-07-10 10:00"), calendar=JAMBI) == at(f"2026-{since}")


@pytest.mark.parametrize("early", ["another_time", "call_off_appointment", "appointment_kept", "block", "release"])
def test_whoever_acts_before_the_hour_takes_the_clock_from_the_heirs(early: str) -> None:
    (run,) = told(
        *FILED, "2026-07-07 10:00 offer_appointment again 2026-07-09T09:00", f"2026-07-07 12:00 {early}",
        until="2026-07-07 13:00",
    )  # fmt: skip

    assert run.times.lived[THIRD_PARTY] == 2 * HOUR
    assert run.lines[-1].stage is not THIRD_PARTY


def test_an_objection_rests_on_others_to_its_last_day_and_runs_on_by_itself() -> None:
    (run,) = told(*FILED, "2026-07-07 10:00 block again 2026-07-14T16:00", until="2026-07-15 16:00")

    assert [one.stage for one in run.lines[2:]] == [THIRD_PARTY, REVIEW]
    assert run.times.lived[THIRD_PARTY] == 7 * DAY + 6 * HOUR
