"""Writes the public log: one leaf per issue, revocation, replacement and signed document, in the act's transaction.

The head row is the lock. Whoever appends has already written the audit log, so both locks are always taken in the same
order. Entry, hashes, signed checkpoint and head are five statements, whatever the log's size.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.failpoints import failpoint
from eservice.kernel.ports import drivers
from eservice.letters import entries, merkle
from eservice.letters.models import Letter, LetterEdition, LogCheckpoint, LogEntry, LogHead, LogNode, SignedDocument
from eservice.letters.rules import LetterState, LogEvent

# Built once, as for the audit log.
_READ_HEAD = select(LogHead.size, LogHead.frontier).with_for_update()
_ADD_ENTRY = insert(LogEntry.__table__)  # type: ignore[arg-type]
_ADD_NODES = insert(LogNode.__table__)  # type: ignore[arg-type]
_ADD_CHECKPOINT = insert(LogCheckpoint.__table__)  # type: ignore[arg-type]
_MOVE_HEAD = update(LogHead.__table__).values(size=bindparam("to_size"), frontier=bindparam("to_frontier"))  # type: ignore[arg-type]

_Act = tuple[datetime, int, LogEvent]
"""When what happened to which letter."""

ENDED = {LetterState.REVOKED: LogEvent.REVOKED, LetterState.REPLACED: LogEvent.REPLACED}
"""State of a letter that is no longer in force -> how the log says so."""


def publish(letter: Letter, event: LogEvent, *, at: datetime) -> int:
    """Append what has just happened to a letter, sign the log's new state, and return the number of the entry.

    The first entry of all is preceded by those of the register before the log, where nobody took that over yet.
    """
    db.session.flush()  # the register's line is hashed as it is stored
    size, frontier = _end(but=(letter.id, event))
    edition_id, sha256 = _file_in_force(letter, event)
    values = {
        "letter_id": letter.id,
        "edition_id": edition_id,
        "event": event,
        "day_on": wib(at).date(),
        "commitment": entries.commitment(event, salt=letter.log_salt, sha256=sha256),
        "register": entries.register_digest(letter, event, edition_id=edition_id),
    }
    return _append(size, frontier, values)


def publish_document(document: SignedDocument) -> int:
    """Append that a document was signed, sign the log's new state, and return the number of the entry."""
    db.session.flush()
    size, frontier = _end()
    values = {
        "document_id": document.id,
        "event": LogEvent.SIGNED,
        "day_on": wib(document.signed_at).date(),
        "commitment": entries.commitment(LogEvent.SIGNED, salt=document.log_salt, sha256=document.sha256),
        "register": entries.document_digest(document),
    }
    return _append(size, frontier, values)


def take_over_letters() -> int:
    """Give the letters of a register older than the log their entries, in the order of the acts; return how many.

    Only while the log is empty: later, a letter without an entry is what `log verify` is there to find.
    """
    if db.session.scalar(select(LogEntry.position).limit(1)) is not None:
        return 0
    acts = list(_acts())
    if acts:
        _begin(acts)
    return len(acts)


def _end(*, but: tuple[int, LogEvent] | None = None) -> tuple[int, list[bytes]]:
    """Return where the log ends, locked; one that has not begun takes over what was issued before, but one act."""
    head = db.session.execute(_READ_HEAD).one_or_none()
    if head is None:
        _begin(act for act in _acts() if act[1:] != but)
        head = db.session.execute(_READ_HEAD).one()
    return int(head.size), [bytes.fromhex(one) for one in head.frontier]


def _append(size: int, frontier: list[bytes], values: dict[str, Any]) -> int:
    row = {"position": size, "letter_id": None, "edition_id": None, "document_id": None} | values
    db.session.connection().execute(_ADD_ENTRY, row)
    failpoint("log.entry_written")
    _grow(size, frontier, merkle.leaf_hash(entries.entry_bytes(LogEntry(**row))))
    return size


def _begin(acts: Iterable[_Act]) -> None:
    db.session.add(LogHead(id=1, size=0, frontier=[]))
    db.session.flush()
    for at, letter_id, event in sorted(acts, key=lambda act: act[:2]):
        publish(db.session.get_one(Letter, letter_id), event, at=at)


def _acts() -> Iterator[_Act]:
    for letter in db.session.scalars(select(Letter).where(Letter.issued_at.is_not(None))).all():
        yield from _acts_of(letter)


def _acts_of(letter: Letter) -> list[_Act]:
    acts = [(letter.issued_at, letter.id, LogEvent.ISSUED)] if letter.issued_at else []
    if letter.revoked_at:
        acts.append((letter.revoked_at, letter.id, ENDED[letter.state]))
    return acts


def _file_in_force(letter: Letter, event: LogEvent) -> tuple[int, str]:
    """Return (edition, SHA-256): the newest file at issue, and that same one when the letter ends."""
    if event is LogEvent.ISSUED:
        return letter.editions[-1].id, letter.editions[-1].sha256
    found = db.session.execute(
        select(LetterEdition.id, LetterEdition.sha256)
        .join(LogEntry, LogEntry.edition_id == LetterEdition.id)
        .where(LogEntry.letter_id == letter.id, LogEntry.event == LogEvent.ISSUED)
    ).one()
    return found.id, found.sha256


def _grow(size: int, frontier: list[bytes], leaf: bytes) -> None:
    nodes, frontier = merkle.appended(size, frontier, leaf)
    rows = [{"level": level, "position": position, "hash": one.hex()} for (level, position), one in nodes]
    note = drivers().log_key.key().sign(size + 1, merkle.folded(frontier))
    connection = db.session.connection()
    connection.execute(_ADD_NODES, rows)
    connection.execute(_ADD_CHECKPOINT, {"size": size + 1, "note": note})
    failpoint("log.checkpoint_written")
    connection.execute(_MOVE_HEAD, {"to_size": size + 1, "to_frontier": [one.hex() for one in frontier]})
    failpoint("log.head_moved")
