"""The salts of the public log, places of birth and occupations are sealed; files of letters have a key of their own."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import EncryptedText

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_SEALED = (("letters", "log_salt"), ("persons", "birth_place"), ("persons", "occupation"))
_ROWS = 1000
"""Sealed at once."""


def upgrade() -> None:
    """Take the step."""
    op.add_column("letter_editions", sa.Column("file_key", sa.LargeBinary(), nullable=True))
    for table, column in _SEALED:
        context = EncryptedText(f"{table}.{column}")
        _exchange(table, column, old=sa.String(), new=context, stored=sa.LargeBinary())


def downgrade() -> None:
    """Take the step back. Files of letters that were issued since do not open any more."""
    for table, column in _SEALED:
        context = EncryptedText(f"{table}.{column}")
        _exchange(table, column, old=context, new=sa.String(), stored=sa.String())
    op.drop_column("letter_editions", "file_key")


def _exchange(table: str, column: str, *, old: sa.types.TypeEngine, new: sa.types.TypeEngine, stored: sa.types.TypeEngine) -> None:
    """Put a column of another type in the place of one, with the same values; no table is made anew."""
    empty = sa.text("''") if op.get_bind().dialect.name == "postgresql" or isinstance(stored, sa.String) else sa.text("x''")
    op.add_column(table, sa.Column("exchanged", stored, nullable=False, server_default=empty))
    rows = sa.table(table, sa.column("id", sa.Integer), sa.column(column, old), sa.column("exchanged", new))
    writer, last = op.get_bind(), 0
    written = rows.update().where(rows.c.id == sa.bindparam("of")).values(exchanged=sa.bindparam("value", type_=new))
    while found := writer.execute(
        sa.select(rows.c.id, rows.c[column]).where(rows.c.id > last).order_by(rows.c.id).limit(_ROWS)
    ).all():
        writer.execute(written, [{"of": number, "value": value} for number, value in found])
        last = found[-1][0]
    op.drop_column(table, column)
    op.execute(f"ALTER TABLE {table} RENAME COLUMN exchanged TO {column}")
