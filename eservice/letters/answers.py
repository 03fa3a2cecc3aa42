"""Signed files as a service outside answered them, kept in the worker's own folder until the register has them.

Between the answer and the commit lies a moment in which a process can die or a database be away. What the service
signed is not asked for twice then: the same file, sent again, finds its answer here, and needs no passphrase.
"""

import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidTag

from eservice.kernel.blobs import write_whole
from eservice.kernel.crypto import vault

KEPT_SECONDS = 24 * 3600
"""Long enough for every repetition; then the letter is in the register, or was decided anew with another file."""


class Answers:
    """The answers of one installation, sealed, each under the SHA-256 of the file that was sent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, sent: bytes, answer: bytes) -> None:
        """Keep an answer durably; older ones are forgotten."""
        path = self._path(sent)
        write_whole(path, vault().seal(answer, path.name))
        now = path.stat().st_mtime
        for one in self._folder.iterdir():
            if now - one.stat().st_mtime > KEPT_SECONDS:
                one.unlink(missing_ok=True)

    def of(self, sent: bytes) -> bytes | None:
        """Return what the service answered to this file; None where nothing is kept."""
        path = self._path(sent)
        try:
            return vault().open(path.read_bytes(), path.name)
        except (FileNotFoundError, InvalidTag):
            return None

    def _path(self, sent: bytes) -> Path:
        return self._folder / hashlib.sha256(sent).hexdigest()
