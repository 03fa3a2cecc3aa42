"""Whose clock runs while heirs are awaited, worked out by hand on dates.

Kota Jambi: Monday to Thursday 07.30-12.00 and 13.00-16.00, Friday 07.30-11.30 and 13.00-16.30.
"""

import pytest

from eservice.requests.clock import Stage
from eservice.requests.slots import slot_due, slot_stops_clock
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


OFFERED = "2026-07-07 10:00 offer_appointment again 2026-07-09T09:00"


@pytest.mark.parametrize(
    ("lines", "due"),
    [
        # A correction of the first round moves it by the days that began: Tuesday, Wednesday and Thursday.
        (("2026-07-06 10:00 ask_correction", "2026-07-09 11:00 resubmit", "2026-07-09 12:00 claim"), "07-13 16:00"),
        # A round that stopped no clock gives no new time.
        (("2026-07-06 10:00 ask_correction unpaused", "2026-07-09 11:00 resubmit", "2026-07-09 12:00 claim"),
         "07-08 16:00"),
        # A trifle asked at the last moment, or once the two days are over, forgives nothing.
        (("2026-07-08 15:00 ask_correction", "2026-07-08 15:20 resubmit", "2026-07-08 15:30 claim"), "07-08 16:00"),
        (("2026-07-09 08:00 ask_correction", "2026-07-09 08:10 resubmit", "2026-07-09 08:20 claim"), "07-08 16:00"),
        # So it is with an incident: a day of one gives that day, an hour of one after the two days nothing.
        (("2026-07-07 09:00 hold", "2026-07-08 09:00 resume"), "07-09 16:00"),
        (("2026-07-09 09:00 hold", "2026-07-09 10:00 resume"), "07-08 16:00"),
        # An incident while a time stands that was offered soon enough: the heirs are called anew.
        (("2026-07-07 10:00 offer_appointment again 2026-07-10T09:00", "2026-07-09 08:00 hold",
          "2026-07-09 12:00 resume", "2026-07-09 13:00 call_off_appointment"), "07-13 16:00"),
        # Asked for another time during one: the days before the question are not counted a second time.
        (("2026-07-06 14:00 offer_appointment again 2026-07-09T09:00", "2026-07-06 15:00 hold",
          "2026-07-08 09:00 another_time", "2026-07-08 10:00 resume"), "07-10 16:30"),
        # But those after it are: Thursday and Friday.
        (("2026-07-06 14:00 offer_appointment again 2026-07-09T09:00", "2026-07-06 15:00 hold",
          "2026-07-08 09:00 another_time", "2026-07-10 09:00 resume"), "07-14 16:00"),
        # The RT head was asked for a day.
        (("2026-07-06 10:00 ask_confirmation", "2026-07-07 10:00 confirmed"), "07-09 16:00"),
        # The heirs let the time fall through, or ask for another one.
        ((OFFERED, "2026-07-09 09:30 appointment_failed"), "07-13 16:00"),
        ((OFFERED, "2026-07-08 09:30 another_time"), "07-10 16:30"),
        # Also where the first time was offered late: what comes now is no longer that delay.
        (("2026-07-09 10:00 offer_appointment", "2026-07-09 11:00 another_time"), "07-13 16:00"),
        # What the office calls off, or puts on another day, or lets go, gives it nothing.
        ((OFFERED, "2026-07-08 09:30 call_off_appointment"), "07-08 16:00"),
        ((OFFERED, "2026-07-08 09:30 release", "2026-07-08 10:00 claim"), "07-08 16:00"),
        # An objection moves it by the days it lasted: Wednesday and Thursday.
        (("2026-07-07 10:00 block again 2026-07-14T16:00", "2026-07-09 10:00 unblock"), "07-10 16:30"),
        # Lifted long after its last day: what the office waited after that is its own.
        (("2026-07-06 10:00 block again 2026-07-07T10:00", "2026-07-10 09:00 unblock"), "07-09 16:00"),
        # An objection while a time stands that was offered soon enough: the heirs are called anew.
        (("2026-07-07 10:00 offer_appointment again 2026-07-10T09:00",
          "2026-07-09 09:00 block again 2026-07-16T16:00", "2026-07-09 15:00 unblock"), "07-13 16:00"),
        # At the meeting itself as well.
        ((OFFERED, "2026-07-09 09:30 block again 2026-07-16T16:00", "2026-07-09 15:00 unblock"), "07-13 16:00"),
        # But none where the office had called that time off before.
        (("2026-07-07 10:00 offer_appointment again 2026-07-10T09:00", "2026-07-08 09:00 call_off_appointment",
          "2026-07-09 10:00 block again 2026-07-16T16:00", "2026-07-09 15:00 unblock"), "07-08 16:00"),
        # Noted once the offer was late, or a second time, it gives nothing: the office notes and lifts it.
        (("2026-07-09 10:00 block again 2026-07-16T16:00", "2026-07-09 10:01 unblock"), "07-08 16:00"),
        (("2026-07-07 10:00 block again 2026-07-14T16:00", "2026-07-07 11:00 unblock", "2026-07-09 10:00 block",
          "2026-07-09 10:01 unblock"), "07-08 16:00"),
        # The hour came and nobody recorded anything; no incident from then on gives the office new days.
        ((OFFERED, "2026-07-10 09:00 judge"), "07-08 16:00"),
        ((OFFERED, "2026-07-09 09:00 hold", "2026-07-09 10:00 resume"), "07-08 16:00"),
        ((OFFERED, "2026-07-10 09:00 hold", "2026-07-10 09:30 resume"), "07-08 16:00"),
    ],
)  # fmt: skip
def test_by_when_a_time_is_owed(lines: tuple[str, ...], due: str) -> None:
    assert slot_due(history(*FILED, *lines), at=at("2026-07-10 10:00"), calendar=JAMBI) == at(f"2026-{due}")


@pytest.mark.parametrize(
    ("between", "lived"),
    [
        ((), 0),
        (("2026-07-07 12:00 judge",), 0),
        (("2026-07-07 12:00 release", "2026-07-07 14:00 claim"), 0),
        (("2026-07-08 09:00 hold", "2026-07-08 10:00 resume"), DAY - HOUR),  # an incident shut the door, not the office
    ],
)
def test_what_the_office_calls_off_nobody_else_waited_for(between: tuple[str, ...], lived: int) -> None:
    offered = (*FILED, OFFERED, *between)
    (before,) = told(*offered, until="2026-07-08 11:00")
    (after,) = told(*offered, "2026-07-08 11:00 call_off_appointment", until="2026-07-08 12:00")

    assert before.times.lived[THIRD_PARTY] > 0
    assert after.times.lived[THIRD_PARTY] == lived


@pytest.mark.parametrize("early", ["another_time", "appointment_kept", "block", "release"])
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


@pytest.mark.parametrize("lets_go", ["release", "hand_on"])
def test_an_objection_rests_on_others_also_while_nobody_or_a_colleague_has_the_request(lets_go: str) -> None:
    (run,) = told(
        *FILED, "2026-07-07 10:00 block again 2026-07-14T16:00", f"2026-07-08 09:00 {lets_go}",
        "2026-07-09 09:00 claim", until="2026-07-15 16:00",
    )  # fmt: skip

    assert [one.stage for one in run.lines[2:]] == [THIRD_PARTY, Stage.WAITING]
    assert run.times.lived[THIRD_PARTY] == 7 * DAY + 6 * HOUR
