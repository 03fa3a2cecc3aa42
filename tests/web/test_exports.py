"""Figures taken along: each file says what the page says, calculates nothing, and names nobody."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from eservice.accounts import sessions
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.audit.models import AuditEntry
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.web.sheets import as_csv, as_xlsx
from tests.past import NOW, Past, begin
from tests.web.page import read_page, text_of

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(db_app: Flask) -> Iterator[None]:
    with clock.travel(NOW):
        yield


@pytest.fixture
def past(db_app: Flask) -> Past:
    with transaction():
        told = begin("kel-telanaipura", "kel-kasang")
        told.tell_some(60, since=NOW - 25 * DAY, until=NOW)
    return told


@pytest.fixture
def reader(past: Past, sign_in: Callable[[Actor], FlaskClient]) -> FlaskClient:
    with transaction():
        actor = past.actor(past.offices[0], Role.SUPERVISOR)
    return sign_in(actor)


def test_every_file_says_what_the_page_says(past: Past, reader: FlaskClient) -> None:
    page = read_page(reader, "/penyelia/angka?hari=30")
    for kind in (
        "csv",
        "xlsx",
        "json",
        "pdf",
    ):
        assert f"/penyelia/angka/{kind}?hari=30" in {str(link["href"]) for link in page.select("main a[href]")}

    told = reader.get("/penyelia/angka/json?hari=30").get_json(force=True)
    sheet = list(csv.DictReader(io.StringIO(reader.get("/penyelia/angka/csv?hari=30").get_data().decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(reader.get("/penyelia/angka/xlsx?hari=30").get_data()), read_only=True).active
    cells = [list(row) for row in book.iter_rows(values_only=True)]

    assert len(told["figures"]) == len(sheet) == len(cells) - 1
    for one, line, row in zip(told["figures"], sheet, cells[1:], strict=True):
        assert (one["figure"], str(one["n"])) == (line["Kunci"], line["n"]) == (row[0], str(row[4]))
        assert ["" if one[rank] is None else str(one[rank]) for rank in ("median", "p90", "p95")] == [
            line[of] for of in ("Median", "p90", "p95")
        ]
    kept = next(one for one in told["figures"] if one["figure"] == "janji-ditepati" and one["service"] is None)
    service = next(one for one in told["figures"] if one["figure"] == "waktu-layanan" and one["service"] is None)
    words = text_of(page.select_one("main"))
    assert f"{service['median'] / 3600:.1f}".replace(".", ",") + " jam kerja" in words
    assert f"{kept['share'] * 100:.1f}".replace(".", ",") in words
    assert set(told["definitions"]) >= {
        one["figure"] for one in told["figures"] if one["figure"] in told["definitions"]
    }
    assert told["definitions"]["janji-ditepati"]["misleading"].startswith("Angka ini naik")
    db.session.rollback()
    looks = db.session.scalars(select(AuditEntry.data).where(AuditEntry.action == "figures:export")).all()
    assert [look["as"] for look in looks] == ["json", "csv", "xlsx"]


def test_the_report_is_an_archive_file_and_the_events_of_ones_own_office_leave_without_a_name(
    past: Past, reader: FlaskClient
) -> None:
    answer = reader.get("/penyelia/angka/pdf?hari=30")

    assert answer.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.get_data())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "Laporan kinerja pelayanan" in str(pdf.docinfo.get("/Title", ""))

    xes = reader.get("/penyelia/peristiwa/xes?hari=30").get_data(as_text=True)
    log = json.loads(reader.get("/penyelia/peristiwa/ocel?hari=30").get_data())

    requests = [one for one in log["objects"] if one["type"] == "request"]
    assert 0 < len(requests) == xes.count("<trace>")
    assert {one["id"] for one in log["objects"] if one["type"] == "office"} == {"office-kel-telanaipura"}
    known = {one["id"] for one in log["objects"]}
    assert all(part["objectId"] in known for event in log["events"] for part in event["relationships"])
    for name in ("Siti", "Budi", "Ani "):
        assert name not in xes + json.dumps(log)


def test_who_has_not_proved_it_lately_is_asked_once_more(past: Past, client: FlaskClient) -> None:
    with transaction():
        actor = past.actor(past.offices[0], Role.SUPERVISOR)
        secret = sessions.start_session(
            actor.user_id or 0, membership_id=actor.membership_id, strong=True, at=NOW - DAY / 144
        )
    with client.session_transaction() as cookie:
        cookie["_user_id"] = secret

    for path in ("/penyelia/angka/csv", "/penyelia/peristiwa/xes"):
        assert text_of(read_page(client, path).h1) == "Benarkah ini Anda?"


def test_a_cell_that_looks_like_a_calculation_stays_text() -> None:
    """The twin: the same cells written as they are would calculate."""
    wild = ["=1+1", "+62", "-1", "@SUM(A1)", "\t=1", "\r=1", "\u2212 5"]

    sheet = as_csv(["Nama"], [[one] for one in wild]).decode("utf-8-sig")
    book = load_workbook(io.BytesIO(as_xlsx("A", ["Nama"], [[one] for one in wild], widths=[9]))).active

    assert all(line[0].startswith("'") for line in list(csv.reader(io.StringIO(sheet, newline="")))[1:])
    assert all(str(row[0]).startswith("'") for row in book.iter_rows(min_row=2, values_only=True))
    assert as_csv(["n"], [[-5]]).decode("utf-8-sig") == "n\r\n-5\r\n", "a number is no text"
