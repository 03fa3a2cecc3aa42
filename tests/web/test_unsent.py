"""Applications begun and not sent: where they are offered again, until when, and what is told when they are gone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import actions as accounts
from eservice.accounts import passwords
from eservice.accounts.actions import NewCitizen
from eservice.accounts.rules import PhoneOwner
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from tests.times import MONDAY
from tests.web.applying import IDENTITY, PASSWORD, SKD, newcomer, send_skd, staff_the_office, to_check
from tests.web.page import read_page, submit, text_of

SERVICE = "/layanan/surat-keterangan-domisili"
KEY = "__Host-isian"


@pytest.fixture(autouse=True)
def _staffed_office_on_a_monday(db_app: Flask) -> Iterator[None]:
    with passwords.cheap(), clock.travel(MONDAY):
        staff_the_office()
        yield


def begin(client: FlaskClient) -> None:
    submit(client, read_page(client, SKD), {"untuk_siapa": "self"})


def test_the_key_of_a_draft_lives_as_long_as_the_draft(client: FlaskClient) -> None:
    answer = client.get(SKD)

    (written,) = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith(f"{KEY}=")]
    assert "Max-Age=2592000" in written
    assert all(part in written for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"))


@pytest.mark.parametrize("path", ["/", SERVICE])
def test_what_was_begun_is_offered_after_the_browser_was_closed(client: FlaskClient, path: str) -> None:
    begin(client)
    client.delete_cookie("__Host-eservice")  # gone with the browser's window

    page = read_page(client, path)

    assert "Lanjutkan isian Anda" in text_of(page.main)
    assert "dihapus 5 Agustus 2026" in text_of(page.main)
    assert page.select_one(f'main a[href="{SKD}/hapus"]') is not None
    assert client.get(path).headers["Cache-Control"] == "no-store"
    submit(client, read_page(client, f"{SKD}/hapus"))
    assert "Lanjutkan isian Anda" not in text_of(read_page(client, path).main)


def test_another_browser_is_offered_nothing(client: FlaskClient, app: Flask) -> None:
    begin(client)

    assert "Lanjutkan isian Anda" not in text_of(read_page(type(client)(app), "/").main)


def test_saving_for_later_says_until_when(client: FlaskClient) -> None:
    page = submit(client, read_page(client, SKD), {"untuk_siapa": "self"}, button="nanti")

    assert "dihapus pada Rabu, 5 Agustus 2026" in text_of(page.main)


def test_who_lost_the_cookies_half_way_is_told_where_the_answers_are(client: FlaskClient) -> None:
    page = submit(client, read_page(client, SKD), {"untuk_siapa": "self"})
    client.delete_cookie(KEY)

    lost = submit(client, page, IDENTITY, status=404)

    assert "Anda keluar otomatis. Punya akun? Masuk, isian Anda masih tersimpan." in text_of(lost.main)
    assert lost.select_one('main a[href^="/masuk?lanjut="]') is not None
    assert lost.select_one(f'main a[href="{SKD}"]') is not None


def test_a_receipt_is_shown_without_signing_in_for_half_an_hour(client: FlaskClient) -> None:
    code = send_skd(client)
    client.delete_cookie("__Host-eservice")

    assert "PIN pelacakan" in text_of(read_page(client, f"/permohonan/{code}/tanda-terima").main)
    with clock.travel(MONDAY + timedelta(hours=1)):
        assert text_of(read_page(client, f"/permohonan/{code}/tanda-terima").h1) == "Masuk"


def test_who_signs_in_over_somebody_else_does_not_read_their_receipt(client: FlaskClient) -> None:
    code = send_skd(client)
    client.delete_cookie("__Host-eservice")
    with transaction():
        other = NewCitizen(nik="1571014107909002", name="Orang Lain", phone="081200000002", phone_owner=PhoneOwner.OWN)
        accounts.register(other, password=passwords.choose(PASSWORD), at=MONDAY)
    submit(client, read_page(client, "/masuk"), {"login": "1571014107909002", "password": PASSWORD})

    read_page(client, f"/permohonan/{code}/tanda-terima", status=404)
    back = read_page(client, f"{SKD}/periksa")
    assert str(back.attrs["data-path"]).startswith(SKD), "a form of one's own, not what was sent before"


def test_who_has_one_running_is_told_before_filling_in_another(client: FlaskClient) -> None:
    code = send_skd(client)

    for path in (SERVICE, SKD):
        page = read_page(client, path)
        assert page.select_one(f'main a[href="/permohonan/{code}"]') is not None, path


def test_a_running_request_of_another_account_is_never_named_and_stops_nobody(client: FlaskClient, app: Flask) -> None:
    code = send_skd(client)
    other = type(client)(app)

    page = submit(other, to_check(other), newcomer())

    assert text_of(page.h1) == "Permohonan Anda sudah kami terima"
    assert code not in str(page)
