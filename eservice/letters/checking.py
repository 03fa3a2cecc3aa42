"""Checks the public log against itself, its key and the register: everything is computed anew, nothing is believed.

The first place that does not fit is named. What nobody can see from inside is a log rewritten as a whole by somebody
who has the key as well; that is what witnesses and the checkpoints printed on letters are for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from cryptography.exceptions import InvalidTag
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import selectinload

from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.ports import drivers
from eservice.letters import entries, merkle
from eservice.letters.checkpoints import CheckpointError, LogKey
from eservice.letters.models import (
    Letter,
    LetterNumber,
    LetterSeries,
    LogCheckpoint,
    LogEntry,
    LogHead,
    LogNode,
    SignedDocument,
)
from eservice.letters.publishing import ENDED
from eservice.letters.rules import LetterState, LogEvent

_PIECE = 500
_LETTER = selectinload(LogEntry.letter)
_WHOLE = (
    selectinload(LogEntry.edition),
    selectinload(LogEntry.document),
    _LETTER.selectinload(Letter.numbers).selectinload(LetterNumber.series),
    _LETTER.selectinload(Letter.signatures),
    _LETTER.selectinload(Letter.editions),
)
_UNREADABLE = (InvalidTag, ValueError, LookupError, TypeError, AttributeError)
"""What a value raises that was not written by this house: it does not open, or is not what its column holds."""


class _FaultError(Exception):
    """The first place that does not fit."""


@dataclass(frozen=True, slots=True)
class LogCheck:
    """What a check of the whole log found."""

    entries: int
    fault: str | None
    """The first wrong place, in words for whoever runs the command; None when everything fits."""


@dataclass
class _Walk:
    """How far the check has come."""

    size: int = 0
    frontier: list[bytes] = field(default_factory=list)


def check_log() -> LogCheck:
    """Walk the whole log: entries, hashes, checkpoints, then whether the register and the log know the same."""
    walk = _Walk()
    try:
        for piece in _pieces():
            _check_piece(walk, piece)
        _check_end(walk)
        _check_register()
        _check_documents()
        _check_numbers()
    except _FaultError as fault:
        return LogCheck(walk.size, str(fault))
    except _UNREADABLE:
        return LogCheck(walk.size, f"behind entry {walk.size - 1}: the head or the register cannot be read")
    return LogCheck(walk.size, None)


def _pieces() -> Iterator[list[LogEntry]]:
    """Yield the entries in pieces: PostgreSQL streams only inside a transaction, and reads here have none."""
    after = -1
    while piece := _piece(after, _PIECE):
        yield piece
        after = piece[-1].position
        db.session.expunge_all()


def _piece(after: int, count: int) -> list[LogEntry]:
    """Return the next entries with what the register has of their letters."""
    wanted = select(LogEntry).where(LogEntry.position > after).order_by(LogEntry.position).limit(count)
    try:
        return list(db.session.scalars(wanted.options(*_WHOLE)))
    except _UNREADABLE:
        db.session.expunge_all()
        if count > 1:  # one by one, up to the one that cannot be read
            return _piece(after, 1)
        of = select(LogEntry.position, LogEntry.letter_id, LogEntry.document_id).where(LogEntry.position > after)
        entry = db.session.execute(of.order_by(LogEntry.position).limit(1)).one()
        of_what = f"letter {entry.letter_id}" if entry.document_id is None else f"document {entry.document_id}"
        where = f"entry {entry.position}, {of_what}"
        raise _FaultError(f"{where}: what the register has of it cannot be read") from None


def _check_piece(walk: _Walk, piece: list[LogEntry]) -> None:
    start, end = walk.size, piece[-1].position + 1
    nodes = _nodes(start, end)
    notes = _notes(start, end)
    key: LogKey = drivers().log_key.key()
    for entry in piece:
        if entry.position != walk.size:
            raise _FaultError(f"entry {walk.size} is missing")
        fresh, walk.frontier = merkle.appended(walk.size, walk.frontier, merkle.leaf_hash(entries.entry_bytes(entry)))
        for (level, position), one in fresh:
            stored = nodes.pop((level, position), None)
            if stored != one.hex():
                where = f"entry {entry.position}" if level == 0 else f"hash {position} of level {level}"
                raise _FaultError(f"{where} {'has no stored hash' if stored is None else 'was changed'}")
        walk.size += 1
        _check_checkpoint(walk, notes.pop(walk.size, None), key)
        _check_letter(entry) if entry.document_id is None else _check_document(entry)


def _nodes(start: int, end: int) -> dict[merkle.Node, str]:
    """Return the stored hashes that the entries from `start` up to `end` complete."""
    levels = range(end.bit_length())
    rows = db.session.execute(
        select(LogNode.level, LogNode.position, LogNode.hash).where(
            or_(
                *(
                    and_(LogNode.level == level, LogNode.position >= start >> level, LogNode.position < end >> level)
                    for level in levels
                )
            )
        )
    )
    return {(row.level, row.position): row.hash for row in rows}


def _notes(start: int, end: int) -> dict[int, str]:
    rows = db.session.execute(
        select(LogCheckpoint.size, LogCheckpoint.note).where(LogCheckpoint.size > start, LogCheckpoint.size <= end)
    )
    return {row.size: row.note for row in rows}


def _check_checkpoint(walk: _Walk, note: str | None, key: LogKey) -> None:
    if note is None:
        raise _FaultError(f"checkpoint {walk.size} is missing")
    try:
        key.public.opened(note)
    except CheckpointError as error:
        raise _FaultError(f"checkpoint {walk.size}: {error}") from error
    if note != key.sign(walk.size, merkle.folded(walk.frontier)):  # a signature can be written in more than one way
        raise _FaultError(f"checkpoint {walk.size} is of other entries")


def _check_letter(entry: LogEntry) -> None:
    """Compare an entry with the register's line it is about."""
    where = f"entry {entry.position}, letter {entry.letter_id}"
    letter, edition = entry.letter, entry.edition
    if letter is None or edition is None or edition.letter_id != letter.id:
        raise _FaultError(f"{where}: the register has not this letter with this file")
    try:
        commitment = entries.commitment(entry.event, salt=letter.log_salt, sha256=edition.sha256)
        register = entries.register_digest(letter, entry.event, edition_id=edition.id)
    except _UNREADABLE:
        raise _FaultError(f"{where}: the register was changed") from None
    found = (commitment, register, _day(letter, entry.event))
    if (entry.commitment, entry.register, entry.day_on) != found:
        raise _FaultError(f"{where}: the register was changed")
    if letter.state is LetterState.ISSUED and not entries.is_unended(letter):
        raise _FaultError(f"{where}: the register notes an end that did not happen")


def _check_document(entry: LogEntry) -> None:
    """Compare an entry with what is kept of the document it is about."""
    where = f"entry {entry.position}, document {entry.document_id}"
    document = entry.document
    if document is None:
        raise _FaultError(f"{where}: this document is missing")
    try:
        commitment = entries.commitment(entry.event, salt=document.log_salt, sha256=document.sha256)
        register = entries.document_digest(document)
    except _UNREADABLE:
        raise _FaultError(f"{where}: the document's line was changed") from None
    found = (commitment, register, wib(document.signed_at).date())
    if (entry.commitment, entry.register, entry.day_on) != found:
        raise _FaultError(f"{where}: the document's line was changed")


def _day(letter: Letter, event: LogEvent) -> date | None:
    at = letter.issued_at if event is LogEvent.ISSUED else letter.revoked_at
    return wib(at).date() if at else None


def _check_end(walk: _Walk) -> None:
    """Look behind the last entry: a shortened log, and rows that no entry accounts for."""
    head = db.session.execute(select(LogHead.size, LogHead.frontier)).one_or_none()
    size, frontier = (head.size, head.frontier) if head else (0, [])
    if size > walk.size:
        raise _FaultError(f"entry {walk.size} is missing")
    if size < walk.size or frontier != [one.hex() for one in walk.frontier]:
        raise _FaultError(f"the head says {size} entries, there are {walk.size}, or has other hashes")
    last = func.max(LogNode.position).label("last")
    for row in db.session.execute(select(LogNode.level, last).group_by(LogNode.level)):
        if row.last >= walk.size >> row.level:
            raise _FaultError(f"hash {row.last} of level {row.level} belongs to no entry")
    odd = db.session.scalar(
        select(LogCheckpoint.size).where(or_(LogCheckpoint.size > walk.size, LogCheckpoint.size < 1)).limit(1)
    )
    if odd is not None:
        raise _FaultError(f"checkpoint {odd} belongs to no entry")


def _check_register() -> None:
    """Look for letters of which register and log do not know the same."""
    rows = db.session.execute(
        select(Letter.id, Letter.state, LogEntry.event)
        .outerjoin(LogEntry, LogEntry.letter_id == Letter.id)
        .order_by(Letter.id)
    )
    for (letter_id, state), of_one in groupby(rows, key=lambda row: (row.id, row.state)):
        logged = {row.event for row in of_one} - {None}
        if logged != _events_of(state):
            said = ", ".join(sorted(logged)) or "nothing"
            raise _FaultError(f"letter {letter_id} is {state} in the register, and the log says {said} of it")


def _check_documents() -> None:
    """Look for a document that the log does not know."""
    logged = select(LogEntry.document_id).where(LogEntry.document_id.is_not(None))
    odd = db.session.scalar(select(func.min(SignedDocument.id)).where(SignedDocument.id.not_in(logged)))
    if odd is not None:
        raise _FaultError(f"document {odd} is kept, and the log says nothing of it")


def _events_of(state: LetterState) -> set[LogEvent]:
    if state in (LetterState.RESERVED, LetterState.VOID):
        return set()
    return {LogEvent.ISSUED} | ({ENDED[state]} if state in ENDED else set())


def _check_numbers() -> None:
    """Look for numbers that are missing from their series, or beyond its counter."""
    taken: dict[int, set[int]] = {}
    for row in db.session.execute(select(LetterNumber.series_id, LetterNumber.number)):
        taken.setdefault(row.series_id, set()).add(row.number)
    for series in db.session.execute(
        select(LetterSeries.id, LetterSeries.first_number, LetterSeries.last_number).order_by(LetterSeries.id)
    ):
        odd = taken.pop(series.id, set()) ^ set(range(series.first_number, series.last_number + 1))
        if odd:
            raise _FaultError(f"series {series.id}: number {min(odd)} is missing or was not given")
    if taken:
        raise _FaultError(f"series {min(taken)} is missing")
