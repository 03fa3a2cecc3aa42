"""What SIAK made: who may open the attached file, until when, and what the pages say of each outcome."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.catalogue.definition import ForWhom
from eservice.jobs import sweep
from eservice.kernel import clock
from eservice.requests.workflow import Status
from eservice.uploads import actions as uploads
from eservice.uploads.rules import LIMITS
from tests.databases import Filled
from tests.domain.requests.house import Case, House, build
from tests.times import TUESDAY
from tests.web import desks
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]


@pytest.fixture(autouse=True)
def _today(db_app: Flask) -> Iterator[None]:
    with clock.travel(TUESDAY):
        yield


@pytest.fixture
def house(filled: Filled) -> House:
    return filled("offices", build)


@pytest.fixture
def sign_in(app: Flask, client: FlaskClient) -> SignIn:
    def enter(actor: Actor) -> FlaskClient:
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = desks.secret_of(actor, at=clock.now())
        return browser

    return enter


def handed_over(house: House, sign_in: SignIn, outcome: str, **files: object) -> Case:
    """Let the registry record what came of a family card."""
    case = house.file("KK", whom=ForWhom.SELF).checked()
    client = sign_in(case.officer)
    page = read_page(client, f"/petugas/permohonan/{case.code}/siak")
    shown = submit(client, page, {"outcome": outcome, "siak_number": "SIAK-1", **files})
    assert "Hasil SIAK tercatat" in text_of(shown)
    return case


def attached(house: House, sign_in: SignIn) -> Case:
    return handed_over(house, sign_in, "attached", file=desks.photo())


def own_page(case: Case, client: FlaskClient) -> str:
    return text_of(read_page(client, f"/permohonan/{case.code}").main)


def at_receipt(case: Case, client: FlaskClient) -> str:
    page = submit(client, read_page(client, "/lacak"), {"kode": case.code, "pin": str(case.now.pin)})
    return text_of(page.main)


def test_who_asked_downloads_the_attached_file_and_reads_until_when_it_is_kept(house: House, sign_in: SignIn) -> None:
    case = attached(house, sign_in)
    citizen = sign_in(case.asks)
    page = read_page(citizen, f"/permohonan/{case.code}")
    assert "Unduh di halaman ini" in text_of(page.main)
    assert "hapus 7 hari setelah Anda mengunduhnya" in text_of(page.main)

    file = citizen.get(str(page.select_one('main a[href$="/dokumen"]')["href"]))

    assert (file.status_code, file.mimetype) == (200, "image/jpeg")
    assert file.headers["Cache-Control"] == "private, no-store"
    assert file.headers["Content-Disposition"] == f'attachment; filename="KK-{case.code}.jpg"'
    assert "Berkasnya kami hapus Selasa, 14 Juli 2026" in own_page(case, citizen)


def test_the_office_opens_the_attached_file_and_the_look_is_recorded(house: House, sign_in: SignIn) -> None:
    case = attached(house, sign_in)
    officer = sign_in(case.officer)
    page = read_page(officer, f"/petugas/permohonan/{case.code}")

    file = officer.get(str(page.select_one('main a[href$="/dokumen"]')["href"]))

    assert (file.status_code, file.mimetype) == (200, "image/jpeg")
    assert file.headers["Cache-Control"] == "no-store"
    assert desks.looks()[-1] == "request:look_at_document"


def test_nobody_else_opens_the_attached_file(house: House, sign_in: SignIn, client: FlaskClient) -> None:
    case = attached(house, sign_in)
    another = sign_in(house.file().asks)

    read_page(another, f"/permohonan/{case.code}/dokumen", status=404)
    read_page(sign_in(house.desk.officers[0]), f"/petugas/permohonan/{case.code}/dokumen", status=403)
    assert text_of(read_page(client, f"/permohonan/{case.code}/dokumen").h1) == "Masuk"
    assert case.now.downloaded_at is None


def test_what_was_collected_at_the_counter_is_deleted_and_every_page_says_so(
    house: House, sign_in: SignIn, client: FlaskClient
) -> None:
    case = attached(house, sign_in)
    officer, citizen = sign_in(case.officer), sign_in(case.asks)

    page = read_page(officer, f"/petugas/permohonan/{case.code}/serahkan")
    shown = submit(officer, page, {"to": "Pemohon sendiri"})

    assert "berkasnya dihapus" in text_of(shown.main).lower()
    for told in (own_page(case, citizen), at_receipt(case, client)):
        assert "Berkasnya kami hapus Selasa, 7 Juli 2026" in told
    read_page(citizen, f"/permohonan/{case.code}/dokumen", status=404)
    read_page(officer, f"/petugas/permohonan/{case.code}/dokumen", status=404)


def test_a_week_after_the_download_the_file_is_gone(house: House, sign_in: SignIn, db_app: Flask) -> None:
    case = attached(house, sign_in)
    assert sign_in(case.asks).get(f"/permohonan/{case.code}/dokumen").status_code == 200

    for days, there in ((6, 200), (7, 404)):
        with clock.travel(TUESDAY + timedelta(days=days)):
            sweep(db_app)
            assert sign_in(case.asks).get(f"/permohonan/{case.code}/dokumen").status_code == there


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (b"PK\x03\x04", "kk.docx", "tidak bisa dibuka"),
        (b"%PDF-1.7\n" + b"0" * 2000, "kk.pdf", "Paling besar"),
    ],
    ids=["another kind", "too big"],
)
def test_a_file_that_cannot_be_attached_is_refused_for_what_it_is(
    house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, raw: bytes, name: str, said: str
) -> None:
    case = house.file("KK", whom=ForWhom.SELF).checked()
    client = sign_in(case.officer)
    page = read_page(client, f"/petugas/permohonan/{case.code}/siak")

    monkeypatch.setattr(uploads, "LIMITS", replace(LIMITS, size_bytes=1000))
    given = {"outcome": "attached", "siak_number": "SIAK-1", "file": (io.BytesIO(raw), name)}
    page = submit(client, page, given, status=422)

    assert said in text_of(page.select_one("#file-error"))
    assert page.select_one("#siak_number")["value"] == "SIAK-1"  # type: ignore[index]
    assert case.now.status is Status.IN_REVIEW


@pytest.mark.parametrize(
    ("outcome", "own", "receipt", "message"),
    [
        ("emailed", "ke alamat e-mail Anda", "ke alamat e-mail Anda", "dikirim ke alamat e-mail Anda"),
        ("to_collect", "Ambil di loket", "Ambil di loket", "dapat diambil di kantor"),
        ("attached", "Unduh di halaman ini", "Masuk untuk mengunduhnya", "atau ambil di loket"),
    ],
)
def test_page_receipt_and_message_say_the_same_of_an_outcome(
    house: House, sign_in: SignIn, client: FlaskClient, outcome: str, own: str, receipt: str, message: str
) -> None:
    files = {"file": desks.photo()} if outcome == "attached" else {}
    case = handed_over(house, sign_in, outcome, **files)
    citizen = sign_in(case.asks)

    assert own in own_page(case, citizen)
    assert message in own_page(case, citizen)
    assert receipt in at_receipt(case, client)
    assert "surat" not in at_receipt(case, client.application.test_client()).split("Perjalanan")[0].lower()


def test_pages_about_an_outcome_speak_english_too(house: House, sign_in: SignIn) -> None:
    case = attached(house, sign_in)
    for client, path in (
        (sign_in(case.asks), f"/permohonan/{case.code}"),
        (sign_in(case.officer), f"/petugas/permohonan/{case.code}"),
    ):
        client.set_cookie("__Host-bahasa", "en")
        assert "Download" in text_of(read_page(client, path, locale="en"))
