"""Attendance: one's own page, the supervisor's team, the administrator's record."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices.queries import office_by_code
from eservice.requests import queries, reviewing
from eservice.requests.models import Request
from eservice.requests.workflow import Status
from eservice.staff.models import Absence
from tests.web import desks
from tests.web.desks import NOW, House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
TODAY = {"kind": "leave", "since": "7 Juli 2026", "until": "8 Juli 2026", "deputy": "0"}


def held(house: House) -> str:
    """Return the code of a request that Dewi holds."""
    code = desks.file_request(house)
    with transaction():
        reviewing.claim(queries.for_change(code), actor=house.dewi, at=NOW)
    return code


def status_of(code: str) -> Status:
    db.session.expire_all()
    return db.session.query(Request).filter_by(code=code).one().status


def test_an_officer_says_that_they_are_away_and_the_work_goes_back_and_they_return(
    house: House, sign_in: SignIn
) -> None:
    code, browser = held(house), sign_in(house.dewi)
    page = read_page(browser, "/petugas/kehadiran")
    assert "Anda memegang 1 permohonan." in text_of(page)

    page = submit(browser, page, TODAY, form='form[action="/petugas/kehadiran"]')

    assert "Anda tercatat tidak masuk" in text_of(page)
    assert "Kamis, 9 Juli 2026 pukul 00.00" in text_of(page)
    assert status_of(code) is Status.SUBMITTED
    refused = submit(browser, read_page(browser, "/petugas"), {}, form=f'form[action$="/{code}/ambil"]')
    assert "Anda tercatat tidak masuk sampai 09-07-2026, 00.00" in text_of(refused)
    page = submit(browser, read_page(browser, "/petugas/kehadiran"), {}, form='form[action$="/akhiri"]')
    assert "Anda dapat mengambil permohonan lagi" in text_of(page)
    submit(browser, read_page(browser, "/petugas"), {}, form=f'form[action$="/{code}/ambil"]')
    assert status_of(code) is Status.IN_REVIEW


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_recorded(house: House, sign_in: SignIn) -> None:
    browser = sign_in(house.dewi)
    page = read_page(browser, "/petugas/kehadiran")

    for changed, words in (
        ({"until": "6 Juli 2026"}, "Waktu kembali harus sesudah waktu mulai."),
        ({"since": "1 Juli 2026", "until": "2 Juli 2026"}, "Waktu itu sudah lewat."),
        ({"until": ""}, "Isi tanggalnya"),
    ):
        answer = submit(browser, page, TODAY | changed, form='form[action="/petugas/kehadiran"]', status=422)
        assert words in text_of(answer.select_one("#until-error") or answer)
    assert db.session.query(Absence).count() == 0


def test_half_a_day_begins_and_ends_at_its_hours(house: House, sign_in: SignIn) -> None:
    browser = sign_in(house.dewi)
    hours = {"kind": "duty", "until": "7 Juli 2026", "since_time": "13:00", "until_time": "16.00"}

    page = submit(
        browser, read_page(browser, "/petugas/kehadiran"), TODAY | hours, form='form[action="/petugas/kehadiran"]'
    )

    assert "Selasa, 7 Juli 2026 pukul 13.00 WIB – Selasa, 7 Juli 2026 pukul 16.00 WIB" in text_of(page)
    assert "Akan datang" in text_of(page)


def test_the_supervisor_sees_who_is_here_and_what_each_did_last_and_lets_somebody_be_away(
    house: House, sign_in: SignIn
) -> None:
    code, browser = held(house), sign_in(house.penyelia)
    page = read_page(browser, "/penyelia/tim")
    dewi = next(one for one in page.select("section.panel") if "Dewi Anggraini" in text_of(one))
    assert "Hadir" in text_of(dewi)
    assert "Diambil petugas" in text_of(dewi)
    assert dewi.select_one(f'a[href="/penyelia/permohonan/{code}"]')

    page = read_page(browser, f"/penyelia/tim/{house.dewi.user_id}/tidak-masuk")
    page = submit(browser, page, TODAY | {"deputy": str(house.bambang.membership_id)})

    dewi = next(one for one in page.select("section.panel") if "Dewi Anggraini" in text_of(one))
    assert "Cuti" in text_of(dewi)
    assert "Tidak memegang permohonan." in text_of(dewi)
    assert status_of(code) is Status.SUBMITTED
    page = submit(browser, page, {}, form='form[action$="/akhiri"]')
    assert "Cuti" not in text_of(page.main)


@pytest.mark.parametrize("who", ["stranger", "dewi"])
def test_a_stranger_is_nobody_of_the_team(house: House, sign_in: SignIn, who: str) -> None:
    address = f"/penyelia/tim/{getattr(house, who).user_id}/tidak-masuk"
    actor = house.penyelia if who == "stranger" else house.lurah

    assert sign_in(actor).get(address).status_code == (404 if who == "stranger" else 403)


def test_an_administrator_records_it_and_ends_it(house: House, sign_in: SignIn) -> None:
    code = held(house)
    with transaction():
        admin = desks.person(office_by_code("dukcapil"), Role.ADMIN, "Sari Utami")
    browser = sign_in(admin)

    page = submit(browser, read_page(browser, f"/kelola/pegawai/{house.dewi.user_id}/tidak-masuk"), TODAY)

    assert "Sekarang" in text_of(page)
    assert status_of(code) is Status.SUBMITTED
    page = submit(browser, page, {}, form='form[action$="/akhiri"]')
    assert "Tidak ada catatan tidak masuk." in text_of(page)
