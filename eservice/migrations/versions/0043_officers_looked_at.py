"""Who opened an officer's own figures, and with what need; what an office aims at, and what came of it."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


_AIMS = ("janji-ditepati", "benar-sejak-pertama", "waktu-layanan", "waktu-warga", "lewat-janji")
_GROWING = ("figure_target_results", "figure_targets", "officer_looks")


def upgrade() -> None:
    """Take the step."""
    _looks()
    _targets()
    for table in _GROWING:
        for statement in append_only_sql(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Take the step back: nobody's looks are known, and nothing is aimed at."""
    for table in _GROWING:
        op.drop_table(table)
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_append_only()")


def _looks() -> None:
    op.create_table(
        "officer_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_officer_looks_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["memberships.id"], name=op.f("fk_officer_looks_by_id_memberships")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_looks")),
    )
    op.create_index(op.f("ix_officer_looks_membership_id"), "officer_looks", ["membership_id"])


def _targets() -> None:
    op.create_table(
        "figure_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column(
            "aim", sa.Enum(*_AIMS, name="aim", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("set_at", UTCDateTime(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("value >= 0", name=op.f("ck_figure_targets_value_counted")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_figure_targets_{column}_{table}"))
            for column, table in (
                ("office_id", "offices"),
                ("service_id", "services"),
                ("owner_id", "memberships"),
                ("set_by_id", "memberships"),
                ("replaces_id", "figure_targets"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_targets")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_figure_targets_replaces_id")),
    )
    op.create_index(op.f("ix_figure_targets_office_id"), "figure_targets", ["office_id"])
    op.create_table(
        "figure_target_results",
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("counted_at", UTCDateTime(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("met", sa.Boolean(), nullable=True),
        sa.CheckConstraint("(value IS NULL) = (met IS NULL)", name=op.f("ck_figure_target_results_judged_by_a_value")),
        sa.ForeignKeyConstraint(
            ["target_id"], ["figure_targets.id"], name=op.f("fk_figure_target_results_target_id_figure_targets")
        ),
        sa.PrimaryKeyConstraint("target_id", name=op.f("pk_figure_target_results")),
    )
