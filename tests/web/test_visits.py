"""Pages of visits and incidents: planned, told from the telephone, sent twice; declared, read by everybody, ended."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.catalogue import queries as catalogue
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.requests import incidents, queries, reviewing
from eservice.requests.workflow import Status
from tests.web import desks
from tests.web.desks import NOW, House, stands
from tests.web.page import read_page, text_of
from tests.web.test_officer import SignIn, sign_in  # noqa: F401 - a fixture


@pytest.fixture(autouse=True)
def _today(db_app: Flask) -> Iterator[None]:
    with clock.travel(NOW):
        yield


def sent(browser: FlaskClient, url: str, **fields: object) -> tuple[int, str]:
    """Send a form with its own token; return the status and where it leads, or what the page says."""
    token = read_page(browser, url).select_one("form.stack [name=csrf_token]")
    assert token is not None
    answer = browser.post(url, data={"csrf_token": str(token["value"])} | fields)
    return answer.status_code, answer.location or answer.get_data(as_text=True)


def planned(house: House, browser: FlaskClient) -> tuple[str, str]:
    """Return the code of a request that Dewi holds, with a visit soon, and the address of the visit's form."""
    code = desks.file_request(house)
    with transaction():
        reviewing.claim(queries.for_change(code), actor=house.dewi, at=NOW)
    status, onward = sent(
        browser, f"/petugas/permohonan/{code}/jadwalkan-kunjungan",
        on=str(clock.today()), hour="10:05", length="1",
        visitor=str(house.dewi.membership_id),
    )  # fmt: skip
    assert (status, onward) == (303, f"/petugas/permohonan/{code}")
    visit = queries.request_by_code(code).visits[-1]
    return code, f"/petugas/permohonan/{code}/kunjungan/{visit.id}"


def test_a_visit_is_planned_told_twice_and_stands_once(house: House, sign_in: SignIn) -> None:  # noqa: F811
    browser = sign_in(house.dewi)
    code, form = planned(house, browser)
    told = {
        "outcome": "met", "made_on": str(clock.today()), "made_hour": "10:06",
        "judgement": "fits", "floor": "cement", "dependants": "3", "work": "buruh <harian>",
    }  # fmt: skip

    assert "Isi hasil kunjungan" in text_of(read_page(browser, f"/petugas/permohonan/{code}"))
    with clock.travel(NOW + timedelta(minutes=8)):
        assert sent(browser, form, **(told | {"judgement": ""}))[0] == 422
        assert sent(browser, form, **(told | {"made_hour": "23:00"}))[0] == 422
        assert [sent(browser, form, photo=desks.photo(), **told)[0] for _time in range(2)] == [303, 303]
        assert sent(browser, form, **(told | {"judgement": "unsure"}))[0] == 409
        page = read_page(browser, f"/petugas/permohonan/{code}")
        photo = browser.get(f"{form}/foto")

    request = queries.request_by_code(code)
    assert [event.step.value for event in request.history].count("visited") == 1
    assert "buruh <harian>" in text_of(page)
    assert (photo.status_code, photo.mimetype) == (200, "image/jpeg")


def test_what_a_browser_keeps_of_a_visit_is_kept_under_whose_it_is(house: House, sign_in: SignIn) -> None:  # noqa: F811
    """A colleague who takes over the browser neither sees it there nor sends it in the own name."""
    browser = sign_in(house.dewi)
    _, form = planned(house, browser)

    kept_for = [
        str(read_page(one, form).select_one("#kunjungan")["data-who"]) for one in (browser, sign_in(house.bambang))
    ]

    assert kept_for == [str(house.dewi.membership_id), str(house.bambang.membership_id)]


def test_nobody_at_home_needs_another_day_and_the_citizen_reads_it(house: House, sign_in: SignIn) -> None:  # noqa: F811
    browser = sign_in(house.dewi)
    code, form = planned(house, browser)
    day = clock.today()
    told = {"outcome": "not_at_home", "made_on": str(day), "made_hour": "10:06"}

    with clock.travel(NOW + timedelta(minutes=8)):
        assert sent(browser, form, **told)[0] == 422
        again = {"again_on": str(day.replace(day=day.day + 2)), "again_hour": "10:00", "again_length": "1"}
        assert sent(browser, form, **told, **again)[0] == 303
        citizen = read_page(sign_in(desks.applicant(code)), f"/permohonan/{code}")
        line = read_page(browser, f"/petugas/permohonan/{code}/waktu")

    assert "Mohon ada orang dewasa di rumah" in text_of(citizen)
    assert "sampai hari kunjungan berikutnya" in text_of(line)


@pytest.mark.parametrize("who", ["bambang", "stranger"])
def test_only_who_goes_or_holds_it_tells(who: str, house: House, sign_in: SignIn) -> None:  # noqa: F811
    _code, form = planned(house, sign_in(house.dewi))
    stranger: Actor = getattr(house, who)
    told = {"outcome": "met", "made_on": str(clock.today()), "made_hour": "10:00", "judgement": "fits"}

    browser = sign_in(stranger)
    token = read_page(browser, "/petugas").select_one("[name=csrf_token]")
    assert token is not None
    answer = browser.post(form, data={"csrf_token": str(token["value"])} | told)

    assert answer.status_code == 403


def test_an_incident_is_declared_by_the_head_read_by_everybody_and_ended(house: House, sign_in: SignIn) -> None:  # noqa: F811
    code = desks.file_request(house)
    head, officer = sign_in(house.lurah), sign_in(house.dewi)
    assert officer.get("/kelola/gangguan").status_code == 403
    facts = {
        "service": "0", "office": str(house.office_id), "public_text": "Listrik padam <b>di kantor</b>.",
        "evidence": "Laporan PLN 12", "begins_on": str(clock.today()), "begins_hour": f"{clock.wib(NOW):%H:%M}",
        "until_on": str(clock.today()), "until_hour": "23:00",
    }  # fmt: skip

    assert sent(head, "/kelola/gangguan/buka", **(facts | {"evidence": " "}))[0] == 422
    assert sent(head, "/kelola/gangguan/buka", **(facts | {"office": "999"}))[0] == 422
    assert sent(head, "/kelola/gangguan/buka", **facts) == (303, "/kelola/gangguan")
    assert stands(code) is Status.ON_HOLD

    citizen = sign_in(desks.applicant(code))
    slug, registry = (catalogue.by_code(one, at=NOW).definition.slug for one in ("SKD", "KK"))
    readers = {
        citizen: [f"/permohonan/{code}", "/", f"/layanan/{slug}"],
        officer: ["/petugas", f"/petugas/permohonan/{code}"],
        head: ["/kelola/gangguan"],
    }
    for browser, urls in readers.items():
        for url in urls:
            assert "Listrik padam <b>di kantor</b>." in text_of(read_page(browser, url)), url

    assert "Listrik padam" not in text_of(read_page(citizen, f"/layanan/{registry}")), "another kind of office"

    with transaction():
        queries.for_change(code).promised_at = NOW + timedelta(minutes=1)
    with clock.travel(NOW + timedelta(minutes=10)):
        groups = [text_of(one) for one in read_page(officer, "/petugas?tab=kantor").select("tr.group")]
    assert groups == ["Jatuh tempo hari ini · 1"], "its promise rests: it is not late"

    number = incidents.running()[0].id
    later = {"on": str(clock.today()), "hour": f"{clock.wib(NOW):%H:%M}"}
    assert sent(head, f"/kelola/gangguan/{number}/perpanjang", **later)[0] == 422
    assert sent(head, f"/kelola/gangguan/{number}/selesai", **later) == (303, "/kelola/gangguan")
    assert stands(code) is Status.SUBMITTED
    assert "Listrik padam" not in text_of(read_page(citizen, "/"))
