"""The public log of letters; the upgrade then enters those that were issued before it."""

import secrets

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import append_only_sql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_LETTERS = sa.table("letters", sa.column("id", sa.Integer), sa.column("log_salt", sa.String))
_HEAD = sa.table("log_head", sa.column("id"), sa.column("size"), sa.column("frontier", sa.JSON))
_GROWING = ("log_entries", "log_nodes", "log_checkpoints")


def upgrade() -> None:
    """Take the step; every letter gets a salt of its own."""
    op.add_column("letters", sa.Column("log_salt", sa.String(), nullable=False, server_default=""))
    writer = op.get_bind()
    salted = _LETTERS.update().where(_LETTERS.c.id == sa.bindparam("of")).values(log_salt=sa.bindparam("salt"))
    letters = list(writer.scalars(sa.select(_LETTERS.c.id)))
    if letters:
        writer.execute(salted, [{"of": letter, "salt": secrets.token_hex(16)} for letter in letters])
    op.create_table(
        "log_entries",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "issued", "revoked", "replaced",
                name="logevent", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("register", sa.String(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_log_entries_position_from_zero")),
        sa.CheckConstraint(
            "length(commitment) = 64 AND length(register) = 64", name=op.f("ck_log_entries_digests_length")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_log_entries_letter_id_letters")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["letter_editions.id"], name=op.f("fk_log_entries_edition_id_letter_editions")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_log_entries")),
        sa.UniqueConstraint("letter_id", "event", name=op.f("uq_log_entries_letter_id_event")),
        sa.UniqueConstraint("commitment", name=op.f("uq_log_entries_commitment")),
    )  # fmt: skip
    op.create_table(
        "log_nodes",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_log_nodes_hash_length")),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_log_nodes")),
    )
    op.create_table(
        "log_checkpoints",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_log_checkpoints")),
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frontier", sa.JSON(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_head_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    op.bulk_insert(_HEAD, [{"id": 1, "size": 0, "frontier": []}])
    for table in _GROWING:
        for statement in append_only_sql(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Take the step back; witnesses of the log will notice."""
    for table in ("log_head", *_GROWING[::-1]):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in _GROWING:
            op.execute(f"DROP FUNCTION {table}_append_only()")
    op.drop_column("letters", "log_salt")
