"""Gapless numbers: one counter per office, archive code and year; its row is the lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import Actor
from eservice.audit import actions as audit
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, MissingReasonError
from eservice.kernel.failpoints import failpoint
from eservice.letters.models import LetterNumber, LetterSeries
from eservice.letters.rules import NumberState, written_number


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSource:
    """Which run of numbers a signing place takes its number from.

    `archive_code` is printed; `per_archive_code` says whether the office counts each code apart. A year goes on as it
    began: another way of counting begins with the first number of the next.
    """

    office_id: int
    unit_code: str
    archive_code: str
    per_archive_code: bool = True
    set_aside_id: int | None = None
    """A number set aside before, which was written by hand on this letter."""


def take_number(source: NumberSource, *, at: datetime) -> tuple[int, int]:
    """Return (series, number): the next of a gapless run. The counter's row is the lock; a rollback gives it back."""
    key = _series_key(source, year=wib(at).year)
    found = _advance(key)
    if found is None:
        try:
            with db.session.begin_nested():
                db.session.add(LetterSeries(**key))
        except IntegrityError:  # another transaction opened the year's series first
            pass
        found = _advance(key)
    if found is None:
        raise ConflictError("series_missing")
    failpoint("number.taken")
    return found


def set_first_number(source: NumberSource, *, year: int, first: int, actor: Actor, at: datetime) -> LetterSeries:
    """Let a series begin where the paper book ended.

    Raises:
        ConflictError: a number of that series has already been taken.
    """
    key = _series_key(source, year=year)
    series = db.session.scalar(select(LetterSeries).filter_by(**key).with_for_update())
    if series is None:
        series = LetterSeries(**key)
        db.session.add(series)
    elif series.last_number >= series.first_number:
        raise ConflictError("series_started", number=series.last_number)
    series.first_number, series.last_number = first, first - 1
    db.session.flush()
    audit.record(actor=actor, action="series:first", object=f"series:{series.id}", at=at, data={"first": first})
    return series


def reserve_block(source: NumberSource, *, count: int, reason: str, actor: Actor, at: datetime) -> list[LetterNumber]:
    """Set numbers aside for the paper book or a power cut; they stand in the register with the reason."""
    if not reason.strip():
        raise MissingReasonError("block_reason")
    taken = []
    for _ in range(count):
        series_id, number = take_number(source, at=at)
        written = written_number(archive=source.archive_code, number=number, unit=source.unit_code, on=wib(at).date())
        taken.append(
            LetterNumber(
                series_id=series_id,
                number=number,
                written=written,
                state=NumberState.PAPER,
                reason=reason,
                taken_at=at,
            )
        )
    db.session.add_all(taken)
    db.session.flush()
    audit.record(
        actor=actor, action="series:block", object=f"series:{taken[0].series_id}", at=at, data={"count": count}
    )
    return taken


def take_up(number_id: int, *, letter_id: int, place: int) -> None:
    """Give a number that was set aside to the letter it was written on by hand.

    Raises:
        ConflictError: ``number_not_aside``, another letter has it, or it was given up.
    """
    taken = db.session.execute(
        update(LetterNumber)
        .where(LetterNumber.id == number_id, LetterNumber.state == NumberState.PAPER)
        .values(state=NumberState.RESERVED, reason="", letter_id=letter_id, place=place)
        .returning(LetterNumber.id)
    ).one_or_none()
    if taken is None:
        raise ConflictError("number_not_aside")


def void_set_aside(unused: Sequence[LetterNumber], *, reason: str, actor: Actor, at: datetime) -> None:
    """Give up numbers that were set aside and not used: they stay in the register as void.

    Raises:
        MissingReasonError: no reason.
        ConflictError: ``number_not_aside``, a letter has one of them.
    """
    if unused and not reason.strip():
        raise MissingReasonError("void_reason")
    for one in unused:
        if one.state is not NumberState.PAPER:
            raise ConflictError("number_not_aside")
        one.state, one.reason = NumberState.VOID, reason
        audit.record(actor=actor, action="series:void", object=f"number:{one.id}", at=at)
    db.session.flush()


# Built once: every letter asks, and building costs more than executing.
_BEGUN = (
    select(LetterSeries.archive_code)
    .where(
        LetterSeries.office_id == bindparam("of_office"),
        LetterSeries.year == bindparam("of_year"),
        LetterSeries.last_number >= LetterSeries.first_number,
    )
    .limit(1)
)
_ADVANCE = (
    update(LetterSeries)
    .where(
        LetterSeries.office_id == bindparam("of_office"),
        LetterSeries.archive_code == bindparam("of_code"),
        LetterSeries.year == bindparam("of_year"),
    )
    .values(last_number=LetterSeries.last_number + 1)
    .returning(LetterSeries.id, LetterSeries.last_number)
    .execution_options(synchronize_session=False)
)


def counts_apart(source: NumberSource, *, year: int) -> bool:
    """Tell whether each archive code is counted apart in a year: as the year began, else as the office wishes."""
    begun = db.session.scalar(_BEGUN, {"of_office": source.office_id, "of_year": year})
    return source.per_archive_code if begun is None else bool(begun)


def _series_key(source: NumberSource, *, year: int) -> dict[str, int | str]:
    archive_code = source.archive_code if counts_apart(source, year=year) else ""
    return {"office_id": source.office_id, "archive_code": archive_code, "year": year}


def _advance(key: dict[str, int | str]) -> tuple[int, int] | None:
    facts = {"of_office": key["office_id"], "of_code": key["archive_code"], "of_year": key["year"]}
    row = db.session.execute(_ADVANCE, facts).one_or_none()
    return (row[0], row[1]) if row else None
