"""Services written in the browser: by one administrator, read and published by another."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import sessions
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from tests.past import NOW, Past, begin
from tests.web.page import read_page, submit, text_of

NEW = {"code": "SKBP", "name": "Surat Keterangan Bepergian", "name_en": "Travel certificate"}
RULES = {"online_days": "1", "counter_days": "", "counter_minutes": "30", "signing": "lurah camat",
         "validity_months": "", "validity_days": "30", "archive_code": "400.12.3.9", "archive_old": "475, 474.4",
         "decree_number": "SK/12/2026"}  # fmt: skip


@pytest.fixture(autouse=True)
def _today(db_app: Flask) -> Iterator[None]:
    with clock.travel(NOW):
        yield


@pytest.fixture
def past(db_app: Flask) -> Past:
    with transaction():
        return begin("kel-telanaipura", "kel-kasang")


@pytest.fixture
def browser(db_app: Flask, client: FlaskClient, past: Past) -> Callable[[], FlaskClient]:
    """Return a function that gives one more administrator with a browser."""
    places = iter(past.offices)

    def enter() -> FlaskClient:
        with transaction():
            actor: Actor = past.actor(next(places), Role.ADMIN)
            secret = sessions.start_session(actor.user_id or 0, membership_id=actor.membership_id, strong=True, at=NOW)
            sessions.confirm(secret, at=NOW)
        client = db_app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = secret
        return client

    return enter


def _draft(writer: FlaskClient) -> str:
    page = submit(writer, read_page(writer, "/kelola/layanan/baru"), NEW)
    assert "Rancangan: Surat Keterangan Bepergian" in text_of(page.main)
    return str(page.attrs["data-path"])


def test_a_new_service_is_written_read_by_another_and_offered(browser: Callable[[], FlaskClient]) -> None:
    writer, reader = browser(), browser()
    draft = _draft(writer)
    basics = read_page(writer, f"{draft}/umum")
    submit(writer, basics, {"description": "Untuk bepergian bersama rombongan.", "description_en": "For travelling.",
                            "search": "jalan, mudik", "for_whom": ["self", "household"]})  # fmt: skip
    submit(writer, read_page(writer, f"{draft}/aturan"), RULES)
    page = submit(writer, read_page(writer, f"{draft}/standar/biaya"), {"items": "Gratis.", "items_en": "Free."})
    assert "30 menit" in text_of(page.main)
    page = submit(writer, read_page(writer, f"{draft}/syarat-siap-pakai"), {"key": "buku_nikah"})
    page = submit(writer, page, form="li:last-child form", button="Naik: Buku nikah atau kutipan akta perkawinan")
    assert text_of(page.main).index("Buku nikah") < text_of(page.main).index("Kartu Keluarga")

    page = submit(writer, read_page(writer, draft), form='form[action$="/kirim"]')
    assert "Administrator lain yang tidak ikut menulis" in text_of(page.main)
    assert page.select_one('form[action$="/terbitkan"]') is None
    page = submit(reader, read_page(reader, draft), form='form[action$="/terbitkan"]')

    assert "Diterbitkan" in text_of(page.main)
    shown = text_of(read_page(reader, "/layanan/surat-keterangan-bepergian").main)
    assert "Untuk bepergian bersama rombongan." in shown
    assert "SKBP" in text_of(read_page(reader, "/kelola/layanan").main)


def test_the_writers_own_press_on_publish_is_refused(browser: Callable[[], FlaskClient]) -> None:
    writer = browser()
    draft = _draft(writer)
    submit(writer, read_page(writer, f"{draft}/aturan"), RULES)
    submit(writer, read_page(writer, draft), form='form[action$="/kirim"]')

    token = read_page(writer, draft).select_one("form [name=csrf_token]")
    assert token is not None
    page = read_page(writer, f"{draft}/terbitkan", csrf_token=str(token["value"]))

    assert "Minta administrator lain" in text_of(page)


def test_a_version_is_copied_changed_and_compared_and_the_change_can_be_given_up(
    browser: Callable[[], FlaskClient],
) -> None:
    writer = browser()
    page = submit(writer, read_page(writer, "/kelola/layanan/SKD/versi/1/rancangan"))
    draft = str(page.attrs["data-path"])
    submit(writer, read_page(writer, f"{draft}/aturan"), {"validity_months": "3"})

    page = read_page(writer, draft)
    assert "months: 6" in text_of(page.main)
    assert "months: 3" in text_of(page.main)
    page = submit(writer, page, form='form[action$="/buang"]')

    assert "Rancangan dibuang" in text_of(page)
    assert "Salin versi 1" in text_of(read_page(writer, "/kelola/layanan/SKD").main)


def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(browser: Callable[[], FlaskClient]) -> None:
    writer = browser()
    draft = _draft(writer)

    page = submit(writer, read_page(writer, f"{draft}/aturan"), RULES | {"online_minutes": "5"}, status=422)
    assert "salah satu, lebih dari nol" in text_of(page.main)
    assert page.select_one("#archive_code")["value"] == "400.12.3.9"
    page = submit(
        writer, read_page(writer, f"{draft}/standar/biaya"), {"items": "Satu\nDua", "items_en": "One"}, status=422
    )
    assert "sebanyak kalimat Indonesianya" in text_of(page.main)
    page = submit(writer, read_page(writer, "/kelola/layanan/baru"), NEW | {"code": "SKD", "name": "Lain"}, status=422)
    assert "sudah dipakai" in text_of(page.main)


def test_a_draft_is_sent_back_with_a_reason_and_its_writer_reads_it(browser: Callable[[], FlaskClient]) -> None:
    writer, reader = browser(), browser()
    draft = _draft(writer)
    submit(writer, read_page(writer, f"{draft}/aturan"), RULES)
    submit(writer, read_page(writer, draft), form='form[action$="/kirim"]')

    page = read_page(reader, f"{draft}/kembalikan")
    page = submit(reader, page, {"reason": " "}, status=422)
    submit(reader, page, {"reason": "Janji loket terlalu pendek."})

    assert "Janji loket terlalu pendek." in text_of(read_page(writer, draft).main)


def _field(writer: FlaskClient, draft: str, place: str, values: dict[str, object]) -> str:
    page = submit(writer, read_page(writer, f"{draft}/tanya-baru/{place}"), values)
    return text_of(page.main)


def test_a_form_with_a_repeated_group_and_a_condition_is_built_moved_and_tried(
    browser: Callable[[], FlaskClient],
) -> None:
    writer = browser()
    draft = _draft(writer)
    submit(writer, read_page(writer, f"{draft}/halaman-baru"), {"title": "Perjalanan", "title_en": "The journey"})
    _field(writer, draft, "steps/perjalanan", {"kind": "text", "label": "Kota tujuan", "label_en": "Where to"})
    transport = {
        "kind": "choice",
        "label": "Kendaraan",
        "label_en": "Vehicle",
        "choices": "Umum | Public\nPribadi | Own",
    }
    _field(writer, draft, "steps/perjalanan", transport)
    plate = {"kind": "text", "label": "Nomor polisi", "label_en": "Plate", "when": "kendaraan=pribadi"}
    _field(writer, draft, "steps/perjalanan", plate)
    group = {"kind": "people", "label": "Pengikut", "label_en": "Companions", "min_items": "1", "max_items": "4"}
    _field(writer, draft, "steps/perjalanan", group)
    _field(writer, draft, "steps/perjalanan/pengikut", {"kind": "name", "label": "Nama", "label_en": "Name"})
    listed = _field(writer, draft, "steps/perjalanan/pengikut", {"kind": "nik", "label": "NIK", "label_en": "NIK"})
    assert listed.index("Nomor polisi") < listed.index("Pengikut")
    page = read_page(writer, f"{draft}/isian")
    page = submit(writer, page, form='form:has([value="steps/perjalanan/pengikut"])', button="Naik: Pengikut")
    assert text_of(page.main).index("Pengikut") < text_of(page.main).index("Nomor polisi")

    tried = read_page(writer, f"{draft}/coba/perjalanan")
    typed = {"kota_tujuan": "Palembang", "kendaraan": "umum", "pengikut-0-nama": "Siti Rahma"}
    wrong = submit(writer, tried, typed | {"pengikut-0-nik": "123"}, status=422)
    assert "16 angka" in text_of(wrong.main)
    right = submit(writer, wrong, {"pengikut-0-nik": "1571014107909001"})
    assert "Isian seperti ini diterima" in text_of(right.main)
    asked = submit(writer, tried, typed | {"kendaraan": "pribadi", "pengikut-0-nik": "1571014107909001"}, status=422)
    assert "Nomor polisi" in text_of(asked.main)
    more = submit(writer, tried, form="main form[method=post]", button="tambah")
    assert more.select_one("[name=pengikut-1-nama]") is not None


def test_what_a_question_cannot_be_is_said_and_what_filing_needs_stays(browser: Callable[[], FlaskClient]) -> None:
    writer = browser()
    draft = _draft(writer)

    one = {"kind": "choice", "label": "Kendaraan", "label_en": "Vehicle", "choices": "Umum | Public"}
    page = submit(writer, read_page(writer, f"{draft}/tanya-baru/steps/keperluan"), one, status=422)
    assert "paling sedikit dua jawaban" in text_of(page.main)
    assert page.select_one("#label")["value"] == "Kendaraan"
    again = {"kind": "text", "label": "Nama", "label_en": "Name"}
    page = submit(writer, read_page(writer, f"{draft}/tanya-baru/steps/keperluan"), again, status=422)
    assert "Sudah ada yang bernama" in text_of(page.main)
    page = read_page(writer, f"{draft}/isian")
    page = submit(writer, page, form='form:has([value="steps/alamat/wilayah"])', button="remove")
    assert "dipakai untuk mengenali pemohon" in text_of(page)
    page = submit(writer, page, form='form:has([value="steps/alamat/rw"])', button="remove")
    assert page.select_one('[value="steps/alamat/rw"]') is None


def test_a_question_whose_condition_lost_its_answer_is_listed_as_a_fault(browser: Callable[[], FlaskClient]) -> None:
    writer = browser()
    draft = _draft(writer)
    yes = {"kind": "yesno", "label": "Bawa anak", "label_en": "With children"}
    _field(writer, draft, "steps/keperluan", yes)
    count = {"kind": "number", "label": "Jumlah anak", "label_en": "Children", "when": "bawa_anak=ya", "maximum": "9"}
    _field(writer, draft, "steps/keperluan", count)
    page = read_page(writer, f"{draft}/isian")
    submit(writer, page, form='form:has([value="steps/keperluan/bawa_anak"])', button="remove")

    page = read_page(writer, draft)
    assert "“jumlah_anak” bergantung pada “bawa_anak”" in text_of(page.main)
    page = submit(writer, page, form='form[action$="/kirim"]')
    assert "hal yang belum benar" in text_of(page)


def test_a_letter_is_written_with_marks_from_a_list_checked_and_shown_with_invented_people(
    browser: Callable[[], FlaskClient],
) -> None:
    writer = browser()
    draft = _draft(writer)
    page = read_page(writer, f"{draft}/surat")
    page = submit(writer, page, {"text": "Untuk {keperluan} dari", "mark": "{kelurahan}"}, button="sisip")
    assert "{kelurahan}" in page.select_one("#text").get_text()

    wrong = submit(writer, page, {"text": "Satu.\n\nUntuk {keperluann}."}, status=422)
    assert "Baris 3" in text_of(wrong.main)
    assert "keperluann" in wrong.select_one("#text").get_text()
    right = submit(writer, wrong, {"text": "Untuk {keperluan} dari {kelurahan}."})
    assert "Disimpan dalam rancangan" in text_of(right)
    for sample in ("biasa", "terpanjang", "tanpa-yang-boleh-kosong"):
        letter = writer.get(f"{draft}/surat/contoh/{sample}")
        assert letter.status_code == 200
        assert "SURAT KETERANGAN BEPERGIAN" in letter.get_data(as_text=True)
        assert "dari Contoh." in letter.get_data(as_text=True)
