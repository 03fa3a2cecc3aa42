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
    return db.session.scalar(select(Person).join(User, User.person_id == Person.id).where(User.id == user_id))


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
