"""A round from criteria to a contested result; and the database itself keeps its weights once it is open."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.careers import appraising, contesting, merit, rounds, taking
from eservice.careers.appraising import Given
from eservice.careers.merit import Criterion, Level
from eservice.careers.round_models import MeritCandidate, MeritObjection, MeritRound, RoundKind, RoundState
from eservice.careers.rounds import Draft
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    DomainError,
    InvalidInputError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
)
from eservice.kernel.transaction import transaction
from tests.past import NOW, Past, begin

DAY = timedelta(days=1)
WEIGHTS = {Criterion.PERFORMANCE: 50, Criterion.QUALITY: 30, Criterion.PANEL: 20}
FROZEN = (
    "UPDATE merit_criteria SET weight = 49 WHERE id = (SELECT min(id) FROM merit_criteria)",
    "DELETE FROM merit_criteria",
    "INSERT INTO merit_criteria (round_id, criterion, weight, reason) VALUES (1, 'training', 1, 'x')",
    "UPDATE merit_rounds SET post = 'Camat'",
    "UPDATE merit_rounds SET state = 'draft', opened_at = NULL, apply_until = NULL",
    "DELETE FROM merit_rounds",
)
"""What somebody with SQL at hand could try."""


@pytest.fixture
def past(db_app: Flask) -> Past:
    with transaction():
        return begin("kel-telanaipura", "kel-kasang")


@pytest.fixture
def people(past: Past) -> dict[str, Actor]:
    """Who runs rounds, a second who does, three judges of whom one leads the candidates' office, two candidates."""
    home, other = past.offices
    with transaction():
        found = {"admin": past.actor(home, Role.ADMIN), "second": past.actor(other, Role.ADMIN)}
        found |= {"head": past.actor(home, Role.SIGNER), "judge": past.actor(other, Role.SIGNER)}
        found |= {"third": past.actor(other, Role.SUPERVISOR)}
    for name, member in zip(("ani", "budi"), past.officers[home.id], strict=True):
        found[name] = Actor(Role.OFFICER, user_id=member.user_id, membership_id=member.id, office_id=home.id, name=name)
    return found


def wish(people: dict[str, Actor]) -> Draft:
    panel = [people[one].membership_id or 0 for one in ("head", "judge", "third")]
    office = people["admin"].office_id or 0
    return Draft(RoundKind.PROMOTION, "Kasi Pelayanan", office, "Surat 800/1", WEIGHTS, "Perwal 4.", panel)


def opened(people: dict[str, Actor]) -> int:
    with transaction():
        number = rounds.draft(wish(people), actor=people["admin"], at=NOW).id
        rounds.open_round(number, NOW.date() + 5 * DAY, actor=people["admin"], at=NOW)
    return number


def refused(kind: type[DomainError], code: str, act: object) -> None:
    with pytest.raises(kind, match=code), transaction():
        act()  # type: ignore[operator]


def test_only_whole_weights_with_a_reason_and_a_panel_make_a_draft(people: dict[str, Actor]) -> None:
    told, admin = wish(people), people["admin"]
    for changed, kind, code in (
        ({"weights": {Criterion.PANEL: 99}}, InvalidInputError, "weights_whole"),
        ({"reason": " "}, MissingReasonError, "weights_reason"),
        ({"panel": told.panel[:2]}, InvalidInputError, "panel_few"),
        ({"post": ""}, MissingReasonError, "round_post"),
    ):
        refused(kind, code, lambda changed=changed: rounds.draft(replace(told, **changed), actor=admin, at=NOW))  # type: ignore[misc]
    refused(NotAllowedError, "permission", lambda: rounds.draft(told, actor=people["head"], at=NOW))
    with transaction():
        number = rounds.draft(told, actor=admin, at=NOW).id
    refused(NotFoundError, "no_such_round", lambda: rounds.apply(number, {}, actor=people["ani"], at=NOW))
    refused(InvalidInputError, "round_apply_until", lambda: rounds.open_round(number, NOW.date(), actor=admin, at=NOW))


@pytest.mark.parametrize("statement", FROZEN)
def test_the_database_refuses_to_change_what_an_open_round_weighs(people: dict[str, Actor], statement: str) -> None:
    opened(people)

    with pytest.raises(DBAPIError, match="round is frozen"), db.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("statement", FROZEN[:4])
def test_a_draft_can_still_be_changed_so_it_is_the_opening_that_freezes(
    people: dict[str, Actor], statement: str
) -> None:
    with transaction():
        rounds.draft(wish(people), actor=people["admin"], at=NOW)

    with db.engine.begin() as connection:
        connection.execute(text(statement))


def test_without_its_triggers_the_weights_of_an_open_round_would_change(people: dict[str, Actor]) -> None:
    opened(people)
    sqlite = db.engine.dialect.name == "sqlite"
    drop = "DROP TRIGGER merit_criteria_no_update" if sqlite else "ALTER TABLE merit_criteria DISABLE TRIGGER USER"

    with db.engine.connect() as connection:
        connection.execute(text(drop))
        changed = connection.execute(text(FROZEN[0])).rowcount
        connection.rollback()

    assert changed == 1


def test_a_round_goes_from_applications_to_a_contested_and_then_final_result(
    past: Past, people: dict[str, Actor]
) -> None:
    number, ani, budi, admin = opened(people), people["ani"], people["budi"], people["admin"]
    past.officers[past.offices[0].id][:] = past.officers[past.offices[0].id][:1]
    with transaction():
        for letter in range(10):
            steps = "claim recommend send_back recommend sign issue" if letter < 2 else "claim recommend sign issue"
            past.tell(steps, filed_at=NOW - 20 * DAY + timedelta(minutes=letter), promise_days=9)
        given = Given(2026, Level.AS, Level.AS, "Tertib.")
        appraising.appraise(ani.membership_id or 0, given, actor=people["head"], at=NOW)
        first = rounds.apply(number, {"clean_since": "2010-01-01"}, actor=ani, at=NOW).id
        second = rounds.apply(number, {}, actor=budi, at=NOW).id
    refused(ConflictError, "round_applied", lambda: rounds.apply(number, {}, actor=ani, at=NOW))
    refused(NotAllowedError, "round_judges", lambda: rounds.apply(number, {}, actor=people["judge"], at=NOW))
    refused(ConflictError, "round_still_open", lambda: rounds.take_evidence(number, actor=admin, at=NOW))
    refused(ConflictError, "round_not_weighed", lambda: rounds.mark(first, 5, "x", actor=people["judge"], at=NOW))
    later = NOW + 6 * DAY
    refused(ConflictError, "round_not_open", lambda: rounds.apply(number, {}, actor=admin_as_officer(people), at=later))
    with transaction():
        rounds.take_evidence(number, actor=admin, at=later)
        rounds.mark(first, None, "Atasannya langsung.", actor=people["head"], at=later)
        rounds.mark(first, 80, "Tenang di loket.", actor=people["judge"], at=later)
        rounds.mark(first, 60, "Perlu memimpin lebih.", actor=people["third"], at=later)
    refused(NotFoundError, "no_such_candidate", lambda: rounds.mark(first, 5, "x", actor=budi, at=later))
    refused(ConflictError, "mark_given", lambda: rounds.mark(first, 5, "x", actor=people["judge"], at=later))
    refused(InvalidInputError, "mark_value", lambda: rounds.mark(second, 101, "x", actor=people["judge"], at=later))
    lines = taking.score(db.session.get_one(MeritCandidate, first))
    assert [(one.criterion, one.seen, one.adds) for one in lines] == [
        (Criterion.PERFORMANCE, (80, 0.0), 40.0),
        (Criterion.QUALITY, (8, 10), 24.0),
        (Criterion.PANEL, (70.0, 0.0), 14.0),
    ]
    assert merit.total(lines) == 78.0

    until = later.date() + 5 * DAY
    decide = {"actor": admin, "at": later}
    refused(ConflictError, "marks_missing", lambda: rounds.decide(number, first, "Terbaik.", until, **decide))
    with transaction():
        for name in ("head", "judge", "third"):
            rounds.mark(second, 50, "Cukup.", actor=people[name], at=later)
    refused(InvalidInputError, "objection_days", lambda: rounds.decide(number, first, "Ya.", later.date(), **decide))
    refused(MissingReasonError, "decision_reason", lambda: rounds.decide(number, first, " ", until, **decide))
    with transaction():
        rounds.decide(number, second, "Pengalaman di dua kelurahan.", until, **decide)
        objection = contesting.contest(number, "Nilai saya lebih tinggi.", actor=ani, at=later).id
    refused(ConflictError, "objection_filed", lambda: contesting.contest(number, "Lagi.", actor=ani, at=later))
    refused(
        NotFoundError, "no_such_round", lambda: contesting.contest(number, "Saya.", actor=people["judge"], at=later)
    )
    refused(ConflictError, "window_open", lambda: contesting.finish(number, actor=admin, at=later))
    after = later + 7 * DAY
    refused(ConflictError, "objection_closed", lambda: contesting.contest(number, "Terlambat.", actor=budi, at=after))
    refused(ConflictError, "objections_open", lambda: contesting.finish(number, actor=admin, at=after))
    yes = {"upheld": True, "at": after}
    refused(NotAllowedError, "objection_own", lambda: contesting.answer(objection, "Ya.", actor=admin, **yes))
    with transaction():
        contesting.answer(objection, "Benar: alasan itu bukan kriteria.", actor=people["second"], **yes)
    refused(ConflictError, "objection_answered", lambda: contesting.answer(
        objection, "Ya.", actor=people["second"], **yes
    ))  # fmt: skip
    assert db.session.get_one(MeritRound, number).state is RoundState.WEIGHED, "another decision is needed"
    with transaction():
        rounds.decide(number, first, "Nilai tertinggi menurut kriteria.", after.date() + 5 * DAY, actor=admin, at=after)
    with transaction():
        contesting.finish(number, actor=admin, at=after + 6 * DAY)

    assert db.session.get_one(MeritRound, number).state is RoundState.FINAL
    assert db.session.get_one(MeritObjection, objection).upheld
    differences = appraising.what_if(WEIGHTS, at=after)
    assert [one.n for one in differences["unit"]] == [2]


def admin_as_officer(people: dict[str, Actor]) -> Actor:
    return replace(people["ani"], membership_id=people["third"].membership_id, user_id=people["admin"].user_id)


def test_a_superior_appraises_others_of_the_own_office_and_the_last_word_counts(people: dict[str, Actor]) -> None:
    told, ani, head = Given(2026, Level.ABOVE, Level.AS, "Cepat dan teliti."), people["ani"], people["head"]
    seat = ani.membership_id or 0
    for number, actor, given, kind, code in (
        (seat, people["judge"], told, NotAllowedError, "not_your_staff"),
        (seat, ani, told, NotAllowedError, "permission"),
        (head.membership_id or 0, head, told, NotAllowedError, "own_appraisal"),
        (seat, head, replace(told, year=2020), InvalidInputError, "appraisal_year"),
        (seat, head, replace(told, reason=""), MissingReasonError, "appraisal_reason"),
    ):
        refused(kind, code, lambda n=number, g=given, a=actor: appraising.appraise(n, g, actor=a, at=NOW))  # type: ignore[misc]
    with transaction():
        appraising.appraise(seat, told, actor=head, at=NOW)
        appraising.appraise(seat, replace(told, results=Level.BELOW), actor=head, at=NOW + DAY)

    found = taking.appraisal(ani.user_id or 0, at=NOW + DAY)
    assert found is not None
    assert (found.version, found.results) == (2, Level.BELOW)
    before = taking.appraisal(ani.user_id or 0, at=NOW)
    assert before is not None
    assert before.version == 1
