"""A signature keeps what the time stamp in its file says."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step; the table only grows, so its columns are added in place."""
    op.add_column("letter_signatures", sa.Column("stamped_at", UTCDateTime(), nullable=True))
    op.add_column("letter_signatures", sa.Column("stamped_by", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take the step back."""
    op.drop_column("letter_signatures", "stamped_by")
    op.drop_column("letter_signatures", "stamped_at")
