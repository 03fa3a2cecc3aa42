"""Fixtures of the requests' tests: the offices with their people."""

from collections.abc import Iterator

import pytest
from flask import Flask

from eservice.kernel.wake import unheard
from tests.databases import Filled
from tests.domain.requests.house import House, build


@pytest.fixture
def house(filled: Filled) -> House:
    """The offices with their people in post; the worker does its part as soon as there is any."""
    return filled("offices", build)


@pytest.fixture
def no_worker(db_app: Flask) -> Iterator[Flask]:
    """The application whose worker does not hear of work: what is due stays due."""
    with unheard(db_app.extensions):
        yield db_app
