"""Reads of persons and households."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import aliased

from eservice.accounts.models import User
from eservice.accounts.queries import nik_index
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.residents.models import NameWord, Person
from eservice.residents.rules import digits_of

_AFTER_EVERY_LETTER = "\U0010ffff"
"""Stands behind every word that begins alike, byte by byte."""


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


_MOST_WORDS = 6
"""Words of a name that are looked for; whoever has more of them has these."""


def persons_called(words: Iterable[str]) -> Select[int]:
    """Return a statement for the numbers of the persons whose name has a word that begins with each of ``words``.

    Args:
        words: at least one, folded by ``rules.name_words``.
    """
    found = [
        select(NameWord.person_id).where(NameWord.word >= word, NameWord.word < word + _AFTER_EVERY_LETTER)
        for word in sorted(words, key=len, reverse=True)[:_MOST_WORDS]
    ]
    first, *others = found
    for other in others:
        first = first.where(NameWord.person_id.in_(other))
    return first


def persons_with_nik(nik: str) -> Select[int]:
    """Return a statement for the numbers of everybody recorded under a NIK."""
    return select(Person.id).where(Person.nik_index == nik_index(nik))


def same_person_as(person_id: int) -> Select[int]:
    """Return a statement for the numbers of everybody recorded under the NIK of a person; nobody without one."""
    nik = select(Person.nik_index).where(Person.id == person_id).scalar_subquery()
    return select(Person.id).where(Person.nik_index == nik)


def household_of(person: Person) -> Sequence[Person]:
    """Return everybody recorded under the same KK number, the person included; alone where none is known."""
    if person.kk_index is None:
        return [person]
    return db.session.scalars(select(Person).where(Person.kk_index == person.kk_index).order_by(Person.id)).all()


def in_household(user_id: int, people: Iterable[Person], *, niks: Iterable[str] = ()) -> bool:
    """Tell whether an account's owner is one of these people or shares a family card with one.

    Every record of their NIK counts, whoever told it: most services do not ask for the family card.

    Args:
        niks: of others who are known by no more than their NIK.
    """
    return _is_one_household(_Side.of_account(user_id), _Side.of_people(people, map(nik_index, niks)))


def household_rows(user_id: int) -> Select[int]:
    """Return, for use inside another query, every person ``in_household`` finds with an account's owner."""
    side = _Side.of_account(user_id)
    own = or_(Person.id.in_(side.person_ids), Person.nik_index.in_(side.niks))
    cards = list(db.session.scalars(select(Person.kk_index).where(own, Person.kk_index.is_not(None))))
    relative = aliased(Person)
    niks = select(relative.nik_index).where(relative.kk_index.in_(cards), relative.nik_index.is_not(None))
    return select(Person.id).where(or_(own, Person.kk_index.in_(cards), Person.nik_index.in_(niks)))


def same_household(user_id: int, other_user_id: int) -> bool:
    """Tell whether two accounts are one person's or share a family card, by every record of their NIK."""
    return _is_one_household(_Side.of_account(user_id), _Side.of_account(other_user_id))


def kk_index(kk: str) -> str:
    """Return the keyed digest by which a household is found."""
    return vault().index(digits_of(kk), "persons.kk")


@dataclass(frozen=True, slots=True)
class _Side:
    """One of two that are compared: the records at hand, and the digest of every NIK they are known by."""

    person_ids: frozenset[int]
    niks: frozenset[str]

    @classmethod
    def of_people(cls, people: Iterable[Person], niks: Iterable[str | None] = ()) -> Self:
        known = list(people)
        digests = {*niks, *(one.nik_index for one in known)}
        return cls(frozenset(one.id for one in known), frozenset(one for one in digests if one is not None))

    @classmethod
    def of_account(cls, user_id: int) -> Self:
        account, own = db.session.get(User, user_id), person_of_user(user_id)
        return cls.of_people([own] if own is not None else [], [account.nik_index if account is not None else None])


# Built once: every step of a request asks whether it is the own household's.
_WITH_CARDS = select(Person.id, Person.nik_index, Person.kk_index).where(
    or_(
        Person.id.in_(bindparam("numbers", expanding=True)),
        Person.nik_index.in_(bindparam("niks", expanding=True)),
    ),
    Person.kk_index.is_not(None),
)


def _is_one_household(a: _Side, b: _Side) -> bool:
    if a.person_ids & b.person_ids or a.niks & b.niks:
        return True
    both = {"numbers": list(a.person_ids | b.person_ids), "niks": list(a.niks | b.niks)}
    rows = db.session.execute(_WITH_CARDS, both).all()
    ours, theirs = ({kk for number, nik, kk in rows if number in one.person_ids or nik in one.niks} for one in (a, b))
    return bool(ours & theirs)
