"""Many letters by one press: choices are kept, one proof is enough, and the page says how far each letter has come."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import passwords
from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.kernel.wake import unheard
from eservice.offices.models import Official
from eservice.offices.rules import Basis
from eservice.requests.workflow import Status
from tests.web import desks
from tests.web.desks import NOW, House, stands
from tests.web.page import read_page, submit, text_of
from tests.web.test_signer import recommended, row_of

SignIn = Callable[[Actor], FlaskClient]

PASSWORD = "kopi hangat di teras"
STALE = NOW + timedelta(minutes=6)
OTHER_NIK = "1571015204909022"


@pytest.fixture(autouse=True)
def _quick_hashes() -> Iterator[None]:
    with passwords.cheap():
        yield


@pytest.fixture
def codes(house: House) -> list[str]:
    """Two letters ready to be signed by a Lurah who has a password."""
    with transaction():
        db.session.get_one(User, house.lurah.user_id).password_hash = passwords.choose(PASSWORD)
    return [recommended(house), recommended(house, nik=OTHER_NIK)]


def test_one_opens_a_letter_and_comes_back_to_what_was_chosen(house: House, sign_in: SignIn, codes: list[str]) -> None:
    lurah = sign_in(house.lurah)
    page = read_page(lurah, "/tanda-tangan")

    opened = submit(lurah, page, {"surat": codes[0]}, button=codes[1])
    assert "1 surat dipilih" in text_of(opened.select_one("nav.crumb"))
    back = read_page(lurah, str(opened.select_one('a[href*="pilih"].btn')["href"]))  # type: ignore[index]

    assert {str(one["value"]) for one in back.select("input.tick[checked]")} == set(codes)
    with clock.travel(STALE):
        asked = submit(lurah, opened, form='form[action="/tanda-tangan"]', status=403)
        done = submit(lurah, asked, {"sandi_konfirmasi": PASSWORD})
    assert "1 dari 1 surat sudah ditandatangani." in text_of(done)
    assert stands(codes[1]) is Status.ISSUED


def test_all_are_signed_by_one_proof_and_stand_there_with_their_numbers(
    house: House, sign_in: SignIn, codes: list[str]
) -> None:
    lurah = sign_in(house.lurah)
    with clock.travel(STALE):
        asked = submit(lurah, read_page(lurah, "/tanda-tangan"), button="semua")
        assert "Lurah Telanaipura" in text_of(asked.select_one("tbody"))
        between = submit(lurah, asked, {"sandi_konfirmasi": "salah sama sekali"}, status=403)
        assert {stands(code) for code in codes} == {Status.AWAITING_SIGNATURE}
        done = submit(lurah, between, {"sandi_konfirmasi": PASSWORD})

        assert "2 dari 2 surat sudah ditandatangani." in text_of(done)
        assert all("Nomor 400" in text_of(row_of(done, code)) for code in codes)
        assert not done.select("noscript meta")
        recent = read_page(lurah, "/tanda-tangan").select_one("#bersama ~ ul a")
        assert recent is not None
        assert text_of(read_page(lurah, str(recent["href"])).h1) == "Menandatangani 2 surat"


def test_while_letters_are_made_the_page_looks_again_by_itself_and_can_be_told_not_to(
    db_app: Flask, house: House, sign_in: SignIn, codes: list[str]
) -> None:
    lurah = sign_in(house.lurah)
    with unheard(db_app.extensions):
        page = submit(lurah, submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": codes}))

    assert "0 dari 2 surat sudah ditandatangani." in text_of(page)
    assert "Menunggu giliran" in text_of(row_of(page, codes[0]))
    here = str(page.attrs["data-path"])
    assert here in str(page.select_one("noscript meta")["content"])  # type: ignore[index]
    assert not read_page(lurah, f"{here}?diam=1").select("noscript meta")


def test_what_ended_between_showing_and_pressing_is_said_and_can_be_tried_again(
    house: House, sign_in: SignIn, codes: list[str]
) -> None:
    lurah = sign_in(house.lurah)
    with transaction():
        term = db.session.query(Official).filter_by(membership_id=house.lurah.membership_id).one()
        term.basis, term.until_at = Basis.PLH, NOW + timedelta(minutes=1)
        term_id, term.decree_number, term.decree_on = term.id, "SK 7 (CONTOH)", NOW.date()
    asked = submit(lurah, read_page(lurah, "/tanda-tangan"), button="semua")
    assert "Plh. Lurah" in text_of(asked)
    assert "SK 7 (CONTOH)" in text_of(asked)

    with clock.travel(NOW + timedelta(minutes=2)):
        failed = submit(lurah, asked)
        assert "Wewenang Anda menandatangani untuk kantor ini sudah berakhir" in text_of(row_of(failed, codes[0]))
        with transaction():
            db.session.get_one(Official, term_id).until_at = NOW + timedelta(days=1)
        one = submit(lurah, failed, form="#ulangi", button=str(row_of(failed, codes[0]).button["value"]))  # type: ignore[index]
        assert [stands(code) for code in codes] == [Status.ISSUED, Status.AWAITING_SIGNATURE]
        again = submit(lurah, failed, form="#ulangi", button="semua")

    assert "1 dari 2" in text_of(one)
    assert "2 dari 2 surat sudah ditandatangani." in text_of(again)


def test_another_official_has_no_such_page_and_an_old_proof_repeats_nothing(
    db_app: Flask, house: House, sign_in: SignIn, codes: list[str]
) -> None:
    lurah = sign_in(house.lurah)
    with unheard(db_app.extensions):
        page = submit(lurah, submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": codes[0]}))
    here = str(page.attrs["data-path"])
    with transaction():
        office = db.session.get_one(desks.Office, house.office_id)
        second = desks.person(office, house.lurah.role, "Rahmat Hidayat")
    other = sign_in(second)

    told = read_page(other, here, status=404)
    assert "hanya dilihat penanda tangannya" in text_of(told)
    token = str(read_page(other, "/akun").select_one("[name=csrf_token]")["value"])  # type: ignore[index]
    sent = {"csrf_token": token, "surat": f"{codes[1]}.5..0"}
    assert other.post(f"{here}/ulangi", data=sent).status_code == 404
    with clock.travel(STALE):
        token = str(read_page(lurah, "/akun").select_one("[name=csrf_token]")["value"])  # type: ignore[index]
        assert lurah.post(f"{here}/ulangi", data=sent | {"csrf_token": token}).status_code == 403
        assert lurah.post("/tanda-tangan", data=sent | {"csrf_token": token}).status_code == 403
    assert stands(codes[1]) is Status.AWAITING_SIGNATURE
