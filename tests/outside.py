"""Services outside the office, as processes of the tests' own: they misbehave on command and count what they did."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[1]
SLOW_SECONDS = 2.0


@dataclass
class Outside:
    """A running service, as its test commands and asks it."""

    address: str
    folder: Path

    @property
    def root(self) -> Path:
        """Its authority's certificate, PEM."""
        return self.folder / "authority" / "ca.pem"

    def misbehave(self, fault: str, *, times: int = -1) -> None:
        """Answer the next ``times`` questions with a fault; -1 until told otherwise."""
        self._control({"fault": fault, "times": times})

    def behave(self) -> None:
        """Be well again."""
        self._control({"fault": "", "times": 0})

    def told(self) -> dict[str, Any]:
        """Return what was counted."""
        return self._control({})

    def _control(self, wanted: dict[str, Any]) -> dict[str, Any]:
        request = Request(f"{self.address}/control", json.dumps(wanted).encode(), method="POST")
        with urlopen(request, timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
            return found


@contextmanager
def running(module: str, folder: Path) -> Iterator[Outside]:
    """Run a module that calls ``serve`` in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen([sys.executable, "-m", module, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Outside(f"http://127.0.0.1:{int(process.stdout.readline())}", folder)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class Handler(BaseHTTPRequestHandler):
    """Obeys commands, and commits the faults that any service may commit."""

    protocol_version = "HTTP/1.1"
    fault: ClassVar[str] = ""
    times: ClassVar[int] = 0
    asked: ClassVar[int] = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/control":
            return self._command(json.loads(body))
        kind = type(self)
        kind.asked += 1
        fault = self._next_fault()
        if fault == "down":
            return self.hang_up()
        if fault == "broken":
            return self.say(500, {"status": 500, "error": "Internal Server Error"})
        if fault == "slow":
            time.sleep(SLOW_SECONDS)
        return self.answer(body, fault)

    def answer(self, body: bytes, fault: str) -> None:
        """Answer one question, with a fault of the service's own kind or none."""
        raise NotImplementedError

    def counted(self) -> dict[str, Any]:
        """Return what a test may ask for."""
        return {"asked": self.asked}

    def say(self, status: int, answer: dict[str, Any]) -> None:
        """Answer with JSON."""
        self.send(status, json.dumps(answer).encode(), "application/json")

    def send(self, status: int, body: bytes, media: str) -> None:
        """Answer with a body, if anybody still listens."""
        try:
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def hang_up(self) -> None:
        """Say nothing."""
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_: Any) -> None:
        """Write nothing: what is sent here is secret."""

    def _next_fault(self) -> str:
        kind = type(self)
        if not kind.fault or kind.times == 0:
            return ""
        kind.times -= 1
        return kind.fault

    def _command(self, wanted: dict[str, Any]) -> None:
        if "fault" in wanted:
            type(self).fault, type(self).times = wanted["fault"], wanted["times"]
        self.say(200, self.counted())


def serve(handler: type[Handler]) -> None:
    """Say the port and serve until killed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
