"""What ends a session, and that nothing else opens one: each way as an attacker with a copy of the cookie would try it.

Where something keeps the copy out, a twin without it lets the copy in.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import actions, factors, passwords, queries, sessions, totp
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import Session, User
from eservice.accounts.permissions import Role
from eservice.accounts.rules import CITIZEN_LIMITS, SHARED_LIMITS, STAFF_LIMITS, Ended, Limits, PhoneOwner
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.notifications import queries as messages
from eservice.offices import staffing
from tests.web import desks
from tests.web.desks import NOW, House
from tests.web.page import read_page, submit, text_of

NIK, WORDS = "1571014107909001", "kopi hangat di teras"
COOKIE = "__Host-eservice"
TELEPHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
Copy = Callable[[FlaskClient], FlaskClient]


@pytest.fixture(autouse=True)
def _quick_hashes(house: House) -> Iterator[None]:
    with passwords.cheap():
        yield


@pytest.fixture
def siti(house: House) -> int:
    with transaction():
        new = actions.NewCitizen(nik=NIK, name="Siti Rahmawati", email="siti@contoh.id")
        return actions.register(new, password=passwords.choose(WORDS), at=NOW).id


@pytest.fixture
def browser(client: FlaskClient, siti: int) -> FlaskClient:
    """A browser in which Siti signed in."""
    enter(client)
    return client


@pytest.fixture
def copy(app: Flask) -> Copy:
    """Return a function that gives a thief's browser: the same cookie, elsewhere."""

    def made(of: FlaskClient) -> FlaskClient:
        thief, held = app.test_client(), of.get_cookie(COOKIE)
        assert held is not None
        thief.set_cookie(COOKIE, held.value)
        return thief

    return made


def enter(client: FlaskClient, **environ: str) -> None:
    page = read_page(client, "/masuk")
    token = page.select_one("#masuk [name=csrf_token]")["value"]  # type: ignore[index]
    sent = {"csrf_token": token, "login": NIK, "password": WORDS}
    assert client.post("/masuk", data=sent, headers=environ).status_code == 303


def is_in(client: FlaskClient) -> bool:
    return client.get("/akun").status_code == 200


def secret_in(client: FlaskClient) -> str:
    with client.session_transaction() as cookie:
        return str(cookie.get("_user_id", ""))


def staff(app: Flask, who: Actor) -> FlaskClient:
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = desks.secret_of(who)
    return browser


# ── Beginning ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_fixation_a_cookie_from_before_signing_in_opens_nothing_after(
    client: FlaskClient, siti: int, copy: Copy
) -> None:
    read_page(client, "/masuk")
    planted = copy(client)

    enter(client)

    assert is_in(client)
    assert not is_in(planted)


def test_fixation_a_session_that_was_open_here_is_over_after_signing_in(browser: FlaskClient, copy: Copy) -> None:
    before, thief = secret_in(browser), copy(browser)

    enter(browser)

    assert secret_in(browser) != before
    assert not is_in(thief)


def test_a_change_of_capacity_takes_the_old_secret_along(app: Flask, house: House, copy: Copy) -> None:
    with transaction():
        db.session.get_one(User, house.dewi.user_id).nik_index = queries.nik_index("1571010101859002")
        db.session.get_one(User, house.dewi.user_id).nik = "1571010101859002"
    dewi = staff(app, house.dewi)
    thief = copy(dewi)

    submit(dewi, read_page(dewi, "/akun"), form='form[action="/akun/peran"]', button="Warga, untuk urusan sendiri")

    assert is_in(dewi)
    assert not is_in(thief)


# ── Ending ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_replay_after_logout_is_refused_and_the_browser_told_to_forget(browser: FlaskClient, copy: Copy) -> None:
    thief = copy(browser)
    page = read_page(browser, "/akun")
    token = page.select_one("[name=csrf_token]")["value"]  # type: ignore[index]

    answer = browser.post("/keluar", data={"csrf_token": token})

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(browser)
    assert not is_in(thief)


def test_replay_after_logout_is_kept_out_by_the_server_s_own_list_alone(browser: FlaskClient, copy: Copy) -> None:
    """The twin: the cookie itself stays good, so only the row that ended keeps the copy out."""
    thief, secret = copy(browser), secret_in(browser)
    submit(browser, read_page(browser, "/akun"), form='main form[action="/keluar"]')
    with transaction():
        ended = db.session.query(Session).filter_by(digest=queries.session_digest(secret)).one()
        ended.ended_at = ended.end_reason = None

    assert is_in(thief)


def test_disable_ends_at_the_next_click(browser: FlaskClient, siti: int) -> None:
    with transaction():
        actions.disable(siti, actor=SYSTEM, at=NOW)

    assert not is_in(browser)


def test_password_change_ends_every_other_session_and_not_this_one(app: Flask, browser: FlaskClient, siti: int) -> None:
    other = app.test_client()
    enter(other)

    submit(browser, read_page(browser, "/akun/kata-sandi"), {"current": WORDS, "password": "sepeda biru nenek"})

    assert is_in(browser)
    assert not is_in(other)
    assert "kata sandi diganti" in text_of(read_page(other, "/masuk"))


def test_only_the_ending_keeps_another_session_out_after_a_password_change(
    app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = app.test_client()
    enter(other)
    monkeypatch.setattr(sessions, "end_all", lambda *given, **more: None)

    submit(browser, read_page(browser, "/akun/kata-sandi"), {"current": WORDS, "password": "sepeda biru nenek"})

    assert is_in(other)


def test_role_change_ends_the_sessions_in_that_membership_at_once(app: Flask, house: House) -> None:
    dewi, bambang = staff(app, house.dewi), staff(app, house.bambang)

    with transaction():
        staffing.end_membership(house.dewi.membership_id or 0, reason="Pindah tugas.", actor=SYSTEM, at=NOW)

    assert dewi.get("/petugas").status_code == 303
    assert not is_in(dewi)
    assert is_in(bambang)


def test_role_change_is_seen_even_where_no_session_was_ended(
    app: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice kept out: the session in it ends, and a membership is looked up anew at every click."""
    monkeypatch.setattr(sessions, "end_in", lambda *given, **more: None)
    dewi = staff(app, house.dewi)
    with transaction():
        staffing.end_membership(house.dewi.membership_id or 0, reason="Pindah tugas.", actor=SYSTEM, at=NOW)

    assert dewi.get("/petugas").status_code == 403


def test_factor_change_ends_every_other_session(app: Flask, house: House) -> None:
    here, there = staff(app, house.lurah), staff(app, house.lurah)
    secret = totp.new_secret()

    with transaction():
        code = totp.code_at(secret, NOW)
        factors.set_up(secret, code, session=secret_in(here), actor=house.lurah, at=NOW)

    assert is_in(here)
    assert not is_in(there)


def test_two_devices_are_both_listed_and_each_ended_from_the_other(app: Flask, browser: FlaskClient) -> None:
    other = app.test_client()
    enter(other, **{"User-Agent": TELEPHONE})
    page = read_page(browser, "/akun")
    assert "Chrome · Android" in text_of(page)
    assert "dengan kata sandi" in text_of(page)
    assert is_in(other)

    submit(browser, page, form='form[action$="/akhiri"]')

    assert is_in(browser)
    assert not is_in(other)


# ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("role", "limits"), [(Role.CITIZEN, CITIZEN_LIMITS), (Role.OFFICER, STAFF_LIMITS), (Role.ADMIN, STAFF_LIMITS)]
)
def test_idle_and_absolute_limits_are_those_of_the_role(
    app: Flask, house: House, browser: FlaskClient, role: Role, limits: Limits
) -> None:
    if role is not Role.CITIZEN:
        with transaction():
            office = db.session.get_one(desks.Office, house.office_id)
            who = desks.person(office, role, "Wahyu Hidayat")
        browser = staff(app, who)
    a_moment = timedelta(seconds=1)
    seen = NOW
    while seen + limits.idle - a_moment < NOW + limits.whole:  # never idle for long
        seen += limits.idle - a_moment
        assert reached(browser, seen)

    assert reached(browser, NOW + limits.whole - a_moment)
    assert not reached(browser, NOW + limits.whole)


@pytest.mark.parametrize(("limits", "lasts"), [(CITIZEN_LIMITS, 30), (STAFF_LIMITS, 15), (SHARED_LIMITS, 5)])
def test_idle_limits_are_as_documented(limits: Limits, lasts: int) -> None:
    assert limits.idle == timedelta(minutes=lasts)


def reached(browser: FlaskClient, at: datetime) -> bool:
    with clock.travel(at):
        return is_in(browser)


# ── What an ended session sends ──────────────────────────────────────────────────────────────────────────────────────


def test_ended_session_s_form_post_changes_nothing(browser: FlaskClient, siti: int, copy: Copy) -> None:
    page, thief = read_page(browser, "/akun/kontak"), copy(browser)
    token = page.select_one("[name=csrf_token]")["value"]  # type: ignore[index]
    sent = {"csrf_token": token, "phone_owner": "own", "phone": "0812 9999 0000", "email": "lain@contoh.id"}
    with transaction():
        sessions.end_all(siti, Ended.BY_OWNER, at=NOW)

    assert thief.post("/akun/kontak", data=sent).status_code == 403

    db.session.rollback()
    held = queries.account(siti)
    assert (held.email, held.phone_owner) == ("siti@contoh.id", PhoneOwner.NONE)


def test_contact_data_changes_only_after_a_proof_a_moment_ago_and_the_old_address_is_told(
    browser: FlaskClient, siti: int
) -> None:
    page = read_page(browser, "/akun/kontak")
    with clock.travel(NOW + timedelta(minutes=6)):
        asked = submit(browser, page, {"phone_owner": "none", "email": "baru@contoh.id"}, status=403)
        assert queries.account(siti).email == "siti@contoh.id"
        submit(browser, asked, {"sandi_konfirmasi": WORDS})

    db.session.rollback()
    assert queries.account(siti).email == "baru@contoh.id"
    told = [one.text for one in messages.inbox(siti, language="id")]
    assert any("Telepon atau e-mail akun Anda diganti" in one for one in told)


def test_a_file_to_export_is_given_only_after_a_proof_a_moment_ago(app: Flask, house: House) -> None:
    dewi = staff(app, house.dewi)
    for path, back in (
        ("/petugas/daftar.csv?tab=saya", "/petugas?tab=saya"),
        ("/petugas/register/csv", "/petugas/register"),
    ):
        assert dewi.get(path).headers["Content-Disposition"].startswith("attachment")
        with clock.travel(NOW + timedelta(minutes=6)), transaction():
            db.session.get_one(User, house.dewi.user_id).password_hash = passwords.hash_of(WORDS)
        with clock.travel(NOW + timedelta(minutes=6)):
            asked = read_page(dewi, path)
            assert text_of(asked.h1) == "Benarkah ini Anda?"
            page = submit(dewi, asked, {"sandi_konfirmasi": WORDS})
            assert page.attrs["data-path"] == back
            assert dewi.get(path).headers["Content-Disposition"].startswith("attachment")
        dewi = staff(app, house.dewi)


# ── What its owner learns ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_sign_in_from_a_new_kind_of_device_is_told_to_its_owner_once(
    app: Flask, browser: FlaskClient, siti: int
) -> None:
    for _time in range(2):
        enter(app.test_client(), **{"User-Agent": TELEPHONE})

    told = [one.text for one in messages.inbox(siti, language="id") if "jenis perangkat" in one.text]

    assert len(told) == 1
    assert "Chrome" not in told[0]


def test_every_cookie_is_a_host_cookie_out_of_reach_of_scripts(app: Flask, house: House, browser: FlaskClient) -> None:
    dewi = staff(app, house.dewi)
    asked = (
        (browser, "/bahasa", {"bahasa": "en"}, "/akun"),
        (dewi, "/petugas/pintasan", {"matikan": ""}, "/petugas/pintasan"),
        (dewi, "/petugas/loket/kertas", {"kertas": "80"}, "/petugas/loket"),
    )
    set_here = []
    for who, path, sent, page in asked:
        token = read_page(who, page).select_one("[name=csrf_token]")["value"]  # type: ignore[index]
        set_here += who.post(path, data=sent | {"csrf_token": token}).headers.getlist("Set-Cookie")

    assert len(set_here) >= len(asked)
    for line in set_here:
        assert line.startswith("__Host-"), line
        assert "; Secure" in line
        assert "; HttpOnly" in line
        assert "; Path=/" in line
        assert "Domain=" not in line
