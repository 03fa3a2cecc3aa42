"""A copy of the database that was checked before anything relies on it."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from eservice.kernel.clock import wib


class BackupError(Exception):
    """The copy could not be made, or is not the same as what it copies."""


def back_up_sqlite(database: Path, folder: Path, *, at: datetime) -> Path:
    """Return the checked copy of a SQLite database, made while others may write.

    One read transaction spans counting and copying: both see the same instant, whatever is written meanwhile.

    Raises:
        BackupError: the original or the copy is damaged, or the copy lacks rows.
    """
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"{database.stem}-{wib(at):%Y%m%d-%H%M%S}.db"
    try:
        with (
            closing(sqlite3.connect(database, isolation_level=None)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.execute("BEGIN")
            counts = _counts(source)
            source.backup(target)
            _check(copy.name, target, counts)
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{copy.name}: {error}") from error
    return copy


def _check(name: str, copy: sqlite3.Connection, counts: dict[str, int]) -> None:
    problems = [row[0] for row in copy.execute("PRAGMA integrity_check")]
    if problems != ["ok"]:
        raise BackupError(f"{name}: {problems[0]}")
    if _counts(copy) != counts:
        raise BackupError(f"{name}: rows differ from the original")


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}  # noqa: S608 - names from the schema itself
