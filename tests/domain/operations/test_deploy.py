"""What stands in deploy/: units that systemd accepts, whose commands serve, work and exchange their processes."""

import json
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from eservice.config import ROOT
from eservice.kernel import measuring
from tests.databases import environment_of, release, settings_for_tests
from tests.postgres import free_port

DEPLOY = ROOT / "deploy"
SECONDS = 60.0


def command_of(unit: str, **told: str) -> list[str]:
    """Return a unit's ExecStart as systemd would run it in this checkout."""
    found = re.search(r"^ExecStart=(.+)$", (DEPLOY / "systemd" / unit).read_text(), re.MULTILINE)
    assert found is not None
    line = found[1]
    for name, value in told.items():
        line = line.replace(f"${{{name}}}", value)
    words = shlex.split(line.replace("/opt/eservice", str(ROOT)))
    return [str(Path(sys.executable).parent / Path(words[0]).name), *words[1:]]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for unit in (DEPLOY / "systemd").iterdir():
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/eservice/.venv/bin/", "/bin/true #"))

    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.database("sqlite")
def test_the_units_serve_exchange_their_processes_unnoticed_and_work(app: Flask, tmp_path: Path) -> None:
    release(app)
    settings = settings_for_tests(tmp_path, app.extensions["eservice.settings"].database_url, jobs_url="embedded")
    port, told = free_port(), environment_of(settings)
    web = command_of("eservice-web.service", PORT=str(port), WORKERS="2")
    web = [word.replace("/run/eservice-web", str(tmp_path)) for word in web]
    processes = [
        subprocess.Popen(one, cwd=ROOT, env=told, stderr=subprocess.PIPE, text=True)
        for one in (web, command_of("eservice-worker.service"))
    ]
    failed: list[str] = []
    answered, over = [0], threading.Event()

    def ask() -> None:
        while not over.is_set():
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
                    answered[0] += answer.status == 200
            except OSError as fault:
                failed.append(repr(fault))
            time.sleep(0.02)

    try:
        _await(lambda: _answers(port), "the web server answers")
        asking = threading.Thread(target=ask)
        asking.start()
        processes[0].send_signal(signal.SIGHUP)
        before = answered[0]
        _await(lambda: answered[0] > before + 100, "it goes on answering")
        over.set()
        asking.join()
        _await(lambda: any((tmp_path / "workers").glob("*")), "the worker is there")
    finally:
        over.set()
        for process in processes:
            process.send_signal(signal.SIGTERM)
        ended = [process.communicate(timeout=SECONDS)[1] for process in processes]

    assert failed == []
    assert [process.returncode for process in processes] == [0, 0], ended


def _await(happened: Callable[[], bool], what: str) -> None:
    give_up = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < give_up, what
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except OSError:
        return False


def test_what_is_watched_is_counted_and_every_alarm_says_what_it_means_and_what_to_do() -> None:
    alerts, board = (DEPLOY / "watch" / "alerts.yml").read_text(), (DEPLOY / "watch" / "dashboard.json").read_text()
    known = set(re.findall(r"^# TYPE (\w+)", measuring.told(""), re.MULTILINE))
    known |= {"eservice_check", "eservice_waiting", "eservice_waiting_seconds", "eservice_log_entries"}

    used = set(re.findall(r"\beservice_\w+", alerts + board))

    assert {re.sub(r"_bucket$", "", name) for name in used} <= known
    rules = alerts.split("- alert: ")[1:]
    assert len(rules) >= 8
    assert all("means: " in rule and "do: " in rule and "severity: " in rule for rule in rules)
    panels = json.loads(board)["panels"]
    assert all(panel["description"] and panel["targets"] for panel in panels)


def test_the_example_of_an_environment_names_settings_that_exist() -> None:
    known = (ROOT / "eservice" / "config.py").read_text()

    names = re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "environment.example").read_text(), re.MULTILINE)

    assert {name for name in names if f'"{name.removesuffix("_FILE")}"' not in known} == {"PORT", "WORKERS", "BACKUPS"}
