"""Which workers of an installation live: each holds the lock of a file of its own, which dies with its process.

So whoever comes after a power cut knows at once whose work was left, and need not wait for a lease to run out. Of a
worker on another machine, whose folder is not this one, nothing is known here: its lease runs out.
"""

import fcntl
import os
import socket
from pathlib import Path
from secrets import token_hex


class Presence:
    """One process among the workers of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._name = ""
        self._lock: int | None = None

    @property
    def name(self) -> str:
        """Under which name this process leases work; no two processes ever have the same."""
        return self._name or f"{socket.gethostname()}:{os.getpid()}"

    def enter(self) -> None:
        """Be known as living until the process ends, however it ends."""
        self._folder.mkdir(parents=True, exist_ok=True)
        while self._lock is None:
            name = f"{socket.gethostname()}.{os.getpid()}.{token_hex(4)}"
            lock = os.open(self._folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (self._folder / name).exists():
                self._name, self._lock = name, lock
            else:  # taken for one that was left, between its making and its lock
                os.close(lock)

    def leave(self) -> None:
        """Be known as gone."""
        if self._lock is not None:
            (self._folder / self._name).unlink(missing_ok=True)
            os.close(self._lock)
            self._lock, self._name = None, ""

    def gone(self) -> list[str]:
        """Return the names of workers that died without leaving; ``forget`` each once its work is taken back."""
        if not self._folder.exists():
            return []
        return [path.name for path in sorted(self._folder.iterdir()) if path.name != self._name and _is_free(path)]

    def forget(self, name: str) -> None:
        """Drop what is left of a worker that died."""
        (self._folder / name).unlink(missing_ok=True)


def _is_free(path: Path) -> bool:
    try:
        lock = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(lock)
