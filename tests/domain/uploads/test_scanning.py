"""Files and the virus scanner: harmful ones are refused, and without its word nobody sees any."""

import io
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask

from eservice import jobs
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, TooManyTriesError
from eservice.kernel.ports import drivers
from eservice.kernel.scanning import Clamd, ScannerAwayError
from eservice.kernel.transaction import transaction
from eservice.uploads import actions, joining, queries, scanning
from eservice.uploads.actions import Owner
from eservice.uploads.models import Upload, UploadPage
from eservice.uploads.rules import KEPT_BY_OWNER, PER_OWNER, Hold, Ration, Refusal
from tests.clamd import HARM, NAME, Scanner, clamd
from tests.times import MONDAY, TUESDAY
from tests.unit.uploads import files

DRAFT = Owner(draft_digest="d" * 64)
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*"


@pytest.fixture
def scanner(db_app: Flask) -> Iterator[Scanner]:
    """A scanner that answers, and an installation that asks it."""
    with clamd() as running:
        ask(db_app, running.url)
        yield running


@pytest.fixture
def away(db_app: Flask) -> None:
    """An installation whose scanner does not answer."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        ask(db_app, f"clamd://127.0.0.1:{nobody.getsockname()[1]}")


def ask(app: Flask, url: str) -> None:
    app.extensions["eservice.drivers"] = replace(drivers(), scanner=Clamd(url))


def receive(data: bytes, name: str = "kk.jpg") -> Upload:
    prepared = actions.prepare(data, name)
    with transaction():
        token = actions.receive(prepared, owner=DRAFT, at=MONDAY).token
    return queries.upload(token)


def harmful_photo() -> bytes:
    return files.photo() + HARM


def test_what_the_scanner_finds_nothing_in_is_taken_and_shown(scanner: Scanner) -> None:
    sent = files.photo()

    upload = receive(sent)

    assert scanner.seen == [sent], "what was sent is looked at, not what was made of it"
    assert upload.scanned_at == MONDAY
    assert queries.preview(upload.token).startswith(b"\xff\xd8\xff")


def test_what_is_harmful_is_refused_before_it_is_decoded_or_stored(
    scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "decode", lambda _raw: pytest.fail("decoded"))

    with pytest.raises(InvalidInputError) as refused:
        actions.prepare(harmful_photo(), "kk.jpg")
    with pytest.raises(InvalidInputError) as one_of_two:
        joining.prepare_pages([(files.photo(), "satu.jpg"), (harmful_photo(), "dua.jpg")])

    assert refused.value.code == one_of_two.value.code == Refusal.INFECTED
    assert db.session.query(Upload).count() == 0
    assert drivers().blobs.keys() == []


@pytest.mark.usefixtures("away")
def test_while_the_scanner_is_away_a_file_waits_and_nobody_sees_it(db_app: Flask) -> None:
    upload = receive(files.pdf(2))

    assert queries.hold_of(upload) is Hold.WAITING
    assert [one.id for one in queries.held_back(Hold.WAITING)] == [upload.id]
    for look in (queries.open_upload, queries.preview):
        with pytest.raises(ConflictError, match="upload_held"):
            look(upload.token)
    assert joining.pages_of(upload) is None
    assert scanning.scan_waiting(at=TUESDAY) == 0, "asked again, and still without an answer"
    with pytest.raises(ConflictError, match="scanner_away"):
        scanning.must_be_clean(files.photo())

    with clamd() as back:
        ask(db_app, back.url)
        jobs.sweep(db_app)
    db.session.remove()

    assert queries.count_held() == 0
    assert queries.open_upload(upload.token).startswith(b"%PDF")


@pytest.mark.usefixtures("away")
def test_a_file_found_harmful_later_stays_shut_for_all_copies_to_come(db_app: Flask) -> None:
    sent = files.photo()
    upload = receive(sent)
    with clamd() as back:
        back.says = f"stream: {NAME} FOUND".encode()
        ask(db_app, back.url)

        assert scanning.scan_waiting(at=TUESDAY) == 1

    db.session.remove()
    assert queries.hold_of(queries.upload(upload.token)) is Hold.INFECTED
    assert queries.count_held() == 1
    with pytest.raises(ConflictError, match="upload_harmful"):
        queries.preview(upload.token)
    with pytest.raises(InvalidInputError, match=Refusal.INFECTED):
        actions.prepare(sent, "sekali lagi.jpg")


@pytest.mark.usefixtures("away")
def test_without_the_guard_a_file_nobody_scanned_would_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = receive(files.photo())
    monkeypatch.setattr(queries, "hold_of", lambda _upload: None)

    assert queries.preview(upload.token)


@pytest.mark.parametrize("says", [b"", b"INSTREAM size limit exceeded. ERROR", b"stream: ", b"OK stream"])
def test_an_answer_that_is_no_verdict_is_none(says: bytes) -> None:
    with clamd() as running:
        running.says = says or b"\0"

        with pytest.raises(ScannerAwayError):
            Clamd(running.url).scan(b"apa saja")


def test_every_file_and_page_has_a_key_of_its_own_and_none_lies_in_plain(db_app: Flask) -> None:
    first, second = receive(files.photo()), receive(files.pdf(2))

    pages = db.session.query(UploadPage).order_by(UploadPage.id).all()
    keys = {first.file_key, second.file_key, *(page.file_key for page in pages)}
    assert len(keys) == 4, "a photo is its own only page"
    stored = db.session.connection().exec_driver_sql(
        "SELECT file_key FROM uploads UNION SELECT file_key FROM upload_pages"
    )
    assert all(bytes.fromhex(key or "") not in bytes(sealed) for (sealed,) in stored for key in keys)
    with transaction():
        queries.upload(second.token).file_key = "00" * 32
    with pytest.raises(InvalidTag):
        queries.open_upload(second.token)


@pytest.mark.parametrize(
    ("name", "ration", "code"),
    [
        ("PER_OWNER", replace(PER_OWNER, files=1), "upload_ration"),
        ("PER_OWNER", replace(PER_OWNER, size_bytes=1), "upload_ration"),
        ("KEPT_BY_OWNER", Ration(1, 1 << 30, None), "upload_kept_ration"),
        ("KEPT_BY_OWNER", Ration(100, 1, None), "upload_kept_ration"),
    ],
)
def test_a_person_s_ration_is_counted_in_files_and_bytes_a_day_and_in_all(
    db_app: Flask, monkeypatch: pytest.MonkeyPatch, name: str, ration: Ration, code: str
) -> None:
    token = receive(files.photo()).token
    actions.must_have_room(DRAFT, at=MONDAY)  # the twin: as shipped there is room
    monkeypatch.setattr(actions, name, ration)

    with pytest.raises(TooManyTriesError, match=code):
        actions.must_have_room(DRAFT, at=MONDAY)
    actions.must_have_room(Owner(draft_digest="e" * 64), at=MONDAY)
    with transaction():
        actions.delete(token, at=MONDAY)

    if name == "KEPT_BY_OWNER":
        actions.must_have_room(DRAFT, at=MONDAY)
    else:
        with pytest.raises(TooManyTriesError, match=code):
            actions.must_have_room(DRAFT, at=MONDAY)
    assert KEPT_BY_OWNER.window is None


@pytest.mark.proof
@pytest.mark.skipif(not shutil.which("clamd"), reason="needs Debian's clamav-daemon")
def test_the_real_clamd_finds_what_a_signature_names(tmp_path: Path) -> None:
    (tmp_path / "uji.ndb").write_text(f"Uji.Eicar:0:*:{EICAR.hex()}\n")
    line = tmp_path / "clamd.sock"
    (tmp_path / "clamd.conf").write_text(
        f"LocalSocket {line}\nDatabaseDirectory {tmp_path}\nForeground yes\nStreamMaxLength 20M\n"
    )
    with subprocess.Popen([shutil.which("clamd") or "", "-c", tmp_path / "clamd.conf"], env=os.environ) as running:
        try:
            deadline = time.monotonic() + 30
            while not line.exists() and time.monotonic() < deadline:
                time.sleep(0.1)
            scanner = Clamd(f"clamd://{line}")

            assert scanner.scan(files.photo()) is None
            assert scanner.scan(files.pdf(2)) is None
            assert "Uji.Eicar" in (scanner.scan(EICAR) or "")
            assert "Uji.Eicar" in (scanner.scan(io.BytesIO(files.photo() + EICAR).getvalue()) or "")
        finally:
            running.terminate()
