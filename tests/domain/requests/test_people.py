"""Who may see what: a NIK that a stranger took first, and people who share a telephone."""

import contextlib
from datetime import datetime

import pytest
from flask import Flask

from eservice.accounts import actions as accounts
from eservice.accounts import queries as known
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.demo import life
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.requests import filing, handover, identity, queries
from eservice.requests.models import Request
from eservice.requests.workflow import Status
from eservice.residents.actions import told_of
from eservice.residents.models import Person
from eservice.residents.queries import person_of_user
from tests.domain.requests.house import HOUR, Case, House
from tests.times import MONDAY, TUESDAY


def sent(house: House, request_id: int, citizen: Actor) -> Case:
    """Send a draft and return what became of it."""
    with life.travel(MONDAY), transaction():
        code = filing.submit(db.session.get_one(Request, request_id), actor=citizen, at=MONDAY).code
    return Case(house, str(code), citizen)


def sees(citizen: Actor) -> set[str | None]:
    """Return the codes a citizen's own list shows."""
    db.session.remove()
    return {one.code for one in queries.own_requests(citizen)}


def doubles(case: Case) -> list[str | None]:
    """Return the codes of other open requests for the same person and service, as both officers are told."""
    found = case.now
    assert found.subject is not None
    return [one.code for one in queries.still_running(found.service_id, found.subject, but=found.id)]


def test_a_stranger_registers_somebody_s_nik_first_and_the_owner_still_gets_the_letter(house: House) -> None:
    owner = house.resident()
    stranger = life.open_account(house.resident(nik=owner.facts["nik"], name="Orang Lain"), at=MONDAY)

    case = house.file(resident=owner).issued()

    assert case.now.status is Status.ISSUED
    assert handover.releasable(case.now) is not None
    assert sees(case.asks) == {case.code}
    assert sees(stranger) == set()
    with pytest.raises(NotFoundError):
        queries.own_request(case.code, actor=stranger)


def test_an_account_lent_to_another_person_is_not_taken_for_that_person(house: House) -> None:
    lender = life.open_account(house.resident(), at=MONDAY)

    case = house.file(resident=house.resident(name="Nek Rohani"), account=lender)

    assert case.now.applicant is not None
    assert case.now.applicant.name == "Nek Rohani"
    assert person_of_user(lender.user_id or 0) is None


def test_a_stranger_who_even_filed_in_the_nik_keeps_the_owner_from_nothing(house: House) -> None:
    owner = house.resident()
    theirs = house.file(resident=house.resident(nik=owner.facts["nik"], name="Orang Lain"))
    request_id, citizen = house.draft(resident=owner)

    case = sent(house, request_id, citizen)

    assert doubles(case) == [theirs.code]
    assert doubles(theirs) == [case.code]
    assert case.issued().now.status is Status.ISSUED
    assert sees(theirs.asks) == {theirs.code}
    assert doubles(theirs) == []


def test_one_s_own_open_request_is_found_also_behind_a_stranger_s(house: House) -> None:
    owner = house.resident()
    house.file(resident=house.resident(nik=owner.facts["nik"], name="Orang Lain"))
    case = house.file(resident=owner)

    with pytest.raises(ConflictError, match="already_open$") as refusal:
        house.file(resident=owner, account=case.asks, at=MONDAY + HOUR)

    assert str(refusal.value.facts["code"]).replace("-", "") == case.code


def test_an_officer_who_files_at_the_counter_is_told_of_what_is_open(house: House) -> None:
    resident = house.resident()
    house.file(resident=resident)

    with pytest.raises(ConflictError, match="already_open_here"):
        house.file(resident=resident, helper=house.desk.officers[0], at=MONDAY + HOUR)


def test_once_an_officer_compared_the_ktp_the_stranger_s_account_is_frozen(house: House) -> None:
    owner = house.resident()
    theirs = house.file(resident=house.resident(nik=owner.facts["nik"], name="Orang Lain"))
    citizen = life.open_account(owner, at=MONDAY)

    with transaction():
        account = known.account(citizen.user_id or 0)
        officer = theirs.house.desk.officers[0]
        frozen = accounts.prove(account.id, compared=known.nik_index(owner.facts["nik"]), actor=officer, at=TUESDAY)

    assert frozen == [theirs.asks.user_id]
    assert known.account(theirs.asks.user_id or 0).frozen_at == TUESDAY
    assert sees(citizen) == {theirs.code}, "who is proven sees what others filed in the own NIK"


def take_over(house: House) -> tuple[Case, Actor]:
    """Open an account in a victim's NIK, file with one's own, and let an honest officer compare one's own KTP."""
    victim = house.resident()
    theirs = life.open_account(victim, at=MONDAY)
    attacker = life.open_account(house.resident(nik=victim.facts["nik"], name="Orang Lain"), at=MONDAY)
    case = house.file(resident=house.resident(name="Orang Lain"), account=attacker)
    life.claim(case.code, case.officer, at=MONDAY + HOUR)
    with contextlib.suppress(ConflictError):
        case.do(identity.compare_ktp, actor=case.officer, at=MONDAY + HOUR)
    db.session.remove()
    return case, theirs


def test_the_own_ktp_proves_no_account_in_somebody_else_s_nik(house: House) -> None:
    case, victim = take_over(house)

    assert not known.account(case.asks.user_id or 0).is_proven
    assert known.account(victim.user_id or 0).is_open


def test_only_the_comparison_of_both_numbers_keeps_the_attacker_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = accounts.prove

    def account_s_own_word(user_id: int, *, compared: str | None, actor: Actor, at: datetime) -> list[int]:
        return real(user_id, compared=known.account(user_id).nik_index, actor=actor, at=at)

    monkeypatch.setattr(accounts, "prove", account_s_own_word)

    case, victim = take_over(house)

    assert known.account(case.asks.user_id or 0).is_proven
    assert not known.account(victim.user_id or 0).is_open


def test_only_who_holds_the_request_compares_its_applicant_with_the_ktp(house: House) -> None:
    case = house.file()
    holder, colleague = case.desk.officers[:2]

    with pytest.raises(IllegalStepError):
        case.do(identity.compare_ktp, actor=holder, at=MONDAY + HOUR)
    life.claim(case.code, holder, at=MONDAY + HOUR)
    with pytest.raises(NotAllowedError, match="not_holder"):
        case.do(identity.compare_ktp, actor=colleague, at=MONDAY + HOUR)
    assert case.do(identity.compare_ktp, actor=holder, at=MONDAY + HOUR) == []

    assert known.account(case.asks.user_id or 0).is_proven


def test_two_people_with_one_telephone_number_are_two_people(house: House) -> None:
    phone = "+6281290012345"
    mother, daughter = (house.file(resident=house.resident(phone=phone)) for _ in range(2))

    for case in (mother, daughter):
        case.issued()
        assert case.now.status is Status.ISSUED
        assert sees(case.asks) == {case.code}
    with pytest.raises(NotFoundError):
        queries.own_request(mother.code, actor=daughter.asks)
    assert mother.now.applicant_id != daughter.now.applicant_id


def test_a_receipt_opens_its_own_request_only(house: House) -> None:
    one, other = house.file(), house.file()
    pin = str(one.now.pin)

    assert queries.tracked(one.code, pin) is not None
    assert queries.tracked(one.code, "000000" if pin != "000000" else "111111") is None
    assert queries.tracked(other.code, pin) is None or other.now.pin == pin


def test_the_same_person_asks_for_the_same_once_unless_it_says_why(house: House) -> None:
    resident = house.resident()
    case = house.file(resident=resident)

    with pytest.raises(ConflictError, match="already_open$") as refusal:
        house.file(resident=resident, account=case.asks, at=MONDAY + HOUR)
    assert str(refusal.value.facts["code"]).replace("-", "") == case.code


def test_what_is_filed_at_the_counter_has_a_receipt_and_no_account(db_app: Flask, house: House) -> None:
    case = house.file(helper=house.desk.officers[0])

    filed = case.now
    assert (filed.user_id, filed.helper_id) == (None, house.desk.officers[0].membership_id)
    assert queries.tracked(case.code, str(filed.pin)) is not None


def test_what_a_request_told_may_be_asked_besides_a_reset_code(house: House) -> None:
    resident = house.resident()
    account = life.open_account(resident, at=MONDAY)
    with transaction():
        known.account(account.user_id or 0).recovery_index = None

    house.file("SKD", resident=resident, account=account)
    house.file("KK", resident=resident, account=account)

    told = known.recovery_index(kk=resident.facts["kk_number"], born_on=resident.facts["birth_date"])
    assert known.account(account.user_id or 0).recovery_index == told


def test_another_persons_facts_are_not_remembered_for_an_account(house: House) -> None:
    account = life.open_account(house.resident(), at=MONDAY)
    with transaction():
        known.account(account.user_id or 0).recovery_index = None

    house.file("SKD", resident=house.resident(), account=account)
    house.file("KK", resident=house.resident(), account=account)

    assert known.account(account.user_id or 0).recovery_index is None


def test_what_is_recorded_of_staff_is_not_changed_by_asking_for_a_letter(house: House) -> None:
    officer = house.desk.officers[0]
    own = person_of_user(officer.user_id or 0)
    assert own is not None
    before = told_of(own)
    citizen = Actor(Role.CITIZEN, user_id=officer.user_id, person_id=own.id)

    case = house.file(account=citizen, resident=house.resident(nik=own.nik, name="Nama Lain"))

    assert told_of(db.session.get_one(Person, own.id)) == before
    subject = case.now.subject
    assert subject is not None
    assert (subject.name, subject.nik) == ("Nama Lain", own.nik)
    assert subject.id != own.id
