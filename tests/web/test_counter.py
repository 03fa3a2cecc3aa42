"""Assisted filing at the counter: whose office it becomes, what is asked there, and what is still unfinished."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from tests.web import desks
from tests.web.desks import House
from tests.web.page import read_page, read_response, submit, text_of

SignIn = Callable[[Actor], FlaskClient]

SKD, KK = "surat-keterangan-domisili", "kartu-keluarga"
ELSEWHERE = "15.71.03.1006"
"""Kelurahan Kasang."""


def _family_card(house: House) -> dict[str, str]:
    return desks.typed(house) | {
        "jenis_permohonan": "hilang", "sebab_hilang": "hilang", "cara_terima": "printed_collect",
    }  # fmt: skip


@pytest.mark.parametrize(("slug", "office"), [(SKD, "Kelurahan Kasang"), (KK, "Dinas Kependudukan")])
def test_what_another_office_handles_gets_its_receipt_here_and_names_that_office(
    slug: str, office: str, house: House, sign_in: SignIn
) -> None:
    client = sign_in(house.dewi)
    given = _family_card(house) if slug == KK else desks.typed(house) | {"wilayah": ELSEWHERE}

    receipt = submit(client, desks.at_counter(client, slug, given))

    assert text_of(receipt.h1) == "Permohonan diterima"
    assert "PIN" in text_of(receipt.select_one(".ticket"))
    assert f"Ditangani {office}" in text_of(receipt)
    assert "Periksa sekarang" not in text_of(receipt)


def test_what_ones_own_office_handles_may_be_checked_at_once(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)

    receipt = submit(client, desks.at_counter(client, SKD, desks.typed(house)))

    assert "Periksa sekarang" in text_of(receipt)


def test_nothing_is_sent_before_the_person_has_agreed_and_how_is_kept(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    page = desks.at_counter(client, SKD, desks.typed(house))

    refused = submit(client, page, {"setuju": None}, status=422)
    assert "tandai bila pemohon membenarkan dan setuju" in text_of(refused)
    receipt = submit(client, refused, {"setuju": "y"})

    shown = read_page(client, str(receipt.select_one('a[href*="/petugas/permohonan/"]')["href"]))
    assert "Loket (Dibacakan di loket dan dibenarkan)" in text_of(shown)


def test_the_desk_remembers_its_printer_and_the_square_leads_to_the_request_without_its_pin(
    house: House, sign_in: SignIn, client: FlaskClient
) -> None:
    officer = sign_in(house.dewi)
    receipt = submit(officer, desks.at_counter(officer, SKD, desks.typed(house)))
    assert "slip--a6" in receipt.body["class"]
    assert receipt.select_one(".slip__qr svg") is not None

    for chosen, kept in (("58", "slip--58"), ("80", "slip--80"), ("a4", "slip--80")):
        token = receipt.select_one(".slip__paper input[name=csrf_token]")["value"]
        sent = {"csrf_token": token, "kertas": chosen, "tanda_terima": receipt.select_one(".ticket__code").text}
        receipt = read_response(officer.post("/petugas/loket/kertas", data=sent, follow_redirects=True))
        assert kept in receipt.body["class"], chosen
    code = receipt.select_one(".ticket__code").text.replace("-", "")
    asked = read_page(client, f"/lacak?kode={code}")
    assert asked.select_one("#kode")["value"] == code
    assert not asked.select_one("#pin").get("value")


def test_a_receipt_is_for_whoever_filed_it(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    receipt = submit(client, desks.at_counter(client, SKD, desks.typed(house)))

    read_page(sign_in(house.bambang), str(receipt.attrs["data-path"]), status=403)


def test_a_number_to_reach_the_person_is_asked_with_whose_it_is_and_kept(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    page = desks.at_counter(client, SKD, desks.typed(house))

    refused = submit(client, page, {"phone": "0812 3456 7890"}, status=422)
    assert "Pilih nomor itu milik siapa" in text_of(refused)
    receipt = submit(client, refused, {"phone_owner": "neighbour"})

    shown = read_page(client, str(receipt.select_one('a[href*="/petugas/permohonan/"]')["href"]))
    assert not shown.select('a[href^="tel:"]'), "masked until somebody has it in hand"
    shown = submit(client, shown, form='form[action$="/ambil"]')
    assert shown.select_one('a[href="tel:+6281234567890"]')
    assert "Nomor tetangga atau Ketua RT" in text_of(shown)


def test_what_was_begun_is_taken_up_again_or_thrown_away(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    submit(client, read_page(client, "/petugas/loket"), form=f'form[action$="/{SKD}"]')

    page = read_page(client, "/petugas/loket")
    begun = page.select_one('section a[href*="/petugas/loket/"]')
    assert begun is not None
    assert read_page(client, str(begun["href"])).select_one("main form")
    assert not read_page(sign_in(house.bambang), "/petugas/loket").select("#belum")
    sure = read_page(client, str(page.select_one('a[href$="/hapus"]')["href"]))
    gone = submit(client, sure)

    assert "sudah dihapus" in text_of(gone)
    assert not gone.select("#belum")


def test_every_page_of_the_counter_leads_one_page_back(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    first = submit(client, read_page(client, "/petugas/loket"), form=f'form[action$="/{SKD}"]')
    second = submit(client, first, {"untuk_siapa": "self"})
    check = desks.at_counter(client, SKD, desks.typed(house))

    assert first.select_one('nav.crumb a[href="/petugas/loket"]')
    assert second.select_one(f'nav.crumb a[href="{first.attrs["data-path"]}"]')
    assert check.select_one('nav.crumb a[href$="/berkas"]')


def test_ones_own_kelurahan_stands_ready_and_one_without_people_is_refused_at_once(
    house: House, sign_in: SignIn
) -> None:
    client, given = sign_in(house.dewi), desks.typed(house)
    page = submit(client, read_page(client, "/petugas/loket"), form=f'form[action$="/{SKD}"]')
    for _page in range(9):
        names = {str(one["name"]) for one in page.select("main form [name]")}
        if "wilayah" in names:
            break
        page = submit(client, page, {name: given[name] for name in names if name in given})
    assert page.select_one("#wilayah option[selected]")["value"] == house.region

    names = {str(one["name"]) for one in page.select("main form [name]")}
    told = {name: given[name] for name in names if name in given} | {"wilayah": "15.71.03.1002"}
    refused = submit(client, page, told, status=422)

    assert "Kelurahan Kasang Jaya sedang tidak dapat menerima permohonan" in text_of(refused)
    assert refused.select_one("#jalan")["value"] == given["jalan"]


def test_a_second_request_of_the_same_person_needs_its_reason(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    submit(client, desks.at_counter(client, SKD, desks.typed(house)))
    page = desks.at_counter(client, SKD, desks.typed(house))

    told = submit(client, page, status=409)
    assert "Orang ini sudah punya permohonan yang sama" in text_of(told)
    again = submit(client, told, status=409)
    assert "Tulis mengapa perlu yang baru" in text_of(again)

    assert text_of(submit(client, again, {"alasan_lagi": "Untuk bank lain."}).h1) == "Permohonan diterima"


def test_pages_photographed_one_after_another_become_one_paper(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    check = desks.at_counter(client, SKD, desks.typed(house))
    page = read_page(client, str(check.select_one('nav.crumb a[href$="/berkas"]')["href"]))
    assert not page.select("[name=buang-kk]")

    longer = submit(client, page, {"tambah-kk": desks.photo()}, button="tetap")
    assert len(longer.select("[name=buang-kk]")) == 2
    shorter = submit(client, longer, {"buang-kk": ["2"]}, button="tetap")

    assert not shorter.select("[name=buang-kk]")
    assert text_of(submit(client, shorter).h1) == text_of(check.h1)
