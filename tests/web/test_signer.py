"""The signer's pages: what waits, signing one or many, and every refusal."""

from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.kernel.transaction import transaction
from eservice.requests import queries, reviewing
from eservice.requests.workflow import Refusal, Status, Verdict
from tests.web import desks
from tests.web.desks import NOW, House, stands
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]


@pytest.fixture(autouse=True)
def _today(db_app: Flask) -> Iterator[None]:
    with clock.travel(NOW):
        yield


@pytest.fixture
def sign_in(app: Flask, client: FlaskClient) -> SignIn:
    def enter(actor: Actor) -> FlaskClient:
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = desks.secret_of(actor)
        return browser

    return enter


def recommended(house: House, *, by: Actor | None = None, refusal: Refusal | None = None, nik: str = desks.NIK) -> str:
    """Return the code of a request that an officer checked and passed on."""
    code, actor = desks.file_request(house, nik=nik), by or house.dewi
    with transaction():
        found = queries.for_change(code)
        reviewing.claim(found, actor=actor, at=NOW)
        reviewing.judge(found, {one.requirement: (Verdict.COMPLETE, "") for one in found.proofs}, actor=actor, at=NOW)
        if refusal is None:
            reviewing.recommend(found, actor=actor, at=NOW)
        else:
            reviewing.propose_rejection(found, refusal, "Alamat di kelurahan lain.", actor=actor, at=NOW)
    return code


def row_of(page: BeautifulSoup, code: str) -> Tag:
    """Return the row of a batch that tells of a request."""
    return next(row for row in page.select("tbody tr") if show_code(code) in text_of(row))


def test_an_empty_desk_says_what_will_appear_here(house: House, sign_in: SignIn) -> None:
    page = read_page(sign_in(house.lurah), "/tanda-tangan")

    assert text_of(page.h1) == "Tidak ada surat yang menunggu"


def test_the_whole_life_of_a_request_by_the_pages_of_the_office(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    dewi, lurah = sign_in(house.dewi), sign_in(house.lurah)
    shown = submit(dewi, read_page(dewi, "/petugas"), form=f'form[action$="/{code}/ambil"]')
    keys = {str(one["name"]) for one in shown.select('input[name^="nilai-"]')}
    submit(dewi, shown, dict.fromkeys(keys, "complete"), form='form[action$="/nilai"]', button="Simpan penilaian")
    submit(dewi, read_page(dewi, f"/petugas/permohonan/{code}/teruskan"))
    page = read_page(lurah, "/tanda-tangan")
    assert "1 surat menunggu tanda tangan" in text_of(page.h1)
    assert "DRAF" in lurah.get(f"/tanda-tangan/{code}/draf").text

    asked = submit(lurah, page, {"surat": code})
    assert "Tandatangani 1 surat?" in text_of(asked.h1)
    assert stands(code) is Status.AWAITING_SIGNATURE
    after = submit(lurah, asked)

    assert "1 dari 1 surat sudah ditandatangani." in text_of(after)
    assert stands(code) is Status.ISSUED
    assert lurah.get(f"/tanda-tangan/{code}/surat").data.startswith(b"%PDF")


def test_each_letter_succeeds_or_fails_by_itself(house: House, sign_in: SignIn) -> None:
    lurah = sign_in(house.lurah)
    good, gone = recommended(house), recommended(house, nik="1571015204909022")
    page = submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": [good, gone]})
    assert "Tandatangani 2 surat?" in text_of(page.h1)
    elsewhere = sign_in(house.lurah)
    submit(elsewhere, read_page(elsewhere, f"/tanda-tangan/{gone}/kembalikan"), {"reason": "Nomor RT keliru."})

    after = submit(lurah, page)

    assert "1 dari 2 surat sudah ditandatangani." in text_of(after)
    assert "Ahmad Fauzi: Dikembalikan ke pemeriksa" in text_of(row_of(after, gone))
    assert (stands(good), stands(gone)) == (Status.ISSUED, Status.IN_REVIEW)


def test_what_changed_since_it_was_shown_is_not_signed_unseen(house: House, sign_in: SignIn) -> None:
    code, lurah = recommended(house), sign_in(house.lurah)
    page = submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": code})
    elsewhere = sign_in(house.lurah)
    submit(elsewhere, read_page(elsewhere, f"/tanda-tangan/{code}/kembalikan"), {"reason": "Nomor RT keliru."})
    dewi = sign_in(house.dewi)
    submit(dewi, read_page(dewi, f"/petugas/permohonan/{code}/teruskan"))
    assert stands(code) is Status.AWAITING_SIGNATURE

    assert "Dikembalikan ke pemeriksa" in text_of(row_of(submit(lurah, page), code))
    assert stands(code) is Status.AWAITING_SIGNATURE


def test_choosing_nothing_says_what_to_do(house: House, sign_in: SignIn) -> None:
    recommended(house)
    lurah = sign_in(house.lurah)

    assert "Pilih dahulu surat" in text_of(submit(lurah, read_page(lurah, "/tanda-tangan")))


def test_who_checked_a_request_does_not_sign_it(house: House, sign_in: SignIn) -> None:
    code = recommended(house, by=house.lurah)
    lurah = sign_in(house.lurah)

    page = read_page(lurah, "/tanda-tangan")
    assert not page.select("input.tick")
    assert "Anda yang memeriksanya" in text_of(page)
    forced = read_page(
        lurah,
        "/tanda-tangan",
        surat=f"{code}.{len(queries.request_by_code(code).history)}",
        csrf_token=str(page.select_one("[name=csrf_token]")["value"]),
    )

    assert "Pejabat lain yang menandatanganinya" in text_of(forced)
    assert stands(code) is Status.AWAITING_SIGNATURE


def test_an_officer_has_no_signers_desk(house: House, sign_in: SignIn) -> None:
    assert read_page(sign_in(house.dewi), "/tanda-tangan", status=403)


def test_sending_back_needs_its_reason_and_returns_to_who_checked(house: House, sign_in: SignIn) -> None:
    code = recommended(house)
    lurah = sign_in(house.lurah)
    page = read_page(lurah, f"/tanda-tangan/{code}/kembalikan")

    refused = submit(lurah, page, status=422)
    assert "pemeriksa akan membacanya" in text_of(refused)
    submit(lurah, refused, {"reason": "Nomor RT keliru."})

    dewi = read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}")
    assert "Nomor RT keliru." in text_of(dewi)
    assert "Anda pegang" in text_of(dewi)


def test_a_proposed_refusal_is_decided_and_becomes_a_notice(house: House, sign_in: SignIn) -> None:
    code = recommended(house, refusal=Refusal.NOT_RESIDENT)
    lurah = sign_in(house.lurah)
    page = read_page(lurah, f"/tanda-tangan/{code}/tolak")
    assert page.select_one("#explanation").get_text().strip() == "Alamat di kelurahan lain."

    submit(lurah, page)

    assert stands(code) is Status.REJECTED
    assert lurah.get(f"/tanda-tangan/{code}/surat").data.startswith(b"%PDF")


def test_a_fault_that_could_be_mended_is_not_refused_by_one_person(house: House, sign_in: SignIn) -> None:
    code = recommended(house)
    lurah = sign_in(house.lurah)
    page = read_page(lurah, f"/tanda-tangan/{code}/tolak")

    told = submit(lurah, page, {"refusal": "data_does_not_match", "explanation": "Nama di KK berbeda."}, status=403)

    assert "Keputusan menolak perlu petugas kedua" in text_of(told)
    assert told.select_one("#explanation").get_text().strip() == "Nama di KK berbeda."


def test_a_letter_by_hand_is_not_signed_by_key(house: House, sign_in: SignIn) -> None:
    desks.by_hand(house)
    recommended(house)

    page = read_page(sign_in(house.lurah), "/tanda-tangan")

    assert "Ditandatangani dengan pena" in text_of(page)
    assert not page.select("input.tick")


def test_an_issued_letter_is_revoked_with_its_reason_once(house: House, sign_in: SignIn) -> None:
    code = recommended(house)
    lurah = sign_in(house.lurah)
    submit(lurah, submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": code}))
    page = read_page(lurah, f"/tanda-tangan/{code}/cabut")

    assert "Tulis alasan pencabutan" in text_of(submit(lurah, page, {"why": "wrong_data"}, status=422))
    done = submit(lurah, page, {"why": "wrong_data", "text": "Nomor RT keliru."})
    assert "Dicabut" in text_of(done.select_one("tbody"))
    assert read_page(lurah, f"/tanda-tangan/{code}/cabut")
    again = read_page(lurah, f"/tanda-tangan/{code}/cabut")
    assert submit(lurah, again, {"why": "other", "text": "Sekali lagi."}, status=409)


def test_another_office_sees_none_of_it(house: House, sign_in: SignIn) -> None:
    code = recommended(house)

    assert read_page(sign_in(house.stranger), f"/tanda-tangan/{code}", status=403)
