"""The list of what failed: who sees it, why it failed, tried again, given up with a reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.audit.models import AuditEntry
from eservice.kernel.clock import travel
from eservice.kernel.codes import show_code
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.kernel.wake import unheard
from eservice.letters.faults import StampFault
from eservice.letters.models import LetterNumber
from eservice.letters.rules import NumberState
from eservice.letters.seam import SignerAwayError
from eservice.letters.words import REFUSALS
from eservice.notifications.actions import Recipient, announce
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageState
from eservice.offices.queries import office_by_code
from eservice.requests import failing, issuing, queries
from eservice.requests.workflow import Status
from tests.web import desks
from tests.web.desks import NOW, House, stands
from tests.web.page import read_page, submit, text_of
from tests.web.test_signer import recommended

SignIn = Callable[[Actor], FlaskClient]
LIST = "/kelola/gagal"


@pytest.fixture
def administrator(house: House) -> Actor:
    with transaction():
        return desks.person(office_by_code("kel-kasang"), Role.ADMIN, "Teguh Prakoso")


@pytest.fixture
def failed(house: House, db_app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> str:
    """A letter whose signer does not answer: signed, tried once, to be tried again; return its code."""
    code, lurah = recommended(house), sign_in(house.lurah)

    def away(*_args: object, **_by: object) -> bytes:
        raise SignerAwayError("signer_away")

    with monkeypatch.context() as patch:
        patch.setattr(issuing.production, "first_edition", away)
        submit(lurah, submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": code}))
    assert stands(code) is Status.ISSUING
    return code


def numbers() -> list[NumberState]:
    db.session.rollback()
    return list(db.session.scalars(select(LetterNumber.state).order_by(LetterNumber.id)))


def test_where_nothing_failed_the_page_says_so_and_the_menu_does_not_lead_there(house: House, sign_in: SignIn) -> None:
    lurah = sign_in(house.lurah)

    page = read_page(lurah, LIST)

    assert "Tidak ada yang gagal" in text_of(page.main)
    assert read_page(lurah, "/tanda-tangan").select(f'nav a[href="{LIST}"]') == []


def test_the_office_and_the_house_read_why_since_when_and_what_comes_next(
    failed: str, house: House, administrator: Actor, sign_in: SignIn
) -> None:
    for reader in (house.lurah, house.penyelia, administrator):
        browser = sign_in(reader)
        page = read_page(browser, LIST)

        said = text_of(page.main)
        assert REFUSALS["signer_away"] in said
        assert show_code(failed) in said
        assert "1 kali dicoba" in said
        assert "Siti Rahmawati" not in said, "nobody is named"
        assert text_of(page.select_one('header nav a[aria-current="page"]')).split() == ["Gagal", "1"]


def test_whoever_has_no_business_there_is_refused(failed: str, house: House, sign_in: SignIn) -> None:
    neighbour = Actor(Role.SUPERVISOR, user_id=house.stranger.user_id)
    with transaction():
        neighbour = desks.person(office_by_code("kel-kasang"), Role.SUPERVISOR, "Sri Wahyuni")
        official = desks.person(office_by_code("kel-kasang"), Role.SIGNER, "Taufik Hidayat")
    elsewhere, their_official = sign_in(neighbour), sign_in(official)

    assert sign_in(house.dewi).get(LIST).status_code == 403
    assert "Tidak ada yang gagal" in text_of(read_page(elsewhere, LIST).main)
    token = read_page(elsewhere, LIST).select_one("input[name=csrf_token]")
    assert token is not None
    refused = elsewhere.post(f"{LIST}/surat/{failed}/ulang", data={"csrf_token": token["value"]}, follow_redirects=True)
    assert "flash bad" in refused.get_data(as_text=True)
    assert elsewhere.get(f"{LIST}/surat/{failed}/batal").status_code == 403, "a supervisor signs nothing"
    assert their_official.get(f"{LIST}/surat/{failed}/batal").status_code == 403
    sent = {"csrf_token": token["value"], "reason": "Tidak perlu."}
    assert their_official.post(f"{LIST}/surat/{failed}/batal", data=sent).status_code in (400, 403)
    assert (stands(failed), numbers()) == (Status.ISSUING, [NumberState.RESERVED])


def test_a_letter_is_tried_again_at_once_and_leaves_the_list(failed: str, house: House, sign_in: SignIn) -> None:
    penyelia = sign_in(house.penyelia)

    after = submit(penyelia, read_page(penyelia, LIST), form=f'form[action$="/surat/{failed}/ulang"]')

    assert "Surat dicoba lagi sekarang" in text_of(after)
    assert stands(failed) is Status.ISSUED
    assert numbers() == [NumberState.USED]
    assert "Tidak ada yang gagal" in text_of(read_page(penyelia, LIST).main)
    assert (
        db.session.scalar(select(AuditEntry.actor_user_id).filter_by(action="letter:retry")) == house.penyelia.user_id
    )


def test_a_letter_is_given_up_with_a_reason_and_its_number_is_void(failed: str, house: House, sign_in: SignIn) -> None:
    lurah = sign_in(house.lurah)
    page = read_page(lurah, f"{LIST}/surat/{failed}/batal")

    submit(lurah, page, {"reason": "  "}, status=422)
    assert stands(failed) is Status.ISSUING
    after = submit(lurah, page, {"reason": "Penanda tangan BSrE belum terdaftar."})

    assert "Nomornya tercatat batal" in text_of(after)
    assert stands(failed) is Status.IN_REVIEW
    assert numbers() == [NumberState.VOID]
    assert db.session.scalar(select(LetterNumber.reason)) == "Penanda tangan BSrE belum terdaftar."
    assert "Tidak ada yang gagal" in text_of(read_page(lurah, LIST).main)


def test_what_a_worker_holds_is_neither_repeated_nor_given_up(
    failed: str, house: House, db_app: Flask, sign_in: SignIn
) -> None:
    lurah, later = sign_in(house.lurah), NOW + failing.AWAY_PAUSE
    page = read_page(lurah, f"{LIST}/surat/{failed}/batal")
    with travel(later), unheard(db_app.extensions):
        with transaction():
            number = queries.for_change(failed).id
            assert issuing.lease(number, worker="one", base_url="http://localhost:8000", at=later) is not None

        again = submit(lurah, read_page(lurah, LIST), form=f'form[action$="/surat/{failed}/ulang"]')
        submit(lurah, page, {"reason": "Tidak perlu."}, status=409)

    assert "Surat ini sedang dibuat" in text_of(again)
    assert stands(failed) is Status.ISSUING


def test_what_went_back_to_its_official_waits_for_a_signature_and_not_for_a_press(
    failed: str, house: House, sign_in: SignIn
) -> None:
    with transaction():
        found = queries.for_change(failed)
        found.worker, found.attempts = "one", 99
        failing.failed(found.id, SignerAwayError("signer_away"), worker="one", at=NOW)
    penyelia = sign_in(house.penyelia)

    page = read_page(penyelia, LIST)

    assert "menunggu tanda tangan ulang" in text_of(page.main)
    assert page.select(f'form[action$="/surat/{failed}/ulang"]') == []
    token = page.select_one("input[name=csrf_token]")
    assert token is not None
    refused = penyelia.post(f"{LIST}/surat/{failed}/ulang", data={"csrf_token": token["value"]}, follow_redirects=True)
    assert "sudah kembali ke penanda tangan" in refused.get_data(as_text=True)


def test_a_message_is_sent_again_or_closed_with_a_reason_and_a_secret_is_never(
    house: House, db_app: Flask, administrator: Actor, sign_in: SignIn
) -> None:
    with unheard(db_app.extensions), transaction():
        to = Recipient(email="siti@contoh.id")
        mails = [announce("submitted", to=to, at=NOW, params={"code": "K7M4QX", "promised_at": NOW}) for _ in range(2)]
        mails.append(announce("reset_code", to=to, at=NOW, secret="123456"))
        for (mail,) in mails:
            mail.state, mail.tries, mail.fault, mail.secret = MessageState.FAILED, 6, "SMTPServerDisconnected", None
        first, second, secret = (mail.id for (mail,) in mails)
    browser = sign_in(administrator)

    page = read_page(browser, LIST)
    assert "3 pesan tidak terkirim" in text_of(page.main)
    assert "SMTPServerDisconnected" in text_of(page.main)
    assert page.select(f'form[action$="/pesan/{secret}/ulang"]') == []
    submit(browser, page, form=f'form[action$="/pesan/{first}/ulang"]')
    asked = read_page(browser, f"{LIST}/pesan/{second}/tutup")
    submit(browser, asked, {"reason": ""}, status=422)
    submit(browser, asked, {"reason": "Sudah ditelepon."})

    db.session.rollback()
    states = [(one.state, one.note) for one in db.session.scalars(select(Message).order_by(Message.id))]
    assert states == [
        (MessageState.SENT, None), (MessageState.FAILED, "Sudah ditelepon."), (MessageState.FAILED, None),
    ]  # fmt: skip
    assert "1 pesan tidak terkirim" in text_of(read_page(browser, LIST).main)
    assert sign_in(house.penyelia).get(f"{LIST}/pesan/{secret}/tutup").status_code == 404, "about no request of theirs"


def test_an_archive_stamp_is_tried_again_or_left_with_a_reason(house: House, sign_in: SignIn) -> None:
    desks.issued(house)
    with transaction():
        letter_id = db.session.scalars(select(LetterNumber.letter_id)).one()
        db.session.add(
            StampFault(
                letter_id=letter_id,
                since=NOW,
                last_at=NOW,
                tries=2,
                fault="KeyError",
                next_try_at=NOW + timedelta(days=1),
            )
        )
    lurah = sign_in(house.lurah)

    page = read_page(lurah, LIST)
    assert "1 stempel arsip tertunda" in text_of(page.main)
    submit(lurah, page, form=f'form[action$="/arsip/{letter_id}/ulang"]')
    db.session.rollback()
    assert db.session.scalars(select(StampFault.next_try_at)).one() == NOW
    submit(lurah, read_page(lurah, f"{LIST}/arsip/{letter_id}/tutup"), {"reason": "Berkasnya hilang, surat dicabut."})

    assert "Tidak ada yang gagal" in text_of(read_page(lurah, LIST).main)
