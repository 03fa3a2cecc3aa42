"""How often a letter was checked, day by day: a number, and nothing about who checked it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from eservice.kernel.db import db
from eservice.kernel.transaction import side_transaction
from eservice.letters.models import MOST_LOOKUPS, LetterLookup


@dataclass(frozen=True, slots=True)
class Lookups:
    """How often, and when last; no day where never."""

    times: int
    last_on: date | None


def note_lookup(letter_id: int, *, on: date) -> None:
    """Count one check of a letter on a day, in a short transaction of its own; outside any transaction.

    One row for a letter and day, and an end to its count: a machine that asks for ever writes nothing more.
    """
    row = LetterLookup.letter_id == letter_id, LetterLookup.day_on == on
    noted = db.session.scalar(select(LetterLookup.times).where(*row)) or 0
    if noted >= MOST_LOOKUPS:
        return
    if not noted and _begun(letter_id, on):
        return
    with side_transaction() as session:
        more = update(LetterLookup).where(*row, LetterLookup.times < MOST_LOOKUPS)
        session.execute(more.values(times=LetterLookup.times + 1))


def lookups_of(letter_id: int) -> Lookups:
    """Return how often a letter was checked, and on which day last."""
    counted = select(func.coalesce(func.sum(LetterLookup.times), 0), func.max(LetterLookup.day_on))
    times, last_on = db.session.execute(counted.where(LetterLookup.letter_id == letter_id)).one()
    return Lookups(int(times), last_on)


def _begun(letter_id: int, on: date) -> bool:
    """Write the day's first check down; False where somebody else did at the same moment."""
    try:
        with side_transaction() as session:
            session.add(LetterLookup(letter_id=letter_id, day_on=on, times=1))
    except IntegrityError:
        return False
    return True
