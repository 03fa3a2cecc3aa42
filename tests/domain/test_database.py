"""A writer that opens its file while another process has it to itself waits, like a writer that begins."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from eservice.kernel import db as database
from eservice.kernel.db import db

pytestmark = pytest.mark.database("sqlite")


@contextmanager
def file_held_by_another(release_after: float) -> Iterator[None]:
    """Hold the whole file as SQLite does while it joins or throws away the log; let go after so many seconds."""
    db.engine.dispose()
    db.engines["reader"].dispose()
    other = sqlite3.connect(str(db.engine.url.database), isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(release_after, other.close)
    letting_go.start()
    try:
        yield
    finally:
        letting_go.join()


def test_a_writer_that_opens_a_file_held_by_another_waits_for_it(db_app: Flask) -> None:
    with file_held_by_another(release_after=0.3), db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_writer_that_may_not_wait_fails_on_it(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)

    with (
        file_held_by_another(release_after=0.3),
        pytest.raises(OperationalError, match="database is locked"),
        db.engine.connect(),
    ):
        pass
