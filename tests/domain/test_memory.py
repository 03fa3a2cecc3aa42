"""A kept session asks once for what hardly ever changes, and sees at once what it changes itself; others always ask."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, update

from eservice.accounts.actor import SYSTEM
from eservice.audit import actions as audit
from eservice.audit.queries import check_chain
from eservice.kernel.db import db
from eservice.kernel.transaction import kept_session, transaction
from eservice.offices import queries
from eservice.offices.models import Office
from tests.times import MONDAY


@contextmanager
def counted() -> Iterator[list[str]]:
    """Note every statement that goes to the database."""
    asked: list[str] = []

    def note(*facts: object) -> None:
        asked.append(str(facts[2]))

    engines = (db.engine, db.engines["reader"])
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def serving() -> Office | None:
    return queries.office_for_kelurahan(region(), at=MONDAY)


def region() -> str:
    return queries.office_by_code("kel-telanaipura").region_code


def test_a_kept_session_asks_once_and_any_other_each_time(db_app: Flask) -> None:
    code = region()
    for kept, often in ((True, 1), (False, 3)):
        with kept_session() if kept else transaction(), counted() as asked:
            found = {queries.office_for_kelurahan(code, at=MONDAY) for _ in range(3)}

        assert len(found) == 1
        assert len([one for one in asked if "FROM offices" in one]) == often


def test_what_a_kept_session_changes_itself_it_sees_at_once(db_app: Flask) -> None:
    with kept_session():
        office = serving()
        assert office is not None

        with transaction():
            office.closed_on = MONDAY.date()

            assert serving() is None  # not yet written

        assert serving() is None


def test_a_statement_that_changes_many_rows_is_seen_too(db_app: Flask) -> None:
    with kept_session():
        assert serving() is not None

        with transaction():
            db.session.execute(update(Office).values(closed_on=MONDAY.date()))

        assert serving() is None


def test_what_was_rolled_back_is_forgotten_and_the_log_goes_on_unbroken(db_app: Flask) -> None:
    def note(number: int) -> None:
        audit.record(actor=SYSTEM, action="request:claim", object=f"request:{number}", at=MONDAY)

    def undone() -> None:
        with transaction():
            note(2)
            db.session.execute(update(Office).values(closed_on=MONDAY.date()))
            assert serving() is None
            raise ZeroDivisionError

    with kept_session():
        with transaction():
            note(1)
        with pytest.raises(ZeroDivisionError):
            undone()
        with transaction():
            note(3)

        assert serving() is not None
    assert check_chain().broken_at is None
