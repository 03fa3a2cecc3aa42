"""Pages of heirs who come to sign: filled in without a script, offered, read by the citizen, recorded, blocked."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts.actor import SYSTEM, Actor
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.requests import blocking, queries, reviewing
from eservice.requests.models import Request
from eservice.residents import queries as residents
from eservice.residents.actions import PersonData, register_person
from tests.web import desks
from tests.web.desks import NIK, NOW, House
from tests.web.page import read_page, submit, text_of
from tests.web.test_officer import SignIn, sign_in  # noqa: F401 - a fixture
from tests.web.test_visits import sent

FAMILY = [
    {"nama": "Siti Rahmawati", "nik": NIK, "hubungan": "istri", "tanggal_lahir": "1990-04-12", "keadaan": "hadir"},
    {"nama": "Budi <b>", "hubungan": "anak", "tanggal_lahir": "1988-08-17", "keadaan": "legalisasi"},
    {"nama": "Ilham", "hubungan": "anak", "tanggal_lahir": "2015-08-17", "keadaan": "anak", "wali": "Rohani"},
]
ESTATE = {
    "pemohon_nik": NIK, "pemohon_nama": "Siti Rahmawati", "hubungan_pelapor": "istri", "nama": "Hasan", "nik": "",
    "jenis_kelamin": "laki-laki", "tanggal_meninggal": "2026-06-01", "ahli_waris": FAMILY,
    "saksi": [{"nama": "Ahmad", "nik": "1571010101809004"}, {"nama": "Ramli", "nik": "1571010202829005"}],
    "keperluan": "rekening bank",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today(db_app: Flask) -> Iterator[None]:
    with clock.travel(NOW):
        yield


def taken(house: House) -> str:
    """Return the code of heirs' request that Dewi holds since Tuesday 10.00."""
    code = desks.file_request(house, "SKAW", **ESTATE)
    with transaction():
        reviewing.claim(queries.for_change(code), actor=house.dewi, at=NOW)
    return code


def offered(house: House, browser: FlaskClient) -> tuple[str, str]:
    """Offer Thursday 09.00 as the page proposes; return the code and the address of the outcome."""
    code = taken(house)
    url = f"/petugas/permohonan/{code}/tawarkan-waktu"
    form = read_page(browser, url)
    called = [str(one["value"]) for one in form.select("[name=called]") if one.has_attr("checked")]
    facts = {"on": "9 Juli 2026", "hour": "09:00", "length": "1", "visitor": str(house.dewi.membership_id)}
    assert called == ["Siti Rahmawati", "Rohani", "Ahmad", "Ramli"]
    assert sent(browser, url, **(facts | {"on": "11 Juli 2026"}), called=called)[0] == 422, "a Saturday"
    far = facts | {"on": "31 Desember 9999", "hour": "23:00"}
    assert sent(browser, url, **far, called=called)[0] == 422, "it ends after the last day there is"
    assert sent(browser, url, **facts)[0] == 422, "nobody is called"
    assert sent(browser, url, **facts, called=called) == (303, f"/petugas/permohonan/{code}")
    return code, f"/petugas/permohonan/{code}/pertemuan/{stored(code).visits[-1].id}"


def signed_in_again(browser: FlaskClient, actor: Actor) -> None:
    """Sign in on another day: a session ends by itself."""
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = desks.secret_of(actor, at=clock.now())


def stored(code: str) -> Request:
    return queries.request_by_code(code)


def test_heirs_are_offered_a_time_the_citizen_reads_it_and_asks_for_another(house: House, sign_in: SignIn) -> None:  # noqa: F811
    officer = sign_in(house.dewi)
    code, _held = offered(house, officer)
    citizen = sign_in(desks.applicant(code))

    page = text_of(read_page(citizen, f"/permohonan/{code}"))
    assert "Kamis 9 Jul" in page
    assert "Rohani (wali Ilham)" in page
    assert "Tidak perlu datang: Budi <b>" in page
    assert sent(citizen, f"/permohonan/{code}/waktu-lain", wish=" ")[0] == 422
    assert sent(citizen, f"/permohonan/{code}/waktu-lain", wish="Jumat <pagi>")[0] == 303

    assert stored(code).visit_at is None
    assert "Jumat <pagi>" in text_of(read_page(officer, f"/petugas/permohonan/{code}"))
    assert citizen.get(f"/permohonan/{code}/waktu-lain").status_code == 303


def test_who_came_is_recorded_with_the_scan_and_what_is_missing_is_asked_for(house: House, sign_in: SignIn) -> None:  # noqa: F811
    officer = sign_in(house.dewi)
    code, held = offered(house, officer)

    with clock.travel(NOW + timedelta(days=1, hours=23, minutes=30)):  # Thursday 09.30
        signed_in_again(officer, house.dewi)
        assert sent(officer, held)[0] == 422
        assert sent(officer, held, outcome="signed")[0] == 422
        again = {"again_on": "10 Juli 2026", "again_hour": "09:00", "again_length": "1"}
        unnamed = sent(officer, held, outcome="not_all", **again)
        assert (unnamed[0], "Beri tanda pada siapa yang datang" in unnamed[1]) == (422, True)
        assert sent(officer, held, outcome="not_all", came=["Rohani"], **again)[0] == 303
        assert "Hasilnya sudah dicatat" in text_of(read_page(officer, held))
        line = text_of(read_page(officer, f"/petugas/permohonan/{code}/waktu"))
    second = f"/petugas/permohonan/{code}/pertemuan/{stored(code).visits[-1].id}"
    with clock.travel(NOW + timedelta(days=2, hours=23, minutes=30)):
        signed_in_again(officer, house.dewi)
        assert sent(officer, second, outcome="signed", file=desks.photo())[0] == 303
        page = text_of(read_page(officer, f"/petugas/permohonan/{code}"))

    assert "sampai waktu bertemu" in line
    assert "Semua datang dan menandatangani" in page
    assert "appointment_kept" in {event.step.value for event in stored(code).history}


def test_an_objection_is_told_to_officials_and_not_from_whom_to_the_citizen(house: House, sign_in: SignIn) -> None:  # noqa: F811
    officer = sign_in(house.dewi)
    code, _held = offered(house, officer)

    assert sent(officer, f"/petugas/permohonan/{code}/blokir", reason=" ")[0] == 422
    assert sent(officer, f"/petugas/permohonan/{code}/blokir", reason="Keberatan dari Darwis.")[0] == 303
    desk = text_of(read_page(officer, f"/petugas/permohonan/{code}"))
    home = text_of(read_page(sign_in(desks.applicant(code)), f"/permohonan/{code}"))
    assert sent(officer, f"/petugas/permohonan/{code}/buka-blokir", reason="Dicabut.")[0] == 303

    assert "Keberatan dari Darwis." in desk
    assert "Tawarkan waktu bertemu" not in desk
    assert ("Ada pihak lain yang keberatan" in home, "Darwis" in home) == (True, False)


def test_once_the_hour_has_come_it_is_asked_whether_the_objection_was_raised_there(
    house: House,
    sign_in: SignIn,  # noqa: F811
) -> None:
    officer = sign_in(house.dewi)
    code, held = offered(house, officer)
    url = f"/petugas/permohonan/{code}/blokir"
    assert not read_page(officer, url).select("[name=at_meeting]")

    with clock.travel(NOW + timedelta(days=1, hours=23, minutes=30)):  # Thursday 09.30
        signed_in_again(officer, house.dewi)
        assert read_page(officer, url).select_one(f'a[href="{held}"]') is not None
        unasked = sent(officer, url, reason="Keberatan.")
        elsewhere = sent(officer, url, reason="Keberatan.", at_meeting="tidak")
        there = sent(officer, url, reason="Keberatan.", at_meeting="ya")

    assert (unasked[0], "Pilih di mana keberatan itu disampaikan." in unasked[1]) == (422, True)
    assert (elsewhere[0], "Catat dahulu siapa yang datang." in elsewhere[1]) == (409, True)
    assert there == (303, f"/petugas/permohonan/{code}")


def test_the_own_household_reads_neither_who_objects_nor_how_it_was_settled(house: House, sign_in: SignIn) -> None:  # noqa: F811
    code = taken(house)
    own = residents.person_of_user(house.bambang.user_id or 0)
    assert own is not None
    with transaction():
        found = queries.for_change(code)
        blocking.block(found, "Keberatan dari Darwis.", actor=house.dewi, at=NOW)
        blocking.unblock(found, "Darwis mencabutnya.", actor=house.dewi, at=NOW)
        siti = PersonData(name="Siti Rahmawati", nik=NIK, kk=residents.person(own.id).kk)
        register_person(siti, actor=SYSTEM, at=NOW)

    seen = [text_of(read_page(sign_in(one), f"/petugas/permohonan/{code}")) for one in (house.dewi, house.bambang)]

    assert [words.count("Darwis") for words in seen] == [2, 0]


def test_only_the_offices_own_officers_call_anybody(house: House, sign_in: SignIn) -> None:  # noqa: F811
    code, held = offered(house, sign_in(house.dewi))

    for url in (held, f"/petugas/permohonan/{code}/blokir", f"/petugas/permohonan/{code}/tawarkan-waktu"):
        assert sign_in(house.stranger).get(url).status_code == 403


def test_each_heir_is_asked_for_without_a_script_and_the_error_stands_beside_its_heir(client: FlaskClient) -> None:
    desks.build()
    url = "/permohonan/baru/surat-pernyataan-ahli-waris"
    first = {"pemohon_nik": NIK, "pemohon_nama": "Siti Rahmawati", "hubungan_pelapor": "istri"}
    submit(client, read_page(client, f"{url}/pemohon"), first)
    heir = {f"ahli_waris-0-{key}": value for key, value in FAMILY[2].items() if key != "wali"}

    page = submit(client, read_page(client, f"{url}/ahli_waris"), heir)

    assert "Isi “Nama wali”." in text_of(page.select_one("#ahli_waris-0-wali-error"))
    after = submit(client, page, {"ahli_waris-0-wali": "Rohani"})
    assert text_of(after.h1) != text_of(page.h1)


def test_the_list_says_where_a_request_rests_without_opening_it(house: House, sign_in: SignIn) -> None:  # noqa: F811
    officer = sign_in(house.dewi)
    code, _held = offered(house, officer)
    mine = "/petugas?tab=saya"

    assert "menunggu ahli waris, janji temu Kam 9 Jul 09.00" in text_of(read_page(officer, mine))
    with clock.travel(NOW + timedelta(days=1, hours=23, minutes=30)):
        signed_in_again(officer, house.dewi)
        assert "janji temu Kam 9 Jul 09.00, catat hasilnya" in text_of(read_page(officer, mine))
    assert sent(officer, f"/petugas/permohonan/{code}/blokir", reason="Keberatan dari Darwis.")[0] == 303
    assert "diblokir sampai Sel 14 Jul 16.00" in text_of(read_page(officer, mine))
    with clock.travel(NOW + timedelta(days=8)):
        signed_in_again(officer, house.dewi)
        assert "diblokir, putuskan" in text_of(read_page(officer, mine))


def test_an_appointment_that_has_passed_is_not_told_as_if_it_were_ahead(house: House, sign_in: SignIn) -> None:  # noqa: F811
    code, _held = offered(house, sign_in(house.dewi))
    citizen, page = sign_in(desks.applicant(code)), f"/permohonan/{code}"
    assert "Minta waktu lain" in text_of(read_page(citizen, page))

    for late, said in ((timedelta(minutes=30), "Yang perlu datang"), (timedelta(hours=2), "sudah lewat")):
        with clock.travel(NOW + timedelta(days=1, hours=23) + late):
            signed_in_again(citizen, desks.applicant(code))
            words = text_of(read_page(citizen, page))
            assert said in words
            assert "Minta waktu lain" not in words


def test_that_nobody_came_is_recorded_only_where_the_page_was_read_before_the_hour(
    house: House,
    sign_in: SignIn,  # noqa: F811
) -> None:
    officer = sign_in(house.dewi)
    code, held = offered(house, officer)
    page = f"/petugas/permohonan/{code}"

    with clock.travel(NOW + timedelta(days=2, hours=1)):  # Thursday 11.00
        signed_in_again(officer, house.dewi)
        refused = sent(officer, held, outcome="nobody")
        token = read_page(officer, page).select_one("[name=csrf_token]")
        officer.post(f"{page}/pertemuan/batal", data={"csrf_token": str(token["value"])})
        again = {"on": "10 Juli 2026", "hour": "09:00", "length": "1", "visitor": str(house.dewi.membership_id)}
        assert sent(officer, f"{page}/tawarkan-waktu", **again, called=["Ahmad", "Ramli"])[0] == 303
        citizen = sign_in(desks.applicant(code))
        signed_in_again(citizen, desks.applicant(code))
        read_page(citizen, f"/permohonan/{code}")
    with clock.travel(NOW + timedelta(days=3, hours=1)):
        signed_in_again(officer, house.dewi)
        taken_in = sent(officer, f"{page}/pertemuan/{stored(code).visits[-1].id}", outcome="nobody")

    assert (refused[0], "Belum terbukti bahwa mereka diberi tahu" in refused[1]) == (403, True)
    assert taken_in == (303, page)
