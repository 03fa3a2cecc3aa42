"""The PIN of an RT head: at whose desk it was typed, and when."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step; of the PINs there are nobody knows it."""
    with op.batch_alter_table("rts") as table:
        table.add_column(sa.Column("pin_set_at", UTCDateTime(), nullable=True))
        table.add_column(sa.Column("pin_set_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_rts_pin_set_by_id_memberships"), "memberships", ["pin_set_by_id"], ["id"])


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("rts") as table:
        table.drop_constraint(op.f("fk_rts_pin_set_by_id_memberships"), type_="foreignkey")
        table.drop_column("pin_set_by_id")
        table.drop_column("pin_set_at")
