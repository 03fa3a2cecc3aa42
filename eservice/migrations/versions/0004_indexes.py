"""Indexes for a queue over a million requests: what is open, what was filed or closed last, what waits to be fetched."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OPEN = sa.text("closed_at IS NULL")
_TO_COLLECT = sa.text("ready_at IS NOT NULL AND collected_at IS NULL")


def upgrade() -> None:
    """Take the step."""
    op.create_index(
        "ix_requests_open",
        "requests",
        ["office_id", "promised_at", "rank", "id", "status", "closed_at"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_requests_office_filed", "requests", ["office_id", "filed_at", "id"])
    op.create_index("ix_requests_office_closed", "requests", ["office_id", "closed_at", "id"])
    op.create_index(
        "ix_requests_to_collect",
        "requests",
        ["office_id", "closed_at", "id"],
        sqlite_where=_TO_COLLECT,
        postgresql_where=_TO_COLLECT,
    )


def downgrade() -> None:
    """Take it back."""
    for name in ("to_collect", "office_closed", "office_filed", "open"):
        op.drop_index(f"ix_requests_{name}", "requests")
