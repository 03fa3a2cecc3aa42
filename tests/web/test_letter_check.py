"""What a stranger with a letter in hand reads, state by state."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters import actions, queries
from eservice.letters.actions import Holder
from eservice.letters.kinds import Kind, Mode
from eservice.letters.models import Letter
from eservice.letters.numbering import NumberSource
from eservice.letters.rules import RevokeReason
from eservice.letters.seam import TimeStamp
from eservice.offices.models import Office
from tests.letters.samples import sample
from tests.times import MONDAY
from tests.web.page import read_page, submit, text_of

NAME, NIK = "Siti Rahmawati", "1571015408949012"
FILE = b"%PDF-1.7 the letter as issued"


@pytest.fixture(autouse=True)
def _monday():
    with clock.travel(MONDAY):
        yield


def reserved(kind: Kind = Kind.SKD, *, request_id: int = 1, mode: Mode = Mode.LOCAL) -> int:
    """Return a letter that waits for its signatures."""
    content = sample(kind, mode=mode)
    offices = db.session.scalars(select(Office.id).order_by(Office.id).limit(2)).all()
    sources = [
        NumberSource(office_id=office, unit_code=code, archive_code="400.12.2.1")
        for office, code, _ in zip(offices, ("AAA", "BBB"), content.signers, strict=False)
    ]
    with transaction():
        holder = Holder(name=NAME, nik=NIK)
        letter = actions.reserve_letter(
            content, request_id=request_id, holder=holder, sources=sources, actor=SYSTEM, at=MONDAY
        )
        return letter.id


def signed(letter_id: int, *, places: int = 1) -> Letter:
    """Sign the first places, and issue it when all have signed."""
    with transaction():
        letter = queries.letter_by_id(letter_id)
        for place in range(places):
            actor = Actor(Role.SIGNER, office_id=letter.office_id)
            actions.record_signature(letter, place=place, office_id=letter.office_id, actor=actor, at=MONDAY)
        if places == letter.places:
            actions.store_edition(letter, "signed-1", FILE + bytes(str(letter_id), "ascii"), at=MONDAY)
            actions.issue_letter(letter, actor=SYSTEM, at=MONDAY)
    return queries.letter_by_id(letter_id)


def page_of(client: FlaskClient, letter_id: int) -> BeautifulSoup:
    return read_page(client, f"/v/{queries.letter_by_id(letter_id).token}")


def test_a_letter_in_force_shows_what_the_paper_must_say(db_app: Flask, client: FlaskClient) -> None:
    letter = signed(reserved())

    page = page_of(client, letter.id)

    assert text_of(page.h1) == "Terdaftar dan masih berlaku"
    assert letter.number in text_of(page)
    assert "S*** R********" in text_of(page)
    assert NAME not in text_of(page)
    assert NIK[-4:] not in text_of(page.select_one(".seal dl"))


def test_an_uncertified_signature_is_called_so(db_app: Flask, client: FlaskClient) -> None:
    page = page_of(client, signed(reserved()).id)

    assert "belum tersertifikasi" in text_of(page.select_one(".seal"))


def test_what_the_time_stamp_in_the_file_says_stands_below_the_signature(db_app: Flask, client: FlaskClient) -> None:
    letter_id = reserved(mode=Mode.BSRE)
    with transaction():
        letter = queries.letter_by_id(letter_id)
        actor, stamp = Actor(Role.SIGNER, office_id=letter.office_id), TimeStamp(MONDAY, "Otoritas Stempel Waktu")
        place = {"place": 0, "office_id": letter.office_id}
        actions.record_signature(letter, **place, actor=actor, at=MONDAY, stamp=stamp)
        actions.store_edition(letter, "signed-1", FILE, at=MONDAY)
        actions.issue_letter(letter, actor=SYSTEM, at=MONDAY)

    shown = text_of(page_of(client, letter_id).select_one(".seal"))

    assert "Stempel waktu" in shown
    assert "oleh Otoritas Stempel Waktu" in shown
    assert "tersertifikasi BSrE" in shown


def test_a_specimen_says_that_it_serves_no_purpose(db_app: Flask, client: FlaskClient) -> None:
    assert "Surat contoh" in text_of(page_of(client, signed(reserved()).id))


@pytest.mark.parametrize("places", [0, 1])
def test_before_the_last_signature_there_is_neither_number_nor_name(
    db_app: Flask, client: FlaskClient, places: int
) -> None:
    letter = signed(reserved(Kind.SKAW), places=places)

    page = page_of(client, letter.id)

    assert text_of(page.h1) == ("Belum lengkap ditandatangani" if places else "Belum ditandatangani")
    assert letter.number not in text_of(page)
    assert "Atas nama" not in text_of(page)
    assert not page.select("#cocokkan")


def test_a_revoked_letter_is_refused_with_its_reason(db_app: Flask, client: FlaskClient) -> None:
    letter = signed(reserved())
    with transaction():
        actions.revoke(
            queries.letter_by_id(letter.id),
            reason=RevokeReason.WRONG_DATA,
            text="alamat keliru",
            actor=Actor(Role.SIGNER, office_id=letter.office_id),
            at=MONDAY,
        )

    page = page_of(client, letter.id)

    assert text_of(page.h1) == "Dicabut"
    assert "Ada data yang keliru" in text_of(page)
    assert "alamat keliru" not in text_of(page)


def test_a_replaced_letter_leads_to_the_new_one(db_app: Flask, client: FlaskClient) -> None:
    old, new = signed(reserved()).id, signed(reserved(request_id=2)).id
    with transaction():
        old_letter = queries.letter_by_id(old)
        actions.replace(
            old_letter,
            by=queries.letter_by_id(new),
            reason=RevokeReason.WRONG_DATA,
            text="nama",
            actor=Actor(Role.SIGNER, office_id=old_letter.office_id),
            at=MONDAY,
        )

    page = page_of(client, old)

    assert text_of(page.h1) == "Sudah diganti"
    assert page.select_one(f'a[href="/v/{queries.letter_by_id(new).token}"]')


@pytest.mark.parametrize(("mode", "why"), [(Mode.LOCAL, "Mengapa tidak dicap?"), (Mode.WET, "Cap dan tanda tangan")])
def test_who_receives_a_letter_in_force_is_told_how_to_check_it_and_why_it_bears_no_stamp(
    db_app: Flask, client: FlaskClient, mode: Mode, why: str
) -> None:
    letter = signed(reserved(mode=mode))
    sheet = page_of(client, letter.id).select_one(f'a[href="/v/{letter.token}/penerima"]')

    page = read_page(client, sheet["href"])

    assert {letter.number, show_code(letter.code), why} <= {text_of(one) for one in page.select("b, h2")}
    assert page.select_one(".half__qr svg")


def test_a_letter_that_is_not_in_force_has_no_sheet_for_its_receiver(db_app: Flask, client: FlaskClient) -> None:
    token = queries.letter_by_id(reserved()).token

    assert text_of(read_page(client, f"/v/{token}/penerima").h1) == "Belum ditandatangani"
    assert text_of(read_page(client, "/v/XXXX/penerima").h1) == "Tidak terdaftar"


def test_a_letter_expires_by_itself(db_app: Flask, client: FlaskClient) -> None:
    letter = signed(reserved())
    token, until = letter.token, letter.valid_until

    with clock.travel(MONDAY + (until - MONDAY.date()) + timedelta(days=2)):
        page = read_page(client, f"/v/{token}")

    assert text_of(page.h1) == "Lewat masa berlaku"


def test_a_letter_given_up_is_void(db_app: Flask, client: FlaskClient) -> None:
    letter_id = reserved()
    with transaction():
        actions.void_letter(queries.letter_by_id(letter_id), reason="ditolak Camat", actor=SYSTEM, at=MONDAY)

    page = page_of(client, letter_id)

    assert text_of(page.h1) == "Batal"
    assert "ditolak Camat" not in text_of(page)


def test_the_printed_code_leads_to_the_letter(db_app: Flask, client: FlaskClient) -> None:
    letter = signed(reserved())

    page = read_page(client, f"/verifikasi?kode={show_code(letter.code).lower()}")

    assert letter.number in text_of(page)


def test_paper_and_register_can_be_matched(db_app: Flask, client: FlaskClient) -> None:
    page = page_of(client, signed(reserved()).id)

    right = submit(client, page, {"nama": "SITI RAHMAWATI", "angka": NIK[-4:]})
    wrong = submit(client, page, {"nama": "Sari Rahmawati", "angka": NIK[-4:]})

    assert right.select_one("#cocokkan .note.good")
    assert wrong.select_one("#cocokkan .note.bad")


@pytest.mark.parametrize("digits", [NIK[-5:], NIK[-15:], NIK[-3:]])
def test_a_nik_is_not_asked_for_digit_by_digit(db_app: Flask, client: FlaskClient, digits: str) -> None:
    page = page_of(client, signed(reserved()).id)

    asked = submit(client, page, {"nama": NAME, "angka": digits})

    assert "Isi 4 angka terakhir NIK, atau semua 16 angkanya." in text_of(asked)
    assert not asked.select("#cocokkan .note")


def test_the_whole_nik_matches_too(db_app: Flask, client: FlaskClient) -> None:
    page = page_of(client, signed(reserved()).id)

    assert submit(client, page, {"nama": NAME, "angka": NIK}).select_one("#cocokkan .note.good")


def test_a_match_clears_none_of_the_wrong_guesses(db_app: Flask, client: FlaskClient) -> None:
    page = page_of(client, signed(reserved()).id)
    for _ in range(4):
        submit(client, page, {"nama": NAME, "angka": "1111"})

    right = submit(client, page, {"nama": NAME, "angka": NIK[-4:]})

    assert right.select_one("#cocokkan .note.good")
    submit(client, page, {"nama": NAME, "angka": "1112"})
    assert "Terlalu sering mencoba" in text_of(submit(client, page, {"nama": NAME, "angka": "1113"}))


def test_who_only_matches_what_is_right_may_do_so_often(db_app: Flask, client: FlaskClient) -> None:
    page = page_of(client, signed(reserved()).id)

    for _ in range(6):
        assert submit(client, page, {"nama": NAME, "angka": NIK[-4:]}).select_one("#cocokkan .note.good")


def test_guessing_at_a_name_is_stopped(db_app: Flask, client: FlaskClient) -> None:
    page = page_of(client, signed(reserved()).id)

    for _ in range(6):
        page = submit(client, page, {"nama": "Orang Lain", "angka": "1111"})

    assert "Terlalu sering mencoba" in text_of(page)


def test_the_registered_file_is_recognised_and_a_changed_one_is_not(db_app: Flask, client: FlaskClient) -> None:
    letter = signed(reserved())
    file = FILE + bytes(str(letter.id), "ascii")
    form = read_page(client, "/verifikasi")

    same = submit(client, form, {"berkas": (BytesIO(file), "surat.pdf")})
    changed = submit(client, form, {"berkas": (BytesIO(file + b"!"), "surat.pdf")})

    assert text_of(same.h1) == "Terdaftar dan masih berlaku"
    assert "sama persis" in text_of(same)
    assert letter.number not in text_of(changed)


def test_who_hands_in_one_unknown_file_after_the_other_has_to_wait_but_not_for_a_registered_one(
    db_app: Flask, client: FlaskClient
) -> None:
    letter, form = signed(reserved()), read_page(client, "/verifikasi")

    def hand_in(file: bytes, status: int = 200) -> BeautifulSoup:
        return submit(client, form, {"berkas": (BytesIO(file), "surat.pdf")}, status=status)

    for _turn in range(5):
        assert "tidak terdaftar" in text_of(hand_in(b"GIF89a"))

    assert "Terlalu banyak berkas yang tidak dapat dibaca. Tunggu 5 menit." in text_of(hand_in(b"GIF89a", 429))
    assert text_of(hand_in(FILE + bytes(str(letter.id), "ascii")).h1) == "Terdaftar dan masih berlaku"


def test_the_verdict_reads_well_in_english(db_app: Flask, client: FlaskClient) -> None:
    token = signed(reserved()).token
    client.set_cookie("__Host-bahasa", "en")

    read_page(client, f"/v/{token}", locale="en")


def test_a_file_is_asked_about_by_its_hash_and_an_unknown_one_may_be_sent(db_app: Flask, client: FlaskClient) -> None:
    letter = signed(reserved())
    digest = hashlib.sha256(FILE + bytes(str(letter.id), "ascii")).hexdigest()

    known = read_page(client, f"/verifikasi?sha256={digest}")
    unknown = read_page(client, f"/verifikasi?sha256={'0' * 64}")
    asked = client.head(f"/verifikasi?sha256={digest}")

    assert asked.location.startswith(f"/v/{letter.token}?")  # what the script on the page asks
    assert text_of(known.h1) == "Terdaftar dan masih berlaku"
    assert "sama persis" in text_of(known)
    assert "Register tidak mengenal berkas ini." in text_of(unknown)
    assert unknown.select_one("#periksa input[type=file]")
    assert "sama persis" not in text_of(read_page(client, f"/v/{signed(reserved(request_id=2)).token}?sha256={digest}"))


def by_number(client: FlaskClient, number: str, name: str, digits: str, *, status: int = 200) -> BeautifulSoup:
    form = read_page(client, "/verifikasi/nomor")
    return submit(client, form, {"nomor": number, "nama": name, "angka": digits}, status=status)


def test_who_can_tell_all_that_stands_on_a_letter_finds_it_by_its_number(db_app: Flask, client: FlaskClient) -> None:
    letter = signed(reserved())

    page = by_number(client, f" {letter.number.lower()} ", NAME.upper(), NIK[-4:])

    assert text_of(page.h1) == "Terdaftar dan masih berlaku"


def test_a_number_that_is_and_one_that_is_not_get_the_same_answer(db_app: Flask, client: FlaskClient) -> None:
    number, waiting = signed(reserved()).number, queries.letter_by_id(reserved(request_id=2)).number
    said = [
        text_of(by_number(client, *told).select_one(".errors, [role=alert]"))
        for told in (
            (number, "Orang Lain", NIK[-4:]),
            (number, NAME, "0000"),
            ("400.12.2.1/999/AAA/VII/2026", NAME, NIK[-4:]),
            (waiting, NAME, NIK[-4:]),
        )
    ]

    assert len(set(said)) == 1
    assert "Tidak ada surat dengan nomor, nama, dan angka itu bersama-sama." in said[0]


def test_nobody_walks_through_the_numbers_for_a_name(db_app: Flask, client: FlaskClient) -> None:
    letter = signed(reserved())
    for number in range(5):
        by_number(client, f"400.12.2.1/80{number}/AAA/VII/2026", NAME, NIK[-4:])

    stopped = by_number(client, letter.number, NAME.lower(), NIK[-4:], status=429)

    assert "Terlalu sering mencoba" in text_of(stopped)
    assert letter.token not in str(stopped)
