"""Complaints by their pages: without an account, at the counter, from a request; and what the unit never sees."""

import csv
import io
from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role, may
from eservice.audit.models import AuditEntry
from eservice.complaints.models import Complaint
from eservice.kernel.codes import show_code
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.notifications.models import Message
from eservice.offices.queries import office_by_code
from tests.web import desks
from tests.web.desks import House
from tests.web.page import read_page, send, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
SAID = "Diminta seratus ribu rupiah di loket tiga"
ABOUT = {"kind": "delay", "against": "service", "text": SAID, "openness": "named"}


@pytest.fixture
def inspector(house: House) -> Actor:
    """An examiner, whose letter of assignment is another matter."""
    with transaction():
        return desks.person(office_by_code("dukcapil"), Role.EXAMINER, "Indra Gunawan")


@pytest.fixture
def above(house: House) -> Actor:
    """Who supervises the office above."""
    with transaction():
        return desks.person(office_by_code("kec-telanaipura"), Role.SUPERVISOR, "Kartini")


def complain(client: FlaskClient, house: House, **told: str) -> tuple[str, str]:
    """Complain as anybody may; return code and PIN as they stand on the receipt."""
    page = read_page(client, "/pengaduan")
    page = submit(client, page, ABOUT | {"office": str(house.office_id)} | told)
    return text_of(page.select_one(".ticket__code")), text_of(page.select_one("b.code"))


def look(client: FlaskClient, code: str, pin: str) -> BeautifulSoup:
    return submit(client, read_page(client, "/pengaduan/lihat"), {"kode": code, "pin": pin})


def stored() -> Complaint:
    db.session.remove()
    return db.session.query(Complaint).order_by(Complaint.id.desc()).first()  # type: ignore[return-value]


def test_anybody_complains_without_an_account_reads_the_answer_and_says_how_good_it_was(
    client: FlaskClient, house: House, sign_in: SignIn
) -> None:
    code, pin = complain(client, house)
    assert stored().state.value == "sent"
    client.post("/pengaduan/lihat/lain", data={"csrf_token": ""})
    desk = sign_in(house.penyelia)
    page = read_page(desk, "/pengaduan/tangani")
    link = page.select_one(f'a[href$="{code.replace("-", "")}"]')
    assert link is not None
    page = read_page(desk, str(link["href"]))
    assert SAID in text_of(page)
    page = submit(desk, read_page(desk, f"{link['href']}/ambil"))
    page = submit(
        desk,
        read_page(desk, f"{link['href']}/jawab"),
        {"words": "Loket tiga kami tutup hari itu. Maaf.", "finding": "founded", "lesson": "people"},
    )
    assert "Jawaban terkirim" in text_of(page)

    wrong = send(client, read_page(client, "/pengaduan/lihat"), {"kode": code, "pin": "000000"})
    assert wrong.status_code == 403
    page = look(client, code.lower(), pin)
    assert "Loket tiga kami tutup" in text_of(page)
    page = submit(client, page, {"rating": "3"}, form='form[action$="/nilai"]')
    assert "Terima kasih" in text_of(page)
    assert (stored().state.value, stored().rating) == ("closed", 3)


def test_an_answer_that_is_none_is_opened_again_and_what_was_typed_stays(
    client: FlaskClient, house: House, above: Actor, sign_in: SignIn
) -> None:
    code, pin = complain(client, house)
    desk, plain = sign_in(house.penyelia), code.replace("-", "")
    page = submit(
        desk, read_page(desk, f"/pengaduan/tangani/{plain}/bukan-kewenangan"), {"words": ""}, status=422
    )  # fmt: skip
    assert "Tulis jawabannya" in text_of(page.select_one(".summary"))
    submit(desk, read_page(desk, f"/pengaduan/tangani/{plain}/bukan-kewenangan"), {"words": "Hubungi PLN 123."})

    page = look(client, code, pin)
    page = submit(client, page, {"words": ""}, form='form[action$="/buka-lagi"]', status=422)
    page = submit(client, page, {"words": "Itu bukan listrik."}, form='form[action$="/buka-lagi"]')
    assert "naik satu tingkat" in text_of(page)
    assert "Itu bukan listrik." in text_of(read_page(sign_in(above), f"/pengaduan/tangani/{plain}"))
    page = read_page(desk, f"/pengaduan/tangani/{plain}")
    assert "ditangani kantor lain" in text_of(page)
    assert page.select('a[href$="/ambil"]') == []


def test_a_form_that_is_not_right_keeps_what_was_typed(client: FlaskClient, house: House) -> None:
    page = submit(client, read_page(client, "/pengaduan"), {"text": SAID, "email": "bukan alamat"}, status=422)

    assert text_of(page.select_one("textarea[name=text]")) == SAID
    told = text_of(page.select_one(".summary"))
    assert "Pilih yang paling dekat." in told
    assert "Periksa alamat e-mailnya." in told


STEPS = ("", "/ambil", "/jawab", "/teruskan", "/bukan-kewenangan")


def reached(app: Flask, browser: FlaskClient, who: Actor) -> Iterator[tuple[str, TestResponse]]:
    """Open every page without a name in its address that a role may open, files too."""
    for rule in app.url_map.iter_rules():
        policy = app.view_functions[rule.endpoint].policy  # type: ignore[attr-defined]
        if "GET" in (rule.methods or ()) and not rule.arguments and policy != "public" and may(who.role, policy):
            yield rule.endpoint, browser.get(rule.rule, follow_redirects=True)


@pytest.mark.parametrize("hidden", [True, False], ids=["bribe", "twin: a kind that is not hidden is found"])
def test_a_bribe_is_absent_for_the_unit_from_lists_counts_search_exports_mails_and_audit(
    app: Flask, client: FlaskClient, house: House, above: Actor, inspector: Actor, sign_in: SignIn, *, hidden: bool
) -> None:
    written = desks.file_request(house)
    code, _pin = complain(client, house, kind="bribe" if hidden else "delay")
    plain = code.replace("-", "")
    marks = (SAID, code, plain)

    found, statuses = set(), set()
    for who in (house.penyelia, above, house.lurah, house.dewi):
        browser = sign_in(who)
        opened = dict(reached(app, browser, who))
        assert len(opened) > 8
        opened["search"] = browser.get(f"/petugas/cari?q={plain}", follow_redirects=True)
        opened["request"] = browser.get(f"/petugas/permohonan/{written}")
        typed = [browser.get(f"/pengaduan/tangani/{plain}{step}") for step in STEPS]
        statuses |= {one.status_code for one in typed}
        assert not any(SAID in one.get_data(as_text=True) for one in typed[1:])
        found |= {name for name, came in opened.items() if any(one in came.get_data(as_text=True) for one in marks)}
    told = {one.user_id for one in db.session.query(Message).filter(Message.template.like("complaint%"))}

    if hidden:
        assert found - {"search"} == set(), "only one's own typing comes back"
        assert statuses == {403, 404}
        assert told == {inspector.user_id}
        page = read_page(sign_in(house.penyelia), "/pengaduan/tangani")
        assert [text_of(one) for one in page.select(".figures .big")] == ["0", "0", "0"]
        assert SAID in text_of(read_page(sign_in(inspector), f"/pengaduan/tangani/{plain}"))
    else:
        assert {"handling.complaint_list", "handling.complaint_csv"} <= found
        assert 200 in statuses
        assert told == {house.penyelia.user_id}


def test_who_asked_for_silence_is_known_to_the_one_who_took_it_and_each_look_is_recorded(
    client: FlaskClient, house: House, above: Actor, sign_in: SignIn
) -> None:
    code, _pin = complain(client, house, openness="confidential", name="Siti Rahmawati", email="siti@contoh.id")
    page_of = f"/pengaduan/tangani/{code.replace('-', '')}"
    desk = sign_in(house.penyelia)
    assert "Siti" not in text_of(read_page(desk, page_of))
    submit(desk, read_page(desk, f"{page_of}/ambil"))

    assert "Siti Rahmawati" in text_of(read_page(desk, page_of))
    assert "Siti" not in text_of(read_page(sign_in(above), page_of))
    db.session.remove()
    looks = db.session.query(AuditEntry).filter_by(action="complaint:look", object=f"complaint:{stored().id}").all()
    assert [one.actor_user_id for one in looks] == [house.penyelia.user_id] * 2 + [above.user_id]


def test_it_is_typed_at_the_counter_and_whoever_typed_it_cannot_open_it_again(house: House, sign_in: SignIn) -> None:
    desk = sign_in(house.dewi)
    page = submit(desk, read_page(desk, "/petugas/loket/pengaduan"), ABOUT | {"office": str(house.office_id)})

    assert "Tanda terima pengaduan" in text_of(page.h1)
    kept = stored()
    assert (kept.way.value, kept.user_id) == ("counter", None)
    assert desk.get(f"/pengaduan/tangani/{kept.code}").status_code == 403
    assert read_page(sign_in(house.bambang), "/petugas/loket/pengaduan/tanda-terima").h1 is not None


def test_it_begins_from_ones_own_request_and_the_request_goes_on(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    own = sign_in(desks.applicant(code))
    page = read_page(own, f"/permohonan/{code}")
    link = page.select_one('a[href^="/pengaduan?"]')
    assert link is not None
    submit(own, read_page(own, str(link["href"])), ABOUT)
    kept = stored()
    assert kept.request is not None
    assert (kept.request.code, kept.request.status.value, kept.way.value) == (code, "submitted", "request")
    assert show_code(kept.code) in text_of(read_page(own, "/pengaduan").select_one("aside"))

    stranger = sign_in(house.stranger)
    page = read_page(stranger, f"/pengaduan?permohonan={code}")
    assert page.select_one("select[name=office]") is not None, "somebody else's code opens nothing"


def test_the_sheet_for_lapor_has_no_name(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    complain(client, house, name="Siti Rahmawati", text="=SUM(A1)")
    complain(client, house, openness="anonymous", kind="other")

    sheet = sign_in(house.penyelia).get("/pengaduan/tangani/lapor.csv").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff"))))
    assert [one["Klasifikasi"] for one in rows] == ["Permintaan Informasi", "Pengaduan"]
    assert [one["Anonim"] for one in rows] == ["Ya", "Tidak"]
    assert "Siti" not in sheet
    assert not rows[1]["Isi Laporan"].startswith("=")


def test_the_days_are_set_with_the_decree_they_rest_on(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    with transaction():
        keeper = desks.person(office_by_code("dukcapil"), Role.ADMIN, "Teguh Prakoso")
    admin = sign_in(keeper)
    page = read_page(admin, "/kelola/pengaduan/first")
    page = submit(admin, page, {"days": "1", "basis": ""}, status=422)
    page = submit(admin, page, {"days": "1", "basis": "SK Wali Kota 12/2026"})

    assert "SK Wali Kota 12/2026" in text_of(page)
    complain(client, house)
    assert (stored().first_by - stored().filed_at).days <= 1
    assert admin.get("/kelola/pengaduan/besok").status_code == 404
