"""Asking the head of an RT, on both sides: the office's pages, and the light page behind a link and a PIN."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.catalogue import queries as catalogue
from eservice.catalogue.definition import RTMode
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices.models import Rt
from eservice.offices.queries import office_by_code
from eservice.requests import confirming, queries
from eservice.requests.workflow import Confirmation, Status
from tests.domain.requests.house import RT_PIN, asks_the_rt
from tests.web import desks
from tests.web.desks import NIK, NOW, House, stands
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]


@pytest.fixture
def code(house: House) -> str:
    """A request in an office that asks the RT head, who has a telephone and a PIN."""
    asks_the_rt(SimpleNamespace(office_id=house.office_id, signer=house.lurah), "SKD")
    return desks.file_request(house)


def asked(sign_in: SignIn, house: House, code: str) -> tuple[BeautifulSoup, str]:
    """Ask as the officer does; return the page with the message, and the path of the link in it."""
    client = sign_in(house.dewi)
    page = submit(client, read_page(client, f"/petugas/permohonan/{code}/ketua-rt"), button="Minta konfirmasi")
    return page, re.search(r"/rt/[A-Z2-7]+", text_of(page)).group()


def opened(client: FlaskClient, link: str) -> BeautifulSoup:
    """Follow a link as far as its first page."""
    first = client.get(link)
    assert (first.status_code, first.headers["Location"]) == (303, "/rt")
    return read_page(client, "/rt")


def heard(code: str) -> Confirmation | None:
    db.session.rollback()
    return confirming.heard(queries.request_by_code(code)).answer


def test_the_officer_asks_and_gets_a_message_to_send_that_names_nobody(
    code: str, house: House, sign_in: SignIn
) -> None:
    client = sign_in(house.dewi)
    assert "Minta konfirmasi Ketua RT" in text_of(read_page(client, f"/petugas/permohonan/{code}"))

    page, link = asked(sign_in, house, code)

    assert stands(code) is Status.AWAITING_CONFIRMATION
    message = text_of(page.select_one(".panel"))
    assert all(word not in message for word in ("Siti", "Domisili", NIK, code))
    assert page.select_one('a[href^="https://wa.me/628"]') is not None
    again = read_page(client, f"/petugas/permohonan/{code}/ketua-rt")
    assert link not in str(again)
    assert "Menunggu jawaban Ketua RT" in text_of(read_page(client, f"/petugas/permohonan/{code}"))
    assert "Menunggu RT" in text_of(read_page(client, "/petugas?tab=pihak-lain"))


def test_the_link_drops_its_secret_and_tells_nothing_before_the_pin(
    code: str, house: House, sign_in: SignIn, client: FlaskClient
) -> None:
    _page, link = asked(sign_in, house, code)

    before = opened(client, link)
    assert "Siti" not in text_of(before)
    wrong = submit(client, before, {"pin": "274917"}, status=403)
    assert "PIN tidak cocok" in text_of(wrong)
    assert "Siti" not in text_of(wrong)

    shown = submit(client, wrong, {"pin": RT_PIN})

    told = text_of(shown.main)
    assert all(word in told for word in ("Siti Rahmawati", "Jl. Kenanga No. 8", "Surat Keterangan Domisili"))
    assert NIK not in str(shown)
    assert link.removeprefix("/rt/") not in str(shown)
    assert client.get("/rt").headers["Cache-Control"] == "no-store"
    assert "request:look" in desks.looks()


@pytest.mark.parametrize(
    ("button", "typed", "said"),
    [
        ("Benar, warga saya", {}, Confirmation.MINE),
        ("Temui saya dulu", {}, Confirmation.MEET),
        ("Kirim: bukan warga saya", {"sebab": "Pindah bulan Mei."}, Confirmation.NOT_MINE),
    ],
)
def test_an_answer_reaches_the_officer_with_what_it_means_and_the_link_is_used_up(
    code: str,
    house: House,
    sign_in: SignIn,
    client: FlaskClient,
    button: str,
    typed: dict[str, str],
    said: Confirmation,
) -> None:
    _page, link = asked(sign_in, house, code)
    shown = submit(client, opened(client, link), {"pin": RT_PIN})

    after = submit(client, shown, typed, button=button, form="main details form" if typed else "main form[method=post]")

    assert "Terima kasih" in text_of(after)
    assert (stands(code), heard(code)) == (Status.SUBMITTED, said)
    page = text_of(read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}"))
    assert "Ketua RT menjawab" in page
    assert ("Anda yang memutuskan" in page, "Pindah bulan Mei." in page) == (bool(typed), bool(typed))
    assert "tidak berlaku lagi" in text_of(opened(client, link))


def test_no_answer_without_the_pin_and_none_after_the_time(
    code: str, house: House, sign_in: SignIn, client: FlaskClient
) -> None:
    _page, link = asked(sign_in, house, code)
    before = opened(client, link)
    token = before.select_one("main [name=csrf_token]")["value"]

    client.post("/rt/jawab", data={"jawaban": "mine", "csrf_token": token})
    assert stands(code) is Status.AWAITING_CONFIRMATION

    submit(client, before, {"pin": RT_PIN})
    with clock.travel(NOW + timedelta(minutes=16)):
        client.post("/rt/jawab", data={"jawaban": "mine", "csrf_token": token})
    assert stands(code) is Status.AWAITING_CONFIRMATION
    with clock.travel(NOW + timedelta(days=2)):
        assert "tidak berlaku lagi" in text_of(opened(client, link))


def test_a_new_link_closes_the_old_one_wherever_it_is_open(
    code: str, house: House, sign_in: SignIn, client: FlaskClient
) -> None:
    _page, link = asked(sign_in, house, code)
    shown = submit(client, opened(client, link), {"pin": RT_PIN})
    asked_again = sign_in(house.dewi)
    submit(asked_again, read_page(asked_again, f"/petugas/permohonan/{code}/ketua-rt"), button="Siapkan tautan baru")

    token = shown.select_one("main [name=csrf_token]")["value"]
    client.post("/rt/jawab", data={"jawaban": "mine", "csrf_token": token})

    assert stands(code) is Status.AWAITING_CONFIRMATION
    assert "Siti" not in text_of(read_page(client, "/rt"))


def test_the_citizen_reads_who_is_asked_and_by_when_it_goes_on(code: str, house: House, sign_in: SignIn) -> None:
    asked(sign_in, house, code)

    page = text_of(read_page(sign_in(desks.applicant(code)), f"/permohonan/{code}"))

    assert "Kami sudah meminta konfirmasi ke Ketua RT 12. Paling lambat Rabu, 8 Juli 2026" in page
    assert "Batalkan permohonan" in page
    assert "Bergeser selama Ketua RT ditanya" in page


def test_the_head_of_an_rt_chooses_a_pin_at_the_counter(code: str, house: House, sign_in: SignIn) -> None:
    with transaction():
        db.session.query(Rt).filter_by(number="12").update({"pin_digest": None})
    client = sign_in(house.dewi)
    assert "belum membuat PIN" in text_of(read_page(client, f"/petugas/permohonan/{code}"))
    row = db.session.query(Rt).filter_by(number="12").one().id

    form = read_page(client, f"/petugas/rt/{row}/pin")
    submit(client, form, {"pin": "482913", "again": "482914"}, status=422)
    submit(client, form, {"pin": "123456", "again": "123456"}, status=422)
    done = submit(client, form, {"pin": "482913", "again": "482913"})

    assert "PIN Ketua RT 12 tersimpan" in text_of(done)
    assert "482913" not in str(done)
    assert client.get(f"/petugas/rt/{row + 1000}/pin").status_code == 404


def test_the_administrator_chooses_how_an_office_hears_the_rt(house: House, sign_in: SignIn) -> None:
    with transaction():
        admin = desks.person(office_by_code("kel-telanaipura"), Role.ADMIN, "Sri Wahyuni")
    client = sign_in(admin)

    page = read_page(client, "/kelola/kantor/kel-telanaipura/layanan/SKD/rt")
    done = submit(client, page, {"rt_mode": "konfirmasi_daring"})

    assert "Konfirmasi daring oleh Ketua RT" in text_of(done)
    version = catalogue.by_code("SKD", at=NOW).version_id
    assert catalogue.definition_of(version, office_id=house.office_id).rt_mode is RTMode.ONLINE
