"""Fixtures of the journeys: a running house and people with browsers of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.server import House, build_instance, serve
from tests.journeys.shared import made_once
from tests.journeys.walker import DESK, PHONE, Walker, chromium, new_walker, nu_complaints


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the HTML of every page seen is kept; at the end the Nu checker reads all of it in one go."""
    pages = tmp_path_factory.mktemp("gallery")
    yield pages
    complaints = nu_complaints(pages)
    assert not complaints, "the Nu HTML checker found errors:\n  " + "\n  ".join(complaints)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with sync_playwright() as playwright, chromium(playwright) as started:
        yield started


@pytest.fixture(scope="session")
def empty_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the reference rows and nobody in it, to be copied."""
    return made_once(tmp_path_factory, "empty", build_instance)


@pytest.fixture
def house(empty_instance: Path, tmp_path: Path) -> Iterator[House]:
    """A running house of this test's own: web server and worker, as `make run` starts them."""
    with serve(empty_instance, tmp_path / "instance") as running:
        yield running


@pytest.fixture
def new_person(browser: Browser, house: House, gallery: Path) -> Iterator[Callable[..., Walker]]:
    """Return a function that gives one more person with a browser: ``new_person(phone=True, javascript=False)``."""
    contexts = len(browser.contexts)

    def make(*, phone: bool = True, javascript: bool = False, **window: Any) -> Walker:
        size: dict[str, Any] = (
            {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {"viewport": DESK}
        )
        return new_walker(browser, house.base_url, gallery, javascript=javascript, **(size | window))

    yield make
    for context in browser.contexts[contexts:]:
        context.close()


@pytest.fixture
def phone(new_person: Callable[..., Walker]) -> Walker:
    """Someone with a small, old phone: 360 x 740, no JavaScript."""
    return new_person(phone=True, javascript=False)


@pytest.fixture
def desk(new_person: Callable[..., Walker]) -> Walker:
    """Someone at a desk: 1280 wide, with JavaScript."""
    return new_person(phone=False, javascript=True)
