"""What the tests of the figures' pages share: a morning after a past told quickly, and a way in for who reads it."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import sessions
from eservice.accounts.actor import Actor
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from tests.past import NOW, Past, begin

SignIn: TypeAlias = Callable[[Actor], FlaskClient]


@pytest.fixture(autouse=True)
def today(db_app: Flask) -> Iterator[None]:
    """Let it be the morning after the past."""
    with clock.travel(NOW):
        yield


@pytest.fixture
def sign_in(client: FlaskClient) -> SignIn:
    """Return a function that lets an actor sign in, in the one browser of the test."""

    def enter(actor: Actor) -> FlaskClient:
        with transaction():
            secret = sessions.start_session(actor.user_id or 0, membership_id=actor.membership_id, strong=True, at=NOW)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = secret
        return client

    return enter


@pytest.fixture
def past(db_app: Flask) -> Past:
    """Two kelurahan of different kecamatan, nothing filed yet."""
    with transaction():
        return begin("kel-telanaipura", "kel-kasang")
