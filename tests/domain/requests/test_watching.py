"""Reminders before a promise and at it, the supervisor told after it, the citizen before a correction ends."""

from datetime import datetime

import pytest
from sqlalchemy import select

from eservice.accounts.actor import SYSTEM, Actor
from eservice.demo import life
from eservice.kernel.db import db
from eservice.kernel.errors import IllegalStepError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.notifications.models import Message
from eservice.offices import queries as offices
from eservice.requests import reviewing, steps, sweeping, watching
from eservice.requests.clock import Stage, added, measured
from eservice.requests.steps import calendar_at
from eservice.requests.workflow import Nudge, Status, Step, Verdict
from tests.domain.requests.house import DAY, HOUR, MINUTE, Case, House
from tests.times import MONDAY

GAP = reviewing.Gap("proof", "kk", Verdict.UNCLEAR, "Foto lagi di tempat terang.")


def jambi(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-07-{text}:00+07:00")


def reminders(case: Case) -> list[tuple[str, str]]:
    """Return the reminders given: the step, and of what."""
    wanted = (Step.REMIND, Step.ESCALATE, Step.REMIND_CITIZEN)
    return [(one.step.value, one.details.get("nudge", "")) for one in case.now.history if one.step in wanted]


def inbox(actor: Actor) -> list[str]:
    found = db.session.scalars(select(Message).where(Message.user_id == actor.user_id).order_by(Message.id))
    return [one.template for one in found if one.template.startswith("promise")]


def test_the_holder_is_reminded_half_a_day_before_and_at_the_promise_and_the_supervisor_told_after(
    house: House,
) -> None:
    """Promised Tuesday 16.00; 240 working minutes before: 3 hours after lunch, 1 before it, hence 11.00 (lunch 12-13).

    As long after it: Wednesday begins 07.30, hence 11.30.
    """
    case = house.file("SKD")
    life.claim(case.code, case.officer, at=jambi("07 08:00"))

    for text in ("07 10:59", "07 11:00", "07 11:01", "07 16:00", "07 16:01", "08 11:29", "08 11:30", "10 09:00"):
        sweeping.sweep(at=jambi(text))

    assert reminders(case) == [("remind", "soon"), ("remind", "due"), ("escalate", "overdue")]
    assert inbox(case.officer) == ["promise_soon", "promise_due"]
    assert inbox(case.desk.supervisor) == ["promise_overdue"]
    assert [one.taken_at for one in case.now.history if one.step in (Step.REMIND, Step.ESCALATE)] == [
        jambi("07 11:00"), jambi("07 16:00"), jambi("08 11:30"),
    ]  # fmt: skip


def test_who_signs_is_reminded_while_the_signature_is_awaited_and_the_supervisor_while_nobody_has_it(
    house: House,
) -> None:
    signed, waits = house.file("SKD").recommended(), house.file("SKD")

    sweeping.sweep(at=jambi("07 11:00"))

    assert inbox(signed.desk.signer) == ["promise_soon"]
    assert inbox(waits.desk.supervisor) == ["promise_soon"]
    assert inbox(signed.officer) == []


def test_a_house_that_slept_gives_the_last_reminder_alone(house: House) -> None:
    case = house.file("SKD")

    sweeping.sweep(at=jambi("09 09:00"))
    sweeping.sweep(at=jambi("09 09:01"))

    assert reminders(case) == [("escalate", "overdue")]


def test_a_short_promise_at_the_counter_is_not_reminded_before_it_begins(house: House) -> None:
    case = house.file("SKD", helper=house.desk.officers[1])
    promised_at = case.now.promised_at
    assert promised_at is not None

    assert case.now.nudge is Nudge.SOON
    assert case.now.nudge_at is not None
    assert case.now.filed_at < case.now.nudge_at < promised_at


def test_a_reminder_is_no_work_on_the_request_it_renews_no_lease_and_ends_no_waiting(house: House) -> None:
    case = house.file("SKAW")
    life.claim(case.code, case.officer, at=MONDAY)
    with transaction():
        offices.office(house.desk.office_id).remind_minutes = 2_000  # well before the lease ends
    due = reminding_at(case)
    lease = case.now.lease_until

    sweeping.sweep(at=due)

    assert reminders(case) == [("remind", "soon")]
    assert (case.now.status, case.now.holder_id) == (Status.IN_REVIEW, case.officer.membership_id)
    assert case.now.lease_until == lease
    spent = added(measured(case.now.history, until=due + MINUTE, calendar_at=calendar_at(case.now)))
    assert spent.lived[Stage.REVIEW] == 0
    assert spent.lived[Stage.WAITING] > 0


def test_a_reminder_whose_hour_has_become_a_later_one_waits_for_it_and_holds_nothing_up(house: House) -> None:
    """Promised Tuesday 16.00; due at 11.00 by a lead of 240 minutes, at 15.00 by one of 60."""
    case = house.file("SKD")
    with transaction():
        offices.office(house.desk.office_id).remind_minutes = 60
    assert case.now.nudge_at == jambi("07 11:00")

    sweeping.sweep(at=jambi("07 11:00"))
    assert reminders(case) == []
    sweeping.sweep(at=jambi("07 15:00"))

    assert reminders(case) == [("remind", "soon")]


def reminding_at(case: Case) -> datetime:
    """Let the row take up its office's lead, as a promise that moves does; return when it is due."""
    with transaction():
        request = case.now
        request.nudge, request.nudge_at = steps.promise_nudges(request)[0]
        due = request.nudge_at
    assert due is not None
    return due


def test_a_resting_promise_reminds_nobody_in_the_office_and_the_citizen_once_before_the_end(house: House) -> None:
    """Asked Monday 10.00, until Monday the 13th 16.00; the last but one working day begins Friday the 10th, 07.30."""
    case = house.file("SKD").checked()
    life.ask(case.code, case.officer, [GAP], at=MONDAY + HOUR)

    for text in ("08 12:00", "10 07:29", "10 07:30", "10 09:00", "13 15:00"):
        sweeping.sweep(at=jambi(text))

    assert reminders(case) == [("remind_citizen", "")]
    assert case.now.history[-1].taken_at == jambi("10 07:30")
    templates = [one.template for one in db.session.scalars(select(Message).where(Message.request_code == case.code))]
    assert templates.count("correction_reminder") >= 1
    assert inbox(case.officer) == inbox(case.desk.supervisor) == []


def test_completed_again_the_promise_is_watched_again(house: House) -> None:
    case = house.file("SKD").checked()
    life.ask(case.code, case.officer, [GAP], at=MONDAY + HOUR)
    life.mend(case.code, case.asks, at=MONDAY + 2 * HOUR, rng=house.rng)

    assert (case.now.nudge, case.now.nudge_at) == (Nudge.SOON, jambi("07 11:00"))


def test_nothing_is_due_for_what_is_finished(house: House) -> None:
    case = house.file("SKD").issued()

    assert sweeping.sweep(at=MONDAY + 30 * DAY) == 0
    assert case.now.nudge is None


def test_a_reminder_is_the_house_s_own_act_and_only_when_it_is_due(house: House) -> None:
    case = house.file("SKD")

    with pytest.raises(IllegalStepError):
        case.do(watching.nudge, actor=SYSTEM, at=MONDAY + HOUR)
    for actor in (case.officer, case.desk.supervisor, case.asks):
        with pytest.raises(NotAllowedError):
            case.do(watching.nudge, actor=actor, at=jambi("07 11:00"))
    assert reminders(case) == []
