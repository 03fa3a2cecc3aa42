"""A citizen asks for a letter: from the first question to the receipt, without an account and without JavaScript."""

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eservice.accounts import actions as accounts
from eservice.accounts import passwords
from eservice.accounts import rules as account_rules
from eservice.accounts.models import User
from eservice.catalogue.queries import services
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.requests.models import Request
from eservice.requests.workflow import Status
from eservice.uploads import actions as uploads
from eservice.uploads import rules
from eservice.web import papers
from tests.times import MONDAY
from tests.web.applying import (
    DWELLING,
    IDENTITY,
    NIK,
    PASSWORD,
    SKD,
    newcomer,
    photo,
    proofs,
    send_skd,
    staff_the_office,
    to_check,
    to_proofs,
)
from tests.web.page import read_page, read_response, send, submit, text_of


@pytest.fixture(autouse=True)
def _staffed_office_on_a_monday(db_app: Flask) -> Iterator[None]:
    with passwords.cheap(), clock.travel(MONDAY):
        staff_the_office()
        yield


def test_photographed_pages_become_one_file_and_come_and_go_before_it_is_sent(client: FlaskClient) -> None:
    def pages(shown: BeautifulSoup) -> str:
        return text_of(shown.select_one("section[aria-labelledby=syarat-kk]"))

    together = [photo("satu.jpg", shade=10), photo("dua.jpg", shade=200)]
    page = submit(client, to_proofs(client), {"berkas-kk": together}, button="tetap")
    assert "2 halaman" in pages(page)
    page = submit(client, page, {"tambah-kk": photo("tiga.jpg", shade=90)}, button="tetap")
    assert "3 halaman" in pages(page)
    three, page = page, submit(client, page, {"buang-kk": ["1"]}, button="tetap")
    assert "2 halaman" in pages(page)
    assert "2 halaman" in pages(submit(client, three, {"buang-kk": ["1"]}, button="tetap")), "sent twice, out once"
    assert page.select_one("input[name=berkas-kk][capture=environment]")

    none_left = submit(client, page, {"buang-kk": ["1", "2"]}, button="tetap")
    assert "Paling sedikit satu halaman" in text_of(none_left.select_one(".summary"))
    assert "2 halaman" in pages(none_left)


def test_one_page_of_a_form_brings_only_so_many_photographs(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "LIMITS", replace(papers.LIMITS, at_once=2))
    files = {"berkas-ktp": photo("ktp.jpg"), "berkas-kk": [photo("satu.jpg", shade=10), photo("dua.jpg", shade=200)]}

    page = submit(client, to_proofs(client), files, button="tetap")

    assert "Paling banyak 2 foto sekali kirim" in text_of(page.select_one(".summary"))
    had = [text_of(page.select_one(f"section[aria-labelledby=syarat-{key}]")) for key in ("ktp", "kk")]
    assert ["Sudah ada" in one for one in had] == [True, False]


def sent() -> list[Request]:
    db.session.remove()
    return list(db.session.scalars(select(Request).where(Request.status != Status.DRAFT)))


def typed(page: BeautifulSoup) -> int:
    """Count the inputs of a page that are empty and need the keyboard."""
    wanted = page.select("main input.input, main textarea.input")
    return sum(1 for one in wanted if not one.get("value") and not one.get_text(strip=True))


def test_a_newcomer_reaches_the_receipt_in_seven_pages_after_the_service_page(client: FlaskClient) -> None:
    page, pages, keyboard = read_page(client, SKD), 1, 0
    for values in (
        {"untuk_siapa": "self"},
        IDENTITY,
        DWELLING,
        {"keperluan": "pembukaan rekening bank"},
        proofs(),
        newcomer(),
    ):
        keyboard += typed(page)
        page = submit(client, page, values)
        pages += 1
    assert pages + 2 <= 9  # the home page and the service's page come before
    assert keyboard <= 12
    assert "Permohonan Anda sudah kami terima" in text_of(page)
    (request,) = sent()
    assert request.code is not None
    assert request.pin is not None
    assert request.pin in text_of(page)
    assert f"{request.code[:3]}-{request.code[3:]}" in text_of(page)
    assert request.applicant is not None
    assert request.applicant.nik == NIK


def test_who_comes_back_types_at_most_four_things(client: FlaskClient) -> None:
    send_skd(client)
    page, keyboard = submit(client, read_page(client, SKD), {"untuk_siapa": "self"}), 0
    assert "Di mana tinggalnya sekarang?" in text_of(page)  # who one is, is known
    for values in (
        {key: DWELLING[key] for key in ("sejak", "status_tempat", "alamat_ktp_status")},
        {"keperluan": "melamar kerja"},
        {"lagi-ktp": "y", "lagi-kk": "y", "berkas-pengantar_rt": photo()},
    ):
        keyboard += typed(page)
        page = submit(client, page, values)
    assert keyboard <= 4
    assert "Siti Rahmawati" in text_of(page)
    first = sent()[0].code
    assert page.select_one(f'main a[href="/permohonan/{first}"]') is not None
    assert "boleh dikosongkan" not in text_of(page.select_one('label[for="alasan_lagi"]'))
    page = submit(client, page, {"benar": "y"})
    assert "Tulis mengapa Anda perlu yang baru" in text_of(page)
    page = submit(client, page, {"benar": "y", "alasan_lagi": "Yang lama untuk bank lain."})
    assert "Permohonan Anda sudah kami terima" in text_of(page)
    assert len(sent()) == 2


def test_each_wrong_answer_is_named_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    page = submit(client, read_page(client, SKD), {})
    assert "Pilih jawaban" in text_of(page)
    page = submit(client, page, {"untuk_siapa": "self"})
    page = submit(client, page, IDENTITY | {"nik": "1571013002909001", "tanggal_lahir": "31-2-1990"})
    assert page.select_one(".summary") is not None
    assert "tidak ada" in text_of(page)
    assert page.select_one("#nama")["value"] == "Siti Rahmawati"  # type: ignore[index]
    page = submit(client, page, {"nik": "12345"} | {"tanggal_lahir": "1-7-1990"})
    assert "16 angka" in text_of(page)
    page = submit(client, page, {"nik": NIK})
    page = submit(client, page, DWELLING | {"rt": "dua belas"})
    assert "dengan angka" in text_of(page)
    assert page.select_one("#jalan")["value"] == "Jl. Kenanga No. 8"  # type: ignore[index]


def test_a_question_that_an_answer_raises_is_asked_next_without_blame(client: FlaskClient) -> None:
    page = submit(client, read_page(client, SKD), {"untuk_siapa": "self"})
    page = submit(client, submit(client, page, IDENTITY), DWELLING)
    page = read_page(client, f"{SKD}/domisili")
    page = submit(client, page, {"status_tempat": "sewa"})
    assert page.select_one(".summary") is None
    assert page.select_one("#pemilik_nama") is not None
    page = submit(client, page, {"pemilik_nama": "Abdul Manaf"})
    assert "Untuk apa surat ini?" in text_of(page)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the client forgets its big body
@pytest.mark.parametrize(
    ("file", "words"),
    [
        ((BytesIO(b""), "ktp.jpg"), "kosong"),
        ((BytesIO(b"bukan gambar"), "ktp.jpg"), "tidak bisa dibuka"),
        ((BytesIO(b"\xff\xd8\xff" + b"0" * (11 * 1024 * 1024)), "ktp.jpg"), "Paling besar"),
        ((BytesIO(b"MZ program"), "ktp.exe"), "tidak bisa dibuka"),
    ],
)
def test_a_file_that_cannot_be_taken_is_explained_and_the_others_stay(
    client: FlaskClient, file: tuple[BytesIO, str], words: str
) -> None:
    page = submit(client, to_proofs(client), {"berkas-ktp": file, "berkas-kk": photo()})
    assert "KTP-el: " in text_of(page.select_one(".summary li"))
    assert words in text_of(page)
    assert "Sudah ada" in text_of(page)
    page = submit(client, page, {"berkas-ktp": photo(), "bawa-pengantar_rt": "y"})
    assert "Periksa jawaban Anda" in text_of(page)
    assert "Asli akan dibawa" in text_of(page)
    gc.collect()  # so that the body is missed here and not in another test


def few(files: int) -> rules.Ration:
    return rules.Ration(files=files, size_bytes=10_000_000, window=timedelta(hours=1))


def test_a_guest_s_files_are_rationed_per_draft_with_a_sentence(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PER_OWNER", few(2))
    page = submit(client, to_proofs(client), {"berkas-ktp": photo(), "berkas-kk": photo()})

    page = submit(client, page, {"berkas-pengantar_rt": photo()})

    assert "Coba lagi dalam 1 jam, atau bawa aslinya ke loket." in text_of(page)


def test_a_new_draft_does_not_renew_the_ration_of_a_network(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PER_NETWORK", few(2))
    submit(client, to_proofs(client), {"berkas-ktp": photo(), "berkas-kk": photo()})
    other = app.test_client()

    page = submit(other, to_proofs(other), {"berkas-ktp": photo()})

    assert "bawa aslinya ke loket." in text_of(page)


def test_files_that_cannot_be_opened_one_after_the_other_are_looked_at_no_more(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[bytes] = []
    real = uploads.decode
    monkeypatch.setattr(uploads, "decode", lambda data: looked_at.append(data) or real(data))
    page = to_proofs(client)

    for turn in range(4):
        broken = {f"berkas-{key}": (BytesIO(b"%PDF-1.7 " + f"{turn}{key}".encode()), "a.pdf") for key in ("ktp", "kk")}
        page = submit(client, page, broken)

    assert len(looked_at) == 5, "each may cost seconds of work"
    assert "Terlalu banyak berkas yang tidak dapat dibaca. Tunggu 5 menit." in text_of(page)


def test_files_too_big_together_are_sent_one_by_one(client: FlaskClient, app: Flask) -> None:
    page = to_proofs(client)
    app.config["MAX_CONTENT_LENGTH"] = 1000
    try:
        refused = submit(client, page, proofs(), status=413)
    finally:
        app.config["MAX_CONTENT_LENGTH"] = 64 * 1024 * 1024

    assert "Semua berkas bersama terlalu besar. Kirim satu per satu." in text_of(refused.main)
    assert refused.select_one(f'main a[href^="{SKD}/berkas"]') is not None


def test_missing_proofs_are_named_before_going_on(client: FlaskClient) -> None:
    page = submit(client, to_proofs(client), {})
    assert len(page.select(".summary li")) == 3


def test_pressing_send_twice_gives_one_request_one_account_and_the_same_receipt(client: FlaskClient) -> None:
    check = to_check(client)
    before = dict(client._cookies)  # type: ignore[attr-defined]  # the second press leaves before the first answer
    first = submit(client, check, newcomer())
    client._cookies.clear()  # type: ignore[attr-defined]
    client._cookies.update(before)  # type: ignore[attr-defined]
    again = submit(client, check, newcomer())
    assert "Permohonan Anda sudah kami terima" in text_of(again)
    assert first.attrs["data-path"] == again.attrs["data-path"]
    assert len(sent()) == 1
    assert db.session.scalar(select(func.count()).select_from(User).where(User.nik_index.is_not(None))) == 1


def test_going_back_after_sending_shows_the_receipt_and_sends_nothing(client: FlaskClient) -> None:
    check = to_check(client)
    first = submit(client, check, newcomer())
    assert read_page(client, f"{SKD}/periksa").attrs["data-path"] == first.attrs["data-path"]
    stale = read_response(send(client, check, newcomer()), status=400)
    assert stale.select_one(f'main a[href="{SKD}/periksa"]') is not None
    assert len(sent()) == 1


def test_a_weak_password_or_no_phone_owner_sends_nothing(client: FlaskClient) -> None:
    check = to_check(client)
    page = submit(client, check, newcomer() | {"password": "12345"}, status=422)
    assert page.select_one("#password-error") is not None
    page = submit(client, check, {"password": PASSWORD})
    assert "Pilih nomor ini milik siapa" in text_of(page)
    assert "Beri tanda bahwa data ini benar" in text_of(page)
    assert sent() == []


def test_who_finds_a_nik_full_of_strangers_still_gets_the_receipt_and_is_sent_to_the_counter(
    client: FlaskClient,
) -> None:
    with transaction():
        for _ in range(account_rules.OPEN_CLAIMS):
            stranger = accounts.NewCitizen(nik=NIK, name="Orang Lain")
            accounts.register(stranger, password=passwords.choose("sepeda biru nenek"), at=MONDAY)

    page = submit(client, to_check(client), newcomer())

    assert "Bukalah di kelurahan dengan KTP Anda." in text_of(page)
    assert str(sent()[0].code) in str(page.attrs["data-path"])


def test_an_answer_is_changed_from_the_check_page_and_leads_back_to_it(client: FlaskClient) -> None:
    page = to_check(client)
    change = next(a for a in page.select("dl a") if "step" not in a and "keperluan" in str(a["href"]))
    page = submit(client, read_page(client, str(change["href"])), {"keperluan": "pengurusan BPJS"})
    assert "Periksa jawaban Anda" in text_of(page)
    assert "pengurusan BPJS" in text_of(page)


def test_what_is_saved_for_later_is_there_later(client: FlaskClient) -> None:
    page = submit(client, read_page(client, SKD), {"untuk_siapa": "self"})
    page = submit(client, page, {"nama": "Siti Rahmawati", "nik": NIK}, button="nanti")
    assert "Isian Anda tersimpan" in text_of(page)
    page = read_page(client, SKD)
    assert page.select_one("#nama")["value"] == "Siti Rahmawati"  # type: ignore[index]


def test_who_may_have_an_account_is_asked_to_sign_in_first(client: FlaskClient) -> None:
    page = to_check(client)

    assert "Masuk dulu supaya permohonan Anda terkumpul di satu akun." in text_of(page.main)


def test_a_nik_that_differs_from_the_answers_is_shown_and_keeps_nobody_from_sending(client: FlaskClient) -> None:
    page = submit(client, read_page(client, SKD), {"untuk_siapa": "self"})
    page = submit(client, page, IDENTITY | {"jenis_kelamin": "laki-laki", "tanggal_lahir": "2-8-1991"})
    page = submit(client, submit(client, page, DWELLING), {"keperluan": "pembukaan rekening bank"})
    page = submit(client, page, proofs())

    doubts = page.select_one(".note.wait")
    assert "Tanggal lahir menurut NIK berbeda dengan isian." in text_of(doubts)
    assert "Jenis kelamin menurut NIK berbeda dengan isian." in text_of(doubts)
    assert doubts.select_one(f'a[href="{SKD}/identitas?ubah=1"]') is not None  # type: ignore[union-attr]
    assert "Permohonan Anda sudah kami terima" in text_of(submit(client, page, newcomer()))


def test_a_draft_can_be_thrown_away(client: FlaskClient) -> None:
    submit(client, read_page(client, SKD), {"untuk_siapa": "self"})
    send(client, read_page(client, f"{SKD}/hapus"))
    db.session.remove()
    assert db.session.scalar(select(func.count()).select_from(Request)) == 0


def test_another_browser_sees_neither_draft_nor_file_nor_receipt(client: FlaskClient, app: Flask) -> None:
    page = submit(client, to_proofs(client), {"berkas-ktp": photo()})
    look = next(str(a["href"]) for a in page.select("main a") if "/permohonan/berkas/" in str(a["href"]))
    assert client.get(look).mimetype == "image/jpeg"
    other = type(client)(app)
    read_page(other, look, status=404)
    assert "Untuk siapa surat ini?" in text_of(read_page(other, f"{SKD}/berkas"))
    submit(client, page, {"berkas-kk": photo(), "berkas-pengantar_rt": photo()})
    submit(client, read_page(client, f"{SKD}/periksa"), newcomer())
    (request,) = sent()
    for code in (request.code, "K7M4QX"):  # what exists and what does not are answered alike
        asked = read_page(other, f"/permohonan/{code}/tanda-terima")
        assert asked.attrs["data-path"].startswith("/masuk?lanjut=/permohonan/")


def test_asking_for_a_household_member_asks_who_one_is_first(client: FlaskClient) -> None:
    page = submit(client, read_page(client, SKD), {"untuk_siapa": "household"})
    assert "Siapa Anda?" in text_of(page)
    values = {"pemohon_nik": NIK, "pemohon_nama": "Siti Rahmawati", "hubungan": "anak", "setuju": "tidak"}
    page = submit(client, page, values)
    assert "Mintalah persetujuan" in text_of(page)
    page = submit(client, page, {"setuju": "ya"})
    assert "Data sesuai KTP" in text_of(page)


def test_a_statement_comes_filled_in(client: FlaskClient) -> None:
    page = submit(client, read_page(client, SKD), {"untuk_siapa": "self"})
    submit(client, submit(client, page, IDENTITY), DWELLING)
    read_page(client, f"{SKD}/pernyataan/pemilik_rumah")
    read_page(client, f"{SKD}/pernyataan/ahli_waris", status=404)


@pytest.mark.parametrize("path", ["/permohonan/baru/tidak-ada", f"{SKD}/tidak-ada-langkah"])
def test_an_unknown_service_or_page_is_a_plain_not_found_or_a_fresh_start(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (303, 404)


def test_every_page_of_every_service_can_be_asked(client: FlaskClient) -> None:
    offered = [(one.slug, one.definition) for one in services(at=MONDAY)]
    assert len(offered) >= 14
    for slug, definition in offered:
        first = read_page(client, f"/permohonan/baru/{slug}")
        whom = {"untuk_siapa": "household"} if first.select('[name="untuk_siapa"]') else {}
        submit(client, first, whom, button="nanti")
        for step in definition.steps:
            answer = client.get(f"/permohonan/baru/{slug}/{step.key}")
            assert answer.status_code in (200, 404), (slug, step.key)
            if answer.status_code == 200:
                page = read_page(client, f"/permohonan/baru/{slug}/{step.key}")
                again = submit(client, page, {})
                assert again.select_one("h1") is not None


def test_one_more_person_is_added_without_losing_what_was_typed(client: FlaskClient) -> None:
    slug, step = next(
        (one.slug, step)
        for one in services(at=MONDAY)
        for step in one.definition.steps
        for field in step.fields
        if field.kind == "people" and field.max_items > field.min_items and not step.when
    )
    group = next(field for field in step.fields if field.kind == "people")
    submit(client, read_page(client, f"/permohonan/baru/{slug}"), {}, button="nanti")
    page = read_page(client, f"/permohonan/baru/{slug}/{step.key}")
    name = f"{group.key}-0-{group.fields[0].key}"
    shown = len(page.select(f'[name$="-{group.fields[0].key}"]'))
    page = submit(client, page, {name: "Abdul Manaf"}, button="tambah")
    assert len(page.select(f'[name$="-{group.fields[0].key}"]')) == shown + 1
    assert page.select_one(f'[name="{name}"]')["value"] == "Abdul Manaf"  # type: ignore[index]
