"""The public log on the web: a page for people, answers for machines, and a witness who reads them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from eservice.kernel.db import db
from eservice.kernel.ports import drivers
from eservice.letters import merkle, queries
from eservice.letters.checkpoints import LogKey, PublicKey
from eservice.letters.models import LogCheckpoint, LogEntry, LogHead, LogNode
from tests.domain.letters import book
from tests.domain.letters.owner import as_owner
from tests.web.page import read_page, text_of

Answers = Callable[[str], tuple[int, bytes]]


@pytest.fixture
def letters(db_app: Flask) -> list[int]:
    """Six letters, and eight entries in the log."""
    return book.written()


def asked(client: FlaskClient, question: str, *, status: int = 200) -> dict[str, Any]:
    answer = client.get(f"/log/proof?{question}")
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    return answer.get_json()


def test_the_page_says_what_the_log_is_how_far_it_is_and_who_keeps_watch(
    letters: list[int], client: FlaskClient
) -> None:
    page = read_page(client, "/log")
    client.set_cookie("__Host-bahasa", "en")
    english = read_page(client, "/log", locale="en")

    assert text_of(page.h1) == "Log publik surat"
    assert "8" in text_of(page.find("dd"))
    assert str(drivers().log_key.key().public) in text_of(page)
    assert "Belum ada saksi luar" in text_of(page)
    assert "http://localhost:8000/log --state saksi.json" in text_of(page)
    assert [one["href"] for one in page.select("table a")] == [f"/log/{n}" for n in range(7, -1, -1)]
    assert text_of(english.h1) == "Public log of letters"


def test_an_empty_log_has_a_page_too(db_app: Flask, client: FlaskClient) -> None:
    assert "Belum ada surat yang terbit." in text_of(read_page(client, "/log"))
    assert client.get("/log/checkpoint").get_data(as_text=True).split("\n")[1] == "0"


def test_an_entry_has_a_page_with_its_proof(letters: list[int], client: FlaskClient) -> None:
    page = read_page(client, "/log/6")

    assert text_of(page.h1) == "Catatan no. 6"
    assert "Dicabut" in text_of(page)
    assert len(page.select("main ol li")) == 3
    read_page(client, "/log/8", status=404)


def test_the_page_about_a_letter_says_where_it_is_recorded(letters: list[int], client: FlaskClient) -> None:
    revoked = queries.letter_by_id(letters[3])

    page = read_page(client, f"/v/{revoked.token}")

    assert "Terbit: tercatat di log publik no. 3" in text_of(page)
    assert "Dicabut: tercatat di log publik no. 6" in text_of(page)
    assert page.find("a", href="/log/6")


def test_a_letter_that_was_slipped_into_the_register_is_not_called_in_force(
    letters: list[int], client: FlaskClient
) -> None:
    token = queries.letter_by_id(letters[1]).token
    as_owner(lambda connection: connection.execute(delete(LogEntry).where(LogEntry.letter_id == letters[1])))

    page = read_page(client, f"/v/{token}")

    assert text_of(page.h1) == "Tidak tercatat di log publik"
    assert "berlaku" not in text_of(page.h1)
    assert not page.find(id="cocokkan")


def test_a_letter_that_is_not_in_force_yet_is_not_recorded(db_app: Flask, client: FlaskClient) -> None:
    waiting = queries.letter_by_id(book.reserved(1))

    assert "log publik no." not in text_of(read_page(client, f"/v/{waiting.token}"))
    asked(client, f"kode={waiting.code}", status=404)


def test_whoever_has_the_letter_computes_the_proof_alone(letters: list[int], client: FlaskClient) -> None:
    """With the standard's formulas, the answers of the web and the file: no word of ours in between."""
    key = PublicKey.from_text(client.get("/log/key").get_data(as_text=True))
    letter = queries.letter_by_id(letters[3])

    told = asked(client, f"kode={letter.code}")

    checkpoint = key.opened(told["checkpoint"])
    assert checkpoint == key.opened(client.get("/log/checkpoint").get_data(as_text=True))
    assert told["salt"] == letter.log_salt
    assert told["bytes"] == len(book.file_of(letter.id))
    for proof, event in zip(told["proofs"], ("issued", "revoked"), strict=True):
        leaf = merkle.leaf_hash(proof["entry"].encode())
        path = [bytes.fromhex(one) for one in proof["path"]]
        assert json.loads(proof["entry"])["event"] == event
        assert merkle.is_included(proof["index"], checkpoint.size, leaf, path, checkpoint.root)


def test_the_same_proof_by_number_and_by_commitment_also_of_an_earlier_size(
    letters: list[int], client: FlaskClient
) -> None:
    commitment = json.loads(asked(client, "index=2")["proofs"][0]["entry"])["commitment"]

    assert asked(client, f"commitment={commitment}") == asked(client, "index=2")
    assert asked(client, "index=2&size=4")["size"] == 4


UNANSWERABLE = {
    "log_question_wrong": (
        400,
        [
            "",
            "index=1&kode=K7QM4T2X9D",
            "index=-1",
            "index=01",
            f"index={'9' * 22}",
            "commitment=xyz",
            "first=3&second=x",
        ],
    ),
    "log_sizes_wrong": (400, ["index=5&size=5", "first=9", "first=3&second=2"]),
    "log_entry_unknown": (
        404,
        ["index=8", "index=999999999999999", f"commitment={'f' * 64}", "kode=K7QM4T2X9D", "kode=%27", "kode="],
    ),
    "log_size_unknown": (404, ["first=1&second=9", "index=1&size=9", "index=1&size=0"]),
}


def test_a_question_that_has_no_answer_gets_a_clear_one(letters: list[int], client: FlaskClient) -> None:
    for code, (status, questions) in UNANSWERABLE.items():
        for question in questions:
            told = asked(client, question, status=status)

            assert told["error"] == code, question
            assert told["message"].endswith(".")


def test_tiles_are_those_of_the_standard(letters: list[int], client: FlaskClient) -> None:
    tile, bundle = client.get("/log/tile/0/000.p/8"), client.get("/log/tile/entries/000.p/8")

    leaves = [tile.data[start : start + 32] for start in range(0, 256, 32)]
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        _nodes, frontier = merkle.appended(size, frontier, leaf)
    checkpoint = drivers().log_key.key().public.opened(client.get("/log/checkpoint").get_data(as_text=True))
    assert merkle.folded(frontier) == checkpoint.root
    assert merkle.leaf_hash(bundle.data[2 : 2 + int.from_bytes(bundle.data[:2])]) == leaves[0]
    assert "immutable" in tile.headers["Cache-Control"]


def test_a_tile_that_is_not_there_is_not_found(letters: list[int], client: FlaskClient) -> None:
    odd = ["0/000", "0/000.p/9", "0/000.p/0", "0/000.p/256", "1/000.p/1", "0/0", "0/x000/000", "entries/000", "0/é"]

    assert {place: client.get(f"/log/tile/{place}").status_code for place in odd} == dict.fromkeys(odd, 404)


@contextmanager
def served(answers: Answers) -> Iterator[str]:
    """Yield the address of a log on a real port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/log"
        server.shutdown()


@pytest.fixture
def watch(db_app: Flask, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Return a function that runs a witness's command and returns exit status and words."""

    def run(*words: str) -> tuple[int, str]:
        done = db_app.test_cli_runner().invoke(
            args=["log", "witness", "--state", str(tmp_path / "saksi.json"), *words], catch_exceptions=False
        )
        return done.exit_code, done.output

    return run


@pytest.fixture
def address(client: FlaskClient) -> Iterator[str]:
    """The address of this installation's log, on a real port."""

    def answer(path: str) -> tuple[int, bytes]:
        told = client.get(path)
        return told.status_code, told.data

    with served(answer) as url:
        yield url


def cut(size: int) -> None:
    """Cut the log off, as its owner who has the key as well, without a trace inside."""

    def shorten(connection: Any) -> None:
        connection.execute(delete(LogEntry).where(LogEntry.position >= size))
        connection.execute(delete(LogCheckpoint).where(LogCheckpoint.size > size))
        for level in range(9):
            connection.execute(delete(LogNode).where(LogNode.level == level, LogNode.position >= size >> level))
        frontier = [
            connection.scalar(select(LogNode.hash).where(LogNode.level == level, LogNode.position == position))
            for level, position in merkle.nodes_of((0, size))
        ]
        connection.execute(LogHead.__table__.update().values(size=size, frontier=frontier))

    as_owner(shorten)
    db.session.remove()


def test_a_witness_sees_a_log_that_grows(
    letters: list[int], address: str, watch: Callable[..., tuple[int, str]]
) -> None:
    first = watch("--url", address)
    again = watch("--url", address)
    book.issued(7)
    grown = watch("--url", address)

    assert first == (0, f"consistent: 8 entries, seen for the first time, root {root_now(8)}\n")
    assert again == (0, f"consistent: 8 entries, 0 more than before, root {root_now(8)}\n")
    assert grown == (0, f"consistent: 9 entries, 1 more than before, root {root_now(9)}\n")


def root_now(size: int) -> str:
    note = db.session.scalar(select(LogCheckpoint.note).where(LogCheckpoint.size == size))
    key: LogKey = drivers().log_key.key()
    return key.public.opened(note or "").short


@pytest.mark.parametrize("more", [0, 1, 3], ids=["shorter", "as long", "longer"])
def test_a_witness_refuses_a_history_that_was_written_anew(
    letters: list[int], address: str, watch: Callable[..., tuple[int, str]], tmp_path: Path, more: int
) -> None:
    watch("--url", address)
    seen = (tmp_path / "saksi.json").read_text()
    cut(7)
    for request_id in range(7, 7 + more):
        book.issued(request_id)
    assert db.session.scalar(select(func.count()).select_from(LogEntry)) == 7 + more

    status, words = watch("--url", address)

    assert (status, words[:10]) == (1, "REWRITTEN.")
    assert (tmp_path / "saksi.json").read_text() == seen


def test_a_witness_refuses_another_key(letters: list[int], address: str, watch: Callable[..., tuple[int, str]]) -> None:
    watch("--url", address)
    drivers().log_key.path.write_text(f"localhost:8000/log {'A' * 43}=\n")
    book.issued(7)

    status, words = watch("--url", address)

    assert status == 1
    assert "REWRITTEN. the checkpoint is not signed by the key of this log." in words


def test_a_witness_that_sees_no_log_does_not_say_that_all_is_well(
    letters: list[int], address: str, watch: Callable[..., tuple[int, str]]
) -> None:
    watch("--url", address)
    odd = [(500, b""), (200, b"<html>"), (200, b"[]"), (200, b'{"checkpoint": "", "first": 0}'), (200, b"\xff")]

    for answer in [*odd, (404, b"")]:
        with served(lambda _path, told=answer: told) as broken:
            assert watch("--url", broken)[0] == 3
    assert watch("--url", "http://127.0.0.1:9/log")[0] == 3
    assert watch("--url", "file:///etc/passwd")[0] == 3
    assert watch()[0] == 2


def test_a_witness_without_network_reads_files(
    letters: list[int], client: FlaskClient, watch: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    note, proof = tmp_path / "checkpoint", tmp_path / "proof.json"
    note.write_bytes(client.get("/log/checkpoint").data)
    key = client.get("/log/key").get_data(as_text=True)
    keyless = watch("--file", str(note))
    first = watch("--file", str(note), "--key", key)
    book.issued(7)
    proof.write_bytes(client.get("/log/proof?first=8").data)

    assert keyless[0] == 3
    assert first[0] == 0
    assert watch("--file", str(proof))[0] == 0
    assert watch("--file", str(proof))[0] == 3  # once more: it does not begin where the witness is by now
