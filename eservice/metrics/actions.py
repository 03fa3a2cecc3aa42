"""Take histories of other systems in, and let them go again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import Actor
from eservice.audit import actions as audit
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.metrics import histories
from eservice.metrics.eventlogs.log import Log, LogRefusedError, instant
from eservice.metrics.eventlogs.mapping import LogFormat, Mapping
from eservice.metrics.eventlogs.reading import Say
from eservice.metrics.models import ImportedEvent, ImportedHistory

_ROWS = 5_000
"""So many rows are sent to the database at once."""
_CASES = 20_000
"""So many cases are deleted at once: one statement may not take longer than the database allows."""

_ADD = insert(ImportedEvent.__table__)  # type: ignore[arg-type]
"""The table itself: what the mapper adds costs more than the rows."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a log comes from."""

    name: str
    sha256: str
    format: LogFormat
    mapping: Mapping


def import_history(log: Log, source: Source, *, actor: Actor, at: datetime, say: Say) -> int:
    """Store a log that was read to its end, and return its history's number.

    Raises:
        LogRefusedError: the same file is here already.
    """
    known = _same_file(source)
    if known is not None:
        on = wib(known.imported_at).date()
        raise LogRefusedError(
            f"{source.name} was imported on {on} as history {known.id}; give --replace to import it anew"
        )
    return _store(log, source, actor=actor, at=at, say=say)


def replace_history(log: Log, source: Source, *, actor: Actor, at: datetime, say: Say) -> int:
    """Store a log in the place of what was imported from the same file before, if anything was."""
    known = _same_file(source)
    if known is not None:
        forget_history(known.id, actor=actor, at=at)
    return _store(log, source, actor=actor, at=at, say=say)


def forget_history(history_id: int, *, actor: Actor, at: datetime) -> None:
    """Delete an imported history with all its events.

    Raises:
        LogRefusedError: there is none of that number.
    """
    history = histories.imported_history(history_id)
    of = ImportedEvent.history_id == history.id
    for first in range(1, history.cases + 1, _CASES):
        db.session.execute(
            delete(ImportedEvent).where(of, ImportedEvent.case_number.between(first, first + _CASES - 1))
        )
    db.session.delete(history)
    db.session.flush()
    audit.record(actor=actor, action="history:forget", object=f"history:{history_id}", at=at)


def _same_file(source: Source) -> ImportedHistory | None:
    return db.session.scalar(select(ImportedHistory).where(ImportedHistory.sha256 == source.sha256))


def _store(log: Log, source: Source, *, actor: Actor, at: datetime, say: Say) -> int:
    history = ImportedHistory(
        name=source.name, sha256=source.sha256, format=source.format, mapping=source.mapping.told(), imported_at=at,
        cases=log.case_count, events=len(log), first_at=log.first_at, last_at=log.last_at,
    )  # fmt: skip
    db.session.add(history)
    try:
        db.session.flush()
    except IntegrityError:
        raise LogRefusedError(f"{source.name} was imported by somebody else a moment ago") from None
    stored = 0
    rows = _rows(log, history.id)
    while some := list(islice(rows, _ROWS)):
        db.session.execute(_ADD, some)
        stored += len(some)
        say(f"{stored:,} of {len(log):,} events stored")
    facts = {"sha256": source.sha256, "cases": history.cases, "events": history.events}
    audit.record(actor=actor, action="history:import", object=f"history:{history.id}", at=at, data=facts)
    return history.id


def _rows(log: Log, history_id: int) -> Iterator[dict[str, Any]]:
    for case_number, sequence, event in log.numbered():
        yield {
            "history_id": history_id,
            "case_number": case_number,
            "sequence": sequence,
            "activity": event.activity,
            "taken_at": instant(event.at),
            "started_at": None if event.started is None else instant(event.started),
            "resource": event.resource or None,
            "stage": event.stage,
        }
