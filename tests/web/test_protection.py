"""Data incidents, the record of processing and examinations by the pages, and who is kept out of each."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices.queries import office_by_code
from eservice.privacy import exporting, holding
from tests.web import desks
from tests.web.desks import NIK, NOW, House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
PROTECTED = (
    "/pelindungan/insiden",
    "/pelindungan/insiden/baru",
    "/pelindungan/insiden/1",
    "/pelindungan/insiden/1/hentikan",
    "/pelindungan/insiden/1/lembaga",
    "/pelindungan/insiden/1/cara-lain",
    "/pelindungan/pemrosesan",
    "/pelindungan/pemrosesan.csv",
)
EXAMINED = ("/pemeriksa", "/pemeriksa/contoh/1", "/pemeriksa/perubahan")


@pytest.fixture
def people(house: House) -> dict[str, Actor]:
    """The data protection officer, an examiner and an administrator."""
    with transaction():
        office = office_by_code("dukcapil")
        roles = {"ppdp": Role.PROTECTOR, "auditor": Role.EXAMINER, "admin": Role.ADMIN}
        return {name: desks.person(office, role, f"Orang {name.title()}") for name, role in roles.items()}


def test_a_misused_account_leads_to_the_people_it_opened_and_they_read_what_happened(
    house: House, sign_in: SignIn, people: dict[str, Actor]
) -> None:
    code, officer = desks.file_request(house), sign_in(people["ppdp"])
    read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}")
    db.session.rollback()
    login = db.session.get_one(User, house.dewi.user_id).staff_login

    form = read_page(officer, "/pelindungan/insiden/baru")
    told = {"kind": "account", "what": "Sandi petugas diketahui orang lain.", "account": login, "until_hour": "23:59"}
    refused = submit(officer, form, told, status=422)
    assert "Pilih paling sedikit satu jenis data yang terkena." in text_of(refused.main)
    submit(officer, refused, {"groups": "identity"})
    shown = read_page(officer, "/pelindungan/insiden/1")
    assert "sisa 3 hari" in text_of(shown.main)
    found = submit(officer, shown, form="form[action$='/cari']")
    assert "Satu orang dalam daftar." in text_of(found.main)
    sent = submit(officer, found, form="form[action$='/beri-tahu']")
    assert "Satu orang diberi tahu." in text_of(sent.main)
    submit(officer, read_page(officer, "/pelindungan/insiden/1/hentikan"), {"handling": "Sandi diganti."})
    told_all = submit(officer, read_page(officer, "/pelindungan/insiden/1/lembaga"), {"number": "400/7/2026"})
    assert "kedua pihak diberi tahu" in text_of(told_all.main)
    closed = submit(officer, told_all, form="form[action$='/tutup']")
    assert "Selesai" in text_of(closed.main)

    citizen = sign_in(desks.applicant(code))
    notice = text_of(read_page(citizen, "/akun/data/insiden").main)
    assert "Sandi petugas diketahui orang lain." in notice
    assert "Sandi diganti." in notice
    assert "Identitas" in notice
    (link,) = read_page(citizen, "/akun/data").select("main .note.bad a")
    assert link["href"] == "/akun/data/insiden"
    told = exporting.as_json(holding.held_of(desks.applicant(code), language="id", at=NOW), at=NOW)["incidents"]
    assert [one["what"] for one in told] == ["Sandi petugas diketahui orang lain."]
    assert "Tidak ada" in text_of(read_page(sign_in(house.bambang), "/akun/data/insiden").main)
    assert read_page(sign_in(house.bambang), "/akun/data").select("main .note.bad") == []


def test_the_record_the_notice_and_security_txt_are_written_from_the_rules(
    house: House, sign_in: SignIn, people: dict[str, Actor], client: FlaskClient
) -> None:
    officer = sign_in(people["ppdp"])

    page, sheet = read_page(officer, "/pelindungan/pemrosesan"), officer.get("/pelindungan/pemrosesan.csv")
    assert "90 hari" in text_of(page.main)
    assert sheet.text.startswith("\ufeffKelompok data,Data,")
    assert sheet.text.count("\r\n") == 11
    assert "90 hari" in text_of(read_page(client, "/privasi").main)
    assert "90 days" in text_of(_english(client, "/privasi"))
    told = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines())
    assert set(told) == {"Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"}
    assert told["Contact"].startswith("mailto:")
    left = datetime.fromisoformat(told["Expires"]) - clock.now()
    assert timedelta(days=30) < left < timedelta(days=366)


def _english(client: FlaskClient, address: str) -> object:
    client.set_cookie("__Host-bahasa", "en")
    return read_page(client, address, locale="en").main


def test_an_examiner_sees_no_name_until_a_reason_is_given(
    house: House, sign_in: SignIn, people: dict[str, Actor]
) -> None:
    code, admin, auditor = desks.file_request(house), sign_in(people["admin"]), sign_in(people["auditor"])
    assert "Tidak ada surat tugas" in text_of(read_page(auditor, "/pemeriksa", status=403).main)
    letter = {
        "member": str(people["auditor"].membership_id), "letter_number": "ST 12/2026", "letter_on": "6 Juli 2026",
        "offices": str(house.office_id), "from_on": "6 Juli 2026", "to_on": "20 Juli 2026",
    }  # fmt: skip
    listed = submit(admin, read_page(admin, "/kelola/pemeriksaan/baru"), letter)
    assert "ST 12/2026" in text_of(listed.main)

    drawn = submit(auditor, read_page(auditor, "/pemeriksa"), {"seed": "417", "size": "5"})
    assert "417" in text_of(drawn.main)
    sample = read_page(auditor, "/pemeriksa/contoh/1")
    assert "1 dari 1 permohonan" in text_of(sample.main)
    page = read_page(auditor, f"/pemeriksa/permohonan/{code}")
    assert text_of(page.select_one("ol.line li")).startswith("Dikirim Menunggu diambil ")
    assert not [one for one in ("Siti", NIK, "Kenanga", "Dewi") if one in str(sample) + str(page)]
    refused = submit(auditor, page, {"note": "perlu"}, form="form[action$='/buka']", status=422)
    assert NIK not in str(refused)
    assert text_of(refused.select_one("textarea[name=note]")) == "perlu", "nothing typed is lost"
    opened = submit(auditor, page, {"note": "Kertasnya bernama lain."}, form="form[action$='/buka']")
    assert NIK in str(opened)
    assert NIK not in str(read_page(auditor, f"/pemeriksa/permohonan/{code}"))
    told = text_of(read_page(sign_in(desks.applicant(code)), "/akun/data/dibuka").main)
    assert "Pemeriksa Inspektorat" in told
    assert "Pemeriksaan dengan surat tugas: Kertasnya bernama lain." in told
    assert "Orang Auditor" not in told
    year = read_page(auditor, "/pemeriksa/perubahan").select_one("input[name=dari]")
    assert year["value"] == "7 Juli 2025", "what is shown stands in the form"
    changed = text_of(read_page(auditor, "/pemeriksa/perubahan?dari=1-1-2025").main)
    assert "Mulai: Dewi Anggraini, Officer (Petugas)" in changed
    with clock.travel(NOW + timedelta(days=14)):
        assert sign_in(people["auditor"]).get(f"/pemeriksa/permohonan/{code}").status_code == 403


def test_each_page_refuses_whom_it_is_not_for(
    house: House, sign_in: SignIn, people: dict[str, Actor], client: FlaskClient
) -> None:
    code = desks.file_request(house)
    kept_out: dict[str, tuple[Actor, ...]] = {
        "protected": (
            desks.applicant(code),
            house.dewi,
            house.lurah,
            house.penyelia,
            people["admin"],
            people["auditor"],
        ),
        "examined": (desks.applicant(code), house.dewi, house.lurah, house.penyelia, people["admin"], people["ppdp"]),
    }
    for name, addresses in (("protected", PROTECTED), ("examined", (*EXAMINED, f"/pemeriksa/permohonan/{code}"))):
        for who in kept_out[name]:
            browser = sign_in(who)
            assert {browser.get(one).status_code for one in addresses} == {403}, f"{who.role} {name}"
        assert {client.get(one).status_code for one in addresses} == {303}, "nobody is asked to sign in first"
    for who in (people["ppdp"], people["auditor"], people["admin"]):
        browser = sign_in(who)
        for address in (
            "/petugas",
            f"/petugas/permohonan/{code}",
            f"/tanda-tangan/{code}",
            f"/penyelia/permohonan/{code}",
        ):
            assert browser.get(address).status_code == 403, f"{who.role} reads no request"
        assert NIK not in browser.get("/akun/data").text
    for address in ("/kelola/pemeriksaan", "/kelola/pemeriksaan/baru"):
        assert {sign_in(who).get(address).status_code for who in (house.dewi, people["ppdp"], people["auditor"])} == {
            403
        }
