"""What the receipt of a request tells its sender: whether to come, how news arrives, how to get back in."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import passwords
from eservice.kernel import clock
from tests.times import MONDAY
from tests.web.applying import newcomer, proofs_but_one_brought, send_skd, staff_the_office, to_check, to_proofs
from tests.web.page import read_page, submit, text_of

NO_NUMBER = {"phone_owner": "none", "phone": ""}


@pytest.fixture(autouse=True)
def _staffed_office_on_a_monday(db_app: Flask) -> Iterator[None]:
    with passwords.cheap(), clock.travel(MONDAY):
        staff_the_office()
        yield


def test_who_has_sent_every_paper_need_not_come(client: FlaskClient) -> None:
    receipt = text_of(submit(client, to_check(client), newcomer()))

    assert "Anda tidak perlu datang." in receipt
    assert "satu kali" not in receipt
    assert "Jangan membayar siapa pun" in receipt


def test_who_brings_a_paper_reads_which_and_by_when(client: FlaskClient) -> None:
    page = submit(client, submit(client, to_proofs(client), proofs_but_one_brought()), newcomer())
    receipt = text_of(page.main)

    assert "Anda perlu datang satu kali membawa: Surat pengantar Ketua RT" in receipt
    assert "Paling baik sebelum Selasa, 7 Juli 2026." in receipt
    assert "tidak perlu datang" not in receipt.lower()


def test_who_left_no_number_is_promised_no_message(client: FlaskClient) -> None:
    page = submit(client, to_check(client), newcomer() | NO_NUMBER)

    assert "Kami tidak punya nomor Anda. Buka Lacak dengan kode dan PIN ini pada Selasa" in text_of(page)
    assert page.select_one('main a[href="/akun/kontak"]') is not None
    assert "mendapat kabar" not in text_of(page)
    assert "Kami kirim satu pesan" not in text_of(page)


def test_a_new_account_reads_how_to_get_back_in(client: FlaskClient) -> None:
    code = send_skd(client)

    assert "Masuk lagi dengan NIK dan kata sandi Anda." in text_of(
        read_page(client, f"/permohonan/{code}/tanda-terima")
    )


def test_a_request_sent_at_night_says_when_the_clock_starts(client: FlaskClient) -> None:
    with clock.travel(MONDAY + timedelta(hours=12)):
        page = submit(client, to_check(client), newcomer())

    assert "Kantor sedang tutup; waktu janji mulai Selasa 07.30." in text_of(page)


def test_the_receipt_speaks_english(client: FlaskClient) -> None:
    code = send_skd(client)
    client.set_cookie("__Host-bahasa", "en")

    read_page(client, f"/permohonan/{code}/tanda-terima", locale="en")
