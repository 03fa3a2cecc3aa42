"""The survey by its pages: asked after the end, answered once by whoever was served, read by who heads an office."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eservice.accounts.actor import Actor
from eservice.catalogue.models import Service
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.notifications.models import Message
from eservice.requests import queries as requests
from eservice.requests.models import Request
from eservice.satisfaction import inviting
from eservice.satisfaction.models import SurveyAnswer, SurveyInvitation
from eservice.satisfaction.rules import Element, Quarter, Series
from tests.databases import Filled
from tests.domain.satisfaction.seeded import seed
from tests.web import desks
from tests.web.desks import NOW, House
from tests.web.page import read_page, send, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
SECOND = Quarter(2026, 2)
GOOD = {element.value: "3" for element in Element}
PAGE = f"/penyelia/skm?kantor=kel-telanaipura&triwulan={SECOND.key}"


def serve() -> tuple[House, str]:
    """Issue a letter and ask its applicant."""
    house = desks.build()
    code = desks.issued(house)
    inviting.invite_due(at=NOW)
    db.session.remove()
    return house, code


@pytest.fixture
def served(filled: Filled) -> Iterator[tuple[House, str]]:
    """A letter was issued a moment ago, and its applicant asked; no message with a code has gone out."""
    with clock.travel(NOW):
        yield filled("served desks", serve)


@pytest.fixture
def house(served: tuple[House, str]) -> House:
    return served[0]


@pytest.fixture
def code(served: tuple[House, str]) -> str:
    return served[1]


def answers() -> list[SurveyAnswer]:
    db.session.remove()
    return list(db.session.scalars(select(SurveyAnswer)))


def mailed(code: str) -> str:
    """Give the invitation a code, as a message would bring it."""
    with transaction():
        about = db.session.scalars(select(SurveyInvitation)).one()
        about.code_digest = inviting.digest("K7QM4T2X9D")
    return "k7qm-4t2x-9d"


def test_a_citizen_is_asked_on_the_own_page_and_answers_once_in_words(house: House, code: str, sign_in: SignIn) -> None:
    own = sign_in(desks.applicant(code))
    assert "Bagaimana layanan kami?" in text_of(read_page(own, "/akun/pesan"))
    page = read_page(own, f"/permohonan/{code}")
    link = page.select_one('a[href$="/survei"]')
    assert link is not None
    page = read_page(own, str(link["href"]))
    questions = page.select(".fourfold")
    assert [len(one.select(".choice")) for one in questions] == [4] * 9
    costs = [text_of(one) for one in questions[3].select(".choice")]
    assert costs == ["Sangat mahal", "Cukup mahal", "Murah", "Gratis"]
    assert "2. Apakah urusannya mudah dijalani?" in text_of(questions[1].legend)
    assert read_page(own, f"/permohonan/{code}/survei").select("[required]") == []

    assert "Jawab paling sedikit satu" in text_of(submit(own, page, status=422).select_one(".summary"))
    told = GOOD | {"time": "", "komentar": "Petugasnya sabar.", "tentang-age": "50_59"}
    page = submit(own, page, told)

    assert "Jawaban Anda sudah masuk, tanpa nama" in text_of(page)
    assert not page.select('a[href$="/survei"]')
    (stored,) = answers()
    assert stored.told["facts"] == {"age": "50_59"}
    assert "time" not in stored.told["scores"]
    assert "sudah dijawab" in text_of(read_page(own, f"/permohonan/{code}/survei", status=409))


def test_another_citizen_finds_no_survey_and_staff_answer_none(house: House, code: str, sign_in: SignIn) -> None:
    mine = desks.applicant(code)
    with transaction():
        db.session.execute(update(Request).where(Request.code == code).values(user_id=None))
    assert read_page(sign_in(mine), f"/permohonan/{code}/survei", status=404)
    dewi = sign_in(house.dewi)
    page = submit(dewi, read_page(dewi, "/survei"), {"kode": mailed(code)})
    assert "sedang masuk sebagai pegawai" in text_of(submit(dewi, page, GOOD, status=403))
    assert not answers()


def test_a_code_is_typed_opens_the_questions_once_and_stands_in_no_address(
    house: House, code: str, client: FlaskClient
) -> None:
    typed = mailed(code)
    page = submit(client, read_page(client, "/survei"), {"kode": "AAAA-AAAA-AA"}, status=404)
    assert "Kode survei ini tidak ada" in text_of(page.select_one(".summary"))
    page = submit(client, page, {"kode": typed})
    assert page.attrs["data-path"] == "/survei/jawab"
    assert "Jawaban Anda sudah masuk" in text_of(submit(client, page, GOOD))

    assert [one.series for one in answers()] == [Series.OWN]
    assert "sudah dijawab" in text_of(read_page(client, "/survei/jawab", status=409))
    assert "sudah dijawab" in text_of(submit(client, read_page(client, "/survei"), {"kode": typed}, status=409))
    with clock.travel(NOW + timedelta(hours=2)):
        assert read_page(client, "/survei/jawab").attrs["data-path"] == "/survei"


def test_after_thirty_days_it_is_too_late(house: House, code: str, client: FlaskClient) -> None:
    typed = mailed(code)
    with clock.travel(NOW + timedelta(days=31)):
        page = submit(client, read_page(client, "/survei"), {"kode": typed}, status=409)
    assert "sudah lewat" in text_of(page.select_one(".summary"))


def test_who_was_helped_at_the_counter_answers_with_the_receipt(house: House, code: str, client: FlaskClient) -> None:
    with transaction():
        pin = requests.request_by_code(code).pin or ""
        db.session.execute(update(Request).where(Request.code == code).values(user_id=None))
    page = submit(client, read_page(client, "/lacak"), {"kode": code, "pin": pin})
    page = read_page(client, str(page.select_one('a[href="/lacak/survei"]')["href"]))
    page = submit(client, page, GOOD)

    assert "Jawaban Anda sudah masuk" in text_of(page)
    assert [one.series for one in answers()] == [Series.COUNTER]
    assert not page.select('a[href="/lacak/survei"]')


def test_a_sheet_names_nobody_and_is_entered_by_somebody_else(house: House, code: str, sign_in: SignIn) -> None:
    bambang, dewi = sign_in(house.bambang), sign_in(house.dewi)
    desk = read_page(bambang, f"/petugas/permohonan/{code}")
    page = submit(bambang, desk, form=f'form[action="/petugas/permohonan/{code}/survei"]')
    sheet = text_of(page.select_one(".ballot"))
    number = text_of(page.select_one(".ballot b.code"))
    assert "Sangat sopan dan ramah" in sheet
    for secret in ("Siti Rahmawati", "Domisili", desks.NIK, code):
        assert secret not in sheet
    assert [len(one.select("li")) for one in page.select("ol .ballot__row")] == [4] * 9

    told = GOOD | {"nomor": number}
    page = submit(dewi, read_page(dewi, "/petugas/loket/survei"), told, status=403)
    assert "ikut menangani" in text_of(page.select_one(".summary"))
    stranger = sign_in(house.stranger)
    assert submit(stranger, read_page(stranger, "/petugas/loket/survei"), told, status=404)
    boss = sign_in(house.penyelia)
    assert "Lembar sudah masuk" in text_of(submit(boss, read_page(boss, "/petugas/loket/survei"), told))
    assert submit(boss, read_page(boss, "/petugas/loket/survei"), told, status=409)
    assert [one.series for one in answers()] == [Series.COUNTER]
    assert db.session.scalar(select(Message.id).where(Message.template == "survey")) is not None


def test_a_supervisor_reads_plans_publishes_and_takes_the_figures_along(house: House, sign_in: SignIn) -> None:
    service = db.session.scalars(select(Service.id).order_by(Service.id).limit(1)).one()
    db.session.remove()
    seed(house.office_id, [(service, 29)], quarter=SECOND)
    boss, lurah = sign_in(house.penyelia), sign_in(house.lurah)

    page = read_page(boss, PAGE)
    assert text_of(page.h1) == "Kepuasan warga 73,56, mutu C: kurang baik. Terendah: waktu penyelesaian."
    assert "dengan bobot 0,11 seperti tercetak: 72,83" in text_of(page)
    assert len(page.select(".bars > div")) == 9 + 1  # and the one quarter of the trend
    assert "Cara angka ini bisa menyesatkan" in text_of(page)
    assert not read_page(lurah, PAGE).select('a[href*="/rencana/"], a[href*="/umumkan"]')

    plan = read_page(boss, str(page.select_one('a[href*="/rencana/time"]')["href"]))
    page = submit(boss, plan, {"text": "=Loket kedua", "due_on": "1 Agustus 2026"})
    assert "Rencana tersimpan" in text_of(page)
    assert "paling lambat 1 Agustus 2026" in text_of(page)
    page = read_page(boss, str(page.select_one('a[href*="/umumkan"]')["href"]))
    page = submit(boss, page)
    assert "Diumumkan Selasa, 7 Juli 2026" in text_of(page)
    assert not page.select('a[href*="/umumkan"]')

    rows = list(csv.reader(io.StringIO(send_csv(boss))))
    assert ["Dijawab sendiri", "IKM", "29", "", "", "73.56", "C"] in rows
    assert ["Dijawab sendiri", "Waktu penyelesaian", "29", "72", "2.4828", "62.07", "D"] in rows
    assert ["Lewat loket", "IKM", "n < 10", "", "", "", ""] in rows


def send_csv(client: FlaskClient) -> str:
    answer = client.get(PAGE.replace("/skm?", "/skm/unduh?"))
    assert answer.status_code == 200
    return answer.get_data(as_text=True).removeprefix("\ufeff")


def test_no_other_office_and_no_quarter_that_is_not_there_can_be_read(house: House, sign_in: SignIn) -> None:
    boss = sign_in(house.penyelia)
    assert read_page(boss, "/penyelia/skm?kantor=kel-kasang", status=404)
    assert read_page(boss, "/penyelia/skm?triwulan=2027-1", status=404)
    assert read_page(boss, "/penyelia/skm?triwulan=x", status=404)
    assert "Belum cukup jawaban" in text_of(read_page(boss, "/penyelia/skm").h1)
    assert read_page(sign_in(house.dewi), "/penyelia/skm", status=403)
    for way in ("rencana/time", "umumkan"):
        assert send(boss, read_page(boss, f"/penyelia/skm/{way}?triwulan={SECOND.key}")).status_code in (409, 422)


def test_the_pages_speak_english_too(house: House, code: str, sign_in: SignIn) -> None:
    own = sign_in(desks.applicant(code))
    own.set_cookie("__Host-bahasa", "en")
    page = read_page(own, f"/permohonan/{code}/survei", locale="en")
    assert "Was it easy to get through?" in text_of(page)
    assert "Very polite and friendly" in text_of(page)
