"""Plugs for what an installation may swap: signer, file store, mail."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from flask import current_app

from eservice.kernel.shared import SharedMemory


class Blobs(Protocol):
    """A store of files named by their content."""

    def put(self, data: bytes) -> str:
        """Store ``data`` durably and return its key, the SHA-256 in hexadecimal; storing twice is one file."""

    def get(self, key: str) -> bytes:
        """Return the bytes stored under ``key``. Raises KeyError when there are none."""

    def exists(self, key: str) -> bool:
        """Tell whether ``key`` is stored."""

    def delete(self, key: str) -> None:
        """Forget ``key``; forgetting twice is no error."""

    def keys(self) -> list[str]:
        """Return every stored key: for the sweep of files that no row names."""

    def forget_unfinished(self, *, older_than: timedelta) -> int:
        """Delete what was begun and never finished, left by a process that died; return how many."""


class Scanner(Protocol):
    """Looks for viruses."""

    def scan(self, data: bytes) -> str | None:
        """Return what was found, None for nothing. Raises ScannerAwayError when nobody answers."""


class Mailer(Protocol):
    """Sends one e-mail."""

    def send(self, *, to: str, subject: str, body: str) -> None:
        """Hand the message over. Raises OSError when the server cannot be reached or refuses."""


@dataclass(frozen=True, slots=True)
class Drivers:
    """The drivers of the running application."""

    blobs: Blobs
    mailer: Mailer
    signer: Any
    """See ``eservice.letters.signing``: it alone knows what a signer is."""
    log_key: Any
    """Where the key of the public log is kept; see ``eservice.letters.checkpoints``."""
    seal_keys: Any
    """Where the keys of the seals in letters' QR codes are kept; see ``eservice.letters.sealkeys``."""
    scanner: Scanner | None = None
    """Looks at files that come in; None where the installation has none."""
    shared: SharedMemory | None = None
    """What all web processes remember together; None where each has only itself."""
    stamps_time: bool = False
    """Every signature made here carries a time stamp."""
    specimen: bool = True
    """Outside real operation: every letter says CONTOH over its text."""


def drivers() -> Drivers:
    """Return the drivers of the running application."""
    found: Drivers = current_app.extensions["eservice.drivers"]
    return found
