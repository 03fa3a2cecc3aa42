"""A citizen who lost the password comes to the counter with the KTP, and leaves with a code that works."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eservice.accounts import actions as accounts
from eservice.accounts import passwords
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import ResetCode, User
from eservice.accounts.permissions import Role
from eservice.accounts.queries import nik_index
from eservice.audit.models import AuditEntry
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices.models import Membership
from eservice.residents.actions import PersonData, register_person
from tests.web import desks
from tests.web.desks import NOW, House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]

NIK = "1571014107909001"
OTHER_NIK = "1571010101859002"
KK = "1571010101209003"
PASSWORD = "kopi hangat di teras"
NEW_PASSWORD = "sepeda biru nenek"
COUNTER = "/petugas/pemulihan"
RESET = "/lupa-sandi/kode"


@pytest.fixture(autouse=True)
def _quick_hashes_on_a_tuesday(db_app: Flask) -> Iterator[None]:
    with passwords.cheap(), clock.travel(NOW):
        yield


@pytest.fixture
def sign_in(app: Flask, client: FlaskClient) -> SignIn:
    def enter(actor: Actor) -> FlaskClient:
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = desks.secret_of(actor)
        return browser

    return enter


def citizen(nik: str = NIK, name: str = "Siti Rahmawati", **more: object) -> int:
    with transaction():
        new = accounts.NewCitizen(nik=nik, name=name, **more)  # type: ignore[arg-type]
        return accounts.register(new, password=passwords.choose(PASSWORD), at=NOW).id


def look_up(client: FlaskClient, nik: str = NIK, *, status: int = 200) -> BeautifulSoup:
    return submit(client, read_page(client, COUNTER), {"nik": nik}, status=status)


def code_on(slip: BeautifulSoup) -> str:
    return text_of(slip.select_one(".ticket__code"))


def reset(client: FlaskClient, code: str, *, status: int = 200) -> BeautifulSoup:
    values = {"login": NIK, "code": code, "kk": "", "born_on": "", "password": NEW_PASSWORD}
    return submit(client, read_page(client, RESET), values, status=status)


def gets_in(client: FlaskClient, password: str) -> bool:
    page = read_page(client, "/masuk?lanjut=/akun")
    return text_of(submit(client, page, {"login": NIK, "password": password}, form="#masuk").h1) == "Akun saya"


def logged(action: str) -> list[AuditEntry]:
    db.session.remove()
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def codes() -> int:
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(ResetCode)) or 0


def as_staff(user_id: int, house: House) -> None:
    with transaction():
        db.session.add(
            Membership(user_id=user_id, office_id=house.office_id, role=Role.OFFICER, position="Staf", from_at=NOW)
        )


def test_who_lost_the_password_gets_a_code_at_the_counter_and_signs_in_with_a_new_one(
    house: House, sign_in: SignIn, client: FlaskClient
) -> None:
    citizen()
    officer = sign_in(house.dewi)
    counter = read_page(officer, "/petugas/loket")
    asked = read_page(officer, str(counter.select_one('main a[href$="/pemulihan"]')["href"]))  # type: ignore[index]

    compared = submit(officer, asked, {"nik": NIK})
    slip = submit(officer, compared, {"terlihat": "y"})

    assert "Siti Rahmawati" in text_of(compared)
    assert "10.30" in text_of(slip)
    assert "/lupa-sandi/kode" in text_of(slip)
    assert "Kata sandi baru sudah disimpan." in text_of(reset(client, code_on(slip)))
    assert gets_in(client, NEW_PASSWORD)


def test_the_officer_compares_name_and_masked_number_and_sees_nothing_else(house: House, sign_in: SignIn) -> None:
    citizen(phone="+6281234567890", phone_owner="own", email="siti@contoh.id", kk=KK, born_on="1990-07-01")

    page = look_up(sign_in(house.dewi))

    assert "1571 •••• •••• 9001" in text_of(page)
    html = str(page)
    for secret in (NIK, KK, "81234567890", "siti@contoh.id", "1990-07-01"):
        assert secret not in html
    assert page.attrs["data-path"] == COUNTER


def test_no_code_before_the_ktp_was_seen(house: House, sign_in: SignIn) -> None:
    citizen()
    officer = sign_in(house.dewi)

    refused = submit(officer, look_up(officer), status=422)

    assert "Beri tanda setelah KTP aslinya Anda lihat." in text_of(refused)
    assert "Siti Rahmawati" in text_of(refused)
    assert codes() == 0
    assert code_on(submit(officer, refused, {"terlihat": "y"}))


def test_the_slip_names_nobody_and_is_not_shown_again(house: House, sign_in: SignIn) -> None:
    citizen()
    officer = sign_in(house.dewi)

    slip = submit(officer, look_up(officer), {"terlihat": "y"})

    code, ticket = code_on(slip), text_of(slip.select_one(".ticket"))
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{2}", code)
    assert "Siti" not in ticket
    assert "30 menit" in ticket
    assert code not in str(read_page(officer, COUNTER))
    assert officer.get(f"{COUNTER}/kode").status_code == 405


def test_a_second_code_voids_the_first(house: House, sign_in: SignIn, client: FlaskClient) -> None:
    citizen()
    officer = sign_in(house.dewi)
    page = look_up(officer)
    first, second = (code_on(submit(officer, page, {"terlihat": "y"})) for _press in range(2))

    assert "Kode atau data tidak cocok" in text_of(reset(client, first, status=403))
    assert "Kata sandi baru sudah disimpan." in text_of(reset(client, second))


def test_a_new_password_sent_twice_is_saved_once_and_said_twice(
    house: House, sign_in: SignIn, client: FlaskClient
) -> None:
    citizen()
    officer = sign_in(house.dewi)
    code = code_on(submit(officer, look_up(officer), {"terlihat": "y"}))
    page = read_page(client, RESET)
    values = {"login": NIK, "code": code, "kk": "", "born_on": "", "password": NEW_PASSWORD}

    first, again = submit(client, page, values), submit(client, page, values)
    other = submit(client, page, values | {"password": "lain sekali dari itu"}, status=403)

    assert "Kata sandi baru sudah disimpan." in text_of(first)
    assert "Kata sandi baru sudah disimpan." in text_of(again)
    assert "Kode atau data tidak cocok" in text_of(other)
    assert len(logged("account:reset_password")) == 1
    assert gets_in(client, NEW_PASSWORD)


def test_after_half_an_hour_the_code_is_worth_nothing(house: House, sign_in: SignIn, client: FlaskClient) -> None:
    citizen()
    officer = sign_in(house.dewi)
    code = code_on(submit(officer, look_up(officer), {"terlihat": "y"}))

    with clock.travel(NOW + timedelta(minutes=30)):
        assert "kedaluwarsa" in text_of(reset(client, code, status=403))
    assert gets_in(client, PASSWORD)


def test_who_looked_and_who_gave_a_code_is_in_the_log(house: House, sign_in: SignIn) -> None:
    user_id = citizen()
    officer = sign_in(house.dewi)
    submit(officer, look_up(officer), {"terlihat": "y"})
    look_up(officer, OTHER_NIK, status=404)

    looks, given = logged("account:counter_look"), logged("account:counter_reset")
    assert [(one.object, one.actor_user_id) for one in looks] == [(f"account:{user_id}", house.dewi.user_id)]
    assert [(one.object, one.actor_user_id) for one in given] == [(f"account:{user_id}", house.dewi.user_id)]
    (refused,) = logged("account:counter_refused")
    assert (refused.actor_user_id, refused.data) == (house.dewi.user_id, {"why": "no_account_for_nik"})


@pytest.mark.parametrize(("typed", "words"), [(OTHER_NIK, "Tidak ada akun dengan NIK ini"), ("", "Isi NIK")])
def test_a_nik_without_an_account_is_said_plainly(house: House, sign_in: SignIn, typed: str, words: str) -> None:
    citizen()

    refused = look_up(sign_in(house.dewi), typed, status=404 if typed else 422)

    assert words in text_of(refused)


def test_no_officer_opens_the_own_account(house: House, sign_in: SignIn) -> None:
    user_id = citizen()
    as_staff(user_id, house)
    with transaction():
        member = db.session.scalars(select(Membership).where(Membership.user_id == user_id)).one()
        own = Actor(Role.OFFICER, user_id=user_id, membership_id=member.id, office_id=house.office_id, name="Siti")

    refused = look_up(sign_in(own), status=403)

    assert "akun sendiri" in text_of(refused)
    assert codes() == 0


@pytest.mark.parametrize("shared", ["the family card", "the NIK"])
def test_no_officer_opens_an_account_of_the_own_household(house: House, sign_in: SignIn, shared: str) -> None:
    user_id = citizen()
    with transaction():
        dewi = db.session.get(User, house.dewi.user_id)
        assert dewi is not None
        if shared == "the NIK":
            dewi.nik, dewi.nik_index = NIK, nik_index(NIK)
        else:
            own = register_person(PersonData(name="Dewi", nik=OTHER_NIK, kk=KK), actor=SYSTEM, at=NOW)
            theirs = register_person(PersonData(name="Siti", nik=NIK, kk=KK), actor=SYSTEM, at=NOW)
            accounts.link_person(dewi.id, own.id)
            accounts.link_person(user_id, theirs.id)

    refused = look_up(sign_in(house.dewi), status=403)

    assert "keluarga serumah" in text_of(refused)
    assert codes() == 0
    if shared == "the family card":
        assert "Siti Rahmawati" in text_of(look_up(sign_in(house.bambang)))


def test_the_account_of_a_colleague_is_for_the_administrator(house: House, sign_in: SignIn) -> None:
    as_staff(citizen(), house)

    refused = look_up(sign_in(house.dewi), status=403)

    assert "Ini akun pegawai." in text_of(refused)


def test_who_became_a_colleague_meanwhile_gets_no_code(house: House, sign_in: SignIn) -> None:
    user_id = citizen()
    officer = sign_in(house.dewi)
    page = look_up(officer)
    as_staff(user_id, house)

    refused = submit(officer, page, {"terlihat": "y"}, status=403)

    assert "Ini akun pegawai." in text_of(refused)
    assert codes() == 0


def test_of_two_claims_on_a_nik_the_officer_chooses_one(house: House, sign_in: SignIn, client: FlaskClient) -> None:
    stranger = citizen(name="Orang Lain")
    owner = citizen(phone="+6281234567890", phone_owner="own")
    officer = sign_in(house.dewi)
    page = look_up(officer)
    assert {str(one["value"]) for one in page.select("[name=akun]")} == {str(stranger), str(owner)}

    refused = submit(officer, page, {"terlihat": "y"}, status=422)
    slip = submit(officer, refused, {"akun": str(owner), "terlihat": "y"})

    assert "Pilih akun yang namanya sama dengan KTP." in text_of(refused)
    reset(client, code_on(slip))
    assert gets_in(client, NEW_PASSWORD)


def test_of_two_claims_the_proven_one_is_the_persons(house: House, sign_in: SignIn) -> None:
    owner = citizen()
    with transaction():
        accounts.prove(owner, compared=nik_index(NIK), actor=house.bambang, at=NOW)
    citizen(name="Orang Lain")

    page = look_up(sign_in(house.dewi))

    assert "Siti Rahmawati" in text_of(page)
    assert "Orang Lain" not in text_of(page)


def test_a_made_up_form_opens_nothing(house: House, sign_in: SignIn) -> None:
    citizen()
    officer = sign_in(house.dewi)
    page = look_up(officer)
    sealed = page.select_one("[name=orang]")
    assert sealed is not None

    for made_up in ("", "x", str(sealed["value"])[:-4] + "AAAA"):
        sealed["value"] = made_up
        submit(officer, page, {"terlihat": "y"}, status=404)
    assert codes() == 0


def test_what_one_officer_looked_up_is_no_key_for_another(house: House, sign_in: SignIn) -> None:
    citizen()
    page = look_up(sign_in(house.dewi))
    bambang = sign_in(house.bambang)
    own = read_page(bambang, COUNTER).select_one("[name=csrf_token]")
    for hidden in page.select("main form [name=csrf_token]"):
        hidden["value"] = own["value"]  # type: ignore[index]

    submit(bambang, page, {"terlihat": "y"}, status=404)

    assert codes() == 0


def test_looking_up_many_people_is_slowed_down(house: House, sign_in: SignIn) -> None:
    officer = sign_in(house.dewi)
    for _look in range(5):
        look_up(officer, OTHER_NIK, status=404)

    assert "Terlalu sering mencoba" in text_of(look_up(officer, OTHER_NIK, status=429))


def test_giving_many_codes_is_slowed_down(house: House, sign_in: SignIn) -> None:
    citizen()
    officer = sign_in(house.dewi)
    page = look_up(officer)
    for _code in range(5):
        submit(officer, page, {"terlihat": "y"})

    submit(officer, page, {"terlihat": "y"}, status=429)

    assert codes() == 5


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.SUPERVISOR, Role.ADMIN])
def test_only_who_serves_at_the_counter_opens_the_page(house: House, sign_in: SignIn, role: Role) -> None:
    user_id = citizen()
    with transaction():
        member = Membership(user_id=user_id, office_id=house.office_id, role=role, position="-", from_at=NOW)
        if role is not Role.CITIZEN:
            db.session.add(member)
            db.session.flush()
        actor = Actor(role, user_id=user_id, membership_id=member.id)

    assert sign_in(actor).get(COUNTER).status_code == 403


def test_the_page_reads_well_in_english(house: House, sign_in: SignIn) -> None:
    citizen()
    officer = sign_in(house.dewi)
    officer.set_cookie("__Host-bahasa", "en")

    page = submit(officer, read_page(officer, COUNTER, locale="en"), {"nik": NIK}, locale="en")
    slip = submit(officer, page, {"terlihat": "y"}, locale="en")

    assert "KTP" in text_of(page)
    assert "30 minutes" in text_of(slip)
