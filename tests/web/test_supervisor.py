"""The supervisor's pages: figures, the requests behind each, and acts with a reason."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.demo import lagging
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.metrics.figures import Measure
from eservice.metrics.rollups import answering, keeping
from eservice.metrics.sets import Shown
from eservice.offices.queries import office, office_by_code
from eservice.requests.models import Request, RequestNote
from eservice.requests.workflow import Status, Step
from tests.past import NOW, Past, Place
from tests.web.figures import SignIn, past, sign_in, today
from tests.web.page import read_page, submit, text_of

__all__ = ["past", "sign_in", "today"]
DAY = timedelta(days=1)


@pytest.fixture
def supervisor(past: Past) -> Actor:
    with transaction():
        return past.actor(past.offices[0], Role.SUPERVISOR)


@pytest.fixture
def busy(past: Past) -> Past:
    with transaction():
        past.tell_some(70, since=NOW - 40 * DAY, until=NOW)
    return past


def status_of(code: str) -> Status:
    db.session.expire_all()
    return db.session.query(Request).filter_by(code=code).one().status


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_office_without_requests_reads_what_will_appear_here(supervisor: Actor, sign_in: SignIn) -> None:
    page = read_page(sign_in(supervisor), "/penyelia")

    assert "Belum ada permohonan pada periode ini" in text_of(page)
    assert page.select(".figures") == []


def test_the_headline_says_in_words_how_the_promise_was_kept(busy: Past, supervisor: Actor, sign_in: SignIn) -> None:
    page = read_page(sign_in(supervisor), "/penyelia")

    heading = text_of(page.h1)
    assert re.match(
        r"Janji ditepati \d+ dari 100\. (Menunggu petugas|Pemeriksaan|Menunggu tanda tangan) paling lama\.", heading
    )


def test_a_demo_says_that_its_figures_still_move_while_its_older_letters_are_drawn(
    busy: Past, supervisor: Actor, sign_in: SignIn
) -> None:
    told = "Surat-surat lama dalam peragaan ini masih digambar"
    assert told not in text_of(read_page(sign_in(supervisor), "/penyelia"))

    with transaction():
        request = db.session.query(Request).filter(Request.closed_at.is_(None)).first()
        assert request is not None
        request.worker, request.worker_until = lagging.WORKER, NOW + DAY

    assert told in text_of(read_page(sign_in(supervisor), "/penyelia"))


def test_four_numbers_stand_on_top_each_with_its_n_its_change_and_its_temptation(
    busy: Past, supervisor: Actor, sign_in: SignIn
) -> None:
    page = read_page(sign_in(supervisor), "/penyelia")

    numbers = page.select(".figures > div")
    assert [text_of(one.h3) for one in numbers] == [
        "Janji ditepati", "Waktu layanan", "Terbuka sekarang", "Benar sejak pertama",
    ]  # fmt: skip
    for one in numbers:
        assert one.select_one("a[href]")
        assert "periode sebelumnya" in text_of(one) or "belum ada pembanding" in text_of(one)
    assert text_of(page).count("Cara angka ini bisa menyesatkan") == 5, "the four, and the expectation"
    assert "dihitung menurut keadaan Jumat, 10 Juli 2026 pukul 11.00 WIB" in text_of(page)


def _links_behind(page: BeautifulSoup) -> dict[str, str]:
    """Return the links to lists of requests: address -> the words of the link."""
    return {
        str(link["href"]): text_of(link)
        for link in page.select("main a[href]")
        if urlsplit(str(link["href"])).path == "/penyelia/permohonan"
    }


def test_every_list_can_be_opened(busy: Past, supervisor: Actor, sign_in: SignIn) -> None:
    client = sign_in(supervisor)

    for shown in Shown:
        page = read_page(client, f"/penyelia/permohonan?apa={shown.value}&hari=90")
        assert "permohonan" in text_of(page.h1)


def test_a_list_stays_as_it_was_when_the_figure_was_counted(busy: Past, supervisor: Actor, sign_in: SignIn) -> None:
    client = sign_in(supervisor)
    url = next(url for url in _links_behind(read_page(client, "/penyelia")) if "apa=terbuka" in url)
    before = [row.get_text() for row in read_page(client, url).select("main tbody tr")]

    with transaction():
        busy.tell("", filed_at=NOW + timedelta(minutes=5))
    with clock.travel(NOW + timedelta(minutes=10)):
        after = [row.get_text() for row in read_page(client, url).select("main tbody tr")]

    assert after == before


def test_a_long_list_comes_in_pages(past: Past, supervisor: Actor, sign_in: SignIn) -> None:
    with transaction():
        for number in range(53):
            past.tell("", filed_at=NOW - 2 * DAY + timedelta(minutes=number))

    first = read_page(sign_in(supervisor), "/penyelia/permohonan?apa=terbuka")
    second = read_page(sign_in(supervisor), str(first.select_one("nav[aria-label=Halaman] a")["href"]))

    assert len(first.select("main tbody tr")) == 50
    assert len(second.select("main tbody tr")) == 3
    assert "51–53 dari 53" in text_of(second)


def test_fewer_than_five_give_no_rate(past: Past, supervisor: Actor, sign_in: SignIn) -> None:
    with transaction():
        for _ in range(4):
            past.tell("claim judge recommend sign issue", filed_at=NOW - 5 * DAY)

    page = read_page(sign_in(supervisor), "/penyelia")

    assert "Terlalu sedikit janji yang jatuh tempo untuk dinilai" in text_of(page.h1)
    assert "n < 5" in text_of(page.select_one(".figures"))


def test_officers_stand_in_the_order_of_the_alphabet_with_their_mix(
    busy: Past, supervisor: Actor, sign_in: SignIn
) -> None:
    page = read_page(sign_in(supervisor), "/penyelia")

    rows = page.select("section[aria-labelledby=petugas] tbody th")
    names = [text_of(row.a) for row in rows]
    assert names == ["Ani Telanaipura", "Budi Telanaipura"]
    assert all(re.search(r"Surat Keterangan .* \d+", text_of(row.span)) for row in rows)


def test_the_period_can_be_chosen_in_days_and_by_dates(past: Past, supervisor: Actor, sign_in: SignIn) -> None:
    client = sign_in(supervisor)
    with transaction():
        past.tell("claim judge recommend sign issue", filed_at=NOW - 60 * DAY)

    def filed(query: str) -> str:
        return text_of(read_page(client, f"/penyelia/permohonan?apa=masuk&{query}").h1)

    assert filed("hari=30").endswith("0 permohonan")
    assert filed("hari=90").endswith("1 permohonan")
    assert filed("dari=11-05-2026&sampai=11-05-2026").endswith("1 permohonan")
    assert filed("dari=12-05-2026&sampai=31-05-2026").endswith("0 permohonan")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("dari=31-02-2026", "Tanggal ini tidak terbaca"),
        ("dari=01-07-2026&sampai=01-06-2026", "Tanggal akhir harus sama dengan atau setelah tanggal awal"),
        ("dari=01-08-2026", "Tanggal awal tidak boleh setelah hari ini"),
    ],
)
def test_a_period_that_cannot_be_is_explained_and_the_usual_one_shown(
    query: str, sentence: str, busy: Past, supervisor: Actor, sign_in: SignIn
) -> None:
    page = read_page(sign_in(supervisor), f"/penyelia?{query}")

    assert sentence in text_of(page)
    assert "11 Juni 2026 – 10 Juli 2026" in text_of(page)


@pytest.mark.parametrize("query", ["hari=abc", "hari=8", "saat=kemarin", "saat=2026-07-01", "halaman=-3", "kantor="])
def test_a_mistyped_address_shows_the_usual_page(query: str, busy: Past, supervisor: Actor, sign_in: SignIn) -> None:
    assert read_page(sign_in(supervisor), f"/penyelia?{query}").select(".figures")


@pytest.mark.parametrize(
    "url",
    [
        "/penyelia/permohonan",
        "/penyelia/permohonan?apa=gaji",
        "/penyelia?layanan=XXX",
        "/penyelia?kantor=kel-tidak-ada",
        "/penyelia?petugas=ani",
        "/penyelia/permohonan/ZZZZZZ",
        "/penyelia/permohonan/halo-halo",
    ],
)
def test_what_does_not_exist_is_not_found(url: str, busy: Past, supervisor: Actor, sign_in: SignIn) -> None:
    read_page(sign_in(supervisor), url, status=404)


def test_a_service_has_all_its_figures_on_a_page(busy: Past, supervisor: Actor, sign_in: SignIn) -> None:
    code = busy.versions[0].code

    page = read_page(sign_in(supervisor), f"/penyelia/angka?layanan={code}&hari=90")

    assert len(page.select("section[aria-labelledby=waktu] tbody tr")) == 14
    assert text_of(page).count("Cara angka ini bisa menyesatkan") == 14 + 10, "the lengths and the counts"


def test_the_definitions_say_of_every_figure_what_it_counts_and_how_it_misleads(
    supervisor: Actor, sign_in: SignIn
) -> None:
    page = read_page(sign_in(supervisor), "/penyelia/cara-menghitung")

    assert "Bagaimana angka ini dihitung?" in text_of(page.h1)
    for measure in Measure:
        section = page.select_one(f"section[aria-labelledby='{measure.value}']")
        assert "Cara angka ini bisa menyesatkan" in text_of(section)


@pytest.mark.parametrize(
    "url", ["/penyelia", "/penyelia/angka", "/penyelia/permohonan?apa=terbuka", "/penyelia/cara-menghitung"]
)
def test_the_pages_are_read_in_english_too(url: str, busy: Past, supervisor: Actor, sign_in: SignIn) -> None:
    client = sign_in(supervisor)
    client.set_cookie("__Host-bahasa", "en")

    read_page(client, url, locale="en")


# ── Who may see what ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMIN])
@pytest.mark.parametrize("url", ["/penyelia", "/penyelia/angka", "/penyelia/permohonan?apa=terbuka"])
def test_figures_are_not_for_every_role(url: str, role: Role, past: Past, sign_in: SignIn) -> None:
    with transaction():
        actor = past.actor(past.offices[0], role)

    read_page(sign_in(actor), url, status=403)


def test_who_has_not_signed_in_is_asked_to(client: FlaskClient, past: Past) -> None:
    response = client.get("/penyelia")

    assert response.status_code == 303
    assert "/masuk" in response.headers["Location"]


def test_a_lurah_sees_the_figures_but_takes_no_supervisors_act(past: Past, sign_in: SignIn) -> None:
    with transaction():
        lurah = past.actor(past.offices[0], Role.SIGNER)
        code = past.tell("claim judge", filed_at=NOW - DAY).code
    client = sign_in(lurah)

    page = read_page(client, f"/penyelia/permohonan/{code}")

    assert "diambil oleh penyelia" in text_of(page)
    assert not page.select("main a.btn")
    for act in ("pindahkan", "minta-melengkapi", "buka-kembali"):
        read_page(client, f"/penyelia/permohonan/{code}/{act}", status=403)


def test_another_office_is_not_visible(busy: Past, supervisor: Actor, sign_in: SignIn) -> None:
    client, other = sign_in(supervisor), busy.offices[1]
    with transaction():
        code = busy.tell("claim judge", filed_at=NOW - DAY, office=other).code

    read_page(client, f"/penyelia?kantor={other.code}", status=404)
    read_page(client, f"/penyelia/permohonan/{code}", status=404)
    for act in ("pindahkan", "minta-melengkapi", "buka-kembali"):
        read_page(client, f"/penyelia/permohonan/{code}/{act}", status=404)
    listed = read_page(client, "/penyelia/permohonan?apa=terbuka&hari=90")
    assert other.name not in text_of(listed)


def test_an_officer_of_another_office_is_not_there_at_all(busy: Past, supervisor: Actor, sign_in: SignIn) -> None:
    stranger = busy.officers[busy.offices[1].id][0].id

    read_page(sign_in(supervisor), f"/penyelia/permohonan?apa=selesai&hari=90&petugas={stranger}", status=404)


def test_the_camat_answers_for_every_kelurahan_below(busy: Past, sign_in: SignIn) -> None:
    with transaction():
        above = office(office_by_code("kel-telanaipura").parent_id or 0)
        kecamatan = Place(above.id, above.code, above.name)
        camat = busy.actor(kecamatan, Role.SUPERVISOR)
    client = sign_in(camat)

    page = read_page(client, "/penyelia")

    offered = [str(option["value"]) for option in page.select("select[name=kantor] option")]
    assert offered[0] == kecamatan.code
    assert "kel-telanaipura" in offered
    assert "kel-kasang" not in offered
    chosen = read_page(client, "/penyelia?kantor=kel-telanaipura")
    assert "Kelurahan Telanaipura" in text_of(chosen.select_one("main header"))


# ── Acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_request_shows_how_long_every_stage_took(past: Past, supervisor: Actor, sign_in: SignIn) -> None:
    with transaction():
        told = past.tell("claim judge recommend sign issue", filed_at=datetime(2026, 7, 6, 1, 0, tzinfo=UTC), hours=1)
        code = told.code

    page = read_page(sign_in(supervisor), f"/penyelia/permohonan/{code}")

    rows = {text_of(row.th): [text_of(cell) for cell in row.select("td")] for row in page.select("main tbody tr")}
    assert rows["Menunggu diperiksa"][0] == "2 jam"
    assert rows["Dirasakan warga sejak pengajuan pertama"][0] == "5 jam"
    assert "Surat terbit" in text_of(page)


@pytest.mark.parametrize("steps", ["", "claim judge"])
def test_a_supervisor_gives_a_request_to_an_officer(steps: str, past: Past, supervisor: Actor, sign_in: SignIn) -> None:
    with transaction():
        code = past.tell(steps, filed_at=NOW - DAY).code
    client = sign_in(supervisor)
    form = read_page(client, f"/penyelia/permohonan/{code}/pindahkan")
    choice = form.select("select[name=to] option")[0]

    done = submit(client, form, {"to": str(choice["value"]), "reason": "Pak Budi cuti mulai besok."})

    assert "sudah dipindahkan" in text_of(done)
    db.session.expire_all()
    request = db.session.query(Request).filter_by(code=code).one()
    assert request.status is Status.IN_REVIEW
    assert str(request.holder_id) == choice["value"]
    assert request.history[-1].step is Step.REASSIGN
    assert db.session.query(RequestNote).one().text == "Pak Budi cuti mulai besok."


def test_passing_a_request_on_needs_a_reason(past: Past, supervisor: Actor, sign_in: SignIn) -> None:
    with transaction():
        code = past.tell("claim judge", filed_at=NOW - DAY).code
    client = sign_in(supervisor)

    again = submit(client, read_page(client, f"/penyelia/permohonan/{code}/pindahkan"), {"reason": " "}, status=422)

    assert "Tulis alasannya" in text_of(again)
    assert db.session.query(RequestNote).count() == 0


def test_a_finished_request_cannot_be_passed_on(past: Past, supervisor: Actor, sign_in: SignIn) -> None:
    with transaction():
        code = past.tell("claim judge recommend sign issue", filed_at=NOW - 2 * DAY).code
    client = sign_in(supervisor)

    assert "tidak ada tindakan" in text_of(read_page(client, f"/penyelia/permohonan/{code}"))
    form = read_page(client, f"/penyelia/permohonan/{code}/pindahkan")
    again = submit(client, form, {"reason": "Coba lagi."}, status=409)

    assert "status permohonan sudah berubah" in text_of(again)


def test_a_supervisor_asks_the_citizen_a_second_time_and_the_promise_goes_on(
    past: Past, supervisor: Actor, sign_in: SignIn
) -> None:
    with transaction():
        code = past.tell("claim judge ask_correction resubmit claim judge", filed_at=NOW - DAY).code
    client = sign_in(supervisor)
    promised_at = db.session.query(Request).filter_by(code=code).one().promised_at
    form = read_page(client, f"/penyelia/permohonan/{code}/minta-melengkapi")
    field = str(form.select_one("main textarea")["name"])

    submit(client, form, {field: "Foto KTP masih terpotong di sisi kanan. Foto ulang seluruh kartunya."})

    db.session.expire_all()
    request = db.session.query(Request).filter_by(code=code).one()
    assert request.status is Status.NEEDS_CORRECTION
    assert request.promised_at == promised_at
    assert not request.history[-1].pauses


def test_asking_for_nothing_is_refused(past: Past, supervisor: Actor, sign_in: SignIn) -> None:
    with transaction():
        code = past.tell("claim judge", filed_at=NOW - DAY).code
    client = sign_in(supervisor)

    again = submit(client, read_page(client, f"/penyelia/permohonan/{code}/minta-melengkapi"), status=422)

    assert "Tandai dahulu apa yang perlu dilengkapi" in text_of(again)
    assert status_of(code) is Status.IN_REVIEW


def test_a_refused_request_is_opened_again_with_a_reason_and_a_new_promise(
    past: Past, supervisor: Actor, sign_in: SignIn
) -> None:
    with transaction():
        code = past.tell("claim judge propose_rejection reject", filed_at=NOW - 3 * DAY).code
    client = sign_in(supervisor)
    url = f"/penyelia/permohonan/{code}/buka-kembali"

    assert "Tulis alasannya" in text_of(submit(client, read_page(client, url), status=422))
    submit(client, read_page(client, url), {"reason": "Keberatan diterima: alamatnya memang di kelurahan ini."})

    assert status_of(code) is Status.SUBMITTED
    assert "Waktu, putaran 2" in text_of(read_page(client, f"/penyelia/permohonan/{code}"))


def test_an_issued_request_is_not_opened_again(past: Past, supervisor: Actor, sign_in: SignIn) -> None:
    with transaction():
        code = past.tell("claim judge recommend sign issue", filed_at=NOW - 2 * DAY).code
    client = sign_in(supervisor)

    form = read_page(client, f"/penyelia/permohonan/{code}/buka-kembali")

    submit(client, form, {"reason": "Salah tulis nama."}, status=409)
    assert status_of(code) is Status.ISSUED


def test_a_second_look_needs_no_javascript_and_prints_nothing_inline(
    busy: Past, supervisor: Actor, sign_in: SignIn
) -> None:
    page = read_page(sign_in(supervisor), "/penyelia")

    assert page.select("main script, main [style], main [onclick]") == []
    query = parse_qs(urlsplit(next(iter(_links_behind(page)))).query)
    assert set(query) <= {"apa", "saat", "hari", "dari", "sampai", "kantor", "layanan", "petugas", "halaman"}


def test_the_overview_says_by_which_way_it_was_counted_and_the_figures_stay_the_same(
    busy: Past, supervisor: Actor, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(supervisor)
    from_events = read_page(browser, "/penyelia")
    while keeping.step(at=NOW):
        pass
    monkeypatch.setattr(answering, "FEW", -1)

    rolled = read_page(browser, "/penyelia")

    assert "Dihitung dari peristiwa, keadaan" in text_of(from_events)
    assert "Dihitung dari rekap harian, keadaan" in text_of(rolled)
    for heading in ("Janji ditepati", "Terbuka sekarang", "Benar sejak pertama"):
        said = [page.find("h3", string=heading).find_parent("div").p.get_text() for page in (from_events, rolled)]
        assert said[0] == said[1]
