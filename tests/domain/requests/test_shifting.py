"""A decree that comes later: the promises it moves are foreseen, moved once, told of, and never brought forward."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from eservice.accounts.actor import SYSTEM
from eservice.accounts.permissions import Role
from eservice.demo import life
from eservice.demo.people import Invented
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.notifications.models import Message
from eservice.offices import queries as offices
from eservice.requests import incidents, reviewing, shifting, steps, visiting
from eservice.requests.models import Request
from eservice.requests.workflow import Status, Step, Verdict
from eservice.worktime import actions as worktime
from eservice.worktime import changes, planning
from eservice.worktime.actions import Decision
from eservice.worktime.files import HolidayRow
from eservice.worktime.models import CalendarChange
from eservice.worktime.rules import ClosureKind
from tests.domain.requests.house import DAY, HOUR, MINUTE, Case, House
from tests.times import MONDAY

GAP = reviewing.Gap("proof", "kk", Verdict.UNCLEAR, "Foto lagi di tempat terang.")
TUESDAY_ON, WEDNESDAY_ON = date(2026, 7, 7), date(2026, 7, 8)


def holiday(on: date, at: datetime) -> HolidayRow:
    return HolidayRow(
        on=on, category=ClosureKind.NATIONAL, name="Pemilihan", name_en="Elections", is_estimate=False,
        decreed_at=at, source="SKB (CONTOH)",
    )  # fmt: skip


def decree(on: date, *, at: datetime) -> int:
    with transaction():
        return worktime.add_holiday(holiday(on, at), actor=SYSTEM, at=at).id


def close(house: House, on: date, *, at: datetime) -> None:
    """Close one kelurahan for a day, as its administrator does: by a calendar of its own."""
    office = offices.office(house.desk.office_id)
    with transaction():
        own = worktime.own_calendar(office.processing_calendar_id, office.id, actor=SYSTEM, at=at)
        db.session.get_one(type(office), office.id).processing_calendar_id = own.id
        decision = Decision(reason="Banjir", confirmed_by_id=house.district.signer.user_id or 0)
        worktime.add_closure(own.id, on, decision, actor=house.desk.supervisor, at=at)


def moves(case: Case) -> list[datetime]:
    return [event.promised_at for event in case.now.history if event.step is Step.CALENDAR_MOVED]


def told(case: Case) -> int:
    return sum(
        one.template == "calendar_moved"
        for one in db.session.scalars(select(Message).where(Message.request_code == case.code))
    )


def jambi(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-07-{text}:00+07:00")


def test_a_holiday_moves_the_promise_of_days_by_a_day_and_the_citizen_is_told_once(house: House) -> None:
    case = house.file("SKD")  # one working day: filed Monday 09.00, promised Tuesday 16.00
    assert case.now.promised_at == jambi("07 16:00")
    decree(TUESDAY_ON, at=MONDAY + HOUR)

    assert shifting.move_promises(at=MONDAY + HOUR) == 0, "a minute is left for what is being filed"
    assert shifting.move_promises(at=MONDAY + 2 * HOUR) == 1
    assert shifting.move_promises(at=MONDAY + 3 * HOUR) == 0

    assert moves(case) == [jambi("08 16:00")]
    assert case.now.promised_at == jambi("08 16:00")
    assert told(case) == 1
    event = case.now.history[-1]
    assert (event.actor_role, event.details["why"], event.details["from"]) == (Role.SYSTEM, "holiday", "2026-07-07")


def test_what_is_foreseen_is_what_then_happens(house: House) -> None:
    near, far = house.file("SKD"), house.file("SKAW")
    done = house.file("SKD").issued()
    at = MONDAY + 3 * HOUR
    db.session.remove()

    foreseen = shifting.foresee(planning.holiday(holiday(TUESDAY_ON, at)), at=at)
    before = {case.code: case.now.promised_at for case in (near, far)}
    decree(TUESDAY_ON, at=at)
    shifting.move_promises(at=at + HOUR)

    assert foreseen.is_whole
    assert {one.code for one in foreseen.moves} == {near.code, far.code}
    for one in foreseen.moves:
        case = near if one.code == near.code else far
        assert (one.came_from, one.goes_to) == (before[one.code], case.now.promised_at)
    assert moves(done) == []


def test_a_day_after_the_promise_or_before_the_filing_moves_nothing(house: House) -> None:
    case = house.file("SKD")

    decree(WEDNESDAY_ON, at=MONDAY + HOUR)
    decree(date(2026, 7, 3), at=MONDAY + HOUR)
    shifting.move_promises(at=MONDAY + 2 * HOUR)

    assert moves(case) == []


def test_a_closure_moves_the_promises_of_its_own_office_alone(house: House) -> None:
    here = house.file("SKD")
    neighbour = Invented(house.residents.one(region=house.next_door.region).facts)
    there = house.file("SKD", resident=neighbour, region=house.next_door.region)

    close(house, TUESDAY_ON, at=MONDAY + HOUR)
    shifting.move_promises(at=MONDAY + 2 * HOUR)

    assert moves(here) == [jambi("08 16:00")]
    assert moves(there) == []


def test_a_promise_broken_before_the_decree_stays_broken(house: House) -> None:
    case = house.file("SKD")

    decree(TUESDAY_ON, at=jambi("07 16:01"))
    shifting.move_promises(at=jambi("08 09:00"))

    assert moves(case) == []


def test_a_holiday_taken_back_brings_no_promise_forward_and_a_second_one_moves_it_no_further(house: House) -> None:
    case = house.file("SKD")
    number = decree(TUESDAY_ON, at=MONDAY + HOUR)
    shifting.move_promises(at=MONDAY + 2 * HOUR)

    with transaction():
        worktime.lift_holiday(number, actor=SYSTEM, at=MONDAY + 3 * HOUR)
    shifting.move_promises(at=MONDAY + 4 * HOUR)
    assert case.now.promised_at == jambi("08 16:00"), "a promise that was given is kept"

    decree(WEDNESDAY_ON, at=MONDAY + 5 * HOUR)
    shifting.move_promises(at=MONDAY + 6 * HOUR)
    assert case.now.promised_at == jambi("08 16:00"), "without the first day it would end on Tuesday"


def test_one_filed_by_the_old_hours_while_the_decree_was_made_is_moved_and_one_by_the_new_is_not(house: House) -> None:
    decree(TUESDAY_ON, at=MONDAY + HOUR)
    knows = house.file("SKD", at=MONDAY + HOUR - MINUTE)  # waited for the lock: its hour is earlier, its hours are new
    misses = house.file("SKD", at=MONDAY + HOUR - MINUTE)
    assert knows.now.promised_at == jambi("08 16:00")
    with transaction():  # as if it had read the calendar before the decree was there
        found = db.session.scalar(select(Request).where(Request.code == misses.code))
        assert found is not None
        found.promised_at = jambi("07 16:00")

    shifting.move_promises(at=MONDAY + 2 * HOUR)

    assert moves(knows) == []
    assert moves(misses) == [jambi("08 16:00")]


@pytest.mark.parametrize(("waits", "moved"), [(True, 1), (False, 0)])
def test_only_because_a_decree_waits_is_what_was_filed_meanwhile_by_the_old_hours_moved(
    house: House, monkeypatch: pytest.MonkeyPatch, waits: bool, moved: int
) -> None:
    """Its transaction read the hours before the decree and is stored after the worker has looked."""
    if not waits:
        monkeypatch.setattr(changes, "SETTLES", timedelta(0))
    decree(TUESDAY_ON, at=MONDAY + HOUR)

    shifting.move_promises(at=MONDAY + HOUR + timedelta(seconds=30))
    case = house.file("SKD", at=MONDAY + HOUR - MINUTE)
    with transaction():
        found = db.session.scalar(select(Request).where(Request.code == case.code))
        assert found is not None
        found.promised_at = jambi("07 16:00")
    shifting.move_promises(at=MONDAY + 2 * HOUR)

    assert len(moves(case)) == moved


@pytest.mark.parametrize("fault", [SystemExit, OSError])
def test_a_job_that_died_in_the_middle_is_gone_on_with_and_moves_nothing_twice(
    house: House, monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
) -> None:
    first, second = house.file("SKD"), house.file("SKD")
    decree(TUESDAY_ON, at=MONDAY + HOUR)
    whole = shifting.shift

    def dies(request: Request, change: CalendarChange, *, at: datetime) -> bool:
        if request.code == second.code:
            raise fault
        return whole(request, change, at=at)

    monkeypatch.setattr(shifting, "shift", dies)
    with suppress(SystemExit):
        shifting.move_promises(at=MONDAY + 2 * HOUR)
    assert (len(moves(first)), len(moves(second))) == (1, 0)

    monkeypatch.setattr(shifting, "shift", whole)
    shifting.move_promises(at=MONDAY + 3 * HOUR)

    assert (moves(first), moves(second)) == ([jambi("08 16:00")], [jambi("08 16:00")])
    db.session.remove()
    assert changes.unsettled(at=MONDAY + 9 * DAY) == []


def test_a_pause_and_a_holiday_move_the_promise_as_if_the_holiday_had_been_known(house: House) -> None:
    """Filed Monday, promised Tuesday; asked Monday, Wednesday decreed closed on Tuesday, answered Thursday 10.00.

    Begun during the pause: Tuesday and Thursday. One working day from Monday is Tuesday; two more are Thursday, Friday.
    """
    case = house.file("SKD").checked()
    life.ask(case.code, case.officer, [GAP], at=MONDAY + 2 * HOUR)
    decree(WEDNESDAY_ON, at=MONDAY + DAY)
    shifting.move_promises(at=MONDAY + DAY + HOUR)
    assert moves(case) == [], "promised before the day that closes"

    life.mend(case.code, case.asks, at=jambi("09 10:00"), rng=house.rng)

    assert case.now.promised_at == jambi("10 16:00") or wib(case.now.promised_at).date() == date(2026, 7, 10)


def test_a_holiday_decreed_while_an_incident_stops_a_request_moves_its_promise_too(house: House) -> None:
    """Filed Monday, promised Tuesday; stopped Monday 10.00 to 12.00, in which no working day begins."""
    case = house.file("SKD")
    outage = incidents.Declaration(
        service_id=None, office_id=house.desk.office_id, public_text="Listrik padam.", evidence="PLN (CONTOH)",
        begins_at=MONDAY + HOUR, until_at=MONDAY + DAY,
    )  # fmt: skip
    with life.travel(MONDAY + HOUR), transaction():
        number = incidents.declare(outage, actor=house.desk.signer, at=MONDAY + HOUR).id
    assert case.now.status is Status.ON_HOLD
    decree(TUESDAY_ON, at=MONDAY + 2 * HOUR)

    shifting.move_promises(at=MONDAY + 2 * HOUR + MINUTE)
    with life.travel(MONDAY + 3 * HOUR), transaction():
        incidents.end(incidents.incident(number), MONDAY + 3 * HOUR, actor=house.desk.signer, at=MONDAY + 3 * HOUR)

    assert moves(case) == [jambi("08 16:00")]
    assert (case.now.status, case.now.promised_at) == (Status.SUBMITTED, jambi("08 16:00"))


def test_a_holiday_moves_a_promise_that_a_visit_and_a_day_agreed_anew_have_moved(house: House) -> None:
    """Filed Monday, two working days and one for the visit: Thursday. Nobody home on Tuesday, agreed for Wednesday."""
    case = house.file("SKTM", wanted={"bidang": "kesehatan"})
    life.claim(case.code, case.officer, at=MONDAY)
    visitor = offices.membership(case.officer.membership_id or 0)
    first, second = (visiting.Window(at, at + HOUR) for at in (MONDAY + DAY, MONDAY + 2 * DAY))
    case.do(visiting.plan, first, visitor, actor=case.officer, at=MONDAY + MINUTE)
    given = case.now.promised_at
    stood = visiting.Stood(made_at=MONDAY + DAY)
    number = case.now.visits[-1].id
    case.do(visiting.nobody_home, number, second, stood, actor=case.officer, at=MONDAY + DAY + HOUR)
    assert (given, case.now.promised_at) == (jambi("09 16:00"), jambi("10 16:30"))

    decree(date(2026, 7, 9), at=MONDAY + DAY + 2 * HOUR)
    shifting.move_promises(at=MONDAY + DAY + 3 * HOUR)

    assert moves(case) == [jambi("13 16:00")]


def test_moving_a_promise_is_no_work_on_the_request(house: House) -> None:
    case = house.file("SKD")
    life.claim(case.code, case.officer, at=MONDAY + MINUTE)
    lease, holder = case.now.lease_until, case.now.holder_id
    decree(TUESDAY_ON, at=MONDAY + HOUR)

    shifting.move_promises(at=MONDAY + 2 * HOUR)

    assert len(moves(case)) == 1
    assert (case.now.lease_until, case.now.holder_id, case.now.status) == (lease, holder, Status.IN_REVIEW)


def test_nobody_but_the_house_moves_a_promise(house: House) -> None:
    case = house.file("SKD")

    for actor in (case.asks, case.officer, case.desk.supervisor, case.desk.signer):
        with pytest.raises(NotAllowedError):
            case.do(_move, actor=actor, at=MONDAY + HOUR)


def _move(request: Request, *, actor: life.Actor, at: datetime) -> None:
    steps.take(request, Step.CALENDAR_MOVED, actor=actor, at=at, move=steps.Move(promised_at=at + timedelta(days=9)))
