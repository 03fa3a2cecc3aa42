"""Examinations: by letter, within its offices and days, without names, and drawn by a rule that anybody can repeat."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.kernel.clock import wib
from eservice.kernel.codes import show_code
from eservice.kernel.db import db
from eservice.kernel.errors import DomainError, MissingReasonError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.offices import actions as office_actions
from eservice.offices import queries as offices
from eservice.offices import staffing
from eservice.offices.models import Office, Official
from eservice.offices.rules import Basis, EmployeeKind
from eservice.privacy import changelist, examining, keeping, queries, retention
from eservice.privacy.changelist import ChangeOf
from eservice.privacy.examining import Assignment, Draw
from eservice.privacy.rules import Why
from eservice.requests import filing, incidents
from eservice.requests.models import Request
from eservice.requests.workflow import Channel
from eservice.worktime import actions as worktime
from tests.domain.requests.house import DAY, HOUR, Case, House
from tests.times import MONDAY

TODAY = wib(MONDAY).date()
_TOLD_BESIDES = {ChangeOf.DELEGATION, ChangeOf.LATE_ENTRY}


@pytest.fixture
def examiner(house: House) -> Actor:
    """An examiner with a letter for the kelurahan alone, for ten days."""
    before = MONDAY - timedelta(days=300)
    with transaction():
        user = User(name="Rahmat Hidayat", staff_login="rahmat@contoh.go.id", created_at=before)
        db.session.add(user)
        db.session.flush()
        office_id = house.district.office_id
        post = staffing.Post(
            user_id=user.id, office_id=office_id, role=Role.EXAMINER, position="Auditor", from_at=before
        )
        member = staffing.appoint_member(post, actor=SYSTEM, at=before)
        actor = Actor(Role.EXAMINER, user_id=user.id, membership_id=member.id, office_id=office_id, name=user.name)
        examining.assign(letter(actor, house), actor=SYSTEM, at=MONDAY)
    return actor


def next_door(house: House) -> Case:
    """File a request in the neighbouring kelurahan."""
    region = house.next_door.region
    case = house.file(resident=house.residents.one(region=region), region=region)
    assert case.now.office_id == house.next_door.office_id
    return case


def letter(examiner: Actor, house: House) -> Assignment:
    return Assignment(
        membership_id=examiner.membership_id or 0,
        letter_number="ST 12/2026 (CONTOH)",
        letter_on=TODAY,
        office_ids=(house.desk.office_id,),
        from_on=TODAY,
        to_on=TODAY + timedelta(days=9),
    )


def wanted(house: House, **changes: object) -> Draw:
    told = Draw(office_id=house.desk.office_id, from_on=TODAY, to_on=TODAY, size=3, seed=417)
    return replace(told, **changes)  # type: ignore[arg-type]


def drawn(examiner: Actor, told: Draw, *, at: object = MONDAY + HOUR) -> list[str]:
    with transaction():
        sample = examining.draw(told, actor=examiner, at=at)  # type: ignore[arg-type]
        return [line.request.code or "" for line in sorted(sample.lines, key=lambda one: one.position)]


def test_the_same_seed_draws_the_same_sample_by_the_published_rule(house: House, examiner: Actor) -> None:
    codes = [house.file().code for _ in range(6)]
    next_door(house)

    first, again = drawn(examiner, wanted(house)), drawn(examiner, wanted(house))

    by_the_rule = sorted(codes, key=lambda code: hashlib.sha256(f"417:{code}".encode()).hexdigest())[:3]
    assert first == again == by_the_rule
    assert {drawn(examiner, wanted(house, seed=one))[0] for one in range(5)} != {first[0]}
    printed = examining.samples(examiner, at=MONDAY + HOUR)[-1]
    assert (printed.seed, printed.population, printed.size) == (417, 6, 3)


def test_an_examiner_stays_within_the_letter_its_offices_and_its_days(house: House, examiner: Actor) -> None:
    case, other = house.file(), next_door(house)
    with pytest.raises(NotFoundError):
        examining.examined(other.code, actor=examiner, at=MONDAY + HOUR)
    with pytest.raises(NotAllowedError, match="outside_assignment"):
        drawn(examiner, wanted(house, office_id=house.next_door.office_id))
    before, long_before = TODAY - timedelta(days=1), TODAY - timedelta(days=9)
    for wrong in ({"size": 0}, {"size": 201}, {"to_on": before}, {"from_on": long_before, "to_on": before}):
        with pytest.raises(DomainError):
            drawn(examiner, wanted(house, **wrong))
    for at in (MONDAY + 11 * DAY, MONDAY - DAY):
        with pytest.raises(NotAllowedError, match="no_assignment"):
            examining.examined(case.code, actor=examiner, at=at)
    for who in (case.officer, house.desk.signer, case.asks):
        with pytest.raises(NotAllowedError):
            examining.examined(case.code, actor=who, at=MONDAY + HOUR)
    with pytest.raises(NotAllowedError), transaction():
        examining.assign(letter(examiner, house), actor=house.desk.signer, at=MONDAY)
    signer = {"membership_id": house.desk.signer.membership_id}
    for wrong in ({"letter_number": " "}, {"office_ids": ()}, {"to_on": before}, signer):
        with pytest.raises(DomainError), transaction():
            examining.assign(replace(letter(examiner, house), **wrong), actor=SYSTEM, at=MONDAY)


def test_a_person_is_opened_with_a_reason_that_the_person_reads_and_no_examiner_by_name(
    house: House, examiner: Actor
) -> None:
    case = house.file()
    with pytest.raises(MissingReasonError), transaction():
        examining.open_person(case.code, "perlu", actor=examiner, at=MONDAY + HOUR)
    with transaction():
        examining.open_person(case.code, "Nama di kertas berbeda.", actor=examiner, at=MONDAY + HOUR)

    look = queries.looks_of(case.asks)[0]
    assert (look.why, look.note, look.name, look.role) == (
        Why.EXAMINATION, "Nama di kertas berbeda.", "", Role.EXAMINER
    )  # fmt: skip


def test_what_was_drawn_is_kept_while_the_report_may_be_disputed(house: House, examiner: Actor) -> None:
    case = house.file()
    case.do(filing.withdraw, "", actor=case.asks, at=MONDAY + HOUR)
    drawn(examiner, wanted(house))

    assert keeping.is_held(case.now, at=MONDAY + 60 * DAY)
    assert not [line.gone for line in retention.run(at=MONDAY + 60 * DAY) if line.gone]
    assert not keeping.is_held(case.now, at=MONDAY + 101 * DAY)


def test_each_change_stands_in_the_list_with_the_minutes_it_took(house: House, examiner: Actor) -> None:
    office = db.session.get_one(Office, house.desk.office_id)
    calendar_id, day = office.processing_calendar_id, TODAY + timedelta(days=14)
    hours = worktime.Decision(reason="Banjir di kantor.", confirmed_by_id=house.desk.supervisor.user_id)
    by = house.desk.signer
    admin = Actor(Role.ADMIN, user_id=by.user_id, membership_id=by.membership_id, office_id=by.office_id)
    with transaction():
        own = worktime.own_calendar(calendar_id, office.id, actor=admin, at=MONDAY).id
        office_actions.change_office(office.id, {"processing_calendar_id": own}, actor=admin, at=MONDAY)
        worktime.add_closure(own, day, hours, actor=admin, at=MONDAY + HOUR)
        told = incidents.Declaration(
            service_id=None, office_id=office.id, public_text="Listrik padam.", evidence="PLN 7",
            begins_at=MONDAY + HOUR, until_at=MONDAY + 3 * HOUR,
        )  # fmt: skip
        incidents.declare(told, actor=admin, at=MONDAY + HOUR)

    found = changelist.changes([office.id], from_at=MONDAY, until_at=MONDAY + DAY)

    minutes = {one.kind: one.minutes for one in found}
    assert minutes[ChangeOf.INCIDENT] == 120
    assert minutes[ChangeOf.CLOSURE] == 450
    assert offices.office(office.id).full_name in {one.about for one in found}
    assert next(one.facts for one in found if one.kind is ChangeOf.CLOSURE) == {"on": day}
    assert changelist.changes([office.id], from_at=MONDAY + 2 * DAY, until_at=MONDAY + 3 * DAY) == []


def test_who_signs_for_another_and_what_was_entered_afterwards_stand_in_the_list_too(house: House) -> None:
    office_id, evening = house.desk.office_id, MONDAY + 9 * HOUR
    case = house.file()
    with transaction():
        term = Official(
            office_id=office_id, name="Sri Wahyuni", position="Sekretaris", grade="III/d", basis=Basis.PLH,
            employee_kind=EmployeeKind.PNS, employee_number="198001012005012901", decree_number="SK 9", decree_on=TODAY,
            from_at=MONDAY + HOUR, until_at=MONDAY + DAY, end_reason="Lurah kembali",
        )  # fmt: skip
        db.session.add(term)
        values = {
            "channel": Channel.LATE_ENTRY,
            "created_at": evening,
            "helper_id": house.desk.officers[0].membership_id,
        }
        db.session.execute(update(Request).where(Request.code == case.code).values(values))

    found = changelist.changes([office_id], from_at=MONDAY + HOUR / 2, until_at=MONDAY + 2 * DAY)

    told = [(one.kind, one.at, one.what, one.by) for one in found if one.kind in _TOLD_BESIDES]
    officer = db.session.get_one(User, house.desk.officers[0].user_id).name
    assert [(kind, at) for kind, at, _sign, _by in told] == [
        (ChangeOf.DELEGATION, MONDAY + DAY),
        (ChangeOf.LATE_ENTRY, evening),
        (ChangeOf.DELEGATION, MONDAY + HOUR),
    ]
    assert [sign for _kind, _at, sign, _by in told if _kind is ChangeOf.DELEGATION] == ["official_ended", "official"]
    assert told[1][3] == officer
    assert show_code(case.code) in {one.facts.get("code") for one in found}
    elsewhere = changelist.changes([house.next_door.office_id], from_at=MONDAY, until_at=MONDAY + 2 * DAY)
    assert not [one for one in elsewhere if one.kind in _TOLD_BESIDES]
