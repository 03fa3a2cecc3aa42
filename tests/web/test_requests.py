"""A citizen's own requests: the list, where one stands, completing, withdrawing, and what others may not see."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import actions, passwords
from eservice.accounts.actor import Actor
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.requests import queries, reviewing
from eservice.requests.reviewing import Gap
from eservice.requests.workflow import Refusal, Status, Verdict
from tests.times import MONDAY
from tests.web.applying import (
    NIK,
    PASSWORD,
    newcomer,
    photo,
    proofs_but_one_brought,
    send_skd,
    staff_the_office,
    to_proofs,
)
from tests.web.page import read_page, submit, text_of

OTHER_NIK = "1571010101859002"


@pytest.fixture(autouse=True)
def officer(db_app: Flask) -> Iterator[Actor]:
    with passwords.cheap(), clock.travel(MONDAY):
        yield staff_the_office()


@pytest.fixture
def stranger(client: FlaskClient, app: Flask) -> FlaskClient:
    """Another citizen in another browser."""
    with transaction():
        new = actions.NewCitizen(nik=OTHER_NIK, name="Abdul Manaf")
        actions.register(new, password=passwords.choose(PASSWORD), at=MONDAY)
    other = type(client)(app)
    submit(other, read_page(other, "/masuk"), {"login": OTHER_NIK, "password": PASSWORD}, form="#masuk")
    return other


def ask(code: str, officer: Actor, *gaps: Gap) -> None:
    with transaction():
        reviewing.claim(queries.for_change(code), actor=officer, at=MONDAY)
    with transaction():
        reviewing.ask_correction(queries.for_change(code), gaps, actor=officer, at=MONDAY)


def test_without_requests_the_page_says_what_to_do(stranger: FlaskClient) -> None:
    assert "Belum ada permohonan" in text_of(read_page(stranger, "/permohonan"))


def test_a_guest_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert "Masuk" in text_of(read_page(client, "/permohonan"))


def test_a_request_tells_where_it_stands_and_by_when_it_is_promised(client: FlaskClient) -> None:
    code = send_skd(client)
    assert "Terkirim, menunggu diperiksa" in text_of(read_page(client, "/permohonan"))
    page = text_of(read_page(client, f"/permohonan/{code}"))
    assert "Janji kami: selesai paling lambat" in page
    assert "Diperiksa petugas" in page
    assert "Terpakai kantor" in page
    read_page(client, f"/permohonan/{code[:3]}-{code[3:].lower()}")


@pytest.mark.parametrize("path", ["", "/tanda-terima", "/lengkapi", "/batalkan", "/surat"])
def test_another_persons_request_does_not_exist(client: FlaskClient, stranger: FlaskClient, path: str) -> None:
    code = send_skd(client)
    read_page(stranger, f"/permohonan/{code}{path}", status=404)


def test_a_letter_that_is_not_there_yet_cannot_be_downloaded(client: FlaskClient) -> None:
    code = send_skd(client)
    read_page(client, f"/permohonan/{code}/surat", status=404)


def test_everything_missing_is_completed_at_once_and_sent_again(client: FlaskClient, officer: Actor) -> None:
    code = send_skd(client)
    ask(
        code,
        officer,
        Gap("proof", "kk", Verdict.UNCLEAR, "Tulisan di foto KK tidak terbaca. Foto lagi di tempat terang."),
        Gap("answer", "rt", Verdict.MISMATCH, "Nomor RT tidak sama dengan surat RT."),
    )
    with clock.travel(MONDAY + timedelta(minutes=12)):
        page = read_page(client, f"/permohonan/{code}")
        assert "Ada 2 hal yang kurang" in text_of(page)
        assert "Berhenti sementara" in text_of(page)
        assert "Jl. Kenanga No. 8" in text_of(page.select_one("details.fold"))
        page = read_page(client, f"/permohonan/{code}/lengkapi")
        assert "Jl. Kenanga No. 8" in text_of(page.select_one("details.fold"))
        page = submit(client, page, {"rt": "dua belas"})
        assert "dengan angka" in text_of(page)
        assert "Kirim foto atau PDF" in text_of(page)
        assert page.select_one("#rt")["value"] == "dua belas"  # type: ignore[index]
        page = submit(client, page, {"rt": "14", "berkas-kk": (photo()[0], "kk.exe")})
        assert "tidak bisa dibuka" in text_of(page)
        assert "Sudah dilengkapi" in text_of(page)
        page = submit(client, page, {"berkas-kk": photo(shade=200)})
        assert "Terkirim lagi" in text_of(page)
        request = queries.request_by_code(code)
        assert request.status is Status.SUBMITTED
        assert request.answers["rt"] == "14"
        read_page(client, f"/permohonan/{code}/lengkapi")  # pressed again: it leads back


def test_an_optional_answer_the_officer_doubts_is_completed_by_emptying_it(client: FlaskClient, officer: Actor) -> None:
    code = send_skd(client)
    with transaction():
        request = queries.for_change(code)
        request.answers = request.answers | {"rw": "003"}
    ask(
        code,
        officer,
        Gap("answer", "rt", Verdict.MISMATCH, "Nomor RT tidak sama dengan surat RT."),
        Gap("answer", "rw", Verdict.MISMATCH, "Di sana tidak ada RW."),
    )

    with clock.travel(MONDAY + timedelta(minutes=12)):
        page = submit(client, read_page(client, f"/permohonan/{code}/lengkapi"), {"rt": "dua", "rw": ""})
        assert "Sudah dilengkapi" in text_of(page)
        assert page.select_one("#rw") is None
        page = submit(client, page, {"rt": "14"})

    assert "Terkirim lagi" in text_of(page)
    request = queries.request_by_code(code)
    assert request.status is Status.SUBMITTED
    assert request.answers["rt"] == "14"
    assert "rw" not in request.answers


def test_a_request_is_withdrawn_with_or_without_a_reason(client: FlaskClient) -> None:
    code = send_skd(client)
    page = submit(client, read_page(client, f"/permohonan/{code}/batalkan"), {"reason": "Tidak jadi pindah."})
    assert "Anda batalkan" in text_of(page)
    assert queries.request_by_code(code).status is Status.WITHDRAWN
    read_page(client, f"/permohonan/{code}/batalkan")


def test_what_waits_for_a_signature_cannot_be_withdrawn(client: FlaskClient, officer: Actor) -> None:
    code = send_skd(client)
    withdraw = read_page(client, f"/permohonan/{code}/batalkan")
    with transaction():
        reviewing.claim(queries.for_change(code), actor=officer, at=MONDAY)
    with transaction():
        request = queries.for_change(code)
        reviewing.propose_rejection(request, Refusal.CONDITIONS_NOT_MET, "Bukan warga.", actor=officer, at=MONDAY)
    page = submit(client, withdraw, {}, status=409)
    assert "tidak bisa dilakukan lagi" in text_of(page)
    assert "Batalkan permohonan" not in text_of(read_page(client, f"/permohonan/{code}"))


def test_after_the_deadline_it_can_still_be_completed(client: FlaskClient, officer: Actor) -> None:
    code = send_skd(client)
    ask(code, officer, Gap("proof", "kk", Verdict.UNCLEAR, "Tulisan di foto KK tidak terbaca."))

    with clock.travel(MONDAY + timedelta(days=20)):
        submit(client, read_page(client, "/masuk"), {"login": NIK, "password": PASSWORD}, form="#masuk")
        for path in (f"/permohonan/{code}", f"/permohonan/{code}/lengkapi"):
            page = text_of(read_page(client, path).main)
            assert "sudah lewat, tetapi permohonan belum ditutup. Anda masih bisa melengkapi." in page


def test_papers_to_bring_are_named(client: FlaskClient) -> None:
    page = submit(client, submit(client, to_proofs(client), proofs_but_one_brought()), newcomer())
    code = str(page.attrs["data-path"]).split("/")[2]
    shown = text_of(read_page(client, f"/permohonan/{code}").main)
    assert "Jangan lupa bawa aslinya" in shown
    assert "Anda perlu datang satu kali membawa: Surat pengantar Ketua RT." in shown
    assert "tidak perlu datang" not in shown


def test_pages_speak_english_too(client: FlaskClient) -> None:
    code = send_skd(client)
    client.set_cookie("__Host-bahasa", "en")
    for path in ("/permohonan", f"/permohonan/{code}", f"/permohonan/{code}/tanda-terima"):
        read_page(client, path, locale="en")
