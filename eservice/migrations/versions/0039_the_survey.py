"""The survey after a finished request: who was asked, what was said, plans and publications."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0039"
down_revision = "0036"
branch_labels = None
depends_on = None

_GUESSES = (
    "sign_in",
    "password",
    "reset_code",
    "reset_request",
    "invitation",
    "registration",
    "tracking",
    "rt_pin",
    "letter_match",
    "desk_pin",
    "second_factor",
    "file",
    "letter_code",
    "letter_number",
    "passkey",
)
_ELEMENTS = (
    "requirements", "procedure", "time", "cost", "product", "competence", "conduct", "facilities", "complaints",
)  # fmt: skip


def upgrade() -> None:
    """Take the step."""
    _let_guesses((*_GUESSES, "survey"))
    _ask()
    _tell()
    _plan_and_publish()
    for statement in append_only_sql("survey_publications", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Take the step back: nobody was asked anything."""
    op.drop_table("survey_publications")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION survey_publications_append_only()")
    for table in ("survey_plans", "survey_answers", "survey_invitations"):
        op.drop_table(table)
    op.execute("DELETE FROM tries WHERE guess = 'survey'")
    op.execute("DELETE FROM messages WHERE template IN ('survey', 'survey_code')")
    _let_guesses(_GUESSES)


def _ask() -> None:
    op.create_table(
        "survey_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=True),
        sa.Column("form_digest", sa.String(), nullable=True),
        sa.Column("printed_by_id", sa.Integer(), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(form_digest IS NULL) = (printed_by_id IS NULL)", name=op.f("ck_survey_invitations_form_has_printer")
        ),
        sa.CheckConstraint("ends_on >= invited_on", name=op.f("ck_survey_invitations_ends_after_it_began")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_survey_invitations_request_id_requests")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_survey_invitations_office_id_offices")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["services.id"], name=op.f("fk_survey_invitations_service_id_services")
        ),
        sa.ForeignKeyConstraint(
            ["printed_by_id"], ["memberships.id"], name=op.f("fk_survey_invitations_printed_by_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invitations")),
        sa.UniqueConstraint("request_id", name=op.f("uq_survey_invitations_request_id")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_survey_invitations_code_digest")),
        sa.UniqueConstraint("form_digest", name=op.f("uq_survey_invitations_form_digest")),
    )
    op.create_index(op.f("ix_survey_invitations_office_id"), "survey_invitations", ["office_id"])


def _tell() -> None:
    op.create_table(
        "survey_answers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column(
            "series",
            sa.Enum("own", "counter", name="series", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("comment", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "entered_by_id IS NULL OR series = 'counter'", name=op.f("ck_survey_answers_entered_at_the_counter")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_survey_answers_office_id_offices")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_survey_answers_service_id_services")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["memberships.id"], name=op.f("fk_survey_answers_entered_by_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_answers_quarter", "survey_answers", ["office_id", "quarter", "series"])


def _plan_and_publish() -> None:
    op.create_table(
        "survey_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column(
            "element",
            sa.Enum(*_ELEMENTS, name="element", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned", "underway", "done", "dropped",
                name="planstate", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_survey_plans_office_id_offices")),
        sa.ForeignKeyConstraint(["owner_id"], ["memberships.id"], name=op.f("fk_survey_plans_owner_id_memberships")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["memberships.id"], name=op.f("fk_survey_plans_changed_by_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_plans")),
        sa.UniqueConstraint(
            "office_id", "quarter", "element", name=op.f("uq_survey_plans_office_id_quarter_element")
        ),
    )  # fmt: skip
    op.create_table(
        "survey_publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_survey_publications_office_id_offices")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["memberships.id"], name=op.f("fk_survey_publications_published_by_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_publications")),
        sa.UniqueConstraint("office_id", "quarter", name=op.f("uq_survey_publications_office_id_quarter")),
    )


def _let_guesses(guesses: tuple[str, ...]) -> None:
    known = ", ".join(f"'{guess}'" for guess in guesses)
    with op.batch_alter_table("tries") as table:
        table.drop_constraint("guess", type_="check")
        table.create_check_constraint("guess", f"guess IN ({known})")
