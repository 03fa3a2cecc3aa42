"""Recording people, finding them again, and who lives with whom."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event, select, text

from eservice.accounts.actor import SYSTEM
from eservice.accounts.models import User
from eservice.accounts.queries import nik_index
from eservice.accounts.rules import PhoneOwner
from eservice.audit.models import AuditEntry
from eservice.kernel.db import db
from eservice.kernel.errors import DomainError, InvalidInputError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.residents import queries
from eservice.residents.actions import PersonData, register_person, told_of, update_person
from eservice.residents.models import Person
from eservice.residents.rules import Address, NoNikReason, Sex
from tests.times import MONDAY

NIK = "1571015708909001"
KK = "1571011708119001"
SITI = PersonData(
    name="Siti  Rahmawati",
    nik="1571 0157 0890 9001",
    kk=KK,
    birth_place="Jambi",
    birth_on=date(1990, 8, 17),
    sex=Sex.FEMALE,
    address=Address(street="Jl. Melati No. 4", rt="14", kelurahan_code="15.71.01.1004"),
    phone="+6281234567890",
)
BABY = PersonData(name="Aisyah", no_nik_reason=NoNikReason.NEWBORN, birth_on=date(2026, 7, 1))


@pytest.fixture(autouse=True)
def application(db_app: Flask) -> None:
    """Every test here has an application."""


def register(told: PersonData) -> int:
    with transaction():
        return register_person(told, actor=SYSTEM, at=MONDAY).id


def account_of(person_id: int | None) -> int:
    """Return a new account behind which a person stands, or nobody yet."""
    with transaction():
        login = f"siti.{person_id}@contoh.go.id"
        account = User(name="Siti", staff_login=login, person_id=person_id, created_at=MONDAY)
        db.session.add(account)
    return account.id


def recorded_under(nik: str) -> list[Person]:
    """Return everybody recorded under a NIK, the oldest record first."""
    return list(db.session.scalars(select(Person).where(Person.nik_index == nik_index(nik)).order_by(Person.id)))


def test_a_person_is_found_by_nik_however_it_is_spaced() -> None:
    person_id = register(SITI)

    (found,) = recorded_under("1571.0157.0890-9001")

    assert (found.id, found.name, found.nik) == (person_id, "Siti Rahmawati", NIK)
    assert found.address == SITI.address
    assert found.phone_owner is PhoneOwner.OWN


def test_a_second_claim_of_one_nik_is_accepted() -> None:
    first, second = register(SITI), register(replace(SITI, name="Orang Lain"))

    assert [each.id for each in recorded_under(NIK)] == [first, second]


def test_what_identifies_a_person_is_not_readable_in_the_database() -> None:
    register(SITI)

    stored = db.session.execute(text("SELECT nik, kk, phone, address_parts, nik_index FROM persons")).one()

    clear = b" ".join(bytes(each) if not isinstance(each, str) else each.encode() for each in stored)
    assert not [secret for secret in (NIK, KK, "81234567890", "Melati") if secret.encode() in clear]


def test_a_newborn_without_nik_needs_a_reason() -> None:
    person_id = register(BABY)

    assert queries.person(person_id).no_nik_reason is NoNikReason.NEWBORN
    with pytest.raises(InvalidInputError, match="nik_or_reason"):
        register(replace(BABY, no_nik_reason=None))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"nik": "1571013002909001"}, "nik_date"),
        ({"kk": "123"}, "kk_length"),
        ({"name": "  "}, "name_missing"),
        ({"birth_on": date(2026, 7, 7)}, "birth_in_future"),
        ({"died_on": date(1980, 1, 1)}, "death_before_birth"),
    ],
)
def test_impossible_data_are_refused_and_nothing_is_kept(changes: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        register(replace(SITI, **changes))

    assert refusal.value.code == code
    assert db.session.query(Person).count() == 0


def test_people_with_one_kk_number_are_one_household() -> None:
    siti, child, stranger = (
        register(SITI),
        register(replace(BABY, kk=KK)),
        register(replace(SITI, nik="1571011708909001", kk="1571011708119002")),
    )

    assert [each.id for each in queries.household_of(queries.person(siti))] == [siti, child]
    account = account_of(siti)
    assert queries.in_household(account, [queries.person(child)])
    assert not queries.in_household(account, [queries.person(stranger)])
    assert queries.in_household(account, [queries.person(stranger), queries.person(child)])
    assert not queries.in_household(account_of(None), [queries.person(child)])


def test_two_records_of_one_nik_are_one_household_even_without_a_kk() -> None:
    first, second = register(replace(SITI, kk=None)), register(replace(SITI, kk=None))

    assert queries.in_household(account_of(first), [queries.person(second)])
    assert [each.id for each in queries.household_of(queries.person(first))] == [first]


def test_two_people_without_any_number_are_strangers() -> None:
    first, second = register(BABY), register(BABY)

    assert not queries.in_household(account_of(first), [queries.person(second)])


def test_a_family_card_in_any_record_of_a_nik_makes_one_household() -> None:
    child, today = register(replace(BABY, kk=KK)), register(replace(SITI, kk=None))
    accounts = account_of(today), account_of(child)
    assert not queries.same_household(*accounts)

    register(replace(SITI, name="Siti R."))

    assert queries.same_household(*accounts)
    assert queries.in_household(accounts[1], [queries.person(today)])


def test_a_household_is_found_by_one_query() -> None:
    siti, account = register(SITI), account_of(register(replace(BABY, kk=KK)))
    for _record in range(5):
        register(replace(SITI, kk=None))
    subject, *loaded = queries.person(siti), db.session.get(User, account), queries.person_of_user(account)
    sent: list[object] = []
    event.listen(db.session(), "do_orm_execute", sent.append)

    assert queries.in_household(account, [subject])
    assert all(loaded)
    assert len(sent) == 1


def test_a_change_is_logged_by_field_and_never_by_value() -> None:
    person_id = register(SITI)

    with transaction():
        update_person(queries.person(person_id), actor=SYSTEM, at=MONDAY, phone=None, occupation="Guru")

    changed = queries.person(person_id)
    entry = db.session.query(AuditEntry).filter_by(action="person:update").one()
    assert (changed.phone, changed.phone_owner, changed.occupation) == (None, PhoneOwner.NONE, "Guru")
    assert entry.data == {"fields": ["occupation", "phone"]}
    assert (changed.nik, changed.address) == (NIK, SITI.address)


def test_an_unchanged_person_leaves_no_trace() -> None:
    person_id = register(SITI)

    with transaction():
        update_person(queries.person(person_id), actor=SYSTEM, at=MONDAY, occupation="")

    assert db.session.query(AuditEntry).filter_by(action="person:update").count() == 0


def test_what_was_told_can_be_told_again() -> None:
    person_id = register(SITI)

    told = told_of(queries.person(person_id))

    assert (told.name, told.nik, told.address) == ("Siti Rahmawati", NIK, SITI.address)


def test_a_date_of_death_makes_a_person_deceased() -> None:
    person_id = register(replace(SITI, died_on=date(2026, 7, 1)))

    assert queries.person(person_id).is_deceased


def test_an_unknown_person_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        queries.person(999)
