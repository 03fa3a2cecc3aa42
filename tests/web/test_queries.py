"""What a page asks of the database does not grow with what stands on it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from eservice.accounts.actor import Actor
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.requests import queries, reviewing
from eservice.requests.models import Request
from eservice.requests.workflow import Verdict
from tests.web import desks
from tests.web.desks import NOW, House
from tests.web.page import read_page

SignIn = Callable[[Actor], FlaskClient]
MOST_STATEMENTS = 60
"""So many a page may ask at all."""
MOST_FOR_A_LETTER = 6


@contextmanager
def asked() -> Iterator[Counter[str]]:
    """Count every statement that goes to the database."""
    told: Counter[str] = Counter()

    def note(*facts: object) -> None:
        told[re.sub(r"\s+", " ", re.sub(r"IN \([^)]*\)", "IN (…)", str(facts[2])))[:300]] += 1

    engines = (db.engine, db.engines["reader"])
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def of_page(browser: FlaskClient, path: str) -> Counter[str]:
    """Return what a page asks once everything that is loaded once is loaded."""
    read_page(browser, path)
    with asked() as told:
        assert browser.get(path).status_code == 200
    return told


def filed(house: House, how_many: int) -> None:
    """File requests: one in three waits, one is held by Dewi, one lies with the Lurah."""
    for number in range(how_many):
        code = desks.file_request(house)
        if number % 3 == 0:
            continue
        with transaction():
            found = queries.for_change(code)
            reviewing.claim(found, actor=house.dewi, at=NOW)
            if number % 3 == 2:
                complete = {one.requirement: (Verdict.COMPLETE, "") for one in found.proofs}
                reviewing.judge(found, complete, actor=house.dewi, at=NOW)
                reviewing.recommend(found, actor=house.dewi, at=NOW)


def grown(who: Actor, paths: list[str], sign_in: SignIn, add: Callable[[], None]) -> dict[str, Counter[str]]:
    """Return, by page, the statements that it asks more often once there is more on it."""
    browser = sign_in(who)
    few = {path: of_page(browser, path) for path in paths}
    add()
    many = {path: of_page(browser, path) for path in paths}
    assert {path: told.total() for path, told in many.items() if told.total() > MOST_STATEMENTS} == {}
    return {path: more for path in paths if (more := many[path] - few[path])}


@pytest.fixture
def some(house: House) -> House:
    """A kelurahan with three requests."""
    filed(house, 3)
    return house


def test_an_officer_s_pages_ask_no_more_for_many_than_for_few(some: House, sign_in: SignIn) -> None:
    paths = ["/petugas", "/petugas?tab=kantor", "/petugas?tab=saya", "/petugas/register"]

    assert grown(some.dewi, paths, sign_in, lambda: filed(some, 6)) == {}


def test_a_signer_s_list_asks_little_for_each_letter(some: House, sign_in: SignIn) -> None:
    more = grown(some.lurah, ["/tanda-tangan"], sign_in, lambda: filed(some, 6)).get("/tanda-tangan", Counter())

    # Whether it is the own household's, and in whose name one signs, is asked for each: two letters came.
    assert more.total() / 2 <= MOST_FOR_A_LETTER, more


def test_a_supervisor_s_pages_ask_no_more_for_many_than_for_few(some: House, sign_in: SignIn) -> None:
    assert grown(some.penyelia, ["/penyelia", "/penyelia/antrean"], sign_in, lambda: filed(some, 6)) == {}


def test_public_pages_ask_little(house: House, app: Flask) -> None:
    browser = app.test_client()
    found = {path: of_page(browser, path).total() for path in ("/", "/layanan", "/bantuan", "/verifikasi", "/lacak")}

    assert {path: count for path, count in found.items() if count > 25} == {}


def test_a_statement_for_each_row_is_noticed(some: House) -> None:
    def of_first(how_many: int) -> Counter[str]:
        db.session.remove()
        with asked() as told:
            for request in db.session.scalars(select(Request).limit(how_many)):
                assert request.history
        return told

    assert list((of_first(3) - of_first(2)).values()) == [1]


@pytest.mark.parametrize(
    "path", ["/layanan", "/layanan/surat-keterangan-domisili", "/bantuan", "/verifikasi", "/lacak", "/masuk"]
)
def test_a_first_visit_weighs_little_and_asks_nobody_else(client: FlaskClient, path: str) -> None:
    page = read_page(client, path)
    files = {str(tag["href"]) for tag in page.select("link[href]")} | {str(tag["src"]) for tag in page.select("[src]")}
    assert [one for one in files if "//" in one] == []

    weights = []
    for one in (path, *sorted(files)):
        with client.get(one, headers={"Accept-Encoding": "gzip"}) as answer:
            weights.append(len(answer.data))
            if one != path:
                assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", one

    assert len(weights) <= 6
    assert sum(weights) <= 50_000
