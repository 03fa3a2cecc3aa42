"""The forecast's page: says what it knows, how far it may be relied on, and what one change would do."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import sessions
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.metrics.forecast import queries
from eservice.metrics.forecast.trial import Trial
from eservice.metrics.queries import Scope
from eservice.offices import queries as offices
from tests.past import NOW, Past, begin
from tests.web.page import read_page, text_of

SignIn = Callable[[Actor], FlaskClient]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(db_app: Flask) -> Iterator[None]:
    with clock.travel(NOW):
        yield


@pytest.fixture
def past(db_app: Flask) -> Past:
    with transaction():
        return begin("kel-telanaipura")


@pytest.fixture
def busy(past: Past) -> Past:
    with transaction():
        past.tell_some(160, since=NOW - 80 * DAY, until=NOW)
    return past


@pytest.fixture
def reader(past: Past, client: FlaskClient) -> FlaskClient:
    """The supervisor's own browser."""
    with transaction():
        actor = past.actor(past.offices[0], Role.SUPERVISOR)
        secret = sessions.start_session(actor.user_id or 0, membership_id=actor.membership_id, strong=True, at=NOW)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = secret
    return client


def test_too_few_data_are_said_plainly(reader: FlaskClient) -> None:
    page = read_page(reader, "/penyelia/perkiraan")

    assert text_of(page.h1) == "Data masih terlalu sedikit untuk perkiraan"
    assert "Diperlukan sedikitnya 30 hari kerja dan 60 permohonan. Sekarang: 0 hari kerja." in text_of(page)
    assert page.select("main table") == []


def test_ten_days_stand_in_picture_and_table_alike_and_say_that_they_are_not_tried_yet(
    busy: Past, reader: FlaskClient
) -> None:
    page = read_page(reader, "/penyelia/perkiraan")

    assert text_of(page.h1) == "Perkiraan ini belum dapat diandalkan"
    assert "diperlukan 30" in text_of(page.select_one("main"))
    rows = page.find("caption", string="Perkiraan per hari kerja").find_parent("table").select("tbody tr")  # type: ignore[union-attr]
    told = [(text_of(row.th), *(text_of(cell) for cell in row.select("td")[:2])) for row in rows]
    assert len(told) == 10
    assert told[0][0] == "Jum 10 Jul", "today, which has not ended"
    drawn = [(text_of(bar.span), text_of(bar.b)) for bar in page.select(".bars > div")]
    assert drawn == [(day, f"{p50}–{p90}") for day, p50, p90 in told]
    assert "Antrean tiruan dimainkan" in text_of(page)
    assert "Apa jadinya dalam 10 hari kerja" not in text_of(read_page(reader, "/penyelia/perkiraan?layanan=SKD"))
    assert reader.get("/penyelia/perkiraan?layanan=TIDAK").status_code == 404
    assert reader.get("/penyelia/perkiraan?kantor=kel-kasang").status_code == 404


def test_a_change_is_played_beside_what_is_and_nonsense_changes_nothing(busy: Past, reader: FlaskClient) -> None:
    def plans(address: str) -> list[list[str]]:
        page = read_page(reader, address)
        table = page.find("caption", string="Apa jadinya dalam 10 hari kerja").find_parent("table")  # type: ignore[union-attr]
        return [[text_of(cell) for cell in row.select("th, td")] for row in table.select("tbody tr")]  # type: ignore[union-attr]

    usual = plans("/penyelia/perkiraan")
    asked = plans("/penyelia/perkiraan?orang=-1&urutan=tercepat&jam=1")

    assert [row[0] for row in usual] == ["Seperti sekarang", "Satu orang lebih"]
    assert asked[0] == usual[0], "the same luck for what is"
    assert asked[1][0] == "Satu orang kurang; Yang paling cepat selesai dahulu; Satu jam lebih setiap hari"
    assert plans("/penyelia/perkiraan?orang=99&urutan=x&jam=-5") == usual


def test_a_forecast_that_missed_too_often_says_so_on_both_pages(
    busy: Past, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "tried", lambda *_args: Trial(n=400, days=40, below_p50=200, below_p90=320))

    page = read_page(reader, "/penyelia/perkiraan")

    assert text_of(page.h1) == "Perkiraan ini belum dapat diandalkan"
    assert "80 dari 100 hari tidak melebihi batas 9 dari 10 (seharusnya 85 sampai 95)" in text_of(page)
    assert "Belum dapat diandalkan." in text_of(read_page(reader, "/penyelia"))


@pytest.mark.parametrize(("below", "headline"), [(36, "Kira-kira"), (28, "Perkiraan ini belum dapat diandalkan")])
def test_days_that_held_are_not_relied_on_where_ten_together_did_not(
    below: int, headline: str, busy: Past, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "tried", lambda *_args: Trial(n=400, days=40, below_p50=200, below_p90=360))
    monkeypatch.setattr(queries, "tried_totals", lambda *_args: Trial(n=40, days=40, below_p50=20, below_p90=below))

    page = read_page(reader, "/penyelia/perkiraan")

    assert text_of(page.h1).startswith(headline)
    assert f"{below * 100 // 40} dari 100 kali tidak melebihi batasnya" in text_of(page)


def test_every_request_is_counted_on_one_open_day(busy: Past) -> None:
    office = offices.office(busy.offices[0].id)

    found = queries.outlook(Scope(frozenset({office.id})), office, at=NOW)

    assert found.arrivals is not None
    first = found.counted.days[0]
    assert 0 < 160 - sum(found.counted.counts) - found.counted.today < 6, (
        f"what came before {first.on} has no whole day"
    )
    desk = queries.desk(office, found, at=NOW)
    assert desk is not None
    assert desk.hands == (len(busy.officers[office.id]),) * 10
    assert desk.days[0].gone == 3.5 * 3600, "11.00 of a day that began at 7.30"
