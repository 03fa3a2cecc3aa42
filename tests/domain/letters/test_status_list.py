"""The signed list for checks without a network: who is on it, how soon, and what it does not tell."""

from datetime import timedelta
from types import ModuleType

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters import actions, queries
from eservice.letters.ended import KNOWN_FOR
from eservice.letters.kinds import Kind
from eservice.letters.sealing import seal_id
from tests import seals
from tests.domain.letters import book
from tests.times import MONDAY

MINUTE = timedelta(minutes=1)
BASE = "http://localhost:8000"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return seals.script()


def answer(client: FlaskClient, script: ModuleType, text: str, *, at=book.LATER) -> str:
    """Return what somebody finds who fetched keys and list at an instant."""
    with clock.travel(at):
        keys, told = client.get("/verifikasi/luring/kunci").data, client.get("/verifikasi/luring/status").data
    return script.check(text, script.known_from(keys, told), now=at.timestamp()).code


def text_of(letter_id: int) -> str:
    """Return what the QR of a letter says."""
    stamp = queries.stamp_of(queries.letter_by_id(letter_id), base_url=BASE, signed_at=MONDAY)
    db.session.remove()
    return f"{stamp.verify_url}#{stamp.seal}" if stamp.seal else stamp.verify_url


def test_every_end_of_a_letter_is_known_without_a_network(
    db_app: Flask, client: FlaskClient, script: ModuleType
) -> None:
    letters = book.written()
    waiting = book.reserved(7, kind=Kind.SKTM)
    void = book.reserved(8)
    with transaction():
        for one in (waiting, void):
            actions.store_edition(queries.letter_by_id(one), "signed-1", book.file_of(one), at=MONDAY)
        actions.void_letter(queries.letter_by_id(void), reason="Pemohon batal", actor=book.signer(), at=MONDAY)

    found = [answer(client, script, text_of(one)) for one in (*letters, waiting, void)]

    assert found == ["no_seal", "genuine", "genuine", "revoked", "replaced", "genuine", "waiting", "void"]


def test_a_revocation_is_known_within_a_minute(db_app: Flask, client: FlaskClient, script: ModuleType) -> None:
    letter = book.issued(1)
    text, before = text_of(letter), answer(client, script, text_of(letter))
    book.revoke(letter)

    kept = client.get("/verifikasi/luring/status").headers["Cache-Control"]

    assert (before, answer(client, script, text, at=book.LATER + MINUTE)) == ("genuine", "revoked")
    assert kept == "public, max-age=30"


def test_a_list_is_the_same_within_a_minute_and_says_until_when_it_counts(
    db_app: Flask, client: FlaskClient, script: ModuleType
) -> None:
    text = text_of(book.issued(1))
    asked = []
    for seconds in (1, 59, 61):
        with clock.travel(MONDAY.replace(second=0, microsecond=0) + timedelta(seconds=seconds)):
            asked.append(client.get("/verifikasi/luring/status").data)

    keys = client.get("/verifikasi/luring/kunci").data
    known = script.known_from(keys, asked[0])
    ends = MONDAY.replace(second=0, microsecond=0) + KNOWN_FOR
    assert asked[0] == asked[1] != asked[2]
    assert script.check(text, known, now=ends.timestamp() - 1).code == "genuine"
    assert script.check(text, known, now=ends.timestamp()).code == "unconfirmed"


def test_the_list_names_no_letter_and_leaves_out_what_a_date_has_ended(db_app: Flask, client: FlaskClient) -> None:
    letters = book.written()
    revoked = queries.letter_by_id(letters[3])
    after = clock.wib(book.LATER) + timedelta(days=400)

    with clock.travel(book.LATER):
        told = client.get("/verifikasi/luring/status").data
    with clock.travel(after):
        later = client.get("/verifikasi/luring/status").data

    assert seal_id(revoked.token) in told
    for secret in (revoked.token, revoked.code, revoked.number, revoked.holder_name):
        assert secret.encode() not in told
    assert seal_id(revoked.token) not in later
