"""Two hundred hostile files sent to the pages that take files: no fault of ours, no memory lost, everybody goes on."""

import gc
import resource
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import passwords
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.ports import drivers
from eservice.uploads import actions as uploads
from eservice.uploads import queries
from eservice.uploads.decoding import CONFINES
from eservice.uploads.models import Upload
from eservice.uploads.rules import LIMITS, UploadKind
from eservice.web import papers
from eservice.web.public import checks
from eservice.web.spool import MOST_KEPT, Spool
from tests.hostile import HOW_MANY, corpus
from tests.times import MONDAY
from tests.web.applying import photo, staff_the_office, to_proofs
from tests.web.page import read_page, read_response, send, submit, text_of

MOST_GROWN = 120 * 1024 * 1024
"""What the web process may hold more afterwards; one file of 10 MB passes through it several times."""
TORN = (400, 413)
"""What is answered where a file's name breaks the envelope it comes in."""
TRACES = (b"<script", b"<?php", b"/JavaScript", b"/Launch", b"/SubmitForm", b"/ImportData", b"/EmbeddedFile", b"MZ\x90")


@pytest.fixture(autouse=True)
def _staffed_office_on_a_monday(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on any Monday, but who sends one bad file after the other is not made to wait."""
    monkeypatch.setattr(papers, "counted", lambda *_guess, **_more: nullcontext())
    monkeypatch.setattr(uploads, "PER_OWNER", replace(uploads.PER_OWNER, files=10 * HOW_MANY))
    with passwords.cheap(), clock.travel(MONDAY):
        staff_the_office()
        yield


def largest_child() -> int:
    """Return the bytes of the largest process that this one ever waited for: other tests had some as well."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def resident() -> int:
    """Return how many bytes this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def kept() -> list[Upload]:
    db.session.remove()
    return list(db.session.query(Upload).filter(Upload.deleted_at.is_(None)).order_by(Upload.id))


@pytest.mark.proof
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_hostile_file_breaks_the_page_of_papers_or_leaves_anything_behind(
    client: FlaskClient, proof_count: Callable[..., int]
) -> None:
    sample = corpus()[:: HOW_MANY // proof_count(HOW_MANY)]
    page, before, answers = to_proofs(client), resident(), Counter[str]()
    earlier = largest_child()

    for one in sample:
        answer = send(client, page, {"berkas-ktp": (BytesIO(one.make()), one.name)}, button="tetap")
        if answer.status_code in TORN and one.family == "name":
            answers["no form at all"] += 1  # such a name breaks the envelope it comes in
            continue
        page = read_response(answer)
        wrong = page.select_one(".summary")
        answers["refused" if wrong else "taken"] += 1
        assert wrong or "Sudah ada" in text_of(page.select_one("section[aria-labelledby=syarat-ktp]")), one.family
        assert "Set-Cookie: x" not in str(answer.headers), one.family

    assert answers["refused"], "some of them have to be refused"
    for upload in kept():
        data = queries.open_upload(upload.token)
        assert not [trace for trace in TRACES if trace in data]
        assert upload.kind in (UploadKind.JPEG, UploadKind.PDF)
        assert upload.page_count <= LIMITS.pages
        assert len(upload.original_name) <= 140
        assert not set("/\\\r\n\0\u202e") & set(upload.original_name)
    stored = drivers().blobs.keys()
    assert all(len(key) == 64 for key in stored), "nothing is stored under a name that was sent"
    gc.collect()  # the test's own client leaves large bodies it sent unclosed
    assert resident() - before < MOST_GROWN
    grown = largest_child()
    assert grown <= max(CONFINES.memory_bytes, earlier), f"a decoding process held {grown >> 20} MB"
    after = submit(client, page, {"berkas-ktp": photo("sah.jpg", shade=33)}, button="tetap")
    assert "sah.jpg" in text_of(after.select_one("section[aria-labelledby=syarat-ktp]")), "the next citizen is served"


@pytest.mark.proof
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_hostile_file_breaks_the_page_that_checks_letters(
    client: FlaskClient, proof_count: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = corpus()[7 :: HOW_MANY // proof_count(HOW_MANY, part=100)]
    form, before = read_page(client, "/verifikasi"), resident()
    monkeypatch.setattr(checks, "ration", lambda *_guess, **_more: None)

    for one in sample:
        answer = send(client, form, {"berkas": (BytesIO(one.make()), one.name)})
        page = read_response(
            answer, status=answer.status_code if answer.status_code in TORN and one.family == "name" else 200
        )
        assert "Terdaftar dan masih berlaku" not in text_of(page), one.family

    gc.collect()
    assert resident() - before < MOST_GROWN


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_file_being_sent_lies_in_memory_alone_and_only_so_much_of_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[tuple[int, int]] = []
    real = Spool.close
    monkeypatch.setattr(Spool, "close", lambda self: (held.append((self.sent, self.seek(0, 2))), real(self))[1])
    monkeypatch.setattr("tempfile.SpooledTemporaryFile", lambda *_a, **_k: pytest.fail("a file on the disk"))
    page = to_proofs(client)

    page = submit(
        client, page, {"berkas-ktp": (BytesIO(b"\xff\xd8\xff" + bytes(14 << 20)), "besar.jpg")}, button="tetap"
    )

    assert "Berkas ini 14,0 MB. Paling besar 10 MB." in text_of(page.select_one(".summary"))
    gc.collect()  # the test's own client leaves the body it sent unclosed
    assert ((14 << 20) + 3, MOST_KEPT) in held


def test_a_citizen_who_kept_too_much_is_told_and_loses_nothing_typed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = submit(client, to_proofs(client), {"berkas-ktp": photo(shade=1)}, button="tetap")
    monkeypatch.setattr(uploads, "KEPT_BY_OWNER", replace(uploads.KEPT_BY_OWNER, files=1))

    page = submit(client, page, {"berkas-kk": photo(shade=2), "bawa-pengantar_rt": "y"}, button="tetap")

    assert "Buang draf yang tidak dipakai, atau bawa aslinya ke loket." in text_of(page.select_one(".summary"))
    assert "Sudah ada" in text_of(page.select_one("section[aria-labelledby=syarat-ktp]"))
    assert "Asli" in text_of(page.select_one("section[aria-labelledby=syarat-pengantar_rt]"))
