"""The log tells on whoever changes it: the database refuses, and the chain shows what its owner did all the same."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from eservice.accounts.actor import SYSTEM
from eservice.accounts.permissions import Role
from eservice.audit import actions as audit
from eservice.audit.models import AuditEntry, AuditHead
from eservice.audit.queries import check_chain
from eservice.careers.merit import Level
from eservice.careers.models import CareerTerm, TrainingBudget
from eservice.careers.round_models import (
    Appraisal,
    MeritCandidate,
    MeritDecision,
    MeritMark,
    MeritPanelist,
    MeritRound,
    RoundKind,
    RoundState,
)
from eservice.catalogue import actions as catalogue
from eservice.complaints import actions as complaints
from eservice.complaints.actions import Told
from eservice.complaints.models import ComplaintLimit
from eservice.complaints.rules import Against, Limit, Openness
from eservice.complaints.rules import Kind as Complained
from eservice.kernel.db import APPEND_ONLY, db
from eservice.kernel.transaction import transaction
from eservice.letters import outside
from eservice.letters.kinds import Mode
from eservice.letters.models import SignedDocument
from eservice.letters.numbering import NumberSource
from eservice.letters.outside import Outside
from eservice.metrics.models import Aim, FigureTarget, OfficerLook, TargetResult
from eservice.privacy.alarms import BreachKind, BreachStep
from eservice.privacy.breaching import Breach, BreachEvent
from eservice.privacy.examined import Disclosure, Examination, Reason, Sample, SampleLine
from eservice.privacy.limits import Keeps
from eservice.privacy.models import ConsentEvent, DataWish, DataWishEvent, Erasure, LimitChange
from eservice.privacy.rules import ConsentPurpose, WishKind, WishStep
from eservice.satisfaction.models import SurveyPublication
from tests.databases import Kind
from tests.domain.requests.house import Case, build
from tests.times import MONDAY

ENTRIES = 5
TAMPERED = 3
Owner = Callable[[Callable[[Connection], Any]], None]


@pytest.fixture
def log(db_app: Flask) -> int:
    """A log whose last entries are the test's own; return the sequence of the one to tamper with."""
    with transaction():
        for number in range(ENTRIES):
            at = MONDAY + timedelta(minutes=number)
            audit.record(actor=SYSTEM, action="request:claim", object=f"request:{number}", at=at, data={"n": number})
    last = db.session.scalar(select(func.max(AuditEntry.sequence))) or 0
    assert check_chain().broken_at is None
    return last - ENTRIES + TAMPERED


@pytest.fixture
def owner(db_app: Flask, database_kind: Kind) -> Owner:
    """Return a function that acts as the owner of the database, whom no trigger stops."""

    def act(tamper: Callable[[Connection], Any]) -> None:
        db.session.remove()
        with db.engine.begin() as connection:
            if database_kind == "postgres":
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            else:
                for verb in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER audit_entries_no_{verb}"))
            tamper(connection)

    return act


def otherwise(entry: Any, column: str) -> Any:
    """Return a value of the same sort that the entry does not have."""
    value = entry[column]
    if column == "at":
        return value + timedelta(microseconds=1)
    if isinstance(value, dict):
        return value | {"n": 0}
    return value + "x" if isinstance(value, str) else (value or 0) + 1000


@pytest.mark.parametrize("column", AuditEntry.__table__.columns.keys())
def test_a_changed_column_breaks_the_chain(log: int, owner: Owner, column: str) -> None:
    one = AuditEntry.sequence == log

    def change(connection: Connection) -> None:
        entry = connection.execute(select(AuditEntry.__table__).where(one)).mappings().one()
        done = connection.execute(update(AuditEntry).where(one).values({column: otherwise(entry, column)}))
        assert done.rowcount == 1

    owner(change)

    assert check_chain().broken_at is not None


@pytest.mark.parametrize("offset", [0, ENTRIES - TAMPERED], ids=["in the middle", "the last"])
def test_a_deleted_entry_breaks_the_chain(log: int, owner: Owner, offset: int) -> None:
    owner(lambda connection: connection.execute(delete(AuditEntry).where(AuditEntry.sequence == log + offset)))

    assert check_chain().broken_at == log + offset


def test_an_emptied_log_is_noticed(log: int, owner: Owner) -> None:
    owner(lambda connection: connection.execute(delete(AuditEntry)))

    assert check_chain().broken_at == 1


def test_entries_in_another_order_break_the_chain(log: int, owner: Owner) -> None:
    def swap(connection: Connection) -> None:
        for before, after in ((log, -1), (log + 1, log), (-1, log + 1)):
            connection.execute(update(AuditEntry).where(AuditEntry.sequence == before).values(sequence=after))

    owner(swap)

    assert check_chain().broken_at == log


def test_an_entry_smuggled_in_at_the_end_is_noticed(log: int, owner: Owner) -> None:
    def smuggle(connection: Connection) -> None:
        last = connection.execute(select(AuditEntry.__table__).order_by(AuditEntry.sequence.desc())).mappings().first()
        assert last is not None
        forged = dict(last) | {"sequence": last["sequence"] + 1, "previous_hash": last["hash"], "hash": "f" * 64}
        connection.execute(insert(AuditEntry).values(forged))

    owner(smuggle)

    assert check_chain().broken_at is not None


def test_a_head_set_back_is_noticed(log: int, owner: Owner) -> None:
    owner(lambda connection: connection.execute(update(AuditHead).values(sequence=log)))

    assert check_chain().broken_at is not None


def add_what_nobody_did(case: Case) -> None:
    """Write one row into each table of people's data and of the survey that only grows."""
    officer, user_id, day = case.house.desk.officers[0], case.house.desk.officers[0].user_id, MONDAY.date()
    later = MONDAY + timedelta(days=3)
    member = officer.membership_id
    wish = DataWish(user_id=user_id, kind=next(iter(WishKind)), text="Hapus.", filed_at=MONDAY, due_at=later)
    breach = Breach(
        kind=next(iter(BreachKind)), what="Uji.", data=[], from_at=MONDAY, until_at=later, noticed_at=MONDAY,
        due_at=later, opened_by_id=user_id,
    )  # fmt: skip
    assignment = Examination(
        membership_id=member, letter_number="700/1", letter_on=day, office_ids=[officer.office_id], from_at=MONDAY,
        until_at=later, assigned_at=MONDAY,
    )  # fmt: skip
    target = FigureTarget(
        office_id=officer.office_id, aim=Aim.KEPT, value=900, owner_id=member, due_on=day, set_at=MONDAY,
        set_by_id=member,
    )  # fmt: skip
    merit_round = MeritRound(
        kind=RoundKind.ROTATION, post="Kasi", office_id=officer.office_id, basis="Uji.", state=RoundState.DRAFT,
        drafted_at=MONDAY, drafted_by_id=member,
    )  # fmt: skip
    db.session.add_all((wish, breach, assignment, target, merit_round))
    db.session.flush()
    complaints.file(
        Told(
            kind=Complained.OTHER, against=Against.SERVICE, office_id=officer.office_id or 0, text="Uji.",
            openness=Openness.ANONYMOUS,
        ),
        actor=officer, at=MONDAY,
    )  # fmt: skip
    sample = Sample(
        examination_id=assignment.id, office_id=officer.office_id, from_on=day, to_on=day, seed=417, size=1,
        population=1, drawn_at=MONDAY, kept_until=later,
    )  # fmt: skip
    db.session.add_all((
        DataWishEvent(
            wish_id=wish.id, sequence=1, step=next(iter(WishStep)), actor_role=Role.CITIZEN, taken_at=MONDAY
        ),
        BreachEvent(breach_id=breach.id, sequence=1, step=next(iter(BreachStep)), taken_at=MONDAY),
        ConsentEvent(user_id=user_id, purpose=next(iter(ConsentPurpose)), version=1, given=True, at=MONDAY),
        LimitChange(kind=Keeps.MESSAGES, days=30, reason="SK 1", changed_at=MONDAY),
        ComplaintLimit(kind=Limit.FIRST, days=3, basis="SK 1", changed_at=MONDAY),
        Erasure(object="request:0", kind=Keeps.MESSAGES, at=MONDAY),
        TargetResult(target_id=target.id, counted_at=MONDAY, n=0, value=None, met=None),
        CareerTerm(term="lesson_at", version=1, value=3, owner="Uji", reason="Uji.", set_at=MONDAY, set_by_id=member),
        TrainingBudget(
            office_id=officer.office_id, year=2026, rupiah=0, reason="Uji.", set_at=MONDAY, set_by_id=member
        ),
        OfficerLook(membership_id=member, by_id=member, reason="Uji.", at=MONDAY),
        Disclosure(request_id=case.now.id, membership_id=member, reason=Reason.CALL, note="", at=MONDAY),
        SurveyPublication(
            office_id=officer.office_id, quarter="2026-3", figures={}, published_at=MONDAY, published_by_id=member
        ),
        sample,
        SignedDocument(
            office_id=officer.office_id, about="figures:uji", title="Uji", sha256="0" * 64, size=1, blob_key="uji",
            file_key="00", log_salt="00", mode=Mode.LOCAL, signer_name="Contoh", signer_position="Lurah",
            signed_at=MONDAY, signed_by_id=member,
        ),
    ))  # fmt: skip
    db.session.flush()
    judge = MeritPanelist(round_id=merit_round.id, membership_id=member)
    candidate = MeritCandidate(
        round_id=merit_round.id, membership_id=member, applied_at=MONDAY, about={}, evidence=None, evidence_at=None
    )
    db.session.add_all((judge, candidate))
    db.session.flush()
    db.session.add_all((
        Appraisal(
            user_id=user_id, year=2026, version=1, results=Level.AS, conduct=Level.AS, reason="Uji.", given_at=MONDAY,
            given_by_id=member,
        ),
        MeritMark(
            candidate_id=candidate.id, panelist_id=judge.id, conflict=True, mark=None, reason="Uji.", said_at=MONDAY
        ),
        MeritDecision(
            round_id=merit_round.id, number=1, candidate_id=None, reason="Uji.", objections_until=day,
            decided_at=MONDAY, decided_by_id=member,
        ),
    ))  # fmt: skip
    db.session.add(SampleLine(sample_id=sample.id, request_id=case.now.id, position=1))


def test_the_database_refuses_every_change_of_what_only_grows(db_app: Flask, database_kind: Kind) -> None:
    case = build().file().issued()
    with transaction():
        catalogue.count_avoided_visit(case.now.service_id, at=MONDAY)
        desk = case.house.desk
        source = NumberSource(office_id=desk.office_id, unit_code="TLP", archive_code="005")
        told = Outside(subject="Undangan", addressee="Ketua RT 07", dated_on=MONDAY.date())
        outside.enter_new(told, source=source, actor=desk.officers[0], at=MONDAY)
        add_what_nobody_did(case)
    db.session.remove()
    verbs = ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"] + ["TRUNCATE {0} CASCADE"] * (database_kind == "postgres")

    for name in sorted(APPEND_ONLY):
        table = db.metadata.tables[name]
        with db.engine.connect() as connection:
            before = connection.scalar(select(func.count()).select_from(table))
        assert before, f"{name} is empty: nothing would be refused there"
        for verb in verbs:
            with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
                connection.execute(text(verb.format(name, next(iter(table.primary_key)).name)))
        with db.engine.connect() as connection:
            assert connection.scalar(select(func.count()).select_from(table)) == before
