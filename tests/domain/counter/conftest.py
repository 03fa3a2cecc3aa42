"""Fixtures of the hall's tests: an office with its people."""

import pytest

from tests.databases import Filled
from tests.domain.requests.house import House, build


@pytest.fixture
def house(filled: Filled) -> House:
    """The offices with their people in post."""
    return filled("offices", build)
