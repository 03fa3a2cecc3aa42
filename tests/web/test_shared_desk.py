"""One counter PC for several officers: a full sign-in once a day, then a short PIN; and what a PIN does not open."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eservice.accounts import passwords
from eservice.accounts.actor import Actor
from eservice.accounts.models import DeskPass, User
from eservice.audit.models import AuditEntry
from eservice.counter.models import Ticket
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from tests.web.desks import NOW, House
from tests.web.page import read_page, read_response, send, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
WORDS, DEWIS, BAMBANGS = "sungai jernih di batanghari", "470215", "915037"
SWITCH, PIN = "/masuk/ganti", "/akun/pin-loket"


pytestmark = pytest.mark.usefixtures("one_proof_is_enough")


@pytest.fixture(autouse=True)
def _passwords(house: House) -> Iterator[None]:
    with passwords.cheap():
        with transaction():
            for actor in (house.dewi, house.bambang, house.lurah):
                db.session.get_one(User, actor.user_id).password_hash = passwords.hash_of(WORDS)
        yield


def login_of(actor: Actor) -> str:
    return str(db.session.scalar(select(User.staff_login).where(User.id == actor.user_id)))


def enter(client: FlaskClient, actor: Actor) -> BeautifulSoup:
    """Sign in fully."""
    return submit(client, read_page(client, "/masuk"), {"login": login_of(actor), "password": WORDS}, form="#masuk")


def choose(client: FlaskClient, pin: str, *, status: int = 200) -> BeautifulSoup:
    page = read_page(client, PIN)
    return submit(client, page, {"current": WORDS, "pin": pin}, form="main form:has([name=pin])", status=status)


def come_back(client: FlaskClient, name: str, pin: str, *, status: int = 200) -> BeautifulSoup:
    page = read_page(client, SWITCH)
    value = next(one["value"] for one in page.select("[name=petugas]") if name in one.find_parent("label").text)
    return submit(client, page, {"petugas": value, "pin": pin}, status=status)


def who(page: BeautifulSoup) -> str:
    return text_of(page.select_one(".who"))


@pytest.fixture
def desk(client: FlaskClient, house: House) -> FlaskClient:
    """A browser in which Dewi and then Bambang signed in fully, and which they share; Bambang works."""
    enter(client, house.dewi)
    page = choose(client, DEWIS)
    submit(client, page, form=f'form[action="{PIN}/komputer-ini"]')
    read_response(send(client, read_page(client, "/akun"), form='form[action="/keluar"]'))
    return client


@pytest.fixture
def shared(desk: FlaskClient, house: House) -> FlaskClient:
    """The same, with both of them in: each signed in fully, and Bambang works."""
    enter(desk, house.dewi)
    enter(desk, house.bambang)
    choose(desk, BAMBANGS)
    enter(desk, house.bambang)
    return desk


def test_officers_take_turns_by_pin_each_in_their_own_name(shared: FlaskClient, house: House) -> None:
    page = come_back(shared, "Dewi", DEWIS)
    assert "Dewi Anggraini" in who(page)
    page = come_back(shared, "Bambang", BAMBANGS)
    assert "Bambang Susilo" in who(page)

    db.session.rollback()
    backs = select(AuditEntry.object).where(AuditEntry.action == "account:come_back").order_by(AuditEntry.sequence)
    assert list(db.session.scalars(backs)) == [f"account:{house.dewi.user_id}", f"account:{house.bambang.user_id}"]


@pytest.mark.parametrize(
    ("pin", "said"),
    [("12345", "Isi 6 angka"), ("123456", "mudah ditebak"), ("121212", "mudah ditebak"), ("abcdef", "Isi 6 angka")],
)
def test_a_pin_that_is_guessed_first_is_refused(client: FlaskClient, house: House, pin: str, said: str) -> None:
    enter(client, house.dewi)

    assert said in text_of(choose(client, pin, status=422))


def test_a_wrong_password_sets_no_pin(client: FlaskClient, house: House) -> None:
    enter(client, house.dewi)

    submit(client, read_page(client, PIN), {"current": "bukan sandinya", "pin": DEWIS}, status=403)

    assert db.session.scalar(select(User.desk_pin_hash).where(User.id == house.dewi.user_id)) is None


def test_whoever_signs_letters_has_no_pin(client: FlaskClient, house: House) -> None:
    enter(client, house.lurah)
    page = read_page(client, PIN)
    assert "Penanda tangan dan penyelia masuk dengan kata sandi" in text_of(page)
    assert not page.select("[name=pin]")

    token = page.select_one("input[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "current": WORDS, "pin": DEWIS}
    read_response(client.post(PIN, data=sent, follow_redirects=True), status=403)
    assert db.session.scalar(select(User.desk_pin_hash).where(User.id == house.lurah.user_id)) is None


def test_after_five_wrong_pins_only_the_password_helps(shared: FlaskClient, house: House) -> None:
    for _ in range(3):
        come_back(shared, "Dewi", "000111", status=403)
    with clock.travel(NOW + timedelta(minutes=4)):
        read_page(shared, "/petugas")
    later = NOW + timedelta(minutes=6)  # the short window of wrong guesses is over, the day's is not
    with clock.travel(later):
        enter(shared, house.bambang)
        for _ in range(2):
            come_back(shared, "Dewi", "000111", status=403)
        page = read_page(shared, SWITCH)
        assert "Dewi" not in text_of(page.main)
        enter(shared, house.dewi)
        enter(shared, house.bambang)
        assert "Dewi Anggraini" in who(come_back(shared, "Dewi", DEWIS))


def test_a_pin_opens_this_browser_on_this_day_alone(
    shared: FlaskClient, app: Flask, house: House, sign_in: SignIn
) -> None:
    elsewhere = sign_in(house.bambang)
    assert "Belum ada rekan" in text_of(read_response(elsewhere.get(SWITCH, follow_redirects=True)))
    with clock.travel(NOW + timedelta(days=1)):
        assert "Belum ada rekan" in text_of(read_response(shared.get(SWITCH, follow_redirects=True)))


def test_a_pass_number_of_another_browser_opens_nothing(shared: FlaskClient, house: House, app: Flask) -> None:
    other = app.test_client()
    enter(other, house.bambang)
    submit(other, read_page(other, PIN), form=f'form[action="{PIN}/komputer-ini"]')
    dewis = db.session.scalar(select(DeskPass.id).where(DeskPass.user_id == house.dewi.user_id))
    token = read_page(other, PIN).select_one("input[name=csrf_token]")["value"]

    answer = other.post(SWITCH, data={"csrf_token": token, "petugas": str(dewis), "pin": DEWIS}, follow_redirects=True)

    assert "Dewi Anggraini" not in who(read_response(answer, status=answer.status_code))


def test_a_session_begun_by_pin_neither_changes_capacity_nor_shares_another_browser(
    shared: FlaskClient, house: House
) -> None:
    page = come_back(shared, "Dewi", DEWIS)
    token = page.select_one("input[name=csrf_token]")["value"]
    for address, sent in (("/akun/peran", {"peran": ""}), (f"{PIN}/komputer-ini", {})):
        answer = shared.post(address, data={"csrf_token": token} | sent, follow_redirects=True)
        assert "bukan dengan PIN" in text_of(read_response(answer, status=403)), address


def test_five_idle_minutes_lock_the_person_and_whoever_signs_out_goes_home(shared: FlaskClient) -> None:
    with clock.travel(NOW + timedelta(minutes=5)):
        assert shared.get("/petugas").status_code == 303
        assert "Dewi Anggraini" in who(come_back(shared, "Dewi", DEWIS))
        read_response(send(shared, read_page(shared, "/akun"), form='form[action="/keluar"]'))
        assert "Dewi" not in text_of(read_page(shared, SWITCH).main)


def test_the_number_at_the_desk_goes_along_and_the_colleagues_open_form_does_not(
    shared: FlaskClient, house: House
) -> None:
    bench = "/petugas/loket/antrean"
    page = submit(shared, read_page(shared, bench), {"meja": "1"}, form=f'form[action="{bench}/meja"]')
    page = submit(shared, page, {"keperluan": "surat"}, form=f'form[action="{bench}/nomor"]')
    page = submit(shared, page, form=f'form[action="{bench}/panggil"]')
    left_open = page
    come_back(shared, "Dewi", DEWIS)

    page = read_page(shared, bench)
    assert page.select_one(".ticket__code").text == "A001"
    assert "Anda di loket 1" in text_of(page)
    assert db.session.scalar(select(Ticket.membership_id)) == house.dewi.membership_id
    form = left_open.select_one(f'form[action="{bench}/nomor"]')
    sent = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")} | {"keperluan": "surat"}
    refused = shared.post(f"{bench}/nomor", data=sent, headers={"Origin": "http://localhost"})
    assert "Kirim lagi" not in text_of(read_response(refused, status=400))


def test_who_signs_in_again_over_a_form_is_locked_after_five_idle_minutes_too(
    shared: FlaskClient, house: House
) -> None:
    bench = "/petugas/loket/antrean"
    page = read_page(shared, bench)
    with clock.travel(NOW + timedelta(minutes=6)):
        ended = submit(shared, page, {"meja": "1"}, form=f'form[action="{bench}/meja"]', status=403)
        submit(shared, ended, {"login": login_of(house.bambang), "password": WORDS}, form="#masuk")
    with clock.travel(NOW + timedelta(minutes=12)):
        assert shared.get("/petugas").status_code == 303
