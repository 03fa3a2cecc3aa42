"""Fixtures of the domain's tests: guards that can be switched off."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from flask import Flask

from tests.domain import guards


@pytest.fixture
def switch_off(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Return a function that takes guards away until the test ends: ``lock``, ``version``."""
    with ExitStack() as kept:

        def away(*names: str) -> None:
            for name in names:
                if name == "lock":
                    guards.without_lock(monkeypatch, kept.callback)
                else:
                    {"version": guards.without_version}[name](monkeypatch)

        yield away
