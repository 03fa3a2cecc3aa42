"""An office gives some services only to those who know them; nobody waits for ever, and all are told why."""

from datetime import datetime, timedelta

import pytest

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.demo import life
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.requests import assigning, offering, serving
from eservice.staff import skills
from tests.domain.requests.house import DAY, HOUR, House
from tests.domain.staff.test_absence import away
from tests.times import MONDAY

AT = MONDAY + HOUR


def ask(house: House, service_id: int) -> None:
    with transaction():
        skills.ask_skill(house.desk.office_id, service_id, actor=house.desk.supervisor, at=MONDAY)


def grant(house: House, who: Actor, service_id: int, *, until: datetime | None = None) -> int:
    with transaction():
        by = house.desk.supervisor
        return skills.grant(who.membership_id or 0, service_id, until_at=until, actor=by, at=MONDAY).id


def offered(house: House, who: Actor, *, at: datetime = AT) -> list[str]:
    return [one.code for one in serving.offers(house.desk.office_id, actor=who, at=at)]


def test_only_who_knows_it_is_offered_it_and_the_others_are_told_whom_it_waits_for(house: House) -> None:
    hard, plain = house.file("SKAW"), house.file("SKU")
    knower, other = house.desk.officers[:2]
    ask(house, hard.now.service_id)
    grant(house, knower, hard.now.service_id)

    assert set(offered(house, knower)) == {hard.code, plain.code}
    assert offered(house, other) == [plain.code]
    told = offering.withheld(house.desk.office_id, other, at=AT)
    assert [(one.service_id, one.count, one.known_by) for one in told] == [
        (hard.now.service_id, 1, (knower.membership_id,))
    ]
    assert offering.withheld(house.desk.office_id, knower, at=AT) == []
    assert offering.nobody_knows(house.desk.office_id, at=AT) == []


def test_who_does_not_know_it_neither_claims_it_nor_is_given_it(house: House) -> None:
    case, other, supervisor = house.file("SKAW"), house.desk.officers[1], house.desk.supervisor
    ask(house, case.now.service_id)

    with pytest.raises(NotAllowedError, match="skill_missing"):
        life.claim(case.code, other, at=AT)
    to = offices.membership(other.membership_id or 0)
    with pytest.raises(InvalidInputError, match="colleague_skill"):
        case.do(assigning.assign, to, "Tolong.", seen=None, actor=supervisor, at=AT)

    assert case.steps() == ["submit"]


def test_where_nobody_who_is_here_knows_it_the_supervisor_sees_it_and_may_name_somebody_or_do_it(house: House) -> None:
    case, knower, other = house.file("SKAW"), *house.desk.officers[:2]
    service = case.now.service_id
    ask(house, service)
    grant(house, knower, service)
    away(knower, lasts=3 * DAY)

    assert [one.count for one in offering.nobody_knows(house.desk.office_id, at=AT)] == [1]
    assert offered(house, house.desk.supervisor) == [case.code]
    grant(house, other, service)

    assert offering.nobody_knows(house.desk.office_id, at=AT) == []
    life.claim(case.code, other, at=AT)
    assert case.now.holder_id == other.membership_id


def test_a_skill_ends_by_its_date_or_when_it_is_withdrawn_and_what_is_held_stays(house: House) -> None:
    case, knower, other = house.file("SKAW"), *house.desk.officers[:2]
    service = case.now.service_id
    ask(house, service)
    number = grant(house, knower, service)
    grant(house, other, service, until=MONDAY + DAY)
    life.claim(case.code, knower, at=AT)

    with transaction():
        skills.withdraw(number, actor=house.desk.supervisor, at=AT)

    assert case.now.holder_id == knower.membership_id
    assert {one.membership_id for one in skills.holders(house.desk.office_id, at=AT)} == {other.membership_id}
    assert skills.holders(house.desk.office_id, at=MONDAY + DAY) == []
    with pytest.raises(NotFoundError, match="no_such_skill"), transaction():
        skills.withdraw(number, actor=house.desk.supervisor, at=AT)


def test_an_office_that_waives_it_gives_the_service_to_anybody_again(house: House) -> None:
    case = house.file("SKAW")
    ask(house, case.now.service_id)

    with transaction():
        skills.waive_skill(house.desk.office_id, case.now.service_id, actor=house.desk.supervisor, at=AT)

    assert offered(house, house.desk.officers[1]) == [case.code]
    with pytest.raises(NotFoundError, match="no_such_skill"), transaction():
        skills.waive_skill(house.desk.office_id, case.now.service_id, actor=house.desk.supervisor, at=AT)


def test_the_supervisor_of_the_office_or_above_and_an_administrator_say_who_knows_what(house: House) -> None:
    service, admin = house.file("SKAW").now.service_id, Actor(Role.ADMIN, user_id=house.desk.signer.user_id)
    office = house.desk.office_id

    for unlawful in (house.desk.officers[0], house.next_door.supervisor, house.desk.signer):
        with pytest.raises(NotAllowedError, match="not_your_staff"), transaction():
            skills.ask_skill(office, service, actor=unlawful, at=AT)
    for lawful in (house.desk.supervisor, house.district.supervisor, admin):
        with transaction():
            skills.ask_skill(office, service, actor=lawful, at=AT)
        with transaction():
            skills.waive_skill(office, service, actor=lawful, at=AT)


def test_what_was_said_already_or_cannot_be_is_refused(house: House) -> None:
    service, knower = house.file("SKAW").now.service_id, house.desk.officers[0]
    ask(house, service)
    grant(house, knower, service)

    with pytest.raises(ConflictError, match="skill_asked"):
        ask(house, service)
    with pytest.raises(ConflictError, match="skill_known"):
        grant(house, knower, service)
    with pytest.raises(InvalidInputError, match="skill_is_past"):
        grant(house, house.desk.officers[1], service, until=MONDAY - timedelta(days=1))
