"""A new data key: what older ones sealed is sealed anew, row after row and file after file, while everybody works.

Each part is one transaction, and what is under the newest key already is left alone: a run that was interrupted is
simply begun again. What finds a NIK again (``INDEX_KEY``) stays as it is, so that every account is still found.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import LargeBinary, Select, Table, bindparam, func, select, tuple_, type_coerce, update
from sqlalchemy.engine import Connection

from eservice.kernel.crypto import new_file_key, seal_file, vault
from eservice.kernel.db import APPEND_ONLY, db, lifted
from eservice.kernel.errors import NotFoundError
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import after_commit, transaction
from eservice.letters import queries as letters
from eservice.letters.models import LetterEdition
from eservice.operations.sealed import Sealed, sealed_columns
from eservice.uploads import queries as uploads
from eservice.uploads.models import Upload, UploadPage

ROWS = 200
"""Sealed anew in one transaction."""

Say = Callable[[str], None]


def rotate(*, say: Say) -> tuple[int, int]:
    """Seal everything with the newest data key; return how many values and files were sealed anew.

    Raises:
        InvalidTag: something was sealed with a key that is not in the ring; nothing of its part was changed.
    """
    files = _files(say)
    values = sum(
        _table(table, list(columns), say) for table, columns in groupby(sealed_columns(), lambda one: one.table)
    )
    return values, files


def left_behind() -> int:
    """Return how many values and files an older key still seals, or that only an unknown one opens."""
    old = sum(1 for table, columns in _tables() for part in _parts(table, columns) for _row in _changes(part, columns))
    return old + _count(Upload) + _count(UploadPage) + _count(LetterEdition)


def _tables() -> Iterator[tuple[Table, list[Sealed]]]:
    for table, columns in groupby(sealed_columns(), lambda one: one.table):
        yield table, list(columns)


def _table(table: Table, columns: Sequence[Sealed], say: Say) -> int:
    """Seal the columns of one table anew, a part at a time."""
    done, last = 0, None
    while True:
        with transaction():
            rows = _rows(table, columns, after=last, lock=True)
            done += _seal_anew(table, columns, rows)
        if not rows:
            break
        last = tuple(rows[-1][: len(table.primary_key)])
        say(f"{table.name}: {done} values so far")
    return done


def _seal_anew(table: Table, columns: Sequence[Sealed], rows: Sequence[Sequence[Any]]) -> int:
    connection, changes = db.session.connection(), _changes(rows, columns)
    if not changes:
        return 0
    with ExitStack() as guards:
        if table.name in APPEND_ONLY:
            guards.enter_context(lifted(table.name, connection))
        for change in changes:
            _write(connection, table, change)
    return sum(len(values) for _key, values in changes)


def _write(connection: Connection, table: Table, change: tuple[tuple[Any, ...], dict[str, bytes]]) -> None:
    key, values = change
    found = [
        column == bindparam(f"key_{number}", one)
        for number, (column, one) in enumerate(zip(table.primary_key, key, strict=True))
    ]
    told = {
        name: type_coerce(bindparam(f"new_{name}", value, LargeBinary), LargeBinary) for name, value in values.items()
    }
    connection.execute(update(table).where(*found).values(told))


def _changes(
    rows: Sequence[Sequence[Any]], columns: Sequence[Sealed]
) -> list[tuple[tuple[Any, ...], dict[str, bytes]]]:
    """Return what of these rows has to be written: key, and column -> the value under the newest data key."""
    found = []
    for row in rows:
        key, sealed = tuple(row[: -len(columns)]), row[-len(columns) :]
        anew = {
            one.column.name: changed
            for one, value in zip(columns, sealed, strict=True)
            if value and (changed := vault().resealed(bytes(value), one.context)) is not None
        }
        if anew:
            found.append((key, anew))
    return found


def _rows(
    table: Table, columns: Sequence[Sealed], *, after: tuple[Any, ...] | None, lock: bool = False
) -> Sequence[Any]:
    keys = list(table.primary_key)
    chosen: Select[Any] = select(*keys, *(type_coerce(one.column, LargeBinary) for one in columns)).order_by(*keys)
    if after is not None:
        chosen = chosen.where(
            tuple_(*keys) > tuple_(*(bindparam(None, one, key.type) for key, one in zip(keys, after, strict=True)))
        )
    return db.session.execute(chosen.limit(ROWS).with_for_update() if lock else chosen.limit(ROWS)).all()


def _parts(table: Table, columns: Sequence[Sealed]) -> Iterator[Sequence[Any]]:
    last = None
    while rows := _rows(table, columns, after=last):
        yield rows
        last = tuple(rows[-1][: len(table.primary_key)])


def _count(kind: type[Upload | UploadPage | LetterEdition]) -> int:
    chosen = select(func.count()).select_from(kind).where(kind.file_key.is_(None))
    if kind is Upload:
        chosen = chosen.where(Upload.deleted_at.is_(None))
    elif kind is UploadPage:
        chosen = chosen.where(UploadPage.upload.has(Upload.deleted_at.is_(None)))
    return db.session.scalar(chosen) or 0


def _files(say: Say) -> int:
    """Give each file from before files had keys one of its own; what has one needs only that sealed anew."""
    done = 0
    for one in (_next_upload, _next_edition):
        while True:
            with transaction():
                more = one()
            if not more:
                break
            done += 1
            say(f"files: {done} so far")
    return done


def _next_upload() -> bool:
    """Seal one stored file of uploads anew, for every row that names it; tell whether there was one."""
    kept = Upload.deleted_at.is_(None)
    page = select(UploadPage).join(Upload).where(UploadPage.file_key.is_(None), kept).limit(1)
    whole = select(Upload).where(Upload.file_key.is_(None), kept).limit(1)
    found: UploadPage | Upload | None = db.session.scalars(page).first() or db.session.scalars(whole).first()
    if found is None:
        return False
    old, own = found.blob_key, new_file_key()
    new = _exchanged(old, own, lambda: uploads.unsealed(found), uploads.context(found.sha256))
    for row in db.session.scalars(select(Upload).where(Upload.blob_key == old)):
        row.blob_key, row.file_key = new, own
    for one in db.session.scalars(select(UploadPage).where(UploadPage.blob_key == old)):
        one.blob_key, one.file_key = new, own
    return True


def _next_edition() -> bool:
    """Seal one stored file of a letter anew; tell whether there was one."""
    found = db.session.scalars(select(LetterEdition).where(LetterEdition.file_key.is_(None)).limit(1)).first()
    if found is None:
        return False
    own = new_file_key()
    context = letters.edition_context(found.letter_id, found.name)
    new = _exchanged(found.blob_key, own, lambda: letters.edition_bytes(found), context)
    with lifted(LetterEdition.__tablename__, db.session.connection()):
        db.session.execute(update(LetterEdition).where(LetterEdition.id == found.id).values(blob_key=new, file_key=own))
    return True


def _exchanged(old: str, own: str, read: Callable[[], bytes], context: str) -> str:
    """Store a file under a key of its own and return its new name; the old one goes with the commit.

    What the store has lost keeps its name, and gets a key for nothing: it is not asked for again.
    """
    try:
        data = read()
    except (KeyError, NotFoundError):
        return old
    new = drivers().blobs.put(seal_file(own, data, context))
    after_commit(lambda: drivers().blobs.delete(old))
    return new


def opens() -> bool:
    """Tell whether the newest keys open one value of each sealed column; what is empty tells nothing."""
    for table, columns in _tables():
        for row in _rows(table, columns, after=None)[:1]:
            try:
                _changes([row], columns)
            except InvalidTag:
                return False
    return True
