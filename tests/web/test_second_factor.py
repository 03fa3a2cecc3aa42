"""The second factor and the page in between by the pages: nothing typed is lost, no address leads around it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import factors, passwords, recovery, sessions, totp
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import SecondFactor, User
from eservice.accounts.permissions import Role
from eservice.accounts.rules import Way
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.requests import queries
from eservice.requests.workflow import Refusal, Status
from tests.web import desks
from tests.web.desks import NOW, House, stands
from tests.web.page import read_page, submit, text_of
from tests.web.test_signer import recommended

PASSWORD = "kopi hangat di teras"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
LOGIN = "ahmad.fauzi@contoh.go.id"
STALE = NOW + timedelta(minutes=5, seconds=1)
REASON = "Menurut ketua RT, Anda tinggal di kelurahan lain."
Browser = Callable[..., FlaskClient]


@pytest.fixture(autouse=True)
def _quick_hashes(db_app: Flask) -> Iterator[None]:
    with passwords.cheap(), clock.travel(NOW):
        yield


@pytest.fixture
def house(db_app: Flask) -> House:
    built = desks.build()
    with transaction():
        db.session.get_one(User, built.lurah.user_id).password_hash = passwords.choose(PASSWORD)
    return built


@pytest.fixture
def browser(app: Flask, client: FlaskClient) -> Browser:
    """Return a function that opens a browser in which an actor signed in now."""

    def enter(actor: Actor) -> FlaskClient:
        opened = app.test_client()
        with opened.session_transaction() as cookie:
            cookie["_user_id"] = desks.secret_of(actor)
        return opened

    return enter


def with_factor(who: Actor) -> list[str]:
    """Let an account have an authenticator; return its codes for paper."""
    with transaction():
        session = sessions.start_session(who.user_id or 0, membership_id=who.membership_id, at=NOW)
        now = totp.code_at(SECRET, NOW)
        return list(factors.set_up(SECRET, now, session=session, actor=who, at=NOW))


def refusing(lurah: FlaskClient, house: House) -> tuple[str, BeautifulSoup]:
    """Return a request that waits for the Lurah and the page on which it is refused: by a letter that is signed."""
    code = recommended(house, refusal=Refusal.NOT_RESIDENT)
    return code, read_page(lurah, f"/tanda-tangan/{code}/tolak")


def test_who_has_set_it_up_signs_in_by_both_and_a_code_seen_before_opens_nothing(
    house: House, client: FlaskClient
) -> None:
    made = with_factor(house.lurah)
    asked = submit(client, read_page(client, "/masuk?lanjut=/akun"), {"login": LOGIN, "password": PASSWORD})
    assert text_of(asked.h1) == "Isi kode kedua"
    assert client.get("/akun").status_code == 303

    used = {"sandi_konfirmasi": totp.code_at(SECRET, NOW)}
    told = submit(client, asked, used, status=403)
    assert "sudah dipakai" in text_of(told)
    assert "Isi kode 6 angka" in text_of(submit(client, told, {"sandi_konfirmasi": ""}, status=422))
    inside = submit(client, told, {"sandi_konfirmasi": made[0]})

    assert text_of(inside.h1) == "Akun saya"


def test_a_password_chosen_with_a_code_of_the_house_leaves_the_second_factor(house: House, client: FlaskClient) -> None:
    with_factor(house.lurah)
    with transaction():
        account = db.session.get_one(User, house.lurah.user_id)
        code = recovery._invited(account, actor=SYSTEM, at=NOW)
    page = read_page(client, "/undangan")

    told = submit(client, page, {"login": LOGIN, "code": code, "password": "sepeda biru nenek"})

    assert "kode kedua Anda" in text_of(told)
    assert client.get("/akun").status_code == 303


def test_halfway_ends_with_the_time_and_with_the_password(house: House, client: FlaskClient) -> None:
    made = with_factor(house.lurah)
    asked = submit(client, read_page(client, "/masuk"), {"login": LOGIN, "password": PASSWORD})
    with clock.travel(STALE):
        assert "Waktunya habis" in text_of(submit(client, asked, {"sandi_konfirmasi": made[0]}))
    with transaction():
        db.session.get_one(User, house.lurah.user_id).password_hash = passwords.choose("sepeda biru nenek")

    over = submit(client, asked, {"sandi_konfirmasi": made[0]})

    assert "Waktunya habis" in text_of(over)
    assert client.get("/akun").status_code == 303


def test_a_form_whose_session_ended_comes_back_after_both_proofs(house: House, browser: Browser) -> None:
    made = with_factor(house.lurah)
    lurah = browser(house.lurah)
    code, page = refusing(lurah, house)

    with clock.travel(NOW + timedelta(minutes=20)):
        ended = submit(lurah, page, {"explanation": REASON}, status=403)
        asked = submit(lurah, ended, {"login": LOGIN, "password": PASSWORD}, form="#masuk")
        wrong = submit(lurah, asked, {"sandi_konfirmasi": "000000"}, status=403)
        back = submit(lurah, wrong, {"sandi_konfirmasi": made[0]})

    assert back.select_one("#explanation").get_text().strip() == REASON  # type: ignore[union-attr]
    assert stands(code) is Status.AWAITING_SIGNATURE


def test_an_old_proof_is_asked_for_again_and_nothing_typed_is_lost(house: House, browser: Browser) -> None:
    lurah = browser(house.lurah)
    code, page = refusing(lurah, house)

    with clock.travel(STALE):
        asked = submit(lurah, page, {"explanation": REASON}, status=403)
        assert text_of(asked.h1) == "Benarkah ini Anda?"
        assert REASON not in str(asked)
        wrong = submit(lurah, asked, {"sandi_konfirmasi": "salah sama sekali"}, status=403)
        assert "tidak cocok" in text_of(wrong)
        assert stands(code) is Status.AWAITING_SIGNATURE
        done = submit(lurah, wrong, {"sandi_konfirmasi": PASSWORD})

    assert "Diputuskan" in text_of(done)
    assert stands(code) is Status.REJECTED
    assert queries.request_by_code(code).history[-1].reason == REASON


def test_straight_to_the_address_nothing_is_done_and_wrong_words_are_throttled(house: House, browser: Browser) -> None:
    lurah = browser(house.lurah)
    code, page = refusing(lurah, house)
    token = str(page.select_one("[name=csrf_token]")["value"])  # type: ignore[index]
    sent = {"csrf_token": token, "refusal": "not_resident", "explanation": REASON}

    with clock.travel(STALE):
        for extra in ({}, *[{"sandi_konfirmasi": "peragaan"}] * 5, {"sandi_konfirmasi": PASSWORD}):
            status = lurah.post(f"/tanda-tangan/{code}/tolak", data=sent | extra).status_code

    assert status == 429
    assert stands(code) is Status.AWAITING_SIGNATURE


def test_what_one_carried_in_between_is_nothing_for_another(house: House, browser: Browser) -> None:
    lurah = browser(house.lurah)
    code, page = refusing(lurah, house)
    with clock.travel(STALE):
        asked = submit(lurah, page, {"explanation": REASON}, status=403)
        carried = str(asked.select_one("[name=bawaan_konfirmasi]")["value"])  # type: ignore[index]
        other = browser(house.penyelia)
        token = str(read_page(other, "/akun").select_one("[name=csrf_token]")["value"])  # type: ignore[index]
        with transaction():
            db.session.get_one(User, house.penyelia.user_id).password_hash = passwords.choose(PASSWORD)
        sent = {"csrf_token": token, "bawaan_konfirmasi": carried, "sandi_konfirmasi": PASSWORD}
        answer = other.post(f"/tanda-tangan/{code}/tolak", data=sent)

    assert answer.status_code == 403
    assert stands(code) is Status.AWAITING_SIGNATURE


def test_a_member_of_staff_sets_it_up_and_only_by_itself_switches_it_off(house: House, browser: Browser) -> None:
    lurah = browser(house.lurah)
    page = read_page(lurah, "/akun/kode-kedua/pasang")
    secret = text_of(page.select_one("main .key")).replace(" ", "")

    wrong = submit(lurah, page, {"code": "000000"}, status=422)
    assert "tidak cocok" in text_of(wrong)
    assert text_of(wrong.select_one("main .key")).replace(" ", "") == secret
    shown = submit(lurah, wrong, {"code": totp.code_at(secret, NOW)})
    made = [text_of(one) for one in shown.select("ol.codes li")]
    assert len(made) == 10
    assert re.fullmatch(r"\w{4}-\w{4}-\w{2}", made[0])

    with clock.travel(STALE):
        off = read_page(lurah, "/akun/kode-kedua")
        asked = submit(lurah, off, form='form[action$="/matikan"]', status=403)
        submit(lurah, asked, {"sandi_konfirmasi": PASSWORD}, status=403)
        assert "Belum dipasang" not in text_of(read_page(lurah, "/akun/kode-kedua"))
        done = submit(lurah, asked, {"sandi_konfirmasi": made[3]})
    assert "Pasang kode kedua di telepon yang baru" in text_of(done)
    assert text_of(read_page(lurah, "/tanda-tangan").h1) == "Kode kedua"


def test_setting_it_up_is_itself_asked_for_and_for_staff_alone(house: House, browser: Browser) -> None:
    lurah = browser(house.lurah)
    with clock.travel(STALE):
        asked = read_page(lurah, "/akun/kode-kedua/pasang")
        page = submit(lurah, asked, {"sandi_konfirmasi": PASSWORD})
        assert text_of(page.h1) == "Pasang kode kedua"
    citizen = browser(desks.applicant(desks.file_request(house)))

    assert "untuk pegawai" in text_of(read_page(citizen, "/akun/kode-kedua", status=403))
    assert db.session.query(SecondFactor).count() == 0


def test_an_administrator_ends_a_lost_one_after_a_proof_of_their_own(house: House, browser: Browser) -> None:
    with_factor(house.lurah)
    with transaction():
        office = db.session.get_one(desks.Office, house.office_id)
        admin = desks.person(office, Role.ADMIN, "Sri Wahyuni")
        db.session.get_one(User, admin.user_id).password_hash = passwords.choose(PASSWORD)
    desk = browser(admin)
    page = read_page(desk, f"/kelola/pegawai/{house.lurah.user_id}")

    with clock.travel(STALE):
        asked = submit(desk, page, form='form[action$="/kode-kedua/matikan"]', status=403)
        done = submit(desk, asked, {"sandi_konfirmasi": PASSWORD})

    assert "Kode kedua dimatikan" in text_of(done)
    assert factors.factor_of(house.lurah.user_id or 0) is None


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SIGNER, Role.SUPERVISOR, Role.ADMIN])
def test_staff_with_a_password_alone_reach_the_page_that_sets_it_up_and_nothing_else(
    house: House, app: Flask, client: FlaskClient, role: Role
) -> None:
    with transaction():
        office = db.session.get_one(desks.Office, house.office_id)
        who = desks.person(office, role, "Wahyu Hidayat")
        db.session.get_one(User, who.user_id).password_hash = passwords.choose(PASSWORD)
    login = {"login": "wahyu.hidayat@contoh.go.id", "password": PASSWORD}
    page = submit(client, read_page(client, "/masuk"), login)
    assert text_of(page.h1) == "Kode kedua"
    outside = {"auth.factor", "auth.factor_set_up", "auth.password"}
    for rule in app.url_map.iter_rules():
        policy = getattr(app.view_functions[rule.endpoint], "policy", "public")
        if policy == "public" or rule.arguments or "GET" not in rule.methods or rule.endpoint in outside:
            continue
        assert client.get(rule.rule).headers.get("Location") == "/akun/kode-kedua", rule.endpoint

    set_up = read_page(client, "/akun/kode-kedua/pasang")
    secret = text_of(set_up.select_one("main .key")).replace(" ", "")
    submit(client, set_up, {"code": totp.code_at(secret, NOW)})

    assert client.get("/akun").status_code == 200


def test_the_guard_is_what_keeps_staff_with_a_password_alone_out(
    house: House, client: FlaskClient, one_proof_is_enough: None
) -> None:
    submit(client, read_page(client, "/masuk"), {"login": LOGIN, "password": PASSWORD})

    assert client.get("/tanda-tangan").status_code == 200


def test_a_session_without_the_code_is_asked_for_it_and_not_for_another_setting_up(
    house: House, client: FlaskClient
) -> None:
    made = with_factor(house.lurah)
    with transaction():
        secret = sessions.start_session(house.lurah.user_id or 0, membership_id=house.lurah.membership_id, at=NOW)
        sessions.confirm(secret, at=NOW)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = secret

    asked = read_page(client, "/tanda-tangan")
    assert text_of(asked.h1) == "Benarkah ini Anda?"
    submit(client, asked, {"sandi_konfirmasi": made[0]})

    assert client.get("/tanda-tangan").status_code == 200


def test_a_demo_person_s_one_click_stands_for_both_and_is_worth_nothing_elsewhere(
    house: House, app: Flask, client: FlaskClient
) -> None:
    with transaction():
        who = house.lurah
        secret = sessions.start_session(who.user_id or 0, membership_id=who.membership_id, way=Way.DEMO, at=NOW)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = secret
    assert client.get("/tanda-tangan").status_code == 200

    kept = app.extensions["eservice.settings"]
    app.extensions["eservice.settings"] = replace(kept, mode="production")
    try:
        answer = client.get("/tanda-tangan")
    finally:
        app.extensions["eservice.settings"] = kept

    assert answer.status_code == 303
    assert answer.location.startswith("/masuk")


def test_every_act_of_weight_is_marked_as_one(app: Flask) -> None:
    weighty = {name: sorted(view.weighty) for name, view in app.view_functions.items() if hasattr(view, "weighty")}

    assert weighty == {
        "admin.examination_add": ["POST"],
        "admin.staff_factor_off": ["POST"],
        "admin.staff_invite": ["POST"],
        "admin.staff_post": ["POST"],
        "admin.staff_reset": ["POST"],
        "admin.staff_reset_confirm": ["POST"],
        "admin.token_new": ["POST"],
        "auth.contact": ["POST"],
        "auth.email": ["POST"],
        "auth.factor_codes": ["POST"],
        "auth.factor_off": ["POST"],
        "auth.factor_set_up": ["GET", "POST"],
        "auth.passkey_add": ["GET", "POST"],
        "auth.passkey_remove": ["POST"],
        "officer.queue_export": ["GET", "POST"],
        "officer.register_file": ["GET", "POST"],
        "officer.register_void": ["POST"],
        "officer.reset_confirm": ["POST"],
        "own.data_export": ["POST"],
        "protection.breach_tell": ["POST"],
        "protection.limit_set": ["POST"],
        "signer.batch_repeat": ["POST"],
        "signer.reject": ["POST"],
        "signer.revoke": ["POST"],
        "signer.sign": ["POST"],
        "supervisor.event_file": ["GET", "POST"],
        "supervisor.figure_file": ["GET", "POST"],
        "supervisor.report_sign": ["POST"],
    }
