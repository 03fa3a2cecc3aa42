"""The pages about the team: taking over, skills, lending, the substitute office."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices.models import Membership, Office
from eservice.offices.queries import office, office_by_code
from eservice.regions import queries as regions
from eservice.requests import queries, reviewing
from eservice.requests.models import Request
from eservice.staff import actions, skills
from eservice.staff.rules import AbsenceKind
from tests.web import desks
from tests.web.desks import NOW, House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
HERE = "kel-telanaipura"


@pytest.fixture
def admin(house: House) -> Actor:
    with transaction():
        return desks.person(office_by_code("dukcapil"), Role.ADMIN, "Sari Utami")


def held(house: House) -> str:
    """Return the code of a request that Dewi holds."""
    code = desks.file_request(house)
    with transaction():
        reviewing.claim(queries.for_change(code), actor=house.dewi, at=NOW)
    return code


def now(code: str) -> Request:
    db.session.expire_all()
    return db.session.query(Request).filter_by(code=code).one()


def test_a_colleague_reads_who_has_it_and_what_was_done_last_and_a_supervisor_takes_it_over(
    house: House, sign_in: SignIn
) -> None:
    code = held(house)
    seen = text_of(read_page(sign_in(house.bambang), f"/petugas/permohonan/{code}"))
    assert "Dewi Anggraini memegangnya sejak 10.00. Terakhir: Diambil petugas, 10.00." in seen
    assert "Ambil alih" not in seen

    browser = sign_in(house.penyelia)
    page = read_page(browser, f"/petugas/permohonan/{code}")
    assert page.select_one(f'a[href="/penyelia/permohonan/{code}/pindahkan"]')
    form = read_page(browser, f"/penyelia/permohonan/{code}/pindahkan")
    submit(browser, form, {"to": str(house.penyelia.membership_id), "reason": "Janji hari ini."})

    assert now(code).holder_id == house.penyelia.membership_id
    inbox = text_of(read_page(sign_in(house.dewi), "/akun/pesan"))
    assert "dipindahkan dari Anda" in inbox


def test_who_comes_second_is_told_whose_hands_it_is_in_now(house: House, sign_in: SignIn) -> None:
    code, browser = held(house), sign_in(house.penyelia)
    form = read_page(browser, f"/penyelia/permohonan/{code}/pindahkan")
    with transaction():
        found = queries.for_change(code)
        reviewing.release(found, actor=house.dewi, at=NOW)
        reviewing.claim(found, actor=house.bambang, at=NOW)

    page = submit(browser, form, {"to": str(house.penyelia.membership_id), "reason": "Janji hari ini."}, status=409)

    assert "Sekarang Bambang Susilo yang memegang permohonan ini" in text_of(page)
    assert now(code).holder_id == house.bambang.membership_id


def test_a_supervisor_asks_for_skill_names_somebody_and_the_others_read_why_not_they(
    house: House, sign_in: SignIn
) -> None:
    code = desks.file_request(house)
    service = now(code).service_id
    browser = sign_in(house.penyelia)
    address = f"/penyelia/keahlian/{HERE}"

    page = submit(
        browser, read_page(browser, address), {"minta-service": str(service)}, form="form:has([name=minta-service])"
    )
    assert "Belum ada yang ditunjuk" in text_of(page)
    assert "tidak ada yang menguasainya" in text_of(read_page(browser, "/penyelia/tim"))
    lurah = sign_in(house.lurah)
    for shown in ("/penyelia", "/penyelia/tim"):
        read = read_page(lurah, shown)
        assert "tidak ada yang menguasainya" in text_of(read)
        assert not read.select('a[href*="/keahlian/"]'), "a signer names nobody"
    page = submit(
        browser,
        page,
        {"tunjuk-member": str(house.dewi.membership_id), "tunjuk-service": str(service)},
        form="form:has([name=tunjuk-member])",
    )
    assert "Dewi Anggraini" in text_of(page.select_one("section.panel"))

    other = sign_in(house.bambang)
    order = text_of(read_page(other, "/petugas/urutan"))
    assert "Menunggu, tetapi tidak untuk Anda" in order
    assert "kepada yang menguasainya: Dewi Anggraini." in order
    refused = submit(other, read_page(other, "/petugas"), {}, form=f'form[action$="/{code}/ambil"]')
    assert "hanya kepada petugas yang menguasainya" in text_of(refused)
    page = submit(browser, read_page(browser, address), {}, form='form[action$="/cabut"]')
    assert "Dicabut." in text_of(page)
    page = submit(browser, page, {}, form='form[action$="/siapa-saja"]')
    assert "Semua layanan boleh dikerjakan siapa saja" in text_of(page)


def test_an_administrator_says_the_same_for_any_office_and_what_was_said_before_is_refused(
    house: House, sign_in: SignIn, admin: Actor
) -> None:
    service = now(desks.file_request(house)).service_id
    browser = sign_in(admin)
    page = read_page(browser, f"/kelola/kantor/{HERE}/keahlian")
    with transaction():
        skills.ask_skill(house.office_id, service, actor=house.penyelia, at=NOW)

    again = submit(browser, page, {"minta-service": str(service)}, form="form:has([name=minta-service])", status=422)

    assert again.select_one("[id$=service-error]")
    assert sign_in(house.penyelia).get("/penyelia/keahlian/kel-kasang").status_code == 404


def test_an_officer_is_lent_and_chooses_the_other_office_under_the_own_account(house: House, sign_in: SignIn) -> None:
    browser = sign_in(house.penyelia)
    form = read_page(browser, f"/penyelia/perbantuan/{HERE}")
    to = office_by_code("kel-kasang")
    wish = {"member": str(house.dewi.membership_id), "to": str(to.id), "since": "7 Juli 2026", "until": "7 Juli 2026"}

    page = submit(browser, form, wish)

    dewi = next(one for one in page.select("section.panel") if "Dewi Anggraini" in text_of(one))
    assert "Diperbantukan ke kantor lain" in text_of(dewi)
    own = sign_in(house.dewi)
    assert "Kelurahan Kasang" in text_of(read_page(own, "/akun"))
    assert "Penyelia yang mengakhirinya." in text_of(read_page(own, "/petugas/kehadiran"))
    submit(browser, page, {}, form='form[action$="/akhiri"]')
    db.session.expire_all()
    ended = db.session.query(Membership).filter_by(user_id=house.dewi.user_id, office_id=to.id).one()
    assert ended.until_at == NOW


def test_where_nobody_is_on_duty_the_page_says_so_instead_of_offering_an_empty_choice(
    house: House, sign_in: SignIn, admin: Actor
) -> None:
    page = read_page(sign_in(admin), "/kelola/kantor/kel-simpang-iv-sipin/perbantuan")

    assert "Belum ada petugas yang bertugas di kantor ini." in text_of(page)
    assert not page.select("select:not(:has(option))")


def test_lending_says_at_its_field_what_cannot_be(house: House, sign_in: SignIn, admin: Actor) -> None:
    to = office_by_code("kel-kasang").id
    wish = {"member": str(house.dewi.membership_id), "to": str(to), "since": "7 Juli 2026", "until": "1 September 2026"}

    for actor, address in (
        (house.penyelia, f"/penyelia/perbantuan/{HERE}"),
        (admin, f"/kelola/kantor/{HERE}/perbantuan"),
    ):
        browser = sign_in(actor)
        page = submit(browser, read_page(browser, address), wish, status=422)
        assert "Paling lama 31 hari." in text_of(page.select_one("#until-error"))


def test_an_administrator_names_the_substitute_office_and_it_is_offered_what_nobody_may_check(
    house: House, sign_in: SignIn, admin: Actor
) -> None:
    browser, instead = sign_in(admin), office_by_code("kel-kasang")
    form = read_page(browser, f"/kelola/kantor/{HERE}/ubah")
    page = submit(browser, form, {"substitute_id": str(instead.id)})
    assert "Kelurahan Kasang" in text_of(page)
    code = desks.file_request(house)
    with transaction():
        for one in (house.dewi, house.bambang, house.lurah, house.penyelia):
            leave = actions.Leave(
                user_id=one.user_id or 0, kind=AbsenceKind.DUTY, from_at=NOW, until_at=NOW + timedelta(days=1)
            )
            actions.record_absence(leave, actor=one, at=NOW)

    helper = sign_in(house.stranger)
    order = read_page(helper, "/petugas/urutan")

    assert f"Kantor Anda menggantikan {office(house.office_id).full_name}" in text_of(order)
    page = submit(helper, order, {})
    assert now(code).holder_id == house.stranger.membership_id
    assert "Ditawarkan kepada kantor pengganti" not in text_of(read_page(sign_in(house.penyelia), "/penyelia/tim"))
    assert db.session.get_one(Office, house.office_id).substitute_id == instead.id


def test_an_office_of_a_region_that_was_split_is_proposed_first_and_said_so(
    house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, kasang = held(house), office_by_code("kel-kasang")
    monkeypatch.setattr(regions, "kin", lambda _code: {kasang.region_code})

    page = read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}/teruskan-ke-kantor")

    assert "Dulu satu wilayah dengan Kelurahan Kasang." in text_of(page)
    assert text_of(page.select("select[name=to] option")[1]) == "Kelurahan Kasang, dulu satu wilayah"
