"""Signing in through an identity service: who comes in, and every word that is refused, over real HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import ECKey
from sqlalchemy import func, select

from eservice.accounts import actions, factors, passwords, sessions, totp
from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.accounts.rules import Level, Way
from eservice.audit.models import AuditEntry
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from tests.identity import CLIENT, SECRET, Provider, provider
from tests.times import MONDAY
from tests.web.page import read_page, read_response, submit, text_of

SITI, AHMAD, NOBODY = "1571014107909001", "1571010101859002", "1571010101859003"
START, RETURN = "/masuk/identitas", "/masuk/identitas/kembali"


@pytest.fixture
def service(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """An identity service that this installation trusts, and that says Siti has come."""
    with provider() as made, passwords.cheap(), clock.travel(MONDAY):
        kept = db_app.extensions["eservice.settings"]
        known = {"oidc_issuer": made.address, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        chosen = replace(kept, **known)
        monkeypatch.setitem(db_app.extensions, "eservice.settings", chosen)
        monkeypatch.setitem(db_app.jinja_env.globals, "settings", chosen)
        now = int(MONDAY.timestamp())
        made.claims = {"nik": SITI, "iat": now, "exp": now + 300}
        yield made


def citizen(nik: str = SITI, *, proven: bool = True) -> int:
    with transaction():
        new = actions.NewCitizen(nik=nik, name="Siti Rahmawati" if nik == SITI else "Ahmad Fauzi")
        user = actions.register(new, password=passwords.choose("kopi hangat di teras"), at=MONDAY)
        if proven:
            user.level, user.proven_at = Level.PROVEN, MONDAY
        return user.id


def comes(client: FlaskClient, service: Provider, **changes: str) -> Any:
    """Go to the service and back; return the answer to the return."""
    sent = client.get(START)
    assert sent.status_code == 303
    back = service.front_door(sent.location) | changes
    return client.get(RETURN, query_string=back)


def said(client: FlaskClient) -> str:
    return text_of(read_page(client, "/masuk"))


def test_whom_the_service_names_is_in_and_no_second_account_is_made(client: FlaskClient, service: Provider) -> None:
    citizen()
    assert "Masuk dengan Identitas Kota" in said(client)

    answer = comes(client, service)

    assert answer.status_code == 303
    page = text_of(read_page(client, "/akun"))
    assert "Siti Rahmawati" in page
    assert "lewat layanan identitas" in page
    assert db.session.scalar(select(func.count()).select_from(User)) == 1
    begun = select(AuditEntry.data).where(AuditEntry.action == "account:sign_in").order_by(AuditEntry.sequence)
    assert db.session.scalars(begun).all()[-1]["way"] == Way.OUTSIDE


WRONG: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "of another journey"},
    "for another client": {"aud": "another office"},
    "for two, and meant for the other": {"aud": [CLIENT, "another office"], "azp": "another office"},
    "another issuer": {"iss": "https://another.example"},
    "expired": {"exp": int((MONDAY - timedelta(minutes=1)).timestamp())},
    "without an end": {"exp": None},
    "without a NIK": {"nik": None},
    "a NIK that is none": {"nik": "15710141"},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_word_that_is_not_for_this_journey_opens_nothing(client: FlaskClient, service: Provider, wrong: str) -> None:
    citizen()
    service.claims |= WRONG[wrong]

    assert comes(client, service).location == "/masuk"

    assert "tidak selesai" in said(client)
    assert client.get("/akun").status_code == 303
    logged = select(AuditEntry.action).order_by(AuditEntry.sequence.desc())
    assert db.session.scalar(logged.limit(1)) == "account:outside_refused"


def test_a_word_that_nobody_or_another_key_signed_opens_nothing(client: FlaskClient, service: Provider) -> None:
    citizen()
    service.unsigned = True
    assert comes(client, service).location == "/masuk"
    service.unsigned, service.published = False, ECKey.generate_key("P-256", {"kid": "1"})
    assert comes(client, service).location == "/masuk"
    assert client.get("/akun").status_code == 303

    service.published = None
    assert comes(client, service).location != "/masuk"


def test_a_forged_return_is_a_clear_page_and_no_fault(client: FlaskClient, service: Provider) -> None:
    citizen()
    for forged in ({"state": "made up"}, {"state": ""}, {"iss": "https://another.example"}):
        assert comes(client, service, **forged).location == "/masuk"
        assert "tidak selesai" in said(client)
    sent = client.get(START)
    refused = {"error": "access_denied", "state": service.front_door(sent.location)["state"]}
    read_response(client.get(RETURN, query_string=refused, follow_redirects=True))
    assert client.get(RETURN, query_string={"code": "x", "state": "y"}).location == "/masuk"  # nothing was begun here

    assert client.get("/akun").status_code == 303


def test_a_return_is_good_once_and_for_ten_minutes(client: FlaskClient, service: Provider) -> None:
    citizen()
    back = service.front_door(client.get(START).location)
    with clock.travel(MONDAY + timedelta(minutes=10)):
        assert client.get(RETURN, query_string=back).location == "/masuk"

    assert client.get(RETURN, query_string=back).location == "/masuk"  # what the browser kept is used up
    assert client.get("/akun").status_code == 303


def test_an_unknown_or_unproven_nik_opens_nothing_and_makes_nothing(client: FlaskClient, service: Provider) -> None:
    citizen(proven=False)
    assert comes(client, service).location == "/masuk"
    assert "belum dicocokkan dengan KTP" in said(client)
    service.claims["nik"] = NOBODY

    assert comes(client, service).location == "/masuk"

    assert "Belum ada akun" in said(client)
    assert db.session.scalar(select(func.count()).select_from(User)) == 1


def test_another_person_s_nik_opens_that_person_s_account_and_ends_the_one_before(
    client: FlaskClient, service: Provider
) -> None:
    citizen()
    citizen(AHMAD)
    comes(client, service)
    service.claims["nik"] = AHMAD

    comes(client, service)

    page = text_of(read_page(client, "/akun"))
    assert "Ahmad Fauzi" in page
    assert "Siti Rahmawati" not in page


def test_who_has_a_second_factor_gives_it_here_too(client: FlaskClient, service: Provider) -> None:
    number, secret = citizen(), totp.new_secret()
    actor = Actor(Role.CITIZEN, user_id=number)
    with transaction():
        session = sessions.start_session(number, at=MONDAY)
        made = factors.set_up(secret, totp.code_at(secret, MONDAY), session=session, actor=actor, at=MONDAY)

    asked = read_response(comes(client, service))
    assert text_of(asked.h1) == "Isi kode kedua"
    assert client.get("/akun").status_code == 303
    submit(client, asked, {"sandi_konfirmasi": made[0]})

    assert client.get("/akun").status_code == 200


def test_a_service_that_is_away_is_said_and_the_password_stays(client: FlaskClient, service: Provider) -> None:
    kept = service.front_door(client.get(START).location)
    service.address = "http://127.0.0.1:1"  # nobody listens there, nor is it what was agreed

    assert client.get(START).location == "/masuk"
    assert client.get(RETURN, query_string=kept).location == "/masuk"
    assert "tidak selesai" in said(client)


@pytest.mark.parametrize(("named", "opens"), [((), False), (("localhost",), True)], ids=["not named", "named"])
def test_a_door_at_another_host_is_not_knocked_at_unless_it_was_named(
    client: FlaskClient,
    db_app: Flask,
    service: Provider,
    monkeypatch: pytest.MonkeyPatch,
    named: tuple[str, ...],
    opens: bool,
) -> None:
    citizen()
    told, asked = service.told(), []
    elsewhere = told["token_endpoint"].replace("127.0.0.1", "localhost")
    monkeypatch.setattr(service, "told", lambda: told | {"token_endpoint": elsewhere})
    monkeypatch.setattr(service, "tokens", lambda *given: asked.append(given) or Provider.tokens(service, *given))
    settings = replace(db_app.extensions["eservice.settings"], oidc_hosts=named)
    monkeypatch.setitem(db_app.extensions, "eservice.settings", settings)

    comes(client, service)

    assert elsewhere.startswith("http://localhost:")
    assert bool(asked) is opens
    assert ("Akun saya" in said_at(client, "/akun")) is opens


def said_at(client: FlaskClient, path: str) -> str:
    return client.get(path, follow_redirects=True).get_data(as_text=True)


def test_without_a_service_there_is_no_such_page(client: FlaskClient, db_app: Flask) -> None:
    for path in (START, RETURN):
        assert client.get(path).status_code == 404
    assert "Identitas Kota" not in said(client)
