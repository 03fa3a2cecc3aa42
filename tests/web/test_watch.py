"""What machines ask: whether the house lives, whether it can work, what waits, and what was counted."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from eservice.config import ROOT
from eservice.kernel import clock, measuring
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.kernel.wake import unheard
from eservice.notifications.actions import Recipient, announce
from eservice.operations import watching
from eservice.web.public import watch
from tests.times import MONDAY

TOKEN = "hanya-untuk-uji-9001"


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "KEPT_SECONDS", 0.0)


def lines(client: FlaskClient, status: int = 200) -> list[str]:
    answer = client.get("/readyz")
    assert answer.status_code == status, answer.text
    return answer.text.splitlines()


def test_a_house_that_can_work_says_so_and_what_it_looked_at(client: FlaskClient) -> None:
    assert lines(client) == [
        *("ready", "database: ok", "migrations: ok", "disk: ok"),
        *("messages: ok", "letters: ok", "scanner: ok", "signer: ok"),
    ]


def test_a_database_that_takes_nothing_or_lacks_a_revision_stops_everything(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), db.engine.begin() as link:
        link.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert lines(client, 503)[:3] == ["not ready", "database: ok", "migrations: FAILS"]
    with app.app_context(), db.engine.begin() as link:
        link.execute(text("UPDATE alembic_version SET version_num = 'of a version to come'"))
    assert lines(client)[2] == "migrations: ok", "the code that goes works on beside the code that comes"

    def away() -> bool:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(watching, "_writes", away)
    assert lines(client, 503)[:2] == ["not ready", "database: FAILS"]


def test_a_full_disk_stops_and_a_late_message_calls_somebody(
    db_app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.travel(MONDAY), unheard(db_app.extensions), transaction():
        announce(
            "submitted",
            to=Recipient(email="siti@contoh.id"),
            params={"code": "K7M4QX", "promised_at": MONDAY},
            at=MONDAY,
        )
    with clock.travel(MONDAY + timedelta(minutes=9)):
        assert "messages: ok" in lines(client)
    with clock.travel(MONDAY + timedelta(minutes=11)):
        assert "messages: late or away" in lines(client)

    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(1, 1, 0))
    assert "disk: FAILS" in lines(client, 503)


def test_figures_are_told_to_whoever_has_the_token_and_to_nobody_else(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/metrics").status_code == 404
    settings = app.extensions["eservice.settings"]
    monkeypatch.setitem(app.extensions, "eservice.settings", replace(settings, metrics_token=TOKEN))
    for told in ({}, {"Authorization": "Bearer salah"}, {"Authorization": TOKEN}):
        assert client.get("/metrics", headers=told).status_code == 403
    client.get("/v/K7QM4T2X9D")
    client.get("/layanan?q=1571014107909001")

    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status_code == 200
    assert 'eservice_requests_total{method="GET",route="/layanan",status="200"}' in answer.text
    assert 'route="/v/<token>"' in answer.text
    assert 'eservice_check{check="database"} 1' in answer.text
    assert 'eservice_waiting{kind="letters"} 0' in answer.text
    assert "K7QM4T2X9D" not in answer.text
    assert "1571014107909001" not in answer.text


def test_what_one_process_counts_is_told_by_another_of_the_same_machine(tmp_path: Path) -> None:
    count = (
        "from eservice.kernel import measuring as m;"
        "m.JOBS.labels('mail', 'done').inc(3);"
        f"print(m.told({str(tmp_path)!r}))"
    )
    for _process in range(2):
        told = subprocess.run(
            [sys.executable, "-c", count], check=True, capture_output=True, text=True, cwd=ROOT,
            env=os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
        ).stdout  # fmt: skip

    assert 'eservice_jobs_total{kind="mail",outcome="done"} 6.0' in told


def test_a_job_and_its_fault_are_counted_by_kind() -> None:
    with measuring.timed(measuring.JOBS, measuring.JOB_SECONDS, "uji", good="done"):
        pass
    with pytest.raises(ZeroDivisionError), measuring.timed(measuring.JOBS, measuring.JOB_SECONDS, "uji", good="done"):
        raise ZeroDivisionError

    told = measuring.told("")
    assert 'eservice_jobs_total{kind="uji",outcome="done"} 1.0' in told
    assert 'eservice_jobs_total{kind="uji",outcome="ZeroDivisionError"} 1.0' in told
