"""Fixtures of the requests' tests: the offices with their people."""

from collections.abc import Iterator

import pytest
from flask import Flask

from eservice.kernel.wake import listen
from tests.domain.requests.house import House, build


@pytest.fixture
def house(db_app: Flask) -> House:
    """The offices with their people in post; the worker does its part as soon as there is any."""
    return build()


@pytest.fixture
def no_worker(db_app: Flask) -> Iterator[Flask]:
    """The application whose worker does not hear of work: what is due stays due."""
    listener = db_app.extensions["eservice.wake"]
    listen(db_app.extensions, lambda kind, identifier: None)
    yield db_app
    listen(db_app.extensions, listener)
