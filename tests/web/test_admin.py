"""The administration's pages: who works where, who signs, when an office is open, what it offers."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import passwords, sessions
from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.catalogue import queries as catalogue
from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.letters import numbering
from eservice.letters import queries as letters
from eservice.offices import queries as offices
from eservice.requests import handing_on, queues
from eservice.requests import queries as requests
from eservice.requests.models import Request
from eservice.requests.workflow import Status
from eservice.worktime import queries as worktime
from tests.past import NOW, Past, begin
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
OFFICE = "/kelola/kantor/kel-telanaipura"
LURAH = {
    "name": "Rina Puspita", "title_after": "S.IP.", "employee_kind": "pns", "employee_number": "19850312 201001 2 904",
    "grade": "III/d", "position": "Lurah", "basis": "definitif", "from_on": "1 Juli 2026",
    "decree_number": "821.2/901/2026", "decree_on": "22 Juni 2026",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today(db_app: Flask) -> Iterator[None]:
    with clock.travel(NOW):
        yield


@pytest.fixture
def past(db_app: Flask) -> Past:
    with transaction():
        return begin("kel-telanaipura", "kel-kasang")


@pytest.fixture
def sign_in(client: FlaskClient) -> SignIn:
    def enter(actor: Actor) -> FlaskClient:
        with transaction():
            secret = sessions.start_session(actor.user_id or 0, membership_id=actor.membership_id, strong=True, at=NOW)
            sessions.confirm(secret, at=NOW)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = secret
        return client

    return enter


@pytest.fixture
def admin(past: Past) -> Actor:
    with transaction():
        return past.actor(past.offices[0], Role.ADMIN)


@pytest.fixture
def desk(admin: Actor, sign_in: SignIn) -> FlaskClient:
    """The administrator's browser."""
    return sign_in(admin)


WHO = {"nik": "1571111010809901", "kk": "1571110101209902"}


def person(past: Past, role: Role, place: int = 0) -> Actor:
    with transaction():
        return past.actor(past.offices[place], role)


def fill(desk: FlaskClient, url: str, values: Mapping[str, object], *, status: int = 200) -> BeautifulSoup:
    return submit(desk, read_page(desk, url), values, status=status)


def wib_instant(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=clock.WIB)  # type: ignore[arg-type, misc]


def fresh(code: str) -> Request:
    db.session.expire_all()
    return requests.request_by_code(code)


PAGES = [
    "/kelola", "/kelola/pegawai", "/kelola/pegawai?kantor=kel-kasang", "/kelola/pegawai/undang", "/kelola/kantor",
    "/kelola/layanan", *(OFFICE + part for part in ("", "/ubah", "/pejabat", "/tutup", "/buka", "/layanan", "/nomor")),
    OFFICE + "/rt", OFFICE + "/rt/catat",
    "/kelola/jam-kerja", "/kelola/jam-kerja/1/masa",
    "/kelola/hari-libur", "/kelola/hari-libur?tahun=9999", "/kelola/hari-libur/tambah",
]  # fmt: skip


@pytest.mark.parametrize("url", PAGES)
def test_every_page_opens(url: str, desk: FlaskClient) -> None:
    read_page(desk, url)


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("role", [Role.OFFICER, Role.SIGNER, Role.SUPERVISOR, Role.CITIZEN])
def test_nobody_else_opens_them(url: str, role: Role, past: Past, sign_in: SignIn) -> None:
    actor = person(past, Role.OFFICER if role is Role.CITIZEN else role)
    if role is Role.CITIZEN:
        actor = Actor(Role.CITIZEN, user_id=actor.user_id)

    assert sign_in(actor).get(url).status_code in (302, 303, 403)


def test_the_overview_names_offices_where_nobody_can_act(desk: FlaskClient) -> None:
    said = text_of(read_page(desk, "/kelola"))

    assert "2 kantor tanpa penanda tangan" in said
    assert "kantor tanpa petugas" in said


def test_an_invitation_shows_its_code_once_and_gives_the_place(desk: FlaskClient, past: Past) -> None:
    page = fill(
        desk,
        "/kelola/pegawai/undang?kantor=kel-kasang",
        {
            "name": "Dedi Kurniawan",
            "login": "dedi@contoh.go.id",
            **WHO,
            "role": "officer",
            "position": "Staf Pelayanan",
        },
    )

    assert re.search(r"[0-9A-Z]{10}", text_of(page))
    account = next(one for one in accounts.staff_accounts() if one.name == "Dedi Kurniawan")
    assert [one.office_id for one in offices.memberships_of(account.id, at=NOW)] == [past.offices[1].id]
    shown = text_of(read_page(desk, f"/kelola/pegawai/{account.id}"))
    assert "Undangan belum diterima" in shown
    assert not re.search(r"\b[0-9A-Z]{10}\b", shown)
    assert "1 undangan belum diterima" in text_of(read_page(desk, "/kelola"))


def test_the_staff_page_shows_who_lacks_a_nik_and_takes_it(desk: FlaskClient, past: Past) -> None:
    user_id = next(iter(past.officers.values()))[0].user_id
    with transaction():
        accounts.account(user_id).person_id = None
    assert "NIK belum tercatat" in text_of(read_page(desk, "/kelola/pegawai"))
    assert "tidak dapat mengambil" in text_of(read_page(desk, f"/kelola/pegawai/{user_id}"))

    page = fill(desk, f"/kelola/pegawai/{user_id}/identitas", WHO)

    assert "Identitas pegawai tercatat." in text_of(page)
    assert WHO["nik"] not in text_of(page)
    assert "tidak dapat mengambil" not in text_of(page)


def test_an_invitation_that_cannot_be_keeps_what_was_typed(desk: FlaskClient) -> None:
    page = fill(
        desk,
        "/kelola/pegawai/undang",
        {"name": "Dedi", "login": "bukan-nip", **WHO, "role": "officer", "position": "Staf"},
        status=422,
    )

    assert "Isi NIP 18 angka atau alamat e-mail dinas." in text_of(page)
    assert page.select_one("input[name=login]")["value"] == "bukan-nip"
    assert [one for one in accounts.staff_accounts() if one.name == "Dedi"] == []


def held_request(past: Past) -> tuple[str, int, int]:
    with transaction():
        request = past.tell("claim judge", filed_at=NOW - timedelta(hours=8))
        return request.code or "", request.holder_id or 0, offices.membership(request.holder_id or 0).user_id


def test_what_a_leaver_holds_goes_back_to_the_queue(desk: FlaskClient, past: Past) -> None:
    code, holder, _user = held_request(past)

    fill(desk, f"/kelola/penugasan/{holder}/akhiri", {"reason": "Pensiun"})

    found = fresh(code)
    assert (found.status, found.holder_id, found.kept_for_id) == (Status.SUBMITTED, None, None)
    assert found.history[-1].actor_role is Role.SYSTEM
    assert offices.membership(holder).end_reason == "Pensiun"


def test_what_a_leaver_holds_may_be_kept_for_a_colleague(desk: FlaskClient, past: Past) -> None:
    code, holder, _user = held_request(past)
    colleague = next(one.id for one in past.officers[past.offices[0].id] if one.id != holder)

    fill(
        desk,
        f"/kelola/penugasan/{holder}/pindah",
        {"reason": "Mutasi", "to": str(colleague), "office_id": str(past.offices[1].id)},
    )

    found = fresh(code)
    assert (found.status, found.holder_id, found.kept_for_id) == (Status.SUBMITTED, None, colleague)
    assert found.office_id == past.offices[0].id
    assert found.kept_until is not None


def test_disabling_somebody_frees_the_work_and_enabling_lets_them_back(desk: FlaskClient, past: Past) -> None:
    code, _holder, user_id = held_request(past)

    page = fill(desk, f"/kelola/pegawai/{user_id}/nonaktifkan", {})
    assert "Dinonaktifkan sejak" in text_of(page)
    assert fresh(code).status is Status.SUBMITTED

    submit(desk, page, form=f'form[action$="/{user_id}/aktifkan"]')
    db.session.expire_all()
    assert accounts.account(user_id).disabled_at is None


def test_work_is_handed_on_by_an_administrator_to_a_colleague_only(past: Past, admin: Actor) -> None:
    code, holder, _user = held_request(past)
    elsewhere = past.officers[past.offices[1].id][0].id

    with pytest.raises(NotAllowedError), transaction():
        handing_on.hand_on(offices.membership(holder), None, actor=Actor(Role.OFFICER), at=NOW)
    for wrong in (elsewhere, holder, admin.membership_id or 0):
        with pytest.raises(InvalidInputError), transaction():
            handing_on.hand_on(offices.membership(holder), offices.membership(wrong), actor=admin, at=NOW)

    assert fresh(code).holder_id == holder


def test_a_place_does_not_end_without_a_reason(desk: FlaskClient, past: Past) -> None:
    holder = past.officers[past.offices[0].id][0].id

    page = fill(desk, f"/kelola/penugasan/{holder}/akhiri", {}, status=422)

    assert "Tulis alasannya." in text_of(page)
    assert offices.membership(holder).until_at is None


def test_the_last_administrator_cannot_be_ended(desk: FlaskClient, admin: Actor) -> None:
    page = fill(desk, f"/kelola/penugasan/{admin.membership_id}/akhiri", {"reason": "Pindah"}, status=409)

    assert "Ini administrator terakhir. Tunjuk administrator lain lebih dulu." in text_of(page)
    assert "Pindah" in text_of(page.select_one("textarea[name=reason]"))


def test_nobody_gives_themselves_a_place(desk: FlaskClient, admin: Actor) -> None:
    page = fill(desk, f"/kelola/pegawai/{admin.user_id}/penugasan", {"role": "signer", "position": "Lurah"}, status=403)

    assert "diri sendiri" in text_of(page)


def test_a_list_that_is_always_answered_is_not_called_required(desk: FlaskClient, past: Past) -> None:
    holder = person(past, Role.OFFICER).membership_id

    lists = read_page(desk, f"/kelola/penugasan/{holder}/pindah").select("select")

    assert lists
    for one in lists:
        assert "required" not in one.attrs or one.option["value"] == "", one.attrs


def test_a_post_has_one_holder(desk: FlaskClient, past: Past) -> None:
    fill(desk, OFFICE + "/pejabat", LURAH)

    page = fill(desk, OFFICE + "/pejabat", LURAH | {"name": "Hendri Chaniago", "basis": "plt"}, status=409)

    assert "masih dipegang Rina Puspita" in text_of(page)
    assert page.select_one("input[name=name]")["value"] == "Hendri Chaniago"


def test_a_decree_may_follow_and_is_asked_for_until_it_is_filed(desk: FlaskClient, past: Past) -> None:
    fill(desk, OFFICE + "/pejabat", LURAH | {"decree_number": "", "decree_on": ""})
    assert "1 surat keputusan menyusul" in text_of(read_page(desk, "/kelola"))
    (term,) = offices.officials(past.offices[0].id)

    fill(desk, f"/kelola/pejabat/{term.id}/sk", {"decree_number": "821.2/902/2026", "decree_on": "8 Juli 2026"})

    assert "surat keputusan menyusul" not in text_of(read_page(desk, "/kelola"))
    again = fill(desk, f"/kelola/pejabat/{term.id}/sk", {"decree_number": "x", "decree_on": "8 Juli 2026"}, status=409)
    assert "sudah dicatat" in text_of(again)


def test_a_lurah_replaced_while_letters_wait_loses_nothing(desk: FlaskClient, past: Past) -> None:
    old, new = person(past, Role.SIGNER), None
    fill(desk, OFFICE + "/pejabat", LURAH | {"membership_id": str(old.membership_id)})
    with transaction():
        code = past.tell("claim judge recommend", filed_at=NOW - timedelta(hours=20)).code or ""
    (term,) = offices.officials(past.offices[0].id)

    fill(desk, f"/kelola/pejabat/{term.id}/akhiri", {"last_on": "9 Juli 2026", "reason": "Mutasi"})
    fill(desk, f"/kelola/penugasan/{old.membership_id}/akhiri", {"reason": "Mutasi"})
    page = fill(
        desk,
        "/kelola/pegawai/undang?kantor=kel-telanaipura",
        {"name": "Hendri Chaniago", "login": "hendri@contoh.go.id", **WHO, "role": "signer", "position": "Lurah"},
    )
    assert page.select(".ticket__code")
    account = next(one for one in accounts.staff_accounts() if one.name == "Hendri Chaniago")
    new = offices.memberships_of(account.id, at=NOW)[0].id
    fill(
        desk,
        OFFICE + "/pejabat",
        LURAH | {"name": "Hendri Chaniago", "from_on": "10 Juli 2026", "membership_id": str(new)},
    )

    assert fresh(code).status is Status.AWAITING_SIGNATURE
    assert code in [row.code for row in queues.awaiting_signature(past.offices[0].id)]
    assert offices.signatory_for(past.offices[0].id, new, at=NOW) is not None
    assert offices.signatory_for(past.offices[0].id, old.membership_id or 0, at=NOW) is None


def test_office_data_are_changed_and_two_who_change_at_once_are_told(desk: FlaskClient, past: Past) -> None:
    stale = read_page(desk, OFFICE + "/ubah")
    assert stale.select_one('[name="seen_version"]')["type"] == "hidden"
    fill(desk, OFFICE + "/ubah", {"phone": "0741 555 0101", "signing_mode": "basah", "uses_rw": "y"})
    db.session.expire_all()
    office = offices.office_by_code("kel-telanaipura")
    assert (office.phone, office.signing_mode, office.uses_rw) == ("0741 555 0101", "basah", True)

    page = submit(desk, stale, {"phone": "0741 555 0999"}, status=409)

    assert "berubah sejak Anda membukanya" in text_of(page)
    assert page.select_one("input[name=phone]")["value"] == "0741 555 0999"


def test_a_closure_needs_a_second_person_and_can_be_lifted(desk: FlaskClient, past: Past, admin: Actor) -> None:
    second = person(past, Role.SIGNER)
    typed = {"on": "14 Juli 2026", "reason": "Perbaikan listrik"}
    page = read_page(desk, OFFICE + "/tutup")
    offered = [option["value"] for option in page.select("select[name=confirmed_by_id] option")]
    assert offered == [str(second.user_id)]

    shown = submit(desk, page, typed | {"confirmed_by_id": str(second.user_id)})

    assert "Perbaikan listrik" in text_of(shown)
    db.session.expire_all()
    office, other = offices.office_by_code("kel-telanaipura"), offices.office_by_code("kel-kasang")
    for calendar in (office.processing_calendar_id, office.counter_calendar_id):
        assert [one.confirmed_by_id for one in worktime.own_closures(calendar)] == [second.user_id]
    assert worktime.own_closures(other.processing_calendar_id) == []

    submit(desk, shown, form='form[action$="/cabut"]')
    db.session.expire_all()
    assert all(one.lifted_at for one in worktime.own_closures(office.counter_calendar_id))


def test_outside_the_demo_the_second_person_types_the_own_password(app: Flask, desk: FlaskClient, past: Past) -> None:
    second = person(past, Role.SIGNER)
    with transaction():
        accounts.account(second.user_id or 0).password_hash = passwords.choose("kereta senja biru", personal=())
    page = read_page(desk, OFFICE + "/tutup")
    demo = app.extensions["eservice.settings"]
    app.extensions["eservice.settings"] = replace(demo, mode="production")
    try:
        typed = {"on": "14 Juli 2026", "reason": "Perbaikan listrik"}
        refused = submit(desk, page, typed | {"password": "salah sama sekali"}, status=422)
        assert "tidak cocok" in text_of(refused)
        assert worktime.own_closures(offices.office_by_code("kel-telanaipura").processing_calendar_id) == []

        assert "Perbaikan listrik" in text_of(submit(desk, page, typed | {"password": "kereta senja biru"}))
    finally:
        app.extensions["eservice.settings"] = demo


def test_an_administrator_who_cannot_sign_in_is_no_second_one(desk: FlaskClient, past: Past, admin: Actor) -> None:
    other = person(past, Role.ADMIN, 1)
    fill(desk, f"/kelola/pegawai/{other.user_id}/nonaktifkan", {})

    page = fill(desk, f"/kelola/penugasan/{admin.membership_id}/akhiri", {"reason": "Pindah"}, status=409)

    assert "Ini administrator terakhir" in text_of(page)


def test_a_closure_in_the_past_says_what_is_missing(desk: FlaskClient, past: Past) -> None:
    person(past, Role.SIGNER)

    page = fill(desk, OFFICE + "/tutup", {"on": "1 Juli 2026", "reason": "Banjir"}, status=422)

    assert "tanpa persetujuan Camat" in text_of(page)
    assert page.select_one("input[name=on]")["value"] == "1 Juli 2026"


def test_hours_of_one_day_are_read_as_people_write_them(desk: FlaskClient, past: Past) -> None:
    person(past, Role.SIGNER)
    typed = {"on": "18 Juli 2026", "reason": "Layanan Sabtu", "stretches": "pagi"}

    assert "Tulis jam buka" in text_of(fill(desk, OFFICE + "/buka", typed, status=422))
    fill(desk, OFFICE + "/buka", typed | {"stretches": "08.00-12.00"})

    db.session.expire_all()
    office = offices.office_by_code("kel-telanaipura")
    assert [one.stretches for one in worktime.own_openings(office.processing_calendar_id)] == ["08:00-12:00"]


def test_a_service_is_switched_for_the_city_and_for_one_office(desk: FlaskClient, past: Past) -> None:
    skd = catalogue.by_code("SKD", at=NOW).service_id
    here, there = past.offices[0].id, past.offices[1].id

    asked = read_page(desk, OFFICE + "/layanan/SKD/matikan")
    assert "Tulis alasannya" in text_of(submit(desk, asked, {"reason": " "}, status=422))
    submit(desk, asked, {"reason": "Blangko habis"})
    assert (catalogue.is_offered(skd, office_id=here), catalogue.is_offered(skd, office_id=there)) == (False, True)

    submit(desk, read_page(desk, "/kelola/layanan/SKD/matikan"), {"reason": "Aturan baru"})
    db.session.expire_all()
    assert not catalogue.is_offered(skd, office_id=there)
    assert "1 layanan dimatikan" in text_of(read_page(desk, "/kelola"))

    submit(desk, read_page(desk, "/kelola/layanan"), form='form[action$="/SKD/nyalakan"]')
    submit(desk, read_page(desk, OFFICE + "/layanan"), form='form[action$="/SKD/nyalakan"]')
    db.session.expire_all()
    assert (catalogue.is_offered(skd, office_id=here), catalogue.is_offered(skd, office_id=there)) == (True, True)


def test_a_series_begins_where_the_book_ended_and_not_once_begun(desk: FlaskClient, past: Past) -> None:
    page = read_page(desk, OFFICE + "/nomor")
    archive = str(page.select_one("select[name=archive_code] option")["value"])
    submit(desk, page, {"archive_code": archive, "first": "118"})
    office = offices.office_by_code("kel-telanaipura")
    source = numbering.NumberSource(office_id=office.id, unit_code=office.unit_code, archive_code=archive)
    with transaction():
        assert numbering.take_number(source, at=NOW)[1] == 118

    refused = fill(desk, OFFICE + "/nomor", {"archive_code": archive, "first": "1"}, status=409)

    assert "sudah dipakai sampai nomor 118" in text_of(refused)
    assert [one.first_number for one in letters.series_of(office.id, year=2026)] == [118]


def test_a_holiday_is_entered_and_taken_back_and_the_office_s_day_follows(desk: FlaskClient, past: Past) -> None:
    def works() -> bool:
        db.session.expire_all()
        office = offices.office_by_code("kel-telanaipura")
        return worktime.calendar_for(office.processing_calendar_id).is_working_day(date(2026, 9, 14))

    typed = {"on": "14 September 2026", "category": "libur_nasional", "name": "Pemilihan serentak"}
    refused = fill(desk, "/kelola/hari-libur/tambah", typed, status=422)
    assert refused.select_one("#name")["value"] == "Pemilihan serentak"
    assert works()

    listed = fill(desk, "/kelola/hari-libur/tambah", typed | {"source": "SKB 3 Menteri (CONTOH)"})
    assert "Pemilihan serentak" in text_of(listed)
    assert not works()
    twice = fill(desk, "/kelola/hari-libur/tambah", typed | {"source": "SKB 3 Menteri (CONTOH)"}, status=409)
    assert "sudah ada dalam daftar" in text_of(twice)

    row = next(one for one in listed.select("main tbody tr") if "Pemilihan serentak" in text_of(one))
    lifted = submit(desk, listed, form=f'form[action="{row.form["action"]}"]')
    assert "Pemilihan serentak" not in text_of(lifted.select_one("table"))
    assert works()


def test_a_holiday_that_moves_promises_shows_them_before_it_is_saved(desk: FlaskClient, past: Past) -> None:
    """A SKTM is promised for two working days: filed on Friday 10 July at 10.00, by Tuesday the 14th, 16.00."""
    past.versions[:] = [one for one in past.versions if one.code == "SKTM"]
    with transaction():
        code = past.tell("", filed_at=NOW - timedelta(hours=1), promise_days=4).code or ""
    typed = {"on": "14 Juli 2026", "category": "libur_nasional", "name": "Pemilihan", "source": "SKB (CONTOH)"}
    page = read_page(desk, "/kelola/hari-libur/tambah")

    shown = submit(desk, page, typed)
    assert "1 janji akan bergeser" in text_of(shown)
    assert show_code(code) in text_of(shown.select_one("main table"))
    assert date(2026, 7, 14) not in [one.on for one in worktime.holidays(2026)]

    changed = submit(desk, shown, {"on": "13 Juli 2026"})
    assert "1 janji akan bergeser" in text_of(changed), "typed anew, shown anew"

    saved = submit(desk, changed)
    assert "Hari libur sudah dicatat" in text_of(saved)
    db.session.expire_all()
    assert date(2026, 7, 13) in [one.on for one in worktime.holidays(2026)]


def test_ramadan_has_hours_of_its_own_and_is_taken_back(desk: FlaskClient, past: Past) -> None:
    office = offices.office_by_code("kel-telanaipura")
    url = f"/kelola/jam-kerja/{office.processing_calendar_id}/masa"
    begins, ends = (wib_instant(2027, 6, 2, hour) for hour in (7, 17))

    def minutes() -> float:
        db.session.expire_all()
        return worktime.calendar_for(office.processing_calendar_id).working_minutes(begins, ends)

    before = minutes()
    assert before > 240
    typed = {"name": "Masa uji", "starts_on": "1 Juni 2027", "ends_on": "30 Juni 2027", "mondays": "08.00-12.00"}
    typed |= {"fridays": "08:00-11:00", "source": "SE Wali Kota (CONTOH)"}
    backwards = fill(desk, url, typed | {"ends_on": "1 Mei 2027"}, status=422)
    assert backwards.select_one("#ends_on-error")
    unread = fill(desk, url, typed | {"fridays": "pagi"}, status=422)
    assert unread.select_one("#fridays-error")
    assert unread.select_one("#mondays")["value"] == "08.00-12.00"

    listed = fill(desk, url, typed)
    assert minutes() == 240
    row = next(one for one in listed.select("main li") if "Masa uji" in text_of(one))
    submit(desk, listed, form=f'form[action="{row.form["action"]}"]')
    assert minutes() == before


def test_an_rt_has_one_head_at_a_time_and_ends(desk: FlaskClient, past: Past) -> None:
    assert "Belum ada Ketua RT" in text_of(read_page(desk, OFFICE + "/rt"))
    typed = {"number": "7", "head_name": "Burhanuddin", "head_phone": "0812-0000-0001", "valid_from": "1 Januari 2026"}

    refused = fill(desk, OFFICE + "/rt/catat", typed | {"head_phone": "12"}, status=422)
    assert refused.select_one("#head_name")["value"] == "Burhanuddin"
    fill(desk, OFFICE + "/rt/catat", typed)
    early = fill(desk, OFFICE + "/rt/catat", typed | {"head_name": "Salim"}, status=422)
    assert early.select_one("#valid_from-error")
    listed = fill(desk, OFFICE + "/rt/catat", typed | {"head_name": "Salim", "valid_from": "1 Juni 2026"})

    (row,) = listed.select("main tbody tr")
    assert "07" in text_of(row)
    assert "Salim" in text_of(row)
    ended = fill(desk, str(row.a["href"]), {"valid_to": "1 Agustus 2026"})
    assert "sampai sebelum 1 Agustus 2026" in text_of(ended)
    read_page(desk, OFFICE + "/rt/999999/akhiri", status=404)


@pytest.mark.parametrize(
    "url", ["/kelola/pegawai/999999", "/kelola/penugasan/999999/akhiri", "/kelola/kantor/tidak-ada"]
)
def test_what_does_not_exist_is_not_found(url: str, desk: FlaskClient) -> None:
    read_page(desk, url, status=404)
