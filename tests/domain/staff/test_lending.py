"""An officer is lent for a day or a few: rights there begin and end by themselves, and no work is left behind."""

from datetime import datetime

import pytest
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.demo import life
from eservice.kernel.clock import travel
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.notifications import texts
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageChannel
from eservice.offices import queries as offices
from eservice.offices.models import Membership
from eservice.requests import serving, sweeping
from eservice.requests.workflow import Status
from eservice.staff import actions, lending
from eservice.staff.lending import LONGEST_LOAN, Lending
from eservice.staff.models import Loan
from eservice.staff.rules import AbsenceKind
from tests.domain.requests.house import DAY, HOUR, House
from tests.domain.staff.test_absence import away
from tests.times import MONDAY

AT = MONDAY + HOUR
ENDS = MONDAY + DAY


def lent(
    who: Actor, to: int, *, by: Actor, begins: datetime = MONDAY, ends: datetime = ENDS, at: datetime = MONDAY
) -> tuple[Actor, int]:
    """Lend somebody; return who they are there, and the number of the absence at home."""
    with travel(at), transaction():
        wish = Lending(home_id=who.membership_id or 0, to_office_id=to, from_at=begins, until_at=ends)
        loan = lending.lend(wish, actor=by, at=at)
        there, absence = loan.membership_id, loan.absence_id
    return Actor(Role.OFFICER, user_id=who.user_id, membership_id=there, office_id=to, name=who.name), absence


def test_who_is_lent_works_there_and_is_offered_nothing_at_home_until_it_is_over(house: House) -> None:
    home, there_case = house.file("SKAW"), house.file("SKAW")
    officer = house.next_door.officers[0]
    there, _absence = lent(officer, house.desk.office_id, by=house.next_door.supervisor)

    assert serving.offers(house.next_door.office_id, actor=officer, at=AT) == []
    assert {one.code for one in serving.offers(house.desk.office_id, actor=there, at=AT)} == {
        home.code, there_case.code,
    }  # fmt: skip
    life.claim(there_case.code, there, at=AT)
    assert there_case.now.holder_id == there.membership_id
    assert offices.memberships_of(officer.user_id or 0, at=ENDS) == [offices.membership(officer.membership_id or 0)]


def test_the_office_that_receives_somebody_is_told_from_when_to_when(house: House) -> None:
    lent(house.desk.officers[0], house.next_door.office_id, by=house.desk.supervisor)

    told = db.session.scalars(select(Message).where(Message.template == "lent_here")).all()
    assert [one.user_id for one in told if one.channel is MessageChannel.INBOX] == [house.next_door.supervisor.user_id]
    assert "Sen 6 Jul sampai Sel 7 Jul" in texts.render("lent_here", told[0].params, language="id")


def test_what_is_held_goes_back_at_home_when_it_begins_and_there_when_it_ends(house: House) -> None:
    mine, theirs = house.file("SKAW"), house.file("SKAW")
    officer = house.desk.officers[0]
    life.claim(mine.code, officer, at=MONDAY)

    there, _absence = lent(officer, house.district.office_id, by=house.desk.supervisor, at=AT, begins=AT)
    assert mine.now.status is Status.SUBMITTED

    life.claim(theirs.code, there, at=AT)  # the kecamatan stands above the kelurahan
    assert sweeping.sweep(at=ENDS) == 1
    assert theirs.steps() == ["submit", "claim", "hand_on"]


def test_who_is_called_back_early_has_no_place_there_any_more(house: House) -> None:
    officer, supervisor = house.desk.officers[0], house.desk.supervisor
    there, absence = lent(officer, house.next_door.office_id, by=supervisor)

    with pytest.raises(NotAllowedError, match="not_your_staff"), transaction():
        actions.end_absence(absence, actor=officer, at=AT)
    with travel(AT), transaction():
        actions.end_absence(absence, actor=supervisor, at=AT)

    member: Membership = offices.membership(there.membership_id or 0)
    assert member.until_at == AT
    assert not list(serving.offers(house.next_door.office_id, actor=there, at=AT))
    case = house.file()
    life.claim(case.code, officer, at=AT)


def test_somebody_lent_may_fall_away_from_both_desks(house: House) -> None:
    officer = house.desk.officers[0]
    there, _absence = lent(officer, house.next_door.office_id, by=house.desk.supervisor)

    away(officer, lasts=HOUR)

    assert lending.loans([there.membership_id or 0])[there.membership_id or 0].home_id == officer.membership_id
    for desk, actor in ((house.desk, officer), (house.next_door, there)):
        with pytest.raises(NotAllowedError, match="away"), transaction():
            serving.take_next(desk.office_id, actor=actor, at=MONDAY)


def test_only_the_lending_office_s_supervisor_or_an_administrator_lends(house: House) -> None:
    officer, to = house.desk.officers[0], house.next_door.office_id
    admin = Actor(Role.ADMIN, user_id=house.desk.signer.user_id)

    for unlawful in (officer, house.next_door.supervisor, house.desk.signer):
        with pytest.raises(NotAllowedError, match="not_your_staff"):
            lent(officer, to, by=unlawful)
    lent(officer, to, by=house.district.supervisor)
    lent(house.desk.officers[1], to, by=admin)


def test_nobody_lends_themselves_to_another_office(house: House) -> None:
    officer, to = house.desk.officers[0], house.next_door.office_id

    for role in (Role.SUPERVISOR, Role.ADMIN):  # the same person in a second post
        myself = Actor(role, user_id=officer.user_id, office_id=house.desk.office_id)
        with pytest.raises(NotAllowedError, match="own_membership"):
            lent(officer, to, by=myself)
    assert [one.office_id for one in offices.memberships_of(officer.user_id or 0, at=AT)] == [house.desk.office_id]


def test_what_cannot_be_lent_is_refused(house: House) -> None:
    officer, by, to = house.desk.officers[0], house.desk.supervisor, house.next_door.office_id

    for who, office, ends, code in (
        (house.desk.signer, to, ENDS, "only_officers"),
        (officer, house.desk.office_id, ENDS, "lent_home"),
        (officer, to, MONDAY, "away_ends_before_it_begins"),
        (officer, to, MONDAY + LONGEST_LOAN + HOUR, "loan_too_long"),
    ):
        with pytest.raises(InvalidInputError, match=code):
            lent(who, office, by=by, ends=ends)
    lent(officer, to, by=by)
    with pytest.raises(ConflictError, match="already_away"):
        lent(officer, house.district.office_id, by=by)


def test_a_loan_is_its_own_kind_and_names_the_place_it_is_from(house: House) -> None:
    officer = house.desk.officers[0]
    there, absence = lent(officer, house.next_door.office_id, by=house.desk.supervisor)

    with transaction():
        loan = lending.loans([there.membership_id or 0])[there.membership_id or 0]
        assert isinstance(loan, Loan)
        assert actions.queries.absence(absence).kind is AbsenceKind.LENT
        assert loan.home.office_id == house.desk.office_id
