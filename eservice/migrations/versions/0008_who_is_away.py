"""Who is away: absences, and the step by which their work is handed on."""

import re

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KINDS = ("leave", "duty", "training", "other", "lent")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Enum(*_KINDS, name="absencekind", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("from_at", UTCDateTime(), nullable=False),
        sa.Column("until_at", UTCDateTime(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_absences_ended_by_someone")),
        sa.CheckConstraint("from_at < until_at", name=op.f("ck_absences_begins_before_its_end")),
        sa.ForeignKeyConstraint(["deputy_id"], ["memberships.id"], name=op.f("fk_absences_deputy_id_memberships")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name=op.f("fk_absences_ended_by_id_users")),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_absences_membership_id_memberships")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_absences_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_absences_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index("ix_absences_user", "absences", ["user_id", "until_at"])
    op.create_index("ix_absences_until", "absences", ["until_at"])
    before, _ended, after = _around("lease_ended")
    _let_steps([*before, "lease_ended", "hand_on", *after])


def downgrade() -> None:
    """Take the step back."""
    before, _hand_on, after = _around("hand_on")
    _let_steps([*before, *after])
    op.drop_table("absences")


def _around(step: str) -> tuple[list[str], str, list[str]]:
    """Return the steps the history knows now before and after one of them: other revisions add theirs."""
    checks = sa.inspect(op.get_bind()).get_check_constraints("request_events")
    steps = re.findall(r"'(\w+)'", next(one["sqltext"] for one in checks if "'claim'" in one["sqltext"]))
    place = steps.index(step)
    return steps[:place], step, steps[place + 1 :]


def _let_steps(steps: list[str]) -> None:
    """Let the history know these steps; on SQLite the table is made anew, so it gets its triggers again."""
    known = ", ".join(f"'{step}'" for step in steps)
    with op.batch_alter_table("request_events") as table:
        table.drop_constraint("step", type_="check")
        table.create_check_constraint("step", f"step IN ({known})")
    if op.get_bind().dialect.name == "sqlite":
        for statement in append_only_sql("request_events", "sqlite"):
            op.execute(statement)
