"""An officer's own way through the queue: rows put off, lists kept by name, many rows in one act, a sheet."""

import csv
import io
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.kernel.codes import show_code
from eservice.kernel.transaction import transaction
from eservice.requests import queries, queues, reviewing
from eservice.requests.workflow import Status, Verdict
from eservice.web.cells import plain
from eservice.web.officer import sheet
from tests.web import desks
from tests.web.desks import NOW, House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
BAR = "form#bersama"


def _ticked(client: FlaskClient, page: BeautifulSoup, act: str, *, status: int = 200, **more: str) -> BeautifulSoup:
    """Tick every row of a page and press one button of the bar above it."""
    return submit(client, page, {"semua": "ya"} | more, form=BAR, button=act, status=status)


def _checked(house: House, number: int) -> str:
    code = desks.file_request(house, nama=f"Siti Rahmawati {'ABC'[number]}", nik=f"157101520490902{number}")
    with transaction():
        found = queries.for_change(code)
        reviewing.claim(found, actor=house.dewi, at=NOW)
        reviewing.judge(
            found, {one.requirement: (Verdict.COMPLETE, "") for one in found.proofs}, actor=house.dewi, at=NOW
        )
    return code


def test_ticked_rows_are_claimed_and_the_answer_stands_row_by_row(house: House, sign_in: SignIn) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)
    page = read_page(client, "/petugas?tab=antrean")

    came = _ticked(client, page, "Ambil yang dipilih")

    assert text_of(came.h1) == "1 dari 1 permohonan dikerjakan"
    assert f"{show_code(code)} Siti Rahmawati Sekarang Anda pegang" in text_of(came.main)
    again = _ticked(client, page, "Ambil yang dipilih")
    assert text_of(again.main) == text_of(came.main), "the same page sent twice tells the same"
    other = read_page(sign_in(house.bambang), came.attrs["data-path"])
    assert "Hasil ini tidak ada" in text_of(other.h1)


def test_one_ticked_box_takes_one_row_and_none_is_refused_in_words(house: House, sign_in: SignIn) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)
    page = read_page(client, "/petugas?tab=antrean")
    form, box = page.select_one(BAR), page.select_one("tr[data-row] input[name=pilih]")
    assert box["form"] == form["id"]
    sent = {one["name"]: one["value"] for one in form.select("input[type=hidden]")} | {"aksi": "ambil"}

    assert "Pilih dahulu permohonannya" in text_of(read_page(client, form["action"], status=422, **sent).main)
    refused = read_page(client, form["action"], status=422, **sent | {"aksi": "tandatangani", "pilih": box["value"]})
    assert "Pilih dahulu apa yang dikerjakan" in text_of(refused.main)
    assert refused.select_one("input[name=pilih]").has_attr("checked"), "what was ticked stays ticked"
    assert desks.stands(code) is Status.SUBMITTED
    came = read_page(client, form["action"], **sent | {"pilih": box["value"]})

    assert text_of(came.h1) == "1 dari 1 permohonan dikerjakan"
    assert desks.stands(code) is Status.IN_REVIEW


def test_what_is_checked_through_is_shown_before_it_is_passed_on(house: House, sign_in: SignIn) -> None:
    first, second = (_checked(house, number) for number in range(2))
    client = sign_in(house.dewi)

    page = _ticked(client, read_page(client, "/petugas?tab=saya"), "Teruskan yang dipilih…")

    assert text_of(page.h1) == "Teruskan 2 permohonan?"
    assert desks.stands(first) is desks.stands(second) is Status.IN_REVIEW, "a preview changes nothing"
    with transaction():
        found = queries.for_change(second)
        key = found.proofs[0].requirement
        reviewing.judge(found, {key: (Verdict.UNCLEAR, "Buram.")}, actor=house.dewi, at=NOW)
    came = submit(client, page)
    assert text_of(came.h1) == "1 dari 2 permohonan dikerjakan"
    assert "berubah" in text_of(came.select_one(f'[data-row="{second}"]'))
    assert desks.stands(first) is Status.AWAITING_SIGNATURE
    assert desks.stands(second) is Status.IN_REVIEW


def test_two_services_are_not_passed_on_together(house: House, sign_in: SignIn) -> None:
    _checked(house, 0)
    other = desks.file_request(house, "PSKCK", tujuan_skck="x", keperluan="melamar kerja", nik="1571015204909025")
    with transaction():
        reviewing.claim(queries.for_change(other), actor=house.dewi, at=NOW)
    client = sign_in(house.dewi)

    page = _ticked(client, read_page(client, "/petugas?tab=saya"), "Teruskan yang dipilih…", status=422)

    assert "satu layanan dan satu versi" in text_of(page.main)
    assert page.select_one("input[name=semua]").has_attr("checked"), "what was ticked stays ticked"
    assert not read_page(client, "/petugas?tab=saya").select("input[checked]")


def test_a_supervisor_gives_rows_to_a_colleague_with_a_reason(house: House, sign_in: SignIn) -> None:
    code, client = desks.file_request(house), sign_in(house.penyelia)
    page = read_page(client, "/petugas?tab=antrean")
    assert not read_page(sign_in(house.dewi), "/petugas?tab=antrean").select("#kepada")

    refused = _ticked(client, page, "Serahkan kepada rekan", status=422, kepada=str(house.bambang.membership_id))
    assert "Tuliskan mengapa diserahkan" in text_of(refused.main)
    assert refused.select_one("#kepada option[selected]")["value"] == str(house.bambang.membership_id)
    came = _ticked(client, page, "Serahkan kepada rekan", kepada=str(house.bambang.membership_id), alasan="Dewi cuti.")

    assert text_of(came.h1) == "1 dari 1 permohonan dikerjakan"
    assert show_code(code) in text_of(read_page(sign_in(house.bambang), "/petugas?tab=saya").main)


def test_a_row_is_put_off_and_brought_back(house: House, sign_in: SignIn) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)
    form = read_page(client, read_page(client, "/petugas?tab=antrean").select_one("[data-key=snooze]")["href"])
    assert "Pilih sampai kapan" in text_of(submit(client, form, status=422).main)

    page = submit(client, form, {"until": "2", "reason": "Menunggu telepon balik."})

    assert "Menunggu telepon balik." in text_of(page.select_one(f'[data-row="{code}"]'))
    assert not read_page(client, "/petugas?tab=antrean").select("tr[data-row]")
    assert "Anda tunda sampai" in text_of(read_page(client, "/petugas?tab=kantor").main)
    over = read_page(sign_in(house.penyelia), "/petugas?tab=ditunda")
    assert "Dewi Anggraini: Menunggu telepon balik." in text_of(over.main)
    submit(client, page, form=f'tr[data-row="{code}"] form')
    assert read_page(client, "/petugas?tab=antrean").select("tr[data-row]")


def test_a_list_is_kept_by_name_opened_first_renamed_and_forgotten(house: House, sign_in: SignIn) -> None:
    desks.file_request(house)
    client = sign_in(house.dewi)
    narrowed = read_page(client, "/petugas?tab=kantor&layanan=SKD")

    page = submit(client, narrowed, {"nama_daftar": " Domisili  kantor "}, form='form[action^="/petugas/daftar-saya"]')

    link = page.select_one("nav.kept a[aria-current=page]")
    assert (text_of(link), link["href"]) == ("Domisili kantor", "/petugas?tab=kantor&layanan=SKD")
    assert not read_page(sign_in(house.bambang), link["href"]).select("nav.kept"), "a shared address is a plain state"
    assert read_page(sign_in(house.bambang), link["href"]).select("tr[data-row]")
    own = read_page(client, "/petugas/daftar-saya")
    first = submit(client, own, form='form[action$="/awal"]')
    assert "Dibuka pertama" in text_of(first.main)
    assert read_page(client, "/petugas").attrs["data-path"] == "/petugas?tab=kantor&layanan=SKD"
    renamed = submit(client, first, {"nama_daftar": "Surat domisili"}, form='form[action$="/nama"]')
    assert "Surat domisili" in text_of(renamed.main)
    assert "Beri nama daftar ini" in text_of(
        submit(client, renamed, {"nama_daftar": " "}, form='form[action$="/nama"]').main
    )
    gone = submit(client, renamed, form='form[action$="/hapus"]')
    assert "Belum ada daftar yang disimpan" in text_of(gone.main)
    assert read_page(client, "/petugas").attrs["data-path"] == "/petugas"


def test_a_colleagues_list_cannot_be_touched(house: House, sign_in: SignIn) -> None:
    dewi, bambang = sign_in(house.dewi), sign_in(house.bambang)
    submit(
        dewi, read_page(dewi, "/petugas?tab=kantor"), {"nama_daftar": "Milik Dewi"},
        form='form[action^="/petugas/daftar-saya"]',
    )  # fmt: skip
    submit(
        bambang, read_page(bambang, "/petugas?tab=saya"), {"nama_daftar": "Milik Bambang"},
        form='form[action^="/petugas/daftar-saya"]',
    )  # fmt: skip
    form = read_page(dewi, "/petugas/daftar-saya").select_one('form[action$="/hapus"]')
    token = read_page(bambang, "/petugas/daftar-saya").select_one("[name=csrf_token]")["value"]

    said = read_page(bambang, form["action"], csrf_token=token)

    assert "Daftar itu sudah tidak disimpan." in text_of(said.main)
    assert "Milik Dewi" in text_of(read_page(dewi, "/petugas/daftar-saya").main)


def test_the_list_as_a_sheet_says_what_the_page_says_and_no_number_of_a_person(house: House, sign_in: SignIn) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)
    page = read_page(client, "/petugas?tab=kantor&layanan=SKD")

    answer = client.get(page.select_one('a[href^="/petugas/daftar.csv"]')["href"])

    text = answer.get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row[0] for row in rows] == ["Kode", show_code(code)]
    assert rows[1][2] == "Siti Rahmawati"
    for secret in (desks.NIK, "1571011203159012", "81234567890"):
        assert secret not in text
    assert len(list(csv.reader(io.StringIO(client.get("/petugas/daftar.csv?tab=saya").get_data(as_text=True))))) == 1


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+62", "'+62"),
        ("-", "'-"),
        ("@a", "'@a"),
        ("\tx", "'\tx"),
        ("Siti", "Siti"),
        ("", ""),
        ("  =1+1", "'  =1+1"),
        (" \t=1", "' \t=1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\u200b=1", "'\u200b=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff20a", "'\uff20a"),
        ("\u22121", "'\u22121"),
        (" Siti = Ani", " Siti = Ani"),
    ],
)
def test_no_cell_is_a_calculation(cell: str, shown: str) -> None:
    assert plain(cell) == shown


def test_the_sheet_of_the_queue_holds_no_calculation(
    house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks.file_request(house)
    monkeypatch.setattr(sheet, "_cells", lambda _row: ["Siti", "=1+1"])

    text = sign_in(house.dewi).get("/petugas/daftar.csv?tab=kantor").get_data(as_text=True)

    assert text.endswith("Siti,'=1+1\r\n")


def test_a_list_is_turned_forwards_and_back(house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "PAGE", 1)
    monkeypatch.setattr("eservice.web.officer.routes.PAGE", 1)
    codes = [desks.file_request(house, nik=f"157101520490902{number}") for number in range(2)]
    client = sign_in(house.dewi)
    first = read_page(client, "/petugas?tab=kantor")
    assert not first.select("[data-key=back]")

    second = read_page(client, first.select_one("[data-key=on]")["href"])

    shown = [page.select_one("tr[data-row]")["data-row"] for page in (first, second)]
    assert sorted(shown) == sorted(codes)
    back = read_page(client, second.select_one("[data-key=back]")["href"])
    assert back.select_one("tr[data-row]")["data-row"] == shown[0]
    begin = read_page(client, back.select_one("[data-key=back]")["href"])
    assert begin.attrs["data-path"] == "/petugas?tab=kantor"
