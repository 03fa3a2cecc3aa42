"""Passphrases of officials, sealed to a key in a worker's memory, and the public halves of these keys."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("made_at < ends_at", name=op.f("ck_signing_keys_begins_before_its_end")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
    )
    op.create_index(op.f("ix_signing_keys_ends_at"), "signing_keys", ["ends_at"])
    op.create_table(
        "entrusted_secrets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("place >= 0", name=op.f("ck_entrusted_secrets_place_from_zero")),
        sa.ForeignKeyConstraint(
            ["key_id"], ["signing_keys.id"], name=op.f("fk_entrusted_secrets_key_id_signing_keys")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entrusted_secrets")),
        sa.UniqueConstraint(
            "request_id", "place", "key_id", name=op.f("uq_entrusted_secrets_request_id_place_key_id")
        ),
    )
    op.create_index(op.f("ix_entrusted_secrets_act"), "entrusted_secrets", ["act"])
    op.create_index(op.f("ix_entrusted_secrets_key_id"), "entrusted_secrets", ["key_id"])


def downgrade() -> None:
    """Take the step back."""
    op.drop_table("entrusted_secrets")
    op.drop_table("signing_keys")
