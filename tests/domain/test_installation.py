"""What every test of an action stands on: a fresh installation, on SQLite and on PostgreSQL alike."""

import pytest
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from eservice.kernel.db import db
from eservice.kernel.transaction import transaction


def test_a_fresh_installation_has_its_tables(db_app: Flask) -> None:
    assert len(inspect(db.engine).get_table_names()) > 5


@pytest.mark.parametrize("round_", [1, 2])
def test_what_one_test_leaves_the_next_does_not_find(db_app: Flask, round_: int) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))

    assert inspect(db.engine).has_table("left_behind")


def test_reading_outside_a_transaction_cannot_write(db_app: Flask) -> None:
    with pytest.raises(DBAPIError):
        db.session.execute(text("CREATE TABLE smuggled (id INTEGER)"))


def test_what_fails_inside_a_transaction_is_not_kept(db_app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():  # noqa: PT012 - what fails must come after what was written
        db.session.execute(text("CREATE TABLE half_done (id INTEGER)"))
        raise ZeroDivisionError

    assert not inspect(db.engine).has_table("half_done")
