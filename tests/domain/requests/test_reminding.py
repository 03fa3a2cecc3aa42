"""Reminding a citizen of what is missing: an event that moves nothing, not more than one a working day."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eservice.accounts.actor import Actor
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, NotAllowedError
from eservice.notifications import queries as messages
from eservice.notifications.models import Message
from eservice.requests import queries, reminding, reviewing, sweeping
from eservice.requests.workflow import Verdict
from tests.domain.guards import Race, together
from tests.domain.requests.house import DAY, HOUR, Case, House
from tests.times import MONDAY

ASKED = MONDAY + 2 * HOUR
TUESDAY = MONDAY + DAY


@pytest.fixture
def asked(house: House) -> Case:
    """A request whose applicant was asked on Monday to complete it."""
    case = house.file().checked()
    gaps = [reviewing.Gap("proof", "kk", verdict=Verdict.UNCLEAR, text="Buram.")]
    case.do(reviewing.ask_correction, gaps, actor=case.officer, at=ASKED)
    return case


def remind(case: Case, *, at: datetime, actor: Actor | None = None) -> None:
    case.do(reminding.remind, actor=actor or case.officer, at=at)


def written(case: Case) -> int:
    """Return how many reminders were written."""
    db.session.remove()
    counted = select(func.count()).select_from(Message).where(Message.template == "correction_reminder")
    return db.session.scalar(counted.where(Message.request_code == case.code)) or 0


def test_a_reminder_is_told_in_the_history_and_moves_nothing(asked: Case) -> None:
    before = asked.now
    stood = (before.status, before.promised_at, before.correction_until, before.nudge_at, before.lease_until)

    remind(asked, at=TUESDAY)

    after = asked.now
    assert (after.status, after.promised_at, after.correction_until, after.nudge_at, after.lease_until) == stood
    assert (written(asked), after.history[-1].actor_membership_id) == (1, asked.officer.membership_id)


def test_whom_an_officer_wrote_to_or_nothing_reaches_the_house_reminds_no_more(house: House, asked: Case) -> None:
    """The house's turn is Friday the 10th at 07.30; the officer writes a little before it."""
    silent = house.file(helper=house.desk.officers[1]).checked()
    gaps = [reviewing.Gap("proof", "kk", verdict=Verdict.UNCLEAR, text="Buram.")]
    silent.do(reviewing.ask_correction, gaps, actor=silent.officer, at=ASKED)
    due = asked.now.nudge_at
    assert due is not None
    remind(asked, at=due + HOUR)

    assert sweeping.sweep(at=due + 2 * HOUR) == 2, "both are dealt with, and not tried again"

    assert sweeping.sweep(at=due + 3 * HOUR) == 0
    assert (asked.steps().count("remind_citizen"), silent.steps().count("remind_citizen")) == (1, 0)
    assert (written(asked), written(silent)) == (1, 0)


def test_nobody_is_written_to_twice_within_a_working_day(asked: Case) -> None:
    """The asking itself counts; a weekend begins no new working day."""
    friday = MONDAY + 4 * DAY
    for at in (ASKED + HOUR, ASKED + 12 * HOUR):
        with pytest.raises(ConflictError, match="reminded_today"):
            remind(asked, at=at)
    remind(asked, at=friday)
    for at in (friday + HOUR, friday + DAY, friday + 2 * DAY):
        with pytest.raises(ConflictError, match="reminded_today"):
            remind(asked, at=at)

    remind(asked, at=friday + 3 * DAY)

    assert written(asked) == 2


def test_only_who_handles_it_reminds_and_only_while_something_is_missing(house: House, asked: Case) -> None:
    with pytest.raises(NotAllowedError, match="other_office"):
        remind(asked, at=TUESDAY, actor=house.next_door.officers[0])
    with pytest.raises(NotAllowedError, match="permission"):
        remind(asked, at=TUESDAY, actor=asked.asks)
    waiting = house.file()
    with pytest.raises(IllegalStepError):
        remind(waiting, at=TUESDAY, actor=asked.officer)

    assert written(asked) == written(waiting) == 0


def test_who_is_reached_by_no_message_is_not_reminded(house: House) -> None:
    case = house.file(helper=house.desk.officers[1]).checked()
    gaps = [reviewing.Gap("proof", "kk", verdict=Verdict.UNCLEAR, text="Buram.")]
    case.do(reviewing.ask_correction, gaps, actor=case.officer, at=ASKED)

    with pytest.raises(ConflictError, match="nobody_told"):
        remind(case, at=TUESDAY)


@pytest.mark.parametrize(("off", "letters"), [((), 1), (("lock",), 2)])
def test_only_without_the_lock_do_two_officers_remind_at_once(
    no_worker: Flask,
    house: House,
    asked: Case,
    switch_off: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    off: tuple[str, ...],
    letters: int,
) -> None:
    race, last = Race(2), messages.last_written_at
    switch_off(*off)

    def last_then_look(*about: Any) -> datetime | None:
        found = last(*about)
        race.look()
        return found

    monkeypatch.setattr(messages, "last_written_at", last_then_look)

    def press(officer: Actor) -> str:
        try:
            with race.transaction():
                reminding.remind(queries.for_change(asked.code), actor=officer, at=TUESDAY)
        except ConflictError as refused:
            return refused.code
        return "written"

    said = together(no_worker, [lambda officer=one: press(officer) for one in house.desk.officers[:2]])

    assert said.count("written") == letters
    assert written(asked) == letters
