"""Data Saya by the pages: what is held, who looked, taking it along, asking; and what the officer of data answers."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.models import Session
from eservice.accounts.permissions import Role
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters import book
from eservice.offices.queries import office_by_code
from eservice.privacy import queries
from eservice.privacy.exporting import SCHEMA
from eservice.privacy.rules import WishState
from tests.web import desks
from tests.web.desks import NIK, NOW, House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
LATER = NOW + timedelta(minutes=6)
"""When a proof of who one is has to be given again."""


@pytest.fixture
def ppdp(house: House) -> Actor:
    """The data protection officer."""
    with transaction():
        return desks.person(office_by_code("dukcapil"), Role.PROTECTOR, "Sri Wahyuni")


def test_a_citizen_reads_what_is_held_and_who_opened_it_when_and_why(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}")
    citizen = sign_in(desks.applicant(code))

    page = read_page(citizen, "/akun/data")
    told = text_of(page.main)
    assert "Dewi Anggraini, Officer (Kelurahan Telanaipura) membuka permohonan" in told
    assert "Menangani permohonan ini" in told
    assert "Jl. Kenanga No. 8" in told, "with the answers"
    assert NIK not in str(page), "telephones are shared"
    assert "Pelayanan publik" in told
    assert "90 hari" in told
    looks = read_page(citizen, f"/akun/data/dibuka?permohonan={code}")
    assert "Selasa, 7 Juli 2026 pukul 10.00 WIB" in text_of(looks.main)
    assert "Belum ada yang membuka" in text_of(read_page(sign_in(house.dewi), "/akun/data/dibuka").main)


def test_taking_it_along_asks_who_one_is_and_gives_everything(
    house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = desks.file_request(house)
    citizen = sign_in(desks.applicant(code))
    page = read_page(citizen, "/akun/data")
    token = page.select_one("form[action$='/unduh/json'] input[name=csrf_token]")["value"]
    drawn: list[str] = []
    monkeypatch.setattr(book, "draw", lambda html, lock: drawn.append(html) or b"%PDF-1.7")

    answer = citizen.post("/akun/data/unduh/json", data={"csrf_token": token})
    told = json.loads(answer.text)
    assert told["schema"] == SCHEMA
    assert told["account"]["nik"] == NIK
    assert told["requests"][0]["code"] == code
    assert told["requests"][0]["answers"]["jalan"] == "Jl. Kenanga No. 8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert citizen.post("/akun/data/unduh/pdf", data={"csrf_token": token}).data.startswith(b"%PDF")
    assert NIK in drawn[0]
    assert "Pedagang" in drawn[0], "what the page shows stands in the file as well"
    with clock.travel(LATER):
        asked = citizen.post("/akun/data/unduh/json", data={"csrf_token": token})
    assert asked.status_code == 403
    assert NIK not in asked.text


def test_a_wish_goes_to_the_officer_of_data_and_comes_back_answered(house: House, sign_in: SignIn, ppdp: Actor) -> None:
    code = desks.file_request(house)
    citizen, officer = sign_in(desks.applicant(code)), sign_in(ppdp)

    refused = submit(citizen, read_page(citizen, "/akun/data/permintaan/baru/delete"), {"text": ""}, status=422)
    assert "Tulis apa yang Anda minta" in text_of(refused.main)
    assert read_page(citizen, "/akun/data/permintaan/baru/correct").select("[name=about]") == [], "nothing to choose"
    sent = submit(citizen, refused, {"about": code, "text": "Hapus permohonan ini."})
    assert "Terkirim, menunggu dijawab" in text_of(sent.main)
    listed = read_page(officer, "/pelindungan")
    assert "sisa 3 hari" in text_of(listed.main)
    number = queries.waiting()[0].id
    shown = read_page(officer, f"/pelindungan/permintaan/{number}")
    assert "Yang dihapus Tidak ada. Yang tetap disimpan" in text_of(shown.main)
    assert "Permohonan yang masih berjalan" in text_of(shown.main)
    assert NIK not in str(shown)
    again = submit(officer, shown, {"decision": "penuhi", "answer": "Ya."}, form="main form.stack", status=409)
    assert "Tidak ada yang bisa dihapus sekarang" in text_of(again.main)
    submit(officer, again, {"decision": "tolak", "answer": "Masih berjalan."}, form="main form.stack")

    answered = read_page(citizen, f"/akun/data/permintaan/{number}")
    assert "Masih berjalan." in text_of(answered.main)
    db.session.rollback()
    assert queries.wish(number).state is WishState.REFUSED
    assert "membuka permintaan tentang data" in text_of(read_page(citizen, "/akun/data").main)


def test_consent_is_given_and_taken_back_with_one_press(house: House, sign_in: SignIn) -> None:
    citizen = sign_in(desks.applicant(desks.file_request(house)))
    form = "form[action*='/persetujuan/']"

    given = submit(citizen, read_page(citizen, "/akun/data"), form=form)
    assert "Anda setuju" in text_of(given.main)
    taken = submit(citizen, given, form=form)
    assert "Ditarik" in text_of(taken.main)


def test_limits_and_holds_are_set_with_a_reason_and_read_by_the_public(
    house: House, sign_in: SignIn, ppdp: Actor
) -> None:
    code, officer = desks.file_request(house), sign_in(ppdp)

    refused = submit(
        officer,
        read_page(officer, "/pelindungan/masa-simpan/papers_issued"),
        {"days": "3", "reason": "SK 7"},
        status=422,
    )
    assert "Isi jumlah hari dari 7 sampai 36500." in text_of(refused.main)
    changed = submit(officer, refused, {"days": "45", "reason": "SK 7/2026"})
    assert "45 hari" in text_of(changed.main)
    assert "45 hari" in text_of(read_page(sign_in(desks.applicant(code)), "/akun/data").main)
    held = submit(officer, read_page(officer, "/pelindungan/tangguhkan"), {"code": code, "reason": "Pengaduan 12."})
    assert "Pengaduan 12." in text_of(held.main)
    lifted = submit(officer, held, form="form[action$='/angkat']")
    assert "Tidak ada yang ditangguhkan" in text_of(lifted.main)


def test_each_page_refuses_whom_it_is_not_for(house: House, sign_in: SignIn, ppdp: Actor, client: FlaskClient) -> None:
    code = desks.file_request(house)
    mine = sign_in(desks.applicant(code))
    submit(mine, read_page(mine, "/akun/data/permintaan/baru/restrict"), {"about": code, "text": "Berhenti."})
    number = queries.waiting()[0].id

    for who in (mine, sign_in(house.dewi), sign_in(house.lurah), sign_in(house.penyelia)):
        for page in (
            "/pelindungan",
            f"/pelindungan/permintaan/{number}",
            "/pelindungan/masa-simpan",
            "/pelindungan/masa-simpan/papers_issued",
            "/pelindungan/tangguhkan",
        ):
            read_page(who, page, status=403)
    for page in ("/akun/data", "/akun/data/dibuka", "/akun/data/permintaan/baru/delete", "/pelindungan"):
        assert client.get(page).status_code == 303
    for act in ("batalkan", "akhiri"):
        other = sign_in(house.dewi)
        token = read_page(other, "/akun/data").select_one("input[name=csrf_token]")["value"]
        other.post(f"/akun/data/permintaan/{number}/{act}", data={"csrf_token": token})
    read_page(sign_in(house.dewi), f"/akun/data/permintaan/{number}", status=404)
    db.session.rollback()
    assert queries.wish(number).state is WishState.FILED
    with transaction():
        for one in db.session.scalars(select(Session)):
            one.ends_at = max(one.created_at, NOW)
    assert mine.get("/akun/data").status_code == 303, "an ended session sees nothing"
