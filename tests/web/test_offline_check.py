"""The page that checks letters without a network, and what it and others fetch for it."""

import json

from flask import Flask
from flask.testing import FlaskClient

from eservice.kernel.ports import drivers
from eservice.web.public.offline import ANSWERS
from tests.web.page import read_page, text_of


def test_the_page_says_what_to_do_without_javascript_and_what_it_cannot_know(client: FlaskClient) -> None:
    page = read_page(client, "/verifikasi/luring")
    client.set_cookie("__Host-bahasa", "en")
    english = read_page(client, "/verifikasi/luring", locale="en")

    assert "periksa surat secara daring" in text_of(page.noscript)
    assert page.noscript.find("a", href="/verifikasi")
    assert page.find(id="alat").has_attr("hidden")
    assert "sesudah daftar status terakhir" in text_of(page.aside)
    assert {one["id"] for one in page.select("template")} == {f"jawab-{code}" for code in ANSWERS}
    assert text_of(english.h1) == "Offline check"


def test_this_page_alone_may_use_the_camera_and_no_page_may_load_from_elsewhere(client: FlaskClient) -> None:
    offline, online = client.get("/verifikasi/luring"), client.get("/verifikasi")

    assert "camera=(self)" in offline.headers["Permissions-Policy"]
    assert "camera=()" in online.headers["Permissions-Policy"]
    assert offline.headers["Content-Security-Policy"] == online.headers["Content-Security-Policy"]
    assert '<a href="/verifikasi/luring">' in online.get_data(as_text=True)


def test_everything_the_page_needs_is_there(client: FlaskClient) -> None:
    page = read_page(client, "/verifikasi/luring")
    tool = page.find(id="alat")
    needed = [one["src"] for one in page.select("script[src]")] + [page.find("a", download=True)["href"]]

    for one in needed:
        with client.get(one) as answer:
            assert answer.status_code == 200
    with client.get(tool["data-worker"]) as worker:
        assert worker.mimetype == "text/javascript"
        assert worker.headers["Cache-Control"] == "no-cache"
    assert json.loads(tool["data-kinds"])["SKD"] == "Surat Keterangan Domisili"


def test_keys_are_published_for_everybody_old_ones_too_and_a_trial_says_so(db_app: Flask, client: FlaskClient) -> None:
    first = client.get("/verifikasi/luring/kunci").get_json()
    old = drivers().seal_keys.newest()
    new = drivers().seal_keys.rotate()

    answer = client.get("/verifikasi/luring/kunci")

    told = answer.get_json()
    assert [one["kid"] for one in first["keys"]] == [told["keys"][1]["kid"]]
    assert [one["signs"] for one in told["keys"]] == [True, False]
    assert {one["kty"] + one["crv"] for one in told["keys"]} == {"ECP-256"}
    assert len({one["kid"] for one in told["keys"]}) == len({old.id, new.id}) == 2
    assert "d" not in told["keys"][0]
    assert told["trial"] == "UJI COBA, belum tersertifikasi"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
