"""Every column of every table, posted to every form beside what the form asks for: nothing more is changed by it."""

import sqlite3
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from eservice.accounts.models import User
from eservice.accounts.permissions import Permission, may
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.web.guards import signed_in
from tests.databases import Filled
from tests.web.access_door import Door, opened
from tests.web.access_table import PEOPLE, PUBLIC, table
from tests.web.desks import NOW
from tests.web.page import filled_in

TABLE = dict(table())
LOG = "audit_entries"
SENT = {"integer": "9001", "boolean": "y", "datetime": "2020-01-01T00:00:00+00:00", "date": "2020-01-01"}


@pytest.fixture
def door(app: Flask, client: FlaskClient, filled: Filled) -> Iterator[Door]:
    """Everybody at the door of the house, on a Tuesday morning."""
    with clock.travel(NOW), opened(app, filled) as found:
        yield found


def columns() -> dict[str, str]:
    """Return the name of every column there is, and what is sent as its value."""
    return {
        column.name: SENT.get(type(column.type).__visit_name__.lower().removeprefix("utc"), "penyusup")
        for one in db.metadata.sorted_tables
        for column in one.columns
    }


@pytest.mark.proof
def test_no_form_changes_more_than_it_shows(door: Door, proof_count: Callable[..., int]) -> None:
    """Each form is sent as its page shows it, once alone and once with every column, which writes nothing more.

    A quarter of the forms in every run of the checks, all of them as a proof.
    """
    everything = columns()
    wrong, sent = [], 0
    forms = sorted((rule for rule in door.app.url_map.iter_rules() if _is_sent(rule)), key=lambda rule: rule.endpoint)
    for rule in forms[:: 4 // proof_count(4, part=4)]:
        name = _who(rule)
        form, fields = _form(door, rule, name)
        asked = {one.partition("-")[0] for one in fields} | fields | READ_BY_HAND
        more = {column: value for column, value in everything.items() if column not in asked}
        sent += 1
        beside = _written(door, rule, name, more | form)
        if beside and (besides := beside - _written(door, rule, name, form)):
            wrong.append(f"{rule.endpoint}: {sorted(besides)}")

    assert len(everything) > 250
    assert len(forms) > 180
    assert sent >= len(forms) // 4
    assert wrong == []


READ_BY_HAND = {"version"}
"""What buttons say of the state they were shown with; another one refuses the act."""


def test_a_form_that_takes_whatever_is_sent_is_found(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy() -> str:
        with transaction():
            account = db.session.get_one(User, signed_in().user_id)
            for name, value in request.form.items():
                if name in {"name", "level"} and value:
                    setattr(account, name, value)
        return ""

    greedy.policy = Permission.ACCOUNT_OWN  # type: ignore[attr-defined]
    monkeypatch.setitem(door.app.view_functions, "auth.inbox", greedy)
    rule = next(one for one in door.app.url_map.iter_rules() if one.endpoint == "auth.inbox")

    assert _written(door, rule, "owner", {}) != _written(door, rule, "owner", {"name": "Penyusup"})


def _is_sent(rule: Rule) -> bool:
    return "POST" in (rule.methods or ()) and rule.endpoint not in ("auth.sign_out", "auth.share_desk")


def _who(rule: Rule) -> str:
    """Return somebody whom the policy lets in, the one whose object it is."""
    needs, _reach = TABLE[rule.endpoint]
    if needs == PUBLIC:
        return "guest"
    chosen = ("officer", "owner", "signer", "supervisor", "administrator", "protector", "examiner", "bearer", "rt_head")
    if rule.endpoint.startswith(("citizen.", "own.")):
        return "owner"
    return next(one for one in chosen if may(PEOPLE[one].role, Permission(needs)))


def _form(door: Door, rule: Rule, name: str) -> tuple[dict[str, object], set[str]]:
    """Return what a browser sends for the untouched form of an address, and all its fields; none for a button alone."""
    if "GET" not in (rule.methods or ()):
        return {}, set()
    answer = door.open(rule, "GET", name)
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    answer.close()
    door.put_back()
    here = urlsplit(door.address(rule)).path
    for form in page.select("form"):
        action = urlsplit(str(form.get("action") or here)).path
        if str(form.get("method", "get")).lower() == "post" and action == here:
            return filled_in(form, {}), {str(field["name"]) for field in form.select("[name]")}
    return {}, set()


def _written(door: Door, rule: Rule, name: str, told: dict[str, object]) -> set[tuple[str, str]]:
    """Return which columns of which tables one form wrote, and put everything back."""
    version = door._version()
    door.open(rule, "POST", name, told).close()
    if door._version() == version:
        return set()
    before, after = (_rows(one, door.tables) for one in (door.kept, door.database))
    changed = {
        (table, column)
        for table in door.tables
        for key in before[table].keys() | after[table].keys()
        for column in _differing(before[table].get(key), after[table].get(key))
    }
    door.put_back()
    return changed


def _differing(old: dict[str, object] | None, new: dict[str, object] | None) -> set[str]:
    if old is None or new is None:
        return {"a row more" if old is None else "a row less"}
    return {name for name in old if old[name] != new[name]}


def _rows(database: sqlite3.Connection, tables: list[str]) -> dict[str, dict[object, dict[str, object]]]:
    """Return every row by the key of its table."""
    found = {}
    for one in tables:
        keys = [name for _n, name, *_kind, place in database.execute(f"PRAGMA table_info({one})") if place]
        read = database.execute(f"SELECT * FROM {one}")
        names = [column[0] for column in read.description]
        rows = [dict(zip(names, row, strict=True)) for row in read]
        found[one] = {tuple(row[name] for name in keys or names): row for row in rows}
    return found
