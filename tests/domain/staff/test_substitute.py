"""Where nobody is left who may check a request, its substitute office is offered it: nothing deadlocks."""

import pytest

from eservice.accounts.actor import Actor
from eservice.demo import life
from eservice.kernel.db import db
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.offices.models import Office
from eservice.requests import handover, reviewing, serving, signing, standing_in
from eservice.requests.models import Request
from eservice.requests.steps import position_of
from eservice.requests.workflow import Refusal, Status
from eservice.residents import queries as residents
from eservice.residents.models import Person
from tests.domain.requests.house import DAY, HOUR, House
from tests.domain.staff.test_absence import away, back
from tests.times import MONDAY

AT = MONDAY + HOUR


@pytest.fixture
def substituted(house: House) -> House:
    """The kelurahan names the one next door as its substitute."""
    with transaction():
        db.session.get_one(Office, house.desk.office_id).substitute_id = house.next_door.office_id
    return house


def everybody(house: House) -> list[Actor]:
    return [*house.desk.officers, house.desk.signer, house.desk.supervisor]


def offered(house: House) -> list[tuple[str, int]]:
    found = serving.offers(house.next_door.office_id, actor=house.next_door.officers[0], at=AT)
    return [(one.code, one.office_id) for one in found]


def test_while_one_may_check_it_the_substitute_is_offered_nothing_and_reaches_nothing(substituted: House) -> None:
    house, case = substituted, substituted.file()
    for one in everybody(house)[1:]:
        away(one)

    assert offered(house) == []
    with pytest.raises(NotAllowedError, match="other_office"):
        life.claim(case.code, house.next_door.officers[0], at=AT)


def test_while_nobody_is_here_the_substitute_checks_it_and_the_own_lurah_signs(substituted: House) -> None:
    house, case = substituted, substituted.file()
    absences = [(one, away(one)) for one in everybody(house)]
    helper = house.next_door.officers[0]

    assert offered(house) == [(case.code, house.desk.office_id)]
    found, _turn = _take(house, helper)
    assert found == case.code
    life.judge(case.code, helper, at=AT)
    life.recommend(case.code, helper, at=AT, rng=house.rng)

    assert case.now.turn_office_id == house.desk.office_id
    for one, number in absences:
        back(number, by=one, at=AT)
    life.sign(case.code, house.desk.signer, at=AT + HOUR)
    assert case.now.status is Status.ISSUED


def _take(house: House, helper: Actor) -> tuple[str | None, object]:
    with transaction():
        found, turn = serving.take_next(house.next_door.office_id, actor=helper, at=AT)
        return found.code, turn


def test_what_the_substitute_gives_back_is_the_own_office_s_once_somebody_is_here(substituted: House) -> None:
    house, case = substituted, substituted.file("SKAW")
    absences = [(one, away(one)) for one in everybody(house)]
    helper = house.next_door.officers[0]
    _take(house, helper)
    case.do(reviewing.release, actor=helper, at=AT)
    assert offered(house) == [(case.code, house.desk.office_id)]

    back(absences[0][1], by=absences[0][0], at=AT)

    assert offered(house) == []
    assert [one.code for one in serving.offers(house.desk.office_id, actor=absences[0][0], at=AT)] == [case.code]


def test_a_request_that_everybody_decided_on_before_it_was_reopened_goes_to_the_substitute(substituted: House) -> None:
    house, case = substituted, substituted.file()
    officer, second = house.desk.officers[:2]
    for one in (house.desk.officers[2], second):
        away(one, lasts=9 * DAY)
    life.claim(case.code, officer, at=MONDAY)
    case.do(reviewing.propose_rejection, Refusal.NOT_RESIDENT, "Bukan warga.", actor=officer, at=MONDAY)
    case.do(signing.reject, Refusal.NOT_RESIDENT, "Bukan warga.", actor=house.desk.signer, at=MONDAY)
    case.do(handover.reopen, "Keberatan diterima.", actor=house.desk.supervisor, at=MONDAY + HOUR / 2)
    assert offered(house) == []  # the supervisor has not dealt with it before, and is here
    away(house.desk.supervisor, at=MONDAY + HOUR / 2, lasts=9 * DAY)

    assert offered(house) == [(case.code, house.desk.office_id)]


@pytest.mark.parametrize("relation", ["own", "household"])
def test_the_two_ways_of_asking_who_is_left_agree(substituted: House, relation: str) -> None:
    """One is asked of a single request, the other of a whole queue by the database."""
    house = substituted
    alone = house.desk.officers[0]
    for one in everybody(house)[1:]:
        away(one)
    serial = 9000 + (alone.user_id or 0) % 1000
    own = {"nik": f"157111010180{serial}"} if relation == "own" else {}
    kin, stranger = house.file(resident=house.resident(**own)), house.file()
    if relation == "household":
        with transaction():
            told = db.session.get_one(Person, kin.now.subject_id)
            told.kk = f"157111010120{serial}"
            told.kk_index = residents.kk_index(told.kk)

    found = db.select(Request.code).where(standing_in.left_over(house.desk.office_id, at=AT))
    left = set(db.session.scalars(found))
    each = {case.code for case in (kin, stranger) if standing_in.nobody_left(case.now, at=AT)}
    assert left == each == {kin.code}


def test_an_office_without_a_substitute_counts_what_nobody_may_check(house: House) -> None:
    house.file()
    for one in everybody(house):
        away(one)

    assert standing_in.count_left_over(house.desk.office_id, at=AT) == 1
    assert offered(house) == []


def test_the_holder_of_another_office_keeps_reach_and_nobody_else_there_has_it(substituted: House) -> None:
    house, case = substituted, substituted.file()
    for one in everybody(house):
        away(one)
    helper, onlooker = house.next_door.officers[0], house.next_door.supervisor
    assert position_of(onlooker, case.now, at=AT).in_reach
    _take(house, helper)

    assert position_of(helper, case.now, at=AT).in_reach
    assert not position_of(onlooker, case.now, at=AT).in_reach
