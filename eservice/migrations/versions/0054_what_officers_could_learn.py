"""What officers could learn: thresholds as data, courses, their budget and who had a place."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0054"
down_revision = "0046"
branch_labels = None
depends_on = None

_TABLES = ("career_terms", "courses", "training_budgets", "training_places")
_GROWING = ("career_terms", "training_budgets")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "career_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_at", UTCDateTime(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_career_terms_value_counted")),
        sa.ForeignKeyConstraint(["set_by_id"], ["memberships.id"], name=op.f("fk_career_terms_set_by_id_memberships")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_career_terms")),
        sa.UniqueConstraint("term", "version", name=op.f("uq_career_terms_term_version")),
    )
    op.create_table(
        "courses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "classroom",
                "online",
                "coaching",
                "placement",
                "own_study",
                name="courseform",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("cost_rupiah", sa.Integer(), nullable=False),
        sa.Column(
            "fault",
            sa.Enum(
                "dikembalikan-pejabat",
                "diminta-dua-kali",
                "diminta-sia-sia",
                "penolakan-dibuka",
                "salah-data-terbit",
                "janji-meleset",
                name="fault",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("offered_at", UTCDateTime(), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("cost_rupiah >= 0", name=op.f("ck_courses_cost_counted")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_courses_takes_time")),
        sa.ForeignKeyConstraint(
            ["offered_by_id"], ["memberships.id"], name=op.f("fk_courses_offered_by_id_memberships")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_courses_service_id_services")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses")),
    )
    op.create_table(
        "training_budgets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rupiah", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_at", UTCDateTime(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("rupiah >= 0", name=op.f("ck_training_budgets_rupiah_counted")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_training_budgets_office_id_offices")),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["memberships.id"], name=op.f("fk_training_budgets_set_by_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_budgets")),
    )
    op.create_index("ix_training_budgets_office", "training_budgets", ["office_id", "year"], unique=False)
    op.create_table(
        "training_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "granted",
                "refused",
                "done",
                "missed",
                name="placestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("need_n", sa.Integer(), nullable=False),
        sa.Column("need_count", sa.Integer(), nullable=False),
        sa.Column("cost_rupiah", sa.Integer(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("refused_because", sa.LargeBinary(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "passed", "failed", "untested", name="result", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_training_places_decided_unless_asked")
        ),
        sa.CheckConstraint(
            "(state = 'done' AND minutes > 0) OR (state <> 'done' AND minutes = 0)",
            name=op.f("ck_training_places_minutes_of_done"),
        ),
        sa.CheckConstraint("(state = 'done') = (ended_on IS NOT NULL)", name=op.f("ck_training_places_done_on_a_day")),
        sa.CheckConstraint("(state = 'done') = (result IS NOT NULL)", name=op.f("ck_training_places_done_with_result")),
        sa.CheckConstraint(
            "(state = 'refused') = (refused_because IS NOT NULL)", name=op.f("ck_training_places_refused_with_reason")
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_training_places_decided_by_someone")
        ),
        sa.CheckConstraint("need_count <= need_n", name=op.f("ck_training_places_need_counted")),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_training_places_course_id_courses")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["memberships.id"], name=op.f("fk_training_places_decided_by_id_memberships")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_training_places_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_training_places_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_places")),
    )
    op.create_index("ix_training_places_course", "training_places", ["course_id", "state"], unique=False)
    op.create_index("ix_training_places_membership", "training_places", ["membership_id", "year"], unique=False)
    for table in _GROWING:
        for statement in append_only_sql(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Take the step back: nothing of it is known any more."""
    for table in reversed(_TABLES):
        op.drop_table(table)
        if table in _GROWING and op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_append_only()")
