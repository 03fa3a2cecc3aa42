"""The migrations build what the models say, on both databases."""

import importlib
import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect, text

from eservice.kernel.db import APPEND_ONLY, db
from tests.architecture.sources import ROOT
from tests.databases import Kind
from tests.postgres import PostgresServer

pytestmark = pytest.mark.database("both")


@pytest.fixture(autouse=True, scope="module")
def _every_model() -> None:
    for path in sorted((ROOT / "eservice").glob("*/models.py")):
        importlib.import_module(f"eservice.{path.parent.name}.models")


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_nothing_in_the_models_waits_for_a_migration(db_app: Flask) -> None:
    """An index of expressions is compared on PostgreSQL alone: of SQLite's nobody can read them."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        waiting = compare_metadata(context, db.metadata)

    assert waiting == []


def test_the_checks_are_those_of_the_models(db_app: Flask, database_kind: Kind, request: pytest.FixtureRequest) -> None:
    """Alembic does not compare CHECKs, so a value added to an enum would be refused only in real use."""
    if database_kind == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        server.create("from_models")
        other = create_engine(server.url("from_models"))
    else:
        other = create_engine("sqlite://")
    db.metadata.create_all(other)

    try:
        assert _checks(db.engine) == _checks(other)
    finally:
        other.dispose()


def test_what_only_grows_refuses_every_change(db_app: Flask, database_kind: Kind) -> None:
    with db.engine.connect() as connection:
        if database_kind == "sqlite":
            rows = connection.execute(text("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"))
            guarded = {(row.tbl_name, verb) for row in rows for verb in ("UPDATE", "DELETE") if verb in row.sql}
        else:
            rows = connection.execute(
                text("SELECT event_object_table AS held, event_manipulation AS verb FROM information_schema.triggers")
            )
            guarded = {(row.held, row.verb) for row in rows}

    assert APPEND_ONLY
    assert {(table, verb) for table in APPEND_ONLY for verb in ("UPDATE", "DELETE")} <= guarded


def _checks(engine: Engine) -> dict[str, set[tuple[str, str]]]:
    """Return every table's CHECKs: name and condition, spaces and quotes aside."""
    found = inspect(engine)
    return {
        table: {
            (str(check["name"]), re.sub(r"[\s\"()]", "", check["sqltext"]))
            for check in found.get_check_constraints(table)
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }
