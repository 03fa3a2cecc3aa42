"""Whether an installation can work, and how much waits: what a load balancer and whoever is on duty ask."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import Select, delete, func, select

from eservice.config import Settings
from eservice.kernel.db import db
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import is_away
from eservice.letters.models import LogHead
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageState
from eservice.requests.faults import IssueFault
from eservice.requests.models import Request, RequestEvent
from eservice.requests.undrawn import has_work
from eservice.uploads.models import OrphanBlob, Upload

LEAST_FREE_BYTES = 256 * 1024 * 1024
_REVISION = re.compile(r"""^revision\b[^=]*= ["']([^"']+)""", re.MULTILINE)
_FOLLOWS = re.compile(r"""^down_revision\b[^=]*= ["']([^"']+)""", re.MULTILINE)
LATE = timedelta(minutes=10)
"""Work that has waited so long is late: the sweep comes every fifteen seconds."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work of one kind that is due."""

    kind: str
    count: int
    oldest: timedelta
    """How long the oldest has waited; zero where nothing waits."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer."""

    name: str
    good: bool
    stops: bool
    """Whether this process can answer nobody while it is not good; else somebody is to be called, and pages go on."""


def checks(*, at: datetime) -> list[Check]:
    """Return every question with its answer; where the database is away, those that it would answer are left out."""
    stopping: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("database", _writes),
        ("migrations", _is_migrated),
        ("disk", _has_room),
    )
    found = [Check(name, _answered(ask), stops=True) for name, ask in stopping]
    if not found[0].good:
        return found
    late = {one.kind for one in waiting(at=at) if one.oldest > LATE}
    found += [Check(kind, kind not in late, stops=False) for kind in ("messages", "letters", "scanner")]
    found.append(Check("signer", not _signer_was_away(at=at), stops=False))
    shared = drivers().shared
    if shared is not None:
        found.append(Check("memory", shared.answers(), stops=False))
    return found


def waiting(*, at: datetime) -> list[Waiting]:
    """Return the work that is due, by kind: messages, letters, and files that the scanner has not seen."""
    message = Message.state == MessageState.PENDING
    due = select(func.count(Message.id), func.min(Message.next_try_at)).where(message, Message.next_try_at <= at)
    messages = _one(due)
    newest = select(func.max(RequestEvent.taken_at)).where(RequestEvent.request_id == Request.id).scalar_subquery()
    letters = _one(select(func.count(Request.id), func.min(newest)).where(has_work()))
    unseen = Upload.scanned_at.is_(None) & Upload.deleted_at.is_(None)
    files = _one(select(func.count(Upload.id), func.min(Upload.created_at)).where(unseen))
    found = {"messages": messages, "letters": letters, "scanner": files if drivers().scanner else (0, None)}
    nothing = timedelta()
    return [
        Waiting(kind, count, max(nothing, at - since) if since else nothing) for kind, (count, since) in found.items()
    ]


def letters_published() -> int:
    """Return how many entries the public log has: letters issued, revoked and replaced."""
    return int(db.session.scalar(select(LogHead.size)) or 0)


def _one(asked: Select[Any, Any]) -> tuple[int, datetime | None]:
    row = db.session.execute(asked).one()
    return int(row[0]), row[1]


def _answered(ask: Callable[[], bool]) -> bool:
    try:
        return ask()
    except Exception as fault:
        if is_away(fault) or isinstance(fault, OSError):
            return False
        raise


def _writes() -> bool:
    """Write where nothing is, and take it back: a database that can only be read accepts no request."""
    with db.engine.connect() as connection:  # closed without a commit
        connection.execute(delete(OrphanBlob).where(OrphanBlob.key == ""))
    return True


def _is_migrated() -> bool:
    """Tell whether the database has all that this code needs; one that is newer than the code has."""
    with db.engines["reader"].connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    newest, known = _revisions(current_app.extensions["migrate"].directory)
    return here is not None and (here == newest or here not in known)


@lru_cache(maxsize=1)
def _revisions(directory: str) -> tuple[str | None, frozenset[str]]:
    """Return the newest revision and all of them; read, not run: a revision needs a migration around it."""
    texts = [path.read_text(encoding="utf-8") for path in Path(directory, "versions").glob("*.py")]
    known = frozenset(found for text in texts for found in _REVISION.findall(text))
    followed = frozenset(found for text in texts for found in _FOLLOWS.findall(text))
    return next(iter(known - followed), None), known


def _has_room() -> bool:
    settings: Settings = current_app.extensions["eservice.settings"]
    folders = {settings.instance_path, Path(settings.blobs_url.removeprefix("file://"))}
    return all(shutil.disk_usage(one).free >= LEAST_FREE_BYTES for one in folders if one.is_dir())


def _signer_was_away(*, at: datetime) -> bool:
    away = select(IssueFault.request_id).where(IssueFault.fault == "signer_away", IssueFault.last_at > at - LATE)
    return db.session.scalar(away.limit(1)) is not None
