"""What the house shows of itself: no more than it means to, and each answer as what it is."""

import http.server
import math
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from bs4 import BeautifulSoup
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import load_der_x509_certificate
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.kernel import codes
from eservice.kernel.crypto import Vault
from eservice.kernel.db import db
from eservice.kernel.mail import SmtpMailer
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.letters.seam import SignerAwayError
from eservice.letters.timestamps import TimeStampAuthority
from tests.architecture.sources import ROOT
from tests.web import desks
from tests.web.desks import House
from tests.web.page import read_page

SignIn = Callable[[Actor], FlaskClient]
NOBODYS_BUSINESS = (
    "/.git/config", "/.env", "/console", "/static/", "/static/css/", "/static/../wsgi.py", "/static/%2e%2e/wsgi.py",
    "/wsgi.py", "/instance/eservice.db", "/docs", "/swagger", "/openapi.json", "/metrics", "/server-status", "/debug",
    "/admin", "/api", "/api/v1", "/backup", "/requirements.lock",
)  # fmt: skip


@pytest.mark.parametrize("path", NOBODYS_BUSINESS)
def test_what_is_nobodys_business_is_not_there(path: str, app: Flask, client: FlaskClient) -> None:
    assert client.get(path).status_code == 404
    assert not app.debug


def test_a_request_by_trace_is_not_answered(client: FlaskClient) -> None:
    answer = client.open("/masuk", method="TRACE", headers={"X-Rahasia": "abc"})

    assert answer.status_code == 405
    assert b"abc" not in answer.data


def test_every_answer_says_what_it_is(app: Flask, client: FlaskClient) -> None:
    """Pages, files, what machines read, and what is not there."""
    plain = [str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    wrong = []
    for path in [*plain, "/tidak-ada", "/static/css/eservice.css", "/api/v1/verify?code=K7QM4T2X9D"]:
        answer = client.get(path)
        kind, body = answer.headers.get("Content-Type", "").lower(), answer.get_data().lstrip().lower()
        answer.close()
        written = not kind.startswith("text/") or "charset=utf-8" in kind
        fits = {"text/html": (b"<!doctype",), "json": (b"{", b"[")}
        looks = all(
            body.startswith(begins) for part, begins in fits.items() if part in kind and answer.status_code != 303
        )
        if body and not (kind and written and looks):
            wrong.append((path, kind))

    assert wrong == []


def test_only_the_answers_for_machines_may_be_read_by_other_pages(client: FlaskClient) -> None:
    elsewhere = {"Origin": "https://penyusup.example"}
    open_to = {
        path: client.get(path, headers=elsewhere).headers.get("Access-Control-Allow-Origin")
        for path in ("/", "/masuk", "/lacak", "/permohonan", "/petugas", "/api/v1/verify?code=K7QM4T2X9D")
    }

    assert {path for path, allowed in open_to.items() if allowed} == {"/api/v1/verify?code=K7QM4T2X9D"}
    assert "Access-Control-Allow-Credentials" not in client.get("/api/v1/verify", headers=elsewhere).headers


def test_a_value_told_twice_is_taken_once(client: FlaskClient) -> None:
    once, twice = (BeautifulSoup(client.get(path).data, "html.parser").main for path in (_ONCE, f"{_ONCE}&q=nikah"))

    assert once is not None
    assert twice is not None
    assert once.text == twice.text


_ONCE = "/layanan?q=domisili"


@pytest.mark.parametrize("path", ["/masuk", "/undangan", "/lupa-sandi/kode"])
def test_a_password_is_typed_hidden_and_may_be_pasted_or_filled_in(path: str, client: FlaskClient) -> None:
    fields = read_page(client, path).select(
        'input[name*="sandi"]:not([type=hidden]), input[name*="password"]:not([type=hidden])'
    )
    scripts = "".join(one.read_text(encoding="utf-8") for one in (ROOT / "static" / "js").glob("*.js"))

    assert fields
    for field in fields:
        assert field["type"] == "password"
        assert field.get("autocomplete") in {"current-password", "new-password"}
        assert not field.has_attr("maxlength") or int(str(field["maxlength"])) >= 64
    assert "paste" not in scripts


def test_every_page_of_an_account_has_a_way_out(house: House, sign_in: SignIn) -> None:
    for actor, path in ((house.dewi, "/petugas"), (house.lurah, "/tanda-tangan"), (house.penyelia, "/penyelia")):
        assert read_page(sign_in(actor), path).select('form[method=post][action="/keluar"] button')


def test_a_file_is_served_under_a_name_of_ours(house: House, sign_in: SignIn) -> None:
    code = desks.issued(house)
    named = re.compile(r'(inline|attachment); filename="[a-zA-Z0-9-]+\.(pdf|jpg)"')

    for rest in ("berkas/ktp", "surat"):
        answer = sign_in(house.dewi).get(f"/petugas/permohonan/{code}/{rest}")
        assert answer.status_code == 200
        assert named.fullmatch(answer.headers["Content-Disposition"])


def test_a_secret_has_as_many_bits_as_the_standard_asks() -> None:
    seen = {make() for make in (codes.secret, codes.token) for _again in range(500)}

    assert len(seen) == 1000
    assert min(len(codes.secret()) * 6, len(codes.token()) * 5) >= 128, "cookies, links and tokens"
    assert codes.LETTER_CODE_LENGTH * math.log2(len(codes.ALPHABET)) >= 20, "codes people type, which are throttled"
    assert re.fullmatch(r"[0-9]{6}", codes.pin())


def test_every_key_has_the_strength_the_standard_asks(db_app: Flask) -> None:
    with db_app.app_context():
        found = drivers()
        letters = [load_der_x509_certificate(one).public_key() for one in found.signer.trusted_roots()]
        seals = found.seal_keys.newest().private.public_key()

    assert all(isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= 256 for key in [*letters, seals])


def test_what_is_sealed_is_known_when_it_was_changed() -> None:
    vault = Vault.from_hex("0f" * 32)
    sealed = vault.seal(b"1571015204909021", "users.nik")

    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(InvalidTag):
            vault.open(changed, "users.nik")
    with pytest.raises(InvalidTag):
        vault.open(sealed, "users.phone")
    assert vault.open(sealed, "users.nik") == b"1571015204909021"


def test_browsers_keep_what_is_public_and_one_officers_notes_alone() -> None:
    """The page that checks letters offline keeps the published keys; a visit's form is kept until it is sent."""
    keeps = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.open")
    scripts = (ROOT / "static" / "js").glob("*.js")

    found = {one.name for one in scripts if keeps.search(one.read_text(encoding="utf-8"))}
    assert found <= {"offline.js", "offline-worker.js", "visit.js", "letter.js"}  # the seal of the paper, for this tab


def test_nobody_is_followed_to_another_address() -> None:
    with _leading_elsewhere() as (address, asked):
        authority = TimeStampAuthority(address, roots=[], seconds=5.0, breath=0.0)
        with pytest.raises(SignerAwayError):
            authority._ask(b"question")

    assert asked == ["/stempel"], "the address it was led to was never asked"


@contextmanager
def _leading_elsewhere() -> Iterator[tuple[str, list[str]]]:
    """Yield the address of a server that leads everybody to another of its pages, and which pages were asked for."""
    asked: list[str] = []

    class Leading(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - as above

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as above
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Leading) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/stempel", asked
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("field", ["to", "subject"])
def test_no_line_break_makes_another_header_of_a_mail(field: str) -> None:
    told = {"to": "siti@contoh.go.id", "subject": "Kabar", "body": "Halo."}

    with pytest.raises(ValueError, match="Header"):
        SmtpMailer("smtp://localhost:1", sender="eservice@contoh.go.id").send(
            **told | {field: "x@contoh.go.id\r\nBcc: penyusup@example.org"}
        )


def test_every_cookie_stays_on_this_site(app: Flask, house: House, client: FlaskClient) -> None:
    """The session's, the language's and the key to unsent drafts."""
    token = read_page(client, "/verifikasi").select_one("[name=csrf_token]")
    assert token is not None
    spoken = client.post("/bahasa", data={"csrf_token": str(token["value"]), "bahasa": "en"})
    begun = client.get("/permohonan/baru/surat-keterangan-domisili/untuk_siapa")

    told = [
        line for answer in (spoken, begun, client.get("/verifikasi")) for line in answer.headers.getlist("Set-Cookie")
    ]
    assert told
    assert [line for line in told if not re.search(r"; SameSite=(Lax|Strict)", line)] == []
    assert app.config["SESSION_COOKIE_SAMESITE"] in ("Lax", "Strict")


def test_a_disabled_account_is_out_even_where_its_sessions_were_not_ended(house: House, sign_in: SignIn) -> None:
    dewi = sign_in(house.dewi)
    assert dewi.get("/petugas").status_code == 200

    with transaction():
        db.session.get_one(User, house.dewi.user_id).disabled_at = desks.NOW

    assert dewi.get("/petugas").location.startswith("/masuk")
