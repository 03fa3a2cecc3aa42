"""Which state of the public log stands at a letter's foot: the one of the day its numbers were taken."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_LETTERS = sa.table("letters", sa.column("log_size", sa.Integer), sa.column("state", sa.String))
_CHECKPOINTS = sa.table("log_checkpoints", sa.column("size", sa.Integer))


def upgrade() -> None:
    """Take the step; a letter that is being made prints the log's state of now, and one in force keeps its facts."""
    op.add_column("letters", sa.Column("log_size", sa.Integer(), nullable=False, server_default="0"))
    newest = sa.select(sa.func.coalesce(sa.func.max(_CHECKPOINTS.c.size), 0)).scalar_subquery()
    op.get_bind().execute(_LETTERS.update().where(_LETTERS.c.state == "reserved").values(log_size=newest))
    with op.batch_alter_table("letters") as batch:
        batch.alter_column("log_size", server_default=None)


def downgrade() -> None:
    """Take the step back: each attempt prints the newest state again."""
    op.drop_column("letters", "log_size")
