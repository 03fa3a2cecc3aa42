"""A session ends over a form: nothing typed is lost, nothing is said to be saved, and nobody else reads it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import actions as accounts
from eservice.accounts import passwords
from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.accounts.rules import CITIZEN_LIMITS, STAFF_LIMITS
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices.models import Membership
from eservice.requests import queries
from eservice.requests.workflow import Status, Verdict
from tests.web import desks
from tests.web.desks import NIK, NOW, House, stands
from tests.web.page import read_page, read_response, submit, text_of

SignIn = Callable[[Actor], FlaskClient]

PASSWORD = "kopi hangat di teras"
EXPLANATION = "Menurut catatan kami Anda tinggal di Kelurahan Kasang sejak Maret."
STREET = "Jl. Melati No. 17, sebelah masjid"
CITIZEN_LATER, STAFF_LATER = NOW + CITIZEN_LIMITS.idle, NOW + STAFF_LIMITS.idle


pytestmark = pytest.mark.usefixtures("one_proof_is_enough")


@pytest.fixture(autouse=True)
def _quick_hashes_on_a_tuesday(db_app: Flask) -> Iterator[None]:
    with passwords.cheap(), clock.travel(NOW):
        yield


@pytest.fixture
def sign_in(app: Flask, client: FlaskClient) -> SignIn:
    def enter(actor: Actor) -> FlaskClient:
        with transaction():
            account = db.session.get(User, actor.user_id)
            assert account is not None
            account.password_hash = passwords.choose(PASSWORD)
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = desks.secret_of(actor)
        return browser

    return enter


@pytest.fixture
def asked(house: House, sign_in: SignIn) -> str:
    """The code of a request whose applicant is asked for the street and for a new photo of the KK."""
    code, dewi = desks.file_request(house), sign_in(house.dewi)
    submit(dewi, read_page(dewi, "/petugas"), form=f'form[action$="/{code}/ambil"]')
    page = read_page(dewi, f"/petugas/permohonan/{code}/minta-dilengkapi")
    submit(dewi, page, {"syarat_kk": "Foto lagi.", "jawab_jalan": "Tulis nomor rumahnya."})
    return code


def log_in(
    client: FlaskClient, page: BeautifulSoup, login: str, password: str = PASSWORD, *, status: int = 200
) -> BeautifulSoup:
    return submit(client, page, {"login": login, "password": password}, form="#masuk", status=status)


def refusal_typed(house: House, client: FlaskClient) -> tuple[str, BeautifulSoup]:
    """Return a request claimed by Dewi and the page on which she will write why it cannot be fulfilled."""
    code = desks.file_request(house)
    submit(client, read_page(client, "/petugas"), form=f'form[action$="/{code}/ambil"]')
    return code, read_page(client, f"/petugas/permohonan/{code}/tidak-dapat-dipenuhi")


def test_a_citizen_finds_what_was_typed_for_a_correction_and_sends_it(asked: str, sign_in: SignIn) -> None:
    client = sign_in(desks.applicant(asked))
    page = read_page(client, f"/permohonan/{asked}/lengkapi")

    with clock.travel(CITIZEN_LATER):
        ended = submit(client, page, {"jalan": STREET, "berkas-kk": desks.photo()}, status=403)
        assert text_of(ended.h1 or ended.select_one("h1")) == "Masuk lagi"
        assert "Belum ada yang terkirim atau tersimpan" in text_of(ended)
        assert "foto.jpg" in text_of(ended)
        assert stands(asked) is Status.NEEDS_CORRECTION
        back = log_in(client, ended, NIK)

        assert text_of(back.h1) == "Lengkapi permohonan"
        assert back.attrs["data-path"] == f"/permohonan/{asked}/lengkapi"
        assert back.select_one("#jalan")["value"] == STREET  # type: ignore[index]
        assert "Belum ada yang terkirim." in text_of(back)
        assert "harus Anda pilih lagi: foto.jpg" in text_of(back)
        assert stands(asked) is Status.NEEDS_CORRECTION
        done = submit(client, back, {"berkas-kk": desks.photo()})

    assert "Terkirim lagi." in text_of(done)
    assert stands(asked) is Status.SUBMITTED
    assert queries.request_by_code(asked).answers["jalan"] == STREET


def test_an_officer_finds_the_text_of_a_refusal_and_sends_it(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    code, page = refusal_typed(house, client)

    with clock.travel(STAFF_LATER):
        ended = submit(client, page, {"refusal": "not_resident", "explanation": EXPLANATION}, status=403)
        assert stands(code) is Status.IN_REVIEW
        back = log_in(client, ended, "dewi.anggraini@contoh.go.id")

        assert text_of(back.h1) == "Tidak dapat dipenuhi"
        assert back.select_one("#explanation").get_text().strip() == EXPLANATION  # type: ignore[union-attr]
        assert back.select_one("option[selected]")["value"] == "not_resident"  # type: ignore[index]
        assert stands(code) is Status.IN_REVIEW
        submit(client, back)

    assert stands(code) is Status.AWAITING_SIGNATURE


def test_an_officer_finds_the_verdicts_of_the_checklist_again_and_saves_them(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    code, _page = refusal_typed(house, client)
    page = read_page(client, f"/petugas/permohonan/{code}")
    values = {"nilai-ktp": "complete", "nilai-kk": "unclear", "catatan-kk": "Sudut kanan terpotong."}

    with clock.travel(STAFF_LATER):
        ended = submit(client, page, values, form="#penilaian", button="Simpan penilaian", status=403)
        back = log_in(client, ended, "dewi.anggraini@contoh.go.id")

        assert [str(one["value"]) for one in back.select("#penilaian [checked]")] == ["complete", "unclear"]
        assert back.select_one("#catatan-kk")["value"] == "Sudut kanan terpotong."  # type: ignore[index]
        assert [one.verdict for one in queries.request_by_code(code).proofs] == [None, None, None]
        submit(client, back, form="#penilaian", button="Simpan penilaian")

    found = queries.request_by_code(code)
    assert {one.requirement: one.verdict for one in found.proofs if one.verdict} == {
        "ktp": Verdict.COMPLETE,
        "kk": Verdict.UNCLEAR,
    }


def test_no_page_claims_that_something_was_saved(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    _code, page = refusal_typed(house, client)

    with clock.travel(STAFF_LATER):
        ended = submit(client, page, {"refusal": "not_resident", "explanation": EXPLANATION}, status=403)

    assert "Anda keluar otomatis karena lama tidak dipakai." in text_of(ended)
    assert "tersimpan." not in text_of(ended).replace("Belum ada yang terkirim atau tersimpan", "")


def test_what_was_typed_stands_in_no_address_and_cannot_be_read_before_signing_in(
    house: House, sign_in: SignIn
) -> None:
    client = sign_in(house.dewi)
    _code, page = refusal_typed(house, client)
    values = {"refusal": "not_resident", "explanation": EXPLANATION}

    with clock.travel(STAFF_LATER):
        ended = submit(client, page, values, status=403)

    assert "Kasang" not in str(ended)
    assert all("?" not in str(form["action"]) or "lanjut" in str(form["action"]) for form in ended.select("main form"))


def test_another_person_who_signs_in_there_reads_nothing_and_sends_nothing(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    sign_in(house.bambang)
    code, page = refusal_typed(house, client)

    with clock.travel(STAFF_LATER):
        ended = submit(client, page, {"refusal": "not_resident", "explanation": EXPLANATION}, status=403)
        other = log_in(client, ended, "bambang.susilo@contoh.go.id")

    assert text_of(other.h1) == "Antrean"
    assert "tidak ditampilkan dan tidak terkirim" in text_of(other)
    assert "Kasang" not in str(other)
    assert stands(code) is Status.IN_REVIEW


def test_a_wrong_password_loses_nothing_either(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    _code, page = refusal_typed(house, client)

    with clock.travel(STAFF_LATER):
        ended = submit(client, page, {"refusal": "not_resident", "explanation": EXPLANATION}, status=403)
        wrong = log_in(client, ended, "dewi.anggraini@contoh.go.id", "salah sama sekali", status=403)
        empty = log_in(client, wrong, "", status=422)
        back = log_in(client, empty, "dewi.anggraini@contoh.go.id")

    assert "tidak cocok" in text_of(wrong)
    assert back.select_one("#explanation").get_text().strip() == EXPLANATION  # type: ignore[union-attr]


def test_a_form_sent_after_another_tab_noticed_the_end_is_carried_too(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    _code, page = refusal_typed(house, client)

    with clock.travel(STAFF_LATER):
        assert text_of(read_page(client, "/petugas").select_one("h1")) == "Masuk"
        ended = submit(client, page, {"refusal": "not_resident", "explanation": EXPLANATION}, status=403)
        back = log_in(client, ended, "dewi.anggraini@contoh.go.id")

    assert back.select_one("#explanation").get_text().strip() == EXPLANATION  # type: ignore[union-attr]


def test_a_password_is_never_carried(asked: str, sign_in: SignIn) -> None:
    client = sign_in(desks.applicant(asked))
    page = read_page(client, "/akun/kata-sandi")
    values = {"current": "rahasia sekali ini", "password": "rahasia sekali lagi"}

    with clock.travel(CITIZEN_LATER):
        ended = submit(client, page, values, status=403)
        back = log_in(client, ended, NIK)

    assert not back.select_one("#current").get("value")  # type: ignore[union-attr]
    assert not back.select_one("#password").get("value")  # type: ignore[union-attr]
    assert "rahasia sekali" not in str(back)


def test_a_search_that_has_no_page_of_its_own_is_read_again_and_sent(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    refusal_typed(house, client)
    page = read_page(client, "/petugas")

    with clock.travel(STAFF_LATER):
        ended = submit(client, page, {"cari": "Siti Rahmawati"}, form='form[action$="/cari"]', status=403)
        back = log_in(client, ended, "dewi.anggraini@contoh.go.id")
        assert "Siti Rahmawati" in text_of(back)
        assert back.select_one("h1").get_text() == "Halaman ini terlalu lama terbuka"  # type: ignore[union-attr]
        sent = submit(client, back)

    assert text_of(sent.h1 or sent) == "Antrean"
    assert str(sent.select_one("#cari")["value"]) == "Siti Rahmawati"  # type: ignore[index]


def test_a_page_of_an_application_keeps_answers_and_the_questions_they_raised(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    client = sign_in(desks.applicant(code))
    slug = "/permohonan/baru/surat-keterangan-domisili"
    page = submit(client, read_page(client, slug), {"untuk_siapa": "self"})
    while not page.select('[name="status_tempat"]'):
        names = {str(one["name"]) for one in page.select("main form [name]")}
        page = submit(client, page, {name: value for name, value in desks.typed(house).items() if name in names})
    raised = submit(client, page, {"status_tempat": "sewa", "sejak": "01-03-2021"})

    with clock.travel(CITIZEN_LATER):
        ended = submit(client, raised, {"pemilik_nama": "Abdul Manaf"}, status=403)
        back = log_in(client, ended, NIK)

        assert back.select_one("#pemilik_nama")["value"] == "Abdul Manaf"  # type: ignore[index]
        assert "pemilik_nama" not in text_of(submit(client, back))


def test_who_is_somebody_else_empties_the_screen(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    _code, page = refusal_typed(house, client)

    with clock.travel(STAFF_LATER):
        ended = submit(client, page, {"refusal": "not_resident", "explanation": EXPLANATION}, status=403)
        left = submit(client, ended, form='main form[action="/keluar"]')
        with client.session_transaction() as cookie:
            kept = set(cookie)

    assert text_of(left.select_one("h1")) == "Masuk"
    assert not left.select("[name=bawaan]")
    assert "ended" not in kept


def test_who_has_two_posts_goes_on_in_the_same_one(house: House, sign_in: SignIn) -> None:
    with transaction():
        second = Membership(
            user_id=house.stranger.user_id, office_id=house.office_id, role=Role.OFFICER, position="-", from_at=NOW
        )
        db.session.add(second)
        db.session.flush()
        rina = Actor(Role.OFFICER, user_id=second.user_id, membership_id=second.id, office_id=second.office_id)
    client = sign_in(rina)
    code, page = refusal_typed(house, client)

    with clock.travel(STAFF_LATER):
        ended = submit(client, page, {"refusal": "not_resident", "explanation": EXPLANATION}, status=403)
        back = log_in(client, ended, "rina.wati@contoh.go.id")
        submit(client, back)

    assert stands(code) is Status.AWAITING_SIGNATURE


def test_one_of_the_demos_people_comes_back_with_one_click(house: House, sign_in: SignIn) -> None:
    with transaction():
        shown = accounts.show_persona(
            house.dewi.user_id or 0, membership_id=house.dewi.membership_id, line="-", line_en="-", position=1
        )
        number = shown.id
    client = sign_in(house.dewi)
    _code, page = refusal_typed(house, client)

    with clock.travel(STAFF_LATER):
        ended = submit(client, page, {"refusal": "not_resident", "explanation": EXPLANATION}, status=403)
        back = submit(client, ended, form="main form:has(.persona)", button=str(number))

    assert back.select_one("#explanation").get_text().strip() == EXPLANATION  # type: ignore[union-attr]


@pytest.mark.parametrize("spoil", ["", "AAAA", "elsewhere"])
def test_a_spoilt_page_signs_nobody_in_and_acts_on_nothing(house: House, sign_in: SignIn, spoil: str) -> None:
    client = sign_in(house.dewi)
    code, page = refusal_typed(house, client)

    with clock.travel(STAFF_LATER):
        ended = submit(client, page, {"refusal": "not_resident", "explanation": EXPLANATION}, status=403)
        hidden, form = ended.select_one("#masuk [name=bawaan]"), ended.select_one("#masuk")
        assert hidden is not None
        assert form is not None
        if spoil == "elsewhere":
            form["action"] = f"/petugas/permohonan/{code}/lepas"
        else:
            hidden["value"] = spoil
        after = log_in(client, ended, "dewi.anggraini@contoh.go.id")

    assert text_of(after.select_one("h1")) == "Masuk"
    assert stands(code) is Status.IN_REVIEW


def test_who_was_never_signed_in_is_told_that_nothing_was_sent(house: House, sign_in: SignIn, app: Flask) -> None:
    client = sign_in(house.dewi)
    code, _page = refusal_typed(house, client)
    guest = app.test_client()
    token = read_page(guest, "/masuk").select_one("#masuk [name=csrf_token]")

    answer = guest.post(
        f"/petugas/permohonan/{code}/catatan", data={"csrf_token": token["value"], "text": "x"}, follow_redirects=True
    )  # type: ignore[index]

    assert "Belum ada yang terkirim." in text_of(read_response(answer))


def test_a_form_whose_token_is_lost_hands_on_no_password(asked: str, sign_in: SignIn) -> None:
    client = sign_in(desks.applicant(asked))
    values = {"phone_owner": "family", "phone": "0812 9999 0000", "email": "", "current": "rahasia sekali ini"}

    answer = client.post("/akun/kontak", data=values, headers={"Origin": "http://localhost"})

    assert answer.status_code == 400
    assert "rahasia sekali" not in answer.text


def test_signing_in_again_reads_well_in_english(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    client.set_cookie("__Host-bahasa", "en")
    code = desks.file_request(house)
    submit(client, read_page(client, "/petugas", locale="en"), form=f'form[action$="/{code}/ambil"]', locale="en")
    page = read_page(client, f"/petugas/permohonan/{code}/tidak-dapat-dipenuhi", locale="en")

    with clock.travel(NOW + timedelta(hours=1)):
        ended = submit(client, page, {"refusal": "not_resident", "explanation": "Text."}, status=403, locale="en")
        back = submit(
            client, ended, {"login": "dewi.anggraini@contoh.go.id", "password": PASSWORD}, form="#masuk", locale="en"
        )

    assert "Nothing has been sent or saved" in text_of(ended)
    assert "Nothing has been sent yet." in text_of(back)


@pytest.mark.parametrize(("path", "field"), [("catatan", "text"), ("pesan", "text"), ("minta-dilengkapi", "syarat_kk")])
def test_an_officer_finds_every_text_of_a_decision_again(path: str, field: str, house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    code, _page = refusal_typed(house, client)
    page = read_page(client, f"/petugas/permohonan/{code}/{path}")

    with clock.travel(STAFF_LATER):
        ended = submit(client, page, {field: EXPLANATION}, status=403)
        back = log_in(client, ended, "dewi.anggraini@contoh.go.id")

        assert back.select_one(f"#{field}").get_text().strip() == EXPLANATION  # type: ignore[union-attr]
        assert "Belum ada yang terkirim" in text_of(back)
    assert not queries.request_by_code(code).notes
