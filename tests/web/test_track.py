"""What the holder of a receipt sees without signing in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import gate
from eservice.accounts.rules import Guess
from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.requests import queries
from tests.web import desks
from tests.web.page import read_page, submit, text_of


@pytest.fixture(autouse=True)
def _now():
    with clock.travel(desks.NOW):
        yield


@pytest.fixture
def receipt(db_app: Flask) -> tuple[str, str]:
    """Code and PIN of a request just filed."""
    code = desks.file_request(desks.build())
    return code, str(queries.request_by_code(code).pin)


def test_code_and_pin_show_where_the_request_stands(client: FlaskClient, receipt: tuple[str, str]) -> None:
    code, pin = receipt

    page = submit(client, read_page(client, "/lacak"), {"kode": show_code(code).lower(), "pin": pin})

    assert text_of(page.h1) == "Surat Keterangan Domisili"
    assert text_of(page.select_one(".tag")) == "Terkirim, menunggu diperiksa"
    assert "Dikirim" in text_of(page.select_one(".line"))
    assert "Siti" not in text_of(page)
    assert pin not in page.attrs["data-path"]


def test_the_request_is_forgotten_for_the_next_person(client: FlaskClient, receipt: tuple[str, str]) -> None:
    code, pin = receipt
    page = submit(client, read_page(client, "/lacak"), {"kode": code, "pin": pin})

    after = submit(client, page, button="Lacak yang lain")

    assert text_of(after.h1) == "Lacak permohonan"


@pytest.mark.parametrize(("locale", "words"), [("id", "datang ke loket"), ("en", "come to the counter")])
def test_a_receipt_guessed_at_all_day_leads_to_the_counter(
    client: FlaskClient, receipt: tuple[str, str], locale: str, words: str
) -> None:
    code, pin = receipt
    for n in range(100):
        gate.ration(Guess.TRACKING, secret=code, network=f"2001:db8:{n:x}::1", at=desks.NOW)
    client.set_cookie("__Host-bahasa", locale)

    page = submit(client, read_page(client, "/lacak", locale=locale), {"kode": code, "pin": pin}, locale=locale)

    assert words in text_of(page)


def test_after_a_quarter_of_an_hour_the_pin_is_asked_again(client: FlaskClient, receipt: tuple[str, str]) -> None:
    code, pin = receipt
    submit(client, read_page(client, "/lacak"), {"kode": code, "pin": pin})

    with clock.travel(desks.NOW.replace(hour=desks.NOW.hour + 1)):
        page = read_page(client, "/lacak")

    assert text_of(page.h1) == "Lacak permohonan"


def test_the_journey_reads_well_in_english(client: FlaskClient, receipt: tuple[str, str]) -> None:
    code, pin = receipt
    client.set_cookie("__Host-bahasa", "en")

    page = submit(client, read_page(client, "/lacak", locale="en"), {"kode": code, "pin": pin}, locale="en")

    assert text_of(page.h1) == "Certificate of residence"
    assert "The journey of the request" in text_of(page.main)
