"""Drafts of services: the next version while it is written and read by a second person."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0050"
down_revision = "0054"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('draft', 'in_review')")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "service_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "in_review", "published", "discarded",
                name="draftstate", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        sa.Column("hands", sa.JSON(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("returned_because", sa.String(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("published_by_id <> begun_by_id", name=op.f("ck_service_drafts_read_by_a_second_person")),
        sa.CheckConstraint(
            "(state = 'published') = (version_id IS NOT NULL AND published_by_id IS NOT NULL)",
            name=op.f("ck_service_drafts_published_as_a_version"),
        ),
        sa.ForeignKeyConstraint(
            ["based_on_id"], ["service_versions.id"], name=op.f("fk_service_drafts_based_on_id_service_versions")
        ),
        sa.ForeignKeyConstraint(["begun_by_id"], ["users.id"], name=op.f("fk_service_drafts_begun_by_id_users")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["users.id"], name=op.f("fk_service_drafts_published_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["service_versions.id"], name=op.f("fk_service_drafts_version_id_service_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_drafts")),
    )  # fmt: skip
    op.create_index(op.f("ix_service_drafts_state"), "service_drafts", ["state"])
    op.create_index(op.f("ix_service_drafts_version_id"), "service_drafts", ["version_id"])
    op.create_index(
        "uq_service_drafts_one_open", "service_drafts", ["code"], unique=True,
        sqlite_where=_OPEN, postgresql_where=_OPEN,
    )  # fmt: skip


def downgrade() -> None:
    """Take the step back: drafts are gone, what was published stays."""
    op.drop_table("service_drafts")
