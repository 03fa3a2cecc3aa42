"""The pages of the figures: the row of links that stands on each of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import sessions
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.web.supervisor.pages import PAGES
from tests.past import NOW, Past, begin
from tests.web.page import read_page, text_of

SignIn = Callable[[Actor], FlaskClient]


@pytest.fixture(autouse=True)
def _today(db_app: Flask) -> Iterator[None]:
    with clock.travel(NOW):
        yield


@pytest.fixture
def sign_in(client: FlaskClient) -> SignIn:
    def enter(actor: Actor) -> FlaskClient:
        with transaction():
            secret = sessions.start_session(actor.user_id or 0, membership_id=actor.membership_id, strong=True, at=NOW)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = secret
        return client

    return enter


@pytest.fixture
def past(db_app: Flask) -> Past:
    with transaction():
        return begin("kel-telanaipura", "kel-kasang")


@pytest.fixture
def supervisor(past: Past) -> Actor:
    with transaction():
        return past.actor(past.offices[0], Role.SUPERVISOR)


def test_every_page_of_the_figures_stands_in_the_row_of_links_and_is_marked_there(
    supervisor: Actor, sign_in: SignIn
) -> None:
    client = sign_in(supervisor)
    row = read_page(client, "/penyelia").select("nav.ways a")

    for link, page in zip(row, PAGES, strict=True):
        shown = read_page(client, str(link["href"]))
        (marked,) = shown.select("nav.ways a[aria-current]")
        assert text_of(marked) == text_of(link), page.endpoint
        assert marked["aria-current"] == "page"


def test_the_links_ask_the_same_question_of_the_next_page(supervisor: Actor, sign_in: SignIn) -> None:
    page = read_page(sign_in(supervisor), "/penyelia/angka?hari=7&kantor=kel-telanaipura&petugas=1&saat=x")

    overview, *others = [str(link["href"]) for link in page.select("nav.ways a")]
    assert overview == "/penyelia?kantor=kel-telanaipura&hari=7"
    assert page.select_one("nav.ways a")["aria-current"] == "true"
    assert "/penyelia/tim?kantor=kel-telanaipura" in others
    assert "/penyelia/cara-menghitung" in others


def test_every_template_of_the_supervisors_carries_the_row() -> None:
    templates = sorted((Path(__file__).parents[2] / "templates/supervisor").glob("*.html"))

    without = [one.name for one in templates if "{% extends 'layouts/figures.html' %}" not in one.read_text("utf-8")]
    assert without == []
