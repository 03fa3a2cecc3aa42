"""The one database handle, its engines, and how values are stored.

Two engines stand on one database. Outside ``transaction()`` a session reads through the read-only one, so that a
write in the wrong place fails at once; inside it uses the writer, which on SQLite begins IMMEDIATE.
"""

import enum
import json
import random
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import DDL, JSON, DateTime, Engine, Enum, LargeBinary, MetaData, Table, event, text
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator, TypeEngine

from eservice.kernel.crypto import vault

BUSY_SECONDS = 20.0
"""How long a writer on SQLite waits for its turn before the database counts as out of order."""
CONNECT_SECONDS = 5
"""How long a PostgreSQL server may take to let us in."""


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite drops the zone, so it is put back on load."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use timestamptz where there is one."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive values: a naive instant is a bug seven hours wide in Jambi."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the stored instant as aware UTC."""
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


class EncryptedText(TypeDecorator[str]):
    """Text sealed with the installation's data key; ``context`` ties the value to its column."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Seal before it leaves the process."""
        return None if value is None else vault().seal(value.encode(), self.context)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Open what was sealed for this column; what was erased for good reads as nothing."""
        if value is None:
            return None
        return vault().open(bytes(value), self.context).decode() if value else ""


class EncryptedJSON(TypeDecorator[Any]):
    """A JSON value sealed with the installation's data key; replace the value to change it."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Seal before it leaves the process."""
        if value is None:
            return None
        return vault().seal(json.dumps(value, ensure_ascii=False, sort_keys=True).encode(), self.context)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Open what was sealed for this column."""
        return None if value is None else json.loads(vault().open(bytes(value), self.context))


_METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def checked(kind: type[enum.Enum], *, name: str | None = None) -> Enum:
    """Return the column type of an enum: text with a CHECK; a second column of one enum in a table needs a ``name``."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name,
    )


class Base(DeclarativeBase):
    """Declarative base: predictable constraint names, enums as checked text, instants as UTC."""

    registry = registry(
        metadata=_METADATA,
        type_annotation_map={
            enum.Enum: checked(enum.Enum),
            datetime: UTCDateTime,
            dict[str, Any]: JSON,
            list[Any]: JSON,
        },
    )


class HouseSession(Session):
    """Reads through the read-only engine unless ``transaction()`` said that it writes, or a page that it counts."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any) -> Engine | Connection:
        """Return the writer inside ``transaction()``, the replica where a page counts, the reader elsewhere."""
        if bind is not None:
            given: Engine | Connection = bind
            return given
        if "engines" not in self.info:  # asked with every statement
            self.info["engines"] = self._db.engines
        bound = None if self.info.get("writing") else "figures" if self.info.get("counting") else "reader"
        found: Engine = self.info["engines"][bound]
        return found


db = SQLAlchemy(model_class=Base, session_options={"class_": HouseSession, "autoflush": True})

if TYPE_CHECKING:
    Model = Base  # the checker cannot follow the class that Flask-SQLAlchemy builds at run time
else:
    Model = db.Model


def configure(app: Flask, url: str, *, replica: str = "") -> None:
    """Give ``app`` its writer and its reader on the database at ``url``, and a reader of its replica if it has one."""
    app.config["SQLALCHEMY_TRACK_MODIFICATIONS"] = False
    if url.startswith("sqlite"):
        writer: dict[str, Any] = {"url": url, "connect_args": {"timeout": 0}}
        reader: dict[str, Any] = {"url": url, "connect_args": {"timeout": 5}, "isolation_level": "AUTOCOMMIT"}
    else:
        common = {"url": url, "pool_pre_ping": True, "pool_size": 5, "max_overflow": 10, "pool_timeout": 10}
        timeouts = (
            "-c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
            " -c TimeZone=UTC"
        )
        reached = {"connect_timeout": CONNECT_SECONDS, "options": timeouts}
        writer = common | {"connect_args": reached}
        reader = common | {
            "connect_args": {**reached, "options": f"{timeouts} -c default_transaction_read_only=on"},
            "isolation_level": "AUTOCOMMIT",
        }
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {k: v for k, v in writer.items() if k != "url"}
    app.config["SQLALCHEMY_BINDS"] = {"reader": reader}
    if replica:
        app.config["SQLALCHEMY_BINDS"]["figures"] = reader | {"url": replica}
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _open_sqlite_writer)
            event.listen(db.engine, "begin", _begin_immediate)
            event.listen(db.engines["reader"], "connect", _open_sqlite_reader)


def _open_sqlite_writer(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # this module begins transactions itself; the driver begins them too late
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        _when_unlocked(connection, f"PRAGMA {pragma}")


def _open_sqlite_reader(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_immediate(connection: Connection) -> None:
    """Take the write lock now: a transaction that begins by reading may find that it can no longer write."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - a connection that begins is connected
    _when_unlocked(raw, "BEGIN IMMEDIATE")


def _when_unlocked(connection: sqlite3.Connection, statement: str) -> None:
    """Run a statement as soon as nobody locks it out, with short jittered waits: SQLite's own starve some clients.

    Opening a file needs this too: whoever closes it last has it alone while it puts the log away.
    """
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(random.uniform(0.0005, 0.003))  # noqa: S311 - jitter, not a secret
        else:
            return


def append_only_sql(table: str, dialect: str, *, erasable: Sequence[str] = (), others: Sequence[str] = ()) -> list[str]:
    """Return the statements that make ``table`` refuse UPDATE and DELETE on ``dialect``.

    Args:
        erasable: sealed columns that may be emptied for good, while every other value stays what it was.
        others: all other columns; SQLite compares them one by one.
    """
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    if dialect == "sqlite":
        erased = [f"NEW.{one} = x''" for one in erasable]
        same = " AND ".join([*erased, *(f"NEW.{one} IS OLD.{one}" for one in others)])
        when = f"WHEN NOT ({same}) " if erasable else ""
        return [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {when}{refuse}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        ]
    function = (
        f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    verbs = "DELETE OR TRUNCATE" if erasable else "UPDATE OR DELETE OR TRUNCATE"
    whole = (
        f"CREATE TRIGGER {table}_append_only BEFORE {verbs} ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
    if not erasable:
        return [function, whole]
    names = ", ".join(f"'{one}'" for one in erasable)
    erased = [f"NEW.{one} = ''::bytea" for one in erasable]
    same = " AND ".join([*erased, f"to_jsonb(NEW) - ARRAY[{names}] = to_jsonb(OLD) - ARRAY[{names}]"])
    each = (
        f"CREATE TRIGGER {table}_only_erased BEFORE UPDATE ON {table} "
        f"FOR EACH ROW WHEN (NOT ({same})) EXECUTE FUNCTION {table}_append_only()"
    )
    return [function, whole, each]


@contextmanager
def lifted(table: str, connection: Connection) -> Iterator[None]:
    """Let a table that only grows be written anew inside the block, in the transaction that is open.

    Nothing but a change of keys may do this; on PostgreSQL it takes the database's owner.
    """
    if connection.dialect.name == "sqlite":
        asked = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
        guards = connection.execute(asked, {"table": table}).all()
        before, after = [f"DROP TRIGGER {guard.name}" for guard in guards], [guard.sql for guard in guards]
    else:
        before, after = ([f"ALTER TABLE {table} {verb} TRIGGER USER"] for verb in ("DISABLE", "ENABLE"))
    for statement in before:
        connection.exec_driver_sql(statement)
    yield
    for statement in after:
        connection.exec_driver_sql(statement)


APPEND_ONLY: set[str] = set()
"""Names of the tables that only grow; the migrations give each the triggers of ``append_only_sql``."""


def append_only(table: Table, *, but: Sequence[str] = ()) -> None:
    """Make ``table`` refuse every change to a row once written.

    Args:
        but: sealed columns that may be emptied for good, once what they say must go; nothing else of the row may.
    """
    APPEND_ONLY.add(table.name)
    others = [column.name for column in table.columns if column.name not in but]
    for dialect in ("sqlite", "postgresql"):
        for statement in append_only_sql(table.name, dialect, erasable=but, others=others):
            event.listen(table, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]
