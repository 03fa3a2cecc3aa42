"""What an office reads of its survey, what it hides, what it does about it, and what stays as it was made public."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from eservice.audit.models import AuditEntry
from eservice.catalogue.models import Service
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, DomainError, InvalidInputError, MissingReasonError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.satisfaction import actions, queries, rules
from eservice.satisfaction.actions import Plan
from eservice.satisfaction.rules import Element, Fact, PlanState, Quarter, Series
from tests.databases import Filled
from tests.domain.requests.house import House, build
from tests.domain.satisfaction.seeded import THIRD, seed

WITHIN = datetime(2026, 9, 20, 3, tzinfo=UTC)
AFTER = datetime(2026, 10, 6, 3, tzinfo=UTC)


@pytest.fixture
def house(filled: Filled) -> House:
    return filled("offices", build)


def services() -> list[int]:
    found = list(db.session.scalars(select(Service.id).order_by(Service.id).limit(3)))
    db.session.remove()
    return found


def told(house: House, *, at: datetime = AFTER, quarter: Quarter = THIRD) -> queries.Survey:
    db.session.remove()
    return queries.survey(house.desk.office_id, quarter, at=at)


def test_nine_answers_say_nothing_and_ten_do_by_each_way_apart(house: House) -> None:
    first, second, third = services()
    seed(house.desk.office_id, [(first, 9)])
    seed(house.next_door.office_id, [(first, 40)])
    assert told(house).own.shown is None
    assert told(house).comments == []
    seed(house.desk.office_id, [(second, 31), (third, 1)])
    seed(house.desk.office_id, [(first, 12)], series=Series.COUNTER, entered_by_id=house.desk.officers[0].membership_id)

    found = told(house)

    assert found.own.shown is not None
    assert found.counter.shown is not None
    assert (found.own.shown.n, found.counter.shown.n, found.counter.hands) == (41, 12, 1)
    assert rules.index(found.own.shown) == Decimal("73.51")
    assert set(found.services) == {second}
    assert found.hides_services
    assert (found.own.shown - found.services[second]).size == 10
    assert found.facts[Fact.SEX] == {"female": 26, "male": 15}
    assert found.facts[Fact.WORK] == {}
    assert len(found.comments) == 7


def test_a_quarter_that_still_runs_tells_no_service_and_no_facts(house: House) -> None:
    first, second, _third = services()
    seed(house.desk.office_id, [(first, 20), (second, 20)])
    seed(house.desk.office_id, [(first, 3)], counted=False)

    found = told(house, at=WITHIN)

    assert (found.services, found.facts, found.closed) == ({}, {}, False)
    assert (found.own.received, found.waiting) == (43, 3)
    assert set(told(house).services) == {first, second}


def test_the_trend_leaves_out_quarters_with_too_few(house: House) -> None:
    first, *_rest = services()
    seed(house.desk.office_id, [(first, 4)], quarter=Quarter(2026, 2))
    seed(house.desk.office_id, [(first, 14)])

    found = queries.trend(house.desk.office_id, at=AFTER)

    assert [(one.key, whole.n if whole else None) for one, whole in found] == [
        ("2026-2", None), ("2026-3", 14), ("2026-4", None),
    ]  # fmt: skip


def test_what_is_made_public_stays_as_it_was(house: House) -> None:
    first, *_rest = services()
    seed(house.desk.office_id, [(first, 29)])
    office, boss = house.desk.office_id, house.desk.supervisor
    with pytest.raises(ConflictError, match="quarter_open"), transaction():
        actions.publish(office, THIRD, actor=boss, at=WITHIN)
    with transaction():
        actions.publish(office, THIRD, actor=boss, at=AFTER)
    before = queries.publication(office, THIRD)
    assert before is not None
    assert before.figures["own"]["index"] == "73.56"
    assert before.figures["own"]["n"] == 29
    assert before.published_by_id == boss.membership_id

    seed(house.desk.office_id, [(first, 30)], lowest=Element.COST)
    with pytest.raises(ConflictError, match="already_published"), transaction():
        actions.publish(office, THIRD, actor=boss, at=AFTER)
    for change in ("UPDATE survey_publications SET figures = '{}'", "DELETE FROM survey_publications"):
        with pytest.raises(DatabaseError, match="append-only"), transaction():
            db.session.execute(text(change))
    db.session.remove()
    assert queries.publication(office, THIRD).figures["own"]["n"] == 29  # type: ignore[union-attr]


def test_nobody_but_the_offices_own_supervisor_plans_or_publishes(house: House) -> None:
    first, *_rest = services()
    seed(house.desk.office_id, [(first, 29)])
    desk = house.desk
    plan = Plan("Papan syarat.", desk.officers[0].membership_id or 0, date(2026, 12, 1))

    for actor in (desk.officers[0], desk.signer, house.next_door.supervisor):
        with pytest.raises(NotAllowedError, match="page"), transaction():
            actions.publish(desk.office_id, THIRD, actor=actor, at=AFTER)
        with pytest.raises(NotAllowedError, match="page"), transaction():
            actions.plan(desk.office_id, THIRD, Element.TIME, plan, actor=actor, at=AFTER)


def test_a_plan_is_for_one_of_the_three_lowest_and_every_change_of_it_is_recorded(house: House) -> None:
    first, *_rest = services()
    seed(house.desk.office_id, [(first, 29)])
    office, boss, officer = house.desk.office_id, house.desk.supervisor, house.desk.officers[0].membership_id or 0
    good = Plan("Loket kedua dibuka Senin dan Kamis.", officer, date(2026, 12, 1))
    stranger = house.next_door.officers[0].membership_id or 0
    refused: list[tuple[Element, Plan, type[DomainError], str]] = [
        (Element.COMPLAINTS, good, InvalidInputError, "plan_not_lowest"),
        (Element.TIME, replace(good, text=" "), MissingReasonError, "plan_text"),
        (Element.TIME, replace(good, owner_id=stranger), InvalidInputError, "plan_owner"),
        (Element.TIME, replace(good, due_on=AFTER.date() - timedelta(days=1)), InvalidInputError, "plan_due"),
        (Element.TIME, replace(good, due_on=AFTER.date() + timedelta(days=400)), InvalidInputError, "plan_due"),
    ]
    for element, plan, kind, code in refused:
        with pytest.raises(kind, match=code), transaction():
            actions.plan(office, THIRD, element, plan, actor=boss, at=AFTER)
    for state in (PlanState.PLANNED, PlanState.DONE):
        with transaction():
            actions.plan(office, THIRD, Element.TIME, replace(good, state=state), actor=boss, at=AFTER)

    (kept,) = queries.plans(office, THIRD).values()
    assert (kept.element, kept.state, kept.owner_id) == (Element.TIME, PlanState.DONE, officer)
    written = select(AuditEntry.data).where(AuditEntry.action == "survey:plan").order_by(AuditEntry.sequence)
    assert [one["state"] for one in db.session.scalars(written)] == ["planned", "done"]
