"""Who knows which service, which offices ask for it, and who is lent to another office."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "skill_demands",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_skill_demands_asked_by_id_users")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_skill_demands_office_id_offices")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_skill_demands_service_id_services")),
        sa.PrimaryKeyConstraint("office_id", "service_id", name=op.f("pk_skill_demands")),
    )
    op.create_table(
        "skills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("from_at", UTCDateTime(), nullable=False),
        sa.Column("until_at", UTCDateTime(), nullable=True),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("until_at IS NULL OR from_at <= until_at", name=op.f("ck_skills_begins_before_its_end")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name=op.f("fk_skills_ended_by_id_users")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["users.id"], name=op.f("fk_skills_granted_by_id_users")),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_skills_membership_id_memberships")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_skills_service_id_services")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skills")),
    )
    op.create_index("ix_skills_membership", "skills", ["membership_id", "service_id"])
    op.create_table(
        "loans",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("absence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["absence_id"], ["absences.id"], name=op.f("fk_loans_absence_id_absences")),
        sa.ForeignKeyConstraint(["home_id"], ["memberships.id"], name=op.f("fk_loans_home_id_memberships")),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_loans_membership_id_memberships")),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_loans")),
        sa.UniqueConstraint("absence_id", name=op.f("uq_loans_absence_id")),
    )
    op.create_index(op.f("ix_loans_home_id"), "loans", ["home_id"])


def downgrade() -> None:
    """Take the step back."""
    op.drop_table("loans")
    op.drop_table("skills")
    op.drop_table("skill_demands")
