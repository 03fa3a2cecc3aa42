"""Reads the public log: checkpoints, proofs and tiles, each from a handful of rows whatever the log's size.

Tiles are those of C2SP tlog-tiles: 256 hashes of one level, or 256 entries, so that any client of that format can
follow the log without asking this house for proofs.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select, tuple_

from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotFoundError
from eservice.kernel.ports import drivers
from eservice.letters import checkpoints, entries, merkle
from eservice.letters.checkpoints import Checkpoint
from eservice.letters.models import LogCheckpoint, LogEntry, LogNode

TILE_LEVELS = 8
TILE = 1 << TILE_LEVELS
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That an entry is in the log of a checkpoint: everything a stranger needs to compute the root."""

    entry: LogEntry
    path: list[bytes]
    checkpoint: Checkpoint

    @property
    def leaf(self) -> bytes:
        """The hash of the entry."""
        return merkle.leaf_hash(self.said)

    @property
    def said(self) -> bytes:
        """The entry itself."""
        return entries.entry_bytes(self.entry)


@dataclass(frozen=True, slots=True)
class Consistency:
    """That the log of a checkpoint begins with the log of an earlier size."""

    first: int
    path: list[bytes]
    checkpoint: Checkpoint


def newest_checkpoint() -> Checkpoint:
    """Return the log's present state."""
    return state_at(newest_size())


def newest_size() -> int:
    """Return how many entries the newest checkpoint is over."""
    return db.session.scalar(select(func.max(LogCheckpoint.size))) or 0


def state_at(size: int) -> Checkpoint:
    """Return the log's state at a size; that of an empty log is signed when it is asked for. Raises NotFoundError."""
    if size == 0:
        return checkpoints.read(drivers().log_key.key().sign(0, merkle.EMPTY_ROOT))
    return checkpoint_at(size)


def checkpoint_at(size: int) -> Checkpoint:
    """Return the checkpoint that was signed at a size. Raises NotFoundError."""
    note = db.session.scalar(select(LogCheckpoint.note).where(LogCheckpoint.size == size))
    if note is None:
        raise NotFoundError("log_size_unknown")
    return checkpoints.read(note)


def entry_at(position: int) -> LogEntry:
    """Return an entry by its number. Raises NotFoundError."""
    return _known(db.session.scalar(select(LogEntry).where(LogEntry.position == position)))


def entry_of(commitment: str) -> LogEntry:
    """Return the entry with a commitment. Raises NotFoundError."""
    return _known(db.session.scalar(select(LogEntry).where(LogEntry.commitment == commitment.lower())))


def entries_of(letter_id: int) -> Sequence[LogEntry]:
    """Return what the log says of one letter, in order."""
    return db.session.scalars(select(LogEntry).where(LogEntry.letter_id == letter_id).order_by(LogEntry.position)).all()


def newest_entries(limit: int) -> Sequence[LogEntry]:
    """Return the last entries, newest first."""
    return db.session.scalars(select(LogEntry).order_by(LogEntry.position.desc()).limit(limit)).all()


def inclusion(entry: LogEntry, checkpoint: Checkpoint) -> Inclusion:
    """Return the proof that an entry is in the log of a checkpoint.

    Raises:
        InvalidInputError: the log of that size has not come to the entry yet.
    """
    if entry.position >= checkpoint.size:
        raise InvalidInputError("log_sizes_wrong")
    return Inclusion(entry, _hashes(merkle.inclusion_spans(entry.position, checkpoint.size)), checkpoint)


def consistency(first: int, checkpoint: Checkpoint) -> Consistency:
    """Return the proof that the log of a checkpoint begins with that of an earlier size.

    Raises:
        InvalidInputError: the earlier size is the larger.
    """
    if not 0 <= first <= checkpoint.size:
        raise InvalidInputError("log_sizes_wrong")
    return Consistency(first, _hashes(merkle.consistency_spans(first, checkpoint.size)), checkpoint)


def tile(level: int, number: int, width: int = TILE) -> bytes:
    """Return the hashes of a tile, one after the other. Raises NotFoundError while the log has not so many."""
    start = number << TILE_LEVELS
    found = db.session.scalars(
        select(LogNode.hash)
        .where(LogNode.level == level * TILE_LEVELS, LogNode.position >= start, LogNode.position < start + width)
        .order_by(LogNode.position)
    ).all()
    return b"".join(bytes.fromhex(one) for one in _whole(found, width))


def entry_bundle(number: int, width: int = TILE) -> bytes:
    """Return the entries of a tile, each after its length. Raises NotFoundError while the log has not so many."""
    start = number << TILE_LEVELS
    found = db.session.scalars(
        select(LogEntry)
        .where(LogEntry.position >= start, LogEntry.position < start + width)
        .order_by(LogEntry.position)
    ).all()
    said = [entries.entry_bytes(entry) for entry in _whole(found, width)]
    return b"".join(struct.pack(">H", len(one)) + one for one in said)


def _whole(found: Sequence[_Row], width: int) -> Sequence[_Row]:
    if not 0 < len(found) == width <= TILE:
        raise NotFoundError("log_tile_unknown")
    return found


def _known(entry: LogEntry | None) -> LogEntry:
    if entry is None:
        raise NotFoundError("log_entry_unknown")
    return entry


def _hashes(spans: Iterable[merkle.Span]) -> list[bytes]:
    """Return the hash of each span, with one question to the database."""
    spans = list(spans)
    wanted = sorted(merkle.nodes_of_all(spans))
    rows = db.session.execute(
        select(LogNode.level, LogNode.position, LogNode.hash).where(tuple_(LogNode.level, LogNode.position).in_(wanted))
    )
    stored = {(row.level, row.position): bytes.fromhex(row.hash) for row in rows} if wanted else {}
    return merkle.hashes(spans, stored.__getitem__)
