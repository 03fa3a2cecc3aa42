"""Files on the local disk, named by their content."""

import hashlib
import os
import tempfile
from pathlib import Path


class FolderBlobs:
    """A folder of files; each is written beside, flushed, then renamed, so that none is ever half there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Store ``data`` durably and return its SHA-256."""
        key = hashlib.sha256(data).hexdigest()
        path = self._path(key)
        if path.exists():
            return key
        write_whole(path, data)
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

    def _path(self, key: str) -> Path:
        if len(key) != 64 or any(c not in "0123456789abcdef" for c in key):
            raise KeyError(key)
        return self.folder / key[:2] / key


def write_whole(path: Path, data: bytes) -> None:
    """Write a file durably beside its place, then give it its name: it is never half there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
