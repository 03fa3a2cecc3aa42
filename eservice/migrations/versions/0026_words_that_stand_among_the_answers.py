"""What an officer writes for a general letter stands among the answers; a column of its own was never filled in."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import EncryptedText

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_BODY = EncryptedText("requests.general_body")


def upgrade() -> None:
    """Take the step."""
    op.drop_column("requests", "general_body")


def downgrade() -> None:
    """Take the step back: the column is there again, and empty."""
    op.add_column("requests", sa.Column("general_body", sa.LargeBinary(), nullable=True))
    op.execute(sa.table("requests", sa.column("general_body", _BODY)).update().values(general_body=""))
    with op.batch_alter_table("requests", reflect_kwargs={"resolve_fks": False}) as table:
        table.alter_column("general_body", existing_type=sa.LargeBinary(), nullable=False)
