"""Record persons. Values are taken as read by ``rules``, ``nik`` and ``phones``."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime

from eservice.accounts import queries as accounts
from eservice.accounts.actions import link_person, must_manage
from eservice.accounts.actor import Actor
from eservice.accounts.queries import nik_index
from eservice.accounts.rules import PhoneOwner
from eservice.audit import actions as audit
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from eservice.residents.models import NameWord, Person
from eservice.residents.nik import read_nik
from eservice.residents.queries import is_known, kk_index, person_of_user, staff_with_nik
from eservice.residents.rules import (
    Address,
    Education,
    MaritalStatus,
    Nationality,
    NoNikReason,
    Religion,
    Sex,
    name_words,
    read_kk,
    read_name,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """What is told about a person; unknown is None or empty."""

    name: str
    nik: str | None = None
    no_nik_reason: NoNikReason | None = None
    kk: str | None = None
    birth_place: str = ""
    birth_on: date | None = None
    sex: Sex | None = None
    religion: Religion | None = None
    marital_status: MaritalStatus | None = None
    education: Education | None = None
    occupation: str = ""
    nationality: Nationality = Nationality.INDONESIAN
    address: Address | None = None
    phone: str | None = None
    phone_owner: PhoneOwner | None = None
    """Left out: one's own where a number is given."""
    email: str | None = None
    is_deceased: bool = False
    died_on: date | None = None


def register_person(told: PersonData, *, actor: Actor, at: datetime) -> Person:
    """Add a person; a NIK that is known already is accepted once more, for an officer to compare.

    Raises:
        InvalidInputError: a number or name cannot be right; ``nik_or_reason``, ``birth_in_future``,
            ``death_before_birth``.
    """
    person = Person(created_at=at)
    _write(person, told, at=at)
    db.session.add(person)
    db.session.flush()
    audit.record(actor=actor, action="person:register", object=f"person:{person.id}", at=at)
    return person


def update_person(person: Person, *, actor: Actor, at: datetime, **changes: object) -> None:
    """Change what is told about a person: fields of ``PersonData``; the log keeps their names, not their values.

    Raises:
        InvalidInputError: as for ``register_person``.
        TypeError: there is no such field.
    """
    before = told_of(person)
    after = replace(before, **changes)  # type: ignore[arg-type]  # checked by replace itself
    changed = sorted(
        each.name for each in fields(PersonData) if getattr(before, each.name) != getattr(after, each.name)
    )
    if not changed:
        return
    _write(person, after, at=at)
    db.session.flush()
    audit.record(actor=actor, action="person:update", object=f"person:{person.id}", at=at, data={"fields": changed})


def identify_staff(user_id: int, *, nik: str, kk: str, actor: Actor, at: datetime) -> Person:
    """Record who a member of staff is, so that nobody decides about the own household.

    The person stands behind the account; the account itself claims no NIK by it and opens no citizen side.

    Raises:
        NotFoundError: nobody who works here.
        NotAllowedError: neither an administrator nor the member, or told before: then an administrator corrects it.
        ConflictError: ``nik_of_colleague``, another staff account has this NIK; ``nik_of_account``, this one claims
            another.
        InvalidInputError: a number cannot be right.
    """
    account = accounts.account(user_id)
    if account.staff_login is None and not (actor.is_staff and actor.user_id == user_id):
        raise NotFoundError("no_such_account")
    if account.nik_index is not None and account.nik_index != nik_index(nik):
        raise ConflictError("nik_of_account")
    if actor.user_id != user_id or is_known(user_id):
        must_manage(actor)
    if staff_with_nik(str(read_nik(nik).digits)) not in (None, user_id):
        raise ConflictError("nik_of_colleague")
    own = person_of_user(user_id)
    if own is None:
        own = register_person(PersonData(name=account.name, nik=nik, kk=kk), actor=actor, at=at)
        link_person(user_id, own.id)
    else:
        update_person(own, actor=actor, at=at, nik=nik, kk=kk)
    audit.record(actor=actor, action="account:identify", object=f"account:{user_id}", at=at)
    return own


def told_of(person: Person) -> PersonData:
    """Return what is recorded about a person, as it would be told."""
    return PersonData(**{each.name: getattr(person, each.name) for each in fields(PersonData)})


def _write(person: Person, told: PersonData, *, at: datetime) -> None:
    _check(told, today=wib(at).date())
    values = {each.name: getattr(told, each.name) for each in fields(PersonData) if each.name != "address"}
    for name, value in values.items():
        setattr(person, name, value)
    person.name = read_name(told.name)
    person.nik = read_nik(told.nik).digits if told.nik else None
    person.nik_index = nik_index(person.nik) if person.nik else None
    person.no_nik_reason = None if person.nik else told.no_nik_reason
    person.kk = read_kk(told.kk) if told.kk else None
    person.kk_index = kk_index(person.kk) if person.kk else None
    person.address_parts = asdict(told.address) if told.address else None
    person.phone, person.phone_owner = _phone(told)
    person.email = told.email or None
    person.is_deceased = told.is_deceased or told.died_on is not None
    words = name_words(person.name)  # last: to load the words writes the rest
    person.name_words = [one for one in person.name_words if one.word in words] + [
        NameWord(word=word) for word in sorted(words - {one.word for one in person.name_words})
    ]


def _phone(told: PersonData) -> tuple[str | None, PhoneOwner]:
    if not told.phone or told.phone_owner is PhoneOwner.NONE:
        return None, PhoneOwner.NONE
    return told.phone, told.phone_owner or PhoneOwner.OWN


def _check(told: PersonData, *, today: date) -> None:
    if not told.nik and told.no_nik_reason is None:
        raise InvalidInputError("nik_or_reason", field="nik")
    if told.birth_on is not None and told.birth_on > today:
        raise InvalidInputError("birth_in_future", field="birth_on")
    if told.birth_on is not None and told.died_on is not None and told.died_on < told.birth_on:
        raise InvalidInputError("death_before_birth", field="died_on")
