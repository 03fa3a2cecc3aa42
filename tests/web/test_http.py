"""What every answer carries; how much may be sent, and how often; what is told when something breaks."""

import errno
import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.app import create_app
from eservice.config import Settings
from eservice.kernel.errors import TooManyTriesError
from eservice.kernel.logs import JsonLines
from eservice.web import errors
from eservice.web.turns import MOST_BUCKETS, Buckets
from tests.web.desks import House
from tests.web.page import read_page, read_response, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}
SECRET = "kata rahasia 1571014107909001"


class Lines(logging.Handler):
    """Keeps what the log would write."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.told: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(json.loads(self.format(record)))


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The application's log as the server writes it."""
    keeper, ours = Lines(), logging.getLogger("eservice")
    before = ours.level
    ours.addHandler(keeper)
    ours.setLevel(logging.INFO)
    yield keeper
    ours.removeHandler(keeper)
    ours.setLevel(before)


def address(app: Flask, rule: Rule) -> str:
    """Return an address of a route, with something in the place of each of its parts."""
    parts: dict[str, object] = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        parts[name] = min(converter.items) if isinstance(converter, AnyConverter) else 7
    return str(app.url_map.bind("localhost").build(rule.endpoint, parts, method="GET", append_unknown=False))


def faults(answer: TestResponse, where: str) -> list[str]:
    """Return what an answer lacks."""
    wrong = [f"{where}: {name}" for name, value in EVERYWHERE.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "frame-ancestors" not in policy or "unsafe" in policy:
        wrong.append(f"{where}: policy {policy!r}")
    if "Cache-Control" not in answer.headers:
        wrong.append(f"{where}: may be kept")
    keeps = answer.headers.get("Cache-Control", "")
    if not where.startswith("/static") and "public" in keeps and answer.mimetype == "text/html":
        wrong.append(f"{where}: a page that anybody may keep")
    if "no-store" not in keeps and answer.mimetype == "text/html" and "Cookie" not in answer.headers.get("Vary", ""):
        wrong.append(f"{where}: one answer for all cookies")
    if answer.headers.get("Server", "").lower().startswith("werkzeug") or "X-Powered-By" in answer.headers:
        wrong.append(f"{where}: says what runs here")
    if not re.fullmatch(r"[0-9a-f]{8}", answer.headers.get("X-Reference", "")):
        wrong.append(f"{where}: no reference")
    return wrong


def test_every_answer_carries_every_header(app: Flask, db_app: Flask, client: FlaskClient) -> None:
    app.extensions["eservice.settings"] = replace(app.extensions["eservice.settings"], base_url="https://contoh.go.id")
    found, seen = [], set()

    def look(answer: TestResponse, where: str) -> None:
        seen.add(answer.status_code)
        found.extend(faults(answer, where))
        answer.close()

    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]
    for rule in rules:
        look(client.get(address(app, rule)), rule.rule)
    look(client.get("/static/css/eservice.css"), "/static/css/style.css")
    look(client.get("/static/tidak-ada.css"), "/static: 404")
    look(client.get("/tidak/ada"), "404")
    look(client.delete("/"), "405")
    look(client.post("/masuk", data={"nik": "x"}), "400")
    look(client.post("/masuk", data={"x": "y" * 600_000}), "413")
    look(client.options("/"), "OPTIONS")
    look(client.head("/"), "HEAD")

    assert found == []
    assert {200, 303, 400, 404, 405, 413} <= seen
    assert len(rules) > 190


@pytest.mark.parametrize(
    "endpoint",
    [
        "public.help", "auth.sign_in", "citizen.request_list", "officer.queue", "signer.queue", "supervisor.overview",
        "admin.home", "api.verify", "own.data_show", "protection.wish_list",
    ],
)  # fmt: skip
def test_when_something_breaks_the_page_says_a_reference_and_the_log_the_same(
    endpoint: str, house: House, app: Flask, sign_in: SignIn, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_parts: object) -> str:
        raise RuntimeError(SECRET)

    broken.policy = "public"  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, endpoint, broken)
    where = {"api.verify": "/api/v1/verify"}.get(endpoint) or app.url_map.bind("localhost").build(endpoint)

    answer = sign_in(house.dewi).get(where)

    body = answer.get_data(as_text=True)
    ref = answer.headers["X-Reference"]
    assert answer.status_code == 500
    assert ref in body
    for trace in (SECRET, "RuntimeError", "Traceback", "test_http", "1571014107909001"):
        assert trace not in body
    told = [line for line in lines.told if line["level"] == "error"]
    assert [(line["ref"], line["fault"]) for line in told] == [(ref, "RuntimeError")]
    assert "rahasia" not in json.dumps(lines.told)
    assert [line["ref"] for line in lines.told if line["event"] == "request"] == [ref]


@pytest.mark.parametrize("where", ["/bantuan", "/masuk", "/api/v1/verify?code=K7QM-4T2X-9D", "/readyz"])
@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (OperationalError("SELECT 1571014107909001", {}, Exception(SECRET)), 503),
        (OSError(errno.ENOSPC, SECRET), 503),
        (RuntimeError(SECRET), 500),
    ],
    ids=["the database is away", "the disk is full", "our own fault"],
)
def test_a_database_that_does_not_answer_is_told_as_such_and_as_little(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, where: str, fault: Exception, status: int
) -> None:
    def away(**_parts: object) -> str:
        raise fault

    settings = app.extensions["eservice.settings"]
    monkeypatch.setitem(app.extensions, "eservice.settings", replace(settings, base_url="https://contoh.go.id"))
    away.policy = "public"  # type: ignore[attr-defined]
    endpoint, _parts = app.url_map.bind("localhost").match(where.partition("?")[0])
    monkeypatch.setitem(app.view_functions, endpoint, away)

    answer = client.get(where)

    body = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == ("60" if status == 503 else None)
    assert answer.headers["X-Reference"] in body
    assert ("belum tersimpan" in body) is (status == 503 and not where.startswith("/api"))
    assert faults(answer, where) == []
    for trace in (SECRET, "SELECT", "OperationalError", "1571014107909001"):
        assert trace not in body


def test_a_lost_database_stops_who_has_signed_in_no_less_politely(
    house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object, **_more: object) -> None:
        raise OperationalError("SELECT", {}, Exception(SECRET))

    browser = sign_in(house.dewi)
    monkeypatch.setattr(accounts, "live_session", away)

    answer = browser.get("/petugas")

    assert answer.status_code == 503
    assert "belum tersimpan" in answer.get_data(as_text=True)


def test_what_a_thread_does_after_an_answer_is_nobody_s_request(app: Flask, lines: Lines) -> None:
    app.test_client().get("/bantuan")
    logging.getLogger("eservice.uji").info("later, in the same thread")

    assert [("ref" in line, line["event"]) for line in lines.told] == [
        (True, "request"),
        (False, "later, in the same thread"),
    ]


def test_the_access_log_has_a_line_for_each_answer_and_no_address(client: FlaskClient, lines: Lines) -> None:
    for asked in (
        "/v/GT4ILAKDZYPDWERVDQMI47WSNU",
        "/layanan?q=1571014107909001",
        "/rt/rahasia-sekali",
        "/tidak/1571014107909001%0d%0a",
    ):
        client.get(asked, headers={"Referer": "http://localhost/lacak?pin=274916", "User-Agent": "x\x1b[2J"})

    assert [line["route"] for line in lines.told] == ["/v/<token>", "/layanan", "/rt/<secret>", "-"]
    written = json.dumps(lines.told)
    for secret in ("GT4ILAKDZYPDWERVDQMI47WSNU", "1571014107909001", "rahasia", "274916", "2J"):
        assert secret not in written


@pytest.mark.parametrize("kind", ["parts", "fields", "one field", "files"])
def test_a_form_of_a_hundred_thousand_parts_is_turned_away_at_once(client: FlaskClient, kind: str) -> None:
    name = b'a"; filename="a.jpg' if kind == "files" else b"a"
    part = b'--x\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\nb\r\n'
    bodies = {
        "parts": (part * 100_000 + b"--x--\r\n", "multipart/form-data; boundary=x"),
        "files": (part * 100_000 + b"--x--\r\n", "multipart/form-data; boundary=x"),
        "fields": (b"a=b&" * 200_000, "application/x-www-form-urlencoded"),
        "one field": (b"a=" + b"b" * 2_000_000, "application/x-www-form-urlencoded"),
    }
    body, mimetype = bodies[kind]
    began = time.process_time()

    answer = client.post("/verifikasi", input_stream=BytesIO(body), content_length=len(body), content_type=mimetype)

    assert time.process_time() - began < 1.5
    assert "terlalu besar" in text_of(read_response(answer, status=413))


def test_a_body_that_says_it_is_too_big_is_not_read(client: FlaskClient) -> None:
    answer = client.post(
        "/verifikasi",
        input_stream=BytesIO(b"x"),
        environ_overrides={"CONTENT_LENGTH": str(1 << 40)},
        content_type="multipart/form-data; boundary=x",
    )

    assert "terlalu besar" in text_of(read_response(answer, status=413))


@pytest.fixture
def paced(app: Flask) -> Flask:
    """The application where everybody may ask twelve times a minute."""
    settings: Settings = app.extensions["eservice.settings"]
    return create_app(settings, requests_per_minute=12)


def test_who_asks_too_often_reads_for_how_long_to_wait_and_others_do_not(paced: Flask, db_app: Flask) -> None:
    browser, other = paced.test_client(), paced.test_client()
    other.environ_base["REMOTE_ADDR"] = "127.9.0.1"
    for _turn in range(12):
        assert browser.get("/bantuan").status_code == 200

    refused = browser.get("/bantuan")

    page = text_of(read_response(refused, status=429))
    assert re.search(r"Coba lagi dalam \d+ detik", page)
    assert 1 <= int(refused.headers["Retry-After"]) <= 6
    with browser.get("/static/css/eservice.css") as sheet:
        assert sheet.status_code == 200, "what a page is made of costs no turn"
    assert browser.get("/healthz").status_code == 200
    assert other.get("/bantuan").status_code == 200
    machine = browser.get("/api/v1/verify?code=K7QM4T2X9D")
    assert (machine.status_code, machine.mimetype) == (429, "application/problem+json")
    assert int(machine.headers["Retry-After"]) >= 1


def test_without_the_pace_nobody_is_turned_away(client: FlaskClient) -> None:
    assert {client.get("/bantuan").status_code for _turn in range(30)} == {200}


def test_costly_pages_take_more_turns_and_a_bucket_fills_again_by_itself(paced: Flask, db_app: Flask) -> None:
    browser = paced.test_client()
    statuses = [browser.get("/layanan?q=domisili").status_code for _turn in range(5)]
    assert statuses == [200] * 4 + [429], "a search takes three of the twelve"

    buckets = Buckets(60)
    assert [buckets.take("a", 30, now=0) for _turn in range(3)] == [0, 0, 30]
    assert buckets.take("a", 30, now=31) == 0
    for number in range(MOST_BUCKETS + 1):
        buckets.take(str(number), 1, now=1000)
    assert len(buckets.held) <= MOST_BUCKETS + 1


@pytest.mark.parametrize(("facts", "seconds"), [({"minutes": 5}, "300"), ({"hours": 24}, "86400"), ({}, "3600")])
def test_whoever_has_to_wait_is_told_for_how_long_in_the_headers_too(
    app: Flask, facts: dict[str, int], seconds: str
) -> None:
    assert errors._until(TooManyTriesError("too_many_tries", **facts)) == {"Retry-After": seconds}


@pytest.mark.parametrize(("proxies", "believed"), [(0, "127.0.0.1"), (1, "10.0.0.9"), (2, "6.6.6.6")])
def test_only_as_many_forwarded_addresses_are_believed_as_there_are_proxies_of_ours(
    app: Flask, proxies: int, believed: str
) -> None:
    settings: Settings = app.extensions["eservice.settings"]
    real = create_app(settings, mode="production", base_url="https://contoh.go.id", signer_url="basah", proxies=proxies)
    seen: list[tuple[str, str]] = []

    def healthz() -> str:
        from flask import request  # noqa: PLC0415 - of the context of this request

        seen.append((request.remote_addr or "", request.host))
        return ""

    healthz.policy = "public"  # type: ignore[attr-defined]
    real.view_functions["public.healthz"] = healthz
    forged = {"X-Forwarded-For": "6.6.6.6, 10.0.0.9", "X-Real-IP": "6.6.6.6", "Forwarded": "for=6.6.6.6"}

    real.test_client().get("/healthz", headers=forged)

    assert seen == [(believed, "localhost")]


def test_a_forged_host_does_not_reach_a_page_or_an_address_on_it(app: Flask, client: FlaskClient) -> None:
    page = client.get("/bantuan", headers={"X-Forwarded-Host": "jahat.example", "X-Forwarded-Proto": "gopher"})

    assert "jahat.example" not in page.get_data(as_text=True)
    assert client.get("/bantuan", headers={"Host": "jahat.example"}).status_code == 403, (
        "a demo answers this machine alone"
    )
    assert submit(client, read_page(client, "/verifikasi"), {"kode": "K7QM4T2X9D"}).attrs["data-path"] == "/verifikasi"
