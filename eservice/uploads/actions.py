"""Take files in, hand them to their owner, delete them, and sweep what no row names. Nothing here commits.

A file comes in two steps, because decoding takes its time and a transaction on SQLite keeps every other writer
waiting: ``prepare`` before the transaction, ``receive`` inside it.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from sqlalchemy import delete as delete_rows
from sqlalchemy import select

from eservice.accounts.rules import network_of
from eservice.kernel.codes import token
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, TooManyTriesError
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import after_commit
from eservice.uploads import queries
from eservice.uploads.decoding import decode
from eservice.uploads.models import OrphanBlob, Upload, UploadPage
from eservice.uploads.rules import (
    KEPT_BY_OWNER,
    LIMITS,
    PER_NETWORK,
    PER_OWNER,
    Refusal,
    ending_is_taken,
    kind_of,
    megabytes,
    shown_name,
)
from eservice.uploads.scanning import is_clean
from eservice.uploads.sealing import Fresh, sealed

ORPHAN_AGE = timedelta(hours=1)
"""So long a file may lie unnamed: it may belong to a transaction that has not committed yet."""

_MOST_COUNTED = 64 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose file it is: an account, or a draft that nobody has signed in for yet. Exactly one of both."""

    user_id: int | None = None
    draft_digest: str | None = None
    network: str = ""
    """The address it comes from, where files are rationed; only a keyed digest of it is stored."""


@dataclass(frozen=True)
class Prepared:
    """A file that was checked; ``receive`` gives it a row."""

    came_as: str
    name: str
    fresh: Fresh | None
    """None when the same bytes came before: the earlier result is used."""
    raw: bytes
    """Kept in case the earlier result is deleted meanwhile."""
    scanned: bool = False
    """A scanner found nothing in what was sent."""


def must_have_room(owner: Owner, *, at: datetime) -> None:
    """Refuse one more file once an account, a draft or a network has sent its ration; ask before ``prepare``.

    Raises:
        TooManyTriesError: ``upload_ration``, ``hours`` says within which time; ``upload_kept_ration``, for good.
    """
    who = Upload.user_id == owner.user_id if owner.user_id is not None else Upload.draft_digest == owner.draft_digest
    rations = [(who, PER_OWNER), (who, KEPT_BY_OWNER)]
    if owner.user_id is None and owner.network:
        guests = (Upload.network_index == _network_index(owner)) & Upload.draft_digest.is_not(None)
        rations.append((guests, PER_NETWORK))
    for whose, ration in rations:
        files, size = queries.sent(whose, since=at - ration.window if ration.window else None)
        if files < ration.files and size < ration.size_bytes:
            continue
        if ration.window is None:
            raise TooManyTriesError("upload_kept_ration")
        raise TooManyTriesError("upload_ration", hours=int(ration.window.total_seconds() // 3600))


def prepare(
    source: BinaryIO | bytes, filename: str, *, counting: Callable[[], AbstractContextManager[None]] = nullcontext
) -> Prepared:
    """Check a file and make it anew; call it before the transaction.

    Args:
        counting: gives what surrounds the decoding, the one part that costs work: who sends one file after the other
            that cannot be opened is made to wait.

    Raises:
        InvalidInputError: empty, too big, of another kind, harmful, locked, too long, or impossible to open; ``code``
            says which (``rules.Refusal``), ``facts`` hold the figures.
    """
    raw = read_whole(source)
    must_be_taken(raw, filename)
    came_as = vault().index(hashlib.sha256(raw).hexdigest(), "uploads.came_as")
    fresh, scanned = None, False
    if (found := _same_before(came_as)) is None:
        scanned = is_clean(raw)
        with counting():
            fresh = sealed(decode(raw))
    elif found.infected_as is not None:
        raise InvalidInputError(Refusal.INFECTED, field="file")
    return Prepared(came_as, shown_name(filename), fresh, raw, scanned)


def receive(prepared: Prepared, *, owner: Owner, at: datetime) -> Upload:
    """Store a prepared file for its owner and return its row."""
    return receive_all([prepared], owner=owner, at=at)[0]


def receive_all(prepared: Sequence[Prepared], *, owner: Owner, at: datetime) -> list[Upload]:
    """Store prepared files for their owner, written at once, and return their rows in the same order."""
    known = {one.came_as: _same_before(one.came_as, lock=True) for one in prepared}
    received = []
    for one in prepared:
        before = known[one.came_as]
        upload = _first(one, at) if before is None else _again(before, one)
        known[one.came_as] = before or upload
        upload.token, upload.created_at = token(), at
        upload.user_id, upload.draft_digest = owner.user_id, owner.draft_digest
        upload.network_index = _network_index(owner) if owner.network else None
        received.append(upload)
    db.session.add_all(received)
    db.session.flush()
    return received


def _first(prepared: Prepared, at: datetime) -> Upload:
    """Return the row of bytes that nobody sent before, stored."""
    fresh = prepared.fresh or sealed(decode(prepared.raw))
    key = drivers().blobs.put(fresh.part.sealed)
    pages = []
    for number, page in enumerate(fresh.pages, start=1):
        page_key = key if page.part is fresh.part else drivers().blobs.put(page.part.sealed)
        pages.append(
            UploadPage(
                number=number,
                width=page.width,
                height=page.height,
                sha256=page.part.sha256,
                blob_key=page_key,
                file_key=page.part.key,
            )
        )
    return Upload(
        came_as=prepared.came_as,
        sha256=fresh.part.sha256,
        kind=fresh.kind,
        size=fresh.part.size,
        page_count=len(pages),
        blob_key=key,
        file_key=fresh.part.key,
        original_name=prepared.name,
        pages=pages,
        scanned_at=at if prepared.scanned else None,
    )


def give(upload_token: str, *, owner: Owner) -> Upload:
    """Hand a file to another owner, as when the one who sent it signs in."""
    upload = queries.upload(upload_token)
    upload.user_id, upload.draft_digest = owner.user_id, owner.draft_digest
    return upload


def delete(upload_token: str, *, at: datetime) -> None:
    """Forget a file; its bytes go once the transaction has committed, unless the same file came twice.

    Raises:
        NotFoundError: it is not there, or no longer.
    """
    upload = queries.upload(upload_token)
    twins = select(Upload).where(Upload.came_as == upload.came_as).with_for_update()
    for _ in db.session.scalars(twins):
        pass  # locked, so that nobody reuses the bytes that go now
    upload.deleted_at = at
    db.session.flush()
    keys = {upload.blob_key, *(page.blob_key for page in upload.pages)} - queries.blob_keys()
    after_commit(lambda: _drop(keys))


def sweep(*, named_elsewhere: Collection[str], at: datetime) -> int:
    """Delete stored files that no row has named for ``ORPHAN_AGE`` and return how many.

    Args:
        named_elsewhere: keys that other rooms name (letters): the store is shared, and what is missing here is lost.
        at: now.
    """
    unnamed = set(drivers().blobs.keys()) - queries.blob_keys() - set(named_elsewhere)
    known = {orphan.key: orphan.seen_at for orphan in db.session.scalars(select(OrphanBlob))}
    old = {key for key in unnamed if key in known and known[key] <= at - ORPHAN_AGE}
    for key in unnamed - set(known):
        db.session.add(OrphanBlob(key=key, seen_at=at))
    forgotten = (set(known) - unnamed) | old
    if forgotten:
        db.session.execute(delete_rows(OrphanBlob).where(OrphanBlob.key.in_(forgotten)))
    for key in old:
        drivers().blobs.delete(key)
    return len(old)


def _drop(keys: Collection[str]) -> None:
    for key in keys:
        drivers().blobs.delete(key)


def read_whole(source: BinaryIO | bytes) -> bytes:
    """Return the bytes of a file, reading no more than is needed to refuse it. Raises InvalidInputError."""
    limit = LIMITS.size_bytes
    raw = source if isinstance(source, bytes) else source.read(limit + 1)
    if not raw:
        raise InvalidInputError(Refusal.EMPTY, field="file")
    if len(raw) > limit:
        size = getattr(source, "sent", len(raw))
        while not isinstance(source, bytes) and size < _MOST_COUNTED and (more := len(source.read(1024 * 1024))):
            size += more
        facts = {"megabytes": megabytes(size), "limit": limit // (1024 * 1024)}
        raise InvalidInputError(Refusal.TOO_BIG, field="file", **facts)
    return raw


def _same_before(came_as: str, *, lock: bool = False) -> Upload | None:
    statement = select(Upload).where(Upload.came_as == came_as, Upload.deleted_at.is_(None)).limit(1)
    with db.session.no_autoflush:  # a file is written as soon as it is added; what else waits may go with the next
        return db.session.scalar(statement.with_for_update() if lock else statement)


def must_be_taken(raw: bytes, filename: str) -> None:
    """Refuse what is not of a kind that is taken. Raises InvalidInputError."""
    if not ending_is_taken(filename) or kind_of(raw) is None:
        raise InvalidInputError(Refusal.WRONG_KIND, field="file")


def _again(found: Upload, prepared: Prepared) -> Upload:
    """Give the same bytes a row of their own; the stored files are shared."""
    with db.session.no_autoflush:  # as above
        pages = [
            UploadPage(
                number=page.number,
                width=page.width,
                height=page.height,
                sha256=page.sha256,
                blob_key=page.blob_key,
                file_key=page.file_key,
            )
            for page in found.pages
        ]
    return Upload(
        came_as=found.came_as,
        sha256=found.sha256,
        kind=found.kind,
        size=found.size,
        page_count=found.page_count,
        blob_key=found.blob_key,
        file_key=found.file_key,
        original_name=prepared.name,
        pages=pages,
        scanned_at=found.scanned_at,
        infected_as=found.infected_as,
    )


def _network_index(owner: Owner) -> str:
    return vault().index(network_of(owner.network), "uploads.network")
