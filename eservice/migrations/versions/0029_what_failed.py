"""Letters that cannot be made, archive stamps that cannot be renewed, and why a message was not sent."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("messages", sa.Column("fault", sa.String(), nullable=True))
    op.create_table(
        "issue_faults",
        sa.Column("request_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("last_at", UTCDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("tries >= 1", name=op.f("ck_issue_faults_was_tried")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_issue_faults_request_id_requests")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_issue_faults")),
    )
    op.create_table(
        "stamp_faults",
        sa.Column("letter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("last_at", UTCDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("next_try_at", UTCDateTime(), nullable=True),
        sa.Column("given_up_reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("tries >= 1", name=op.f("ck_stamp_faults_was_tried")),
        sa.CheckConstraint(
            "(next_try_at IS NULL) = (given_up_reason IS NOT NULL)", name=op.f("ck_stamp_faults_given_up_with_reason")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_stamp_faults_letter_id_letters")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_stamp_faults")),
    )


def downgrade() -> None:
    """Take the step back."""
    op.drop_table("stamp_faults")
    op.drop_table("issue_faults")
    op.drop_column("messages", "fault")
