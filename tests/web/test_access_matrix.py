"""Every address asked for as every kind of person: who is let in, who is told what, and that a refusal changes nothing.

The addresses come from the URL map, the answers from ``access_table``. A cell is one real request to a real object.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from eservice.accounts.permissions import Permission, Role, may
from eservice.kernel import clock
from eservice.web import desk, guards
from tests.databases import Filled
from tests.web.access_door import LOG, Asked, Door, opened
from tests.web.access_table import KEYED, PEOPLE, PUBLIC, SHOWN, WITHOUT_ACCOUNT, Reach, table
from tests.web.desks import NOW

TABLE = dict(table())
EMPTY = {
    "admin.failure_leave", "admin.failure_restamp", "admin.staff_reset_confirm", "auth.factor_codes",
    "auth.factor_off", "auth.passkey_remove", "auth.session_end", "citizen.document", "citizen.statement",
    "citizen.survey", "officer.bench_act", "officer.counter_prove", "officer.counter_statement",
    "officer.document", "officer.emergency_close", "officer.emergency_print", "officer.recovery_code",
    "officer.register_void", "officer.reset_confirm", "officer.statement", "supervisor.request_list",
    "supervisor.training_evidence",
}  # fmt: skip
"""What this house has nothing behind: who is let in finds nothing (404), as if it were another's."""
REFUSED_TO_ALL = {"auth.act_as", "auth.passkey_add", "auth.share_desk"}
"""What an empty form cannot ask for: no post of one's own, no passkey, and nobody here has a PIN for taking turns."""
MADE_AT_FIRST_SIGHT = {"supervisor.hall_show": "halls"}
"""Pages that make a row when they are opened for the first time: the secret address of an office's screen."""


@pytest.fixture
def door(app: Flask, client: FlaskClient, filled: Filled) -> Iterator[Door]:
    """Everybody at the door of the house, on a Tuesday morning."""
    with clock.travel(NOW), opened(app, filled) as found:
        yield found


def cells(app: Flask, name: str) -> Iterator[tuple[Rule, str]]:
    """Yield every address and method; another office's people are told apart only where their role is let in at all."""
    person = PEOPLE[name]
    for rule in app.url_map.iter_rules():
        needs, _reach = TABLE[rule.endpoint]
        if "elsewhere" in name and not (needs in (PUBLIC, KEYED) or may(person.role, Permission(needs))):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method


def fault(rule: Rule, method: str, name: str, came: Asked) -> str:
    """Return what is wrong with an answer, or nothing."""
    expected = _expected(rule.endpoint, method, name)
    told = _as_told(expected, rule.endpoint, method, came)
    may_show = set(SHOWN.get(rule.endpoint, {}).get(PEOPLE[name].role, "").split()) if expected == "open" else set()
    if came.shown - may_show:
        return f"{name}: {method} {rule.endpoint} shows {sorted(came.shown - may_show)}"
    return "" if told else f"{name}: {method} {rule.endpoint} is to be {expected}, but was {came}"


def _expected(endpoint: str, method: str, name: str) -> str:
    needs, reach = TABLE[endpoint]
    person = PEOPLE[name]
    if needs == PUBLIC:
        return "open"
    if needs == KEYED:
        return "no token"
    if name == "ended" and method == "POST":
        return "sign in again"
    role = Role.GUEST if name in WITHOUT_ACCOUNT else person.role
    if not may(role, Permission(needs)):
        return "sign in" if role is Role.GUEST else "403"
    if _lets_in(reach, name):
        return "open"
    return "nothing there" if role is Role.GUEST else _REFUSALS[reach]


def _lets_in(reach: Reach, name: str) -> bool:
    person = PEOPLE[name]
    if reach is Reach.ALL or (person.role is Role.ADMIN and reach not in (Reach.HERS, Reach.HERS_BACK)):
        return True
    if reach in (Reach.MINE, Reach.MINE_REFUSED, Reach.MINE_BACK, Reach.UNTOUCHED):
        return name == "officer"
    if reach in (Reach.HERS, Reach.HERS_BACK):
        return name == "owner" or (person.role is Role.PROTECTOR and reach is Reach.HERS_BACK)
    if reach is Reach.STAFF:
        return person.role is not Role.CITIZEN
    if reach in (Reach.LEADS, Reach.LEADS_HERE):
        return person.role is not Role.OFFICER and (reach is Reach.LEADS or person.at_home)
    return reach is not Reach.HOUSE and person.at_home and name not in WITHOUT_ACCOUNT


_REFUSALS = {
    Reach.OWNER: "404", Reach.HERS: "404", Reach.HERS_BACK: "led back",
    Reach.OFFICE: "403", Reach.HIDDEN: "404", Reach.BACK: "led back", Reach.MINE: "404",
    Reach.MINE_REFUSED: "403", Reach.MINE_BACK: "led back", Reach.UNTOUCHED: "nothing done",
    Reach.STAFF: "403", Reach.LEADS: "403", Reach.LEADS_HERE: "403", Reach.HOUSE: "404",
}  # fmt: skip


def _as_told(expected: str, endpoint: str, method: str, came: Asked) -> bool:
    if expected == "open":
        wrote = set(came.grown) - {LOG, MADE_AT_FIRST_SIGHT.get(endpoint, LOG)}
        return _is_open(endpoint, came) and (method == "POST" or not wrote)
    if expected == "sign in":
        return came.status == 303 and came.location.startswith("/masuk") and not came.changed
    quiet = {"no token": {401}, "sign in again": {403}, "nothing there": {303, 404}, "nothing done": {303}}
    if expected in quiet:
        return came.status in quiet[expected] and not came.changed
    status = 303 if expected == "led back" else int(expected)
    return came.status == status and came.grown == {LOG: 1}


def _is_open(endpoint: str, came: Asked) -> bool:
    if TABLE[endpoint][0] == PUBLIC:
        return came.status not in (401, 403, 405) and came.status < 500
    to_sign_in = came.status == 303 and came.location.startswith("/masuk")
    allowed = (
        {200, 303, 409, 422} | {404 for _one in {endpoint} & EMPTY} | {403 for _one in {endpoint} & REFUSED_TO_ALL}
    )
    return not to_sign_in and came.status in allowed


@pytest.mark.parametrize("name", PEOPLE)
def test_every_address_answers_each_person_as_the_table_says(name: str, door: Door) -> None:
    """Also: a refusal leaves every row as it was but one in the log, and opening a page changes nothing."""
    wrong = [fault(rule, method, name, door.ask(rule, method, name)) for rule, method in cells(door.app, name)]

    assert "\n".join(one for one in wrong if one) == ""


def test_the_table_lists_every_address_and_no_other(app: Flask) -> None:
    assert sorted(app.view_functions) == sorted(TABLE)
    assert len(TABLE) == len(list(table())), "listed twice"


def _faults(door: Door, name: str, *endpoints: str) -> list[str]:
    return [
        told
        for rule, method in cells(door.app, name)
        if rule.endpoint in endpoints and (told := fault(rule, method, name, door.ask(rule, method, name)))
    ]


def test_an_address_that_no_row_lists_is_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TABLE, "signer.sign")

    with pytest.raises(KeyError, match=r"signer\.sign"):
        list(cells(app, "guest"))


@pytest.mark.parametrize("needs", [one for one in Permission if one in {row[0] for row in TABLE.values()}])
def test_a_page_whose_policy_is_taken_away_is_found(
    needs: Permission, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = next(name for name, (one, _reach) in TABLE.items() if one == needs)
    monkeypatch.setattr(door.app.view_functions[endpoint], "policy", guards.PUBLIC)

    assert _faults(door, "bearer" if needs is not Permission.REQUEST_FILE else "officer", endpoint)


def test_an_office_that_reads_what_another_has_is_found(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _faults(door, "officer elsewhere", "officer.request_show", "officer.judge") == []
    monkeypatch.setattr(desk, "case_to_read", lambda code, _actor: desk.queries.request_by_code(code))

    assert len(_faults(door, "officer elsewhere", "officer.request_show", "officer.judge")) > 1


def test_a_refusal_that_nobody_keeps_is_found(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards.audit, "record_look", lambda **_said: None)

    assert _faults(door, "owner", "officer.queue", "admin.home")
