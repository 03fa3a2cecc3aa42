"""Letters whose holders say that they are wrong, and the requests that put them right."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "letter_amendments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("of_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column(
            "fault",
            sa.Enum("applicant", "paper", "office", name="datafault", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("wrong", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("of_id <> request_id", name=op.f("ck_letter_amendments_not_of_itself")),
        sa.ForeignKeyConstraint(["of_id"], ["requests.id"], name=op.f("fk_letter_amendments_of_id_requests")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["requests.id"],
            name=op.f("fk_letter_amendments_request_id_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_amendments")),
        sa.UniqueConstraint("request_id", name=op.f("uq_letter_amendments_request_id")),
    )
    op.create_index(op.f("ix_letter_amendments_of_id"), "letter_amendments", ["of_id"])


def downgrade() -> None:
    """Take the step back."""
    op.drop_table("letter_amendments")
