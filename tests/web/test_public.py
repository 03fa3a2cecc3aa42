"""What anyone reads without signing in, in both languages."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from eservice.catalogue import queries as catalogue
from eservice.catalogue.definition import LifeEvent
from eservice.kernel import clock
from tests.times import MONDAY
from tests.web.page import read_page, read_response, submit, text_of

PAGES = ("/", "/layanan", "/layanan?q=domisili", "/layanan?q=zzzz", "/layanan/surat-keterangan-domisili", "/lacak",
         "/verifikasi", "/bantuan", "/bantuan?q=telanaipura", "/bantuan?q=zzzz", "/privasi", "/maklumat",
         "/aksesibilitas")  # fmt: skip
SKD = "/layanan/surat-keterangan-domisili"


def _in_english(client: FlaskClient) -> FlaskClient:
    client.set_cookie("__Host-bahasa", "en")
    return client


@pytest.mark.parametrize("url", PAGES)
def test_every_public_page_reads_well(client: FlaskClient, url: str) -> None:
    page = read_page(client, url)

    assert page.select_one(".demo"), "nobody may take a demonstration for the office"
    assert page.select_one("main")


@pytest.mark.parametrize("url", PAGES)
def test_every_public_page_reads_well_in_english(client: FlaskClient, url: str) -> None:
    read_page(_in_english(client), url, locale="en")


def test_every_service_shows_its_published_standard_in_order(db_app, client: FlaskClient) -> None:
    for offered in catalogue.services(at=clock.now()):
        page = read_page(client, f"/layanan/{offered.slug}")

        numbered = [text_of(heading)[:2] for heading in page.select("main section > h2") if text_of(heading)[1] == "."]
        assert numbered == ["1.", "2.", "3.", "4.", "5.", "6."]
        assert len(page.select(".fold")) == 8


@pytest.mark.parametrize("event", list(LifeEvent))
def test_every_door_of_the_home_page_leads_to_services(client: FlaskClient, event: LifeEvent) -> None:
    page = read_page(client, f"/layanan?peristiwa={event.value}")

    assert page.select(".svc li")
    assert text_of(page.select_one(".doors [aria-current]")) == text_of(page.h1)


def test_the_pre_check_stands_before_the_start(client: FlaskClient) -> None:
    page = read_page(client, SKD)

    gate = page.select_one(".gate")
    assert "Perlu surat ini?" in text_of(gate)
    assert gate.select_one("a.btn")["href"].endswith("/permohonan/baru/surat-keterangan-domisili")


def test_a_visit_that_was_spared_is_counted_without_a_name(db_app, client: FlaskClient) -> None:
    page = read_page(client, SKD)

    after = submit(client, page, form=".gate form")

    assert "Terima kasih" in text_of(after)
    offered = catalogue.by_slug("surat-keterangan-domisili", at=clock.now())
    counted = catalogue.avoided_visits(since=MONDAY.replace(year=2000), until=clock.now().replace(year=2100))
    assert counted == {offered.service_id: 1}


def test_a_search_without_a_hit_says_what_else_to_try(client: FlaskClient) -> None:
    page = read_page(client, "/layanan?q=paspor+kucing")

    assert "Tidak ada layanan yang cocok" in text_of(page)


def test_an_unknown_service_is_explained(client: FlaskClient) -> None:
    page = read_page(client, "/layanan/tidak-ada", status=404)

    assert "Pilih dari daftar layanan" in text_of(page)


def test_the_help_page_finds_an_office(client: FlaskClient) -> None:
    page = read_page(client, "/bantuan?q=telanaipura")

    assert "Kelurahan Telanaipura" in [text_of(heading) for heading in page.select(".office h3")]


def test_tracking_with_a_wrong_pin_says_so_and_keeps_the_code(client: FlaskClient) -> None:
    page = read_page(client, "/lacak")

    after = submit(client, page, {"kode": "K7M-4QX", "pin": "000000"})

    assert "Kode atau PIN tidak cocok" in text_of(after.select_one(".summary"))
    assert after.select_one("[name=kode]")["value"] == "K7M-4QX"
    assert after.title.string.startswith("Kesalahan: ")


def test_tracking_without_anything_typed_names_both_fields(client: FlaskClient) -> None:
    after = submit(client, read_page(client, "/lacak"), {"kode": "", "pin": ""})

    assert [link["href"] for link in after.select(".summary a")] == ["#kode", "#pin"]


def test_guessing_pins_is_stopped(client: FlaskClient) -> None:
    page = read_page(client, "/lacak")
    for _ in range(6):
        page = submit(client, page, {"kode": "K7M-4QX", "pin": "123456"})

    assert "Terlalu sering mencoba" in text_of(page.select_one(".summary"))


def test_an_unknown_letter_is_to_be_doubted(client: FlaskClient) -> None:
    for url in ("/v/ABCDEFGHIJKLMNOPQRSTUVWXYZ", "/verifikasi?kode=K7QM-4T2X-9D"):
        page = read_page(client, url)

        assert text_of(page.h1) == "Tidak terdaftar"
        assert "patut dicurigai" in text_of(page)


def test_a_file_that_is_not_ours_is_refused(client: FlaskClient) -> None:
    page = read_page(client, "/verifikasi")

    after = submit(client, page, {"berkas": (BytesIO(b"%PDF-1.7 nothing"), "surat.pdf")})

    assert "tidak terdaftar" in text_of(after.h1).lower()


def test_verifying_nothing_asks_for_a_code_or_a_file(client: FlaskClient) -> None:
    after = submit(client, read_page(client, "/verifikasi"), {"kode": ""})

    assert "Isi kode surat, atau pilih berkas" in text_of(after.select_one(".summary"))


def _weight(client: FlaskClient, url: str) -> int:
    with client.get(url, headers={"Accept-Encoding": "gzip"}) as answer:
        return len(answer.data)


def test_the_home_page_is_light(client: FlaskClient) -> None:
    page = read_page(client, "/")
    files = {tag["href"] for tag in page.select("link[href]")} | {tag["src"] for tag in page.select("[src]")}

    html = _weight(client, "/")
    weights = [html, *(_weight(client, file) for file in files)]

    assert len(weights) <= 6
    assert html <= 14_000
    assert sum(weights) <= 50_000


def test_the_language_switch_stands_on_every_page_as_a_form(client: FlaskClient) -> None:
    page = read_page(client, "/bantuan")

    switch = page.select_one(".nav form.lang")
    assert switch["method"] == "post"
    assert text_of(switch) == "English"


@pytest.mark.parametrize("locale", ["id", "en"])
def test_a_missing_page_says_what_to_do(client: FlaskClient, locale: str) -> None:
    client.set_cookie("__Host-bahasa", locale)

    page = read_response(client.get("/tidak-ada"), status=404, locale=locale)

    assert page.select("main ol li")


def test_a_page_opened_the_wrong_way_is_explained(client: FlaskClient) -> None:
    read_response(client.get("/layanan/surat-keterangan-domisili/tidak-perlu"), status=405)


def test_a_form_that_was_open_too_long_loses_nothing(client: FlaskClient) -> None:
    typed = {"csrf_token": "old", "kode": "K7QM-4T2X-9D"}
    stale = client.post("/verifikasi", data=typed, headers={"Origin": "http://localhost"})
    page = read_response(stale, status=400)

    again = submit(client, page)

    assert text_of(again.h1) == "Tidak terdaftar"


def test_a_form_sent_from_elsewhere_is_not_offered_again(client: FlaskClient) -> None:
    typed = {"csrf_token": "old", "kode": "K7QM-4T2X-9D"}
    page = read_response(
        client.post("/verifikasi", data=typed, headers={"Origin": "http://elsewhere.example"}), status=400
    )

    assert not page.select("main form")


def test_a_secret_is_never_sent_back_to_be_sent_again(client: FlaskClient) -> None:
    typed = {"csrf_token": "old", "kode": "K7M-4QX", "pin": "482913"}
    page = read_response(client.post("/lacak", data=typed, headers={"Origin": "http://localhost"}), status=400)

    assert "482913" not in str(page)


def test_a_fault_of_ours_gives_a_reference_and_no_detail(app, client: FlaskClient) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    kept = app.view_functions["public.privacy"]
    app.view_functions["public.privacy"] = _broken
    try:
        page = read_response(client.get("/privasi"), status=500)
    finally:
        app.view_functions["public.privacy"] = kept
        app.config["PROPAGATE_EXCEPTIONS"] = None

    assert "kode " in text_of(page)
    assert "secret detail" not in str(page)


def _broken() -> str:
    raise RuntimeError("secret detail")


_broken.policy = "public"  # type: ignore[attr-defined]


def test_pages_forbid_everything_but_our_own_files(client: FlaskClient) -> None:
    answer = client.get("/")

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" in answer.headers["Vary"]


def test_a_styled_file_may_be_kept_for_ever_and_a_page_may_not(client: FlaskClient) -> None:
    page = read_page(client, "/")

    with client.get(page.select_one("link[rel=stylesheet]")["href"]) as sheet:
        assert "immutable" in sheet.headers["Cache-Control"]
    assert "no-cache" in client.get("/").headers["Cache-Control"]
    assert client.get("/masuk").headers["Cache-Control"] == "no-store"


def test_machines_are_answered(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text.startswith("ready\ndatabase: ok\n")
    assert "Disallow: /v/" in client.get("/robots.txt").text


def test_the_steps_after_a_death_stand_in_their_order(client: FlaskClient) -> None:
    page = read_page(client, "/layanan?peristiwa=keluarga-meninggal")

    names = [text_of(one) for one in page.select(".svc b")]
    assert names[:4] == [
        "1. Surat Keterangan Kematian",
        "2. Kutipan Akta Kematian",
        "3. Kartu Keluarga",
        "4. Surat Pernyataan Ahli Waris",
    ]


def test_the_page_of_the_heirs_statement_does_not_contradict_itself(client: FlaskClient) -> None:
    page = read_page(client, "/layanan/surat-pernyataan-ahli-waris")

    assert "tanpa meterai" not in text_of(page.main)
    assert "meterai Rp10.000 untuk pernyataan Anda beli sendiri" in text_of(page.select_one(".facts"))
    prepare = text_of(page.select_one("aside .panel"))
    assert "KTP-el semua ahli waris" in prepare
    assert "bermeterai" not in prepare
    assert "Kelurahan tempat tinggal terakhir orang yang meninggal." in text_of(page.main)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("K7QM-4T2X-9", "Kode surat 10 huruf dan angka; ini 9. Ketik lagi."),
        ("K7M-4QX", "Ini kode permohonan. Pakai halaman Lacak."),
    ],
)
def test_a_mistyped_letter_code_is_not_called_suspicious(client: FlaskClient, typed: str, said: str) -> None:
    page = submit(client, read_page(client, "/verifikasi"), {"kode": typed})

    assert said in text_of(page.main)
    assert "patut dicurigai" not in text_of(page)
    assert page.select_one("#kode")["value"] == typed
    assert said in text_of(read_page(client, f"/verifikasi?kode={typed}"))
