"""Exported events and a script outside the project recompute the figures to the digest that the page prints."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.config import ROOT
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from tests.past import NOW, Past, begin
from tests.web.page import read_page, text_of

WEEKS = "dari=2026-06-01&sampai=2026-06-30"


@pytest.fixture(autouse=True)
def _today(db_app: Flask) -> Iterator[None]:
    with clock.travel(NOW):
        yield


@pytest.fixture
def reader(db_app: Flask, sign_in: Callable[[Actor], FlaskClient]) -> FlaskClient:
    with transaction():
        past: Past = begin("kel-telanaipura", "kel-kasang")
        past.tell_some(120, since=NOW - timedelta(days=60), until=NOW)
        actor = past.actor(past.offices[0], Role.SUPERVISOR)
    return sign_in(actor)


def recomputed(file: Path) -> list[str]:
    command = [sys.executable, "-I", "tools/recompute.py", str(file), "2026-06-01", "2026-06-30"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return told.stdout.splitlines()


def test_another_program_recomputes_a_month_to_the_same_digest(reader: FlaskClient, tmp_path: Path) -> None:
    file = tmp_path / "peristiwa.csv"
    file.write_bytes(reader.get(f"/penyelia/peristiwa/csv?{WEEKS}").get_data())
    page = read_page(reader, f"/penyelia/angka?{WEEKS}")
    machine = reader.get(f"/penyelia/angka/json?{WEEKS}").get_json(force=True)["recount"]

    *lines, last = recomputed(file)

    assert lines == machine["lines"]
    assert last == f"sha256 {machine['sha256']}" == f"sha256 {text_of(page.select_one('[data-sha256]'))}"
    assert int(lines[1].removeprefix("selesai n=")) > 5


def test_an_event_left_out_gives_another_digest(reader: FlaskClient, tmp_path: Path) -> None:
    file = tmp_path / "peristiwa.csv"
    told = reader.get(f"/penyelia/peristiwa/csv?{WEEKS}").get_data().decode("utf-8-sig").splitlines()
    place = next(n for n, line in enumerate(told) if ",recommend,2026-06-1" in line)
    file.write_text("\n".join([*told[:place], *told[place + 1 :]]))

    *_lines, last = recomputed(file)

    assert last != f"sha256 {reader.get(f'/penyelia/angka/json?{WEEKS}').get_json(force=True)['recount']['sha256']}"


def test_events_for_process_mining_are_those_of_the_question(reader: FlaskClient) -> None:
    every = reader.get(f"/penyelia/peristiwa/xes?{WEEKS}").get_data(as_text=True)
    page = read_page(reader, f"/penyelia?{WEEKS}")
    code = str(page.select("main table th a[href*='/penyelia/layanan/']")[0]["href"]).split("?")[0].rsplit("/", 1)[1]

    some = reader.get(f"/penyelia/peristiwa/xes?{WEEKS}&layanan={code}").get_data(as_text=True)

    assert 0 < some.count("<trace>") < every.count("<trace>")
    assert some.count("<trace>") == some.count(f'value="{code}"')
