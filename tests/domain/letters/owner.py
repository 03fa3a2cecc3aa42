"""The owner of the database, whom no trigger and no reference stops."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from eservice.kernel.db import APPEND_ONLY, db


def take_guards_away(connection: Connection) -> None:
    """Take away triggers and references for a connection's transaction; a rollback brings them back.

    On SQLite references are only put off to the end of the transaction.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))


def as_owner(tamper: Callable[[Connection], Any]) -> None:
    """Do something to the database that the application itself would be refused."""
    db.session.remove()
    with db.engine.begin() as connection:
        take_guards_away(connection)
        tamper(connection)
