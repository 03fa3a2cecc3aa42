"""The job queue: a wake-up call that may get lost, come twice, or find nothing to do."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from huey import SqliteHuey
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from eservice import jobs
from eservice.app import create_app
from eservice.config import Settings, SettingsError
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.kernel.wake import unheard
from eservice.letters import entrusting
from eservice.letters.answers import Answers
from eservice.letters.bsre import BsreSigner
from eservice.letters.esign import Account, EsignService
from eservice.notifications.actions import Recipient, announce
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageState
from tests.databases import environment_of
from tests.times import MONDAY

PARAMS = {"code": "K7M4QX", "promised_at": MONDAY + timedelta(days=3)}


@dataclass
class Letterbox:
    """The mail driver of these tests: keeps whom it wrote to."""

    sent_to: list[str] = field(default_factory=list)

    def send(self, *, to: str, subject: str, body: str) -> None:
        self.sent_to.append(to)


@pytest.fixture
def letterbox(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Letterbox:
    box = Letterbox()
    drivers = replace(db_app.extensions["eservice.drivers"], mailer=box)
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", drivers)
    return box


@pytest.fixture
def embedded(db_app: Flask, letterbox: Letterbox) -> Flask:
    """A second application on the same database, with the queue in a file."""
    settings: Settings = db_app.extensions["eservice.settings"]
    app = create_app(replace(settings, jobs_url="embedded"))
    app.extensions["eservice.drivers"] = db_app.extensions["eservice.drivers"]
    return app


def tell(to: str = "siti@contoh.id") -> None:
    with transaction():
        announce("submitted", to=Recipient(email=to), params=PARAMS, at=MONDAY)


def states() -> list[MessageState]:
    db.session.remove()
    return list(db.session.scalars(select(Message.state)))


def wait_until(happened, seconds: float = 40) -> None:
    give_up = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up, "nothing happened"
        time.sleep(0.05)


def test_work_in_the_caller_happens_after_the_commit(letterbox: Letterbox) -> None:
    with transaction():
        announce("submitted", to=Recipient(email="siti@contoh.id"), params=PARAMS, at=MONDAY)
        assert letterbox.sent_to == []

    assert letterbox.sent_to == ["siti@contoh.id"]


def test_work_in_the_caller_leaves_what_the_caller_loaded_alone(letterbox: Letterbox) -> None:
    with transaction():
        (message,) = announce("submitted", to=Recipient(email="siti@contoh.id"), params=PARAMS, at=MONDAY)

    assert message.request_code == "K7M4QX"


def test_a_lost_wake_up_is_found_by_the_sweep(db_app: Flask, letterbox: Letterbox) -> None:
    with unheard(db_app.extensions):
        tell()
    assert states() == [MessageState.PENDING]

    jobs.sweep(db_app)

    assert states() == [MessageState.SENT]


def test_a_job_run_twice_does_nothing_the_second_time(db_app: Flask, letterbox: Letterbox) -> None:
    tell()

    jobs.sweep(db_app)
    jobs.sweep(db_app)

    assert letterbox.sent_to == ["siti@contoh.id"]


def test_every_kind_of_work_that_is_swept_exists() -> None:
    assert set(jobs.SWEEPS) <= set(jobs.WORK)


@pytest.mark.database("sqlite")
def test_a_queue_that_does_not_answer_costs_no_answer(db_app: Flask, embedded: Flask) -> None:
    queue: SqliteHuey = embedded.extensions["eservice.queue"]
    queue.storage.close()
    Path(queue.storage.filename).write_bytes(b"not a database" * 100)

    with embedded.app_context():
        tell()

        assert states() == [MessageState.PENDING]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_sends_what_waits_and_stops_cleanly_on_a_signal(embedded: Flask, number: signal.Signals) -> None:
    with embedded.app_context():
        tell()
    settings: Settings = embedded.extensions["eservice.settings"]
    script = (
        "import logging; logging.basicConfig(level='INFO');"
        "from eservice.app import create_app; from eservice import jobs; jobs.run_worker(create_app())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], env=environment_of(settings), stderr=subprocess.PIPE, text=True
    )
    try:
        wait_until(lambda: states() == [MessageState.SENT])
    finally:
        os.kill(process.pid, number)
        _, said = process.communicate(timeout=30)

    assert process.returncode == 0, said
    assert "worker stopped" in said


@pytest.fixture
def own_signals() -> Iterator[None]:
    """Give the process its own way of ending back, after a worker in it."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.database("sqlite")
@pytest.mark.usefixtures("own_signals")
def test_a_database_or_a_queue_that_is_locked_for_a_moment_ends_no_worker(
    embedded: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service = EsignService("http://127.0.0.1:9", Account("kota", "rahasia"))
    signer = BsreSigner(service, Answers(tmp_path), roots=[])
    drivers = replace(embedded.extensions["eservice.drivers"], signer=signer)
    monkeypatch.setitem(embedded.extensions, "eservice.drivers", drivers)
    queue, locked, turns = embedded.extensions["eservice.queue"], sqlite3.OperationalError("database is locked"), []

    def fail(*_: object, **__: object) -> int:
        turns.append("failed")
        if len(turns) > 3:
            os.kill(os.getpid(), signal.SIGTERM)
        if len(turns) % 2:
            raise OperationalError("BEGIN IMMEDIATE", {}, locked)
        raise locked

    monkeypatch.setattr(jobs, "SWEEP_SECONDS", 0.01)
    monkeypatch.setattr(entrusting, "keep_keys", fail)
    monkeypatch.setattr(queue, "pending_count", fail)

    jobs.run_worker(embedded)

    assert len(turns) >= 4
    assert "database is locked" not in caplog.text
    assert "database does not answer for the keys" in caplog.text


def test_without_a_queue_there_is_no_worker(db_app: Flask) -> None:
    with pytest.raises(SettingsError):
        jobs.run_worker(db_app)


def test_an_unknown_queue_is_refused_at_the_start(db_app: Flask) -> None:
    settings: Settings = db_app.extensions["eservice.settings"]

    with pytest.raises(SettingsError):
        create_app(replace(settings, jobs_url="rabbit://localhost"))


def test_who_listened_before_listens_again_after_work_that_nobody_was_to_hear_of(
    db_app: Flask, letterbox: Letterbox
) -> None:
    with unheard(db_app.extensions):
        tell("nobody.hears@contoh.id")
        assert letterbox.sent_to == []

    tell()

    assert letterbox.sent_to[-1] == "siti@contoh.id"
