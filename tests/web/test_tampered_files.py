"""Thousands of tampered files handed in at the page that checks letters: none is answered as in force."""

import random
import re
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.kernel import clock
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.letters import actions, production, queries
from eservice.letters.kinds import Kind
from tests.confined import copy_instead_of_starting
from tests.domain.letters import book
from tests.letters.forging import FORGERIES
from tests.times import MONDAY
from tests.web.page import read_page, submit, text_of

KINDS = (Kind.SKD, Kind.SKTM, Kind.N1)
VERDICT = re.compile(r'<section class="seal (\w+)".*?<h1 [^>]*>(.*?)</h1>', re.DOTALL)


class Issued(NamedTuple):
    """A letter in force and the files that were stored of it."""

    number: str
    files: list[bytes]


def issue(request_id: int, kind: Kind) -> Issued:
    """Draw and sign a letter as the worker does."""
    letter = queries.letter_by_id(book.reserved(request_id, kind=kind))
    content, signer, files = queries.content_of(letter), drivers().signer, list[bytes]()
    for place in range(letter.places):
        if place == 0:
            stamp = queries.stamp_of(letter, base_url="https://eservice.contoh.go.id", signed_at=MONDAY)
            files.append(production.first_edition(content, stamp, signer=signer, at=MONDAY))
        else:
            files.append(production.next_edition(files[-1], content, place=place, signer=signer, at=MONDAY))
    with transaction():
        letter = queries.letter_by_id(letter.id)
        for place, file in enumerate(files):
            actor = Actor(Role.SIGNER, office_id=book.offices()[place])
            actions.record_signature(letter, place=place, office_id=actor.office_id or 0, actor=actor, at=MONDAY)
            actions.store_edition(letter, production.SIGNED.format(place=place + 1), file, at=MONDAY)
        actions.issue_letter(letter, actor=SYSTEM, at=MONDAY)
    return Issued(queries.letter_by_id(letter.id).number, files)


def hand_in(client: FlaskClient, form: BeautifulSoup, file: bytes) -> BeautifulSoup:
    return submit(client, form, {"berkas": (BytesIO(file), "surat.pdf")})


def forged(rng: random.Random, way: str, letter: Issued) -> bytes:
    """Return a tampered file that is not one of the registered ones by chance."""
    while True:
        file = FORGERIES[way](letter.files[-1], rng)
        if file not in letter.files:
            return file


@pytest.mark.proof
@pytest.mark.parametrize("kind", KINDS)
def test_no_tampered_file_is_answered_as_in_force(
    kind: Kind,
    db_app: Flask,
    client: FlaskClient,
    proof_count: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Files are examined by copies of this process; the test below starts one for each, as the product does."""
    copy_instead_of_starting(monkeypatch)
    letter, token = issue(1, kind), read_page(client, "/verifikasi").select_one("[name=csrf_token]")["value"]
    rng, said, taken, ways = random.Random(f"{kind}"), Counter[str](), list[str](), sorted(FORGERIES)
    share = -(-proof_count(5000, part=333) // len(KINDS))

    for turn in range(KINDS.index(kind) * share, (KINDS.index(kind) + 1) * share):
        way = ways[turn % len(ways)]
        client.environ_base["REMOTE_ADDR"] = f"127.1.{turn // 250}.{turn % 250}"  # one network would have to wait
        with clock.travel(MONDAY):
            sent = {"csrf_token": token, "berkas": (BytesIO(forged(rng, way, letter)), "surat.pdf")}
            answer = client.post("/verifikasi", data=sent).get_data(as_text=True)
        tone, word = VERDICT.search(answer).groups()
        said[word] += 1
        if tone == "good" or "masih berlaku" in answer:
            taken.append(f"{turn} {way}")

    assert taken == []
    assert set(said) <= {"Berkas ini sudah diubah", "Berkas ini tidak terdaftar", "Berkas ini bukan dari kami"}
    assert sum(said.values()) == share
    with clock.travel(MONDAY):
        whole = hand_in(client, read_page(client, "/verifikasi"), letter.files[-1])
        assert text_of(whole.h1) == "Terdaftar dan masih berlaku"


def test_a_changed_file_is_told_what_was_done_to_it_and_of_which_letter_it_was_made(
    db_app: Flask, client: FlaskClient
) -> None:
    letter = issue(1, Kind.SKD)
    rng, told = random.Random(1), {}
    with clock.travel(MONDAY):
        form = read_page(client, "/verifikasi")

        for way in ("noted behind", "stripped", "cut"):
            told[way] = hand_in(client, form, FORGERIES[way](letter.files[-1], rng))

    for way, words in {
        "noted behind": "di belakang tanda tangan",
        "stripped": "tangan elektronik kami dibuang",
    }.items():
        assert text_of(told[way].h1) == "Berkas ini sudah diubah"
        assert words in text_of(told[way].main)
        assert letter.number in text_of(told[way].main)
    assert "S*** R********" not in text_of(told["stripped"].main)
    assert "terpotong" in text_of(told["cut"].main)
