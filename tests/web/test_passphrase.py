"""The signer's pages where officials sign with a passphrase of their own; the service itself is away."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.queries import nik_index
from eservice.jobs import keep_keys
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.ports import Drivers
from eservice.kernel.transaction import transaction
from eservice.letters.answers import Answers
from eservice.letters.bsre import BsreSigner
from eservice.letters.esign import Account, EsignService
from eservice.letters.words import REFUSALS
from eservice.requests import issuing, queries
from eservice.requests.workflow import Status
from tests.bsre import NIK, PASSPHRASE
from tests.web import desks
from tests.web.desks import NOW, House, stands
from tests.web.page import read_page, submit, text_of
from tests.web.test_signer import recommended


@pytest.fixture
def signer(db_app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[BsreSigner]:
    """An installation that signs by BSrE, which does not answer; its worker is alive."""
    service = EsignService("http://127.0.0.1:9", Account("kota", "rahasia"), seconds=0.5)
    made = BsreSigner(service, Answers(tmp_path), roots=[])
    kept: Drivers = db_app.extensions["eservice.drivers"]
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", replace(kept, signer=made))
    with clock.travel(NOW):
        keep_keys(db_app)
        yield made


@pytest.fixture
def house(signer: BsreSigner) -> House:
    return desks.build()


@pytest.fixture
def lurah(app: Flask, house: House) -> FlaskClient:
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = desks.secret_of(house.lurah)
    return browser


def known_nik(actor: Actor) -> None:
    with transaction():
        user = db.session.get_one(User, actor.user_id)
        user.nik, user.nik_index = NIK, nik_index(NIK)


def test_the_passphrase_is_asked_once_for_the_letters_seen_and_never_shown_again(
    house: House, lurah: FlaskClient
) -> None:
    codes = [recommended(house), recommended(house, nik="1571015204909022")]
    page = submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": codes})

    again = submit(lurah, page, {"nik": NIK, "sandi_tte": ""}, status=422)
    assert "Isi passphrase TTE Anda." in text_of(again)
    assert {stands(code) for code in codes} == {Status.AWAITING_SIGNATURE}
    after = submit(lurah, again, {"nik": NIK, "sandi_tte": PASSPHRASE})

    assert "2 surat Anda tandatangani" in text_of(after)
    assert "2 surat menunggu dan dicoba lagi otomatis" in text_of(after)
    assert PASSPHRASE not in str(after)
    assert {stands(code) for code in codes} == {Status.ISSUING}


def test_a_nik_that_is_known_is_not_asked_and_not_shown(house: House, lurah: FlaskClient) -> None:
    known_nik(house.lurah)
    code = recommended(house)
    page = submit(lurah, read_page(lurah, f"/tanda-tangan/{code}"), form='form[action$="/pilihan"]')

    assert not page.select("[name=nik]")
    assert NIK not in str(page)
    submit(lurah, page, {"sandi_tte": PASSPHRASE})

    assert stands(code) is Status.ISSUING


def test_what_could_not_be_signed_stands_in_the_list_with_the_reason(
    house: House, lurah: FlaskClient, signer: BsreSigner
) -> None:
    known_nik(house.lurah)
    code = recommended(house)
    page = submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": code})
    submit(lurah, page, {"sandi_tte": PASSPHRASE})
    signer.keyring.drop_all()
    later = NOW + issuing.LEASE
    with clock.travel(later):
        issuing.issue(queries.request_by_code(code).id, worker="one", base_url="http://localhost:8000")

        for url in ("/tanda-tangan", f"/tanda-tangan/{code}"):
            assert REFUSALS["passphrase_gone"] in text_of(read_page(lurah, url))


def test_without_a_worker_the_page_says_to_wait_and_nothing_is_signed(
    house: House, lurah: FlaskClient, signer: BsreSigner
) -> None:
    known_nik(house.lurah)
    code = recommended(house)
    page = submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": code})

    with clock.travel(NOW + issuing.LEASE):
        after = submit(lurah, page, {"sandi_tte": PASSPHRASE})

    assert REFUSALS["signing_worker_away"] in text_of(after)
    assert stands(code) is Status.AWAITING_SIGNATURE
