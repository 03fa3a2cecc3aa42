"""Other systems ask with a token: made once, good for one thing of some offices, ended at any time."""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import sessions, tokens
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.accounts.tokens import NewToken, Scope
from eservice.audit.models import AuditEntry
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.offices.queries import office_by_code
from tests.web import desks
from tests.web.desks import NOW, House
from tests.web.page import read_page, submit, text_of


@pytest.fixture
def admin(house: House) -> Actor:
    with transaction():
        return desks.person(office_by_code("dukcapil"), Role.ADMIN, "Teguh Prakoso")


@pytest.fixture
def token(admin: Actor) -> Callable[..., str]:
    """Return a function that makes a token for requests' standing, changed as it is told."""

    def make(**changes: object) -> str:
        told: dict[str, object] = {
            "name": "Bot", "scopes": (Scope.STATUS,), "office_id": None, "lasts": timedelta(days=30), "per_minute": 60,
        } | changes  # fmt: skip
        with transaction():
            return tokens.make_token(NewToken(**told), actor=admin, at=NOW)  # type: ignore[arg-type]

    return make


@pytest.fixture
def desk(admin: Actor, client: FlaskClient) -> Iterator[FlaskClient]:
    """The administrator's browser, a moment after the second proof."""
    with transaction():
        secret = sessions.start_session(admin.user_id or 0, membership_id=admin.membership_id, strong=True, at=NOW)
        sessions.confirm(secret, at=NOW)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = secret
    return client


def ask(client: FlaskClient, code: str, token: str, status: int = 200) -> dict[str, object]:
    answer = client.get(f"/api/v1/requests/{code}", headers={"Authorization": f"Bearer {token}"} if token else {})
    assert answer.status_code == status, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == ("application/json" if status == 200 else "application/problem+json")
    told: dict[str, object] = answer.get_json()
    return told


def test_the_administrator_makes_a_token_that_is_shown_once_and_asks_with_it(
    house: House, desk: FlaskClient, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    code = desks.file_request(house)

    made = submit(
        desk, read_page(desk, "/kelola/token/baru"),
        {"name": "Bot kota", "scopes": ["status"], "days": "30", "per_minute": "60"},
    )  # fmt: skip
    told = re.findall(r"es_[\w-]{43}", made.text)[0]
    with caplog.at_level(logging.DEBUG):
        answer = ask(app.test_client(), code, told)
    after = read_page(desk, "/kelola/token")

    assert (answer["status"], answer["status_words"]) == ("submitted", "Terkirim, menunggu diperiksa")
    assert desks.NIK not in str(answer)
    assert "Siti" not in str(answer)
    assert "Bot kota" in text_of(after)
    assert told not in after.text
    assert told[-4:] in after.text
    assert "Belum pernah" not in text_of(after)
    assert told not in caplog.text
    entries = db.session.query(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(4).all()
    assert {"token:make", "api:status"} <= {one.action for one in entries}
    assert not any(told in str(one.data) for one in entries)

    submit(desk, after, {}, form="main form[action$=cabut]")
    assert ask(app.test_client(), code, told, 401)["code"] == "token_needed"


def test_a_token_asks_for_proof_and_a_use(house: House, desk: FlaskClient, admin: Actor, client: FlaskClient) -> None:
    form = read_page(desk, "/kelola/token/baru")

    refused = submit(desk, form, {"name": "Bot", "days": "400", "per_minute": "60"}, status=422)

    assert "Pilih sedikitnya satu kegunaan." in text_of(refused)
    with clock.travel(NOW + timedelta(minutes=10)):
        asked = submit(desk, form, {"name": "Bot", "scopes": ["status"]}, status=403)
    assert "es_" not in asked.text


@pytest.mark.parametrize("told", ["", "es_" + "A" * 43, "x", "es_" + "A" * 43 + " x"])
def test_without_a_good_token_nothing_is_told(told: str, house: House, client: FlaskClient) -> None:
    code = desks.file_request(house)

    assert ask(client, code, told, 401)["code"] == "token_needed"


def test_a_token_ends_and_is_good_for_its_scope_and_offices_alone(
    house: House, token: Callable[..., str], client: FlaskClient
) -> None:
    code = desks.file_request(house)
    here, there = house.office_id, office_by_code("kel-kasang").id
    good = token(office_id=here)

    assert ask(client, code, good)["code"] != ""
    assert ask(client, code, token(office_id=there), 404)["code"] == "no_such_request"
    other = token()
    with transaction():
        tokens.tokens()[0].scopes = ["other"]
    assert ask(client, code, other, 403)["code"] == "token_scope"
    assert ask(client, "ZZZZZZ", good, 404) == ask(client, "nihil", good, 404)
    with clock.travel(NOW + timedelta(days=30)):
        assert ask(client, code, good, 401)["code"] == "token_needed"


def test_a_token_asks_only_so_often_whatever_others_ask(
    house: House, token: Callable[..., str], client: FlaskClient
) -> None:
    code = desks.file_request(house)
    slow, other = token(per_minute=1), token(per_minute=1)

    ask(client, code, slow)
    again = client.get(f"/api/v1/requests/{code}", headers={"Authorization": f"Bearer {slow}"})

    assert (again.status_code, again.get_json()["code"]) == (429, "token_rate")
    assert 1 <= int(again.headers["Retry-After"]) <= 61
    ask(client, code, other)


def test_a_session_opens_nothing_here_and_a_token_no_page(
    house: House, desk: FlaskClient, token: Callable[..., str], app: Flask
) -> None:
    code = desks.file_request(house)

    ask(desk, code, "", 401)
    page = app.test_client().get("/kelola/token", headers={"Authorization": f"Bearer {token()}"})

    assert page.status_code == 303


def test_who_does_not_run_the_house_makes_and_ends_no_token(house: House, token: Callable[..., str]) -> None:
    token()
    new = NewToken("Bot", (Scope.STATUS,), None, timedelta(days=1), 1)

    with pytest.raises(NotAllowedError), transaction():
        tokens.make_token(new, actor=house.dewi, at=NOW)
    with pytest.raises(NotAllowedError), transaction():
        tokens.revoke_token(tokens.tokens()[0].id, actor=house.dewi, at=NOW)


def test_the_catalogue_is_told_whole_to_everybody(house: House, client: FlaskClient) -> None:
    every = client.get("/api/v1/services").get_json()["services"]
    one = client.get("/api/v1/services/" + next(it["slug"] for it in every if it["code"] == "SKD")).get_json()

    assert [it["name"] for it in every] == sorted(it["name"] for it in every)
    assert len(one["standard"]) == 14
    assert one["promise"]["online"]["days"] >= 1
    assert one["requirements"]
    assert all(step["fields"] for step in one["steps"])
    assert client.get("/api/v1/services/tidak-ada").status_code == 404
