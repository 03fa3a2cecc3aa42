"""The page on which one request is checked: answers judged, texts put into forms, notes, messages, what was before."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.kernel.transaction import transaction
from eservice.requests import answering, queries, reviewing
from eservice.requests.workflow import Status, Verdict
from tests.web import desks
from tests.web.desks import NOW, House, stands
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
CHECKLIST = "#penilaian"


@pytest.fixture
def code(house: House) -> str:
    """A request that Dewi holds, with every paper complete."""
    code = desks.file_request(house)
    with transaction():
        found = queries.for_change(code)
        reviewing.claim(found, actor=house.dewi, at=NOW)
        complete = {one.requirement: (Verdict.COMPLETE, "") for one in found.proofs}
        reviewing.judge(found, complete, actor=house.dewi, at=NOW)
    return code


def show(client: FlaskClient, code: str, rest: str = "") -> BeautifulSoup:
    return read_page(client, f"/petugas/permohonan/{code}{rest}")


def test_a_wrong_answer_flows_into_what_the_citizen_is_asked(code: str, house: House, sign_in: SignIn) -> None:
    dewi, citizen = sign_in(house.dewi), sign_in(desks.applicant(code))
    values = {"isi-jalan": "mismatch", "ket-jalan": "Di KK: Jl. Melati No. 8.", "isi-keperluan": "unclear"}

    stopped = submit(dewi, show(dewi, code), values, form=CHECKLIST, button="Simpan, lalu teruskan")
    refused = submit(dewi, stopped, status=409)
    assert "Ada isian yang Anda nilai keliru" in text_of(refused)
    asking = show(dewi, code, "/minta-dilengkapi")
    assert str(asking.select_one("#jawab_jalan")["value"]) == "Di KK: Jl. Melati No. 8."  # type: ignore[index]
    assert "belum jelas" in str(asking.select_one("#jawab_keperluan")["value"])  # type: ignore[index]
    assert asking.select_one("details[open] #jawab_jalan")
    submit(dewi, asking)

    gaps = {gap.key: gap.verdict for gap in queries.request_by_code(code).gaps}
    assert gaps == {"jalan": Verdict.MISMATCH, "keperluan": Verdict.UNCLEAR}
    assert "Di KK: Jl. Melati No. 8." in text_of(read_page(citizen, f"/permohonan/{code}"))


def test_a_verdict_on_the_name_stands_in_the_panel_of_the_person(code: str, house: House, sign_in: SignIn) -> None:
    dewi = sign_in(house.dewi)

    page = submit(dewi, show(dewi, code), {"isi-nama": "complete"}, form=CHECKLIST, button="Simpan penilaian")

    panel = page.select_one('section[aria-labelledby="orang-1"]')
    assert panel is not None
    assert panel.select_one('[name="isi-nama"][value="complete"][checked]')
    assert "Diterima" in text_of(panel)
    assert {key: one.verdict for key, one in answering.verdicts_of(queries.request_by_code(code)).items()} == {
        "nama": Verdict.COMPLETE
    }


def test_who_does_not_hold_it_reads_verdicts_and_has_no_way_to_give_them(
    code: str, house: House, sign_in: SignIn
) -> None:
    with transaction():
        found = queries.for_change(code)
        reviewing.judge(found, {}, answers={"rt": (Verdict.UNCLEAR, "RT 012 atau 021?")}, actor=house.dewi, at=NOW)
    page = show(sign_in(house.bambang), code)

    assert "RT 012 atau 021?" in text_of(page)
    assert not page.select("[name^=isi-], [name^=nilai-]")


def test_a_ready_text_is_put_behind_what_was_written_and_nothing_is_sent(
    code: str, house: House, sign_in: SignIn
) -> None:
    dewi = sign_in(house.dewi)
    page = show(dewi, code, "/minta-dilengkapi")

    page = submit(dewi, page, {"syarat_kk": "Lembar asli.", "teks": "buram", "untuk": "syarat_kk"}, button="pakai")

    assert page.select_one("#syarat_kk").get_text().strip() == (  # type: ignore[union-attr]
        "Lembar asli.\nKartu Keluarga (KK): tulisannya tidak terbaca. Foto lagi di tempat terang, "
        "semua sudut kertas terlihat."
    )
    assert stands(code) is Status.IN_REVIEW


@pytest.mark.parametrize(
    ("path", "field", "key"),
    [
        ("/tidak-dapat-dipenuhi", "explanation", "warga-lain"),
        ("/pesan", "text", "hubungi"),
        ("/catatan", "text", "telepon"),
    ],
)
def test_every_form_with_words_offers_texts_and_fills_their_places(
    path: str, field: str, key: str, code: str, house: House, sign_in: SignIn
) -> None:
    dewi = sign_in(house.dewi)

    page = submit(dewi, show(dewi, code, path), {"teks": key}, button="pakai")

    written = page.select_one(f"#{field}").get_text()  # type: ignore[union-attr]
    assert written.strip()
    assert "{" not in written


def test_an_own_text_is_written_offered_changed_and_deleted(code: str, house: House, sign_in: SignIn) -> None:
    dewi, bambang = sign_in(house.dewi), sign_in(house.bambang)
    new = read_page(dewi, "/petugas/teks/baru")
    assert not new.select("[name=for_office]")
    typed = {"use": "note", "title": "Sudah ditanya", "body": "Sudah saya tanyakan tentang {kode}."}
    wrong = submit(dewi, new, typed | {"body": "Halo {nama_warga}"}, status=422)
    assert "{nama_warga} tidak dikenal" in text_of(wrong)

    token = wrong.select_one("main [name=csrf_token]")["value"]  # type: ignore[index]
    for invented in ("99999", "-1", "lain"):
        refused = dewi.post("/petugas/teks/baru", data=typed | {"service_id": invented, "csrf_token": token})
        assert refused.status_code == 422, invented
        assert "Layanan ini tidak ada" in refused.get_data(as_text=True)
    listed = submit(dewi, wrong, {"body": typed["body"]})
    assert "Sudah ditanya" in text_of(listed)
    assert "Sudah ditanya" in text_of(show(dewi, code, "/catatan"))
    assert "Sudah ditanya" not in text_of(show(bambang, code, "/catatan"))

    edit = str(listed.select_one('a[href*="/petugas/teks/"]:not([href$=baru])')["href"])  # type: ignore[index]
    read_page(bambang, edit, status=404)
    listed = submit(dewi, read_page(dewi, edit), {"title": "Sudah dipastikan"})
    gone = submit(dewi, listed, form='form[action$="/hapus"]')
    assert "Sudah dipastikan" not in text_of(gone.select_one("main"))


def test_a_colleague_called_in_a_note_finds_it_in_the_queue_and_says_it_was_read(
    code: str, house: House, sign_in: SignIn
) -> None:
    dewi, bambang = sign_in(house.dewi), sign_in(house.bambang)
    wrong = submit(dewi, show(dewi, code, "/catatan"), {"text": "@Zulkarnain tolong"}, status=422)
    assert "Tidak ada rekan bernama @Zulkarnain" in text_of(wrong)

    shown = submit(dewi, wrong, {"text": "@Bambang tolong cek RT-nya."})
    assert "memanggil Bambang Susilo" in text_of(shown)
    assert "Anda dipanggil" not in text_of(read_page(dewi, "/petugas"))
    assert "Anda dipanggil dalam satu catatan" in text_of(read_page(bambang, "/petugas"))
    listed = read_page(bambang, "/petugas/sebutan")
    assert "tolong cek RT-nya." in text_of(listed)
    opened = submit(bambang, listed, form='form[action*="/sebutan/"]')

    assert opened.attrs["data-path"] == f"/petugas/permohonan/{code}"
    assert "Anda dipanggil" not in text_of(read_page(bambang, "/petugas"))


def test_a_message_is_read_by_the_applicant_signed_in(code: str, house: House, sign_in: SignIn) -> None:
    dewi, citizen = sign_in(house.dewi), sign_in(desks.applicant(code))

    told = submit(dewi, show(dewi, code, "/pesan"), {"text": "Mohon telepon kami tentang KK Anda."})

    assert "Mohon telepon kami" in text_of(told.select_one('section[aria-labelledby="pesan"]'))
    page = read_page(citizen, f"/permohonan/{code}")
    assert "Mohon telepon kami tentang KK Anda." in text_of(page.select_one('section[aria-labelledby="dari-petugas"]'))
    assert "Ada pesan dari petugas" in text_of(page.select_one('section[aria-labelledby="pesan"]'))


def test_what_was_told_otherwise_before_stands_above_the_answers(house: House, sign_in: SignIn) -> None:
    desks.issued(house)
    code = desks.file_request(house, jalan="Jl. Melati No. 3", nama="Siti Rachmawati")

    page = show(sign_in(house.dewi), code)

    note = text_of(page.select_one(".note.wait:has(h2)"))
    assert "Alamat dahulu lain: Jl. Kenanga No. 8, RT 012" in note
    assert "Nama dahulu lain: Siti Rahmawati" in note
    assert "Surat orang ini sebelumnya" in text_of(page)
    assert page.select(".stack:has(> .note):has(> .row) + .work")  # what keeps them apart from each other
