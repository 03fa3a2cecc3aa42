"""Who works in an office and who signs for it, from when until when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from eservice.accounts import recovery
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.kernel.errors import (
    ConflictError,
    InvalidInputError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
)
from eservice.kernel.transaction import transaction
from eservice.offices import queries, staffing
from eservice.offices.rules import Basis, Closed, EmployeeKind
from eservice.offices.staffing import Appointment, Post
from tests.domain.trail import entries_about
from tests.times import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY

ADMIN = Actor(Role.ADMIN, name="Administrator")
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _database(db_app: Flask) -> None:
    pass


@pytest.fixture
def office_id() -> int:
    return queries.office_by_code("kel-telanaipura").id


@pytest.fixture
def elsewhere_id() -> int:
    return queries.office_by_code("kel-legok").id


def account(name: str = "Rina Puspita", login: str = "rina@contoh.go.id") -> int:
    with transaction():
        return recovery.invite_staff(name, login=login, actor=SYSTEM, at=MONDAY).user_id


def member(user_id: int, office_id: int, role: Role = Role.OFFICER, **more: object) -> int:
    post = Post(user_id=user_id, office_id=office_id, role=role, position="Kasi Pelayanan", from_at=MONDAY)
    with transaction():
        return staffing.appoint_member(replace(post, **more), actor=ADMIN, at=MONDAY).id


def appointment(office_id: int, **changes: object) -> Appointment:
    lurah = Appointment(
        office_id=office_id,
        name="Rina Puspita",
        title_after="S.IP., M.Si.",
        employee_kind=EmployeeKind.PNS,
        employee_number="19850312 201001 2 904",
        grade="III/d",
        position="Lurah",
        basis=Basis.DEFINITIVE,
        from_at=MONDAY,
        decree_number="821.2/901/BKPSDM/2026",
        decree_on=date(2026, 6, 22),
    )
    return replace(lurah, **changes)


def appoint(office_id: int, **changes: object) -> int:
    with transaction():
        return staffing.appoint_official(appointment(office_id, **changes), actor=ADMIN, at=MONDAY).id


def test_a_membership_holds_from_its_first_to_its_last_instant(office_id: int) -> None:
    user_id = account()

    member(user_id, office_id, from_at=TUESDAY, until_at=THURSDAY)

    assert queries.memberships_of(user_id, at=TUESDAY - SECOND) == []
    assert [one.office_id for one in queries.memberships_of(user_id, at=TUESDAY)] == [office_id]
    assert queries.memberships_of(user_id, at=THURSDAY) == []


def test_a_person_may_work_in_two_offices_in_two_roles(office_id: int, elsewhere_id: int) -> None:
    user_id = account()

    member(user_id, office_id)
    member(user_id, office_id, Role.SIGNER)
    member(user_id, elsewhere_id)

    assert len(queries.memberships_of(user_id, at=MONDAY)) == 3
    assert [one.role for one in queries.officers_on_duty(office_id, at=MONDAY)] == [Role.OFFICER]


def test_the_same_role_is_not_given_twice(office_id: int) -> None:
    user_id = account()
    member(user_id, office_id)

    with pytest.raises(ConflictError):
        member(user_id, office_id, from_at=TUESDAY, until_at=FRIDAY)


def test_nobody_gives_themselves_a_role(office_id: int) -> None:
    user_id = account()
    post = Post(user_id=user_id, office_id=office_id, role=Role.SIGNER, position="Lurah", from_at=MONDAY)

    with pytest.raises(NotAllowedError), transaction():
        staffing.appoint_member(post, actor=replace(ADMIN, user_id=user_id), at=MONDAY)


def test_an_officer_appoints_nobody(office_id: int) -> None:
    post = Post(user_id=account(), office_id=office_id, role=Role.OFFICER, position="Staf", from_at=MONDAY)

    with pytest.raises(NotAllowedError), transaction():
        staffing.appoint_member(post, actor=Actor(Role.OFFICER), at=MONDAY)


@pytest.mark.parametrize(
    "changes", [{"role": Role.CITIZEN}, {"position": " "}, {"until_at": MONDAY}, {"until_at": MONDAY - SECOND}]
)
def test_a_post_that_cannot_be_is_refused(office_id: int, changes: dict[str, object]) -> None:
    user_id = account()

    with pytest.raises(InvalidInputError):
        member(user_id, office_id, **changes)


def test_moving_a_person_leaves_no_gap_and_no_overlap(office_id: int, elsewhere_id: int) -> None:
    user_id = account()
    old_id = member(user_id, office_id)

    with transaction():
        staffing.move_member(old_id, to_office_id=elsewhere_id, reason="Mutasi", actor=ADMIN, at=WEDNESDAY)

    assert [one.office_id for one in queries.memberships_of(user_id, at=WEDNESDAY - SECOND)] == [office_id]
    assert [one.office_id for one in queries.memberships_of(user_id, at=WEDNESDAY)] == [elsewhere_id]
    assert queries.membership(old_id).end_reason == "Mutasi"


def test_a_membership_ends_with_a_reason_and_only_once(office_id: int) -> None:
    member_id = member(account(), office_id)

    with pytest.raises(MissingReasonError), transaction():
        staffing.end_membership(member_id, reason=" ", actor=ADMIN, at=TUESDAY)
    with transaction():
        staffing.end_membership(member_id, reason="Pensiun", actor=ADMIN, at=TUESDAY)
    with pytest.raises(ConflictError), transaction():
        staffing.end_membership(member_id, reason="Pensiun", actor=ADMIN, at=WEDNESDAY)

    assert queries.members(office_id, at=TUESDAY) == []
    actions = [entry.action for entry in entries_about(f"membership:{member_id}")]
    assert actions == ["membership:appoint", "membership:end"]


def test_an_unknown_membership_cannot_end() -> None:
    with pytest.raises(NotFoundError), transaction():
        staffing.end_membership(999_999, reason="Salah", actor=ADMIN, at=TUESDAY)


def test_the_last_administrator_stays(office_id: int) -> None:
    first = member(account(), office_id, Role.ADMIN)

    with pytest.raises(ConflictError), transaction():
        staffing.end_membership(first, reason="Pindah", actor=ADMIN, at=TUESDAY)

    member(account("Dedi", "dedi@contoh.go.id"), office_id, Role.ADMIN)
    with transaction():
        staffing.end_membership(first, reason="Pindah", actor=ADMIN, at=TUESDAY)


def test_an_official_with_a_signers_membership_signs(office_id: int) -> None:
    user_id = account()
    signer_id = member(user_id, office_id, Role.SIGNER)
    appoint(office_id, membership_id=signer_id)

    (signatory,) = queries.signatories(office_id, at=MONDAY)

    assert (signatory.membership_id, signatory.user_id) == (signer_id, user_id)
    assert signatory.opening == "Lurah Telanaipura"
    assert signatory.block.lines == (
        "Lurah Telanaipura,",
        "RINA PUSPITA, S.IP., M.Si.",
        "Penata Tingkat I (III/d)",
        "NIP 19850312 201001 2 904",
    )
    assert queries.signatory_for(office_id, signer_id, at=MONDAY) == signatory


def test_who_no_longer_works_here_no_longer_signs(office_id: int) -> None:
    signer_id = member(account(), office_id, Role.SIGNER)
    appoint(office_id, membership_id=signer_id)

    with transaction():
        staffing.end_membership(signer_id, reason="Mutasi", actor=ADMIN, at=TUESDAY)

    assert queries.signatory_for(office_id, signer_id, at=TUESDAY) is None
    assert [one.membership_id for one in queries.signatories(office_id, at=TUESDAY)] == [None]


def test_a_post_has_one_holder_at_a_time(office_id: int) -> None:
    appoint(office_id)

    with pytest.raises(ConflictError):
        appoint(office_id, name="Hendri Chaniago", basis=Basis.PLT, from_at=WEDNESDAY)


def test_a_successor_takes_over_at_the_instant_the_earlier_term_ends(office_id: int) -> None:
    old_id = appoint(office_id)

    with transaction():
        staffing.end_term(old_id, until_at=WEDNESDAY, reason="Mutasi", actor=ADMIN, at=TUESDAY)
        staffing.appoint_official(
            appointment(office_id, name="Hendri Chaniago", from_at=WEDNESDAY), actor=ADMIN, at=TUESDAY
        )

    names = [queries.signatories(office_id, at=at)[0].block.name for at in (WEDNESDAY - SECOND, WEDNESDAY)]
    assert names == ["RINA PUSPITA, S.IP., M.Si.", "HENDRI CHANIAGO, S.IP., M.Si."]


def test_a_daily_substitute_signs_within_the_dates_only(office_id: int) -> None:
    appoint(office_id)
    appoint(office_id, name="Dedi Kurniawan", basis=Basis.PLH, from_at=TUESDAY, until_at=THURSDAY)

    openings = [queries.signatories(office_id, at=at)[0].opening for at in (MONDAY, TUESDAY, THURSDAY)]

    assert openings == ["Lurah Telanaipura", "Plh. Lurah Telanaipura", "Lurah Telanaipura"]


def test_a_deputy_signs_beside_the_holder(office_id: int) -> None:
    appoint(office_id)
    appoint(office_id, name="Dedi Kurniawan", basis=Basis.ON_BEHALF, position="Sekretaris", grade="III/c")

    bases = [one.basis for one in queries.signatories(office_id, at=MONDAY)]

    assert bases == [Basis.DEFINITIVE, Basis.ON_BEHALF]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"position": ""}, "position"),
        ({"employee_number": "123"}, "employee_number"),
        ({"employee_kind": EmployeeKind.PPPK}, "employee_number"),
        ({"grade": "V"}, "grade"),
        ({"until_at": MONDAY}, "until_at"),
        ({"basis": Basis.PLH}, "until_at"),
        ({"basis": Basis.FOR_DEPUTY}, "through_position"),
        ({"through_position": "Sekretaris"}, "through_position"),
        ({"decree_on": None}, "decree_number"),
        ({"decree_number": ""}, "decree_number"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused_at_its_field(
    office_id: int, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        appoint(office_id, **changes)

    assert refused.value.field == field


def test_an_officers_membership_cannot_sign(office_id: int, elsewhere_id: int) -> None:
    user_id = account()
    for member_id in (member(user_id, office_id), member(user_id, elsewhere_id, Role.SIGNER)):
        with pytest.raises(InvalidInputError) as refused:
            appoint(office_id, membership_id=member_id)

        assert refused.value.field == "membership_id"


def test_a_decree_may_follow_and_is_filed_once(office_id: int) -> None:
    term_id = appoint(office_id, decree_number="", decree_on=None)

    with pytest.raises(InvalidInputError), transaction():
        staffing.file_decree(term_id, number=" ", on=date(2026, 7, 8), actor=ADMIN, at=WEDNESDAY)
    with transaction():
        staffing.file_decree(term_id, number="821.2/902", on=date(2026, 7, 8), actor=ADMIN, at=WEDNESDAY)
    with pytest.raises(ConflictError), transaction():
        staffing.file_decree(term_id, number="821.2/903", on=date(2026, 7, 9), actor=ADMIN, at=WEDNESDAY)

    assert queries.official(term_id).decree_number == "821.2/902"


def test_a_term_ends_with_a_reason_not_before_it_began_and_not_twice(office_id: int) -> None:
    term_id = appoint(office_id, from_at=TUESDAY)

    with pytest.raises(MissingReasonError), transaction():
        staffing.end_term(term_id, until_at=FRIDAY, reason="", actor=ADMIN, at=TUESDAY)
    with pytest.raises(InvalidInputError), transaction():
        staffing.end_term(term_id, until_at=MONDAY, reason="Mutasi", actor=ADMIN, at=TUESDAY)
    with transaction():
        staffing.end_term(term_id, until_at=THURSDAY, reason="Mutasi", actor=ADMIN, at=TUESDAY)
    with pytest.raises(ConflictError), transaction():
        staffing.end_term(term_id, until_at=FRIDAY, reason="Mutasi", actor=ADMIN, at=TUESDAY)


def test_the_database_too_refuses_a_daily_substitute_without_an_end(office_id: int) -> None:
    term_id = appoint(office_id, basis=Basis.PLH, until_at=FRIDAY)

    with pytest.raises(IntegrityError), transaction():
        queries.official(term_id).until_at = None


def test_an_office_says_why_it_is_closed(office_id: int) -> None:
    assert queries.why_closed(office_id, at=MONDAY) is Closed.NO_OFFICER

    member(account(), office_id)
    assert queries.why_closed(office_id, at=MONDAY) is Closed.NO_SIGNER

    appoint(office_id)
    assert queries.why_closed(office_id, at=MONDAY) is Closed.NO_SIGNER

    signer_id = member(account("Dedi", "dedi@contoh.go.id"), office_id, Role.SIGNER)
    appoint(office_id, basis=Basis.ON_BEHALF, position="Sekretaris", membership_id=signer_id)
    assert queries.why_closed(office_id, at=MONDAY) is None
