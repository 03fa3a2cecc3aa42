"""Reads of files that came in. Who may see one is decided by the room that holds it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, select

from eservice.kernel.crypto import open_file, vault
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, NotFoundError
from eservice.kernel.ports import drivers
from eservice.uploads.models import Upload, UploadPage
from eservice.uploads.rules import Hold


def upload(token: str) -> Upload:
    """Return the row of a file that is still there. Raises NotFoundError."""
    found = db.session.scalar(select(Upload).where(Upload.token == token, Upload.deleted_at.is_(None)))
    if found is None:
        raise NotFoundError("no_such_upload")
    return found


def uploads_by_id(ids: Iterable[int]) -> dict[int, Upload]:
    """Return the files with these numbers that are still there, by number."""
    statement = select(Upload).where(Upload.id.in_(set(ids)), Upload.deleted_at.is_(None))
    return {found.id: found for found in db.session.scalars(statement)}


def open_upload(token: str) -> bytes:
    """Return the stored file, a JPEG or a PDF.

    Raises:
        NotFoundError: it is not there.
        ConflictError: ``upload_held`` or ``upload_harmful``, it is kept back.
    """
    found = upload(token)
    _must_be_free(found)
    return unsealed(found)


def hold_of(found: Upload) -> Hold | None:
    """Return why nobody may see a file, None when they may: where there is a scanner, it has to have answered."""
    if found.infected_as is not None:
        return Hold.INFECTED
    return Hold.WAITING if found.scanned_at is None and drivers().scanner is not None else None


def held_back(hold: Hold) -> list[Upload]:
    """Return the files still there that are kept back for that reason, the oldest first."""
    if hold is Hold.WAITING and drivers().scanner is None:
        return []
    why = Upload.infected_as.is_not(None) if hold is Hold.INFECTED else Upload.scanned_at.is_(None)
    return list(db.session.scalars(select(Upload).where(why, Upload.deleted_at.is_(None)).order_by(Upload.id)))


def count_held() -> int:
    """Return how many files are kept back, for whichever reason."""
    waits = Upload.scanned_at.is_(None) if drivers().scanner is not None else false()
    kept = (
        select(func.count())
        .select_from(Upload)
        .where(Upload.deleted_at.is_(None), waits | Upload.infected_as.is_not(None))
    )
    return db.session.scalar(kept) or 0


def _must_be_free(found: Upload) -> None:
    hold = hold_of(found)
    if hold is not None:
        raise ConflictError("upload_harmful" if hold is Hold.INFECTED else "upload_held")


def sent(whose: ColumnElement[bool], *, since: datetime | None) -> tuple[int, int]:
    """Return how many files and bytes came since then, deleted ones too; without an instant, how many are kept."""
    counting = Upload.deleted_at.is_(None) if since is None else Upload.created_at > since
    counted = select(func.count(), func.coalesce(func.sum(Upload.size), 0)).where(whose, counting)
    files, size = db.session.execute(counted).one()
    return int(files), int(size)


def preview(token: str, page: int = 1) -> bytes:
    """Return the JPEG of one page, counted from 1. Raises NotFoundError and ConflictError, as ``open_upload``."""
    found = db.session.scalar(
        select(UploadPage)
        .join(Upload)
        .where(Upload.token == token, Upload.deleted_at.is_(None), UploadPage.number == page)
    )
    if found is None:
        raise NotFoundError("no_such_upload")
    _must_be_free(found.upload)
    return unsealed(found)


def context(sha256: str) -> str:
    """Return what a stored file is sealed for: its own content, so that files cannot be exchanged."""
    return f"upload:{sha256}"


def unsealed(stored: Upload | UploadPage) -> bytes:
    """Return the bytes of a file or page, kept back or not. Raises NotFoundError where the store has lost them."""
    try:
        sealed = drivers().blobs.get(stored.blob_key)
    except KeyError as error:
        raise NotFoundError("no_such_upload") from error
    if stored.file_key is None:
        return vault().open(sealed, context(stored.sha256))
    return open_file(stored.file_key, sealed, context(stored.sha256))


def blob_keys() -> set[str]:
    """Return every key that files still there name."""
    held = select(Upload.id).where(Upload.deleted_at.is_(None))
    files = db.session.scalars(select(Upload.blob_key).where(Upload.deleted_at.is_(None)))
    pages = db.session.scalars(select(UploadPage.blob_key).where(UploadPage.upload_id.in_(held)))
    return {*files, *pages}
