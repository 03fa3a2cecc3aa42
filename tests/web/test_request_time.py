"""The clock of one request, explained to the office and to the citizen: sums, words, who may read it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.metrics.queries import runs_of_request
from eservice.offices.queries import office
from eservice.requests import handover, queries, reviewing, signing
from eservice.requests.clock import Stage
from eservice.requests.reviewing import Gap
from eservice.requests.workflow import Refusal, Verdict
from eservice.worktime import actions as worktime
from tests.web import desks
from tests.web.desks import NOW, House
from tests.web.page import read_page, text_of

SignIn = Callable[[Actor], FlaskClient]


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OTHER = "1571010101859002"


def worth(row: BeautifulSoup) -> list[int]:
    """Return the seconds behind every length in a part of a page."""
    return [int(str(one["value"])) for one in row.select("data")]


def lines(page: BeautifulSoup) -> list[BeautifulSoup]:
    return page.select("main ol.line > li")


def act(code: str, verb: Callable[..., object], *given: object, by: Actor, at=NOW, **more: object) -> None:
    """Let one act happen at an instant."""
    with clock.travel(at), transaction():
        verb(queries.for_change(code), *given, actor=by, at=at, **more)


def asked_and_answered(house: House) -> str:
    """File a request on Tuesday 10.00, ask on Tuesday 15.00, let it be sent again on Thursday 09.00."""
    code = desks.file_request(house)
    act(code, reviewing.claim, by=house.dewi, at=NOW + HOUR)
    gap = Gap("answer", "rt", Verdict.UNCLEAR, "Nomor RT tidak terbaca.")
    act(code, reviewing.ask_correction, [gap], by=house.dewi, at=NOW + 5 * HOUR)
    with clock.travel(NOW + 2 * DAY - HOUR), transaction():
        found = queries.for_change(code)
        desks.filing.mend_answer(found, "rt", "014", at=NOW + 2 * DAY - HOUR)
        desks.filing.resubmit(found, actor=Actor(desks.Role.CITIZEN, user_id=found.user_id), at=NOW + 2 * DAY - HOUR)
    return code


def test_the_lines_on_the_page_add_up_to_the_sums_and_to_the_supervisors_figures(house: House, sign_in: SignIn) -> None:
    code = desks.issued(house)

    with clock.travel(NOW + 3 * DAY):
        page = read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}/waktu")
        (run,) = runs_of_request(queries.request_by_code(code).id, NOW + 3 * DAY)

    sums = {text_of(row.th): worth(row) for row in page.select("main section > .frame tbody tr")}
    assert sum(worth(line.p)[0] for line in lines(page)) == run.times.service
    assert sums["Waktu layanan kantor"] == [run.times.service]
    assert sums["Seluruhnya"] == [run.times.elapsed]
    assert sums["Diperiksa"] == [run.times.lived[Stage.REVIEW], run.times.working[Stage.REVIEW]]


def test_a_pause_is_told_with_its_days_and_where_the_promise_moved(house: House, sign_in: SignIn) -> None:
    code = asked_and_answered(house)

    with clock.travel(NOW + 2 * DAY):
        page = read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}/waktu")

    said = [text_of(line) for line in lines(page)]
    assert [one.split(" Mulai")[0].split(":")[0] for one in said] == [
        "Menunggu diperiksa Kelurahan Telanaipura Sel 7 Jul, 10.00–15.00",
        "Menunggu pemohon Sel 7 Jul 15.00 – Kam 9 Jul 09.00",
        "Menunggu diperiksa Kelurahan Telanaipura sejak Kam 9 Jul 09.00, sampai sekarang",
    ]
    assert "Di antaranya: Diambil petugas (petugas Dewi Anggraini)." in said[0]
    assert "Kantor tutup 1 jam: istirahat 1 jam." in said[0]
    assert "Hari demi hari" in said[1]
    assert "2 hari kerja dimulai selama permohonan menunggu dilengkapi." in text_of(page.main)
    assert "Bergeser dari" in text_of(page.main)


def test_a_citizen_reads_the_same_sums_and_no_name_of_the_staff(house: House, sign_in: SignIn) -> None:
    code = asked_and_answered(house)

    with clock.travel(NOW + 2 * DAY):
        citizen = sign_in(desks.applicant(code))
        own = read_page(citizen, f"/permohonan/{code}/waktu")
        office_page = read_page(sign_in(house.bambang), f"/petugas/permohonan/{code}/waktu")

    assert [worth(line) for line in lines(own)] == [worth(line) for line in lines(office_page)]
    assert worth(own.main) == worth(office_page.main)
    assert "petugas" in text_of(own.main)
    assert not [name for name in ("Dewi", "Bambang", "Fauzi") if name in text_of(own)]


def test_steps_inside_the_office_stay_inside(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    act(code, reviewing.claim, by=house.dewi)
    act(code, reviewing.release, by=house.dewi, at=NOW + HOUR)

    with clock.travel(NOW + 2 * HOUR):
        own = text_of(read_page(sign_in(desks.applicant(code)), f"/permohonan/{code}/waktu").main)
        staff = text_of(read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}/waktu").main)

    assert "Dikembalikan ke antrean" in staff
    assert "Dikembalikan ke antrean" not in own
    assert "Langkah di dalam kantor" in own


def test_a_reopened_request_is_told_in_two_rounds(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    act(code, reviewing.claim, by=house.dewi)
    act(code, reviewing.propose_rejection, Refusal.NOT_RESIDENT, "Bukan penduduk.", by=house.dewi, at=NOW + HOUR)
    act(code, signing.reject, Refusal.NOT_RESIDENT, "Bukan penduduk.", by=house.lurah, at=NOW + 2 * HOUR)
    act(code, handover.reopen, "Keberatan diterima.", by=house.penyelia, at=NOW + 2 * DAY)

    with clock.travel(NOW + 2 * DAY + HOUR):
        page = read_page(sign_in(house.penyelia), f"/petugas/permohonan/{code}/waktu")

    assert [text_of(one) for one in page.select("main section > h2")] == [
        "Baris demi baris, putaran 1", "Baris demi baris, putaran 2",
    ]  # fmt: skip
    assert "Selama itu jam siapa pun tidak berjalan." in text_of(page.main)
    assert "Janji baru saat dibuka kembali" in text_of(page.main)


def test_another_office_and_another_citizen_do_not_read_it(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)

    read_page(sign_in(house.stranger), f"/petugas/permohonan/{code}/waktu", status=403)
    read_page(sign_in(house.dewi), f"/permohonan/{code}/waktu", status=403)
    with transaction():
        other = desks.User(name="Orang Lain", nik=OTHER, nik_index=desks.nik_index(OTHER), created_at=NOW)
        desks.db.session.add(other)
        desks.db.session.flush()
        other_citizen = Actor(desks.Role.CITIZEN, user_id=other.id, name=other.name)
    read_page(sign_in(other_citizen), f"/permohonan/{code}/waktu", status=404)


def test_the_offices_look_is_recorded(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)

    read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}/waktu")

    assert desks.looks() == ["request:look"]


def test_the_page_is_linked_where_its_readers_are(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    ways = [
        (house.dewi, f"/petugas/permohonan/{code}", f"/petugas/permohonan/{code}/waktu"),
        (house.penyelia, f"/penyelia/permohonan/{code}", f"/petugas/permohonan/{code}/waktu"),
        (desks.applicant(code), f"/permohonan/{code}", f"/permohonan/{code}/waktu"),
    ]

    for reader, start, goal in ways:
        browser = sign_in(reader)
        (link,) = read_page(browser, start).select(f'main a[href="{goal}"]')
        read_page(browser, str(link["href"]))


@pytest.mark.parametrize("reader", ["dewi", "citizen"])
def test_it_reads_in_english_to_the_last_reason(reader: str, house: House, sign_in: SignIn) -> None:
    code = asked_and_answered(house)
    path = f"/permohonan/{code}/waktu" if reader == "citizen" else f"/petugas/permohonan/{code}/waktu"

    with clock.travel(NOW + 5 * DAY):
        browser = sign_in(desks.applicant(code) if reader == "citizen" else house.dewi)
        browser.set_cookie("__Host-bahasa", "en")
        page = read_page(browser, path, locale="en")

    assert "outside working hours" in text_of(page.main)
    assert "weekend" in text_of(page.main)
    assert "Day by day" in text_of(page.main)
    assert "akhir pekan" not in text_of(page.main)


def test_the_officer_reads_how_much_working_time_is_left(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    promised_at = queries.request_by_code(code).promised_at
    assert promised_at is not None

    early = read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}")
    with clock.travel(promised_at - HOUR):
        soon = read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}")
    with clock.travel(promised_at + DAY):
        late = read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}")

    assert "waktu kerja" in text_of(early.main)
    assert text_of(soon.main).count("sisa 1 jam") == 1, "said once"
    assert soon.main.select_one(".due--q3.wait") is not None
    assert "lewat 7 jam 30 menit waktu kerja" in text_of(late.main)
    assert late.main.select_one(".due--late.bad") is not None


def test_a_day_closed_afterwards_changes_nothing_a_citizen_was_shown(house: House, sign_in: SignIn) -> None:
    code = asked_and_answered(house)
    act(code, reviewing.claim, by=house.dewi, at=NOW + 2 * DAY)
    complete = {one.requirement: (Verdict.COMPLETE, "") for one in queries.request_by_code(code).proofs}
    act(code, reviewing.judge, complete, by=house.dewi, at=NOW + 2 * DAY)
    act(code, reviewing.recommend, by=house.dewi, at=NOW + 2 * DAY)
    act(code, signing.sign, by=house.lurah, at=NOW + 2 * DAY)

    before = used_by_then(code, sign_in, at=NOW + 3 * DAY)
    with transaction():
        hours = office(house.office_id).processing_calendar_id
        why = worktime.Decision(reason="Banjir", confirmed_by_id=house.dewi.user_id or 0, consent="Camat 9/2026")
        worktime.add_closure(hours, clock.wib(NOW).date(), why, actor=house.penyelia, at=NOW + 6 * DAY)

    assert "Terpakai kantor 5 jam waktu kerja" in before
    assert used_by_then(code, sign_in, at=NOW + 7 * DAY) == before


def used_by_then(code: str, sign_in: SignIn, *, at: datetime) -> str:
    """Return what the applicant reads beside the promise at an instant."""
    with clock.travel(at):
        return text_of(read_page(sign_in(desks.applicant(code)), f"/permohonan/{code}").aside)


def test_working_time_is_told_in_hours_never_in_days_of_twenty_four(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)

    with clock.travel(NOW + 7 * DAY):
        page = text_of(read_page(sign_in(desks.applicant(code)), f"/permohonan/{code}").aside)

    assert "Terpakai kantor 37 jam 30 menit waktu kerja" in page
