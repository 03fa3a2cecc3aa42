"""The officer's queue: searched by code, NIK and name, narrowed, shared by its address."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.kernel.codes import show_code
from tests.web import desks
from tests.web.desks import House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]


def _searched(client: FlaskClient, text: str) -> BeautifulSoup:
    return submit(client, read_page(client, "/petugas"), {"cari": text}, form='form[action="/petugas/cari"]')


def test_a_code_in_the_search_opens_the_request(house: House, sign_in: SignIn) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)

    assert text_of(_searched(client, f"{code[:3]}-{code[3:]}".lower()).h1) == "Siti Rahmawati"


@pytest.mark.parametrize(
    "typed", [desks.NIK, f"{desks.NIK[:6]} {desks.NIK[6:12]} {desks.NIK[12:]}", f"NIK: {desks.NIK} (Siti)"]
)
def test_a_nik_in_the_search_finds_the_requests_of_that_person_and_stands_in_no_address(
    typed: str, house: House, sign_in: SignIn
) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)
    search = read_page(client, "/petugas").select_one('form[action="/petugas/cari"]')
    sent = {"cari": typed, "csrf_token": search.select_one("[name=csrf_token]")["value"]}

    answer = client.post("/petugas/cari", data=sent)

    assert answer.status_code == 303
    assert desks.NIK not in answer.location
    assert f"Ambil {show_code(code)}" in text_of(read_page(client, answer.location))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1571014107909999", "Tidak ada permohonan dengan NIK itu di kantor ini"),
        ("157101410790900", "NIK terdiri atas 16 angka; yang Anda tulis 15"),
        ("  ", "Tulis kode permohonan, NIK, atau nama"),
        ("Bambang Gentolet", "Tidak ada yang cocok"),
        ("ABC", "Tidak ada yang cocok"),
        ("x" * 200, "Tulis kode permohonan, NIK, atau nama"),
    ],
)
def test_a_search_that_finds_nothing_says_why(typed: str, said: str, house: House, sign_in: SignIn) -> None:
    desks.file_request(house)

    assert said in text_of(_searched(sign_in(house.dewi), typed))


def test_a_name_finds_also_what_is_finished(house: House, sign_in: SignIn) -> None:
    code, client = desks.issued(house), sign_in(house.dewi)

    found = _searched(client, "rahma siti")

    assert show_code(code) in text_of(found.main)
    assert found.select_one("#cari")["value"] == "rahma siti"
    assert not _searched(sign_in(house.stranger), "rahma siti").select("table")


def test_a_list_is_narrowed_and_the_address_says_how(house: House, sign_in: SignIn) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)
    page = read_page(client, "/petugas?tab=kantor")

    taken = submit(client, page, {"status": "in_review"}, form='form[action="/petugas"]')
    assert "Tidak ada yang cocok" in text_of(taken.main)
    assert show_code(code) in text_of(
        submit(client, taken, {"status": "submitted"}, form='form[action="/petugas"]').main
    )
    narrowed = submit(client, page, {"layanan": "SKU"}, form='form[action="/petugas"]')

    assert "Tidak ada yang cocok" in text_of(narrowed.main)
    assert narrowed.select_one("#layanan option[selected]")["value"] == "SKU"
    tab = narrowed.select_one(".tabs a[href*='tab=saya']")
    assert "layanan=SKU" in tab["href"]
    assert show_code(code) in text_of(
        read_page(client, narrowed.select_one('.empty a[href="/petugas?tab=kantor"]')["href"])
    )
    assert show_code(code) in text_of(read_page(client, "/petugas?tab=kantor&layanan=SKD&umur=banyak&saluran=burung"))


def test_a_revoked_letter_says_so_in_the_list_of_the_finished(house: House, sign_in: SignIn) -> None:
    desks.revoked(house)

    assert "Dicabut" in text_of(read_page(sign_in(house.dewi), "/petugas?tab=selesai").select_one("table"))
