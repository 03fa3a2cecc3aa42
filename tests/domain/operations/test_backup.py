"""A copy of a database in use, and an older instance that is copied before it is upgraded."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from eservice.config import ROOT
from eservice.kernel.db import db
from eservice.operations import upgrade
from eservice.operations.backup import BackupError, back_up_sqlite
from tests.databases import Kind, release
from tests.times import MONDAY

REVISION = '''
"""A step that comes after the newest one."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "after", "{newest}", None, None


def upgrade():
    op.create_table("came_later", sa.Column("id", sa.Integer(), primary_key=True))
'''


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Path]:
    """A database with two tables that grow together, row by row, as fast as one connection can write."""
    path = tmp_path / "busy.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE a (t TEXT); CREATE TABLE b (t TEXT);")
        connection.executemany("INSERT INTO a VALUES (?)", [("x" * 500,)] * 20_000)
        connection.executemany("INSERT INTO b VALUES (?)", [("x" * 500,)] * 20_000)
        connection.commit()
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as writer:
            writer.execute("PRAGMA synchronous=OFF")
            while not stop.is_set():
                writer.executescript("BEGIN; INSERT INTO a VALUES ('y'); INSERT INTO b VALUES ('y'); COMMIT;")

    writer = threading.Thread(target=write)
    writer.start()
    yield path
    stop.set()
    writer.join()


def rows(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_copy_made_while_another_writes_is_whole_and_of_one_instant(busy: Path, tmp_path: Path) -> None:
    before = rows(busy, "a")

    copies = [back_up_sqlite(busy, tmp_path / f"copy-{number}", at=MONDAY) for number in range(3)]

    assert before < rows(busy, "a")
    counted = [rows(copy, "a") for copy in copies]
    assert counted == [rows(copy, "b") for copy in copies] == sorted(counted)
    assert before <= counted[0]


def test_a_damaged_database_is_not_taken_for_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE a (t TEXT)")
        connection.executemany("INSERT INTO a VALUES (?)", [("x" * 500,)] * 500)
        connection.commit()
    with path.open("r+b") as file:
        file.seek(20 * 4096)
        file.write(b"\xff" * 4096)

    with pytest.raises(BackupError):
        back_up_sqlite(path, tmp_path / "backups", at=MONDAY)


def test_a_copy_that_lacks_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "full.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE a (t TEXT)")
    counted = iter([{"a": 7}, {"a": 6}])
    monkeypatch.setattr("eservice.operations.backup._counts", lambda connection: next(counted))

    with pytest.raises(BackupError, match="rows differ"):
        back_up_sqlite(path, tmp_path / "backups", at=MONDAY)


@pytest.fixture
def older(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An instance with data, one revision behind the product."""
    revisions = tmp_path / "migrations"
    shutil.copytree(ROOT / "eservice" / "migrations", revisions)
    for holder in (app.extensions["migrate"], app.extensions["migrate"].migrate):
        monkeypatch.setattr(holder, "directory", str(revisions))
    newest = upgrade._newest(app)
    (revisions / "versions" / "after.py").write_text(REVISION.replace("{newest}", str(newest)))
    return app


def test_an_older_instance_is_upgraded_after_a_checked_copy_of_what_it_was(older: Flask, database_kind: Kind) -> None:
    """On PostgreSQL the copy is the office's own business, by its own tools; the command says nothing of one."""
    with older.app_context():
        offices = db.session.scalar(text("SELECT count(*) FROM offices"))
    release(older)

    copy = upgrade.upgrade(older, at=MONDAY)

    with older.app_context():
        assert inspect(db.engine).has_table("came_later")
        assert upgrade._revision() == "after"
    assert (copy is None) is (database_kind == "postgres")
    if copy is not None:
        assert copy.parent == Path(older.instance_path) / "backups"
        assert rows(copy, "offices") == offices
        assert rows(copy, "sqlite_master WHERE name = 'came_later'") == 0
    assert upgrade.upgrade(older, at=MONDAY) is None


@pytest.mark.database("sqlite")
def test_without_a_copy_to_trust_nothing_is_upgraded(older: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> Path:
        raise BackupError("eservice.db: damaged")

    monkeypatch.setattr(upgrade, "back_up_sqlite", refuse)

    with pytest.raises(BackupError):
        upgrade.upgrade(older, at=MONDAY)

    with older.app_context():
        assert not inspect(db.engine).has_table("came_later")
