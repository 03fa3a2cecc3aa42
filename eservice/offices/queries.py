"""Reads of offices, their people and their letterhead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, or_, select
from sqlalchemy.orm import joinedload

from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.kernel.memory import remembered
from eservice.offices import rules
from eservice.offices.models import Membership, Office, Official, Rt
from eservice.offices.rules import OfficeKind


@dataclass(frozen=True)
class Letterhead:
    """What stands at the top of a letter, as plain text; a letter keeps its own copy."""

    lines: tuple[str, ...]
    """From the government down to the office itself, in capitals; the last one is the office."""
    address: str
    phone: str
    email: str
    postal_code: str
    place: str
    """What stands before the date."""
    unit_code: str


@dataclass(frozen=True)
class Signatory:
    """One who may sign for an office now: the term, and the block that is printed with the signature."""

    official_id: int
    membership_id: int | None
    user_id: int | None
    basis: rules.Basis
    block: rules.SignatureBlock
    opening: str
    """The post as the text names it: ``Lurah Telanaipura``, ``Plt. Lurah Telanaipura``."""


def office(office_id: int) -> Office:
    """Return an office. Raises NotFoundError."""
    found = db.session.get(Office, office_id)
    if found is None:
        raise NotFoundError("no_such_office", office=office_id)
    return found


def office_by_code(code: str) -> Office:
    """Return the office with a short name such as ``kel-telanaipura``. Raises NotFoundError."""
    found = db.session.scalar(select(Office).where(Office.code == code))
    if found is None:
        raise NotFoundError("no_such_office", office=code)
    return found


def office_for_kelurahan(region_code: str, *, at: datetime) -> Office | None:
    """Return the office that serves the people of a kelurahan or desa on that day, or None."""
    return _of_kelurahan(region_code, wib(at).date())


def office_above(lower: Office, *, at: datetime) -> Office | None:
    """Return the office one level up (a kelurahan's kecamatan) while it exists, or None."""
    return _on_day(lower.parent_id, wib(at).date()) if lower.parent_id is not None else None


def dukcapil(*, at: datetime) -> Office | None:
    """Return the office of civil registration, or None where the city has none here."""
    return _dukcapil(wib(at).date())


def offices(*, at: datetime, kind: OfficeKind | None = None) -> Sequence[Office]:
    """Return the offices that exist on that day, by region code; of one kind where asked."""
    statement = _offices_on(wib(at).date()).order_by(Office.region_code, Office.code)
    if kind is not None:
        statement = statement.where(Office.kind == kind)
    return db.session.scalars(statement).all()


def office_ids_under(office_id: int) -> list[int]:
    """Return an office and all below it, for a supervisor's reach."""
    reach, layer = [office_id], [office_id]
    while layer:
        layer = list(db.session.scalars(select(Office.id).where(Office.parent_id.in_(layer)).order_by(Office.id)))
        reach += layer
    return reach


def letterhead(office_id: int) -> Letterhead:
    """Return the letterhead of an office with the lines of the offices above it. Raises NotFoundError."""
    unit = office(office_id)
    chain = [unit]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    return Letterhead(
        lines=(unit.government_line, *(each.full_name.upper() for each in reversed(chain))),
        address=unit.address,
        phone=unit.phone,
        email=unit.email,
        postal_code=unit.postal_code,
        place=unit.place,
        unit_code=unit.unit_code,
    )


def membership(membership_id: int) -> Membership:
    """Return a membership, running or ended. Raises NotFoundError."""
    found = db.session.get(Membership, membership_id)
    if found is None:
        raise NotFoundError("no_such_membership", membership_id=membership_id)
    return found


def memberships_of(user_id: int, *, at: datetime) -> Sequence[Membership]:
    """Return what a person may act as at that instant, the longest-standing first."""
    return db.session.scalars(
        select(Membership)
        .where(Membership.user_id == user_id, _running(at))
        .order_by(Membership.from_at, Membership.id)
    ).all()


def works_here(account: User, *, at: datetime) -> bool:
    """Tell whether an account is a member of staff's: invited as one, or with a place in an office now."""
    return account.staff_login is not None or bool(memberships_of(account.id, at=at))


def members(office_id: int, *, at: datetime) -> Sequence[Membership]:
    """Return everyone who belongs to an office at that instant."""
    return db.session.scalars(
        select(Membership).where(Membership.office_id == office_id, _running(at)).order_by(Membership.id)
    ).all()


def supervisors_of(office: Office | None, *, at: datetime) -> set[int]:
    """Return the accounts that supervise an office: there, else in the nearest office above it that has somebody."""
    while office is not None:
        found = {one.user_id for one in members(office.id, at=at) if one.role is Role.SUPERVISOR}
        if found:
            return found
        office = office.parent
    return set()


_OFFICERS = (
    select(Membership)
    .where(Membership.office_id == bindparam("of_office"), Membership.role == Role.OFFICER)
    .order_by(Membership.id)
)


def officers_on_duty(office_id: int, *, at: datetime) -> Sequence[Membership]:
    """Return the officers of an office at that instant."""
    return [one for one in _officers(office_id) if rules.lasts(one.from_at, one.until_at, at=at)]


def officials(office_id: int) -> Sequence[Official]:
    """Return every term of an office's signers, the latest first."""
    return db.session.scalars(
        select(Official).where(Official.office_id == office_id).order_by(Official.from_at.desc(), Official.id.desc())
    ).all()


def official(official_id: int) -> Official:
    """Return one term. Raises NotFoundError."""
    found = db.session.get(Official, official_id)
    if found is None:
        raise NotFoundError("no_such_official", official_id=official_id)
    return found


# Built once: most steps of a request ask for it, and building costs more than executing.
_TERMS = (
    select(Official)
    .where(Official.office_id == bindparam("of_office"))
    .order_by(Official.id)
    .options(joinedload(Official.membership))
)


def signatories(office_id: int, *, at: datetime) -> list[Signatory]:
    """Return who may sign for an office at that instant, the first choice first; empty when nobody may."""
    unit = office(office_id)
    return [_signatory(term, unit, at) for term in rules.may_sign(_terms(office_id), at=at)]


def signatory_for(office_id: int, membership_id: int, *, at: datetime) -> Signatory | None:
    """Return under which term a membership may sign for an office at that instant, or None."""
    return next((one for one in signatories(office_id, at=at) if one.membership_id == membership_id), None)


def why_closed(office_id: int, *, at: datetime) -> rules.Closed | None:
    """Return why nobody in an office can act on a request at that instant; None when somebody can.

    Whether the clock is inside office hours is worktime's to say.
    """
    unit, today = office(office_id), wib(at).date()
    return rules.why_closed(
        has_opened=unit.opened_on is None or unit.opened_on <= today,
        is_dissolved=unit.closed_on is not None and unit.closed_on <= today,
        staffing=rules.Staffing(
            officers=len(officers_on_duty(office_id, at=at)),
            signers=sum(one.membership_id is not None for one in signatories(office_id, at=at)),
        ),
    )


def rts(office_id: int, *, on: date) -> Sequence[Rt]:
    """Return the RT of an office on that day, by RW and number."""
    return db.session.scalars(
        select(Rt)
        .where(Rt.office_id == office_id, Rt.valid_from <= on, or_(Rt.valid_to.is_(None), Rt.valid_to > on))
        .order_by(Rt.rw, Rt.number)
    ).all()


def rt(office_id: int, number: str, *, on: date, rw: str = "") -> Rt | None:
    """Return one RT of an office on that day, or None; ``7`` and ``07`` are the same."""
    return next((one for one in rts(office_id, on=on) if (one.rw, one.number) == (rw, rules.rt_number(number))), None)


def _running(at: datetime) -> ColumnElement[bool]:
    return (Membership.from_at <= at) & or_(Membership.until_at.is_(None), Membership.until_at > at)


def _offices_on(day: date | BindParameter[date]) -> Select[Office]:
    return select(Office).where(
        or_(Office.opened_on.is_(None), Office.opened_on <= day),
        or_(Office.closed_on.is_(None), Office.closed_on > day),
    )


_DAY: BindParameter[date] = bindparam("day")
_OF_ID = _offices_on(_DAY).where(Office.id == bindparam("of_id"))
_OF_KELURAHAN = _offices_on(_DAY).where(
    Office.region_code == bindparam("of_region"), Office.kind.in_([OfficeKind.KELURAHAN, OfficeKind.DESA])
)


@remembered(Office)
def _on_day(office_id: int, day: date) -> Office | None:
    return db.session.scalar(_OF_ID, {"of_id": office_id, "day": day})


@remembered(Office)
def _dukcapil(day: date) -> Office | None:
    return db.session.scalar(_offices_on(day).where(Office.kind == OfficeKind.DUKCAPIL))


@remembered(Office)
def _of_kelurahan(region_code: str, day: date) -> Office | None:
    return db.session.scalar(_OF_KELURAHAN, {"of_region": region_code, "day": day})


@remembered(Membership)
def _officers(office_id: int) -> Sequence[Membership]:
    """Return whoever was, is or will be an officer of an office."""
    return db.session.scalars(_OFFICERS, {"of_office": office_id}).all()


@remembered(Official, Membership)
def _terms(office_id: int) -> Sequence[Official]:
    """Return every term of an office's signers with the accounts they sign from."""
    return db.session.scalars(_TERMS, {"of_office": office_id}).all()


def _signatory(term: Official, unit: Office, at: datetime) -> Signatory:
    account = term.membership
    signs = (
        account is not None and account.role is Role.SIGNER and rules.lasts(account.from_at, account.until_at, at=at)
    )
    capacity = rules.Capacity(term.basis, unit.head, term.position, term.through_position)
    person = rules.Person(
        term.name, term.title_before, term.title_after, term.employee_kind, term.employee_number, term.grade
    )
    return Signatory(
        official_id=term.id,
        membership_id=account.id if signs and account else None,
        user_id=account.user_id if signs and account else None,
        basis=term.basis,
        block=rules.signature_block(person, capacity),
        opening=rules.post_in_text(capacity),
    )
