"""One form sent many times at once, as an impatient thumb or a slow network sends it, on both databases."""

import contextvars
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eservice.accounts import passwords
from eservice.accounts.models import Try, User
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.requests.models import Request
from eservice.requests.workflow import Status
from eservice.web.citizen import sending
from tests.times import MONDAY
from tests.web.applying import SKD, newcomer, staff_the_office, to_check
from tests.web.page import filled_in, submit

pytestmark = pytest.mark.database("both")

PRESSES = 20
PATIENCE = 60
"""Seconds before a thread that waits for the others gives up: a fault fails, and never hangs."""


@pytest.fixture(autouse=True)
def _staffed_office_on_a_monday(db_app: Flask) -> Iterator[None]:
    with passwords.cheap(), clock.travel(MONDAY):
        staff_the_office()
        yield


def pressed_together(client: FlaskClient, app: Flask, page: BeautifulSoup) -> list[tuple[int, str]]:
    """Send a newcomer's check page from as many threads as presses, at one instant: (status, where it leads)."""
    form = page.select_one("main form[method=post]")
    assert form is not None
    sent = filled_in(form, newcomer())
    answers: list[tuple[int, str]] = []
    start = threading.Barrier(PRESSES, timeout=PATIENCE)

    def press() -> None:
        browser = type(client)(app)
        browser._cookies.update(client._cookies)  # type: ignore[attr-defined]  # the same browser, before any answer
        start.wait()
        answer = browser.post(f"{SKD}/periksa", data=dict(sent))
        answers.append((answer.status_code, answer.location or ""))

    threads = [threading.Thread(target=contextvars.copy_context().run, args=(press,)) for _press in range(PRESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def counted(what: type, *conditions: object) -> int:
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(what).where(*conditions)) or 0  # type: ignore[arg-type]


def accounts() -> int:
    return counted(User, User.nik_index.is_not(None))


def test_a_newcomers_page_sent_twenty_times_at_once_is_one_request_one_account_and_one_receipt(
    client: FlaskClient, app: Flask
) -> None:
    page = to_check(client)

    answers = pressed_together(client, app, page)

    db.session.remove()
    code = db.session.scalars(select(Request.code).where(Request.status != Status.DRAFT)).one()
    assert Counter(answers) == {(303, f"/permohonan/{code}/tanda-terima"): PRESSES}
    assert accounts() == 1
    assert counted(Try) == 1, "a registration counts once, when the account is made"


def test_without_the_look_whether_it_was_sent_one_press_makes_another_account_and_is_turned_away(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = to_check(client)
    monkeypatch.setattr(sending, "sent_as", lambda draft: None)

    answers = pressed_together(client, app, page)

    assert accounts() > 1
    assert 429 in {status for status, _where in answers}


def test_a_registration_that_came_to_nothing_counts_nothing(client: FlaskClient, app: Flask) -> None:
    page = to_check(client)

    for _press in range(6):
        page = submit(client, page, newcomer() | {"phone": ""}, status=422)

    assert counted(Try) == 0
    assert {status for status, _where in pressed_together(client, app, page)} == {303}
