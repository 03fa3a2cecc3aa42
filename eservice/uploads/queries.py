"""Reads of files that came in. Who may see one is decided by the room that holds it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.kernel.ports import drivers
from eservice.uploads.models import Upload, UploadPage


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
    """Return the stored file, a JPEG or a PDF. Raises NotFoundError."""
    found = upload(token)
    return unsealed(found.blob_key, found.sha256)


def sent(whose: ColumnElement[bool], *, since: datetime) -> tuple[int, int]:
    """Return how many files and bytes came since then, deleted ones too."""
    counted = select(func.count(), func.coalesce(func.sum(Upload.size), 0)).where(whose, Upload.created_at > since)
    files, size = db.session.execute(counted).one()
    return int(files), int(size)


def preview(token: str, page: int = 1) -> bytes:
    """Return the JPEG of one page, counted from 1. Raises NotFoundError."""
    found = db.session.scalar(
        select(UploadPage)
        .join(Upload)
        .where(Upload.token == token, Upload.deleted_at.is_(None), UploadPage.number == page)
    )
    if found is None:
        raise NotFoundError("no_such_upload")
    return unsealed(found.blob_key, found.sha256)


def context(sha256: str) -> str:
    """Return what a stored file is sealed for: its own content, so that files cannot be exchanged."""
    return f"upload:{sha256}"


def unsealed(blob_key: str, sha256: str) -> bytes:
    """Return the bytes behind a key. Raises NotFoundError where the store has lost them."""
    try:
        sealed = drivers().blobs.get(blob_key)
    except KeyError as error:
        raise NotFoundError("no_such_upload") from error
    return vault().open(sealed, context(sha256))


def blob_keys() -> set[str]:
    """Return every key that files still there name."""
    held = select(Upload.id).where(Upload.deleted_at.is_(None))
    files = db.session.scalars(select(Upload.blob_key).where(Upload.deleted_at.is_(None)))
    pages = db.session.scalars(select(UploadPage.blob_key).where(UploadPage.upload_id.in_(held)))
    return {*files, *pages}
