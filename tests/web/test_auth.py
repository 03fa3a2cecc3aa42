"""The pages on which people register, sign in and out, and look after their account."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from eservice.accounts import actions, passwords, queries, recovery, sessions, totp
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import Session
from eservice.accounts.permissions import Role
from eservice.accounts.rules import PhoneOwner
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices.models import Membership, Office
from tests.times import MONDAY
from tests.web.page import read_page, submit

NIK = "1571014107909001"
OTHER_NIK = "1571010101859002"
KK = "1571010101209003"
PASSWORD = "kopi hangat di teras"
OTHER_PASSWORD = "sepeda biru nenek"
SITI = {
    "nik": NIK,
    "name": "Siti Rahmawati",
    "phone_owner": "own",
    "phone": "0812 3456 7890",
    "email": "",
    "password": PASSWORD,
}


@pytest.fixture(autouse=True)
def _quick_hashes_on_a_monday() -> Iterator[None]:
    with passwords.cheap(), clock.travel(MONDAY):
        yield


@pytest.fixture
def siti(db_app: Flask) -> int:
    with transaction():
        new = actions.NewCitizen(nik=NIK, name="Siti Rahmawati", email="siti@contoh.id", kk=KK, born_on="1990-07-01")
        return actions.register(new, password=passwords.choose(PASSWORD), at=MONDAY).id


def post_for(user_id: int, role: Role = Role.OFFICER) -> int:
    """Give an account a post in the first office there is."""
    with transaction():
        office_id = db.session.scalars(select(Office.id).order_by(Office.id)).first()
        assert office_id is not None
        post = Membership(user_id=user_id, office_id=office_id, role=role, position="Staf pelayanan", from_at=MONDAY)
        db.session.add(post)
        db.session.flush()
        return post.id


def another(app: Flask) -> FlaskClient:
    """Return another browser."""
    return app.test_client()


def token(client: FlaskClient, path: str = "/masuk") -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert found is not None
    return found.group(1)


def send(client: FlaskClient, path: str, page: str = "/masuk", **values: str) -> TestResponse:
    return client.post(path, data={"csrf_token": token(client, page)} | values)


def sign_in(client: FlaskClient, *, login: str = NIK, password: str = PASSWORD, onward: str = "/akun") -> TestResponse:
    return send(client, f"/masuk?lanjut={onward}", login=login, password=password)


def is_in(client: FlaskClient) -> bool:
    return client.get("/akun").status_code == 200


def open_rows() -> int:
    db.session.remove()
    return len(db.session.scalars(select(Session).where(Session.ended_at.is_(None))).all())


# ── Registering ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_citizen_registers_without_an_email_and_is_signed_in(client: FlaskClient) -> None:
    page = read_page(client, "/daftar?lanjut=/akun")

    account = submit(client, page, SITI)

    assert account.h1.get_text() == "Akun saya"
    assert "Siti Rahmawati" in account.get_text()
    assert "Belum diverifikasi" in account.get_text()
    assert NIK not in account.get_text()


def test_a_second_account_for_one_nik_is_accepted_without_a_word_about_the_first(
    app: Flask, client: FlaskClient
) -> None:
    first = submit(client, read_page(client, "/daftar?lanjut=/akun"), SITI)
    other = another(app)

    second = submit(other, read_page(other, "/daftar?lanjut=/akun"), SITI | {"password": OTHER_PASSWORD})

    assert second.h1.get_text() == first.h1.get_text() == "Akun saya"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"nik": ""}, "Isi NIK: 16 angka pada KTP Anda."),
        ({"nik": "15710141079"}, "NIK harus 16 angka. Anda mengetik 11 angka. Lihat baris teratas KTP Anda."),
        ({"nik": "1571013002909001"}, "300290 bukan tanggal"),
        ({"name": ""}, "Isi nama seperti pada KTP Anda."),
        ({"phone": "rumah"}, "Tulis nomor telepon dengan angka, misalnya 0812 3456 7890."),
        ({"phone": ""}, "Isi nomor telepon, atau pilih Tidak ada nomor."),
        ({"phone_owner": None}, "Pilih nomor ini milik siapa, atau Tidak ada nomor."),
        ({"email": "siti"}, "Tulis alamat e-mail seperti nama@contoh.id, atau kosongkan."),
        ({"password": "pendek"}, "Kata sandi paling sedikit 12 huruf atau angka."),
        ({"password": "rahasia12345"}, "Kata sandi ini terlalu mudah ditebak."),
        ({"password": "rahmawati di teras"}, "Jangan pakai nama atau NIK Anda di dalam kata sandi."),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, change: dict[str, str | None], sentence: str
) -> None:
    page = read_page(client, "/daftar")
    values = {name: value for name, value in (SITI | change).items() if value is not None}
    response = send(client, "/daftar", "/daftar", **values)  # type: ignore[arg-type]

    text = response.get_data(as_text=True)
    assert page.h1.get_text() == "Daftar"
    assert response.status_code in (200, 422)
    assert sentence in text
    assert 'value="Siti Rahmawati"' in text or "name" in change
    assert PASSWORD not in text


# ── Signing in ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_citizen_signs_in_and_goes_on_where_they_were_going(client: FlaskClient, siti: int) -> None:
    refused = client.get("/akun?a=1")
    assert refused.location == "/masuk?lanjut=/akun?a%3D1"

    response = send(client, refused.location, login=NIK, password=PASSWORD)

    assert (response.status_code, response.location) == (303, "/akun?a=1")
    assert is_in(client)


def test_an_unknown_nik_and_a_wrong_password_cannot_be_told_apart(app: Flask, client: FlaskClient, siti: int) -> None:
    answers = []
    for login in (NIK, OTHER_NIK):
        browser = another(app)
        response = sign_in(browser, login=login, password="salah sama sekali")
        text = re.sub(r'(value|data-challenge)="[^"]*"', "", response.get_data(as_text=True))
        own = ("Set-Cookie", "Content-Length", "X-Reference")
        headers = {name: value for name, value in response.headers if name not in own}
        answers.append((response.status_code, text, headers))

    assert answers[0] == answers[1]
    assert answers[0][0] == 403
    assert "NIK atau kata sandi tidak cocok. Coba lagi, atau atur ulang kata sandi." in answers[0][1]


def test_too_many_guesses_are_told_how_long_to_wait_and_released(client: FlaskClient, siti: int) -> None:
    for _ in range(5):
        sign_in(client, password="salah sama sekali")

    refused = sign_in(client)
    assert refused.status_code == 429
    assert "Terlalu sering mencoba. Tunggu 5 menit. Akun Anda aman." in refused.get_data(as_text=True)

    with clock.travel(MONDAY + timedelta(minutes=5)):
        assert sign_in(client).status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://contoh.example/",
        "//contoh.example/",
        "/.//contoh.example/",
        "/\\contoh.example",
        "\\\\contoh.example",
        "javascript:alert(1)",
        "/%09/contoh.example".replace("%09", "\t"),
        "akun",
    ],
)
def test_no_link_leads_people_elsewhere_after_signing_in(client: FlaskClient, siti: int, elsewhere: str) -> None:
    response = client.post(
        "/masuk",
        query_string={"lanjut": elsewhere},
        data={"csrf_token": token(client), "login": NIK, "password": PASSWORD},
    )

    assert response.status_code == 303
    assert "contoh.example" not in response.location
    assert "javascript" not in response.location


def test_the_session_of_before_is_not_the_session_of_after(client: FlaskClient, siti: int) -> None:
    client.get("/masuk")
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        before = cookie.get("csrf_token")

    sign_in(client)

    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != before
        first = cookie["_user_id"]
    sign_in(client)
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != first
    assert open_rows() == 1


def test_a_form_without_its_token_is_refused(client: FlaskClient, siti: int) -> None:
    response = client.post("/masuk", data={"login": NIK, "password": PASSWORD})

    assert response.status_code == 400
    assert not is_in(client)


# ── The end of a session ─────────────────────────────────────────────────────────────────────────────────────────────


def test_signing_out_ends_the_session_on_the_server_too(client: FlaskClient, siti: int) -> None:
    sign_in(client)
    stolen = client.get_cookie("__Host-eservice")
    assert stolen is not None

    response = send(client, "/keluar", "/akun")

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.set_cookie("__Host-eservice", stolen.value)
    assert not is_in(client)


def test_signing_out_leaves_no_draft_for_the_next_person(client: FlaskClient, siti: int) -> None:
    sign_in(client)
    client.set_cookie("__Host-isian", "the-key-of-this-browser-to-its-drafts")

    send(client, "/keluar", "/akun")

    assert client.get_cookie("__Host-isian") is None


def test_an_unused_session_ends_after_half_an_hour_and_says_so(client: FlaskClient, siti: int) -> None:
    sign_in(client)
    client.set_cookie("__Host-isian", "the-key-of-this-browser-to-its-drafts")

    with clock.travel(MONDAY + timedelta(minutes=30)):
        page = read_page(client, "/akun")

    assert page.h1.get_text() == "Masuk"
    assert "Anda keluar otomatis karena lama tidak dipakai. Masuk untuk melanjutkan." in page.get_text()
    assert "tersimpan" not in page.get_text()
    assert client.get_cookie("__Host-isian") is not None


def test_a_session_in_use_goes_on_until_twelve_hours_are_over(client: FlaskClient, siti: int) -> None:
    sign_in(client)

    for minutes in range(20, 12 * 60, 20):
        with clock.travel(MONDAY + timedelta(minutes=minutes)):
            assert is_in(client), minutes
    with clock.travel(MONDAY + timedelta(hours=12)):
        assert not is_in(client)


def test_staff_are_out_after_a_quarter_of_an_hour(client: FlaskClient, siti: int) -> None:
    post_for(siti)
    sign_in(client)
    send(client, "/akun/peran", "/akun", peran=str(1))

    with clock.travel(MONDAY + timedelta(minutes=15)):
        assert not is_in(client)


def test_a_claim_too_many_is_told_to_come_to_the_counter(client: FlaskClient, siti: int) -> None:
    with transaction():
        for _ in range(2):
            new = actions.NewCitizen(nik=NIK, name="Orang Lain")
            actions.register(new, password=passwords.choose(OTHER_PASSWORD), at=MONDAY)
    values = {"nik": NIK, "name": "Siti Rahmawati", "phone_owner": "none", "phone": "", "password": OTHER_PASSWORD}

    page = submit(client, read_page(client, "/daftar"), values)

    assert "Bukalah di kelurahan dengan KTP Anda." in page.get_text()
    assert not is_in(client)
    assert len(queries.every_claim_of(NIK)) == 4


def test_a_disabled_account_is_out_at_the_next_click(client: FlaskClient, siti: int) -> None:
    sign_in(client)
    with transaction():
        actions.disable(siti, actor=Actor(Role.ADMIN), at=MONDAY)

    assert not is_in(client)


def test_a_frozen_account_is_told_why_it_cannot_come_in(client: FlaskClient, siti: int) -> None:
    with transaction():
        new = actions.NewCitizen(nik=NIK, name="Siti Rahmawati")
        owner = actions.register(new, password=passwords.choose(OTHER_PASSWORD), at=MONDAY)
        actions.prove(owner.id, compared=queries.nik_index(NIK), actor=Actor(Role.OFFICER, membership_id=1), at=MONDAY)

    response = sign_in(client)

    assert response.status_code == 403
    assert "dibekukan" in response.get_data(as_text=True)


# ── One's own account ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_password_signs_every_other_device_out(app: Flask, client: FlaskClient, siti: int) -> None:
    other = another(app)
    sign_in(client)
    sign_in(other)

    page = submit(client, read_page(client, "/akun/kata-sandi"), {"current": PASSWORD, "password": OTHER_PASSWORD})

    assert "Kata sandi sudah diganti." in page.get_text()
    assert is_in(client)
    assert not is_in(other)


def test_a_password_is_not_changed_without_the_old_one(client: FlaskClient, siti: int) -> None:
    sign_in(client)

    response = send(
        client, "/akun/kata-sandi", "/akun/kata-sandi", current="salah sama sekali", password=OTHER_PASSWORD
    )

    assert response.status_code == 403
    assert "Kata sandi sekarang tidak cocok. Coba lagi." in response.get_data(as_text=True)


def test_another_device_is_signed_out_from_the_list(app: Flask, client: FlaskClient, siti: int) -> None:
    other = another(app)
    sign_in(other)
    sign_in(client)
    page = read_page(client, "/akun")

    submit(client, page, form="form[action*='/akun/sesi/']")

    assert is_in(client)
    assert not is_in(other)


def test_somebody_elses_device_is_not_there_to_be_signed_out(app: Flask, client: FlaskClient, siti: int) -> None:
    other = another(app)
    submit(other, read_page(other, "/daftar?lanjut=/akun"), SITI | {"nik": OTHER_NIK})
    sign_in(client)

    response = send(client, "/akun/sesi/1/akhiri", "/akun")

    assert response.status_code == 404
    assert is_in(other)


def test_how_one_is_reached_changes_only_with_the_password(client: FlaskClient, siti: int) -> None:
    sign_in(client)
    values = {"phone_owner": "family", "phone": "0812 3456 7890", "email": ""}
    page = read_page(client, "/akun/kontak")
    with clock.travel(MONDAY + timedelta(minutes=6)):
        asked = submit(client, page, values, status=403)
        asked = submit(client, asked, {"sandi_konfirmasi": "salah sama sekali"}, status=403)
        assert queries.account(siti).phone is None
        submit(client, asked, {"sandi_konfirmasi": PASSWORD})

    db.session.remove()
    account = queries.account(siti)
    assert (account.phone, account.phone_owner, account.email) == ("+6281234567890", PhoneOwner.FAMILY, None)


def test_an_inbox_is_read_and_cleared(client: FlaskClient, siti: int) -> None:
    sign_in(client)
    submit(client, read_page(client, "/akun/kata-sandi"), {"current": PASSWORD, "password": OTHER_PASSWORD})
    page = read_page(client, "/akun/pesan")
    assert "Kata sandi akun Anda baru saja diganti." in page.get_text()

    cleared = submit(client, page)

    assert "Baru" not in [tag.get_text() for tag in cleared.select("main .tag")]


def test_an_empty_inbox_says_what_will_be_there(client: FlaskClient, siti: int) -> None:
    sign_in(client)

    assert "Kabar tentang permohonan dan akun Anda muncul di sini." in read_page(client, "/akun/pesan").get_text()


@pytest.mark.usefixtures("one_proof_is_enough")
def test_a_member_of_an_office_chooses_in_which_capacity_to_act(client: FlaskClient, siti: int) -> None:
    post = post_for(siti)
    sign_in(client)
    with client.session_transaction() as cookie:
        before = cookie["_user_id"]

    send(client, "/akun/peran", "/akun", peran=str(post))

    page = read_page(client, "/akun")
    assert page.body["class"] == ["staff"]
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != before
    send(client, "/akun/peran", "/akun", peran="")
    assert read_page(client, "/akun").body.get("class") != ["staff"]


def test_nobody_acts_in_an_office_that_is_not_theirs(client: FlaskClient, siti: int) -> None:
    with transaction():
        invited = recovery.invite_staff("Dewi Anggraini", login="dewi@contoh.go.id", actor=SYSTEM, at=MONDAY)
    others = post_for(invited.user_id)
    sign_in(client)

    for told in (str(others), "satu", "9" * 30):
        assert send(client, "/akun/peran", "/akun", peran=told).status_code == 403, told


def test_a_post_that_has_ended_leaves_the_citizen(client: FlaskClient, siti: int) -> None:
    number = post_for(siti)
    sign_in(client)
    send(client, "/akun/peran", "/akun", peran=str(number))
    with transaction():
        post = db.session.get(Membership, number)
        assert post is not None
        post.until_at = MONDAY + timedelta(minutes=5)

    with clock.travel(MONDAY + timedelta(minutes=5)):
        assert read_page(client, "/akun").body.get("class") != ["staff"]


# ── Lost passwords and invitations ───────────────────────────────────────────────────────────────────────────────────


def test_asking_for_a_code_says_the_same_for_everybody(app: Flask, siti: int) -> None:
    answers = []
    for login in (NIK, OTHER_NIK):
        browser = another(app)
        page = submit(browser, read_page(browser, "/lupa-sandi"), {"login": login})
        answers.append(page.select_one("main").get_text())

    assert answers[0] == answers[1]
    assert "Bila akun dengan NIK ini punya alamat e-mail dan nomor KK, kodenya sudah kami kirim." in answers[0]


@pytest.mark.usefixtures("one_proof_is_enough")
def test_a_code_from_the_counter_gives_a_new_password(app: Flask, client: FlaskClient, siti: int) -> None:
    officer = another(app)
    with transaction():
        invited = recovery.invite_staff("Dewi Anggraini", login="dewi@contoh.go.id", actor=SYSTEM, at=MONDAY)
    post_for(invited.user_id)
    welcome = read_page(officer, "/undangan")
    submit(officer, welcome, {"login": "dewi@contoh.go.id", "code": invited.code, "password": PASSWORD})
    compared = submit(officer, read_page(officer, "/petugas/pemulihan"), {"nik": NIK})
    code = submit(officer, compared, {"terlihat": "y"}).select_one(".ticket__code").get_text()
    values = {"login": NIK, "code": code, "kk": "", "born_on": "", "password": OTHER_PASSWORD}

    page = submit(client, read_page(client, "/lupa-sandi/kode"), values)

    assert "Kata sandi baru sudah disimpan." in page.get_text()
    assert sign_in(client, password=OTHER_PASSWORD).status_code == 303


def test_guessing_codes_is_slowed_down(client: FlaskClient, siti: int) -> None:
    values = {"login": NIK, "code": "2222-2222-22", "kk": KK, "born_on": "1 Juli 1990", "password": OTHER_PASSWORD}
    for _ in range(5):
        refused = send(client, "/lupa-sandi/kode", "/lupa-sandi/kode", **values)
        assert refused.status_code == 403
        assert "Kode atau data tidak cocok" in refused.get_data(as_text=True)

    assert send(client, "/lupa-sandi/kode", "/lupa-sandi/kode", **values).status_code == 429


def test_invited_staff_choose_password_and_second_factor_in_one_go(client: FlaskClient, db_app: Flask) -> None:
    with transaction():
        invited = recovery.invite_staff("Dewi Anggraini", login="dewi@contoh.go.id", actor=SYSTEM, at=MONDAY)
    post_for(invited.user_id)
    values = {"login": "dewi@contoh.go.id", "code": invited.code, "password": PASSWORD}

    response = send(client, "/undangan", "/undangan", **values)

    assert response.status_code == 303
    assert invited.code not in response.location
    assert response.location == "/akun/kode-kedua/pasang"
    assert client.get("/petugas").location == "/akun/kode-kedua"  # nothing else before that
    page = read_page(client, response.location)
    secret = page.select_one("main .key").get_text().replace(" ", "")
    made = submit(client, page, {"code": totp.code_at(secret, MONDAY)})
    assert made.select_one("main .btn")["href"] == "/akun/identitas"
    asked = read_page(client, "/akun/identitas")
    shown = submit(client, asked, {"nik": "1571111010809901", "kk": "1571110101209902"})
    assert "Identitas Anda tercatat." in shown.get_text()
    assert read_page(client, "/akun").body["class"] == ["staff"]
    assert send(another(db_app), "/undangan", "/undangan", **values).status_code == 403


def test_where_passwords_grow_old_nothing_else_opens_until_there_is_a_new_one(
    app: Flask, client: FlaskClient, siti: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = app.extensions["eservice.settings"]
    monkeypatch.setitem(app.extensions, "eservice.settings", replace(kept, password_policy="bssn"))
    with clock.travel(MONDAY + timedelta(days=182)):
        sign_in(client)
        assert client.get("/permohonan").status_code == 200
    with clock.travel(MONDAY + timedelta(days=183)):
        sign_in(client)
        assert client.get("/permohonan").location == "/akun/kata-sandi"
        page = read_page(client, "/akun/kata-sandi")
        assert "huruf besar" in page.get_text()
        refused = submit(client, page, {"current": PASSWORD, "password": OTHER_PASSWORD}, status=422)
        assert "Pakai huruf besar" in refused.get_text()
        submit(client, refused, {"current": PASSWORD, "password": "Sepeda biru nenek 7"})
        assert client.get("/permohonan").status_code == 200


# ── The demo's people ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def persona(siti: int) -> int:
    with transaction():
        shown = actions.show_persona(siti, membership_id=None, line="2 permohonan", line_en="2 requests", position=1)
        return shown.id


def test_a_demo_person_is_one_click_away(client: FlaskClient, persona: int) -> None:
    page = read_page(client, "/masuk")
    assert "Siti Rahmawati" in page.get_text()
    assert "2 permohonan" in page.get_text()

    response = send(client, "/masuk/peragaan?lanjut=/akun", akun=str(persona))

    assert response.location == "/akun"
    assert is_in(client)


def test_an_unknown_demo_person_is_not_found(client: FlaskClient, persona: int) -> None:
    assert send(client, "/masuk/peragaan", akun="999").status_code == 404


def test_outside_the_demo_nobody_is_one_click_away(app: Flask, client: FlaskClient, persona: int) -> None:
    csrf = token(client)
    kept = app.extensions["eservice.settings"]
    app.extensions["eservice.settings"] = replace(kept, mode="production")
    try:
        page = client.get("/masuk").get_data(as_text=True)
        response = client.post("/masuk/peragaan", data={"csrf_token": csrf, "akun": str(persona)})
    finally:
        app.extensions["eservice.settings"] = kept

    assert "Siti Rahmawati" not in page
    assert response.status_code == 404


# ── Language ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_language_is_chosen_by_a_button_and_kept(client: FlaskClient, siti: int) -> None:
    sign_in(client)

    response = send(client, "/bahasa", "/akun", bahasa="en", kembali="/akun")

    assert (response.status_code, response.location) == (303, "/akun")
    assert '<html lang="en">' in client.get("/akun").get_data(as_text=True)
    db.session.remove()
    assert queries.account(siti).language == "en"


@pytest.mark.parametrize("back", ["https://contoh.example/", "//contoh.example"])
def test_the_language_button_leads_nowhere_else(client: FlaskClient, back: str) -> None:
    assert send(client, "/bahasa", bahasa="en", kembali=back).location == "/"


def test_the_last_use_of_a_session_is_written_at_most_once_a_minute(client: FlaskClient, siti: int) -> None:
    sign_in(client)
    for seconds, written in ((30, 0), (60, 60), (90, 60), (130, 130)):
        with clock.travel(MONDAY + timedelta(seconds=seconds)):
            client.get("/akun")
        db.session.remove()
        assert db.session.scalars(select(Session.seen_at)).one() == MONDAY + timedelta(seconds=written)


def test_no_page_shows_the_secret_of_a_session(client: FlaskClient, siti: int) -> None:
    sign_in(client)
    with client.session_transaction() as cookie:
        secret = cookie["_user_id"]

    assert secret not in client.get("/akun").get_data(as_text=True)
    assert sessions.owner(queries.account(siti)).user_id == siti
