"""Files that come in: taken or refused with a sentence, sealed, shared, handed over, deleted, swept."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask
from PIL import Image
from sqlalchemy.exc import IntegrityError

from eservice.accounts import recovery
from eservice.accounts.actor import SYSTEM
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotFoundError
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.uploads import actions, decoding, joining, queries
from eservice.uploads.actions import Owner, prepare
from eservice.uploads.models import Upload
from eservice.uploads.rules import LIMITS, Refusal, UploadKind
from eservice.uploads.words import REFUSALS
from tests.times import MONDAY, TUESDAY
from tests.unit.uploads import files

DRAFT = Owner(draft_digest="d" * 64)


@pytest.fixture(autouse=True)
def _database(db_app: Flask) -> None:
    pass


def receive(data: bytes, name: str = "KK Siti.jpg", *, owner: Owner = DRAFT) -> str:
    prepared = prepare(data, name)
    with transaction():
        return actions.receive(prepared, owner=owner, at=MONDAY).token


def forget(token: str) -> None:
    with transaction():
        actions.delete(token, at=TUESDAY)


def test_a_photo_comes_in_and_can_be_seen() -> None:
    token = receive(files.photo())

    row = queries.upload(token)
    assert (row.kind, row.page_count, row.original_name) == (UploadKind.JPEG, 1, "KK Siti.jpg")
    assert row.media_type == "image/jpeg"
    data = queries.open_upload(token)
    assert len(data) == row.size
    assert Image.open(io.BytesIO(data)).size == (800, 600)
    assert queries.preview(token) == data


def together(*colours: str, **more: object) -> str:
    sent = [(files.written(Image.new("RGB", (300, 400), colour), "PNG"), f"{colour}.png") for colour in colours]
    prepared = joining.prepare_pages(sent, **more)  # type: ignore[arg-type]
    with transaction():
        return actions.receive(prepared, owner=DRAFT, at=MONDAY).token


def colours_of(token: str) -> list[str]:
    names = {(255, 0, 0): "red", (0, 128, 0): "green", (0, 0, 255): "blue"}
    found = []
    for number in range(1, queries.upload(token).page_count + 1):
        seen = Image.open(io.BytesIO(queries.preview(token, number))).convert("RGB").getpixel((150, 200))
        found.append(names[min(names, key=lambda one: sum(abs(a - b) for a, b in zip(one, seen, strict=True)))])
    return found


def test_photographs_become_the_pages_of_one_file_in_order_and_pages_come_and_go() -> None:
    first = together("red", "green")
    longer = together("blue", after=first)
    shorter = together(after=longer, without={1, 2})

    assert [colours_of(one) for one in (first, longer, shorter)] == [
        ["red", "green"], ["red", "green", "blue"], ["blue"],
    ]  # fmt: skip
    kinds = [queries.upload(one).kind for one in (first, longer, shorter)]
    assert kinds == [UploadKind.PDF, UploadKind.PDF, UploadKind.JPEG]
    assert queries.upload(longer).original_name == "red.png"
    with pikepdf.open(io.BytesIO(queries.open_upload(longer))) as pdf:
        assert len(pdf.pages) == 3


def test_only_photographs_are_joined_and_not_without_end() -> None:
    sent_whole = receive(files.pdf(2), "kk.pdf")
    one = together("red", "green")
    page = (files.photo(), "kk.jpg")

    for code, photos, more in (
        ("upload_not_photos", [page, (files.pdf(1), "kk.pdf")], {}),
        ("upload_not_photos", [page], {"after": sent_whole}),
        ("upload_no_page", [], {"after": one, "without": {1, 2}}),
        ("upload_too_many_photos", [page] * LIMITS.pages, {"after": one}),
        (Refusal.WRONG_KIND, [page, (b"no picture", "a.jpg")], {}),
    ):
        with pytest.raises(InvalidInputError) as refused:
            joining.prepare_pages(photos, **more)  # type: ignore[arg-type]
        assert refused.value.code == code


def test_what_is_too_big_together_is_counted_and_no_more_of_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded, counted = [], []

    @contextmanager
    def counting() -> Iterator[None]:
        try:
            yield
        except InvalidInputError as refusal:
            counted.append(refusal.code)
            raise

    monkeypatch.setattr(joining, "decode", lambda raw: decoded.append(raw) or decoding.decode(raw))
    monkeypatch.setattr(joining, "LIMITS", replace(LIMITS, size_bytes=len(decoding.decode(files.photo()).data)))

    with pytest.raises(InvalidInputError, match=Refusal.TOO_BIG):
        joining.prepare_pages([(files.photo(), "kk.jpg")] * 4, counting=counting)

    assert (len(decoded), counted) == (2, [Refusal.TOO_BIG])


def test_a_pdf_that_was_sent_is_not_put_together_to_see_that_it_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sent_whole, own = (queries.upload(one) for one in (receive(files.pdf(2), "kk.pdf"), together("red", "green")))
    monkeypatch.setattr(queries, "unsealed", lambda *_where: pytest.fail("a page was opened"))

    assert not joining.pages_of(sent_whole)
    with pytest.raises(pytest.fail.Exception):
        joining.pages_of(own)


def test_a_pdf_comes_in_with_a_picture_of_each_page() -> None:
    token = receive(files.pdf(2), "kk.pdf")

    assert queries.upload(token).media_type == "application/pdf"
    assert queries.open_upload(token).startswith(b"%PDF-")
    assert queries.preview(token, 2).startswith(b"\xff\xd8\xff")
    with pytest.raises(NotFoundError):
        queries.preview(token, 3)


def test_a_stream_is_read_like_bytes() -> None:
    prepared = prepare(io.BytesIO(files.photo()), "foto.jpg")

    assert prepared.fresh is not None


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "kosong.jpg", Refusal.EMPTY),
        (b"<html><body>bukan foto</body></html>", "ktp.jpg", Refusal.WRONG_KIND),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "ktp.svg", Refusal.WRONG_KIND),
        (b"\xff\xd8\xff\xe0 rusak", "ktp.jpg", Refusal.CANNOT_BE_OPENED),
        (files.photo(), "ktp.svg", Refusal.WRONG_KIND),
        (files.pdf(password="rahasia"), "kk.pdf", Refusal.LOCKED),
        (files.pdf(11), "kk.pdf", Refusal.TOO_MANY_PAGES),
        (files.bomb(), "ktp.png", Refusal.TOO_MANY_PIXELS),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(data: bytes, name: str, why: Refusal) -> None:
    with pytest.raises(InvalidInputError) as refused:
        prepare(data, name)

    assert refused.value.code == why
    assert REFUSALS[why] % refused.value.facts
    assert db.session.query(Upload).count() == 0
    assert drivers().blobs.keys() == []


@pytest.mark.parametrize("as_stream", [False, True])
def test_a_file_of_11_megabytes_is_refused_with_its_size(as_stream: bool) -> None:
    data = b"\xff\xd8\xff" + bytes(11 * 1024 * 1024)

    with pytest.raises(InvalidInputError) as refused:
        prepare(io.BytesIO(data) if as_stream else data, "besar.jpg")

    assert refused.value.code == Refusal.TOO_BIG
    assert refused.value.facts == {"megabytes": "11,0", "limit": 10}


def test_a_file_of_exactly_the_limit_is_not_too_big() -> None:
    data = files.photo()

    receive(data + bytes(LIMITS.size_bytes - len(data)))


def test_nothing_readable_lies_in_the_store_or_the_database() -> None:
    token = receive(files.photo(), "KK Siti Rahmawati.jpg")

    plain = queries.open_upload(token)
    for key in [*drivers().blobs.keys()]:
        assert plain[100:200] not in drivers().blobs.get(key)
    stored = db.session.connection().exec_driver_sql("SELECT original_name FROM uploads").scalar_one()
    assert b"Siti" not in bytes(stored)


def test_a_file_put_in_the_place_of_another_does_not_open() -> None:
    first, second = receive(files.photo()), receive(files.photo((300, 300)))
    with transaction():
        queries.upload(first).blob_key = queries.upload(second).blob_key

    with pytest.raises(InvalidTag):
        queries.open_upload(first)


def test_the_same_file_sent_again_is_not_decoded_or_stored_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = receive(files.photo())
    keys = drivers().blobs.keys()
    monkeypatch.setattr(decoding, "ask", lambda *told, **within: pytest.fail("decoded twice"))

    second = receive(files.photo(), "sekali lagi.jpg", owner=Owner(draft_digest="e" * 64))

    assert second != first
    assert drivers().blobs.keys() == keys
    assert queries.open_upload(second) == queries.open_upload(first)
    assert queries.preview(second) == queries.preview(first)


def test_a_deleted_file_is_gone_at_once() -> None:
    token = receive(files.pdf(2), "kk.pdf")

    forget(token)

    assert drivers().blobs.keys() == []
    with pytest.raises(NotFoundError):
        queries.open_upload(token)
    with pytest.raises(NotFoundError):
        queries.preview(token)
    with pytest.raises(NotFoundError):
        forget(token)


def test_a_file_that_came_twice_stays_for_the_other() -> None:
    first, second = receive(files.photo()), receive(files.photo())

    forget(first)
    assert queries.open_upload(second)

    forget(second)
    assert drivers().blobs.keys() == []


def test_a_file_deleted_between_check_and_transaction_is_decoded_after_all() -> None:
    first = receive(files.photo())
    prepared = prepare(files.photo(), "lagi.jpg")
    assert prepared.fresh is None
    forget(first)

    with transaction():
        token = actions.receive(prepared, owner=DRAFT, at=TUESDAY).token

    assert queries.open_upload(token)


def test_a_deletion_rolled_back_deletes_nothing() -> None:
    token = receive(files.photo())

    with pytest.raises(NotFoundError), transaction():  # noqa: PT012 - the second refusal undoes the first deletion
        actions.delete(token, at=TUESDAY)
        actions.delete("TIDAK-ADA", at=TUESDAY)

    assert queries.open_upload(token)


def test_files_of_a_draft_pass_to_the_account_that_signs_in() -> None:
    token = receive(files.photo())
    with transaction():
        user_id = recovery.invite_staff("Siti", login="siti@contoh.go.id", actor=SYSTEM, at=MONDAY).user_id

    with transaction():
        actions.give(token, owner=Owner(user_id=user_id))

    given = queries.upload(token)
    assert (given.user_id, given.draft_digest) == (user_id, None)


def test_a_file_has_exactly_one_owner() -> None:
    for owner in (Owner(), Owner(user_id=1, draft_digest="d" * 64)):
        prepared = prepare(files.photo(), "foto.jpg")
        with pytest.raises(IntegrityError), transaction():
            actions.receive(prepared, owner=owner, at=MONDAY)


def test_the_sweep_removes_what_no_row_names_once_it_is_old_enough() -> None:
    token = receive(files.photo())
    stray, letter = drivers().blobs.put(b"tersesat"), drivers().blobs.put(b"surat")

    swept = []
    for at in (MONDAY, MONDAY + timedelta(minutes=30), MONDAY + timedelta(minutes=61)):
        with transaction():
            swept.append(actions.sweep(named_elsewhere={letter}, at=at))

    assert swept == [0, 0, 1]
    assert not drivers().blobs.exists(stray)
    assert drivers().blobs.exists(letter)
    assert queries.open_upload(token)


def test_a_stray_file_that_is_named_meanwhile_stays() -> None:
    stray = drivers().blobs.put(b"belum dicatat")
    with transaction():
        actions.sweep(named_elsewhere=set(), at=MONDAY)
    with transaction():
        actions.sweep(named_elsewhere={stray}, at=MONDAY + timedelta(minutes=61))
    with transaction():
        swept = actions.sweep(named_elsewhere=set(), at=MONDAY + timedelta(minutes=62))

    assert swept == 0
    assert drivers().blobs.exists(stray)


def test_a_file_the_store_has_lost_is_said_to_be_gone() -> None:
    token = receive(files.photo())
    for key in [*drivers().blobs.keys()]:
        drivers().blobs.delete(key)

    with pytest.raises(NotFoundError):
        queries.open_upload(token)
