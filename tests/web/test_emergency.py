"""The sheet for a power cut, by its pages: prepared, printed, entered afterwards, closed; and the figures say so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.audit.models import AuditEntry
from eservice.counter.models import EmergencySheet
from eservice.kernel import clock
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.requests.models import PaperCode, Request
from eservice.requests.workflow import Channel
from tests.web import desks
from tests.web.desks import NOW, House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
SHEET, SKD = "/petugas/loket/darurat", "surat-keterangan-domisili"
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def dewi(house: House, sign_in: SignIn) -> FlaskClient:
    """Dewi, who has prepared the sheet of the week."""
    client = sign_in(house.dewi)
    page = read_page(client, SHEET)
    assert "Lembar darurat siap" in text_of(submit(client, page, {"kode": "3"}))
    return client


def entry(client: FlaskClient, *, minutes: int = 60, status: int = 200) -> BeautifulSoup:
    """Say at the head of the first line what stands on the paper, so many minutes after the printing."""
    written = wib(NOW + timedelta(minutes=minutes))
    told = {"hari": f"{written:%d-%m-%Y}", "jam": f"{written:%H.%M}", "layanan": SKD}
    return submit(client, read_page(client, f"{SHEET}/1/masukkan"), told, status=status)


def test_the_printed_list_has_no_pin_and_each_slip_has_its_own(dewi: FlaskClient) -> None:
    page = read_page(dewi, f"{SHEET}/cetak")

    pins = list(db.session.scalars(select(PaperCode.pin)))
    assert len(pins) == 3
    assert not any(pin in text_of(page.select_one(".cut")) for pin in pins)
    assert all(pin in text_of(page.select_one(".cut__slips")) for pin in pins)
    db.session.rollback()
    assert db.session.scalar(select(AuditEntry.sequence).where(AuditEntry.action == "emergency:print"))


def test_the_counter_reads_by_when_a_sheet_is_entered_and_is_offered_nothing_once_that_is_over(
    house: House, dewi: FlaskClient, sign_in: SignIn
) -> None:
    until = db.session.scalars(select(EmergencySheet.entries_until)).one()
    db.session.rollback()
    for at, words, lines in (
        (until - timedelta(minutes=1), "masukkan sisanya paling lambat Jumat, 17 Juli 2026 pukul 16.30 WIB", 3),
        (until, "Minta penyelia membukanya lagi", 0),
    ):
        with clock.travel(at):
            page = read_page(sign_in(house.dewi), SHEET)
        assert words in text_of(page)
        assert len(page.select('a[href$="/masukkan"]')) == lines


def test_a_line_is_entered_with_the_papers_hour_and_every_figure_says_so(
    house: House, dewi: FlaskClient, sign_in: SignIn
) -> None:
    given = desks.typed(house)
    with clock.travel(LATER):
        dewi = sign_in(house.dewi)
        page = entry(dewi)
        for _page in range(12):
            names = {str(one["name"]) for one in page.select("main form [name]")}
            if "tampil" not in names:
                break
            page = submit(dewi, page, {name: given[name] for name in names if name in given})
        page = submit(dewi, page, {str(one["name"]): desks.photo() for one in page.select("input[type=file]")})
        assert "Cocokkan dengan kertas" in text_of(page)
        assert not page.select("[name=setuju]")
        receipt = submit(dewi, page)

        code = receipt.select_one(".ticket__code").text.replace("-", "")
        filed = db.session.scalars(select(Request).where(Request.code == code)).one()
        assert filed.channel is Channel.LATE_ENTRY
        assert filed.filed_at == NOW.replace(second=0, microsecond=0) + timedelta(minutes=60)
        shown = read_page(dewi, f"/petugas/permohonan/{code}")
        assert "Entri susulan (Ditandatangani di kertas)" in text_of(shown)
        assert "Sudah masuk" in text_of(read_page(dewi, SHEET))
        told = text_of(read_page(sign_in(house.penyelia), "/penyelia"))
        assert "termasuk 1 entri susulan dari 1 permohonan" in told


@pytest.mark.parametrize("minutes", [-1, 181])
def test_an_hour_before_the_printing_or_in_the_future_is_refused_at_its_field(
    house: House, dewi: FlaskClient, sign_in: SignIn, minutes: int
) -> None:
    with clock.travel(LATER):
        page = entry(sign_in(house.dewi), minutes=minutes, status=422)

    assert "Jam pada kertas harus antara" in text_of(page.select_one(".summary"))
    assert db.session.scalar(select(Request.id)) is None


def test_closing_needs_a_reason_and_gives_up_what_was_not_used(dewi: FlaskClient) -> None:
    page = read_page(dewi, f"{SHEET}/tutup")
    assert "3 kode yang tidak terpakai hangus" in text_of(page)
    submit(dewi, page, status=422)
    page = submit(dewi, page, {"alasan": "Minggu selesai"})

    assert "Kode yang tidak terpakai hangus" in text_of(page)
    assert "Siapkan sebelum padam" in text_of(page)


def test_another_office_has_a_sheet_of_its_own_and_a_supervisor_none(
    house: House, dewi: FlaskClient, sign_in: SignIn
) -> None:
    assert "Siapkan sebelum padam" in text_of(read_page(sign_in(house.stranger), SHEET))
    read_page(sign_in(house.stranger), f"{SHEET}/cetak", status=404)
    read_page(sign_in(house.penyelia), SHEET, status=403)
