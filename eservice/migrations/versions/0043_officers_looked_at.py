"""Who opened an officer's own figures, and with what need."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0043"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
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
    for statement in append_only_sql("officer_looks", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Take the step back: nobody's looks are known."""
    op.drop_table("officer_looks")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION officer_looks_append_only()")
