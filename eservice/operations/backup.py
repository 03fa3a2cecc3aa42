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

    Raises:
        BackupError: the copy is damaged or lacks rows.
    """
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"{database.stem}-{wib(at):%Y%m%d-%H%M%S}.db"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        problems = [row[0] for row in target.execute("PRAGMA integrity_check")]
        if problems != ["ok"]:
            raise BackupError(f"{copy.name}: {problems[0]}")
        counts = [_counts(one) for one in (source, target)]
        if counts[0] != counts[1]:
            raise BackupError(f"{copy.name}: rows differ from the original")
    return copy


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}  # noqa: S608 - names from the schema itself
