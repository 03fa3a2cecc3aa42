"""What an officer keeps of the own work: requests put off, lists with a name, what came of many done at once."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_RUNNING = sa.text("ended_at IS NULL")
_DEFAULT = sa.text("is_default")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "request_snoozes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("set_at", UTCDateTime(), nullable=False),
        sa.Column("until_at", UTCDateTime(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("until_at > set_at", name=op.f("ck_request_snoozes_ends_later")),
        *[
            sa.ForeignKeyConstraint([f"{one}_id"], [f"{one}s.id"], name=op.f(f"fk_request_snoozes_{one}_id_{one}s"))
            for one in ("request", "membership", "office")
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_snoozes")),
    )
    op.create_index(
        "uq_request_snoozes_running",
        "request_snoozes",
        ["request_id", "membership_id"],
        unique=True,
        sqlite_where=_RUNNING,
        postgresql_where=_RUNNING,
    )
    op.create_index(
        "ix_request_snoozes_office",
        "request_snoozes",
        ["office_id", "membership_id", "until_at", "request_id"],
        sqlite_where=_RUNNING,
        postgresql_where=_RUNNING,
    )
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("name_index", sa.String(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_saved_filters_membership_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("membership_id", "name_index", name=op.f("uq_saved_filters_membership_id_name_index")),
    )
    op.create_index(
        "uq_saved_filters_default",
        "saved_filters",
        ["membership_id"],
        unique=True,
        sqlite_where=_DEFAULT,
        postgresql_where=_DEFAULT,
    )
    op.create_table(
        "bulk_outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column(
            "verb",
            sa.Enum("ambil", "serahkan", "ingatkan", "teruskan", name="verb", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        *[
            sa.ForeignKeyConstraint([f"{one}_id"], [f"{one}s.id"], name=op.f(f"fk_bulk_outcomes_{one}_id_{one}s"))
            for one in ("membership", "request")
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_outcomes")),
        sa.UniqueConstraint("token", "request_id", name=op.f("uq_bulk_outcomes_token_request_id")),
    )
    op.create_index("ix_bulk_outcomes_member", "bulk_outcomes", ["membership_id", "at"])


def downgrade() -> None:
    """Take it back."""
    for table in ("bulk_outcomes", "saved_filters", "request_snoozes"):
        op.drop_table(table)
