"""Hands a file to the decoding process and takes back what it made."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass

from eservice.config import ROOT
from eservice.kernel.errors import InvalidInputError
from eservice.uploads.rules import LIMITS, Refusal, UploadKind

_SLOTS = threading.BoundedSemaphore(2)
"""So many files are decoded at once in this process; more wait their turn."""


@dataclass(frozen=True)
class MadePage:
    """A picture of one page."""

    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Made:
    """A file made anew, and pictures of its pages."""

    kind: UploadKind
    data: bytes
    pages: tuple[MadePage, ...]


def decode(data: bytes) -> Made:
    """Return the file made anew by a process that may open nothing and sees no secret.

    Raises:
        InvalidInputError: the file is refused, or the process ran out of time or memory, or died.
    """
    with _SLOTS:
        answer = _ask(data)
    line, _, rest = answer.partition(b"\n")
    told = json.loads(line)
    if "refused" in told:
        raise InvalidInputError(Refusal(told["refused"]), field="file", **{k: int(v) for k, v in told["facts"].items()})
    stored, rest = rest[: told["size"]], rest[told["size"] :]
    pages = []
    for width, height, size in told["pages"]:
        pages.append(MadePage(rest[:size], int(width), int(height)))
        rest = rest[size:]
    return Made(UploadKind(told["kind"]), stored or pages[0].jpeg, tuple(pages))


def _ask(data: bytes) -> bytes:
    """Return what the process wrote; the environment it gets holds no key and no address."""
    command = [sys.executable, "-s", "-m", "eservice.uploads.decode"]
    try:
        ended = subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=data,
            capture_output=True,
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            timeout=LIMITS.wall_seconds,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise InvalidInputError(Refusal.CANNOT_BE_OPENED, field="file") from error
    if not 0 < len(ended.stdout) <= LIMITS.made_bytes:
        raise InvalidInputError(Refusal.CANNOT_BE_OPENED, field="file")
    return ended.stdout
