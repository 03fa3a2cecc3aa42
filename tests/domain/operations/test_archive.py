"""The sealed archive: noise without the key, whole or refused, and an installation again once it is restored."""

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from eservice.kernel import clock
from eservice.kernel.blobs import FolderBlobs
from eservice.kernel.crypto import Vault
from eservice.kernel.db import db
from eservice.kernel.ports import drivers
from eservice.kernel.stores import ObjectBlobs
from eservice.letters.models import LetterEdition
from eservice.operations import archive, proving
from eservice.operations.archiving import backup
from eservice.operations.backup import BackupError
from eservice.uploads import queries as uploads
from tests.buckets import SECRET, bucket
from tests.databases import Kind
from tests.domain.requests.house import build
from tests.postgres import PostgresServer
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
    made: Path, db_app: Flask, tmp_path: Path, database_kind: Kind, request: pytest.FixtureRequest
) -> None:
    raw = made.read_bytes()
    for readable in (b"Siti", b"SQLite format 3", b"PGDMP", b"request_events", b"ustar", b"MANIFEST", OLD.encode()):
        assert readable not in raw

    told = ["restore", str(made), "--into", str(tmp_path / "lagi")]
    if database_kind == "postgres":
        postgres: PostgresServer = request.getfixturevalue("postgres")
        postgres.create("lagi")
        told += ["--database", postgres.url("lagi")]
    said = db_app.test_cli_runner().invoke(backup, told)

    assert "restored and proved" in said.output
    assert re.search(r"whole: [1-9]\d* files, 1 letters opened, [1-9]\d* entries of the audit log, 1 of", said.output)
    assert said.exit_code == 0
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
        archive.make(made, database=db.engine.url, instance=tmp_path, blobs=drivers().blobs, at=MONDAY)
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


@pytest.mark.database("sqlite")
def test_an_installation_with_a_spoilt_file_a_lost_one_and_a_changed_entry_is_not_whole(
    made: Path, db_app: Flask
) -> None:
    store = drivers().blobs
    assert isinstance(store, FolderBlobs)
    assert proving.prove().faults == []
    letter = db.session.scalars(select(LetterEdition)).one()
    lost = next(iter(uploads.blob_keys()))
    store.delete(lost)
    path = store.folder / letter.blob_key[:2] / letter.blob_key
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with closing(sqlite3.connect(str(db.engine.url.database))) as link, link:
        link.execute("DROP TRIGGER audit_entries_no_update")
        link.execute("UPDATE audit_entries SET action = 'x' WHERE sequence = 2")
    db.session.remove()

    said = db_app.test_cli_runner().invoke(backup, ["prove"])

    assert said.exit_code == 1
    for fault in (f"file {lost} is missing", f"file {letter.blob_key} is not what it is named for",
                  "DATA_KEY does not open it", "the audit log is broken at entry 2", "BROKEN. 4 faults."):  # fmt: skip
        assert fault in said.output
    with pytest.raises(BackupError, match="damaged"):
        archive.make(made.with_name("b"), database=db.engine.url, instance=store.folder, blobs=store, at=MONDAY)


@pytest.mark.database("sqlite")
def test_files_of_a_bucket_are_in_the_archive_and_go_back_into_one(db_app: Flask, tmp_path: Path) -> None:
    with bucket() as first, bucket() as second:
        here = db_app.extensions["eservice.drivers"]
        db_app.extensions["eservice.drivers"] = replace(here, blobs=ObjectBlobs(first.url, secret=SECRET))
        build().file().issued()
        db.session.remove()
        with clock.travel(MONDAY):
            assert db_app.test_cli_runner().invoke(backup, ["make", str(tmp_path / "a")]).exit_code == 0
        archive.restore(tmp_path / "a", tmp_path / "lagi")
        db_app.extensions["eservice.drivers"] = replace(here, blobs=ObjectBlobs(second.url, secret=SECRET))

        said = db_app.test_cli_runner().invoke(backup, ["put-files", str(tmp_path / "lagi")])

        assert said.output == f"{len(first.held)} files are in the store\n"
        assert second.held == first.held
        assert first.held


@pytest.mark.database("sqlite")
def test_each_night_an_archive_is_made_and_proved_and_the_oldest_goes(db_app: Flask, tmp_path: Path) -> None:
    for night in range(3):
        with clock.travel(MONDAY + timedelta(days=night)):
            said = db_app.test_cli_runner().invoke(backup, ["nightly", str(tmp_path / "malam"), "--keep", "2"])
            assert said.exit_code == 0, said.output
            assert "whole:" in said.output

    assert [one.name[:17] for one in sorted((tmp_path / "malam").iterdir())] == [
        f"eservice-{clock.wib(MONDAY + timedelta(days=night)):%Y%m%d}" for night in (1, 2)
    ]
