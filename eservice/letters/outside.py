"""Letters written outside the application: their numbers come from the same series, so that the register is whole."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, MissingReasonError, NotAllowedError
from eservice.letters.models import LetterNumber, LetterSeries, OutsideLetter
from eservice.letters.numbering import NumberSource, reserve_block
from eservice.letters.rules import NumberState

MOST_ASIDE = 50
"""Numbers that are set aside at once: what a paper book may need in a week."""
WRITTEN_ELSEWHERE = "Surat di luar aplikasi"
"""The reason by which the register keeps the number of a letter written elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What the book says of a letter written elsewhere."""

    subject: str
    addressee: str
    dated_on: date


def enter_new(told: Outside, *, source: NumberSource, actor: Actor, at: datetime) -> OutsideLetter:
    """Take the next number of a series for a letter written elsewhere, and enter it in the register.

    Raises:
        NotAllowedError: ``permission`` or ``other_office``.
        InvalidInputError: ``outside_subject``, ``outside_addressee``, ``outside_in_the_future``,
            ``outside_another_year``.
    """
    _must_be_the_offices(source.office_id, actor, Permission.REQUEST_REVIEW)
    _check(told, year=wib(at).year, at=at)
    taken = reserve_block(source, count=1, reason=WRITTEN_ELSEWHERE, actor=actor, at=at)
    return _entered(taken[0], told, actor=actor, at=at)


def enter(number_id: int, told: Outside, *, actor: Actor, at: datetime) -> OutsideLetter:
    """Enter which letter was written under a number that was set aside.

    Raises:
        ConflictError: ``number_not_aside``, it was entered or given up meanwhile, or belongs to a letter.
        NotAllowedError, InvalidInputError: as ``enter_new``.
    """
    number = _kept(number_id, actor, Permission.REQUEST_REVIEW, NumberState.PAPER)
    _check(told, year=number.series.year, at=at)
    return _entered(number, told, actor=actor, at=at)


def set_aside(source: NumberSource, *, count: int, reason: str, actor: Actor, at: datetime) -> list[LetterNumber]:
    """Set the next numbers of a series aside for the paper book.

    Raises:
        NotAllowedError: ``permission`` or ``other_office``.
        InvalidInputError: ``block_size``.
        MissingReasonError: ``block_reason``.
    """
    _must_be_the_offices(source.office_id, actor, Permission.REQUEST_SUPERVISE)
    if not 1 <= count <= MOST_ASIDE:
        raise InvalidInputError("block_size", field="count", most=MOST_ASIDE)
    return reserve_block(source, count=count, reason=reason.strip(), actor=actor, at=at)


def give_up(number_id: int, *, reason: str, actor: Actor, at: datetime) -> LetterNumber:
    """Make a number void that was set aside and not used, or whose letter was entered wrongly; the line stays.

    Raises:
        ConflictError, NotAllowedError: as ``enter``.
        MissingReasonError: ``void_reason``.
    """
    number = _kept(number_id, actor, Permission.REQUEST_SUPERVISE, NumberState.PAPER, NumberState.OUTSIDE)
    if not reason.strip():
        raise MissingReasonError("void_reason")
    number.state, number.reason = NumberState.VOID, reason.strip()
    db.session.flush()
    audit.record(actor=actor, action="register:void", object=f"number:{number.id}", at=at)
    return number


def _kept(number_id: int, actor: Actor, permission: Permission, *states: NumberState) -> LetterNumber:
    """Return a number that is still in one of these states, its row locked: of two who use it, one is refused."""
    number = db.session.scalar(
        select(LetterNumber)
        .join(LetterSeries)
        .where(LetterNumber.id == number_id)
        .with_for_update(of=LetterNumber)
        .execution_options(populate_existing=True)
    )
    if number is None:
        raise ConflictError("number_not_aside")
    _must_be_the_offices(number.series.office_id, actor, permission)
    if number.state not in states:
        raise ConflictError("number_not_aside")
    return number


def _must_be_the_offices(office_id: int, actor: Actor, permission: Permission) -> None:
    if not actor.may(permission):
        raise NotAllowedError("permission")
    if actor.office_id != office_id:
        raise NotAllowedError("other_office")


def _check(told: Outside, *, year: int, at: datetime) -> None:
    for field, written in (("subject", told.subject), ("addressee", told.addressee)):
        if not written.isprintable():
            raise InvalidInputError("outside_unprintable", field=field)
    if not told.subject.strip():
        raise InvalidInputError("outside_subject", field="subject")
    if not told.addressee.strip():
        raise InvalidInputError("outside_addressee", field="addressee")
    if told.dated_on > wib(at).date():
        raise InvalidInputError("outside_in_the_future", field="dated_on")
    if told.dated_on.year != year:
        raise InvalidInputError("outside_another_year", field="dated_on", year=year)


def _entered(number: LetterNumber, told: Outside, *, actor: Actor, at: datetime) -> OutsideLetter:
    letter = OutsideLetter(
        subject=told.subject.strip(),
        addressee=told.addressee.strip(),
        dated_on=told.dated_on,
        recorded_at=at,
        recorded_by_id=actor.membership_id,
    )
    number.outside, number.state, number.reason = letter, NumberState.OUTSIDE, ""
    db.session.flush()
    audit.record(actor=actor, action="register:outside", object=f"number:{number.id}", at=at)
    return letter
