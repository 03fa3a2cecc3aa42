"""Bring an installation to the newest revision, with a checked copy of the database taken before."""

import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import flask_migrate
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, select

from eservice.accounts.actor import SYSTEM
from eservice.accounts.queries import nik_index
from eservice.catalogue import actions as catalogue
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters import publishing
from eservice.offices import seed as offices
from eservice.operations import rekeying
from eservice.operations.backup import back_up_sqlite
from eservice.regions import seed as regions
from eservice.residents.models import Person
from eservice.worktime import seed as worktime


class ForeignSchemaError(Exception):
    """The database says it is of the newest revision and lacks what that revision has."""


class WrongKeyError(Exception):
    """The keys of the settings are not those of the database; the message says which."""


def upgrade(app: Flask, *, at: datetime) -> Path | None:
    """Migrate the database, load what the product ships, and return the backup that was taken first.

    An empty database needs no backup; one that is up to date is left alone but for changed service files.

    Raises:
        BackupError: the copy could not be trusted; nothing was changed.
        ForeignSchemaError: an unreleased version made the database.
        WrongKeyError: the keys of the settings do not open it, or find nobody in it.
    """
    copy = None
    with app.app_context():
        here, newest = _revision(), _newest(app)
        if here is not None and here != newest and db.engine.dialect.name == "sqlite":
            database = Path(str(db.engine.url.database))
            copy = back_up_sqlite(database, Path(app.instance_path) / "backups", at=at)
        if here != newest:
            flask_migrate.upgrade()
            _leave_nothing_between()
        _check_schema()
        _check_keys()
        load_reference(at=at)
        with transaction():
            publishing.take_over_letters()
    return copy


def _leave_nothing_between() -> None:
    """Write a SQLite file anew: what a revision took out of a column still lies between its pages."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            with suppress(sqlite3.OperationalError):  # somebody reads it now: those pages are written over in time
                driver.execute("VACUUM")


def load_reference(*, at: datetime) -> None:
    """Load regions, calendars, offices and services as shipped; what is there already stays as it is."""
    for load in (regions.seed, worktime.seed, offices.seed):
        with transaction():
            load(at=at)
    with transaction():
        catalogue.load_all(actor=SYSTEM, at=at)


def _check_schema() -> None:
    found = inspect(db.engine).get_multi_columns()
    there = {(table, column["name"]) for (_schema, table), columns in found.items() for column in columns}
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if (table.name, column.name) not in there:
                raise ForeignSchemaError(f"{table.name}.{column.name}")


def _check_keys() -> None:
    """Refuse to go on with keys that would split the data in two halves."""
    if not rekeying.opens():
        raise WrongKeyError("DATA_KEY, and DATA_KEYS_BEFORE, do not open what is stored")
    somebody = db.session.scalars(select(Person).where(Person.nik_index.is_not(None)).limit(1)).first()
    if somebody is not None and nik_index(somebody.nik or "") != somebody.nik_index:
        raise WrongKeyError("INDEX_KEY is not the key that this database finds people with: it is the first DATA_KEY")
    db.session.remove()


def _revision() -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _newest(app: Flask) -> str | None:
    directory = app.extensions["migrate"].directory
    return ScriptDirectory(directory).get_current_head()
