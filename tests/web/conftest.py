"""What the tests of the desks share: a kelurahan with its people on a working morning, and a way in for each."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from tests import past as histories
from tests.databases import Filled
from tests.past import Past
from tests.web import desks
from tests.web.desks import NOW, House


@pytest.fixture
def house(filled: Filled) -> Iterator[House]:
    """The offices with their people, on Tuesday 7 July 2026, 10.00 WIB."""
    with clock.travel(NOW):
        yield filled("desks", desks.build)


@pytest.fixture
def past(db_app: Flask) -> Iterator[Past]:
    """Two kelurahan of different kecamatan with nothing filed yet, on Friday 10 July 2026, 11.00 WIB."""
    with clock.travel(histories.NOW):
        with transaction():
            told = histories.begin("kel-telanaipura", "kel-kasang")
        yield told


@pytest.fixture
def supervisor(past: Past) -> Actor:
    """Who answers for the first kelurahan of ``past``."""
    with transaction():
        return past.actor(past.offices[0], Role.SUPERVISOR)


@pytest.fixture
def sign_in(app: Flask, client: FlaskClient) -> Callable[[Actor], FlaskClient]:
    """Return a function that opens a browser in which an actor has just signed in, at whatever instant it is."""

    def enter(actor: Actor) -> FlaskClient:
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = desks.secret_of(actor, at=clock.now())
        return browser

    return enter


@pytest.fixture
def one_proof_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let staff work after the password alone, where a test is about something else."""
    monkeypatch.setattr("eservice.web.auth.before.FACTOR_ROLES", frozenset())
