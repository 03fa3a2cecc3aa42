"""What keeps two hands apart, to be switched off one by one: a race that nobody can lose proves nothing."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import Select, bindparam, event, inspect, select
from sqlalchemy.engine import Connection

from eservice.kernel import db as database
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters import numbering
from eservice.letters.models import LetterSeries
from eservice.requests import queries
from eservice.requests.models import Request

PATIENCE = 60
"""Seconds before a thread that waits for the others gives up: a fault fails, and never hangs."""
LOOK_SECONDS = 0.5
"""How long a hand that has read waits for the others to read too; where a guard keeps them out it goes on alone."""
T = TypeVar("T")


def together(app: Flask, acts: Sequence[Callable[[], T]]) -> list[T]:
    """Return what came of acts begun at one instant, each in a thread with a context of its own."""
    results: list[T] = []
    start = threading.Barrier(len(acts), timeout=PATIENCE)

    def run(act: Callable[[], T]) -> None:
        with app.app_context():
            start.wait()
            results.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class Race:
    """The worst order of things: every hand reads before the first one writes, where no guard forbids it.

    Then they write one after the other, each to the end of its transaction.
    """

    def __init__(self, hands: int) -> None:
        self._looked = threading.Barrier(hands, timeout=LOOK_SECONDS)
        self._turn = threading.Lock()
        self._mine = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Open one hand's transaction; ``look`` belongs inside, between reading and writing."""
        self._mine.held = False
        try:
            with transaction():
                yield
        finally:
            if self._mine.held:
                self._turn.release()

    def look(self) -> None:
        """Wait until every hand has read, or cannot."""
        with suppress(threading.BrokenBarrierError):
            self._looked.wait()
        self._mine.held = self._turn.acquire(timeout=PATIENCE)


def without_lock(monkeypatch: pytest.MonkeyPatch, on_exit: Callable[[Callable[[], None]], None]) -> None:
    """Take away what makes a transaction wait for another: BEGIN IMMEDIATE on SQLite, row locks on PostgreSQL.

    On SQLite no BEGIN at all is left: a plain one would still refuse whoever writes upon what is no longer so.
    """
    engine = db.engine
    if engine.dialect.name != "sqlite":
        monkeypatch.setattr(Select, "with_for_update", lambda statement, **_kinds: statement)
        unlocked = select(Request).execution_options(populate_existing=True)
        monkeypatch.setattr(queries, "_FOR_CHANGE", unlocked.where(Request.code == bindparam("of_code")))
        monkeypatch.setattr(queries, "_FOR_CHANGE_BY_ID", unlocked.where(Request.id == bindparam("of_id")))
        return
    event.remove(engine, "begin", database._begin_immediate)
    event.listen(engine, "begin", _wait_for_each_statement)

    def put_back() -> None:
        event.remove(engine, "begin", _wait_for_each_statement)
        event.listen(engine, "begin", database._begin_immediate)
        engine.dispose()

    on_exit(put_back)


def _wait_for_each_statement(connection: Connection) -> None:
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    raw.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")


def without_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a request be overwritten whatever has become of it since it was read."""
    mapper = inspect(Request)
    monkeypatch.setattr(mapper, "version_id_col", None)
    monkeypatch.setattr(mapper, "_memoized_values", {})  # statements built before ask for the version


def without_counter(monkeypatch: pytest.MonkeyPatch, race: Race) -> None:
    """Have a series read, and written in a second statement, instead of counted up in one."""

    def read_then_write(key: dict[str, Any]) -> tuple[int, int] | None:
        series = db.session.query(LetterSeries).filter_by(**key).one_or_none()
        if series is None:
            return None
        number = series.last_number + 1
        race.look()
        series.last_number = number
        db.session.flush()
        return series.id, number

    monkeypatch.setattr(numbering, "_advance", read_then_write)
