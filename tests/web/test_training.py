"""Training on its pages: one's own need first, who leads later and with a reason, a place from wish to result."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel.transaction import transaction
from tests.past import NOW, Past
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
DAY = timedelta(days=1)
BACK = "claim recommend send_back recommend sign issue"


@pytest.fixture
def ani(past: Past) -> Actor:
    """An officer three of whose letters came back a fortnight ago, and one this week."""
    office = past.offices[0]
    member = past.officers[office.id][0]
    past.officers[office.id][:] = [member]
    past.versions[:] = past.versions[:1]
    with transaction():
        for number in range(3):
            past.tell(BACK, filed_at=NOW - 14 * DAY + timedelta(minutes=number), hours=1)
        past.tell(BACK, filed_at=NOW - 2 * DAY, hours=1)
        past.tell("claim recommend sign issue", filed_at=NOW - 14 * DAY, hours=1)
    return Actor(Role.OFFICER, user_id=member.user_id, membership_id=member.id, office_id=office.id, name="Ani")


@pytest.fixture
def head(past: Past) -> Actor:
    with transaction():
        return past.actor(past.offices[0], Role.SIGNER)


@pytest.fixture
def admin(past: Past) -> Actor:
    with transaction():
        return past.actor(past.offices[0], Role.ADMIN)


def need_row(page: object) -> str:
    return text_of(page.select_one("section[aria-labelledby=kebutuhan] tbody tr, main tbody tr"))  # type: ignore[attr-defined]


def test_an_officer_reads_their_own_need_with_its_requests_and_a_card_at_the_third(
    past: Past, ani: Actor, sign_in: SignIn
) -> None:
    client = sign_in(ani)
    page = read_page(client, "/petugas/pelatihan")

    assert "Dikembalikan pejabat" in need_row(page)
    assert "Sebelum meneruskan ke pejabat" in text_of(page.main), "four times: the card is there"
    listed = read_page(client, str(page.select_one("section[aria-labelledby=kebutuhan] tbody a")["href"]).split("#")[0])
    assert text_of(listed.select_one("#daftar")) == "Dikembalikan pejabat: 4 permohonan"
    assert client.get("/petugas/pelatihan?kesalahan=janji-meleset&layanan=SKD").status_code == 404
    own = read_page(client, "/petugas/kehadiran")
    assert own.select_one("a[href='/petugas/pelatihan']") is not None


def test_who_leads_reads_it_a_week_later_with_a_reason_and_an_office_names_nobody(
    past: Past, ani: Actor, supervisor: Actor, sign_in: SignIn
) -> None:
    client, address = sign_in(supervisor), f"/penyelia/petugas/{ani.membership_id}"
    assert client.get(f"{address}/kebutuhan").headers["Location"] == address
    office = read_page(client, "/penyelia/pelatihan")
    assert "Dikembalikan pejabat" in need_row(office)
    assert "4" in need_row(office)
    assert "Budi" not in text_of(office.select_one("section[aria-labelledby=kebutuhan]"))
    behind = read_page(client, str(office.select_one("section[aria-labelledby=kebutuhan] tbody a")["href"]))
    assert len(behind.select("main tbody tr")) == 4

    opened = submit(client, read_page(client, address), {"reason": "Membagi pelatihan."}, form="main form")
    told = read_page(client, str(opened.select_one("main a[href$='/kebutuhan']")["href"]))

    assert "3" in need_row(told).split("Dikembalikan pejabat")[1], "what came back this week is the officer's alone"
    assert len(read_page(client, str(told.select_one("tbody a")["href"]).split("#")[0]).select("#daftar")) == 1


def test_a_course_is_offered_asked_for_granted_and_ends_with_hours(
    past: Past, ani: Actor, head: Actor, admin: Actor, sign_in: SignIn
) -> None:
    keeper = sign_in(admin)
    form = read_page(keeper, "/kelola/pelatihan/baru")
    told = {"title": "Menulis surat", "provider": "BKPSDM", "form": "classroom", "minutes": "450", "cost": "500000"}
    wrong = submit(keeper, form, told | {"fault": "dikembalikan-pejabat", "minutes": "0"}, status=422)
    assert wrong.select_one("[name=title]")["value"] == "Menulis surat"
    submit(keeper, form, told | {"fault": "dikembalikan-pejabat"})
    officer = sign_in(ani)
    page = read_page(officer, "/petugas/pelatihan")
    asking = read_page(officer, str(page.select_one("section[aria-labelledby=kebutuhan] a[href$='/minta']")["href"]))
    submit(officer, asking, {"why": ""}, status=422)
    submit(officer, asking, {"why": "Surat saya sering kembali."})

    leader = sign_in(head)
    plan = read_page(leader, "/penyelia/pelatihan")
    deciding = read_page(leader, str(plan.select_one("a[href*='/tempat/']")["href"]))
    assert "4 dari 5 permohonan" in text_of(deciding.main)
    spent = submit(leader, deciding, {"verdict": "grant"}, status=409)
    assert "tinggal Rp 0" in text_of(spent.main)
    budget = read_page(leader, "/penyelia/pelatihan/anggaran")
    submit(leader, budget, {"rupiah": "600000", "reason": "DPA 2026."})
    granted = submit(leader, deciding, {"verdict": "grant"})
    finishing = read_page(leader, str(granted.select_one("a[href$='/hasil'][href*='/tempat/']")["href"]))
    result = {"came": "yes", "minutes": "450", "result": "passed", "certificate": "S/12"}
    submit(leader, finishing, result, status=422)
    done = submit(leader, finishing, result | {"ended_on": "9 Juli 2026"})

    assert "sisa Rp" in text_of(done.main)
    assert "10 dari 20 JP" in text_of(read_page(officer, "/petugas/pelatihan").main)
    for browser, address in ((leader, "/penyelia/pelatihan/1/hasil"), (keeper, "/kelola/pelatihan/1")):
        assert "Data belum cukup" in text_of(read_page(browser, address).main)


def test_who_was_refused_and_why_stays_to_be_read_and_a_term_has_versions(
    past: Past, ani: Actor, head: Actor, admin: Actor, sign_in: SignIn
) -> None:
    keeper, officer, leader = sign_in(admin), sign_in(ani), sign_in(head)
    told = {"title": "Magang", "provider": "Dukcapil", "form": "placement", "minutes": "90", "cost": "0"}
    submit(keeper, read_page(keeper, "/kelola/pelatihan/baru"), told)
    submit(officer, read_page(officer, "/petugas/pelatihan/1/minta"), {"why": "Ingin tahu."})
    deciding = read_page(leader, "/penyelia/pelatihan/tempat/1")
    submit(leader, deciding, {"verdict": "refuse"}, status=422)
    plan = submit(leader, deciding, {"verdict": "refuse", "because": "Loket kosong pada hari itu."})
    assert "Loket kosong pada hari itu." in text_of(plan.main)
    assert "Loket kosong pada hari itu." in text_of(read_page(officer, "/petugas/pelatihan").main)
    page = read_page(keeper, "/kelola/ketentuan")
    assert "belum dipastikan" in text_of(page.main)
    term = read_page(keeper, "/kelola/ketentuan/hours_a_year")
    submit(keeper, term, {"value": "900", "owner": "BKPSDM", "reason": "Salah."}, status=422)
    page = submit(keeper, term, {"value": "24", "owner": "BKPSDM", "reason": "Perwal 4/2026."})

    assert "Perwal 4/2026." in text_of(page.main)
    assert "dari 24 JP" in text_of(read_page(officer, "/petugas/pelatihan").main)
    assert keeper.get("/kelola/ketentuan/apa_saja").status_code == 404
