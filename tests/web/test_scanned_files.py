"""The virus scanner on the pages: what the citizen, the officer and whoever runs the house are told."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice import jobs
from eservice.accounts import passwords
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel.ports import drivers
from eservice.kernel.scanning import Clamd
from eservice.kernel.transaction import transaction
from eservice.offices.queries import office_by_code
from eservice.requests import queries
from tests.clamd import HARM, NAME, clamd
from tests.web import desks
from tests.web.applying import proofs, to_proofs
from tests.web.desks import House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
NOBODY = "clamd:///tidak/ada"


def ask(app: Flask, url: str) -> None:
    app.extensions["eservice.drivers"] = replace(drivers(), scanner=Clamd(url))


def test_a_harmful_file_is_refused_in_plain_words_and_the_others_stay(
    house: House, db_app: Flask, client: FlaskClient
) -> None:
    with clamd() as scanner, passwords.cheap():
        ask(db_app, scanner.url)
        harmful, _name = proofs()["berkas-kk"]
        sent = proofs() | {"berkas-kk": (BytesIO(harmful.getvalue() + HARM), "kk.jpg")}
        page = submit(client, to_proofs(client), sent, button="tetap", status=200)

    assert "menemukan sesuatu yang berbahaya di berkas ini, jadi tidak kami terima" in text_of(
        page.select_one(".summary")
    )
    had = [text_of(page.select_one(f"section[aria-labelledby=syarat-{key}]")) for key in ("ktp", "kk", "pengantar_rt")]
    assert ["Sudah ada" in one for one in had] == [True, False, True]


def test_what_waits_for_the_scanner_is_seen_by_nobody_and_everybody_reads_why(
    house: House, db_app: Flask, sign_in: SignIn
) -> None:
    ask(db_app, NOBODY)
    with transaction():
        manager = desks.person(office_by_code("kel-kasang"), Role.ADMIN, "Teguh Prakoso")
    code = desks.file_request(house)
    officer, runs_the_house, lurah = sign_in(house.dewi), sign_in(manager), sign_in(house.lurah)
    address = f"/petugas/permohonan/{code}"

    page = read_page(officer, address)
    assert "Belum diperiksa dari virus" in text_of(page.main)
    assert "belum dapat dibuka" in text_of(page.select_one("#berkas"))
    assert page.select("#berkas img") == []
    for paper in ("berkas/ktp/1", "berkas/ktp"):
        assert "belum selesai diperiksa dari virus" in text_of(read_page(officer, f"{address}/{paper}", status=409))
    failed = read_page(runs_the_house, "/kelola/gagal")
    assert "berkas menunggu pemeriksa virus" in text_of(failed.main)
    assert "pemeriksa virus" not in text_of(read_page(lurah, "/kelola/gagal").main)

    with clamd() as back:
        ask(db_app, back.url)
        submit(runs_the_house, failed, form='form[action$="/pindai"]')
    assert read_page(officer, address).select("#berkas img")
    assert officer.get(f"{address}/berkas/ktp/1").headers["Content-Security-Policy"].endswith("sandbox")
    assert officer.get(f"{address}/berkas/ktp").headers["Content-Disposition"].startswith("attachment")


def test_what_is_found_harmful_later_is_named_to_the_officer_the_house_and_the_citizen(
    house: House, db_app: Flask, sign_in: SignIn
) -> None:
    ask(db_app, NOBODY)
    with transaction():
        manager = desks.person(office_by_code("kel-kasang"), Role.ADMIN, "Teguh Prakoso")
    code = desks.file_request(house)
    with clamd() as back:
        back.says = f"stream: {NAME} FOUND".encode()
        ask(db_app, back.url)
        jobs.sweep(db_app)

    shown = text_of(read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}").select_one("#berkas"))
    assert f"pemeriksa virus menemukan {NAME}" in shown
    assert NAME in text_of(read_page(sign_in(manager), "/kelola/gagal").main)
    citizen = sign_in(desks.applicant(code))
    assert "Ditahan: mengandung virus" in text_of(read_page(citizen, f"/permohonan/{code}").main)
    assert queries.request_by_code(code).code == code


@pytest.mark.parametrize("url", ["clamd://", "http://localhost:3310", "localhost:3310"])
def test_an_address_that_is_no_scanner_s_keeps_the_application_from_starting(url: str) -> None:
    with pytest.raises(ValueError, match="not an address of clamd"):
        Clamd(url)
