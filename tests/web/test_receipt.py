"""Who was helped at the counter: what code and PIN let them do, what their own account does, and nobody else."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import actions as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.accounts.queries import nik_index
from eservice.demo import life
from eservice.demo.people import Invented
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.requests.reviewing import Gap
from eservice.requests.workflow import Status, Verdict
from tests.databases import Filled
from tests.domain.requests.house import HOUR, Case, House, build
from tests.times import MONDAY, TUESDAY
from tests.web import desks
from tests.web.page import read_page, send, submit, text_of

SignIn = Callable[[Actor], FlaskClient]


@pytest.fixture(autouse=True)
def _today(db_app: Flask) -> Iterator[None]:
    with clock.travel(TUESDAY):
        yield


@pytest.fixture
def house(filled: Filled) -> House:
    return filled("offices", build)


@pytest.fixture
def sign_in(app: Flask, client: FlaskClient) -> SignIn:
    def enter(actor: Actor) -> FlaskClient:
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = desks.secret_of(actor, at=clock.now())
        return browser

    return enter


def at_counter(house: House, resident: Invented | None = None) -> Case:
    return house.file(resident=resident, helper=house.desk.officers[1])


def asked(case: Case) -> Case:
    gaps = [
        Gap("proof", "kk", Verdict.UNCLEAR, "Tulisan di foto KK tidak terbaca."),
        Gap("answer", "rt", Verdict.MISMATCH, "Nomor RT tidak sama dengan surat RT."),
    ]
    life.ask(case.checked().code, case.officer, gaps, at=MONDAY + HOUR)
    return case


def shown(case: Case, client: FlaskClient) -> BeautifulSoup:
    """Type code and PIN."""
    return submit(client, read_page(client, "/lacak"), {"kode": case.code, "pin": str(case.now.pin)})


def wrong(case: Case) -> str:
    return "000000" if case.now.pin != "000000" else "111111"


def test_the_receipt_takes_the_request_back_after_asking_for_the_pin_once_more(
    house: House, client: FlaskClient
) -> None:
    case = at_counter(house)
    page = shown(case, client)
    assert "masuk" not in text_of(page.main).lower()

    ask = read_page(client, str(page.select_one('main a[href$="/batalkan"]')["href"]))
    done = submit(client, ask, {"pin": str(case.now.pin), "reason": "Sudah tidak perlu."})

    assert "sudah dibatalkan" in text_of(done)
    assert str(case.now.pin) not in done.attrs["data-path"] + ask.attrs["data-path"]
    last = case.now.history[-1]
    assert (last.to_status, last.actor_role, last.reason) == (Status.WITHDRAWN, Role.BEARER, "Sudah tidak perlu.")


def test_a_wrong_pin_takes_nothing_back_and_is_counted_like_any_guess(house: House, client: FlaskClient) -> None:
    case = at_counter(house)
    shown(case, client)
    ask = read_page(client, "/lacak/batalkan")

    refused = submit(client, ask, {"pin": wrong(case)}, status=403)
    assert "tidak cocok" in text_of(refused.main)
    statuses = {send(client, refused, {"pin": wrong(case)}).status_code for _again in range(10)}

    assert 429 in statuses
    assert case.now.status is Status.SUBMITTED


def test_the_receipt_completes_everything_that_is_asked_and_shows_no_earlier_answer(
    house: House, client: FlaskClient
) -> None:
    case = asked(at_counter(house))
    page = shown(case, client)
    assert "Ada 2 hal yang kurang" in text_of(page.main)
    assert "Tulisan di foto KK tidak terbaca." in text_of(page.main)

    sheet = read_page(client, str(page.select_one('main a[href$="/lengkapi"]')["href"]))
    assert sheet.select_one("#rt")["value"] == ""
    partly = submit(client, sheet, {"rt": "14"})
    assert "Kirim foto atau PDF" in text_of(partly.main)
    done = submit(client, partly, {"berkas-kk": desks.photo()})

    assert "Terkirim lagi" in text_of(done)
    assert (case.now.status, case.now.answers["rt"]) == (Status.SUBMITTED, "14")
    assert case.now.history[-1].actor_role is Role.BEARER


def test_after_a_quarter_of_an_hour_nothing_is_done_without_the_pin(house: House, client: FlaskClient) -> None:
    case = asked(at_counter(house))
    shown(case, client)
    sheet, ask = read_page(client, "/lacak/lengkapi"), read_page(client, "/lacak/batalkan")

    with clock.travel(TUESDAY + timedelta(minutes=16)):
        for page, typed in ((sheet, {"rt": "14"}), (ask, {"pin": str(case.now.pin)})):
            assert "Isi kode dan PIN sekali lagi" in text_of(submit(client, page, typed))

    assert case.now.status is Status.NEEDS_CORRECTION
    assert case.now.answers["rt"] != "14"


def test_where_an_account_filed_it_the_receipt_leads_to_the_account(house: House, client: FlaskClient) -> None:
    case = asked(house.file())
    page = shown(case, client)

    assert "Masuk untuk melihat dan melengkapinya" in text_of(page.main)
    assert "tidak terbaca" not in text_of(page.main)
    assert not page.select('main a[href^="/lacak/"]')
    for path in ("/lacak/batalkan", "/lacak/lengkapi"):
        assert "dari sebuah akun" in text_of(read_page(client, path, status=403))


def test_staff_do_nothing_with_a_receipt_they_printed(house: House, sign_in: SignIn) -> None:
    case = asked(at_counter(house))
    helper = sign_in(house.desk.officers[1])
    page = shown(case, helper)

    assert not page.select('main a[href^="/lacak/"]')
    for path in ("/lacak/batalkan", "/lacak/lengkapi"):
        read_page(helper, path, status=403)


def test_without_a_receipt_there_is_nothing_to_complete_or_take_back(client: FlaskClient, house: House) -> None:
    for path in ("/lacak/batalkan", "/lacak/lengkapi"):
        assert text_of(read_page(client, path).h1) == "Lacak permohonan"


def test_a_proven_account_of_the_nik_sees_completes_and_takes_back_what_was_filed_at_the_counter(
    house: House, sign_in: SignIn
) -> None:
    resident = house.resident()
    case = asked(at_counter(house, resident))
    citizen = life.open_account(resident, at=MONDAY)
    with transaction():
        accounts.prove(citizen.user_id or 0, compared=nik_index(resident.facts["nik"]), actor=case.officer, at=MONDAY)
    owner = sign_in(citizen)

    page = read_page(owner, f"/permohonan/{case.code}")
    sheet = read_page(owner, str(page.select_one('main a[href$="/lengkapi"]')["href"]))
    sent = submit(owner, sheet, {"rt": "14", "berkas-kk": desks.photo()})
    assert "Terkirim lagi" in text_of(sent)
    ask = read_page(owner, str(sent.select_one('main a[href$="/batalkan"]')["href"]))

    assert "sudah dibatalkan" in text_of(submit(owner, ask, {}))
    assert case.now.history[-1].actor_user_id == citizen.user_id


def test_an_unproven_account_of_the_nik_and_a_stranger_see_nothing(house: House, sign_in: SignIn) -> None:
    resident = house.resident()
    case = asked(at_counter(house, resident))

    for citizen in (life.open_account(resident, at=MONDAY), house.file().asks):
        for path in ("", "/lengkapi", "/batalkan", "/tanda-terima"):
            read_page(sign_in(citizen), f"/permohonan/{case.code}{path}", status=404)


def test_what_the_receipt_says_of_the_end_needs_no_account(house: House, client: FlaskClient) -> None:
    case = at_counter(house).issued()

    told = text_of(shown(case, client).main)

    assert "Ambil di loket Kelurahan Telanaipura, gratis" in told
    assert "masuk" not in told.lower()


def test_the_pages_of_a_receipt_speak_english_too(house: House, client: FlaskClient) -> None:
    case = asked(at_counter(house))
    client.set_cookie("__Host-bahasa", "en")
    asks = read_page(client, "/lacak", locale="en")
    submit(client, asks, {"kode": case.code, "pin": str(case.now.pin)}, locale="en")

    assert "Send again" in text_of(read_page(client, "/lacak/lengkapi", locale="en"))
    assert "once more" in text_of(read_page(client, "/lacak/batalkan", locale="en"))
