"""Targets: set by the head of an office alone, replaced but never changed, counted once and kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, DomainError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.metrics import targets
from eservice.metrics.models import Aim, FigureTarget, TargetResult
from eservice.metrics.targets import Told
from tests.past import NOW, Past, begin

DAY = timedelta(days=1)
MONDAY_ON = date(2026, 7, 13)


@pytest.fixture
def past(db_app: Flask) -> Past:
    with transaction():
        return begin("kel-telanaipura", "kel-kasang")


@pytest.fixture
def head(past: Past) -> Actor:
    with transaction():
        return past.actor(past.offices[0], Role.SIGNER)


def wish(past: Past, **changes: object) -> Told:
    office = past.offices[0].id
    told = Told(office, None, Aim.KEPT, 900, past.officers[office][0].id, MONDAY_ON)
    return replace(told, **changes)  # type: ignore[arg-type]


def put(past: Past, actor: Actor, **changes: object) -> int:
    with transaction():
        return targets.set_target(wish(past, **changes), actor=actor, at=NOW).id


def test_only_the_head_of_the_office_sets_one_and_only_a_sensible_one(past: Past, head: Actor) -> None:
    with transaction():
        others = [past.actor(past.offices[0], Role.SUPERVISOR), past.actor(past.offices[1], Role.SIGNER)]
    foreign = past.officers[past.offices[1].id][0].id
    refused: list[tuple[Actor, dict[str, object], type[DomainError], str]] = [
        (others[0], {}, NotAllowedError, "permission"),
        (others[1], {}, NotAllowedError, "target_elsewhere"),
        (head, {"value": 0}, InvalidInputError, "target_value"),
        (head, {"value": 1001}, InvalidInputError, "target_value"),
        (head, {"due_on": date(2026, 7, 10)}, InvalidInputError, "target_due"),
        (head, {"due_on": date(2027, 9, 1)}, InvalidInputError, "target_due"),
        (head, {"owner_id": foreign}, InvalidInputError, "target_owner"),
        (head, {"replaces_id": 99}, ConflictError, "target_over"),
    ]
    for actor, changes, kind, code in refused:
        with pytest.raises(kind, match=code):
            put(past, actor, **changes)
    with pytest.raises(NotFoundError):
        targets.target(1, actor=head)

    assert put(past, head)
    with pytest.raises(ConflictError, match="target_running"):
        put(past, head)


def test_another_takes_its_place_once_and_the_first_stays_as_it_was(past: Past, head: Actor) -> None:
    first = put(past, head)
    second = put(past, head, value=950, replaces_id=first)
    with pytest.raises(ConflictError, match="target_over"):
        put(past, head, value=970, replaces_id=first)

    assert [one.id for one in targets.running([past.offices[0].id])] == [second]
    assert [(one.id, one.value, result) for one, result in targets.over([past.offices[0].id])] == [(first, 900, None)]
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(FigureTarget.__table__.update().values(value=1))  # type: ignore[attr-defined]


def test_it_is_counted_once_as_of_its_day_and_nothing_later_changes_it(past: Past, head: Actor) -> None:
    kept, late = put(past, head), put(past, head, aim=Aim.LATE, value=0)
    few = put(past, head, aim=Aim.SERVICE, value=3600, service_id=past.versions[0].service_id)
    with transaction():
        for number in range(6):
            told = past.tell(
                "claim judge recommend sign issue", filed_at=NOW - 4 * DAY + timedelta(minutes=number), hours=2
            )
            assert told.promised_at is not None
        past.tell("", filed_at=NOW - 4 * DAY, promise_days=1)
    assert targets.settle(at=NOW + 2 * DAY) == 0, "its day is not over"

    assert targets.settle(at=NOW + 4 * DAY) == 3

    found = {one.target_id: (one.n, one.value, one.met) for one in db.session.query(TargetResult)}
    assert found[kept] == (7, 857, False), "six of seven"
    assert found[late] == (1, 1, False)
    assert found[few][1:] == (None, None) or found[few][0] >= 5
    with transaction():
        past.tell("claim judge recommend sign issue", filed_at=NOW - 5 * DAY, hours=1)
    assert targets.settle(at=NOW + 5 * DAY) == 0
    db.session.expire_all()
    assert {one.target_id: (one.n, one.value, one.met) for one in db.session.query(TargetResult)} == found
