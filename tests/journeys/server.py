"""The product as a visitor meets it: its own web server and worker, in processes of their own."""

import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eservice.app import create_app
from eservice.config import Settings
from eservice.demo import history
from tests.databases import build, environment_of, release, settings_for_tests
from tests.postgres import free_port
from tests.reference import fill_reference
from tests.times import MONDAY

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
_SERVE = """
import pathlib, sys
from eservice.operations import serving
sys.exit(serving.run("127.0.0.1", int(sys.argv[1]), workers=1, root=pathlib.Path(sys.argv[2])))
"""
"""What `flask serve` does once the database is filled."""


@dataclass(frozen=True)
class House:
    """A running installation."""

    settings: Settings
    base_url: str
    log: Path

    def flask(self, *arguments: str) -> str:
        """Run one of the product's commands on this installation and return what it prints."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        environment = environment_of(self.settings)
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=environment)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout


def build_instance(folder: Path) -> None:
    """Make an installation whose offices are staffed and which nobody has asked for anything."""
    tell(folder, days=0, as_of=MONDAY)


def tell(folder: Path, **how: Any) -> None:
    """Make an installation in which a history of the demo is told; ``how`` as for ``history.fill``."""
    app = create_app(settings_for_tests(folder, f"sqlite:///{folder / 'eservice.db'}"))
    build(app, fill_reference)
    with app.app_context():
        history.fill(seed=history.SEED, say=lambda line: None, **how)
    release(app)


@contextmanager
def serve(template: Path, instance: Path) -> Iterator[House]:
    """Start web server and worker on a copy of ``template``; stop both at the end, as Ctrl-C does."""
    shutil.copytree(template, instance)
    port = free_port()
    base_url = f"http://localhost:{port}"
    settings = settings_for_tests(
        instance, f"sqlite:///{instance / 'eservice.db'}", jobs_url="embedded", base_url=base_url, log_level="info"
    )
    log = instance / "server.log"
    command = [sys.executable, "-c", _SERVE, str(port), str(ROOT)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment_of(settings), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_open(base_url, process, log)
            yield House(settings, base_url, log)
        finally:
            _stop(process)


def _wait_until_open(base_url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        assert process.poll() is None, f"the server ended by itself:\n{log.read_text()[-3000:]}"
        try:
            urllib.request.urlopen(f"{base_url}/", timeout=5).close()
        except urllib.error.HTTPError:
            return  # it answers; whether rightly is for the journeys to say
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the server did not open within {START_SECONDS} s:\n{log.read_text()[-3000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
