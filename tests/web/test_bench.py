"""The hall, by the pages: a number is given, called, served; the screen, the machine and the phone tell it."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.counter import running
from eservice.counter.models import Hall, Ticket
from eservice.counter.rules import State
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from tests.web import desks
from tests.web.desks import House
from tests.web.page import read_page, read_response, submit, text_of

BENCH, HALL = "/petugas/loket/antrean", "/penyelia/loket"
SignIn = Callable[[Actor], FlaskClient]


def press(browser: FlaskClient, page: BeautifulSoup, words: str, **answers: object) -> BeautifulSoup:
    """Fill in the form whose button begins with these words, press it, and return the page it leads to."""
    button = next(one for one in page.main.find_all("button") if " ".join(one.text.split()).startswith(words))
    action = button.find_parent("form")["action"]
    return submit(browser, page, answers, form=f'form[action="{action}"]', button=button.text)


def opened(browser: FlaskClient, address: str = BENCH) -> BeautifulSoup:
    return read_page(browser, address)


def given(browser: FlaskClient, errand: str = "surat") -> Ticket:
    press(browser, opened(browser), "Beri nomor", keperluan=errand)
    return db.session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()


def state_of(ticket: Ticket) -> State:
    return db.session.scalars(select(Ticket.state).where(Ticket.id == ticket.id)).one()


def refused(browser: FlaskClient, page: BeautifulSoup, address: str, status: int = 404) -> BeautifulSoup:
    """Send what no page offers, with the page's own token."""
    sent = {"csrf_token": page.select_one("main input[name=csrf_token]")["value"]}
    return read_response(browser.post(address, data=sent, follow_redirects=True), status=status)


@pytest.fixture
def dewi(house: House, sign_in: SignIn) -> FlaskClient:
    return sign_in(house.dewi)


@pytest.fixture
def key(house: House) -> str:
    with transaction():
        return running.hall_of(house.office_id).key


@pytest.fixture
def machine(house: House) -> str:
    with transaction():
        return running.hall_of(house.office_id).machine_key


def test_a_number_is_given_called_served_and_finished(dewi: FlaskClient) -> None:
    page = opened(dewi)
    assert "Bangku kosong" in text_of(page)
    page = press(dewi, page, "Beri nomor", keperluan="surat")
    assert "Nomor A001 diberikan." in text_of(page)
    page = press(dewi, page, "Mulai di loket ini", meja="2")
    assert "Berikutnya A001: Mengurus surat." in text_of(page)
    page = press(dewi, page, "Panggil berikutnya")
    assert page.select_one(".ticket__code").text == "A001"
    page = press(dewi, page, "Panggil lagi")
    assert "dipanggil 2 kali" in text_of(page)
    page = press(dewi, page, "Mulai layani")
    assert page.find("a", string="Isikan permohonannya")
    page = press(dewi, page, "Selesai")
    assert "Loket 2 kosong" in text_of(page)
    page = press(dewi, page, "Tinggalkan loket")
    assert "Anda tidak lagi di loket." in text_of(page)


def test_who_did_not_come_is_listed_and_may_wait_again(dewi: FlaskClient) -> None:
    given(dewi)
    page = press(dewi, opened(dewi), "Mulai di loket ini", meja="1")
    page = press(dewi, press(dewi, page, "Panggil berikutnya"), "Tidak datang")
    assert "Dipanggil, tidak datang" in text_of(page)
    page = press(dewi, page, "Antre lagi A001")
    assert "Berikutnya A001" in text_of(page)


def test_one_button_serves_the_bench_first_and_then_the_screen(house: House, dewi: FlaskClient) -> None:
    desks.file_request(house)
    given(dewi, "legalisir")
    press(dewi, opened(dewi), "Mulai di loket ini", meja="1")
    page = press(dewi, opened(dewi, "/petugas"), "Ambil berikutnya")
    assert page.select_one(".ticket__code").text == "C001"
    page = press(dewi, opened(dewi, "/petugas"), "Ambil berikutnya")
    assert "Nomor C001 masih di loket Anda." in text_of(page)
    for words in ("Mulai layani", "Selesai"):
        page = press(dewi, opened(dewi), words)
    page = press(dewi, opened(dewi, "/petugas"), "Ambil berikutnya")
    assert "Permohonan ini sekarang Anda pegang." in text_of(page)


@pytest.mark.parametrize(("name", "said"), [("", "Isi nama loket Anda"), ("x" * 21, "paling panjang 20 huruf")])
def test_a_desk_without_a_proper_name_is_asked_for_again(dewi: FlaskClient, name: str, said: str) -> None:
    form = f'form[action="{BENCH}/meja"]'
    page = submit(dewi, opened(dewi), {"meja": name}, form=form, status=422)
    assert said in text_of(page)


def test_a_number_without_an_errand_is_asked_for_again(dewi: FlaskClient) -> None:
    page = submit(dewi, opened(dewi), {}, form=f'form[action="{BENCH}/nomor"]', status=422)
    assert "Pilih keperluannya." in text_of(page)


def test_two_who_press_late_are_told_and_nothing_breaks(dewi: FlaskClient) -> None:
    one = given(dewi)
    page = opened(dewi)
    press(dewi, page, "Batalkan A001")
    page = press(dewi, page, "Batalkan A001")
    assert "Nomor ini sudah berubah keadaannya." in text_of(page)
    assert state_of(one) is State.LEFT


def test_the_bench_of_another_office_is_not_to_be_seen_or_touched(
    house: House, dewi: FlaskClient, sign_in: SignIn
) -> None:
    one, stranger = given(dewi), sign_in(house.stranger)
    page = opened(stranger)
    assert "A001" not in text_of(page)
    page = refused(stranger, page, f"{BENCH}/{one.id}/batal", status=200)
    assert "Nomor ini tidak ada pada hari ini." in text_of(page)
    assert state_of(one) is State.WAITING


@pytest.mark.parametrize("address", [BENCH, HALL])
def test_nobody_without_the_right_opens_the_hall(client: FlaskClient, house: House, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 303
    assert urlsplit(answer.location).path == "/masuk"


def test_the_screen_shows_who_is_called_where_and_the_script_is_told_the_same(
    house: House, dewi: FlaskClient, client: FlaskClient, key: str
) -> None:
    given(dewi)
    given(dewi, "ktp-el")
    page = press(dewi, opened(dewi), "Mulai di loket ini", meja="3")
    screen = f"/balai/{key}"
    empty = opened(client, screen)
    assert "Belum ada yang dipanggil" in text_of(empty)
    assert empty.select_one("#papan")["data-none"] == "Belum ada yang dipanggil"  # for the script, which draws it anew
    press(dewi, page, "Panggil berikutnya")

    shown = opened(client, screen).select_one(".hall__now li")
    assert [one.text for one in shown.find_all(["b", "span"])] == ["A001", "Loket 3"]
    told = client.get(f"{screen}/papan.json").get_json()
    assert told == {"now": [{"number": "A001", "desk": "3", "calls": 1}], "before": [], "waiting": 1}


def test_the_machine_gives_a_number_that_the_phone_follows_and_may_give_back(
    house: House, client: FlaskClient, machine: str
) -> None:
    page = press(client, opened(client, f"/balai/{machine}/nomor"), "Mengurus surat")
    assert page.select_one(".ticket__code").text == "A001"
    assert "Anda yang berikutnya" in text_of(page)
    assert page.select_one(".slip__qr svg") is not None
    held = db.session.scalars(select(Ticket)).one().token
    page = opened(client, f"/nomor/{held}")
    page = press(client, page, "Kembalikan nomor ini")
    assert "Nomor dikembalikan" in text_of(page)


def test_who_reads_the_screens_address_takes_no_number_and_the_machines_shows_no_calls(
    house: House, client: FlaskClient, key: str, machine: str
) -> None:
    page = opened(client, f"/balai/{machine}/nomor")
    refused(client, page, f"/balai/{key}/nomor/surat")

    assert key != machine
    assert db.session.scalar(select(Ticket.id)) is None
    for elsewhere in (f"/balai/{key}/nomor", f"/balai/{machine}", f"/balai/{machine}/papan.json"):
        assert client.get(elsewhere).status_code == 404


@pytest.mark.parametrize("address", ["/balai/xx", "/balai/xx/nomor", "/balai/xx/papan.json", "/nomor/xx"])
def test_an_address_that_nobody_gave_out_leads_nowhere(house: House, client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_errand_that_nobody_offers_gives_no_number(house: House, client: FlaskClient, machine: str) -> None:
    page = opened(client, f"/balai/{machine}/nomor")
    refused(client, page, f"/balai/{machine}/nomor/emas")
    assert db.session.scalar(select(Ticket.id)) is None


def test_the_supervisor_runs_the_hall_and_sees_how_long_people_waited(
    house: House, dewi: FlaskClient, sign_in: SignIn
) -> None:
    given(dewi)
    penyelia = sign_in(house.penyelia)
    page = opened(penyelia, HALL)
    assert "Menunggu sekarang" in text_of(page)
    form = "main form[method=post]:has([name=walk_ins])"
    page = submit(penyelia, page, {"walk_ins": "4", "online_from": "13:00", "online_until": "15:00"}, form=form)
    assert "Aturan balai disimpan" in text_of(page)
    run = db.session.scalars(select(Hall)).one()
    assert (run.walk_ins, str(run.online_from)) == (4, "13:00:00")
    for wrong in ({"walk_ins": "0"}, {"walk_ins": "x"}, {"online_from": "13:00", "online_until": ""}):
        told = {"walk_ins": "4", "online_from": "", "online_until": ""} | wrong
        again = submit(penyelia, opened(penyelia, HALL), told, form=form, status=422)
        assert again.select_one(".summary") is not None


def test_new_addresses_end_the_old_ones(
    house: House, sign_in: SignIn, client: FlaskClient, key: str, app: Flask
) -> None:
    penyelia = sign_in(house.penyelia)
    press(penyelia, opened(penyelia, HALL), "Ganti kedua alamatnya")

    assert client.get(f"/balai/{key}").status_code == 404
