"""Reads of persons and households."""

from collections.abc import Sequence

from sqlalchemy import select

from eservice.accounts.models import User
from eservice.accounts.queries import nik_index
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.residents.models import Person
from eservice.residents.rules import digits_of


def person(person_id: int) -> Person:
    """Return a person. Raises NotFoundError."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise NotFoundError("no_such_person", person=person_id)
    return found


def person_of_user(user_id: int) -> Person | None:
    """Return the person behind an account, None while nobody is known."""
    account = db.session.get(User, user_id)
    return db.session.get(Person, account.person_id) if account is not None and account.person_id else None


def is_known(user_id: int) -> bool:
    """Tell whether NIK and family card of an account's owner are recorded, as the rule of the own household needs."""
    own = person_of_user(user_id)
    return own is not None and own.nik_index is not None and own.kk_index is not None


def unknown_staff() -> set[int]:
    """Return the accounts of staff whose own NIK and family card are not recorded."""
    known = select(User.id).join(Person, User.person_id == Person.id)
    known = known.where(Person.nik_index.is_not(None), Person.kk_index.is_not(None))
    return set(db.session.scalars(select(User.id).where(User.staff_login.is_not(None), User.id.not_in(known))))


def staff_with_nik(nik: str) -> int | None:
    """Return the staff account whose owner has this NIK, or None."""
    return db.session.scalar(
        select(User.id)
        .join(Person, User.person_id == Person.id)
        .where(User.staff_login.is_not(None), User.disabled_at.is_(None), Person.nik_index == nik_index(nik))
    )


def persons_by_nik(nik: str) -> Sequence[Person]:
    """Return everybody recorded under a NIK, the oldest record first: a second claim is not refused."""
    return db.session.scalars(select(Person).where(Person.nik_index == nik_index(nik)).order_by(Person.id)).all()


def household_of(person: Person) -> Sequence[Person]:
    """Return everybody recorded under the same KK number, the person included; alone where none is known."""
    if person.kk_index is None:
        return [person]
    return db.session.scalars(select(Person).where(Person.kk_index == person.kk_index).order_by(Person.id)).all()


def same_household(a: Person, b: Person) -> bool:
    """Tell whether two records are one person or share a KK number."""
    if a.id == b.id or (a.nik_index is not None and a.nik_index == b.nik_index):
        return True
    return a.kk_index is not None and a.kk_index == b.kk_index


def kk_index(kk: str) -> str:
    """Return the keyed digest by which a household is found."""
    return vault().index(digits_of(kk), "persons.kk")
