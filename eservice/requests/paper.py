"""Codes and numbers that wait on paper for a power cut, and requests that were filed on that paper."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from eservice.accounts.actor import Actor
from eservice.kernel import codes
from eservice.kernel.db import db
from eservice.letters import numbering
from eservice.letters.models import LetterNumber, LetterSeries
from eservice.letters.rules import NumberState
from eservice.requests import queries
from eservice.requests.models import PaperCode, Request


@dataclass(frozen=True, slots=True)
class Paper:
    """A request as it was written by hand: under which code, and when."""

    code: str
    pin: str
    written_at: datetime


def set_codes_aside(office_id: int, count: int) -> list[PaperCode]:
    """Return so many new codes with their PINs; no request gets one of them but the one written under it."""
    made = []
    for _ in range(count):
        made.append(PaperCode(code=queries.unused_code(), pin=codes.pin(), office_id=office_id))
        db.session.add(made[-1])
        db.session.flush()
    return made


def set_aside_number(request: Request, *, office_id: int | None = None) -> int | None:
    """Return the number that was written by hand on the letter of a request, while the register keeps it for that.

    Args:
        office_id: only of this office's register: a request that moved on leaves its number behind.
    """
    wanted = (
        select(LetterNumber.id)
        .join(PaperCode, PaperCode.number_id == LetterNumber.id)
        .where(PaperCode.code == request.code, LetterNumber.state == NumberState.PAPER)
    )
    if office_id is not None:
        wanted = wanted.join(LetterSeries, LetterSeries.id == LetterNumber.series_id).where(
            LetterSeries.office_id == office_id
        )
    return db.session.scalar(wanted)


def void_number(request: Request, *, reason: str, actor: Actor, at: datetime) -> None:
    """Give up the number that was written by hand for a request that ends without a letter: nothing else gets it."""
    number_id = set_aside_number(request)
    if number_id is not None:
        numbering.void_set_aside([db.session.get_one(LetterNumber, number_id)], reason=reason, actor=actor, at=at)


def name_number(code: PaperCode, number: LetterNumber | None) -> None:
    """Note which number was written by hand on the letter of a code."""
    if number is not None:  # a draft that was thrown away may still name it
        db.session.execute(update(PaperCode).where(PaperCode.number_id == number.id).values(number_id=None))
    code.number_id = number.id if number is not None else None
    db.session.flush()
