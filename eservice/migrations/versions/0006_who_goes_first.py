"""An index for the few open requests of an office that were put first."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_FEW = sa.text("closed_at IS NULL AND rank = 0")


def upgrade() -> None:
    """Take the step."""
    op.create_index(
        "ix_requests_ahead",
        "requests",
        ["office_id", "rank", "promised_at", "id", "status"],
        sqlite_where=_FEW,
        postgresql_where=_FEW,
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_requests_ahead", "requests")
