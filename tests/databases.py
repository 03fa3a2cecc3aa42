"""An application on a database of its own: migrated and filled once, copied for every test."""

import copy
import importlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar, cast

import flask_migrate
from flask import Flask

from eservice.app import create_app
from eservice.config import ROOT, Settings
from eservice.kernel.db import db
from tests.postgres import PostgresServer

Kind = Literal["sqlite", "postgres"]
T = TypeVar("T")
KINDS: tuple[Kind, ...] = ("sqlite", "postgres")


def settings_for_tests(instance: Path, database_url: str, **changes: object) -> Settings:
    """Return the settings of a throw-away installation; jobs run at once, in the caller."""
    chosen: dict[str, object] = {
        "mode": "demo",
        "secret_key": "only-for-tests-" + "s" * 40,
        "data_key": "0f" * 32,
        "instance_path": instance,
        "database_url": database_url,
        "jobs_url": "inline",
        "blobs_url": f"file://{instance / 'blobs'}",
        "mail_url": "console",
        "signer_url": "local",
        "base_url": "http://localhost:8000",
        "requests_per_minute": 0,
    }
    return Settings(**(chosen | changes))  # type: ignore[arg-type]


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment in which another process finds the same installation."""
    return os.environ | {
        "ESERVICE_MODE": settings.mode,
        "ESERVICE_INSTANCE": str(settings.instance_path),
        "SECRET_KEY": settings.secret_key,
        "DATA_KEY": settings.data_key,
        "DATABASE_URL": settings.database_url,
        "JOBS_URL": settings.jobs_url,
        "BLOBS_URL": settings.blobs_url,
        "MAIL_URL": settings.mail_url,
        "SIGNER_URL": settings.signer_url,
        "SIGNER_SECRET": settings.signer_secret,
        "TSA_URL": settings.tsa_url,
        "TRUST_ROOTS": str(settings.trust_roots or ""),
        "BASE_URL": settings.base_url,
        "LOG_LEVEL": settings.log_level,
        "REQUESTS_PER_MINUTE": str(settings.requests_per_minute),
        "CACHE_URL": settings.cache_url,
        "FIGURES_URL": settings.figures_url,
        "BLOBS_SECRET": settings.blobs_secret,
    }


def build(app: Flask, fill: Callable[[], None]) -> None:
    """Bring the empty database of ``app`` to the newest revision and give it the reference rows."""
    with app.app_context():
        if any((ROOT / "eservice" / "migrations" / "versions").glob("*.py")):
            flask_migrate.upgrade()
        else:
            _create_from_models()
        fill()
    release(app)


def _create_from_models() -> None:
    for path in sorted((ROOT / "eservice").glob("*/models.py")):
        importlib.import_module(f"eservice.{path.parent.name}.models")
    db.create_all()


def release(app: Flask) -> None:
    """Close every connection, so that the database can be copied or replaced."""
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


class Filled(Protocol):
    """``Installation.filled`` of the installation that a test runs on."""

    def __call__(self, name: str, fill: Callable[[], T]) -> T:
        """Put back what ``fill`` once made and return what it returned."""


@dataclass
class Installation:
    """One application of the session whose database is put back before each test."""

    kind: Kind
    app: Flask
    instance: Path
    server: PostgresServer | None = None
    name: str = "current"
    _parts: dict[str, Any] = field(init=False)
    _told: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep the database and the parts of the application as they are now."""
        self._parts = dict(self.app.extensions)
        release(self.app)
        shutil.copytree(self.instance, self._kept_as("kept"))

    def put_back(self, *, bare: bool = False) -> None:
        """Give the application the database, the files and the parts of the beginning, whatever a test exchanged.

        Args:
            bare: put back the parts alone, where ``filled`` follows.
        """
        self.app.extensions.update(self._parts)
        if not bare:
            self._copy_back("kept")

    def filled(self, name: str, fill: Callable[[], T]) -> T:
        """Put back what ``fill`` made of a fresh database, made at its first use, and return what it returned.

        Args:
            name: of letters alone; equal names stand for equal fills.
            fill: writes the rows and returns plain values, none of them loaded from the database.
        """
        if name in self._told:
            self._copy_back(name)
        else:
            self._copy_back("kept")
            self._told[name] = fill()
            release(self.app)
            shutil.copytree(self.instance, self._kept_as(name))
            if self.server:
                self.server.create(f"{self.name}_{name}", template=self.name)
        return copy.deepcopy(cast("T", self._told[name]))

    def _copy_back(self, name: str) -> None:
        release(self.app)
        shutil.rmtree(self.instance, ignore_errors=True)
        shutil.copytree(self._kept_as(name), self.instance)
        if self.server:
            self.server.create(self.name, template=f"{self.name}_{name}")

    def _kept_as(self, name: str) -> Path:
        return self.instance.with_name(f"{self.instance.name}-{name}")


@contextmanager
def installation(
    kind: Kind, instance: Path, *, server: PostgresServer | None, fill: Callable[[], None]
) -> Iterator[Installation]:
    """Yield an installation on ``kind``; ``server`` is needed for PostgreSQL alone."""
    instance.mkdir(parents=True)
    if kind == "sqlite":
        _with_write_ahead_log(instance / "eservice.db")
        app = create_app(settings_for_tests(instance, f"sqlite:///{instance / 'eservice.db'}"))
        build(app, fill)
    else:
        assert server is not None
        server.create("current_kept")
        build(create_app(settings_for_tests(instance, server.url("current_kept"))), fill)
        app = create_app(settings_for_tests(instance, server.url("current")))
        server.create("current", template="current_kept")
    yield Installation(kind, app, instance, server)
    release(app)


def _with_write_ahead_log(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
