"""Passkeys by the pages: kept after a proof, both factors at sign-in and before acts of weight, the password beside."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import passwords
from eservice.accounts.actor import Actor
from eservice.accounts.models import Passkey, User
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from tests.authenticator import PRESENT, Authenticator
from tests.web.desks import NOW, House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
WORDS = "sungai jernih di batanghari"
ADD = "/akun/kunci-sandi/tambah"


@pytest.fixture(autouse=True)
def _quick_hashes(house: House) -> Iterator[None]:
    with passwords.cheap():
        with transaction():
            db.session.get_one(User, house.lurah.user_id).password_hash = passwords.hash_of(WORDS)
        yield


def challenge(page: BeautifulSoup) -> str:
    place = page.select_one("[data-passkey]")
    assert place is not None
    assert place.has_attr("hidden")  # shown by the script alone
    return str(place["data-challenge"])


def answered(client: FlaskClient, page: BeautifulSoup, key: Authenticator, **more: object) -> BeautifulSoup:
    """Let a passkey answer the page and send its form."""
    told = key.make if page.select_one("[data-passkey=create]") else key.answer
    return submit(client, page, {"jawaban_sandi": told(challenge(page))}, form="form:has([name=jawaban_sandi])", **more)


@pytest.fixture
def key(house: House, sign_in: SignIn) -> Authenticator:
    """The Lurah's passkey."""
    made, lurah = Authenticator(), sign_in(house.lurah)
    done = answered(lurah, read_page(lurah, ADD), made)
    assert "Kunci sandi tersimpan" in text_of(done)
    return made


def test_with_a_passkey_an_official_is_in_at_once_and_a_second_time_with_another_question(
    house: House, client: FlaskClient, key: Authenticator
) -> None:
    page = read_page(client, "/masuk")

    inside = answered(client, page, key)

    assert inside.body["class"] == ["staff"]
    assert "dengan kunci sandi" in text_of(read_page(client, "/akun"))
    again = client.application.test_client()
    stale = submit(
        again, read_page(again, "/masuk"), {"jawaban_sandi": key.answer(challenge(page))}, status=403, form="#masuk"
    )
    assert "tidak kami kenal" in text_of(stale)  # the answer to the first question


def test_a_passkey_that_checked_nobody_opens_nothing_and_says_what_to_do(
    client: FlaskClient, key: Authenticator
) -> None:
    told = answered(client, read_page(client, "/masuk"), key.but(flags=PRESENT), status=403)

    assert "Pakai kunci lain, atau kata sandi" in text_of(told)
    assert client.get("/akun").status_code == 303


def test_a_passkey_is_made_and_removed_after_a_proof_alone_and_confirms_an_act_of_weight(
    house: House, sign_in: SignIn, key: Authenticator
) -> None:
    lurah = sign_in(house.lurah)
    number = db.session.query(Passkey.id).scalar()
    with clock.travel(NOW + timedelta(minutes=6)):
        assert text_of(read_page(lurah, ADD).h1) == "Benarkah ini Anda?"
        asked = submit(
            lurah, read_page(lurah, "/akun/kunci-sandi"), form=f'form[action$="/{number}/hapus"]', status=403
        )
        wrong = answered(lurah, asked, Authenticator(), status=403)
        assert db.session.query(Passkey).count() == 1

        done = answered(lurah, wrong, key)

    assert "Kunci sandi dihapus" in text_of(done)
    db.session.rollback()
    assert db.session.query(Passkey).count() == 0


def test_a_form_whose_session_ended_comes_back_by_a_passkey(house: House, sign_in: SignIn, key: Authenticator) -> None:
    lurah = sign_in(house.lurah)
    page = read_page(lurah, "/akun/kontak")
    typed = {"email": "lurah@contoh.go.id", "phone_owner": "none"}
    with clock.travel(NOW + timedelta(minutes=20)):
        ended = submit(lurah, page, typed, status=403)
        back = answered(lurah, ended, key)

    assert back.select_one("#email")["value"] == "lurah@contoh.go.id"  # type: ignore[index]


def test_without_a_name_of_its_own_an_installation_has_no_passkeys(
    app: Flask, client: FlaskClient, house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = app.extensions["eservice.settings"]
    monkeypatch.setitem(app.extensions, "eservice.settings", replace(kept, base_url="http://127.0.0.1:8000"))

    assert read_page(client, "/masuk").select_one("[data-passkey]") is None
    assert "masih berupa angka" in text_of(read_page(sign_in(house.lurah), ADD))


def test_an_account_that_was_shut_is_not_opened_by_its_passkey(
    house: House, client: FlaskClient, key: Authenticator
) -> None:
    with transaction():
        db.session.get_one(User, house.lurah.user_id).disabled_at = NOW

    told = answered(client, read_page(client, "/masuk"), key, status=403)

    assert "tidak aktif lagi" in text_of(told)


def test_what_is_shown_again_never_holds_an_answer(house: House, sign_in: SignIn) -> None:
    lurah = sign_in(house.lurah)
    page = read_page(lurah, ADD)

    with clock.travel(NOW + timedelta(minutes=20)):
        ended = submit(lurah, page, {"jawaban_sandi": "what the device said", "name": "Telepon"}, status=403)

    assert "what the device said" not in str(ended)
