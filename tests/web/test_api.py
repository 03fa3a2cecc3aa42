"""What machines are told of letters: the states of the page, its masks, and every refusal as a problem."""

import hashlib
import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.letters import queries
from eservice.letters.kinds import Kind
from eservice.letters.lookups import lookups_of
from eservice.letters.rules import Verdict
from eservice.web.seals import DOCUMENT, UNLOGGED
from tests.architecture.sources import ROOT
from tests.domain.letters import book
from tests.domain.letters.owner import as_owner
from tests.times import MONDAY
from tests.web.page import read_page, text_of

SCHEMA = json.loads((ROOT / "docs" / "api.md").read_text(encoding="utf-8").split("```json\n")[1].split("```")[0])
NOBODY = "A" * 26


@pytest.fixture(autouse=True)
def _tuesday():
    with clock.travel(book.LATER):
        yield


def test_the_description_for_machines_is_what_is_answered_and_written_down(db_app: Flask, client: FlaskClient) -> None:
    told = client.get("/api/openapi.json").get_json()

    paths = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in db_app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.description"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path, methods in told["paths"].items() for method in methods} == paths
    answer = told["components"]["schemas"]["Answer"]
    assert answer == {name: value for name, value in SCHEMA.items() if name != "$schema"}
    assert set(answer["properties"]["state"]["enum"]) == {*Verdict, UNLOGGED, DOCUMENT}
    jsonschema.Draft202012Validator.check_schema(answer)
    assert told["servers"] == [{"url": "http://localhost:8000"}]
    problem = told["components"]["schemas"]["Problem"]
    jsonschema.validate(client.get("/api/v1/verify").get_json(), problem)
    for status in ("400", "429", "413", "415"):
        assert status in told["paths"]["/api/v1/verify"]["post"]["responses"]


def ask(client: FlaskClient, status: int = 200, **question: str) -> dict[str, Any]:
    """Ask, and hold the answer against what is promised of every one of them."""
    answer = client.get("/api/v1/verify", query_string=question)
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    told: dict[str, Any] = answer.get_json()
    if status == 200:
        jsonschema.validate(told, SCHEMA)
    else:
        assert answer.mimetype == "application/problem+json"
        assert (told["status"], bool(told["detail"])) == (status, True)
    return told


def test_a_letter_in_force_is_told_with_what_the_paper_must_say_and_no_more(db_app: Flask, client: FlaskClient) -> None:
    letter = queries.letter_by_id(book.issued(1))
    holder = book.holder(1)

    told = ask(client, code=show_code(letter.code).lower())

    assert (told["state"], told["in_force"], told["file"]) == ("in_force", True, None)
    assert told["checked_at"] == "2026-07-07T09:00:00+07:00"
    assert told["letter"]["numbers"] == [letter.number]
    assert told["letter"]["holder_masked"].startswith("S***")
    assert [(one["position"], one["certified"]) for one in told["signatures"]] == [("Lurah Buluran Kenali", False)]
    assert not any(secret in json.dumps(told) for secret in (holder.name, holder.nik, holder.nik[-4:]))
    proof = urlsplit(told["log"][0]["proof"])
    assert client.get(f"{proof.path}?{proof.query}").get_json()["proofs"][0]["index"] == told["log"][0]["index"]
    assert ask(client, token=letter.token) == told == ask(client, token=letter.token.lower())


def test_every_state_of_the_page_is_told_and_no_other(db_app: Flask, client: FlaskClient) -> None:
    letters = book.written()
    waiting, half = book.reserved(6), book.reserved(7, kind=Kind.SKTM)
    book.sign(half, 0)
    void = book.void(8)
    token = {one: queries.letter_by_id(one).token for one in [*letters, waiting, half, void]}

    told = {one: ask(client, token=token[one]) for one in token}
    with clock.travel(MONDAY + timedelta(days=400)):
        expired = ask(client, token=token[letters[1]])
    unknown = ask(client, token=NOBODY)
    as_owner(lambda connection: book.forget_log_of(connection, letters[2]))
    unlogged = ask(client, token=token[letters[2]])

    states = {one: told[one]["state"] for one in told}
    assert [states[one] for one in letters] == ["in_force"] * 3 + ["revoked", "replaced", "in_force"]
    assert [states[waiting], states[half], states[void]] == ["not_signed", "partly_signed", "void"]
    assert [expired["state"], unknown["state"], unlogged["state"]] == ["expired", "unknown", "unlogged"]
    named = {*states.values(), "expired", "unknown", "unlogged", "document"}
    assert set(SCHEMA["properties"]["state"]["enum"]) == named
    assert told[letters[4]]["replaced_by"]["page"].endswith(f"/v/{token[letters[5]]}")
    assert told[letters[3]]["revoked"]["reason"] == "wrong_data"
    assert [told[one]["letter"]["numbers"] for one in (waiting, half, void)] == [[], [], []]
    assert [unlogged["letter"], unlogged["in_force"], unknown["letter"]] == [None, False, None]
    page = read_page(client, f"/v/{token[letters[3]]}")
    assert text_of(page.h1) == told[letters[3]]["words"]


def test_a_file_is_asked_about_by_its_hash_alone(db_app: Flask, client: FlaskClient) -> None:
    letter_id = book.issued(1)
    digest = hashlib.sha256(book.file_of(letter_id)).hexdigest()

    known, unknown = ask(client, sha256=digest.upper()), ask(client, sha256="0" * 64)
    posted = client.post("/api/v1/verify", json={"sha256": digest})

    assert (known["state"], known["file"]) == ("in_force", "registered")
    assert (unknown["state"], unknown["file"], unknown["in_force"]) == ("unknown", "unknown", False)
    assert posted.get_json() == known
    assert lookups_of(letter_id).times == 2


@pytest.mark.parametrize(
    "question",
    [{}, {"code": "K7QM"}, {"token": "x"}, {"sha256": "zz"}, {"kode": "K7QM4T2X9D"}, {"token": NOBODY, "code": "x"}],
)
def test_a_question_that_is_none_is_a_problem(question: dict[str, str], client: FlaskClient) -> None:
    assert ask(client, 400, **question)["code"] == "verify_question_wrong"


def test_what_is_sent_otherwise_is_a_problem_too(client: FlaskClient) -> None:
    def problem(method: str, address: str, **sent: Any) -> tuple[int, str]:
        answer = client.open(address, method=method, **sent)
        return answer.status_code, answer.mimetype

    kind = "application/problem+json"
    assert problem("POST", "/api/v1/verify", data="x" * 3000, content_type="application/json") == (413, kind)
    assert problem("POST", "/api/v1/verify", data={"code": "x"}) == (415, kind)
    assert problem("POST", "/api/v1/verify", data="{", content_type="application/json") == (400, kind)
    assert problem("POST", "/api/v1/verify", json=["x"]) == (400, kind)
    assert problem("POST", "/api/v1/verify", json={"token": "a\0"}) == (400, kind)
    assert problem("DELETE", "/api/v1/verify") == (405, kind)
    assert problem("GET", "/api/v1/nothing") == (404, kind)


def test_codes_that_lead_nowhere_are_counted_on_page_and_here_together_and_real_ones_are_not(
    db_app: Flask, client: FlaskClient
) -> None:
    code = queries.letter_by_id(book.issued(1)).code
    for _ in range(4):
        assert ask(client, code="ZZZZZZZZZZ")["state"] == "unknown"
    read_page(client, "/verifikasi?kode=ZZZZZZZZZZ")

    refused = client.get("/api/v1/verify?code=ZZZZZZZZZZ")

    assert (refused.status_code, refused.get_json()["code"]) == (429, "too_many_tries")
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert "Terlalu sering" in text_of(read_page(client, "/verifikasi?kode=ZZZZZZZZZZ", status=429))
    for _ in range(6):
        assert ask(client, code=code)["state"] == "in_force"
