"""A sealed archive of the whole installation: database, files, keys, log. Without DATA_KEY it is noise.

A tar in pieces, each under AES-256-GCM with a key that was drawn for this archive alone and stands sealed in its first
line. A piece that was changed, exchanged or left out is noticed, and so is an end that is missing. The last member
names the SHA-256 of every other: a restore proves them before anybody relies on it.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import struct
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.engine import URL

from eservice.kernel.crypto import new_file_key, vault
from eservice.kernel.ports import Blobs
from eservice.operations.backup import BackupError, back_up_sqlite

_FIRST = b"eservice archive 1\n"
_PIECE = 1024 * 1024
_CONTEXT = "operations.archive"
_MANIFEST = "MANIFEST.json"
_LARGEST_PIECE = _PIECE + 16
FOLDERS = ("keys", "log", "seals")


@dataclass
class Contents:
    """What an archive holds: the name and SHA-256 of each file, and when it was made."""

    made_at: str
    files: dict[str, str] = field(default_factory=dict)


def make(target: Path, *, database: URL, instance: Path, blobs: Blobs, at: datetime) -> Contents:
    """Write an archive and return what is in it; it has its name only once it is whole.

    The files come after the database: what the database names is there.

    Raises:
        BackupError: the database cannot be copied, or the file is there already.
    """
    if target.exists():
        raise BackupError(f"{target} is there already")
    contents = Contents(at.isoformat())
    unfinished = target.with_name(f"{target.name}.part")
    with tempfile.TemporaryDirectory(dir=instance) as beside:
        copy = _copied(database, Path(beside), at=at)
        with (
            unfinished.open("wb") as file,
            closing(_Sealer(file)) as sealer,
            tarfile.open(fileobj=sealer, mode="w|") as tar,
        ):
            _add(tar, copy, copy.name, contents)
            for key in blobs.keys():  # noqa: SIM118 - no dictionary
                _add_blob(tar, blobs, key, contents)
            for name in FOLDERS:
                folder = instance / name
                for path in sorted(one for one in folder.rglob("*") if one.is_file() and not one.name.startswith(".")):
                    _add(tar, path, f"{name}/{path.relative_to(folder).as_posix()}", contents)
            told = json.dumps({"made_at": contents.made_at, "files": contents.files}).encode()
            _add_bytes(tar, _MANIFEST, told)
    unfinished.replace(target)
    return contents


def check(archive: Path) -> Contents:
    """Read an archive to its end and return what is in it. Raises BackupError: it is damaged, or not ours to open."""
    return _walked(archive, None)


def restore(archive: Path, into: Path) -> Contents:
    """Write what is in an archive into an empty folder, and prove it.

    Raises:
        BackupError: it is damaged, or not ours to open; the folder is not empty; the database in it is damaged.
    """
    if into.exists() and any(into.iterdir()):
        raise BackupError(f"{into} is not empty")
    into.mkdir(parents=True, exist_ok=True)
    into.chmod(0o700)
    contents = _walked(archive, into)
    for path in into.glob("*.db"):
        with closing(sqlite3.connect(path)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise BackupError(f"{path.name} is damaged")
    return contents


def restore_dump(dump: Path, database: URL) -> None:
    """Fill an empty PostgreSQL database with a dump. Raises BackupError: it is not empty, or the tool fails."""
    _run_tool("pg_restore", database, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", dump)


def _copied(database: URL, folder: Path, *, at: datetime) -> Path:
    if database.get_backend_name() == "sqlite":
        return back_up_sqlite(Path(str(database.database)), folder, at=at).rename(folder / "eservice.db")
    copy = folder / "eservice.pgdump"
    _run_tool("pg_dump", database, "--format=custom", f"--file={copy}")
    return copy


def _run_tool(name: str, database: URL, *told: str | Path) -> None:
    tool = shutil.which(name)
    if tool is None:
        raise BackupError(f"{name} is missing: install the client of PostgreSQL")
    plain = URL.create(
        "postgresql", database.username, None, database.host, database.port, database.database, database.query
    )
    command = [tool, f"--dbname={plain.render_as_string(hide_password=False)}", *map(str, told)]
    ended = subprocess.run(  # noqa: S603 - the database's own tool
        command,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PGPASSWORD": database.password or ""},
        capture_output=True,
        check=False,
    )
    if ended.returncode:
        raise BackupError(f"{name}: {ended.stderr.decode(errors='replace').strip()[:300]}")


def _add(tar: tarfile.TarFile, path: Path, name: str, contents: Contents) -> None:
    try:
        data = path.open("rb")
    except FileNotFoundError:
        return  # deleted meanwhile: nobody names it any more
    with data:
        contents.files[name] = hashlib.file_digest(data, "sha256").hexdigest()
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = data.tell(), 0o600
        data.seek(0)
        tar.addfile(entry, data)


def _add_blob(tar: tarfile.TarFile, blobs: Blobs, key: str, contents: Contents) -> None:
    """Add a file of the store, wherever that is. Raises BackupError: it is not what it is named for."""
    try:
        data = blobs.get(key)
    except KeyError:
        return  # deleted meanwhile
    if hashlib.sha256(data).hexdigest() != key:
        raise BackupError(f"the stored file {key} is damaged: take it from an older archive before you make a new one")
    contents.files[name := f"blobs/{key[:2]}/{key}"] = key
    _add_bytes(tar, name, data)


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), 0o600
    tar.addfile(entry, io.BytesIO(data))


def _walked(archive: Path, into: Path | None) -> Contents:
    """Read every member, write it where asked, and compare it with the manifest."""
    seen: dict[str, str] = {}
    told: dict[str, Any] | None = None
    try:
        with archive.open("rb") as file:
            opener = _Opener(file)
            with tarfile.open(fileobj=opener, mode="r|") as tar:
                for entry in tar:
                    data = tar.extractfile(entry)
                    if data is None:
                        raise BackupError(f"{entry.name} is no file")
                    if entry.name == _MANIFEST:
                        told = json.loads(data.read())
                    else:
                        seen[entry.name] = _kept(data, entry.name, into)
            while opener.read(_PIECE):
                pass  # to the last piece: a tar ends before its file does
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupError(f"{archive.name} is damaged, or its key is not in DATA_KEY or DATA_KEYS_BEFORE") from error
    if told is None or told["files"] != seen:
        raise BackupError(f"{archive.name}: what is in it is not what it says")
    return Contents(told["made_at"], seen)


def _kept(data: IO[bytes], name: str, into: Path | None) -> str:
    place = PurePosixPath(name)
    if place.is_absolute() or ".." in place.parts:
        raise BackupError(f"{name} leads elsewhere")
    found = hashlib.sha256()
    path = (into / place) if into else Path(os.devnull)
    if into:
        path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        if into:
            path.chmod(0o600)
        while piece := data.read(_PIECE):
            found.update(piece)
            file.write(piece)
    return found.hexdigest()


class _Sealer(io.RawIOBase):
    """Seals what is written to it, a piece at a time; the last piece says that it is the last."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._held, self._number = file, bytearray(), 0
        key = new_file_key()
        self._cipher = AESGCM(bytes.fromhex(key))
        file.write(_FIRST + vault().seal_text(key, _CONTEXT).encode() + b"\n")

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._held += data
        while len(self._held) > _PIECE:
            self._piece(bytes(self._held[:_PIECE]), b"more")
            del self._held[:_PIECE]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._piece(bytes(self._held), b"last")
            self._file.flush()
            os.fsync(self._file.fileno())
        super().close()

    def _piece(self, data: bytes, place: bytes) -> None:
        sealed = self._cipher.encrypt(self._number.to_bytes(12, "big"), data, place)
        self._number += 1
        self._file.write(struct.pack(">I", len(sealed)) + sealed)


class _Opener(io.RawIOBase):
    """Opens what ``_Sealer`` wrote; raises EOFError where it was changed or ends too early."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._rest = file, b""
        if file.read(len(_FIRST)) != _FIRST:
            raise EOFError("no archive of ours")
        key = vault().open_text(file.readline(4096).decode("ascii", "replace").strip(), _CONTEXT)
        if key is None:
            raise EOFError("another key")
        self._pieces: Iterator[bytes] = self._opened(AESGCM(bytes.fromhex(key)))

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        while len(self._rest) < size and (more := next(self._pieces, None)) is not None:
            self._rest += more
        given, self._rest = self._rest[:size], self._rest[size:]
        return given

    def _opened(self, cipher: AESGCM) -> Iterator[bytes]:
        number, ended = 0, False
        while head := self._file.read(4):
            size = struct.unpack(">I", head)[0] if len(head) == len(b"size") else _LARGEST_PIECE + 1
            sealed = self._file.read(min(size, _LARGEST_PIECE + 1))
            if ended or size > _LARGEST_PIECE or len(sealed) != size:
                raise EOFError("damaged")
            for place in (b"more", b"last"):
                try:
                    data = cipher.decrypt(number.to_bytes(12, "big"), sealed, place)
                except InvalidTag:
                    continue
                ended = place == b"last"
                break
            else:
                raise EOFError("damaged")
            number += 1
            yield data
        if not ended:
            raise EOFError("no end")
