"""One whole journey, then a search of everything it left: addresses, logs, mail, database, files, archive.

What is personal or opens something is known here in plain, and must be found nowhere.
"""

import json
import logging
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask, request
from flask.testing import FlaskClient

from eservice import jobs
from eservice.accounts import passwords
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.logs import JsonLines
from eservice.kernel.transaction import transaction
from eservice.letters.rules import RevokeReason
from eservice.operations.archiving import backup
from eservice.requests import queries, reviewing, signing
from eservice.requests.workflow import Status, Verdict
from tests.databases import Kind
from tests.web import desks
from tests.web.applying import IDENTITY, NIK, PASSWORD, newcomer, proofs, to_proofs
from tests.web.desks import NOW, House
from tests.web.page import read_page, submit, text_of

KK, PHONE, STREET, MAIL = "1571011203159012", "81234567890", "Jl. Kenanga No. 8", "siti.rahmawati@contoh.id"


@dataclass
class Trace:
    """What the journey said to the outside, and the secrets it was told."""

    addresses: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def trace(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trace]:
    """Everything that is asked for, logged and mailed, as long as the test runs."""
    kept = Trace()

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.lines.append(self.format(record))

    keeper, ours, root = Keeper(), logging.getLogger("eservice"), logging.getLogger()
    keeper.setFormatter(JsonLines())
    before, configured = ours.level, structlog.get_config()
    root.addHandler(keeper)
    ours.setLevel(logging.DEBUG)
    structlog.configure(
        processors=[structlog.stdlib.render_to_log_kwargs],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )

    def note() -> None:
        kept.addresses.append(f"{request.full_path} {request.headers.get('Referer', '')}")

    app.before_request_funcs.setdefault(None, []).insert(0, note)
    mailer = type(app.extensions["eservice.drivers"].mailer)
    sent = mailer.send

    def send(self: Any, *, to: str, subject: str, body: str) -> None:
        kept.subjects.append(subject)
        sent(self, to=to, subject=subject, body=body)

    monkeypatch.setattr(mailer, "send", send)
    yield kept
    app.before_request_funcs[None].remove(note)
    structlog.configure(**configured)
    ours.setLevel(before)
    root.removeHandler(keeper)


def whole_journey(house: House, app: Flask, client: FlaskClient, trace: Trace) -> str:
    """Apply, sign, download, check, track, guess a password, revoke; return the code."""
    with passwords.cheap():
        page = submit(client, to_proofs(client), proofs())
        page = submit(client, page, newcomer())
        receipt = text_of(page.main)
        code = str(page.attrs["data-path"]).split("/")[2]
        trace.secrets["PIN"] = re.findall(r"PIN pelacakan (\d{6})", receipt)[0]
        _note_cookies(app, client, trace, "newcomer")
        asked_again = submit(client, read_page(client, "/akun/kontak"), {"email": MAIL}, status=403)
        submit(client, asked_again, {"sandi_konfirmasi": PASSWORD})
    with transaction():
        found = queries.for_change(code)
        reviewing.claim(found, actor=house.dewi, at=NOW)
        complete = {one.requirement: (Verdict.COMPLETE, "") for one in found.proofs}
        reviewing.judge(found, complete, actor=house.dewi, at=NOW)
        reviewing.recommend(found, actor=house.dewi, at=NOW)
        signing.sign(found, actor=house.lurah, at=NOW)
    jobs.sweep(app)
    assert desks.stands(code) is Status.ISSUED
    assert client.get(f"/permohonan/{code}/surat").data.startswith(b"%PDF")
    read_page(client, "/permohonan")
    token = signing.letter_of(queries.request_by_code(code)).token  # type: ignore[union-attr]
    stranger = app.test_client()
    paper = {"nama": IDENTITY["nama"], "angka": NIK[-4:]}
    assert "sama dengan register" in text_of(submit(stranger, read_page(stranger, f"/v/{token}"), paper))
    tracked = submit(stranger, read_page(stranger, "/lacak"), {"kode": code, "pin": trace.secrets["PIN"]})
    assert "Selesai" in text_of(tracked)
    with passwords.cheap():
        guess = {"login": NIK, "password": f"{PASSWORD} keliru"}
        submit(stranger, read_page(stranger, "/masuk"), guess, status=403)
    with transaction():
        found = queries.for_change(code)
        signing.revoke(found, RevokeReason.WRONG_DATA, "Nomor RT keliru.", actor=house.lurah, at=NOW)
    jobs.sweep(app)
    return code


def _note_cookies(app: Flask, client: FlaskClient, trace: Trace, whose: str) -> None:
    """Keep the secrets that a browser holds: of its session, and of its unsent drafts."""
    with client.session_transaction() as cookie:
        trace.secrets[f"session of {whose}"] = str(cookie["_user_id"])
    for kept in client._cookies.values():  # type: ignore[attr-defined]
        if kept.key != app.config["SESSION_COOKIE_NAME"] and len(kept.value) > 20:
            trace.secrets[f"{kept.key} of {whose}"] = kept.value


def told_to(trace: Trace) -> dict[str, re.Pattern[bytes]]:
    """Return what must be found nowhere: by what it is, how it would be found."""
    plain = {
        "NIK": NIK,
        "KK": KK,
        "phone": PHONE,
        "password": PASSWORD,
        "street": STREET,
        "mail": MAIL,
    }
    found = {
        name: re.compile(re.escape(value.encode())) for name, value in (plain | trace.secrets).items() if name != "PIN"
    }
    found["phone as typed"] = re.compile(rb"0812[ -]?3456[ -]?7890")
    pin = re.escape(trace.secrets["PIN"].encode())
    return found | {"PIN": re.compile(rb"(?<![0-9A-Za-z.])" + pin + rb"(?![0-9A-Za-z])")}


def left_in(where: str, data: bytes, wanted: dict[str, re.Pattern[bytes]]) -> list[str]:
    """Return what of it stands in there."""
    return [f"{name} in {where}" for name, pattern in wanted.items() if pattern.search(data)]


@pytest.mark.database("both")
def test_a_whole_journey_leaves_nothing_of_anybody_in_plain(
    house: House, app: Flask, client: FlaskClient, trace: Trace, database_kind: Kind, tmp_path: Path
) -> None:
    instance: Path = app.extensions["eservice.settings"].instance_path

    whole_journey(house, app, client, trace)

    wanted = told_to(trace)
    assert len(wanted) >= 9
    assert len(trace.addresses) > 15
    assert trace.subjects, "mail was sent"
    assert any('"route": "/v/<token>"' in line for line in trace.lines)
    leaks = left_in("addresses", "\n".join(trace.addresses).encode(), wanted)
    leaks += left_in("log", "\n".join(trace.lines).encode(), wanted)
    leaks += left_in("subjects", "\n".join(trace.subjects).encode(), wanted)
    db.session.remove()
    for path in (one for one in instance.rglob("*") if one.is_file()):
        leaks += left_in(path.name, path.read_bytes(), wanted)  # database, write-ahead log, blobs, queue, keys
    if database_kind == "postgres":
        leaks += left_in("pg_dump", dumped(app), wanted)
    with clock.travel(NOW):
        made = app.test_cli_runner().invoke(backup, ["make", str(tmp_path / "arsip")])
    assert made.exit_code == 0, made.output
    leaks += left_in("archive", (tmp_path / "arsip").read_bytes(), wanted)
    assert leaks == []


def dumped(app: Flask) -> bytes:
    """Return the whole PostgreSQL database as text: COPY, table after table; sealed bytes once more as bytes."""
    url = app.extensions["eservice.settings"].database_url.replace("+psycopg", "")
    tool = shutil.which("pg_dump")
    assert tool
    text = subprocess.run([tool, "--data-only", url], check=True, capture_output=True).stdout
    assert b"COPY public.persons" in text
    sealed = b"\n".join(bytes.fromhex(one.decode()) for one in re.findall(rb"\\\\x((?:[0-9a-f]{2})+)", text))
    return text + sealed


def test_the_search_finds_what_is_there() -> None:
    trace = Trace(secrets={"PIN": "274916"})
    wanted = told_to(trace)

    assert left_in("x", f"a {NIK} b".encode(), wanted) == ["NIK in x"]
    assert left_in("x", b"0812 3456 7890", wanted) == ["phone as typed in x"]
    assert left_in("x", b'"pin": "274916"', wanted) == ["PIN in x"]
    assert left_in("x", json.dumps({"n": "ab274916cd", "at": 1.274916}).encode(), wanted) == []
