"""The sealed archive: noise without the key, whole or refused, and an installation again once it is restored."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from eservice.kernel import clock
from eservice.kernel.crypto import Vault
from eservice.kernel.db import db
from eservice.kernel.ports import drivers
from eservice.operations import archive
from eservice.operations.archiving import backup
from eservice.operations.backup import BackupError
from tests.databases import Kind
from tests.domain.requests.house import build
from tests.times import MONDAY

OLD, NEW = "0f" * 32, "ab" * 32


@pytest.fixture
def made(db_app: Flask, tmp_path: Path) -> Path:
    """The archive of an instance with one letter issued."""
    build().file().issued()
    db.session.remove()
    target = tmp_path / "malam.arsip"
    with clock.travel(MONDAY):
        said = db_app.test_cli_runner().invoke(backup, ["make", str(target)])
    assert said.exit_code == 0, said.output
    return target


def test_an_archive_is_noise_and_becomes_the_same_installation_again(
    made: Path, db_app: Flask, tmp_path: Path, database_kind: Kind
) -> None:
    raw = made.read_bytes()
    for readable in (b"Siti", b"SQLite format 3", b"PGDMP", b"request_events", b"ustar", b"MANIFEST", OLD.encode()):
        assert readable not in raw

    said = db_app.test_cli_runner().invoke(backup, ["restore", str(made), "--into", str(tmp_path / "lagi")])

    assert "restored and proved" in said.output
    there = tmp_path / "lagi"
    keys = drivers().blobs.keys()
    assert keys
    assert sorted(path.name for path in (there / "blobs").rglob("*") if path.is_file()) == keys
    if database_kind == "sqlite":
        with closing(sqlite3.connect(there / "eservice.db")) as copy:
            assert copy.execute("SELECT count(*) FROM request_events").fetchone()[0] > 3
    else:
        assert (there / "eservice.pgdump").read_bytes().startswith(b"PGDMP")
    assert (there / "log").is_dir()
    assert oct(there.stat().st_mode)[-3:] == "700"
    assert not list(made.parent.glob("*.part"))
    assert archive.check(made).files.keys() >= {f"blobs/{key[:2]}/{key}" for key in keys}


@pytest.mark.database("sqlite")
def test_a_damaged_shortened_or_strange_archive_is_refused(made: Path, db_app: Flask, tmp_path: Path) -> None:
    raw = made.read_bytes()
    damaged = {
        f"byte {at}": raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        for at in (3, 40, 200, len(raw) // 2, len(raw) - 1)
    }
    wrong = damaged | {
        "shortened": raw[:-1],
        "without its last piece": raw[: len(raw) - 40],
        "empty": b"",
        "longer": raw + raw[-40:],
    }
    for name, data in wrong.items():
        path = tmp_path / "rusak.arsip"
        path.write_bytes(data)
        with pytest.raises(BackupError):
            archive.check(path)
        assert name

    with pytest.raises(BackupError, match="not empty"):
        archive.restore(made, made.parent)
    with pytest.raises(BackupError, match="there already"):
        archive.make(made, database=db.engine.url, instance=tmp_path, blobs=tmp_path, at=MONDAY)
    db_app.extensions["eservice.vault"] = Vault.from_hex(NEW)
    with pytest.raises(BackupError, match="its key is not in DATA_KEY"):
        archive.check(made)
    db_app.extensions["eservice.vault"] = Vault.from_hex(NEW, before=[OLD])
    assert archive.check(made).made_at == MONDAY.isoformat()


@pytest.mark.database("sqlite")
def test_a_file_that_is_not_what_the_manifest_says_is_found(
    made: Path, db_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_kept", lambda _data, _name, _into: "0" * 64)

    with pytest.raises(BackupError, match="not what it says"):
        archive.check(made)
