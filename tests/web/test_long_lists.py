"""A list behind a figure of many requests is turned page by page, from the last row shown, and shows each once."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.metrics.rollups import answering
from tests.domain.metrics.test_rollups import count
from tests.past import NOW, Past, begin
from tests.web.page import read_page, text_of


@pytest.fixture(autouse=True)
def _today(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(answering, "FEW", -1)
    monkeypatch.setattr("eservice.web.supervisor.behind.PAGE", 20)
    with clock.travel(NOW):
        yield


@pytest.fixture
def past(db_app: Flask) -> Past:
    with transaction():
        told = begin("kel-telanaipura")
        told.tell_some(60, since=NOW - timedelta(days=25), until=NOW)
    count()
    return told


def test_every_request_stands_on_one_page_and_the_pages_add_up_to_the_figure(
    past: Past, sign_in: Callable[[Actor], FlaskClient]
) -> None:
    with transaction():
        actor = past.actor(past.offices[0], Role.SUPERVISOR)
    reader = sign_in(actor)

    page = read_page(reader, "/penyelia/permohonan?hari=30&apa=masuk")
    codes, steps = [], []
    while True:
        codes += [text_of(one) for one in page.select("tbody th a")]
        steps.append(text_of(page.select_one(".pager") or page.select_one("main")))
        onward = page.select_one("main a[rel=next]")
        if onward is None:
            break
        assert "sesudah=" in str(onward["href"])
        page = read_page(reader, str(onward["href"]))

    assert len(codes) == len(set(codes)) == int(text_of(page.h1).split(": ")[1].split()[0])
    assert ["1–20" in steps[0], "21–40" in steps[1]] == [True, True]


def test_a_row_that_is_none_begins_the_list_anew(past: Past, sign_in: Callable[[Actor], FlaskClient]) -> None:
    with transaction():
        actor = past.actor(past.offices[0], Role.SUPERVISOR)

    page = read_page(sign_in(actor), "/penyelia/permohonan?hari=30&apa=masuk&halaman=3&sesudah=kemarin~x")

    assert "1–20" in text_of(page)
