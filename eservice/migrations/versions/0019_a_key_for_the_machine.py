"""The machine that gives numbers has a secret address of its own."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_HALLS = sa.table("halls", sa.column("office_id", sa.Integer), sa.column("machine_key", sa.String))


def upgrade() -> None:
    """Take the step; the machine's old address ends, its new one stands on the supervisor's page."""
    with op.batch_alter_table("halls") as table:
        table.add_column(sa.Column("machine_key", sa.String(), nullable=True))
    writer = op.get_bind()
    for office_id in list(writer.execute(sa.select(_HALLS.c.office_id)).scalars()):
        key = secrets.token_hex(16)
        writer.execute(_HALLS.update().where(_HALLS.c.office_id == office_id).values(machine_key=key))
    with op.batch_alter_table("halls") as table:
        table.alter_column("machine_key", existing_type=sa.String(), nullable=False)
        table.create_unique_constraint(op.f("uq_halls_machine_key"), ["machine_key"])


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("halls") as table:
        table.drop_constraint(op.f("uq_halls_machine_key"), type_="unique")
        table.drop_column("machine_key")
