"""What nobody types but anyone can send: numbers no row can have, years out of the calendar, NUL. Never a 500."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.web.addresses import HIGHEST, instant, row_number
from tests.web import desks
from tests.web.desks import NIK, House
from tests.web.page import read_page

SignIn = Callable[[Actor], FlaskClient]

BIG = "9" * 30
FAR = "0001-01-01T00:00:00%2B23:59"


def token_of(client: FlaskClient) -> str:
    return str(read_page(client, "/verifikasi").select_one("[name=csrf_token]")["value"])


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("dewi", f"/petugas/loket/{BIG}/hapus", 404),
        ("dewi", f"/petugas/permohonan/{{code}}/berkas/ktp/{BIG}", 404),
        ("dewi", f"/petugas?tab=kantor&sesudah={FAR}_1_1", 200),
        ("dewi", f"/petugas?tab=kantor&sesudah=2026-07-06T00:00:00%2B00:00_1_{BIG}", 200),
        ("dewi", f"/petugas?tab=semua&orang={BIG}&petugas={BIG}&umur={BIG}", 200),
        ("dewi", f"/petugas/permohonan/{{code}}?berkas=ktp&hal={BIG}", 200),
        ("lurah", f"/petugas/register?sebelum={BIG}", 200),
        ("penyelia", "/penyelia/angka?petugas=%C2%B2", 404),
        ("penyelia", f"/penyelia/angka?petugas={BIG}", 404),
        ("penyelia", f"/penyelia?saat={FAR}", 200),
        ("penyelia", "/penyelia?sampai=01-01-0001", 200),
        ("penyelia", "/penyelia?dari=01-01-0001", 200),
        ("penyelia", f"/penyelia?hari={BIG}", 200),
    ],
)
def test_an_address_that_no_page_made_is_answered(
    who: str, address: str, status: int, house: House, sign_in: SignIn
) -> None:
    code = desks.file_request(house)

    assert sign_in(getattr(house, who)).get(address.format(code=code)).status_code == status


@pytest.mark.parametrize(
    ("address", "sent", "status"),
    [
        ("/masuk/peragaan", {"akun": BIG}, 404),
        (f"/akun/sesi/{BIG}/akhiri", {}, 404),
        (f"/petugas/loket/ktp/{BIG}", {"nik": NIK, "berhadapan": "y"}, 404),
        (f"/petugas/permohonan/{{code}}/whatsapp/{BIG}", {}, 404),
    ],
)
def test_a_form_that_no_page_made_is_answered(
    address: str, sent: dict[str, str], status: int, house: House, sign_in: SignIn
) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)

    answer = client.post(address.format(code=code), data={"csrf_token": token_of(client)} | sent)

    assert answer.status_code == status


def test_a_draft_that_cannot_be_is_no_draft(house: House, client: FlaskClient) -> None:
    sent = {"csrf_token": token_of(client), "draft": BIG}

    answer = client.post("/permohonan/baru/surat-keterangan-domisili/periksa", data=sent)

    assert answer.status_code == 303


@pytest.mark.parametrize("address", ["/v/a%00b", "/layanan?q=a%00b", "/permohonan/berkas/a%00b"])
def test_an_address_with_a_nul_cannot_be_read(address: str, client: FlaskClient) -> None:
    assert client.get(address).status_code == 400


def test_a_form_with_a_nul_cannot_be_read(client: FlaskClient) -> None:
    sent = {"csrf_token": token_of(client), "login": "a\0b", "password": "kopi hangat"}

    assert client.post("/masuk", data=sent).status_code == 400


@pytest.mark.parametrize("told", [None, "", "-7", " 7", "7.0", "²", "٣", str(HIGHEST + 1), BIG])
def test_a_number_is_one_that_a_row_can_have(told: str | None) -> None:
    assert row_number(told) is None
    assert row_number("7") == 7


@pytest.mark.parametrize(
    "told", ["", "2026", "2026-07-06T00:00:00", "1799-12-31T00:00:00+00:00", "9999-01-01T00:00+00:00"]
)
def test_an_instant_is_aware_and_of_our_time(told: str) -> None:
    assert instant(told) is None
    assert instant("2026-07-06T00:00:00+00:00") is not None
