"""The page reader is only worth something if it refuses; each fault is shown to it once."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask import Flask, request

from tests.web.faults import RULES, Page, faults_of
from tests.web.page import filled_in, read_page, submit, text_of

GOOD = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>Masuk - eservice</title>
<link rel="stylesheet" href="/static/css/eservice.css"><script src="/static/js/a.js" defer></script></head>
<body><a href="#isi">Ke isi</a>
<div class="demo" role="region" aria-label="Mode peragaan"><b>Peragaan</b> Semua orang dan data di sini rekaan.</div>
<main id="isi"><h1>Masuk</h1><h2>Akun Anda</h2>%s
<form action="/masuk" method="post"><input type="hidden" name="csrf_token" value="t">
<label for="nik">NIK</label><input id="nik" name="nik" aria-describedby="nik-hint" value="1">
<p id="nik-hint">16 angka pada KTP</p>
<fieldset><legend>Untuk siapa</legend><label><input type="radio" name="siapa" value="diri" checked> Diri sendiri</label>
<label><input type="radio" name="siapa" value="anak"> Anak</label></fieldset>
<button name="langkah" value="lanjut">Lanjutkan</button><button name="langkah" value="simpan">Simpan</button></form>
<table><caption>Jam</caption><tr><th scope="col">Hari</th></tr><tr><td>Senin</td></tr></table>
<img src="/static/a.svg" alt=""><svg aria-hidden="true"></svg></main></body></html>"""

FAULTS = {
    "tags crossing": ("<p><b>Hai</p></b>", "HTML:"),
    "two headings": ("<h1>Lagi</h1>", "2 h1"),
    "two mains": ("<main></main>", "2 main"),
    "a skipped level": ("<h4>Tiba-tiba</h4>", "jumps from 2 to 4"),
    "an empty heading": ("<h2> </h2>", "empty heading"),
    "a repeated id": ('<p id="nik-hint"></p>', "stands 2 times"),
    "a hint nowhere": ('<input aria-label="a" aria-describedby="x">', "aria-describedby points to 'x'"),
    "a name nowhere": ('<input aria-labelledby="x">', "aria-labelledby points to 'x'"),
    "a panel nowhere": ('<button type="button" aria-controls="x">Buka</button>', "aria-controls points to 'x'"),
    "a label nowhere": ('<label for="x">Nama</label>', "for points to 'x'"),
    "a jump nowhere": ('<a href="#x">Ke bawah</a>', "jumps to '#x'"),
    "a nameless field": ('<input id="y" name="y">', "without a label"),
    "an empty label": ('<label for="y"></label><input id="y">', "without a label"),
    "a fieldset without legend": ("<fieldset><p>?</p></fieldset>", "without a legend"),
    "a lone radio": ('<label><input type="radio" name="r"> Ya</label>', "outside a fieldset"),
    "a form to nowhere": ("<form><button>Cari</button></form>", "does not say where"),
    "a form without token": ('<form action="/x" method="post"><button>Kirim</button></form>', "without csrf_token"),
    "an empty token": (
        '<form action="/x" method="post"><input type="hidden" name="csrf_token" value=""></form>',
        "without csrf_token",
    ),
    "a password in the address": (
        '<form action="/x"><label>Sandi <input type="password" name="p"></label></form>',
        "secret into the address",
    ),
    "a file that is not sent": (
        '<form action="/x" method="post"><input type="hidden" name="csrf_token" value="t">'
        '<label>KTP <input type="file" name="f"></label></form>',
        "cannot send them",
    ),
    "a form in a form": ('<form action="/a"><form action="/b"></form></form>', "form inside a form"),
    "a style attribute": ('<p style="color:red">Hai</p>', "inline style"),
    "a style element": ("<style>p{}</style>", "inline style"),
    "an inline script": ("<script>1</script>", "inline style or script"),
    "an inline handler": ('<p onclick="x()">Hai</p>', "inline handler onclick"),
    "a script as link": ('<a href="javascript:x()">Hai</a>', "link that is a script"),
    "a picture from elsewhere": ('<img alt="" src="https://cdn.example/a.png">', "another place"),
    "a script from elsewhere": ('<script src="//cdn.example/a.js"></script>', "another place"),
    "a form to elsewhere": ('<form action="https://example.org/"></form>', "another place"),
    "a button in a link": ('<a href="/x"><button type="button">Hai</button></a>', "control inside a control"),
    "a link in a summary": ('<details><summary><a href="/x">Hai</a></summary></details>', "control inside a control"),
    "a label for two": ("<label>A <input> <input></label>", "more than one control"),
    "a silent picture": ('<img src="/a.png">', "without alt"),
    "a silent drawing": ("<svg></svg>", "neither hidden nor named"),
    "a table without headers": ("<table><caption>A</caption><tr><td>1</td></tr></table>", "without headers"),
    "a header without scope": ("<table><caption>A</caption><tr><th>1</th></tr></table>", "what it heads"),
    "a table without name": ('<table><tr><th scope="col">1</th></tr></table>', "without a name"),
    "an empty link": ('<a href="/x"></a>', "without words"),
    "a link without address": ("<a>Hai</a>", "leads nowhere"),
    "a stub link": ('<a href="#">Hai</a>', "leads nowhere"),
    "a button without type": ("<button>Hai</button>", "without a type"),
    "a None": ("<p>Nama: None</p>", "'None'"),
    "an undefined": ("<p>Undefined</p>", "'Undefined'"),
    "an open brace": ("<p>{{ nama }}</p>", "'{{'"),
    "an unfilled sentence": ("<p>Halo %(nama)s</p>", "'%(nama)s'"),
    "a None in a field": ('<label>A <input value="None"></label>', "shows through in value"),
    "a NIK in a link": ('<a href="/orang/1571014107909001">Buka</a>', "16 digits"),
    "a second demo bar": ('<div class="demo" role="region" aria-label="Peragaan"></div>', "2 demo bars"),
    "a forced focus": ('<p tabindex="3">Hai</p>', "forced order"),
}


def test_a_good_page_is_accepted() -> None:
    assert faults_of(GOOD.replace("%s", "")) == []


@pytest.mark.parametrize(("bad", "complaint"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_page_is_refused(bad: str, complaint: str) -> None:
    faults = faults_of(GOOD.replace("%s", bad))

    assert any(complaint in fault for fault in faults), faults


def test_a_title_that_is_not_the_heading_is_refused() -> None:
    page = GOOD.replace("%s", "").replace("<title>Masuk", "<title>eservice")

    assert any("does not begin" in fault for fault in faults_of(page))


def test_a_page_in_another_language_than_chosen_is_refused() -> None:
    assert any("speaks 'id'" in fault for fault in faults_of(GOOD.replace("%s", ""), locale="en"))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (('class="demo"', 'class="bar"'), "0 demo bars"),
        (("Semua orang dan data di sini rekaan.", ""), "does not say"),
        (('class="demo"', 'class="demo" hidden'), "is hidden"),
        (("<div class", "<header></header><div class"), "not stand at the top"),
    ],
)
def test_a_page_that_could_be_taken_for_a_real_one_is_refused(change: tuple[str, str], complaint: str) -> None:
    page = GOOD.replace("%s", "").replace(*change)

    assert any(complaint in fault for fault in faults_of(page))


def test_every_rule_can_refuse() -> None:
    refusing = {
        rule
        for rule in RULES
        for bad, _ in FAULTS.values()
        if list(rule(Page.of(BeautifulSoup(GOOD.replace("%s", bad), "html.parser"))))
    }

    assert refusing == set(RULES)


@pytest.fixture
def desk() -> Flask:
    """A one-page office that answers with what it was sent."""
    app = Flask("desk")

    @app.route("/masuk", methods=["GET", "POST"])
    def page() -> str:
        sent = " ".join(f"{k}={v}" for k, v in request.form.items())
        return GOOD.replace("%s", f"<p>{sent}</p>")

    return app


def test_a_form_is_sent_as_a_browser_would(desk: Flask) -> None:
    client = desk.test_client()

    answer = submit(client, read_page(client, "/masuk"), {"nik": "2", "siapa": "anak"}, button="Simpan")

    assert "csrf_token=t nik=2 siapa=anak langkah=simpan" in text_of(answer)


def test_an_untouched_form_sends_what_it_shows(desk: Flask) -> None:
    client = desk.test_client()

    answer = submit(client, read_page(client, "/masuk"))

    assert "csrf_token=t nik=1 siapa=diri langkah=lanjut" in text_of(answer)


@pytest.mark.parametrize("values", [{"nama": "Siti"}, {"siapa": "tetangga"}], ids=["no field", "no choice"])
def test_what_the_form_does_not_offer_cannot_be_entered(desk: Flask, values: dict[str, str]) -> None:
    client = desk.test_client()
    page = read_page(client, "/masuk")

    with pytest.raises(AssertionError, match="nama|tetangga"):
        submit(client, page, values)


def test_a_button_that_is_not_there_cannot_be_pressed(desk: Flask) -> None:
    client = desk.test_client()
    page = read_page(client, "/masuk")

    with pytest.raises(AssertionError, match="no button"):
        submit(client, page, button="Hapus")


def test_a_file_takes_the_place_of_an_empty_field() -> None:
    form = BeautifulSoup('<form><input type="file" name="ktp"></form>', "html.parser").form
    assert form is not None
    scan = (BytesIO(b"%PDF"), "ktp.pdf")

    assert filled_in(form, {"ktp": scan}) == {"ktp": scan}


def test_an_answer_with_another_status_is_refused(desk: Flask) -> None:
    with pytest.raises(AssertionError, match="answered 404"):
        read_page(desk.test_client(), "/tidak-ada")
