"""A process of its own for what strangers hand in: little time and memory, no secrets, nothing to reach."""

import ctypes
import resource
import subprocess
import sys
import threading
from dataclasses import dataclass

from eservice.config import ROOT

_PR_SET_NO_NEW_PRIVS, _PR_SET_DUMPABLE = 38, 4
_SLOTS = threading.BoundedSemaphore(2)
"""So many work at once for this process; more wait their turn."""


@dataclass(frozen=True)
class Confines:
    """What such a process may use."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: int
    answer_bytes: int
    """Most that it may hand back."""
    open_files: int = 3
    """The three it is given; more only for a library that needs some to work."""


class ConfinedError(Exception):
    """It ran out of time or memory, died, or handed back nothing or too much."""


def ask(module: str, told: bytes, *, within: Confines) -> bytes:
    """Return what ``python -m module`` writes when it is told ``told``; its environment holds no key and no address.

    The module calls ``lock`` before it looks at what came from a stranger.

    Raises:
        ConfinedError: there is no answer to trust.
    """
    try:
        with _SLOTS:
            ended = subprocess.run(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-s", "-m", module],
                input=told,
                capture_output=True,
                cwd=ROOT,
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
                timeout=within.wall_seconds,
                check=True,
            )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise ConfinedError from error
    if not 0 < len(ended.stdout) <= within.answer_bytes:
        raise ConfinedError
    return ended.stdout


def lock(within: Confines) -> None:
    """Give up time, memory, and the means to start or reach anything, for the rest of this process."""
    limits = (
        (resource.RLIMIT_AS, within.memory_bytes),
        (resource.RLIMIT_CPU, within.cpu_seconds),
        (resource.RLIMIT_NOFILE, within.open_files),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for what, most in limits:
        resource.setrlimit(what, (most, most))
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
