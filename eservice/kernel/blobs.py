"""Files on the local disk, named by their content."""

import hashlib
import os
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from eservice.kernel import clock
from eservice.kernel.failpoints import failpoint

_UNFINISHED = ".new-"
"""How the names of files begin that are still being written."""


class FolderBlobs:
    """A folder of files; each is written beside, flushed, then renamed, so that none is ever half there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Store ``data`` durably and return its SHA-256."""
        key = hashlib.sha256(data).hexdigest()
        path = self._path(key)
        if path.exists():
            sync_folder(path.parent)  # whoever wrote it may have died before the disk knew its name
        else:
            write_whole(path, data)
        failpoint("blob.kept")
        return key

    def get(self, key: str) -> bytes:
        """Return the bytes of ``key``. Raises KeyError."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(key) from error

    def exists(self, key: str) -> bool:
        """Tell whether ``key`` is stored."""
        return self._path(key).exists()

    def delete(self, key: str) -> None:
        """Forget ``key``."""
        self._path(key).unlink(missing_ok=True)

    def keys(self) -> list[str]:
        """Return every stored key."""
        return sorted(path.name for path in self.folder.glob("??/*") if not path.name.startswith("."))

    def forget_unfinished(self, *, older_than: timedelta) -> int:
        """Delete what was begun and never got its name, since whoever wrote it died; return how many."""
        return forget_unfinished(self.folder, older_than=older_than)

    def _path(self, key: str) -> Path:
        if len(key) != 64 or any(c not in "0123456789abcdef" for c in key):
            raise KeyError(key)
        return self.folder / key[:2] / key


def write_whole(path: Path, data: bytes) -> None:
    """Write a file durably beside its place, then give it its name: it is never half there."""
    make_folder(path.parent)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED)
    try:
        with os.fdopen(descriptor, "wb") as file:
            failpoint("blob.begun")
            file.write(data)
            file.flush()
            failpoint("blob.written")
            os.fsync(file.fileno())
        failpoint("blob.synced")
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    failpoint("blob.named")
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder, and those it lies in, so that the disk knows their names before anything is put there."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Have the disk know the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def forget_unfinished(folder: Path, *, older_than: timedelta) -> int:
    """Delete the files under a folder that nobody has finished for so long; return how many."""
    before, forgotten = (clock.now() - older_than).timestamp(), 0
    for path in folder.rglob(f"{_UNFINISHED}*"):
        with suppress(FileNotFoundError):  # it has its name by now
            if path.stat().st_mtime <= before:
                path.unlink()
                forgotten += 1
    return forgotten
