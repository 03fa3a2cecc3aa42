"""Until when what stands on an emergency sheet is entered."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_SHEETS = sa.table(
    "emergency_sheets",
    sa.column("id", sa.Integer),
    sa.column("ends_at", UTCDateTime()),
    sa.column("entries_until", UTCDateTime()),
)
_WEEK = timedelta(days=7)


def upgrade() -> None:
    """Take the step; a sheet that is open now has a week more."""
    with op.batch_alter_table("emergency_sheets") as table:
        table.add_column(sa.Column("entries_until", UTCDateTime(), nullable=True))
    writer = op.get_bind()
    for sheet in list(writer.execute(sa.select(_SHEETS.c.id, _SHEETS.c.ends_at))):
        told = _SHEETS.update().where(_SHEETS.c.id == sheet.id)
        writer.execute(told.values(entries_until=sheet.ends_at + _WEEK))
    with op.batch_alter_table("emergency_sheets") as table:
        table.alter_column("entries_until", existing_type=UTCDateTime(), nullable=False)
        table.create_check_constraint("entered_after_its_end", "ends_at < entries_until")


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("emergency_sheets") as table:
        table.drop_constraint("entered_after_its_end", type_="check")
        table.drop_column("entries_until")
