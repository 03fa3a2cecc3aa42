"""Incidents: for all requests of a service or an office, never one; each goes on where it stood."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.audit.models import AuditEntry
from eservice.demo import life
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, InvalidInputError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.metrics.queries import public_promise, runs_of_request
from eservice.notifications.models import Message
from eservice.offices import queries as offices
from eservice.requests import apart, filing, handing_on, handover, incidents, queries, reviewing
from eservice.requests.clock import Stage
from eservice.requests.incidents import Declaration
from eservice.requests.models import Incident, Request
from eservice.requests.workflow import Status, Step, Verdict
from tests.domain.guards import Race, together
from tests.domain.requests.house import DAY, HOUR, MINUTE, Case, House
from tests.times import MONDAY

GAP = reviewing.Gap("proof", "kk", Verdict.UNCLEAR, "Foto lagi di tempat terang.")
TEN = MONDAY + 2 * HOUR


def declared(house: House, *, at: datetime = TEN, actor: Actor | None = None, **facts: Any) -> int:
    """Open an incident for the whole kelurahan, and return its number; the worker does its part if it hears."""
    usual = {
        "service_id": None, "office_id": house.desk.office_id, "public_text": "Listrik padam di kantor.",
        "evidence": "Laporan PLN 12/2026", "begins_at": at, "until_at": at + 2 * DAY,
    }  # fmt: skip
    with life.travel(at), transaction():
        return incidents.declare(Declaration(**(usual | facts)), actor=actor or house.desk.signer, at=at).id


def ended(house: House, number: int, *, at: datetime, over: datetime | None = None) -> None:
    with life.travel(at), transaction():
        incidents.end(incidents.incident(number), over or at, actor=house.desk.signer, at=at)


def next_door(house: House) -> Case:
    """Return a request that lies at the kelurahan next door."""
    case = house.file()
    to = offices.office(house.next_door.office_id)
    case.do(reviewing.transfer, to, "Alamatnya di sana.", actor=case.officer, at=MONDAY)
    return case


def told(case: Case) -> list[str]:
    db.session.remove()
    rows = db.session.scalars(select(Message).where(Message.request_code == case.code).order_by(Message.id))
    return [one.template for one in rows if one.channel.value == "inbox"]


def lived(case: Case, stage: Stage, *, at: datetime) -> float:
    return runs_of_request(case.now.id, at)[-1].times.lived[stage] / 3600


def test_every_request_the_office_has_in_hand_stops_and_goes_on_where_it_stood(house: House) -> None:
    waiting, reviewed, signed = house.file(), house.file().checked(), house.file().recommended()
    asked = house.file().checked()
    life.ask(asked.code, asked.officer, [GAP], at=MONDAY + HOUR)
    elsewhere, done = next_door(house), house.file().issued(at=MONDAY + HOUR)
    cases = (waiting, reviewed, signed, asked, elsewhere, done)
    before = [(case.now.status, case.now.holder_id, case.now.turn_office_id) for case in cases]

    number = declared(house)
    during = [case.now.status for case in cases]
    held = (reviewed.now.holder_id, signed.now.turn_office_id)
    ended(house, number, at=TEN + DAY)

    stopped = [Status.ON_HOLD] * 3
    assert during == [*stopped, Status.NEEDS_CORRECTION, Status.SUBMITTED, Status.ISSUED]
    assert held == (before[1][1], before[2][2])
    assert [(case.now.status, case.now.holder_id, case.now.turn_office_id) for case in cases] == before
    assert all(case.steps()[-2:] == ["hold", "resume"] for case in cases[:3])
    assert told(waiting)[-2:] == ["held", "resumed"]
    assert lived(waiting, Stage.INCIDENT, at=TEN + DAY) == 24


def test_the_promise_moves_by_what_would_have_been_worked_and_is_not_broken_meanwhile(house: House) -> None:
    online, desk = house.file(), house.file(helper=house.desk.officers[1], at=TEN - 10 * MINUTE)
    days, minutes = online.now.promised_at, desk.now.promised_at
    assert days is not None
    assert minutes is not None

    number = declared(house)
    on_hold = desk.now
    with pytest.raises(IllegalStepError):
        desk.do(handover.tell_late, actor=SYSTEM, at=TEN + 3 * HOUR)
    assert not handover.is_late(on_hold, at=TEN + 3 * HOUR)
    assert public_promise(TEN + 4 * HOUR).n == 0
    ended(house, number, at=TEN + 3 * HOUR)

    assert online.now.promised_at == days
    assert desk.now.promised_at == minutes + 3 * HOUR  # two hours of it were noon's and what is left after it


def test_a_broken_promise_is_mended_by_no_incident(house: House) -> None:
    case = house.file()
    late = case.now.promised_at
    assert late is not None

    number = declared(house, at=late + DAY)
    ended(house, number, at=late + 2 * DAY)

    assert case.now.promised_at == late


def test_a_start_told_afterwards_mends_no_promise_broken_since(house: House) -> None:
    broken, running = house.file(helper=house.desk.officers[1], at=TEN - 50 * MINUTE), house.file()
    promised = broken.now.promised_at
    assert promised is not None
    assert TEN - HOUR < promised < TEN

    number = declared(house, begins_at=TEN - HOUR)
    held_at = [case.now.history[-1].taken_at for case in (broken, running)]
    ended(house, number, at=TEN + DAY)

    assert held_at == [promised, TEN - HOUR], "to its promise the office had it"
    assert (broken.now.promised_at, runs_of_request(broken.now.id, TEN + DAY)[-1].is_paused) == (promised, False)


def test_what_falls_due_after_the_declaration_and_before_the_worker_comes_rests(no_worker: Flask, house: House) -> None:
    case = house.file(helper=house.desk.officers[1], at=TEN - MINUTE)
    promised = case.now.promised_at
    assert promised is not None
    number = declared(house)

    incidents.carry_out(at=promised + MINUTE)
    held = runs_of_request(case.now.id, promised + MINUTE)[-1]
    ended(house, number, at=promised + DAY)
    incidents.carry_out(at=promised + DAY)

    assert held.is_paused
    assert (case.now.promised_at or promised) > promised


def test_a_start_told_afterwards_begins_where_the_request_was_last_touched(house: House) -> None:
    idle, touched = house.file(), house.file()
    life.claim(touched.code, touched.officer, at=TEN - 30 * MINUTE)

    declared(house, begins_at=TEN - HOUR)

    assert [case.now.history[-1].taken_at for case in (idle, touched)] == [TEN - HOUR, TEN - 30 * MINUTE]


def test_an_end_told_afterwards_gives_the_office_no_more_than_it_lasted(house: House) -> None:
    case = house.file()
    number = declared(house)

    ended(house, number, at=TEN + 5 * HOUR, over=TEN + HOUR)

    assert lived(case, Stage.INCIDENT, at=TEN + 5 * HOUR) == 1
    logged = select(AuditEntry.at).where(AuditEntry.action.in_(["request:hold", "request:resume"]))
    assert db.session.scalars(logged.order_by(AuditEntry.sequence)).all() == [TEN, TEN + 5 * HOUR], "the log says when"


def test_what_is_filed_or_answered_while_it_lasts_is_stopped_from_there(house: House) -> None:
    asked = house.file().checked()
    life.ask(asked.code, asked.officer, [GAP], at=MONDAY + HOUR)
    number = declared(house)
    filed = house.file(at=TEN + HOUR)
    life.mend(asked.code, asked.asks, at=TEN + 2 * HOUR, rng=house.rng)

    assert incidents.carry_out(at=TEN + 2 * HOUR) == 2
    ended(house, number, at=TEN + 4 * HOUR)

    assert lived(filed, Stage.INCIDENT, at=TEN + 5 * HOUR) == 3
    assert (lived(asked, Stage.CITIZEN, at=TEN + 5 * HOUR), lived(asked, Stage.INCIDENT, at=TEN + 5 * HOUR)) == (3, 2)


def test_nothing_lapses_while_an_incident_lasts(house: House) -> None:
    asked = house.file().checked()
    life.ask(asked.code, asked.officer, [GAP], at=MONDAY + HOUR)
    life.telephone(asked.code, asked.officer, at=MONDAY + HOUR)
    late = MONDAY + 10 * DAY
    declared(house, at=late)

    with pytest.raises(NotAllowedError, match="incident_runs"):
        asked.do(handover.lapse, actor=SYSTEM, at=late + HOUR)


def test_an_incident_nobody_ended_is_over_with_its_foreseen_end(house: House) -> None:
    case = house.file()
    declared(house, until_at=TEN + HOUR)

    assert incidents.carry_out(at=TEN + HOUR - timedelta(seconds=1)) == 0
    assert incidents.carry_out(at=TEN + 3 * HOUR) == 2, "the incident and its request"

    assert (case.now.status, lived(case, Stage.INCIDENT, at=TEN + 3 * HOUR)) == (Status.SUBMITTED, 1)


def test_a_citizen_may_withdraw_meanwhile_unless_the_signature_was_awaited(house: House) -> None:
    waiting, signed = house.file(), house.file().recommended()
    declared(house)

    waiting.do(filing.withdraw, "", actor=waiting.asks, at=TEN + HOUR)
    with pytest.raises(IllegalStepError):
        signed.do(filing.withdraw, "", actor=signed.asks, at=TEN + HOUR)
    with pytest.raises(IllegalStepError):
        signed.do(reviewing.claim, actor=signed.officer, at=TEN + HOUR)

    assert (waiting.now.status, waiting.now.incident_id) == (Status.WITHDRAWN, None)


def test_who_leaves_during_an_incident_leaves_the_request_to_the_queue(house: House) -> None:
    case = house.file().checked()
    number = declared(house)
    admin = Actor(Role.ADMIN, user_id=house.desk.signer.user_id, membership_id=house.desk.signer.membership_id)
    with transaction():
        leaver = offices.membership(case.officer.membership_id or 0)
        assert handing_on.hand_on(leaver, None, actor=admin, at=TEN + HOUR) == 1

    ended(house, number, at=TEN + 2 * HOUR)

    assert (case.now.status, case.now.holder_id) == (Status.SUBMITTED, None)


def test_a_service_is_stopped_everywhere_by_the_administrator_alone(house: House) -> None:
    here, there, other = house.file(), next_door(house), house.file("SKU")
    service = here.now.service_id
    admin = Actor(
        Role.ADMIN, user_id=house.registry.signer.user_id, membership_id=house.registry.signer.membership_id,
        office_id=house.registry.office_id,
    )  # fmt: skip

    with pytest.raises(NotAllowedError, match="incident_elsewhere"):
        declared(house, service_id=service, office_id=None)
    declared(house, service_id=service, office_id=None, actor=admin)

    assert [case.now.status for case in (here, there, other)] == [Status.ON_HOLD, Status.ON_HOLD, Status.SUBMITTED]
    assert not incidents.covering(at=TEN, service_id=other.now.service_id)
    assert len(incidents.covering(at=TEN, service_id=service, office_id=house.next_door.office_id)) == 1


def test_only_the_head_of_an_office_declares_for_it_and_never_for_a_single_request(house: House) -> None:
    for actor in (*house.desk.officers[:1], house.desk.supervisor):
        with pytest.raises(NotAllowedError, match="permission"):
            declared(house, actor=actor)
    with pytest.raises(NotAllowedError, match="incident_elsewhere"):
        declared(house, actor=house.next_door.signer)
    declared(house, actor=house.district.signer)
    assert not {column.name for column in Incident.__table__.columns} & {"request_id", "code"}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"begins_at": TEN + MINUTE}, "incident_in_future"),
        ({"begins_at": TEN - 4 * DAY}, "incident_long_ago"),
        ({"until_at": TEN}, "incident_end"),
        ({"until_at": TEN + 30 * DAY}, "incident_too_long"),
    ],
)
def test_a_start_ahead_or_long_ago_and_an_end_past_or_far_off_are_refused(
    house: House, facts: dict[str, datetime], code: str
) -> None:
    with pytest.raises(InvalidInputError, match=code):
        declared(house, **facts)


def test_the_night_and_the_weekend_before_may_still_be_told(house: House) -> None:
    declared(house, begins_at=MONDAY - 2 * DAY)


def test_the_same_incident_is_open_once_and_ended_once(house: House) -> None:
    number = declared(house)
    with pytest.raises(ConflictError, match="incident_running"):
        declared(house)
    with pytest.raises(IntegrityError):  # another fault is not said to be this one
        declared(house, service_id=999_999)
    for over in (TEN - MINUTE, TEN + 2 * HOUR):
        with pytest.raises(InvalidInputError, match="incident_end"):
            ended(house, number, at=TEN + HOUR, over=over)
    ended(house, number, at=TEN + HOUR)
    with pytest.raises(ConflictError, match="incident_over"):
        ended(house, number, at=TEN + 2 * HOUR)

    db.session.remove()
    logged = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("incident:")))
    assert list(logged) == ["incident:declare", "incident:end"]


def test_many_requests_are_stopped_some_at_a_time(
    no_worker: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [house.file() for _number in range(5)]
    declared(house)
    monkeypatch.setattr(incidents, "TOGETHER", 2)
    begun: list[int] = []
    monkeypatch.setattr(apart, "transaction", lambda: begun.append(1) or transaction())

    assert incidents.carry_out(at=TEN + MINUTE) == len(cases)

    assert len(begun) == 3
    assert {case.now.status for case in cases} == {Status.ON_HOLD}


def test_one_that_cannot_be_stopped_keeps_none_of_its_company(
    no_worker: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [house.file() for _number in range(3)]
    spoilt, number = cases[1].now.id, declared(house)
    monkeypatch.setattr(incidents, "telling", _Stumbles(spoilt))

    assert incidents.carry_out(at=TEN + MINUTE) == 2

    assert [case.now.status for case in cases] == [Status.ON_HOLD, Status.SUBMITTED, Status.ON_HOLD]
    monkeypatch.undo()
    assert incidents.carry_out(at=TEN + 2 * MINUTE) == 1
    assert {case.now.incident_id for case in cases} == {number}


class _Stumbles:
    """Tells of every request but one."""

    def __init__(self, request_id: int) -> None:
        self._request_id = request_id

    def tell(self, request: Request, template: str, **about: Any) -> bool:
        """Tell nobody, or fall."""
        if request.id == self._request_id:
            raise ZeroDivisionError
        return bool(template)


@pytest.mark.parametrize(("guarded", "open_ones"), [(True, 1), (False, 2)])
def test_only_without_its_guard_is_one_incident_declared_twice_at_once(
    no_worker: Flask, house: House, guarded: bool, open_ones: int
) -> None:
    if not guarded:
        with db.engine.begin() as writer:
            writer.execute(text("DROP INDEX ux_incidents_running_of"))
    race = Race(2)

    def declare() -> str:
        with suppress(ConflictError), race.transaction():
            incidents.running()
            race.look()
            told = Declaration(
                service_id=None, office_id=house.desk.office_id, public_text="Listrik padam.", evidence="PLN",
                begins_at=TEN, until_at=TEN + DAY,
            )  # fmt: skip
            incidents.declare(told, actor=house.desk.signer, at=TEN)
            return "declared"
        return "refused"

    said = together(no_worker, [declare, declare])

    assert (said.count("declared"), len(incidents.running())) == (open_ones, open_ones)


@pytest.mark.parametrize(("off", "told_times"), [((), 1), (("lock", "version"), 2)])
def test_only_without_its_guards_do_two_workers_stop_a_request_twice(
    no_worker: Flask, house: House, switch_off: Callable[..., None], off: tuple[str, ...], told_times: int
) -> None:
    case = house.file()
    number = declared(house)
    race = Race(2)
    switch_off(*off)

    def stop() -> None:
        with race.transaction():
            request = queries.for_change(case.code)
            race.look()
            if request.status is Status.SUBMITTED:
                incidents.hold(request, incident_id=number, at=TEN + MINUTE)

    together(no_worker, [stop, stop])

    assert case.steps().count(Step.HOLD) == told_times
