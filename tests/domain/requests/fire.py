"""A real web server and a real worker, forked from a program that has loaded everything, to be killed.

The web server is granian as ``flask serve`` starts it, the worker ``jobs.run_worker``. Both hear of a place in the code
where they shall die through a file, which dies with them: so whoever comes after them lives.
"""

import contextlib
import gc
import http.client
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from flask import Flask
from granian import Granian
from sqlalchemy import func, select

from eservice import jobs
from eservice.accounts import rules as accounts
from eservice.accounts import sessions
from eservice.accounts.actor import Actor
from eservice.kernel import clock, failpoints
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.notifications import rules as messages
from eservice.requests import failing
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import Status
from tests.databases import release
from tests.postgres import free_port

READY_SECONDS = 5.0
DEATH_SECONDS = 30.0
Guard = Callable[[], None]
"""Takes a guard away in a process that is about to begin."""


@dataclass
class Hands:
    """The two processes, and what is known of their deaths."""

    app: Flask
    folder: Path
    weakened: Guard = lambda: None
    pids: dict[str, int] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    """Seconds from a death to the moment its successor answers, at most."""

    @property
    def port(self) -> int:
        return int(self.app.extensions["eservice.settings"].base_url.rpartition(":")[2])

    @property
    def doom(self) -> Path:
        """What tells both where to die: ``place@time``."""
        return self.folder / "doom"

    def begin(self, kind: str) -> None:
        """Start one of them, and wait until it answers."""
        begun = time.monotonic()
        let_go(self.app)
        pid = os.fork()
        if pid == 0:
            self._live(kind)
        self.pids[kind] = pid
        self._wait(lambda: self._answers(kind), f"{kind} is not there again", seconds=4 * READY_SECONDS)
        self.slowest = max(self.slowest, time.monotonic() - begun)

    def kill(self, kind: str) -> None:
        """Let one of them die now, in whatever it does."""
        self._end(kind)
        self.killed[kind] += 1
        self.begin(kind)

    def await_death(self, *, seconds: float = DEATH_SECONDS) -> str:
        """Wait until one has died where it was told to, and return which; its successor has begun."""
        dead: list[str] = []

        def died() -> bool:
            dead.extend(kind for kind, pid in self.pids.items() if os.waitpid(pid, os.WNOHANG)[0])
            return bool(dead)

        self._wait(died, f"nobody died at {self.doom.read_text() if self.doom.exists() else '?'}", seconds=seconds)
        self.doom.unlink(missing_ok=True)
        for kind in dead:
            self._end(kind, reaped=True)
            self.killed[kind] += 1
            self.begin(kind)
        return dead[0]

    def has_died(self, *, seconds: float) -> bool:
        """Tell whether somebody dies within so long."""
        give_up = time.monotonic() + seconds
        while self.doom.exists() and time.monotonic() < give_up:
            time.sleep(0.01)
        return not self.doom.exists()

    def end(self) -> None:
        """Kill both for good."""
        for kind in list(self.pids):
            self._end(kind)

    def _end(self, kind: str, *, reaped: bool = False) -> None:
        pid = self.pids.pop(kind)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        if not reaped:
            os.waitpid(pid, 0)

    def _live(self, kind: str) -> None:
        """Be one of them, until death."""
        try:
            os.setsid()
            log = os.open(self.folder / f"{kind}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(log, 1)
            os.dup2(log, 2)
            # Nobody waits here for what a city waits for in quiet: the pauses between attempts and sweeps.
            jobs.SWEEP_SECONDS, failing.PAUSE = 2, timedelta(seconds=0.1)  # type: ignore[assignment]
            failing.ATTEMPTS, messages.LEASE = 1000, timedelta(seconds=1)
            accounts.CONFIRMED_FOR = timedelta(days=1)  # a proof lasts longer than one confirmation
            self.weakened()
            failpoints._listener = _dying(self.doom)
            if kind == "worker":
                jobs.run_worker(self.app)
            else:
                Granian(
                    "wsgi:app", address="127.0.0.1", port=self.port, interface="wsgi", workers=1,  # type: ignore[arg-type]
                    blocking_threads=1, websockets=False, log_enabled=False,
                ).serve(target_loader=lambda *_args: self.app, wrap_loader=False)  # fmt: skip
        finally:
            os._exit(1)

    def _answers(self, kind: str) -> bool:
        pid = self.pids[kind]
        if kind == "worker":
            folder = self.app.extensions["eservice.settings"].instance_path / "workers"
            return any(f".{pid}." in one.name for one in folder.glob("*"))
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def ask(self, method: str, path: str, *, cookie: str = "", form: dict[str, str] | None = None) -> tuple[int, Any]:
        """Send one request and return status and answer. Raises OSError or HTTPException: there was none."""
        link = http.client.HTTPConnection("localhost", self.port, timeout=30)
        try:
            headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            link.request(method, path, urlencode(form) if form else None, headers)
            answer = link.getresponse()
            return answer.status, (answer.read().decode(), answer.headers.get_all("Set-Cookie") or [])
        finally:
            link.close()

    def _wait(self, happened: Callable[[], bool], what: str, *, seconds: float) -> None:
        give_up = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < give_up, (what, [one.read_text()[-3000:] for one in self.folder.glob("*.log")])
            time.sleep(0.02)


@contextmanager
def at_work(app: Flask, folder: Path, *, weakened: Guard = lambda: None) -> Iterator[Hands]:
    """Yield web server and worker on the installation of ``app``, each in a process of its own."""
    parts = dict(app.extensions)
    settings = replace(parts["eservice.settings"], jobs_url="embedded", base_url=f"http://localhost:{free_port()}")
    folder.mkdir(parents=True, exist_ok=True)
    app.extensions["eservice.settings"] = settings
    jobs.install(app)
    hands = Hands(app, folder, weakened)
    with ExitStack() as kept:
        kept.callback(app.extensions.update, parts)
        kept.callback(let_go, app)
        kept.callback(hands.end)
        gc.freeze()  # what is loaded is shared by all of them, and not copied by looking for rubbish
        kept.callback(gc.unfreeze)
        for kind in ("worker", "web"):
            hands.begin(kind)
        yield hands


def let_go(app: Flask) -> None:
    """Close every connection, the caller's own too: no process inherits an open one."""
    db.session.remove()
    release(app)


def _dying(doom: Path) -> Callable[[str], None]:
    reached: Counter[str] = Counter()

    def listen(name: str) -> None:
        try:
            told = doom.read_text()
        except FileNotFoundError:
            return
        place, _, turn = told.partition("@")
        if place != name:
            return
        reached[told] += 1
        if reached[told] >= int(turn):
            doom.unlink(missing_ok=True)
            os.kill(os.getpid(), signal.SIGKILL)

    return listen


class Official:
    """A signer at a browser: presses, and believes only what was answered."""

    def __init__(self, hands: Hands, who: Actor, *, passphrase: str = "") -> None:
        self._hands = hands
        self._typed = {"sandi_tte": passphrase} if passphrase else {}
        serializer = hands.app.session_interface.get_signing_serializer(hands.app)  # type: ignore[attr-defined]
        with hands.app.app_context():
            with transaction():
                secret = sessions.start_session(who.user_id or 0, membership_id=who.membership_id, at=clock.now())
                sessions.confirm(secret, at=clock.now(), strong=True)
            db.session.remove()
        let_go(hands.app)
        self._name = hands.app.config["SESSION_COOKIE_NAME"]
        self._cookie = f"{self._name}={serializer.dumps({'_user_id': secret, '_fresh': True})}"
        self._token = ""

    def sign(self, code: str, seen: int) -> bool | None:
        """Press *sign* for one letter: True where it was acknowledged, False refused; None without an answer."""
        return self._press("/tanda-tangan", {"surat": f"{code}.{seen}"} | self._typed)

    def revoke(self, code: str, seen: int) -> bool | None:
        """Press *revoke*, likewise."""
        form = {"why": "wrong_data", "text": "Nomor RT keliru.", "version": str(seen)}
        return self._press(f"/tanda-tangan/{code}/cabut", form)

    def _press(self, path: str, form: dict[str, str]) -> bool | None:
        try:
            if not self._token:
                self._take_token()
            told = form | {"csrf_token": self._token}
            status, (said, _) = self._hands.ask("POST", path, cookie=self._cookie, form=told)
        except (OSError, http.client.HTTPException):
            return None
        assert status in (303, 409, 422), (path, status, said[-1000:])
        return bool(status == 303)

    def _take_token(self) -> None:
        _, (html, cookies) = self._hands.ask("GET", "/akun/pin-loket", cookie=self._cookie)
        field = BeautifulSoup(html, "html.parser").select_one("input[name=csrf_token]")
        assert field is not None, html[:500]
        kept = [one.split(";", 1)[0] for one in cookies if one.startswith(f"{self._name}=")]
        self._cookie = kept[0] if kept else self._cookie
        self._token = str(field["value"])


def standing(app: Flask) -> dict[str, tuple[Status, int]]:
    """Return where every request stands, and how many events it has, by code, the oldest first."""
    counted = select(Request.code, Request.status, func.count(RequestEvent.id)).join(RequestEvent)
    with app.app_context():
        found = db.session.execute(counted.group_by(Request.id, Request.code, Request.status).order_by(Request.id))
        stands = {str(code): (status, events) for code, status, events in found}
        db.session.remove()
    return stands
