"""The virus scanner: asked when a file comes in, and again about what it did not answer for."""

from datetime import datetime

import structlog
from sqlalchemy import select

from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from eservice.kernel.ports import drivers
from eservice.kernel.scanning import ScannerAwayError
from eservice.kernel.transaction import transaction
from eservice.kernel.wake import wake
from eservice.uploads import queries
from eservice.uploads.models import Upload
from eservice.uploads.rules import Refusal

WORK = "scan"
"""The kind of work that asks again."""
MOST = 50
"""Files asked about in one sweep."""

_log = structlog.get_logger(__name__)


def is_clean(raw: bytes) -> bool:
    """Tell whether a scanner found nothing; no answer, or none to ask, is no: the file is looked at later.

    Raises:
        InvalidInputError: ``Refusal.INFECTED``.
    """
    scanner = drivers().scanner
    if scanner is None:
        return False
    try:
        found = scanner.scan(raw)
    except ScannerAwayError:
        return False
    if found is not None:
        _log.warning("upload refused", infected_as=found, size=len(raw))
        raise InvalidInputError(Refusal.INFECTED, field="file")
    return True


def must_be_clean(raw: bytes) -> None:
    """Refuse what no scanner has looked at, where there is one: for files that go out as they came in.

    Raises:
        InvalidInputError: ``Refusal.INFECTED``.
        ConflictError: ``scanner_away``.
    """
    if not is_clean(raw) and drivers().scanner is not None:
        raise ConflictError("scanner_away")


def scan_waiting(*, at: datetime) -> int:
    """Ask the scanner about what waits for it, each file outside any transaction; return how many it answered for.

    It ends at the first question without an answer: the rest waits for the next sweep.
    """
    scanner = drivers().scanner
    if scanner is None:
        return 0
    waiting = select(Upload.id).where(Upload.scanned_at.is_(None), Upload.deleted_at.is_(None))
    answered = 0
    for number in db.session.scalars(waiting.order_by(Upload.id).limit(MOST)).all():
        try:
            found = _found_in(number)
        except ScannerAwayError:
            _log.warning("scanner does not answer", waiting=number)
            break
        with transaction():
            _note(number, found, at=at)
        answered += 1
    return answered


def ask_again() -> None:
    """Ask about what waits as soon as the open transaction is committed, instead of at the next sweep."""
    wake(WORK)


def _found_in(number: int) -> str | None:
    """Return what the scanner finds in a stored file. Raises ScannerAwayError."""
    scanner, upload = drivers().scanner, db.session.get(Upload, number)
    if scanner is None or upload is None:
        raise ScannerAwayError
    try:
        return scanner.scan(queries.unsealed(upload))
    except NotFoundError:
        return None  # the store has lost it: there is nothing to open


def _note(number: int, found: str | None, *, at: datetime) -> None:
    upload = db.session.get(Upload, number)
    if upload is None or upload.deleted_at is not None:
        return
    upload.scanned_at, upload.infected_as = at, found
    if found is not None:
        _log.warning("upload held", upload=number, infected_as=found)
