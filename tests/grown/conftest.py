"""Fixtures of the large set-up: the journeys' people before a city of many parts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.grown.city import City, city
from tests.journeys.walker import DESK, PHONE, Walker, chromium, new_walker


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with sync_playwright() as playwright, chromium(playwright) as started:
        yield started


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The whole set-up, running."""
    with city(tmp_path_factory.mktemp("city")) as running:
        yield running


@pytest.fixture
def new_person(browser: Browser, large: City, tmp_path: Path) -> Iterator[Callable[..., Walker]]:
    """Return a function that gives one more person with a browser, as in the journeys."""

    def make(*, phone: bool = True, javascript: bool = False, **window: Any) -> Walker:
        size: dict[str, Any] = (
            {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {"viewport": DESK}
        )
        return new_walker(browser, large.base_url, tmp_path, javascript=javascript, **(size | window))

    yield make
    for context in browser.contexts:
        context.close()
