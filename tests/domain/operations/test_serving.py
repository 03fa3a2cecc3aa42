"""The commands that serve and show the product, run as a person runs them."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from eservice.config import ROOT, Settings, is_loopback
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.kernel.wake import unheard
from eservice.notifications.actions import Recipient, announce
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageState
from eservice.operations import serving
from tests.databases import environment_of, release, settings_for_tests
from tests.domain.requests.house import build
from tests.postgres import free_port
from tests.times import MONDAY

SECONDS = 240
LISTENS = "0A"
"""The state of a listening socket in the kernel's own table."""

pytestmark = pytest.mark.database("sqlite")


def flask(settings: Settings, *words: str) -> "subprocess.Popen[str]":
    """Start one of the product's commands on an installation."""
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT,
        env=environment_of(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def settings_of(app: Flask) -> Settings:
    found: Settings = app.extensions["eservice.settings"]
    return replace(found, jobs_url="embedded")


def wait_until(happened, running: "subprocess.Popen[str]") -> None:
    give_up = time.monotonic() + SECONDS
    while not happened():
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < give_up, "nothing happened"
        time.sleep(0.1)


def below(process: int) -> dict[int, str]:
    """Return the processes that a process has begun, and theirs, with their command lines."""
    found: dict[int, str] = {}
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            found[child] = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
            found |= below(child)
    return found


def listening_on(port: int) -> set[str]:
    """Return the addresses, as the kernel writes them, on which somebody listens at a port."""
    lines = [line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()]
    places = [line[1].split(":") for line in lines if line[3] == LISTENS]
    return {address for address, number in places if int(number, 16) == port}


@contextmanager
def taken() -> Iterator[int]:
    """Hold a port of loopback."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield int(holder.getsockname()[1])


def test_a_port_that_is_taken_is_refused_and_a_free_one_is_not() -> None:
    with taken() as port, pytest.raises(serving.PortTakenError, match=str(port)):
        serving.check_port("127.0.0.1", port)

    serving.check_port("127.0.0.1", free_port())


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("::", False),
     ("192.168.1.7", False), ("eservice.jambikota.go.id", False), ("", False), ("127.0.0.1.example.org", False)],
)  # fmt: skip
def test_only_loopback_is_this_machine_alone(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


def test_a_demo_does_not_open_to_the_network_and_says_so_in_one_line(app: Flask) -> None:
    serve = flask(settings_of(app), "serve", "--host", "0.0.0.0", "--port", str(free_port()))

    printed, said = serve.communicate(timeout=SECONDS)

    assert serve.returncode == 1
    assert printed == ""
    assert re.fullmatch(r"STOPPED\. Demo mode refuses to bind 0\.0\.0\.0.*\n", said)


def test_a_taken_port_stops_the_command_in_one_line(app: Flask) -> None:
    with taken() as port:
        serve = flask(settings_of(app), "serve", "--port", str(port))
        _, said = serve.communicate(timeout=SECONDS)

    assert serve.returncode == 1
    assert re.fullmatch(rf"STOPPED\. port {port} on 127\.0\.0\.1 is taken.*\n", said)


def test_web_and_worker_begin_together_on_loopback_and_end_together(db_app: Flask) -> None:
    build().file()
    with unheard(db_app.extensions), transaction():
        announce(
            "submitted",
            to=Recipient(email="siti@contoh.id"),
            params={"code": "K7M4QX", "promised_at": MONDAY},
            at=MONDAY,
        )
    release(db_app)
    port = free_port()
    serve = flask(settings_of(db_app), "serve", "--port", str(port), "--workers", "1")
    begun: dict[int, str] = {}
    try:
        wait_until(lambda: listening_on(port), serve)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
            assert answer.status == 200
        wait_until(lambda: not_sent() == 0, serve)
        assert listening_on(port) == {"0100007F"}
        begun = below(serve.pid)
        assert any("granian" in command for command in begun.values())
        assert any(command.rstrip().endswith(" worker") for command in begun.values())
    finally:
        serve.send_signal(signal.SIGINT)
        _, said = serve.communicate(timeout=60)

    assert serve.returncode == 0, said
    assert [command for number, command in begun.items() if Path(f"/proc/{number}").exists()] == []
    assert listening_on(port) == set()


def not_sent() -> int:
    """Return how many messages wait to be sent."""
    db.session.remove()
    return db.session.query(Message).filter(Message.state != MessageState.SENT).count()


def test_the_story_told_as_a_command_leaves_its_letter_where_it_says(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "story", "--folder", str(tmp_path / "story")]
    kept = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}

    done = subprocess.run(command, cwd=ROOT, env=kept, check=False, capture_output=True, text=True, timeout=2 * SECONDS)

    assert done.returncode == 0, done.stderr
    letter = Path(done.stdout.splitlines()[-1])
    assert letter.parent == tmp_path / "story"
    assert letter.read_bytes().startswith(b"%PDF-")


def test_a_history_that_was_interrupted_is_told_anew(tmp_path: Path) -> None:
    settings = settings_for_tests(tmp_path, f"sqlite:///{tmp_path / 'eservice.db'}", jobs_url="embedded")
    unfinished, port = tmp_path / "demo-unfinished", free_port()
    first = flask(settings, "serve", "--port", str(port), "--days", "30")

    def painters() -> list[int]:
        return [process for process, line in below(first.pid).items() if "serve" in line]

    wait_until(lambda: unfinished.exists() and len(painters()) == os.cpu_count(), first)
    left = painters()
    first.kill()
    try:
        first.communicate(timeout=60)  # whoever draws for it ends with it: nobody holds its output any more
    finally:
        for painter in left:
            with suppress(ProcessLookupError):
                os.kill(painter, signal.SIGKILL)

    second = flask(settings, "serve", "--port", str(port), "--workers", "1", "--days", "0")
    try:
        wait_until(lambda: listening_on(port), second)
        with urllib.request.urlopen(f"http://localhost:{port}/masuk", timeout=60) as answer:
            assert "Lurah, Kelurahan Telanaipura" in answer.read().decode()
    finally:
        second.send_signal(signal.SIGINT)
        printed, _ = second.communicate(timeout=60)

    assert "it is told anew" in printed
    assert not unfinished.exists()


def test_a_story_is_told_into_no_folder_that_holds_other_things(tmp_path: Path) -> None:
    settings = settings_for_tests(tmp_path, f"sqlite:///{tmp_path / 'eservice.db'}")
    (tmp_path / "eservice.db").write_text("what a city works with")

    story = flask(settings, "demo", "story", "--folder", str(tmp_path))
    _, said = story.communicate(timeout=SECONDS)

    assert story.returncode == 1
    assert re.fullmatch(r"STOPPED\. .* holds other things\. Name a folder that is new or empty: .*\n", said)
    assert (tmp_path / "eservice.db").read_text() == "what a city works with"


def test_an_instance_of_another_schema_is_not_opened_and_says_so_in_one_line(tmp_path: Path) -> None:
    settings = settings_for_tests(tmp_path, f"sqlite:///{tmp_path / 'eservice.db'}")
    first = flask(settings, "upgrade")
    first.communicate(timeout=SECONDS)
    with closing(sqlite3.connect(tmp_path / "eservice.db")) as database:
        database.execute("ALTER TABLE offices DROP COLUMN uses_rw")

    again = flask(settings, "upgrade")
    _, said = again.communicate(timeout=SECONDS)

    assert again.returncode == 1
    assert said == (
        "STOPPED. This database was made by an unreleased version (offices.uses_rw is missing); "
        "set it aside and begin with an empty one.\n"
    )
