"""The register as the office sees it: searched, taken along, and complete with what was written elsewhere."""

import csv
import fcntl
import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.audit.models import AuditEntry
from eservice.counter import emergency
from eservice.kernel.codes import show_code
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters import book
from eservice.letters.models import LetterNumber
from eservice.web.officer import register as pages
from tests.web import desks
from tests.web.desks import House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
REGISTER = "/petugas/register"
INVITATION = {
    "subject": "Undangan rapat RT",
    "addressee": "Ketua RT 07",
    "dated_on": "6 Juli 2026",
    "archive_code": "005",
}


def enter(client: FlaskClient, **changes: str) -> str:
    """Enter a letter written elsewhere and return what the page said."""
    page = submit(client, read_page(client, f"{REGISTER}/catat"), INVITATION | changes)
    return text_of(page.main)


def test_a_letter_written_elsewhere_is_entered_and_its_number_is_told(house: House, sign_in: SignIn) -> None:
    dewi = sign_in(house.dewi)
    assert "Register masih kosong" in text_of(read_page(dewi, REGISTER))

    said = enter(dewi)

    number = said.split("Tercatat dengan nomor ")[1].split(". Tulis")[0]
    assert number.startswith("005/")
    page = read_page(sign_in(house.penyelia), REGISTER)
    assert number in text_of(page.table)
    assert "Undangan rapat RT" in text_of(page.table)
    assert "tidak ada yang hilang" in text_of(page)
    assert number not in text_of(read_page(sign_in(house.stranger), REGISTER)), "another office has a book of its own"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("subject", "", "Tulis perihal surat itu."),
        ("addressee", "", "Tulis kepada siapa atau tentang siapa surat itu."),
        ("dated_on", "8 Juli 2026", "Tanggal surat tidak boleh sesudah hari ini."),
        ("dated_on", "30 Februari 2026", ""),
        ("subject", "Undangan\u200b", "Ada tanda yang tidak dapat dicetak."),
        ("archive_code", "\uff14\uff10\uff10", "Kode klasifikasi terdiri atas angka dan titik."),
        ("archive_code", "undangan", "Kode klasifikasi terdiri atas angka dan titik."),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_typed_is_lost(
    house: House, sign_in: SignIn, field: str, typed: str, said: str
) -> None:
    client = sign_in(house.dewi)

    page = submit(client, read_page(client, f"{REGISTER}/catat"), INVITATION | {field: typed}, status=422)

    assert said in text_of(page.select_one(".summary"))
    kept = {one["name"]: one.get("value", "") for one in page.select("main input:not([type=hidden])")}
    assert {name: kept[name] for name in INVITATION} == INVITATION | {field: typed}


def test_numbers_are_set_aside_used_and_given_up_by_whoever_may(house: House, sign_in: SignIn) -> None:
    boss, dewi = sign_in(house.penyelia), sign_in(house.dewi)
    read_page(dewi, f"{REGISTER}/sisihkan", status=403)
    aside = {"archive_code": "005", "count": "2", "reason": "Buku kertas selama pemadaman"}
    page = submit(boss, read_page(boss, f"{REGISTER}/sisihkan"), aside | {"count": "51"}, status=422)
    assert "Sisihkan 1 sampai 50 nomor" in text_of(page.select_one(".summary"))
    page = submit(boss, page, aside)
    assert "2 nomor disisihkan" in text_of(page)

    to_void, to_enter = (one["href"] for one in page.select("tr")[1].select("td:last-child a")[::-1])
    page = submit(boss, read_page(boss, to_void), {"reason": "Salah tulis"})
    assert "dibatalkan dan tetap tercatat" in text_of(page)
    assert "Salah tulis" in text_of(page.table)
    read_page(dewi, to_enter, status=404)
    (left,) = (one["href"] for one in read_page(dewi, REGISTER).select("td:last-child a"))
    told = {name: typed for name, typed in INVITATION.items() if name != "archive_code"}
    page = submit(dewi, read_page(dewi, left), told)
    assert "dicatat" in text_of(page)
    read_page(dewi, left, status=404)


def test_a_number_on_the_sheet_for_a_power_cut_is_not_anybodys_to_use(house: House, sign_in: SignIn) -> None:
    dewi = sign_in(house.dewi)
    page = read_page(dewi, "/petugas/loket/darurat")
    submit(dewi, page, {"kode": "2", "nomor-400.12.2.1": "1"})

    page = read_page(dewi, REGISTER)

    assert "Disisihkan, belum dipakai" in text_of(page.table)
    assert not page.select("td:last-child a")
    number = db.session.scalars(select(LetterNumber.id)).first()
    read_page(dewi, f"{REGISTER}/catat?nomor={number}", status=404)
    read_page(sign_in(house.penyelia), f"{REGISTER}/{number}/batal", status=404)
    with transaction():  # what a closed sheet leaves set aside is written by hand on a letter that is under way
        sheet = emergency.open_sheet(house.office_id)
        assert sheet is not None
        sheet.closed_at, sheet.close_reason = desks.NOW, "Minggu selesai"
    read_page(dewi, f"{REGISTER}/catat?nomor={number}", status=404)


def test_a_letter_is_found_by_number_name_and_code_and_a_nik_is_sent_elsewhere(house: House, sign_in: SignIn) -> None:
    code, dewi = desks.issued(house), sign_in(house.dewi)
    enter(dewi)
    whole = read_page(dewi, REGISTER)
    number = text_of(whole.select("tbody tr")[-1].td)

    for words in (number, "rahmawati", show_code(code), code):
        page = submit(dewi, whole, {"cari": words}, form="form[role=search]")
        assert [text_of(row.td) for row in page.select("tbody tr")] == [number], words
    page = submit(dewi, whole, {"cari": desks.NIK}, form="form[role=search]")
    assert "Register tidak memuat NIK" in text_of(page)
    assert desks.NIK not in page.attrs["data-path"]
    page = submit(dewi, whole, {"cari": "tidak ada yang begini"}, form="form[role=search]")
    assert "Tidak ada yang cocok" in text_of(page)
    assert len(read_page(dewi, f"{REGISTER}?keadaan=outside&bulan=7").select("tbody tr")) == 1
    assert "Tidak ada yang cocok" in text_of(read_page(dewi, f"{REGISTER}?bulan=1"))
    assert len(read_page(dewi, f"{REGISTER}?bulan=99&tahun=abc&keadaan=x&jenis=y").select("tbody tr")) == 2


def test_the_book_is_taken_along_in_three_forms_and_that_it_was_is_recorded(house: House, sign_in: SignIn) -> None:
    desks.issued(house)
    dewi = sign_in(house.dewi)
    enter(dewi, addressee="=HYPERLINK(0)", subject="Undangan;=1+1")
    rows = read_page(dewi, REGISTER).select("tbody tr")
    numbers = [text_of(row.td) for row in rows][::-1]

    sheet = list(csv.reader(io.StringIO(dewi.get(f"{REGISTER}/csv").get_data(as_text=True).removeprefix("\ufeff"))))
    cells = load_workbook(io.BytesIO(dewi.get(f"{REGISTER}/xlsx").data)).active
    pdf = dewi.get(f"{REGISTER}/pdf")

    assert [row[0] for row in sheet[1:]] == numbers
    assert sheet[2][4] == "'=HYPERLINK(0)"
    assert sheet[2][3] == "Undangan,=1+1", "a semicolon parts cells where a comma is the decimal sign"
    assert [[(cell.value or "").replace(";", ",") for cell in row] for row in cells.iter_rows()] == sheet
    assert pdf.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        assert opened.Root.Lang == "id"
        assert len(opened.pages) == 1
    assert "no-store" in pdf.headers["Cache-Control"]
    looks = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "register:export")).all()
    assert [one.data["as"] for one in looks] == ["csv", "xlsx", "pdf"]
    assert dewi.get(f"{REGISTER}/docx").status_code == 404


def test_one_book_is_drawn_at_a_time_and_one_that_fails_says_what_to_do(
    house: House, sign_in: SignIn, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    dewi = sign_in(house.dewi)
    enter(dewi)

    with (Path(app.instance_path) / "register-book.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "Buku lain sedang dibuat" in text_of(read_page(dewi, f"{REGISTER}/pdf"))
    monkeypatch.setattr(book, "SECONDS", 0.01)
    assert "Pilih satu bulan" in text_of(read_page(dewi, f"{REGISTER}/pdf"))
    assert db.session.scalar(select(AuditEntry.sequence).where(AuditEntry.action == "register:export")) is None


def test_a_letter_entered_wrongly_is_made_void_by_the_supervisor_and_its_line_stays(
    house: House, sign_in: SignIn
) -> None:
    enter(sign_in(house.dewi))
    boss = sign_in(house.penyelia)
    (void,) = (one["href"] for one in read_page(boss, REGISTER).select("td:last-child a"))

    page = submit(boss, read_page(boss, void), {"reason": "Salah orang"})

    assert "Batal" in text_of(page.table)
    assert "Undangan rapat RT" in text_of(page.table)
    assert "Salah orang" in text_of(page.table)
    read_page(boss, void, status=404)


def test_words_without_end_are_cut_before_they_are_looked_for(house: House, sign_in: SignIn) -> None:
    page = read_page(sign_in(house.dewi), f"{REGISTER}?cari={'siti+' * 900}")

    assert "Tidak ada yang cocok" in text_of(page)


def test_a_part_too_long_for_one_file_says_what_to_do(
    house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(pages.MOST, "pdf", 1)
    dewi = sign_in(house.dewi)
    enter(dewi)
    enter(dewi)

    page = read_page(dewi, f"{REGISTER}/pdf?bulan=7")

    assert "Pilih satu bulan, lalu unduh lagi" in text_of(page)


def test_the_list_goes_on_page_by_page(house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    dewi = sign_in(house.dewi)
    for _ in range(3):
        enter(dewi)

    first = read_page(dewi, REGISTER)
    second = read_page(dewi, first.select_one("a[rel=next]")["href"])

    seen = [text_of(row.td) for page in (first, second) for row in page.select("tbody tr")]
    assert len(seen) == len(set(seen)) == 3
    assert read_page(dewi, second.select_one("[data-key=first]")["href"]).select("tbody tr")


def test_a_citizen_reads_no_register(house: House, client: FlaskClient) -> None:
    for path in (REGISTER, f"{REGISTER}/csv", f"{REGISTER}/catat"):
        assert client.get(path).status_code in (302, 303, 403)
