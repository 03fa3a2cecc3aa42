"""The report of a month that the head of an office signs: kept, given to supervisors, known to whoever checks it."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.offices.rules import SigningMode
from tests.domain.requests.house import MONDAY, House, build
from tests.web.page import read_page, submit, text_of

LATER = MONDAY + timedelta(days=40)


@pytest.fixture(autouse=True)
def _today(db_app: Flask) -> Iterator[None]:
    with clock.travel(LATER):
        yield


@pytest.fixture
def house(db_app: Flask) -> House:
    return build()


SignIn = Callable[[Actor], FlaskClient]


def test_the_head_signs_last_months_report_and_whoever_has_the_file_can_check_it(
    house: House, sign_in: SignIn, client: FlaskClient
) -> None:
    head = sign_in(house.desk.signer)
    sign = read_page(head, "/penyelia/laporan").find("a", string="Tandatangani laporannya")
    assert sign is not None

    listed = submit(head, read_page(head, str(sign["href"])))

    assert "Laporan ditandatangani dan tercatat di log publik." in text_of(listed)
    (link,) = listed.select("main th a")
    supervisor = sign_in(house.desk.supervisor)
    assert text_of(read_page(supervisor, "/penyelia/laporan").select_one("main th a")) == text_of(link)
    file = supervisor.get(str(link["href"])).get_data()
    with pikepdf.open(io.BytesIO(file)) as report:
        assert "Laporan kinerja pelayanan" in str(report.docinfo.get("/Title", ""))
        assert report.Root.AcroForm.Fields[0].V.Type == "/Sig"

    seen = submit(client, read_page(client, "/verifikasi"), {"berkas": (io.BytesIO(file), "laporan.pdf")})

    words = text_of(seen)
    assert "Dokumen yang terdaftar" in words
    assert text_of(link) in words
    assert "tercatat di log publik no. 0" in words


def test_a_month_that_is_not_over_is_not_signed(house: House, sign_in: SignIn) -> None:
    head, today = sign_in(house.desk.signer), clock.today().isoformat()

    form = read_page(head, f"/penyelia/laporan/tanda-tangan?dari=2026-06-01&sampai={today}")

    assert "Periode ini belum selesai." in text_of(submit(head, form, status=409))


def test_a_supervisor_reads_reports_and_is_offered_no_signature(house: House, sign_in: SignIn) -> None:
    page = read_page(sign_in(house.desk.supervisor), "/penyelia/laporan")

    assert page.find("a", string="Tandatangani laporannya") is None
    assert "Belum ada laporan yang ditandatangani" in text_of(page)


def test_an_office_that_signs_by_pen_is_offered_no_signature(house: House, sign_in: SignIn) -> None:
    with transaction():
        offices.office(house.desk.office_id).signing_mode = SigningMode.BASAH
    head = sign_in(house.desk.signer)

    assert read_page(head, "/penyelia/laporan").find("a", string="Tandatangani laporannya") is None
    form = read_page(head, "/penyelia/laporan/tanda-tangan?dari=2026-06-01&sampai=2026-06-30")
    assert "Hanya pejabat kantor ini" in text_of(submit(head, form, status=403))
