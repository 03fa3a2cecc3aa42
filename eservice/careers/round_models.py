"""What is stored of appraisals and of rounds for promotion, rotation and recruitment."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.schema import DDL

from eservice.careers.merit import Criterion, Level
from eservice.kernel.db import EncryptedJSON, EncryptedText, Model, append_only, checked


class RoundKind(StrEnum):
    """What a round is for."""

    PROMOTION = "promotion"
    ROTATION = "rotation"
    RECRUITMENT = "recruitment"


class RoundState(StrEnum):
    """How far a round has come."""

    DRAFT = "draft"
    OPEN = "open"
    WEIGHED = "weighed"
    """Evidence was taken; nobody else can apply."""
    DECIDED = "decided"
    """The objection window runs."""
    FINAL = "final"


class Appraisal(Model):
    """The two sides of a year's appraisal, as the superior gave them; another row takes its place, none changes."""

    __tablename__ = "appraisals"
    __table_args__ = (UniqueConstraint("user_id", "year", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    year: Mapped[int]
    version: Mapped[int]
    results: Mapped[Level]
    conduct: Mapped[Level] = mapped_column(checked(Level, name="conduct"))
    reason: Mapped[str] = mapped_column(EncryptedText("appraisals.reason"))
    given_at: Mapped[datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))


class MeritRound(Model):
    """One post to be filled, by published criteria; what it weighs is frozen once it is open."""

    __tablename__ = "merit_rounds"
    __table_args__ = (
        CheckConstraint("(state = 'draft') = (opened_at IS NULL)", name="open_since"),
        CheckConstraint("(state = 'draft') = (apply_until IS NULL)", name="applied_for_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RoundKind]
    post: Mapped[str]
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    basis: Mapped[str]
    """Which rule or letter calls for it; for recruitment also where BKN tells of it."""
    state: Mapped[RoundState]
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    opened_at: Mapped[datetime | None]
    apply_until: Mapped[date | None]
    """The last day on which one may apply."""
    version: Mapped[int] = mapped_column()

    criteria: Mapped[list["MeritCriterion"]] = relationship(order_by="MeritCriterion.id", back_populates="round")
    candidates: Mapped[list["MeritCandidate"]] = relationship(order_by="MeritCandidate.id", back_populates="round")
    panel: Mapped[list["MeritPanelist"]] = relationship(order_by="MeritPanelist.id")
    decisions: Mapped[list["MeritDecision"]] = relationship(order_by="MeritDecision.number")

    __mapper_args__ = {"version_id_col": version}


class MeritCriterion(Model):
    """What a criterion weighs in a round, of a hundred, and why. Only a draft's can be written or changed."""

    __tablename__ = "merit_criteria"
    __table_args__ = (
        UniqueConstraint("round_id", "criterion"),
        CheckConstraint("weight BETWEEN 1 AND 100", name="weight_of_a_hundred"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("merit_rounds.id"))
    criterion: Mapped[Criterion]
    weight: Mapped[int]
    reason: Mapped[str]

    round: Mapped[MeritRound] = relationship(back_populates="criteria")


class MeritPanelist(Model):
    """Somebody who weighs candidates."""

    __tablename__ = "merit_panelists"
    __table_args__ = (UniqueConstraint("round_id", "membership_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("merit_rounds.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), index=True)


class MeritCandidate(Model):
    """Somebody who applied; what was taken as evidence, and when."""

    __tablename__ = "merit_candidates"
    __table_args__ = (
        UniqueConstraint("round_id", "membership_id"),
        CheckConstraint("(evidence IS NULL) = (evidence_at IS NULL)", name="evidence_has_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("merit_rounds.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), index=True)
    applied_at: Mapped[datetime]
    about: Mapped[Any] = mapped_column(EncryptedJSON("merit_candidates.about"))
    """What the candidate told: ``sex``, ``born``, ``disability``, ``clean_since``; each may be missing."""
    evidence: Mapped[Any] = mapped_column(EncryptedJSON("merit_candidates.evidence"), nullable=True)
    evidence_at: Mapped[datetime | None]

    round: Mapped[MeritRound] = relationship(back_populates="candidates")
    marks: Mapped[list["MeritMark"]] = relationship(order_by="MeritMark.id")
    objections: Mapped[list["MeritObjection"]] = relationship(order_by="MeritObjection.id", back_populates="candidate")


class MeritMark(Model):
    """What a panelist says of a candidate: a conflict of interest, or a mark; said once, with its reason."""

    __tablename__ = "merit_marks"
    __table_args__ = (
        UniqueConstraint("candidate_id", "panelist_id"),
        CheckConstraint("conflict = (mark IS NULL)", name="conflict_or_mark"),
        CheckConstraint("mark BETWEEN 0 AND 100", name="mark_of_a_hundred"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("merit_candidates.id"))
    panelist_id: Mapped[int] = mapped_column(ForeignKey("merit_panelists.id"))
    conflict: Mapped[bool]
    mark: Mapped[int | None]
    reason: Mapped[str] = mapped_column(EncryptedText("merit_marks.reason"))
    said_at: Mapped[datetime]


class MeritDecision(Model):
    """Who was chosen, why, and until when one may object; an upheld objection calls for another."""

    __tablename__ = "merit_decisions"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("merit_rounds.id"))
    number: Mapped[int]
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("merit_candidates.id"))
    """None: nobody, and the reason says why."""
    reason: Mapped[str]
    """Published: it names nobody but the chosen one."""
    objections_until: Mapped[date]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))


class MeritObjection(Model):
    """A candidate's objection to a decision, and its answer."""

    __tablename__ = "merit_objections"
    __table_args__ = (
        UniqueConstraint("candidate_id", "decision_id"),
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answered_in_words"),
        CheckConstraint("(answered_at IS NULL) = (upheld IS NULL)", name="answered_yes_or_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("merit_candidates.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("merit_decisions.id"))
    words: Mapped[str] = mapped_column(EncryptedText("merit_objections.words"))
    filed_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(EncryptedText("merit_objections.answer"))
    upheld: Mapped[bool | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))

    candidate: Mapped[MeritCandidate] = relationship(back_populates="objections")


_OPENED = "SELECT 1 FROM merit_rounds WHERE id = {}.round_id AND opened_at IS NOT NULL"
_SAME = " AND ".join(f"NEW.{one} {{0}} OLD.{one}" for one in ("kind", "post", "office_id", "basis", "opened_at"))
_RAISE = "RAISE EXCEPTION 'round is frozen'"
_ABORT = "BEGIN SELECT RAISE(ABORT, 'round is frozen'); END"


def frozen_sql(dialect: str) -> list[str]:
    """Return the statements that freeze a round once it is open: its criteria, and what it is for.

    Also by hand: nobody who can write SQL, but may not take triggers away, changes a weight after the opening.
    """
    return _frozen_sqlite() if dialect == "sqlite" else _frozen_postgresql()


def _frozen_sqlite() -> list[str]:
    found = []
    for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        when = " OR ".join(f"EXISTS ({_OPENED.format(row)})" for row in rows)
        head = f"CREATE TRIGGER merit_criteria_no_{verb.lower()} BEFORE {verb} ON merit_criteria"
        found.append(f"{head} WHEN {when} {_ABORT}")
    was = "OLD.opened_at IS NOT NULL"
    change = f"WHEN {was} AND NOT ({_SAME.format('IS')}) {_ABORT}"
    found.append(f"CREATE TRIGGER merit_rounds_frozen BEFORE UPDATE ON merit_rounds {change}")
    found.append(f"CREATE TRIGGER merit_rounds_kept BEFORE DELETE ON merit_rounds WHEN {was} {_ABORT}")
    return found


def _frozen_postgresql() -> list[str]:
    back = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    criteria = (
        f"IF TG_OP <> 'INSERT' AND EXISTS ({_OPENED.format('OLD')}) THEN {_RAISE}; END IF; "
        f"IF TG_OP <> 'DELETE' AND EXISTS ({_OPENED.format('NEW')}) THEN {_RAISE}; END IF; {back}"
    )
    changed = f"TG_OP = 'DELETE' OR NOT ({_SAME.format('IS NOT DISTINCT FROM')})"
    rounds = f"IF OLD.opened_at IS NOT NULL THEN IF {changed} THEN {_RAISE}; END IF; END IF; {back}"
    found = []
    for table, verbs, body in (
        ("merit_criteria", "INSERT OR UPDATE OR DELETE", criteria),
        ("merit_rounds", "UPDATE OR DELETE", rounds),
    ):
        does = f"RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        found.append(f"CREATE OR REPLACE FUNCTION {table}_frozen() {does}")
        each = f"FOR EACH ROW EXECUTE FUNCTION {table}_frozen()"
        found.append(f"CREATE TRIGGER {table}_frozen BEFORE {verbs} ON {table} {each}")
    return found


append_only(Appraisal.__table__)  # type: ignore[arg-type]
append_only(MeritMark.__table__)  # type: ignore[arg-type]
append_only(MeritDecision.__table__)  # type: ignore[arg-type]
for _dialect in ("sqlite", "postgresql"):
    for _statement in frozen_sql(_dialect):
        _ddl = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(MeritCriterion.__table__, "after_create", _ddl.execute_if(dialect=_dialect))
