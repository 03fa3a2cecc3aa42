"""The signer's pages where officials sign with a passphrase of their own; the service itself is away."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts.models import User
from eservice.jobs import keep_keys
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.ports import Drivers
from eservice.kernel.transaction import transaction
from eservice.letters import entrusting
from eservice.letters.answers import Answers
from eservice.letters.bsre import BsreSigner
from eservice.letters.esign import Account, EsignService
from eservice.letters.seam import Credential
from eservice.letters.words import REFUSALS
from eservice.requests import issuing, queries
from eservice.requests.workflow import Status
from eservice.residents.queries import person_of_user
from tests.bsre import PASSPHRASE
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


def test_the_passphrase_is_asked_once_for_the_letters_seen_and_never_shown_again(
    house: House, lurah: FlaskClient
) -> None:
    codes = [recommended(house), recommended(house, nik="1571015204909022")]
    page = submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": codes})

    again = submit(lurah, page, {"sandi_tte": ""}, status=422)
    assert "Isi passphrase TTE Anda." in text_of(again)
    assert {stands(code) for code in codes} == {Status.AWAITING_SIGNATURE}
    after = submit(lurah, again, {"sandi_tte": PASSPHRASE})

    assert "0 dari 2 surat sudah ditandatangani." in text_of(after)
    assert text_of(after).count("Belum berhasil dibuat, dicoba lagi otomatis.") == 2
    assert "2 surat belum berhasil dibuat dan dicoba lagi otomatis" in text_of(read_page(lurah, "/tanda-tangan"))
    assert PASSPHRASE not in str(after)
    assert {stands(code) for code in codes} == {Status.ISSUING}


def test_the_certificate_is_that_of_whoever_signs_and_the_nik_is_neither_asked_nor_shown(
    house: House, lurah: FlaskClient, signer: BsreSigner
) -> None:
    own = person_of_user(house.lurah.user_id or 0)
    assert own is not None
    nik = own.nik or ""
    code = recommended(house)
    page = submit(lurah, read_page(lurah, f"/tanda-tangan/{code}"), form='form[action$="/pilihan"]')

    assert not page.select("[name=nik]")
    assert nik not in str(page)
    submit(lurah, page, {"sandi_tte": PASSPHRASE})

    assert stands(code) is Status.ISSUING
    number = queries.request_by_code(code).id
    assert entrusting.entrusted(signer.keyring, request_id=number, place=0, at=NOW).credential == Credential(
        nik, PASSPHRASE
    )


def test_whose_nik_nobody_recorded_signs_nothing_and_reads_what_to_do(house: House, lurah: FlaskClient) -> None:
    code = recommended(house)
    page = submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": code})
    with transaction():
        db.session.get_one(User, house.lurah.user_id).person_id = None

    after = submit(lurah, page, {"sandi_tte": PASSPHRASE}, status=403)

    assert "minta pengelola mencatatnya" in text_of(after)
    assert stands(code) is Status.AWAITING_SIGNATURE


def test_what_could_not_be_signed_stands_in_the_list_with_the_reason(
    house: House, lurah: FlaskClient, signer: BsreSigner
) -> None:
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
    code = recommended(house)
    page = submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": code})

    with clock.travel(NOW + issuing.LEASE):
        after = submit(lurah, page, {"sandi_tte": PASSPHRASE})

    assert REFUSALS["signing_worker_away"] in text_of(after)
    assert stands(code) is Status.AWAITING_SIGNATURE
