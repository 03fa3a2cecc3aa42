"""The register of an office: every number it has taken, searched and written out as a book."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eservice.kernel.codes import LETTER_CODE_LENGTH, read_code
from eservice.kernel.db import db
from eservice.letters.kinds import Kind
from eservice.letters.models import Letter, LetterNumber, LetterSeries, OutsideLetter
from eservice.letters.rules import EntryState, LetterState, NumberState

AT_ONCE = 500
"""Lines read at once where a whole book is written out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a reader of the register looks for; nothing by default."""

    kind: Kind | None = None
    state: EntryState | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Taken from the one instant on, and before the other."""
    words: str = ""
    """A number as written or its running part, the code of a letter, or words of what a letter is about."""
    requests: CompoundSelect[int] | None = None
    """Requests whose letters fit the words as well: found by name or code, which this room does not know."""


EVERYTHING = Sought()
"""Nothing in particular."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register."""

    number: LetterNumber

    @property
    def id(self) -> int:
        """By which the next page goes on."""
        return self.number.id

    @property
    def letter(self) -> Letter | None:
        """The letter of this application, where there is one."""
        return self.number.letter

    @property
    def state(self) -> EntryState:
        """What became of the number."""
        if self.number.state is NumberState.OUTSIDE:
            return EntryState.OUTSIDE
        if self.number.state is NumberState.PAPER:
            return EntryState.ASIDE
        if self.letter is None or self.number.state is NumberState.VOID:
            return EntryState.VOID
        return EntryState(self.letter.state)

    @property
    def dated_on(self) -> date | None:
        """The day on the letter; None where there is none."""
        if self.number.outside is not None:
            return self.number.outside.dated_on
        return self.letter.dated_on if self.letter is not None else None

    @property
    def recorded_at(self) -> datetime:
        """When it came into the book: the number, or the letter that was entered for it later."""
        return self.number.outside.recorded_at if self.number.outside is not None else self.number.taken_at

    @property
    def can_enter(self) -> bool:
        """Whether a letter may be entered under it."""
        return self.state is EntryState.ASIDE

    @property
    def can_void(self) -> bool:
        """Whether it may be made void: no letter of this application has it."""
        return self.state in (EntryState.ASIDE, EntryState.OUTSIDE)

    @property
    def can_revoke(self) -> bool:
        """Whether its letter is in force."""
        return self.state is EntryState.ISSUED

    @property
    def can_say_why(self) -> bool:
        """Whether its reason tells why it is void, not what it is for."""
        return self.letter is not None or self.number.outside is not None

    @property
    def addressee(self) -> str:
        """Whom the letter is about, or to whom it goes; empty where there is no letter."""
        if self.number.outside is not None:
            return self.number.outside.addressee
        return self.letter.holder_name if self.letter is not None else ""

    @property
    def signers(self) -> tuple[str, ...]:
        """Who signed, in turn."""
        return tuple(one.signer_name for one in self.letter.signatures) if self.letter is not None else ()


@dataclass(frozen=True, slots=True)
class Run:
    """One series of a year: from which number to which, and how many of them stand in the register."""

    archive_code: str
    first: int
    last: int
    kept: int

    @property
    def is_whole(self) -> bool:
        """Whether no number is missing."""
        return self.kept == self.last - self.first + 1


def page(
    office_id: int, *, year: int, sought: Sought = EVERYTHING, before: int | None = None, limit: int = 100
) -> list[Line]:
    """Return lines of a year, the newest first.

    Args:
        before: the id of the last line of the page before.
    """
    wanted = _lines(office_id, year, sought).order_by(LetterNumber.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(LetterNumber.id < before)
    return [Line(one) for one in db.session.scalars(wanted)]


def book(office_id: int, *, year: int, sought: Sought = EVERYTHING) -> Iterator[Line]:
    """Yield the lines of a year in the order in which the numbers were taken."""
    last = 0
    while True:
        wanted = _lines(office_id, year, sought).where(LetterNumber.id > last).order_by(LetterNumber.id).limit(AT_ONCE)
        found = db.session.scalars(wanted).all()
        yield from map(Line, found)
        if len(found) < AT_ONCE:
            return
        last = found[-1].id


def count(office_id: int, *, year: int, sought: Sought = EVERYTHING) -> int:
    """Return how many lines there are."""
    lines = _narrowed(select(LetterNumber.id), office_id, year, sought).subquery()
    return db.session.scalar(select(func.count()).select_from(lines)) or 0


def years(office_id: int) -> list[int]:
    """Return the years in which an office took numbers, the newest first."""
    begun = select(LetterSeries.year).where(
        LetterSeries.office_id == office_id, LetterSeries.last_number >= LetterSeries.first_number
    )
    return sorted(set(db.session.scalars(begun)), reverse=True)


def runs(office_id: int, *, year: int) -> list[Run]:
    """Return the series of a year that have begun, each with what it holds."""
    rows = db.session.execute(
        select(
            LetterSeries.archive_code, LetterSeries.first_number, LetterSeries.last_number, func.count(LetterNumber.id)
        )
        .outerjoin(LetterNumber, LetterNumber.series_id == LetterSeries.id)
        .where(
            LetterSeries.office_id == office_id,
            LetterSeries.year == year,
            LetterSeries.last_number >= LetterSeries.first_number,
        )
        .group_by(LetterSeries.id)
        .order_by(LetterSeries.archive_code)
    )
    return [Run(*row) for row in rows]


def kept(office_id: int, number_id: int, *states: NumberState) -> LetterNumber | None:
    """Return a number of an office that is in one of these states; None when it is not, or no longer."""
    return db.session.scalar(
        select(LetterNumber)
        .join(LetterSeries)
        .where(
            LetterNumber.id == number_id,
            LetterSeries.office_id == office_id,
            LetterNumber.state.in_(states),
        )
    )


def _lines(office_id: int, year: int, sought: Sought) -> Select[LetterNumber]:
    wanted = select(LetterNumber).options(
        joinedload(LetterNumber.outside),
        joinedload(LetterNumber.letter).selectinload(Letter.signatures),
        selectinload(LetterNumber.series),
    )
    return _narrowed(wanted, office_id, year, sought)


def _narrowed(wanted: Select[Any], office_id: int, year: int, sought: Sought) -> Select[Any]:
    wanted = (
        wanted.join(LetterSeries, LetterNumber.series_id == LetterSeries.id)
        .outerjoin(Letter, LetterNumber.letter_id == Letter.id)
        .outerjoin(OutsideLetter, OutsideLetter.number_id == LetterNumber.id)
        .where(LetterSeries.office_id == office_id, LetterSeries.year == year)
    )
    if sought.kind is not None:
        wanted = wanted.where(Letter.kind == sought.kind)
    if sought.state is not None:
        wanted = wanted.where(_STATE.in_([sought.state.value]))
    if sought.since is not None:
        wanted = wanted.where(LetterNumber.taken_at >= sought.since)
    if sought.until is not None:
        wanted = wanted.where(LetterNumber.taken_at < sought.until)
    return wanted.where(or_(*_meant(sought))) if sought.words else wanted


_STATE = case(
    (LetterNumber.state == NumberState.OUTSIDE, EntryState.OUTSIDE.value),
    (LetterNumber.state == NumberState.PAPER, EntryState.ASIDE.value),
    (LetterNumber.state == NumberState.VOID, EntryState.VOID.value),
    *((Letter.state == one, EntryState(one.value).value) for one in LetterState),
    else_=EntryState.VOID.value,
)
"""``Line.state``, for the database."""


def _meant(sought: Sought) -> list[ColumnElement[bool]]:
    """Return what the words may mean, any of which will do."""
    words = sought.words.strip()
    meant: list[ColumnElement[bool]] = [
        LetterNumber.written.icontains(words, autoescape=True),
        OutsideLetter.subject.icontains(words, autoescape=True),
    ]
    if words.isascii() and words.isdigit() and len(words) < 8:
        meant.append(LetterNumber.number == int(words))
    code = read_code(words, length=LETTER_CODE_LENGTH)
    if code is not None:
        meant.append(Letter.code == code)
    if sought.requests is not None:
        meant.append(Letter.request_id.in_(sought.requests))
    return meant
