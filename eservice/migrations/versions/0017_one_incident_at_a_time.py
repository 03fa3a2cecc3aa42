"""Of a service, an office, or a service in an office, one incident runs at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_RUNS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Take the step; of two that were declared at one instant the later one is over at once."""
    op.execute(
        "UPDATE incidents SET ended_at = begins_at WHERE ended_at IS NULL AND EXISTS (SELECT 1 FROM incidents AS first"
        " WHERE first.id < incidents.id AND first.ended_at IS NULL"
        " AND coalesce(first.service_id, 0) = coalesce(incidents.service_id, 0)"
        " AND coalesce(first.office_id, 0) = coalesce(incidents.office_id, 0))"
    )
    op.create_index(
        "ux_incidents_running_of",
        "incidents",
        [sa.text("coalesce(service_id, 0)"), sa.text("coalesce(office_id, 0)")],
        unique=True,
        sqlite_where=_RUNS,
        postgresql_where=_RUNS,
    )


def downgrade() -> None:
    """Take the step back."""
    op.drop_index("ux_incidents_running_of", table_name="incidents")
