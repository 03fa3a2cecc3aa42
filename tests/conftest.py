"""Fixtures every test may use: an installation put back before each test, its app, a client, and counts."""

import contextvars
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import flask.globals
import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.kernel.confined import Confines, ask
from eservice.uploads import decoding
from tests.databases import KINDS, Filled, Installation, Kind, installation
from tests.postgres import PostgresServer, private_postgres
from tests.reference import fill_reference

pytest.register_assert_rewrite("tests.web.page", "tests.web.faults", "tests.journeys.walker")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=[*KINDS, "both"],
        help="databases to run on; without it tests/domain uses both and the rest SQLite",
    )
    parser.addoption("--grown", action="store_true", help="run the tests of the large set-up (make test-grown)")
    parser.addoption("--proof", action="store_true", help="run the measured promises at their full counts")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the tests of the large set-up unless they are asked for: they need servers that CI has not."""
    return True if collection_path.name == "grown" and not config.getoption("--grown") else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that touches a database once per kind of it."""
    if "database_kind" in metafunc.fixturenames:
        kinds = _kinds_for(metafunc)
        metafunc.parametrize("database_kind", kinds, ids=kinds)


def _kinds_for(metafunc: pytest.Metafunc) -> tuple[Kind, ...]:
    marked = metafunc.definition.get_closest_marker("database")
    chosen = metafunc.config.getoption("--database")
    if marked and chosen in (None, "both"):
        chosen = marked.args[0]
    if chosen in KINDS:
        return (chosen,)
    domain = metafunc.config.rootpath / "tests" / "domain"
    return KINDS if chosen == "both" or domain in metafunc.definition.path.parents else ("sqlite",)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this session, gone afterwards."""
    with private_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def _installations(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Callable[[Kind], Installation]]:
    """Return a function that builds the installation of a kind at its first use and keeps it for the session."""
    built: dict[Kind, Installation] = {}
    with ExitStack() as kept:

        def of(kind: Kind) -> Installation:
            if kind not in built:
                server = request.getfixturevalue("postgres") if kind == "postgres" else None
                instance: Path = tmp_path_factory.mktemp(kind) / "instance"
                made = installation(kind, instance, server=server, fill=fill_reference)
                built[kind] = kept.enter_context(made)
            return built[kind]

        yield of


@pytest.fixture(scope="session", autouse=True)
def _samples_decoded_once() -> Iterator[None]:
    """Have the decoding process look at each sample once a session: what it answers depends on the file alone."""
    answers: dict[tuple[str, bytes, Confines], bytes] = {}

    def remembering(module: str, told: bytes, *, within: Confines) -> bytes:
        asked = module, told, within
        if asked not in answers:
            answers[asked] = ask(module, told, within=within)
        return answers[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "ask", remembering)
        yield


@pytest.fixture
def app(_installations: Callable[[Kind], Installation], database_kind: Kind, request: pytest.FixtureRequest) -> Flask:
    """The application on a fresh database; no context is open, as between two requests."""
    current = _installations(database_kind)
    current.put_back(bare="filled" in request.fixturenames)
    return current.app


@pytest.fixture
def db_app(app: Flask) -> Iterator[Flask]:
    """The application on a fresh database with its context open, as inside a command."""
    with app.app_context():
        yield app


@pytest.fixture
def filled(db_app: Flask, _installations: Callable[[Kind], Installation], database_kind: Kind) -> Filled:
    """Return a function that fills the database of ``db_app`` once for all tests: see Installation."""
    return _installations(database_kind).filled


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript; every request is one of its own, also inside ``db_app``."""
    app.test_client_class = SeparateClient
    return app.test_client()


@pytest.fixture
def proof_count(request: pytest.FixtureRequest) -> Callable[..., int]:
    """Return a function from a promise's full count to that count with ``--proof``, else to a part of it.

    A twentieth, or the part that is asked for as ``part=100``.
    """
    whole = request.config.getoption("--proof")
    return lambda full, part=20: full if whole else max(1, full // part)


class SeparateClient(FlaskClient):
    """A client whose requests never see the context of the test: a real server has none around them."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send one request in a context of its own; the test's clock still counts."""
        return _without_app_context(super().open, *args, **kwargs)


def _without_app_context(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    context = contextvars.copy_context()
    context.run(flask.globals._cv_app.set, None)
    return context.run(call, *args, **kwargs)
