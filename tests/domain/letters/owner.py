"""The owner of the database, whom no trigger and no reference stops."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from eservice.kernel.db import APPEND_ONLY, db


def drop_triggers(connection: Connection) -> None:
    """Let what only grows be changed, on SQLite; on PostgreSQL `put_references_off` does that as well."""
    if connection.dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))


def put_references_off(connection: Connection) -> None:
    """Let no reference stop this transaction: on SQLite before its end, on PostgreSQL never."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    else:
        connection.execute(text("SET LOCAL session_replication_role = replica"))


def as_owner(tamper: Callable[[Connection], Any]) -> None:
    """Do something to the database that the application itself would be refused."""
    db.session.remove()
    with db.engine.begin() as connection:
        drop_triggers(connection)
        put_references_off(connection)
        tamper(connection)
