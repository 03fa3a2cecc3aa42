"""The supervisor's pages of causes, of honesty and of expectations: every figure opens just the requests it counts."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.metrics.gathered import Gathered
from eservice.metrics.signs import Sign
from eservice.requests.models import RequestExpectation, RequestGap
from eservice.requests.workflow import Verdict
from tests.past import NOW, Past
from tests.web.page import read_page, text_of

SignIn = Callable[[Actor], FlaskClient]
DAY = timedelta(days=1)
PAGES = ("/penyelia/sebab", "/penyelia/kejujuran", "/penyelia/ketepatan")


@pytest.fixture
def client_of_a_busy_office(past: Past, supervisor: Actor, sign_in: SignIn) -> FlaskClient:
    """A supervisor over three months with everything in them that the pages tell."""
    past.versions[:] = [one for one in past.versions if one.code == "SKD"]
    with transaction():
        past.tell_some(50, since=NOW - 60 * DAY, until=NOW)
        for number in range(6):
            told = past.tell("claim judge ask_correction", filed_at=NOW - 3 * DAY + timedelta(minutes=number))
            verdict = Verdict.MISSING if number < 4 else Verdict.UNCLEAR
            told.gaps.append(RequestGap(round=1, kind="proof", key="ktp", verdict=verdict, text="Belum ada"))
        for _number in range(6):
            told = past.tell("claim judge recommend sign issue", filed_at=NOW - 4 * DAY, hours=2)
            db.session.add(
                RequestExpectation(
                    request_id=told.id, made_at=NOW - 4 * DAY, n=30, ahead=1, usual_seconds=10, most_seconds=10**6
                )
            )
    return sign_in(supervisor)


def opened(page: BeautifulSoup) -> list[tuple[str, str]]:
    """Return the figures that open requests: (words, address)."""
    return [
        (text_of(one), str(one["href"]))
        for one in page.select("main a[href]")
        if urlsplit(str(one["href"])).path == "/penyelia/permohonan"
    ]


def test_every_figure_of_the_three_pages_opens_exactly_its_requests(client_of_a_busy_office: FlaskClient) -> None:
    client, compared = client_of_a_busy_office, 0
    for address in PAGES:
        links = opened(read_page(client, address))
        assert links, address
        for words, url in links:
            told = re.match(r"(?:n = )?(\d+)(?: |$)", words)
            listed = re.search(r": ([\d.]+) permohonan", text_of(read_page(client, url).h1))
            assert listed is not None
            if told and "%" not in words:
                assert listed.group(1) == told.group(1), f"{words} at {url}"
                compared += int(listed.group(1)) > 0

    assert compared >= 8


def test_the_page_of_honesty_shows_every_sign_with_how_it_could_mislead(client_of_a_busy_office: FlaskClient) -> None:
    page = read_page(client_of_a_busy_office, "/penyelia/kejujuran")

    assert len(page.select("main tbody th[scope=row] details")) == len(Sign)
    assert text_of(page).count("Cara angka ini bisa menyesatkan") == len(Sign) + 2, "every sign, and the promise twice"
    assert re.match(r"Janji ditepati \d+ dari 100; dihitung ketat \d+\.", text_of(page.h1))


def test_a_cause_is_told_with_its_change_and_what_would_spare_it(
    client_of_a_busy_office: FlaskClient,
) -> None:
    page = read_page(client_of_a_busy_office, "/penyelia/sebab")

    line = page.select_one("section[aria-labelledby=kembali] tbody tr")
    assert text_of(line.td) == "6 KTP-el"
    assert "Saran: sebut" in text_of(line), "most of them were not there at all"
    assert "▲ bertambah dari 0" in text_of(line)
    missing = page.select_one("section[aria-labelledby=kurang] tbody tr")
    assert text_of(missing.td).startswith("4")


def test_a_list_of_no_figure_is_not_there(client_of_a_busy_office: FlaskClient) -> None:
    for made_up in ("tidak-ada", f"{Gathered.REFUSED}&sebab=karena", f"{Gathered.REFUSED}&sebab=disputed"):
        assert client_of_a_busy_office.get(f"/penyelia/permohonan?apa={made_up}").status_code == 404


def test_without_requests_the_pages_say_so(past: Past, supervisor: Actor, sign_in: SignIn) -> None:
    client = sign_in(supervisor)

    said = [text_of(read_page(client, address)) for address in PAGES]

    assert "Tidak ada yang dikembalikan." in said[0]
    assert "Tidak ada isian yang ditinggalkan" in said[0]
    assert "Tidak ada yang jatuh tempo menurut janji yang diperpanjang." in said[1]
    assert "Terlalu sedikit perkiraan" in said[2]
