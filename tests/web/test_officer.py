"""The officer's pages: the queue, one request beside its files, and every act with its refusals."""

import io
from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eservice.accounts import actions as accounts
from eservice.accounts import queries
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import User
from eservice.accounts.passwords import PasswordHash
from eservice.accounts.permissions import Role
from eservice.accounts.queries import nik_index
from eservice.audit.models import AuditEntry
from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.offices import staffing
from eservice.offices.models import Membership, Office
from eservice.requests import notes, queues, serving
from eservice.requests import queries as requests
from eservice.requests.models import Request
from eservice.requests.views import Tab
from eservice.requests.workflow import Priority, Status
from eservice.residents import queries as residents
from eservice.residents.actions import PersonData, register_person
from tests.web import desks
from tests.web.desks import NOW, House, stands
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]


@pytest.fixture(autouse=True)
def _today(db_app: Flask) -> Iterator[None]:
    with clock.travel(NOW):
        yield


@pytest.fixture
def sign_in(app: Flask, client: FlaskClient) -> SignIn:
    def enter(actor: Actor) -> FlaskClient:
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = desks.secret_of(actor)
        return browser

    return enter


def test_an_empty_queue_says_what_will_appear_here(house: House, sign_in: SignIn) -> None:
    page = read_page(sign_in(house.dewi), "/petugas")

    assert "Semua permohonan sudah diambil" in text_of(page)


@pytest.mark.parametrize("tab", list(Tab))
def test_every_view_of_the_queue_opens(tab: Tab, house: House, sign_in: SignIn) -> None:
    desks.file_request(house)

    assert text_of(read_page(sign_in(house.dewi), f"/petugas?tab={tab}").h1) == "Antrean"


def test_the_queue_says_how_much_time_is_left_and_lets_one_claim(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    client = sign_in(house.dewi)

    page = read_page(client, "/petugas")
    assert "besok " in text_of(page)
    shown = submit(client, page, form=f'form[action$="/{code}/ambil"]')

    assert "Permohonan ini sekarang Anda pegang." in text_of(shown)
    assert stands(code) is Status.IN_REVIEW


def test_two_officers_claim_and_the_second_reads_who_was_first(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    dewi, bambang = sign_in(house.dewi), sign_in(house.bambang)
    seen_by_both = read_page(bambang, "/petugas")

    submit(dewi, read_page(dewi, "/petugas"), form=f'form[action$="/{code}/ambil"]')
    late = submit(bambang, seen_by_both, form=f'form[action$="/{code}/ambil"]')

    assert "Dewi Anggraini memegang permohonan ini sejak 10.00. Terakhir: Diambil petugas, 10.00." in text_of(late)


def test_a_request_of_another_office_is_not_shown_and_not_taken(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    stranger = sign_in(house.stranger)

    assert "ditangani kantor lain" in text_of(read_page(stranger, f"/petugas/permohonan/{code}", status=403))
    assert read_page(stranger, f"/petugas/permohonan/{code}/berkas/ktp/1", status=403)
    assert stands(code) is Status.SUBMITTED


def test_a_citizen_and_a_guest_are_kept_out(house: House, sign_in: SignIn, client: FlaskClient) -> None:
    code = desks.file_request(house)

    assert text_of(read_page(client, f"/petugas/permohonan/{code}").h1) == "Masuk"


def test_files_are_shown_beside_the_request_and_every_look_is_recorded(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    client = sign_in(house.dewi)
    page = read_page(client, f"/petugas/permohonan/{code}")

    picture = client.get(str(page.select_one("figure img")["src"]))

    assert picture.mimetype == "image/jpeg"
    assert picture.headers["Cache-Control"] == "no-store"
    assert desks.looks() == ["request:look", "request:look_at_proof"]


def test_a_nik_that_says_otherwise_is_a_warning_and_no_obstacle(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house, tanggal_lahir="1991-04-12")

    page = read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}")

    assert "Tanggal lahir di NIK berbeda dengan isian. Cocokkan dengan KTP." in text_of(page)


def _claimed(house: House, sign_in: SignIn, **changes: object) -> tuple[str, FlaskClient]:
    code = desks.file_request(house, **changes)
    client = sign_in(house.dewi)
    submit(client, read_page(client, f"/petugas/permohonan/{code}"), form='form[action$="/ambil"]')
    return code, client


def _judged(client: FlaskClient, code: str, **verdicts: str) -> str:
    page = read_page(client, f"/petugas/permohonan/{code}")
    keys = {str(one["name"]) for one in page.select('input[name^="nilai-"]')}
    values = {key: verdicts.get(key.removeprefix("nilai-"), "complete") for key in keys}
    return text_of(submit(client, page, values, form='form[action$="/nilai"]', button="Simpan penilaian"))


def test_everything_missing_is_asked_at_once_with_the_words_of_the_verdicts(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)
    assert "Belum lengkap: Kartu Keluarga" in _judged(client, code, kk="unclear")

    page = read_page(client, f"/petugas/permohonan/{code}/minta-dilengkapi")
    assert "tidak terbaca" in page.select_one("#syarat_kk").get_text()
    after = submit(client, page)

    assert "Pemohon sudah diberi tahu" in text_of(after)
    assert stands(code) is Status.NEEDS_CORRECTION


def test_asking_nothing_is_refused_in_words(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)

    page = read_page(client, f"/petugas/permohonan/{code}/minta-dilengkapi")

    assert "Tandai dahulu apa yang perlu dilengkapi" in text_of(submit(client, page, status=422))


def test_what_is_not_judged_complete_is_not_passed_on(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)

    page = read_page(client, f"/petugas/permohonan/{code}/teruskan")
    refused = submit(client, page, {"statement_on": "01-07-2026"}, status=409)

    assert "Masih ada syarat yang belum dinilai lengkap" in text_of(refused)
    assert refused.select_one("#statement_on")["value"] == "01-07-2026"


def test_a_wrong_date_for_the_letter_is_said_at_its_field(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)
    _judged(client, code)

    page = read_page(client, f"/petugas/permohonan/{code}/teruskan")
    refused = submit(client, page, {"statement_on": "30 Februari 2026"}, status=422)

    assert refused.select_one("#statement_on-error")
    assert stands(code) is Status.IN_REVIEW


def test_a_request_that_changed_meanwhile_is_not_changed_blindly(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)
    old = read_page(client, f"/petugas/permohonan/{code}")
    _judged(client, code)

    told = submit(client, old, form='form[action$="/lepas"]')

    assert "berubah sejak Anda membukanya" in text_of(told)
    assert stands(code) is Status.IN_REVIEW


def test_who_does_not_hold_a_request_cannot_judge_it(house: House, sign_in: SignIn) -> None:
    code, _client = _claimed(house, sign_in)
    bambang = sign_in(house.bambang)

    page = read_page(bambang, f"/petugas/permohonan/{code}")
    assert not page.select('input[name^="nilai-"]')
    told = read_page(bambang, f"/petugas/permohonan/{code}/minta-dilengkapi")

    refused = submit(bambang, told, {"syarat_kk": "Foto lagi."}, status=403)
    assert "Ambil permohonan ini lebih dahulu" in text_of(refused)


def test_a_request_goes_back_to_the_queue(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)

    submit(client, read_page(client, f"/petugas/permohonan/{code}"), form='form[action$="/lepas"]')

    assert stands(code) is Status.SUBMITTED


def test_a_refusal_is_proposed_with_reason_and_words(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)
    page = read_page(client, f"/petugas/permohonan/{code}/tidak-dapat-dipenuhi")

    refused = submit(client, page, {"refusal": "not_resident"}, status=422)
    assert "Tuliskan alasannya" in text_of(refused)
    submit(client, refused, {"explanation": "Anda tercatat di Kelurahan Kasang."})

    assert stands(code) is Status.AWAITING_SIGNATURE


def test_a_request_is_passed_to_the_right_office(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)
    page = read_page(client, f"/petugas/permohonan/{code}/teruskan-ke-kantor")
    offered = {one.get_text(): str(one["value"]) for one in page.select("option")}
    kasang = offered["Kelurahan Kasang"]
    assert "Kelurahan Arab Melayu" not in offered, "nobody is on duty there"
    assert "Pilih kantornya" in text_of(submit(client, page, {"reason": "Alamat di sana."}, status=422))

    submit(client, page, {"to": kasang, "reason": "Alamat di Kelurahan Kasang."})

    assert read_page(sign_in(house.stranger), f"/petugas/permohonan/{code}")
    assert read_page(client, f"/petugas/permohonan/{code}", status=403)


def test_what_a_colleague_holds_is_not_offered_for_passing_on(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)
    bambang, link = sign_in(house.bambang), f'a[href$="{code}/teruskan-ke-kantor"]'

    assert read_page(client, f"/petugas/permohonan/{code}").select(link)
    assert read_page(sign_in(house.penyelia), f"/petugas/permohonan/{code}").select(link)
    assert not read_page(bambang, f"/petugas/permohonan/{code}").select(link)
    page = read_page(bambang, f"/petugas/permohonan/{code}/teruskan-ke-kantor")
    to = next(str(one["value"]) for one in page.select("option") if one.get_text() == "Kelurahan Kasang")
    refused = submit(bambang, page, {"to": to, "reason": "Dorong saja."}, status=403)

    assert "Rekan lain memegang permohonan ini." in text_of(refused)
    assert stands(code) is Status.IN_REVIEW


def test_notes_stay_among_colleagues(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)
    page = read_page(client, f"/petugas/permohonan/{code}/catatan")

    shown = submit(client, page, {"text": "Tetangga RT 012."})
    assert "Tetangga RT 012." in text_of(shown)
    empty = submit(client, page, {"text": "  "}, status=422)
    assert "Tulis catatannya." in text_of(empty)


def _of_the_family(house: House, sign_in: SignIn) -> tuple[str, FlaskClient]:
    """File a request of somebody on the officer's own family card, who claims it nevertheless."""
    code = desks.file_request(house)
    own = residents.person_of_user(house.dewi.user_id or 0)
    assert own is not None
    with transaction():
        told = PersonData(name="Siti Rahmawati", nik=desks.NIK, kk=residents.person(own.id).kk)
        register_person(told, actor=SYSTEM, at=NOW)
    return code, sign_in(house.dewi)


@pytest.mark.parametrize("page", ["berkas/ktp/1", "berkas/ktp", "draf", "surat", "whatsapp", "telepon", "teruskan"])
def test_the_papers_and_the_telephone_of_the_own_household_are_a_colleague_s(
    page: str, house: House, sign_in: SignIn
) -> None:
    code, client = _of_the_family(house, sign_in)

    refused = read_page(client, f"/petugas/permohonan/{code}/{page}", status=403)

    assert "Petugas lain yang memeriksanya." in text_of(refused)
    assert "request:look_at_proof" not in desks.looks()


@pytest.mark.parametrize(
    ("form", "values"),
    [("catatan", {"text": "Sudah saya kenal."}), ("telepon", {"note": "Ditelepon."}), ("whatsapp", {})],
)
def test_nobody_writes_or_calls_in_a_request_of_the_own_household(
    form: str, values: dict[str, str], house: House, sign_in: SignIn
) -> None:
    code, client = _of_the_family(house, sign_in)
    token = str(read_page(client, f"/petugas/permohonan/{code}").select_one("[name=csrf_token]")["value"])

    client.post(f"/petugas/permohonan/{code}/{form}", data=values | {"csrf_token": token})

    shown = text_of(read_page(sign_in(house.bambang), f"/petugas/permohonan/{code}"))
    assert not [words for words in values.values() if words in shown]
    assert "Belum ada pesan yang keluar." in shown
    assert stands(code) is Status.SUBMITTED


def test_the_request_of_the_own_household_is_read_without_its_papers(house: House, sign_in: SignIn) -> None:
    code, client = _of_the_family(house, sign_in)

    page = read_page(client, f"/petugas/permohonan/{code}")

    assert "Ini permohonan Anda atau keluarga Anda" in text_of(page)
    assert not page.select("figure img")
    assert not page.select(
        ", ".join(f'main [href*="{code}/{one}"]' for one in ("berkas", "draf", "surat", "whatsapp", "telepon"))
    )
    assert not page.select('main [href*="berkas="], main [href$="/catatan"]')
    assert read_page(sign_in(house.bambang), f"/petugas/permohonan/{code}").select("figure img")


def test_the_own_household_reads_neither_notes_nor_why_a_request_was_put_first(house: House, sign_in: SignIn) -> None:
    code, client = _of_the_family(house, sign_in)
    with transaction():
        found = requests.for_change(code)
        serving.prioritise(found, Priority.PREGNANT, "Hamil delapan bulan.", actor=house.bambang, at=NOW)
        notes.note(found, "Tanyakan lagi.", actor=house.bambang, at=NOW)

    own, colleague = (
        text_of(read_page(one, f"/petugas/permohonan/{code}").main) for one in (client, sign_in(house.bambang))
    )

    for words in ("Ibu hamil", "Hamil delapan bulan.", "Tanyakan lagi."):
        assert words in colleague
        assert words not in own


def test_person_and_ktp_are_compared_once(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)
    page = read_page(client, f"/petugas/permohonan/{code}")

    shown = submit(client, page, form='form[action$="/ktp"]')

    assert "KTP cocok dengan orangnya" in text_of(shown)
    assert "dibekukan" not in text_of(shown)
    assert not shown.select('form[action$="/ktp"]')


def test_two_open_requests_for_one_person_are_told_to_both_officers(house: House, sign_in: SignIn) -> None:
    codes = [desks.file_request(house), desks.file_request(house)]
    client = sign_in(house.dewi)

    for code, other in (codes, reversed(codes)):
        shown = text_of(read_page(client, f"/petugas/permohonan/{code}"))
        assert "Mungkin permohonan ganda" in shown
        assert show_code(other) in shown


def test_other_accounts_of_a_nik_are_said_to_be_frozen_where_there_were_any(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)
    page = read_page(client, f"/petugas/permohonan/{code}")
    with transaction():
        db.session.add(User(name="Orang Lain", nik=desks.NIK, nik_index=nik_index(desks.NIK), created_at=NOW))

    shown = submit(client, page, form='form[action$="/ktp"]')

    assert "Akun lain dengan NIK ini dibekukan." in text_of(shown)


def test_an_account_in_another_nik_than_the_applicant_s_is_shown_and_not_offered(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)
    victim = "1571014107909001"
    offered = read_page(client, f"/petugas/permohonan/{code}")
    with transaction():
        account = db.session.query(User).filter_by(nik_index=nik_index(desks.NIK)).one()
        account.nik, account.nik_index = victim, nik_index(victim)

    page = read_page(client, f"/petugas/permohonan/{code}")
    refused = submit(client, offered, form='form[action$="/ktp"]')

    assert f"memakai NIK {victim}. KTP pemohon tidak membuktikan akun ini." in text_of(page)
    assert not page.select('form[action$="/ktp"]')
    assert "Akun ini tidak diverifikasi." in text_of(refused)


def test_the_real_owner_of_a_nik_is_found_and_proven_at_the_counter(house: House, sign_in: SignIn) -> None:
    desks.file_request(house)
    with transaction():
        stranger = db.session.query(User).filter_by(nik_index=nik_index(desks.NIK)).one()
        stranger.name = "Orang Lain"
        new = accounts.NewCitizen(nik=desks.NIK, name="Siti Rahmawati")
        owner = accounts.register(new, password=PasswordHash("-"), at=NOW).id
        accounts.prove(stranger.id, compared=nik_index(desks.NIK), actor=house.bambang, at=NOW)
    dewi = sign_in(house.dewi)
    penyelia = sign_in(house.penyelia)

    def decide(client: FlaskClient, status: int, ticked: str | None = "y") -> str:
        found = submit(client, read_page(client, "/petugas/loket/ktp"), {"nik": desks.NIK})
        assert "Dibekukan" in text_of(found)
        return text_of(
            submit(client, found, {"berhadapan": ticked}, form=f'form[action$="/ktp/{owner}"]', status=status)
        )

    assert "Tandai dahulu" in decide(dewi, 422, None)
    assert "penyelia yang memutuskan" in decide(dewi, 409)
    assert "KTP cocok dengan orangnya" in decide(penyelia, 200)
    db.session.rollback()
    assert queries.account(owner).is_open


def _ktp(client: FlaskClient, nik: str, *, status: int = 200) -> BeautifulSoup:
    return submit(client, read_page(client, "/petugas/loket/ktp"), {"nik": nik}, status=status)


def test_looking_up_many_ktps_is_slowed_down_and_every_look_is_in_the_log(house: House, sign_in: SignIn) -> None:
    desks.file_request(house)
    client = sign_in(house.dewi)
    assert "Akun Siti" in text_of(_ktp(client, desks.NIK))
    for n in range(4):
        assert "Belum ada akun" in text_of(_ktp(client, f"157101410790{9100 + n}"))

    refused = _ktp(client, desks.NIK, status=429)

    assert "Terlalu sering mencoba" in text_of(refused)
    assert "Akun Siti" not in text_of(refused)
    db.session.rollback()
    chosen = select(AuditEntry).where(AuditEntry.actor_user_id == house.dewi.user_id)
    looks = [one for one in db.session.scalars(chosen) if one.action not in ("account:sign_in", "account:confirm")]
    assert [one.action for one in looks] == ["account:look", *["account:counter_refused"] * 4]
    assert [one.data for one in looks[1:]] == [{"why": "no_account_for_nik"}] * 4


def test_looks_at_the_ktp_page_and_for_a_lost_password_are_one_ration(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    for n in range(5):
        _ktp(client, f"157101410790{9100 + n}")

    page = read_page(client, "/petugas/pemulihan")

    assert "Terlalu sering mencoba" in text_of(submit(client, page, {"nik": desks.NIK}, status=429))


def test_only_a_nik_that_was_looked_up_is_decided_about(house: House, sign_in: SignIn) -> None:
    desks.file_request(house)
    client = sign_in(house.dewi)
    found = _ktp(client, desks.NIK)
    token = str(found.select_one("[name=csrf_token]")["value"])  # type: ignore[index]
    user_id = db.session.scalars(select(User.id).where(User.nik_index == nik_index(desks.NIK))).one()

    made_up = client.post(f"/petugas/loket/ktp/{user_id}", data={"csrf_token": token, "nik": desks.NIK})

    assert made_up.status_code == 404
    assert "Akun Siti" not in made_up.text
    assert not found.select(f'input[type=hidden][value="{desks.NIK}"]')


def _police_letter(house: House, **changes: object) -> str:
    """File a second request for the same person, for another service."""
    return desks.file_request(house, "PSKCK", tujuan_skck="x", keperluan="melamar kerja", **changes)


@pytest.mark.parametrize(
    ("locale", "words"), [("id", "Satu permohonan di kantor lain"), ("en", "One request at another office")]
)
def test_of_requests_at_other_offices_only_their_number_is_shown(
    locale: str, words: str, house: House, sign_in: SignIn
) -> None:
    kasang = db.session.get_one(Office, house.stranger.office_id).region_code
    first = desks.file_request(house)
    second = _police_letter(house, wilayah=kasang)
    client = sign_in(house.stranger)
    client.set_cookie("__Host-bahasa", locale)

    page = text_of(read_page(client, f"/petugas/permohonan/{second}", locale=locale))

    assert words in page
    assert show_code(first) not in page
    assert "Surat Keterangan Domisili" not in page
    assert "Certificate of residence" not in page


def test_earlier_requests_at_the_own_office_are_shown(house: House, sign_in: SignIn) -> None:
    first, second = desks.file_request(house), _police_letter(house)

    page = text_of(read_page(sign_in(house.dewi), f"/petugas/permohonan/{second}"))

    assert show_code(first) in page
    assert "di kantor lain" not in page


def test_an_office_above_sees_the_requests_of_those_below(house: House) -> None:
    first, second = desks.file_request(house), _police_letter(house)
    above = db.session.get_one(Office, house.office_id).parent_id
    assert above is not None

    found = requests.request_by_code(second)

    reach = offices.office_ids_under(above)
    assert [one.code for one in queues.earlier_requests(found, office_ids=reach)] == [first]
    assert queues.earlier_elsewhere(found, office_ids=reach) == 0
    assert queues.earlier_elsewhere(found, office_ids=[]) == 1


def _account(house: House, whose: str) -> tuple[int, str]:
    """Return an account that is not proven yet, with its NIK: Dewi's own, of her household or a colleague's."""
    own = residents.person_of_user(house.dewi.user_id or 0)
    assert own is not None
    nik = str(own.nik) if whose == "own" else desks.NIK
    with transaction():
        if whose == "household":
            known = PersonData(name="Siti Rahmawati", nik=nik, kk=own.kk)
            register_person(known, actor=SYSTEM, at=NOW)
        account = accounts.register(accounts.NewCitizen(nik=nik, name="Siti"), password=PasswordHash("-"), at=NOW)
        if whose == "colleague":
            db.session.add(
                Membership(
                    user_id=account.id, office_id=house.office_id, role=Role.OFFICER, position="Staf", from_at=NOW
                )
            )
        return account.id, nik


NOT_HELPED = [("own", "akun Anda sendiri"), ("household", "keluarga serumah"), ("colleague", "Ini akun pegawai.")]


@pytest.mark.parametrize(("whose", "words"), NOT_HELPED)
def test_no_officer_proves_the_own_account_or_one_of_household_or_colleague(
    whose: str, words: str, house: House, sign_in: SignIn
) -> None:
    user_id, nik = _account(house, whose)
    client = sign_in(house.dewi)
    found = submit(client, read_page(client, "/petugas/loket/ktp"), {"nik": nik})

    refused = submit(client, found, {"berhadapan": "y"}, form=f'form[action$="/ktp/{user_id}"]', status=403)

    assert words in text_of(refused)
    db.session.rollback()
    assert not queries.account(user_id).is_proven


@pytest.mark.parametrize(("whose", "words"), [NOT_HELPED[0], ("household", "keluarga Anda"), NOT_HELPED[2]])
def test_no_officer_proves_them_on_the_page_of_a_request_either(
    whose: str, words: str, house: House, sign_in: SignIn
) -> None:
    code, client = _claimed(house, sign_in)
    page = read_page(client, f"/petugas/permohonan/{code}")
    user_id, _nik = _account(house, whose)
    with transaction():
        found = db.session.query(Request).filter_by(code=code).one()
        found.user_id = user_id

    refused = submit(client, page, form='form[action$="/ktp"]')

    assert words in text_of(refused)
    db.session.rollback()
    assert not queries.account(user_id).is_proven


def test_the_supervisor_confirms_a_colleague_s_lost_password_and_no_officer_does(house: House, sign_in: SignIn) -> None:
    with transaction():
        admin = desks.person(db.session.get_one(Office, house.office_id), Role.ADMIN, "Yusuf")
        queries.account(house.lurah.user_id or 0).password_hash = "-"
        staffing.open_staff_reset(house.lurah.user_id or 0, actor=admin, at=NOW)
    client = sign_in(house.penyelia)
    assert "menunggu Anda benarkan" in text_of(read_page(client, "/akun/pesan"))

    assert read_page(sign_in(house.dewi), "/petugas/sandi-pegawai", status=403)
    page = read_page(client, "/petugas/sandi-pegawai")
    assert "Dibuka Yusuf" in text_of(page)
    shown = submit(client, page)

    assert shown.select(".ticket__code")
    assert "Tidak ada yang menunggu" in text_of(read_page(client, "/petugas/sandi-pegawai"))


def test_a_whatsapp_text_is_prepared_and_logged_once_and_says_nothing_personal(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)

    ready = submit(client, read_page(client, f"/petugas/permohonan/{code}/whatsapp"))
    text = text_of(ready.select_one("section"))
    assert "Siti" not in text
    assert "Domisili" not in text
    assert ready.select_one('a[href^="https://wa.me/62812"]')
    logged = submit(client, ready)
    assert "pesan WhatsApp sudah dikirim" in text_of(logged)
    assert "sudah dicatat terkirim" in text_of(submit(client, ready))


def test_a_call_is_noted_with_what_came_of_it(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)
    page = read_page(client, f"/petugas/permohonan/{code}/telepon")

    assert "Tulis hasil telepon" in text_of(submit(client, page, status=422))
    assert "akan datang besok" in text_of(submit(client, page, {"note": "Diangkat istri, akan datang besok."}))


def test_a_paper_to_be_brought_is_recorded_as_seen(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in, bring="pengantar_rt")
    page = read_page(client, f"/petugas/permohonan/{code}")

    shown = submit(client, page, {"asli": "pengantar_rt"}, form='form[action$="/asli"]')

    assert "asli dilihat Dewi Anggraini" in text_of(shown)


def test_a_paper_shown_at_the_counter_is_photographed_and_counts_as_seen(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in, bring="pengantar_rt")
    page = read_page(client, f"/petugas/permohonan/{code}/pindai")

    assert "Pilih foto atau PDF" in text_of(submit(client, page, status=422))
    shown = submit(client, page, {"berkas-pengantar_rt": desks.photo()})

    assert "asli dilihat Dewi Anggraini" in text_of(shown)
    assert shown.select_one('button[name=lihat][value^="pengantar_rt:"]') is not None
    assert not shown.select(f'a[href$="{code}/pindai"]')


def test_who_may_not_scan_is_not_led_to_the_page_for_it(house: House, sign_in: SignIn) -> None:
    code, _client = _claimed(house, sign_in, bring="pengantar_rt")
    supervisor = sign_in(house.penyelia)

    assert not read_page(supervisor, f"/petugas/permohonan/{code}").select(f'a[href$="{code}/pindai"]')
    read_page(supervisor, f"/petugas/permohonan/{code}/pindai", status=403)


def test_a_statement_is_printed_filled_in_for_whoever_signs_it_before_the_officer(
    house: House, sign_in: SignIn
) -> None:
    code, client = _claimed(house, sign_in)

    sheet = read_page(client, f"/petugas/permohonan/{code}/pernyataan/pemilik_rumah")

    assert desks.typed(house)["nama"] in text_of(sheet.select_one(".statement"))
    assert sheet.select_one(f'a[href$="/petugas/permohonan/{code}"]')
    read_page(client, f"/petugas/permohonan/{code}/pernyataan/ahli_waris", status=404)


def test_a_file_that_is_no_picture_is_refused_at_the_counter_and_the_promise_stays(
    house: House, sign_in: SignIn
) -> None:
    code, client = _claimed(house, sign_in, bring="pengantar_rt")
    page = read_page(client, f"/petugas/permohonan/{code}/pindai")

    refused = submit(client, page, {"berkas-pengantar_rt": (io.BytesIO(b"no picture"), "surat.jpg")}, status=422)

    assert refused.select(".summary")
    assert "asli akan dibawa" in text_of(read_page(client, f"/petugas/permohonan/{code}")).lower()


def test_what_was_asked_for_is_completed_together_at_the_counter(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)
    _judged(client, code, kk="unclear")
    submit(client, read_page(client, f"/petugas/permohonan/{code}/minta-dilengkapi"))
    page = read_page(client, f"/petugas/permohonan/{code}/lengkapi")

    assert "Kirim foto atau PDF" in text_of(submit(client, page, status=200))
    after = submit(client, page, {"berkas-kk": desks.photo()})

    assert "Terkirim lagi" in text_of(after)
    assert stands(code) is Status.SUBMITTED


def test_another_office_does_not_complete_or_scan(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in, bring="pengantar_rt")
    _judged(client, code, kk="unclear")
    submit(client, read_page(client, f"/petugas/permohonan/{code}/minta-dilengkapi"))
    stranger = sign_in(house.stranger)

    assert stranger.get(f"/petugas/permohonan/{code}/lengkapi").status_code == 403
    assert stranger.get(f"/petugas/permohonan/{code}/pindai").status_code == 403
    assert stranger.get(f"/petugas/permohonan/{code}/pernyataan/pemilik_rumah").status_code == 403


def test_the_page_of_a_service_leads_staff_to_the_counter_not_to_a_door_that_is_shut(
    house: House, sign_in: SignIn
) -> None:
    client = sign_in(house.dewi)
    page = read_page(client, "/layanan/surat-keterangan-domisili")

    assert not page.select('main a[href*="/permohonan/baru/"]')
    begun = submit(client, page, form='form[action$="/loket/surat-keterangan-domisili"]')

    assert begun.select_one('form[action*="/petugas/loket/"]')


def test_the_draft_is_a_page_marked_as_such_that_can_load_nothing(house: House, sign_in: SignIn) -> None:
    code, client = _claimed(house, sign_in)

    draft = client.get(f"/petugas/permohonan/{code}/draf")

    assert draft.status_code == 200
    assert "DRAF" in draft.text
    assert "sandbox" in draft.headers["Content-Security-Policy"]
    assert "asset:" not in draft.text


def test_a_letter_by_hand_is_printed_signed_and_recorded_with_its_scan(house: House, sign_in: SignIn) -> None:
    desks.by_hand(house)
    code, client = _claimed(house, sign_in)
    _judged(client, code)
    submit(client, read_page(client, f"/petugas/permohonan/{code}/teruskan"))

    submit(client, read_page(client, f"/petugas/permohonan/{code}"), form='form[action$="/cetak"]')
    assert client.get(f"/petugas/permohonan/{code}/surat").data.startswith(b"%PDF")
    page = read_page(client, f"/petugas/permohonan/{code}/sudah-ditandatangani")
    own = submit(client, page, {"signed_on": "7 Juli 2026", "file": desks.scan()}, status=403)
    assert "Anda yang memeriksa permohonan ini." in text_of(own)
    client = sign_in(house.bambang)
    page = read_page(client, f"/petugas/permohonan/{code}/sudah-ditandatangani")
    nothing = submit(client, page, {"signed_on": "7 Juli 2026"}, status=422)
    assert "Unggah pindaian surat" in text_of(nothing)
    future = submit(client, page, {"signed_on": "9 Juli 2026", "file": desks.scan()}, status=422)
    assert "tidak boleh setelah hari ini" in text_of(future)
    early = submit(client, page, {"signed_on": "6 Juli 2026", "file": desks.scan()}, status=422)
    assert "Lembar ini baru dicetak 07-07-2026" in text_of(early)
    small = submit(client, page, {"signed_on": "7 Juli 2026", "file": desks.photo()}, status=422)
    assert "paling sedikit 600 piksel" in text_of(small)
    blank = submit(client, page, {"signed_on": "7 Juli 2026", "file": desks.scan(ink=False)}, status=422)
    assert "Pindaian ini kosong." in text_of(blank)
    submit(client, page, {"signed_on": "7 Juli 2026", "file": desks.scan()})

    assert stands(code) is Status.ISSUED
    lurah = sign_in(house.lurah)
    told = read_page(lurah, f"/tanda-tangan/{code}")
    assert "dicatat Bambang Susilo" in text_of(told)
    assert lurah.get(f"/tanda-tangan/{code}/surat").data.startswith(b"%PDF")
    not_mine = read_page(lurah, f"/tanda-tangan/{code}/cabut?bukan=1")
    assert "Surat dicabut." in text_of(submit(lurah, not_mine))


# ── The counter ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_request_is_filed_together_at_the_counter_and_its_receipt_printed(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    page = submit(client, read_page(client, "/petugas/loket"), form='form[action$="/surat-keterangan-domisili"]')
    given = desks.typed(house)
    for _page in range(9):
        names = {str(one["name"]) for one in page.select("main form [name]")}
        if "tampil" not in names:
            break
        page = submit(client, page, {name: given[name] for name in names if name in given})
    assert text_of(page.h1) == "Berkas"

    missing = submit(client, page, status=422)
    assert "Foto berkasnya" in text_of(missing)
    files = {str(one["name"]): desks.photo() for one in page.select("input[type=file]")}
    page = submit(client, missing, files)
    assert text_of(page.h1) == "Bacakan, lalu kirim"
    receipt = submit(client, page, {"setuju": "y"})

    assert text_of(receipt.h1) == "Permohonan diterima"
    assert "PIN" in text_of(receipt.select_one(".ticket"))
    again = submit(client, page, {"setuju": "y"})
    assert receipt.select_one(".ticket__code").get_text() == again.select_one(".ticket__code").get_text()


def test_a_wrong_answer_at_the_counter_is_said_and_nothing_typed_is_lost(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    page = submit(client, read_page(client, "/petugas/loket"), form='form[action$="/surat-keterangan-domisili"]')
    page = submit(client, page, {"untuk_siapa": "self"})
    wrong = desks.typed(house) | {"nik": "1571013002909021"}
    names = {str(one["name"]) for one in page.select("main form [name]")}

    shown = submit(client, page, {name: wrong[name] for name in names if name in wrong}, status=422)

    assert "300290" in text_of(shown)
    assert shown.select_one("#nama")["value"] == "Siti Rahmawati"


def test_a_colleague_cannot_open_a_draft_of_the_counter(house: House, sign_in: SignIn) -> None:
    client = sign_in(house.dewi)
    page = submit(client, read_page(client, "/petugas/loket"), form='form[action$="/surat-keterangan-domisili"]')

    assert read_page(sign_in(house.bambang), str(page.attrs["data-path"]), status=404)


# ── The end at the desk ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_is_announced_as_ready_and_handed_over_once(house: House, sign_in: SignIn) -> None:
    code, client = _issued(house, sign_in)

    shown = submit(client, read_page(client, f"/petugas/permohonan/{code}"), form='form[action$="/siap-diambil"]')
    assert "siap diambil" in text_of(shown)
    page = read_page(client, f"/petugas/permohonan/{code}/serahkan")
    assert "Tulis nama orang yang menerima" in text_of(submit(client, page, status=422))
    assert "surat sudah diserahkan" in text_of(submit(client, page, {"to": "Siti Rahmawati"}))
    again = read_page(client, f"/petugas/permohonan/{code}/serahkan")
    assert "Sudah tercatat diserahkan" in text_of(submit(client, again, {"to": "Siti"}, status=409))


def test_a_letter_is_not_handed_over_before_the_originals_were_seen(house: House, sign_in: SignIn) -> None:
    code, client = _issued(house, sign_in, bring="pengantar_rt")
    page = read_page(client, f"/petugas/permohonan/{code}/serahkan")

    assert "melihat berkas asli" in text_of(submit(client, page, {"to": "Siti Rahmawati"}, status=403))


def _issued(house: House, sign_in: SignIn, **changes: object) -> tuple[str, FlaskClient]:
    code, client = _claimed(house, sign_in, **changes)
    _judged(client, code)
    submit(client, read_page(client, f"/petugas/permohonan/{code}/teruskan"))
    lurah = sign_in(house.lurah)
    submit(lurah, submit(lurah, read_page(lurah, "/tanda-tangan"), {"surat": code}))
    assert stands(code) is Status.ISSUED
    return code, client


def test_a_spoilt_address_of_a_page_of_the_queue_begins_anew(house: House, sign_in: SignIn) -> None:
    desks.file_request(house)

    for spoilt in ("kemarin_x", "2026-01-01T00:00:00%2B00:00_99999999999999999999999"):
        assert "Siti Rahmawati" in text_of(read_page(sign_in(house.dewi), f"/petugas?sesudah={spoilt}"))


def test_the_office_sees_that_the_letter_was_downloaded(house: House, sign_in: SignIn) -> None:
    code, client = _issued(house, sign_in)
    assert "sudah diunduh" not in text_of(read_page(client, f"/petugas/permohonan/{code}"))

    assert sign_in(desks.applicant(code)).get(f"/permohonan/{code}/surat").status_code == 200

    assert "sudah diunduh pemohon" in text_of(read_page(client, f"/petugas/permohonan/{code}"))


def test_the_copies_of_a_letter_are_counted_for_its_holder_and_for_the_office(house: House, sign_in: SignIn) -> None:
    code, client = _issued(house, sign_in)
    holder = sign_in(desks.applicant(code))
    assert "Salinan" not in text_of(read_page(holder, f"/permohonan/{code}"))

    for browser, address in ((holder, f"/permohonan/{code}/surat"), (client, f"/petugas/permohonan/{code}/surat")):
        assert browser.get(address).status_code == browser.get(address).status_code == 200
    assert holder.get(f"/permohonan/{code}/surat").status_code == 200

    for browser, address in ((holder, f"/permohonan/{code}"), (client, f"/petugas/permohonan/{code}")):
        assert "mengunduhnya 3 kali, kantor membukanya 2 kali" in text_of(read_page(browser, address))
