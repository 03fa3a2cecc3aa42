"""The checklist of one request: nothing typed is lost, and what is frequent takes few presses."""

import io
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from PIL import Image, ImageOps

from eservice.accounts.actor import Actor
from eservice.kernel.transaction import transaction
from eservice.requests import queries, reviewing, signing
from eservice.requests.workflow import Status, Verdict
from tests.web import desks
from tests.web.desks import NOW, House, stands
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
CHECKLIST = 'form[action$="/nilai"]'
OTHER_NIK = "1571015204909022"


def _claimed(house: House, *, service: str = "SKD", bring: str = "", **changes: object) -> str:
    code = desks.file_request(house, service, bring=bring, **changes)
    with transaction():
        reviewing.claim(queries.for_change(code), actor=house.dewi, at=NOW)
    return code


def _judged(house: House, *, service: str = "SKD", **changes: object) -> str:
    code = _claimed(house, service=service, **changes)
    with transaction():
        found = queries.for_change(code)
        complete = {one.requirement: (Verdict.COMPLETE, "") for one in found.proofs}
        reviewing.judge(found, complete, actor=house.dewi, at=NOW)
    return code


def _recommended(house: House) -> str:
    code = _judged(house)
    with transaction():
        reviewing.recommend(queries.for_change(code), actor=house.dewi, at=NOW)
    return code


def _verdict(page: BeautifulSoup, key: str) -> str:
    chosen = page.select_one(f'input[name="nilai-{key}"][checked]')
    return str(chosen["value"]) if chosen else ""


def _note(page: BeautifulSoup, key: str) -> str:
    return str(page.select_one(f"#catatan-{key}")["value"])


def test_looking_at_the_next_scan_keeps_what_was_judged_and_noted(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house), sign_in(house.dewi)
    page = read_page(client, f"/petugas/permohonan/{code}")

    shown = submit(
        client,
        page,
        {"nilai-ktp": "complete", "catatan-kk": "Sudut kanan terpotong."},
        form=CHECKLIST,
        button="lihat berkas Kartu Keluarga (KK)",
    )

    assert (_verdict(shown, "ktp"), _verdict(shown, "kk"), _note(shown, "kk")) == (
        "complete",
        "",
        "Sudut kanan terpotong.",
    )
    assert "berkas/kk/1" in str(shown.select_one("figure img")["src"])


def test_looking_at_a_scan_before_anything_is_judged_leaves_no_trace(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house), sign_in(house.dewi)

    submit(client, read_page(client, f"/petugas/permohonan/{code}"), form=CHECKLIST, button="Kartu Keluarga (KK)")

    assert [event.step.value for event in queries.request_by_code(code).history] == ["submit", "claim"]


def test_what_changed_meanwhile_does_not_erase_what_was_typed(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house), sign_in(house.dewi)
    old = read_page(client, f"/petugas/permohonan/{code}")
    submit(client, old, {"nilai-ktp": "complete"}, form=CHECKLIST, button="Simpan penilaian")

    told = submit(
        client,
        old,
        {"nilai-kk": "unclear", "catatan-kk": "Tidak terbaca."},
        form=CHECKLIST,
        button="Simpan penilaian",
        status=409,
    )

    assert "berubah sejak Anda membukanya" in text_of(told)
    assert (_verdict(told, "kk"), _note(told, "kk")) == ("unclear", "Tidak terbaca.")
    assert _verdict(submit(client, told, form=CHECKLIST, button="Simpan penilaian"), "kk") == "unclear"


def test_what_was_typed_is_shown_to_whoever_no_longer_holds_it(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house), sign_in(house.dewi)
    old = read_page(client, f"/petugas/permohonan/{code}")
    with transaction():
        reviewing.release(queries.for_change(code), actor=house.dewi, at=NOW)

    values = {"nilai-kk": "unclear", "catatan-kk": "Tidak terbaca."}
    told = submit(client, old, values, form=CHECKLIST, button="Simpan penilaian", status=409)

    assert "Yang Anda tulis:" in text_of(told)
    assert "Tidak terbaca." in text_of(told)


def test_saving_nothing_says_what_to_do(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house), sign_in(house.dewi)
    page = read_page(client, f"/petugas/permohonan/{code}")

    told = submit(client, page, form=CHECKLIST, button="Simpan penilaian", status=422)

    assert "paling sedikit untuk satu syarat" in text_of(told)


def test_a_note_without_a_verdict_is_kept_and_offered_when_asking(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house), sign_in(house.dewi)
    page = read_page(client, f"/petugas/permohonan/{code}")

    asking = submit(
        client, page, {"catatan-kk": "Foto lembar asli."}, form=CHECKLIST, button="Simpan, lalu minta dilengkapi"
    )

    assert text_of(asking.h1) == "Minta dilengkapi"
    assert asking.select_one("#syarat_kk").get_text().strip() == "Foto lembar asli."


def test_one_press_finds_the_rest_complete_and_one_more_passes_it_on(house: House, sign_in: SignIn) -> None:
    first, second = _claimed(house), _claimed(house, nik=OTHER_NIK)
    client = sign_in(house.dewi)
    page = read_page(client, f"/petugas/permohonan/{first}")

    page = submit(client, page, {"nilai-kk": "unclear"}, form=CHECKLIST, button="Semua lengkap")
    assert (_verdict(page, "ktp"), _verdict(page, "kk")) == ("complete", "unclear")
    asks = submit(client, page, {"nilai-kk": "complete"}, form=CHECKLIST, button="Simpan, lalu teruskan")
    assert text_of(asks.h1) == "Teruskan ke penanda tangan"
    following = submit(client, asks)

    assert stands(first) is Status.AWAITING_SIGNATURE
    assert str(following.attrs["data-path"]).endswith(f"/petugas/permohonan/{second}")
    assert following.select_one(f'.flash a[href$="/petugas/permohonan/{first}"]')


def test_a_paper_still_to_be_brought_is_not_found_complete_by_one_press(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, bring="pengantar_rt"), sign_in(house.dewi)

    page = read_page(client, f"/petugas/permohonan/{code}")
    page = submit(client, page, form=CHECKLIST, button="Semua lengkap")

    assert (_verdict(page, "ktp"), _verdict(page, "pengantar_rt")) == ("complete", "")


def test_with_nothing_in_hand_the_next_of_the_queue_follows_and_then_the_queue(house: House, sign_in: SignIn) -> None:
    first, waiting = _judged(house), desks.file_request(house, nik=OTHER_NIK)
    client = sign_in(house.dewi)

    following = submit(client, read_page(client, f"/petugas/permohonan/{first}/teruskan"))

    assert str(following.attrs["data-path"]).endswith(f"/petugas/permohonan/{waiting}")
    assert following.select(f'form[action$="/{waiting}/ambil"]')


def test_who_claims_late_from_the_page_reads_who_holds_it(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    bambang = sign_in(house.bambang)
    seen = read_page(bambang, f"/petugas/permohonan/{code}")
    with transaction():
        reviewing.claim(queries.for_change(code), actor=house.dewi, at=NOW)

    late = submit(bambang, seen, form='form[action$="/ambil"]')

    assert "Dewi Anggraini memegang permohonan ini sejak 10.00" in text_of(late)


def test_what_the_signer_sent_back_says_why_at_the_top_and_in_the_queue(house: House, sign_in: SignIn) -> None:
    code, client = _recommended(house), sign_in(house.dewi)
    with transaction():
        signing.send_back(queries.for_change(code), "Nomor RT keliru.", actor=house.lurah, at=NOW)

    note = read_page(client, f"/petugas/permohonan/{code}").select_one(".note.bad")
    queue = read_page(client, "/petugas?tab=saya")

    assert "Dikembalikan Signer (Ahmad Fauzi)" in text_of(note)
    assert "Nomor RT keliru." in text_of(note)
    assert "Dikembalikan penanda tangan" in text_of(queue.select_one("tbody"))

    with transaction():
        reviewing.recommend(queries.for_change(code), actor=house.dewi, at=NOW)
    assert "Dikembalikan Signer" not in text_of(read_page(client, f"/petugas/permohonan/{code}"))


def test_a_second_reader_is_asked_for_in_the_queue_and_is_not_whoever_wrote_it(house: House, sign_in: SignIn) -> None:
    code = _judged(house, service="SKUM", uraian="Nama di ijazah berbeda dengan nama di KTP.")
    with transaction():
        added: dict[str, object] = {"heading": "Surat Keterangan", "body": "Kedua nama itu satu orang."}
        reviewing.recommend(queries.for_change(code), actor=house.dewi, at=NOW, added=added)
    dewi, bambang = sign_in(house.dewi), sign_in(house.bambang)

    assert "Menunggu pembaca kedua" in text_of(read_page(bambang, "/petugas?tab=tanda-tangan"))
    assert not read_page(dewi, f"/petugas/permohonan/{code}").select('form[action$="/dibaca"]')
    submit(bambang, read_page(bambang, f"/petugas/permohonan/{code}"), form='form[action$="/dibaca"]')

    assert "Menunggu pembaca kedua" not in text_of(read_page(bambang, "/petugas?tab=tanda-tangan"))


def test_identity_is_read_once(house: House, sign_in: SignIn) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)
    with transaction():
        reviewing.claim(queries.for_change(code), actor=house.dewi, at=NOW)

    page = text_of(read_page(client, f"/petugas/permohonan/{code}").select_one(".work"))

    assert page.count(desks.NIK) == 2, "the person's, and the one that the account to be compared names"
    assert page.count("Jl. Kenanga No. 8") == 1
    assert "pembukaan rekening bank" in page


@pytest.mark.parametrize("after", ["2026-07-06T00:00:00+00:00_1_0"])
def test_a_later_page_of_the_queue_leads_back_to_its_beginning(after: str, house: House, sign_in: SignIn) -> None:
    desks.file_request(house)
    client = sign_in(house.dewi)

    page = read_page(client, f"/petugas?tab=antrean&sesudah={after.replace('+', '%2B')}")

    assert page.select_one('a[href="/petugas?tab=antrean"]:not(.tabs a)')
    assert "Kembali ke awal daftar" in text_of(page)


def test_a_scan_is_larger_and_turned_by_its_address_and_stays_so_while_judging(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house), sign_in(house.dewi)
    page = read_page(client, f"/petugas/permohonan/{code}")

    page = submit(client, page, form=CHECKLIST, button="Perbesar")
    page = submit(client, page, form=CHECKLIST, button="Putar")
    kept = submit(client, page, {"nilai-ktp": "complete"}, form=CHECKLIST, button="Simpan penilaian")

    assert kept.attrs["data-path"] == f"/petugas/permohonan/{code}?berkas=ktp&besar=150&putar=90"
    assert kept.select_one("figure.zoom-150")
    shown = client.get(str(kept.select_one("figure img")["src"])).data
    assert ImageOps.exif_transpose(Image.open(io.BytesIO(shown))).size == (200, 320), "a lying photo stands"


@pytest.mark.parametrize("said", ["besar=150&putar=90", "besar=99999&putar=45&hal=x&berkas=rahasia"])
def test_whoever_only_reads_gets_links_and_a_spoilt_address_looks_plain(
    said: str, house: House, sign_in: SignIn
) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)

    page = read_page(client, f"/petugas/permohonan/{code}?{said}")

    assert not page.select_one("#berkas button")
    assert bool(page.select_one("figure.zoom-150")) is said.startswith("besar=150")


def test_shortcuts_are_listed_on_a_page_and_can_be_switched_off(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    page = read_page(client, "/petugas/pintasan")
    assert page.select_one("script[src*=keys]")

    client.head("/petugas/pintasan")  # what looks at a link before it is followed switches nothing
    assert read_page(client, "/petugas").select_one("script[src*=keys]")

    off = submit(client, page, form='main form[action$="/pintasan"]')
    assert not off.select_one("script[src*=keys]")
    assert not read_page(client, "/petugas").select_one("script[src*=keys]")

    on = submit(client, off, form='main form[action$="/pintasan"]')
    assert on.select_one("script[src*=keys]")


def test_every_key_of_the_page_is_on_the_list_and_stands_once(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house), sign_in(house.dewi)
    listed = {one.get_text() for one in read_page(client, "/petugas/pintasan").select("kbd")}

    for path in ("/petugas", f"/petugas/permohonan/{code}"):
        found = [str(one["data-key"]) for one in read_page(client, path).select("[data-key]:not(tr *)")]
        keys = [{"next": "n", "search": "/"}.get(one, one) for one in found]

        assert set(keys) <= listed
        assert len(keys) == len(set(keys)), keys
