"""Who is served next: the button that takes it, why it is this one, and who goes before others."""

from collections.abc import Callable

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.audit.models import AuditEntry
from eservice.kernel.codes import show_code
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices.models import Office
from eservice.requests.workflow import Status
from tests.web import desks
from tests.web.desks import House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
NEXT = 'form[action="/petugas/berikutnya"]'


def _next(client: FlaskClient) -> BeautifulSoup:
    return submit(client, read_page(client, "/petugas"), form=NEXT)


def test_one_button_takes_the_next_request_and_says_why_it_is_this_one(house: House, sign_in: SignIn) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)

    page = _next(client)

    assert text_of(page.h1) == "Siti Rahmawati"
    assert "Permohonan ini sekarang Anda pegang. Janjinya paling dekat." in text_of(page.main)
    assert desks.stands(code) is Status.IN_REVIEW
    why = read_page(client, page.select_one('main a[href="/petugas/urutan"]')["href"])
    assert "Anda memegang 1 dari paling banyak 20 permohonan." in text_of(why.main)
    assert "Tidak ada yang menunggu" in text_of(why.main)


def test_with_nothing_waiting_the_button_says_so_and_shows_what_one_holds(house: House, sign_in: SignIn) -> None:
    page = _next(sign_in(house.dewi))

    assert "Tidak ada permohonan yang menunggu diambil." in text_of(page.main)
    assert "Anda tidak memegang permohonan." in text_of(page.main)


def test_the_order_is_shown_with_why_each_stands_there(house: House, sign_in: SignIn) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)

    row = read_page(client, "/petugas/urutan").select_one("tbody tr")

    assert show_code(code) in text_of(row)
    assert "Janjinya paling dekat" in text_of(row)


def test_who_holds_as_many_as_allowed_is_told_what_to_do(house: House, sign_in: SignIn) -> None:
    with transaction():
        office = db.session.get(Office, house.office_id)
        assert office is not None
        office.open_limit = 1
    first, client = desks.file_request(house), sign_in(house.dewi)
    _next(client)

    page = _next(client)

    assert "Anda sudah memegang 1 permohonan, sebanyak yang diizinkan kantor ini." in text_of(page.main)
    assert show_code(first) in text_of(page.main)


def test_a_request_is_put_first_with_a_reason_that_the_list_shows_and_the_citizen_does_not(
    house: House, sign_in: SignIn
) -> None:
    code, client = desks.file_request(house), sign_in(house.dewi)
    form = read_page(client, read_page(client, f"/petugas/permohonan/{code}").find("a", string="Dahulukan…")["href"])

    refused = submit(client, form, {"priority": "pregnant", "reason": " "}, status=422)
    assert "Tuliskan alasannya; rekan dan penyelia membacanya." in text_of(refused.main)
    assert refused.select_one("#priority option[selected]")["value"] == "pregnant"
    page = submit(client, refused, {"priority": "pregnant", "reason": "Hamil delapan bulan."})

    assert "Urutannya tercatat. Tanggal janji tetap." in text_of(page.main)
    assert "Ibu hamil" in text_of(page.select_one("main header, header:has(h1)"))
    assert "Ibu hamil" in text_of(read_page(client, "/petugas").select_one("tr.acts"))
    told = text_of(read_page(sign_in(desks.applicant(code)), f"/permohonan/{code}").main)
    assert "amil" not in told
    assert "didahulukan" not in told


def test_another_offices_officer_puts_nothing_first(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)

    assert sign_in(house.stranger).get(f"/petugas/permohonan/{code}/dahulukan").status_code == 403
    citizen = sign_in(desks.applicant(code))
    token = read_page(citizen, "/permohonan").select_one("[name=csrf_token]")["value"]
    assert citizen.post("/petugas/berikutnya", data={"csrf_token": token}).status_code == 403


def test_the_administrator_says_how_many_an_officer_may_hold(house: House, sign_in: SignIn) -> None:
    with transaction():
        admin = desks.person(db.session.get(Office, house.office_id), desks.Role.ADMIN, "Sri Wahyuni")
    client = sign_in(admin)
    form = read_page(client, "/kelola/kantor/kel-telanaipura/ubah")

    for wrong in ("0", "201", "banyak", ""):
        refused = submit(client, form, {"open_limit": wrong}, status=422)
        assert refused.select_one("#open_limit")["aria-invalid"] == "true", wrong
    page = submit(client, refused, {"open_limit": "35"})

    assert "paling banyak 35" in text_of(page.main)


def test_the_administrator_says_how_long_before_a_promise_people_are_reminded(house: House, sign_in: SignIn) -> None:
    with transaction():
        admin = desks.person(db.session.get(Office, house.office_id), desks.Role.ADMIN, "Sri Wahyuni")
    client = sign_in(admin)
    form = read_page(client, "/kelola/kantor/kel-telanaipura/ubah")

    for wrong in ("4", "2401", "sehari", ""):
        refused = submit(client, form, {"remind_minutes": wrong}, status=422)
        assert refused.select_one("#remind_minutes")["aria-invalid"] == "true", wrong
    page = submit(client, refused, {"remind_minutes": "90"})

    assert "90 menit kerja" in text_of(page.main)
    entry = db.session.query(AuditEntry).filter_by(action="office:change").one()
    assert entry.data == {"fields": ["remind_minutes"]}
