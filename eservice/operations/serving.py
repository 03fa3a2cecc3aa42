"""The web server and its worker as two processes that begin and end together."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

GRACE_SECONDS = 15.0
"""How long a process may finish what it is doing before it is ended."""


class PortTakenError(Exception):
    """Something else already answers on the port."""


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment for another one, with settings of its own."""
    return dict(os.environ) | dict(own)


def check_port(host: str, port: int) -> None:
    """Refuse a port that is taken. Raises PortTakenError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(f"port {port} on {host} is taken; stop what uses it or choose another") from error


def run(
    host: str, port: int, *, workers: int, root: Path, beside: Sequence[Sequence[str]] = (), counts: Path | None = None
) -> int:
    """Serve until a signal or until one of the two processes ends; return the exit status.

    Args:
        workers: web processes, each handling one request at a time.
        beside: commands of this product that may end by themselves meanwhile.
        root: the checkout, where ``wsgi.py`` lies.
        counts: the folder in which all these processes count together; made empty.
    """
    own: dict[str, str] = {}
    if counts is not None:
        shutil.rmtree(counts, ignore_errors=True)
        counts.mkdir(parents=True)
        own["PROMETHEUS_MULTIPROC_DIR"] = str(counts)
    begin: dict[str, Any] = {"cwd": root, "start_new_session": True, "env": environment(own)}
    folder = Path(sys.executable).parent
    commands: list[Sequence[str]] = [
        [
            str(folder / "granian"), "--interface", "wsgi", "--host", host, "--port", str(port),
            "--workers", str(workers), "--blocking-threads", "1", "--no-ws", "--log-level", "warning", "wsgi:app",
        ],
        [str(folder / "flask"), "--app", "wsgi", "worker"],
    ]  # fmt: skip
    flask = [str(folder / "flask"), "--app", "wsgi"]
    processes = [subprocess.Popen(command, **begin) for command in commands]  # noqa: S603
    helping = [subprocess.Popen([*flask, *one], **begin) for one in beside]  # noqa: S603
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not stopping and all(process.poll() is None for process in processes):
        time.sleep(0.2)
    for helper in helping:
        if helper.poll() is None:
            os.killpg(helper.pid, signal.SIGTERM)  # with all its own processes
    _end([*processes, *helping])
    return 0 if stopping else 1


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask every process to finish, then make it."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
