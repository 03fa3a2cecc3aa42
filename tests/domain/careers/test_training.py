"""Terms have versions, a budget cannot be spent twice, and a course's effect is read from the history."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError, IntegrityError

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.careers import actions, effects, offering, queries
from eservice.careers.actions import Outcome
from eservice.careers.effect import Finding
from eservice.careers.models import CareerTerm, TrainingPlace
from eservice.careers.offering import Offered
from eservice.careers.rules import CourseForm, Fault, PlaceState, Result
from eservice.careers.terms import Term
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
from tests.past import NOW, Member, Past, begin

DAY = timedelta(days=1)
COURSE = Offered("Menulis surat", "BKPSDM", CourseForm.CLASSROOM, 450, 500_000, Fault.SENT_BACK)


@pytest.fixture
def past(db_app: Flask) -> Past:
    with transaction():
        return begin("kel-telanaipura", "kel-kasang")


@pytest.fixture
def admin(past: Past) -> Actor:
    with transaction():
        return past.actor(past.offices[0], Role.ADMIN)


@pytest.fixture
def head(past: Past) -> Actor:
    with transaction():
        return past.actor(past.offices[0], Role.SIGNER)


def officer(past: Past, member: Member) -> Actor:
    office = past.offices[0].id
    return Actor(Role.OFFICER, user_id=member.user_id, membership_id=member.id, office_id=office, name="Ani")


def offered(admin: Actor, told: Offered = COURSE) -> int:
    with transaction():
        return offering.offer(told, actor=admin, at=NOW - 300 * DAY).id


def ask(past: Past, course_id: int, who: int = 0) -> int:
    ani = officer(past, past.officers[past.offices[0].id][who])
    return actions.ask(course_id, "Surat saya sering dikembalikan.", actor=ani, at=NOW).id


def asked(past: Past, course_id: int, who: int = 0) -> int:
    with transaction():
        return ask(past, course_id, who)


def refused(kind: type[DomainError], code: str, act: object) -> None:
    with pytest.raises(kind, match=code), transaction():
        act()  # type: ignore[operator]


def test_a_term_has_versions_with_owner_and_reason_and_none_ever_changes(admin: Actor, head: Actor) -> None:
    def put(value: int, owner: str = "BKPSDM", reason: str = "Perwal 4/2026.", by: Actor = admin) -> None:
        offering.set_term(Term.HOURS_A_YEAR, value, owner=owner, reason=reason, actor=by, at=NOW)

    refused(NotAllowedError, "permission", lambda: put(24, by=head))
    refused(InvalidInputError, "term_value", lambda: put(0))
    refused(MissingReasonError, "term_owner", lambda: put(24, owner=" "))
    refused(MissingReasonError, "term_reason", lambda: put(24, reason=""))
    assert queries.now(Term.HOURS_A_YEAR).unconfirmed
    with transaction():
        put(20)
    refused(ConflictError, "term_same", lambda: put(20))
    with transaction():
        put(24)

    assert [(one.version, one.value) for one in queries.versions(Term.HOURS_A_YEAR)] == [(2, 24), (1, 20), (0, 20)]
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(CareerTerm.__table__.update().values(value=1))  # type: ignore[attr-defined]


def test_a_place_is_asked_once_granted_within_the_budget_or_refused_with_a_reason(
    past: Past, admin: Actor, head: Actor
) -> None:
    course = offered(admin)
    first, second = asked(past, course), asked(past, course, 1)
    refused(ConflictError, "place_asked", lambda: ask(past, course))
    refused(ConflictError, "budget_spent", lambda: actions.grant(first, actor=head, at=NOW))
    year = {"reason": "DPA 2026.", "actor": head, "at": NOW}
    refused(InvalidInputError, "budget_year", lambda: actions.set_budget(past.offices[0].id, 2024, 1, **year))
    refused(NotAllowedError, "not_your_staff", lambda: actions.set_budget(past.offices[1].id, 2026, 1, **year))
    refused(MissingReasonError, "budget_reason", lambda: actions.set_budget(
        past.offices[0].id, 2026, 1, **year | {"reason": " "}
    ))  # fmt: skip
    with transaction():
        actions.set_budget(past.offices[0].id, 2026, 900_000, **year)
        actions.grant(first, actor=head, at=NOW)

    refused(ConflictError, "budget_spent", lambda: actions.grant(second, actor=head, at=NOW))
    refused(ConflictError, "budget_granted", lambda: actions.set_budget(past.offices[0].id, 2026, 1, **year))
    refused(MissingReasonError, "place_refused", lambda: actions.refuse(second, "", actor=head, at=NOW))
    with transaction():
        actions.refuse(second, "Anggaran habis; didahulukan tahun depan.", actor=head, at=NOW)
    refused(ConflictError, "place_decided", lambda: actions.grant(second, actor=head, at=NOW))
    assert queries.spent(past.offices[0].id, 2026).left == 400_000
    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(TrainingPlace.__table__.update().values(refused_because=None))  # type: ignore[attr-defined]


def test_nobody_decides_for_themselves_and_nobody_for_another_office(past: Past, admin: Actor, head: Actor) -> None:
    course = offered(admin, replace(COURSE, cost_rupiah=0))
    with transaction():
        elsewhere = past.actor(past.offices[1], Role.SIGNER)
        own = actions.ask(course, "Untuk saya.", actor=head, at=NOW).id
    other = asked(past, course)
    ani = officer(past, past.officers[past.offices[0].id][0])

    refused(NotAllowedError, "own_place", lambda: actions.grant(own, actor=head, at=NOW))
    refused(NotFoundError, "no_such_place", lambda: actions.grant(other, actor=elsewhere, at=NOW))
    refused(NotAllowedError, "permission", lambda: actions.grant(other, actor=ani, at=NOW))
    refused(NotAllowedError, "permission", lambda: actions.grant(other, actor=admin, at=NOW))
    refused(NotAllowedError, "permission", lambda: actions.ask(course, "Ya.", actor=admin, at=NOW))
    with transaction():
        offering.end_course(course, actor=admin, at=NOW)
    refused(ConflictError, "course_ended", lambda: ask(past, course, 1))


def test_hours_count_once_the_course_was_taken_and_not_where_nobody_came(past: Past, admin: Actor, head: Actor) -> None:
    course = offered(admin, replace(COURSE, cost_rupiah=0))
    first, second = asked(past, course), asked(past, course, 1)
    told = Outcome(449, date(2026, 7, 1), Result.PASSED, "S/12")
    refused(ConflictError, "place_not_granted", lambda: actions.finish(first, told, actor=head, at=NOW))
    with transaction():
        actions.grant(first, actor=head, at=NOW)
        actions.grant(second, actor=head, at=NOW)
        actions.miss(second, actor=head, at=NOW)
    for wrong, code in (({"minutes": 0}, "place_minutes"), ({"ended_on": date(2026, 7, 11)}, "place_ended")):
        refused(InvalidInputError, code, lambda wrong=wrong: actions.finish(  # type: ignore[misc]
            first, replace(told, **wrong), actor=head, at=NOW
        ))  # fmt: skip
    with transaction():
        actions.finish(first, told, actor=head, at=NOW)

    members = past.officers[past.offices[0].id]
    assert [queries.hours_of(one.user_id, on=NOW.date()).done for one in members] == [9, 0]
    assert queries.hours_of(members[0].user_id, on=date(2027, 1, 1)).done == 0


def test_the_effect_is_read_from_the_history_of_those_who_came_and_those_who_did_not(past: Past, admin: Actor) -> None:
    """Two of four officers are trained; their letters no longer come back, those of the others do as before."""
    course, middle = offered(admin), NOW - 100 * DAY
    office, back = past.offices[0], "claim recommend send_back recommend sign issue"
    with transaction():
        offering.set_term(Term.EFFECT_LEAST, 10, owner="Uji", reason="Uji.", actor=admin, at=NOW)
        people = [
            *past.officers[office.id], *past.officers[past.offices[1].id]
        ]  # fmt: skip
        extra = [past.offices[0], past.offices[1]]
        for number, one in enumerate(people):
            place = extra[number // 2]
            past.officers[place.id][:] = [one]
            trained = number < 2
            for at, faulty in ((middle - 40 * DAY, 6), (middle + 40 * DAY, 0 if trained else 6)):
                for letter in range(12):
                    steps = back if letter < faulty else "claim recommend sign issue"
                    past.tell(steps, filed_at=at + timedelta(minutes=letter), office=place, promise_days=30)
            if trained:
                db.session.add(TrainingPlace(
                    course_id=course, membership_id=one.id, office_id=place.id, year=2026, state=PlaceState.DONE,
                    why="Uji.", cost_rupiah=0, asked_at=middle, decided_at=middle, decided_by_id=admin.membership_id,
                    minutes=450, ended_on=middle.date(), result=Result.PASSED,
                ))  # fmt: skip
    few = effects.of_course(queries.course(course), at=NOW)
    assert few is not None
    assert few.finding is Finding.TOO_LITTLE, "three people are the least"
    with transaction():
        offering.set_term(Term.EFFECT_PEOPLE, 2, owner="Uji", reason="Uji.", actor=admin, at=NOW)

    found = effects.of_course(queries.course(course), at=NOW)

    assert found is not None
    assert (found.trained.before, found.trained.before_n, found.trained.after) == (12, 24, 0)
    assert (found.others.before, found.others.after, found.others.after_n) == (12, 12, 24)
    assert found.change == pytest.approx(-0.5)
    early = effects.of_course(queries.course(course), at=middle + 80 * DAY)
    assert early is not None
    assert early.trained.people == 0, "the window after is not whole yet"
