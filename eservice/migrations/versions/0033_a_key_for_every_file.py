"""Files have a key of their own, and wait for a scanner where there is one."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0033"
down_revision = "0030"
branch_labels = None
depends_on = None

_NOT_SCANNED = sa.text("scanned_at IS NULL AND deleted_at IS NULL")
_INFECTED = sa.text("infected_as IS NOT NULL")


def upgrade() -> None:
    """Take the step; files from before stay sealed with the installation's key until that is changed."""
    op.add_column("uploads", sa.Column("file_key", sa.LargeBinary(), nullable=True))
    op.add_column("upload_pages", sa.Column("file_key", sa.LargeBinary(), nullable=True))
    op.add_column("uploads", sa.Column("scanned_at", UTCDateTime(), nullable=True))
    op.add_column("uploads", sa.Column("infected_as", sa.String(), nullable=True))
    op.create_index(
        "ix_uploads_not_scanned", "uploads", ["id"], sqlite_where=_NOT_SCANNED, postgresql_where=_NOT_SCANNED
    )
    op.create_index("ix_uploads_infected", "uploads", ["id"], sqlite_where=_INFECTED, postgresql_where=_INFECTED)


def downgrade() -> None:
    """Take the step back. Files that came since do not open any more."""
    op.drop_index("ix_uploads_infected", "uploads")
    op.drop_index("ix_uploads_not_scanned", "uploads")
    for column in ("infected_as", "scanned_at", "file_key"):
        op.drop_column("uploads", column)
    op.drop_column("upload_pages", "file_key")
