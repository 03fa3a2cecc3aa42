"""Appraisals, and rounds whose weights the database keeps once they are open."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0055"
down_revision = "0067"
branch_labels = None
depends_on = None

_TABLES = (
    "appraisals",
    "merit_rounds",
    "merit_candidates",
    "merit_criteria",
    "merit_panelists",
    "merit_decisions",
    "merit_marks",
    "merit_objections",
)
_GROWING = ("appraisals", "merit_marks", "merit_decisions")


_OPENED = "SELECT 1 FROM merit_rounds WHERE id = {}.round_id AND opened_at IS NOT NULL"
_SAME = " AND ".join(f"NEW.{one} {{0}} OLD.{one}" for one in ("kind", "post", "office_id", "basis", "opened_at"))
_RAISE = "RAISE EXCEPTION 'round is frozen'"
_ABORT = "BEGIN SELECT RAISE(ABORT, 'round is frozen'); END"


def _frozen(dialect: str) -> list[str]:
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


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "appraisals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "results",
            sa.Enum("below", "as", "above", name="level", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "conduct",
            sa.Enum("below", "as", "above", name="conduct", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["memberships.id"], name=op.f("fk_appraisals_given_by_id_memberships")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_appraisals_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisals")),
        sa.UniqueConstraint("user_id", "year", "version", name=op.f("uq_appraisals_user_id_year_version")),
    )
    op.create_table(
        "merit_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "promotion",
                "rotation",
                "recruitment",
                name="roundkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "weighed",
                "decided",
                "final",
                name="roundstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("drafted_at", UTCDateTime(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=True),
        sa.Column("apply_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'draft') = (apply_until IS NULL)", name=op.f("ck_merit_rounds_applied_for_until")),
        sa.CheckConstraint("(state = 'draft') = (opened_at IS NULL)", name=op.f("ck_merit_rounds_open_since")),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["memberships.id"], name=op.f("fk_merit_rounds_drafted_by_id_memberships")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_merit_rounds_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merit_rounds")),
    )
    op.create_table(
        "merit_candidates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("applied_at", UTCDateTime(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=True),
        sa.Column("evidence_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(evidence IS NULL) = (evidence_at IS NULL)", name=op.f("ck_merit_candidates_evidence_has_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_merit_candidates_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["merit_rounds.id"], name=op.f("fk_merit_candidates_round_id_merit_rounds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merit_candidates")),
        sa.UniqueConstraint("round_id", "membership_id", name=op.f("uq_merit_candidates_round_id_membership_id")),
    )
    op.create_index(op.f("ix_merit_candidates_membership_id"), "merit_candidates", ["membership_id"], unique=False)
    op.create_table(
        "merit_criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "criterion",
            sa.Enum(
                "performance",
                "training",
                "quality",
                "promise",
                "integrity",
                "panel",
                name="criterion",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_merit_criteria_weight_of_a_hundred")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["merit_rounds.id"], name=op.f("fk_merit_criteria_round_id_merit_rounds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merit_criteria")),
        sa.UniqueConstraint("round_id", "criterion", name=op.f("uq_merit_criteria_round_id_criterion")),
    )
    op.create_table(
        "merit_panelists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_merit_panelists_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["merit_rounds.id"], name=op.f("fk_merit_panelists_round_id_merit_rounds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merit_panelists")),
        sa.UniqueConstraint("round_id", "membership_id", name=op.f("uq_merit_panelists_round_id_membership_id")),
    )
    op.create_index(op.f("ix_merit_panelists_membership_id"), "merit_panelists", ["membership_id"], unique=False)
    op.create_table(
        "merit_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("objections_until", sa.Date(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["merit_candidates.id"], name=op.f("fk_merit_decisions_candidate_id_merit_candidates")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["memberships.id"], name=op.f("fk_merit_decisions_decided_by_id_memberships")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["merit_rounds.id"], name=op.f("fk_merit_decisions_round_id_merit_rounds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merit_decisions")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_merit_decisions_round_id_number")),
    )
    op.create_table(
        "merit_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("panelist_id", sa.Integer(), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("conflict = (mark IS NULL)", name=op.f("ck_merit_marks_conflict_or_mark")),
        sa.CheckConstraint("mark BETWEEN 0 AND 100", name=op.f("ck_merit_marks_mark_of_a_hundred")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["merit_candidates.id"], name=op.f("fk_merit_marks_candidate_id_merit_candidates")
        ),
        sa.ForeignKeyConstraint(
            ["panelist_id"], ["merit_panelists.id"], name=op.f("fk_merit_marks_panelist_id_merit_panelists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merit_marks")),
        sa.UniqueConstraint("candidate_id", "panelist_id", name=op.f("uq_merit_marks_candidate_id_panelist_id")),
    )
    op.create_table(
        "merit_objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("filed_at", UTCDateTime(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL)", name=op.f("ck_merit_objections_answered_in_words")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (upheld IS NULL)", name=op.f("ck_merit_objections_answered_yes_or_no")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["memberships.id"], name=op.f("fk_merit_objections_answered_by_id_memberships")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["merit_candidates.id"], name=op.f("fk_merit_objections_candidate_id_merit_candidates")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["merit_decisions.id"], name=op.f("fk_merit_objections_decision_id_merit_decisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merit_objections")),
        sa.UniqueConstraint("candidate_id", "decision_id", name=op.f("uq_merit_objections_candidate_id_decision_id")),
    )
    for statement in _frozen(op.get_bind().dialect.name):
        op.execute(statement)
    for table in _GROWING:
        for statement in append_only_sql(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Take the step back: nothing of it is known any more."""
    for table in reversed(_TABLES):
        op.drop_table(table)
        if table in _GROWING and op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_append_only()")
    if op.get_bind().dialect.name == "postgresql":
        for table in ("merit_criteria", "merit_rounds"):
            op.execute(f"DROP FUNCTION {table}_frozen()")
