"""Fixtures of the hall's tests: an office with its people."""

import pytest
from flask import Flask

from tests.domain.requests.house import House, build


@pytest.fixture
def house(db_app: Flask) -> House:
    """The offices with their people in post."""
    return build()
