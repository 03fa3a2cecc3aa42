"""What supervisors are told of the figures, once a day, and what they do not want to be told."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "figure_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        _member("figure_notices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_notices")),
        sa.UniqueConstraint("membership_id", "kind", "on", name="uq_figure_notices_once_a_day"),
    )
    op.create_table(
        "figure_silences",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        _member("figure_silences"),
        sa.PrimaryKeyConstraint("membership_id", "kind", name=op.f("pk_figure_silences")),
    )


def downgrade() -> None:
    """Take the step back: everybody is told again."""
    op.drop_table("figure_silences")
    op.drop_table("figure_notices")
    op.execute("DELETE FROM messages WHERE template IN ('morning', 'backlog')")


def _kind() -> sa.Enum:
    return sa.Enum("digest", "backlog", name="noticekind", native_enum=False, create_constraint=True, length=40)


def _member(of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["membership_id"], ["memberships.id"], name=op.f(f"fk_{of}_membership_id_memberships")
    )
