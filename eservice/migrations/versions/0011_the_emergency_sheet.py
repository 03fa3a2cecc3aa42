"""The sheet for a power cut: codes and numbers on paper, entered afterwards, the rest given up."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("letter_numbers") as table:
        table.drop_constraint("paper_has_no_letter", type_="check")
        table.create_check_constraint("paper_has_no_letter", "state <> 'paper' OR letter_id IS NULL")
        table.create_check_constraint(
            "letter_unless_set_aside", "letter_id IS NOT NULL OR state IN ('paper', 'void')"
        )
    op.create_table(
        "paper_codes",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("pin", sa.LargeBinary(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("number_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_paper_codes_office_id_offices")),
        sa.ForeignKeyConstraint(
            ["number_id"], ["letter_numbers.id"], name=op.f("fk_paper_codes_number_id_letter_numbers")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_paper_codes")),
        sa.UniqueConstraint("number_id", name=op.f("uq_paper_codes_number_id")),
    )
    op.create_table(
        "emergency_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("prepared_at", UTCDateTime(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (close_reason = '')", name=op.f("ck_emergency_sheets_closed_with_reason")
        ),
        sa.CheckConstraint("prepared_at < ends_at", name=op.f("ck_emergency_sheets_begins_before_its_end")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_emergency_sheets_office_id_offices")),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["memberships.id"], name=op.f("fk_emergency_sheets_prepared_by_id_memberships")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["memberships.id"], name=op.f("fk_emergency_sheets_closed_by_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_sheets")),
    )
    op.create_index(
        "uq_emergency_sheets_open",
        "emergency_sheets",
        ["office_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "emergency_slips",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("written_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["emergency_sheets.id"], name=op.f("fk_emergency_slips_sheet_id_emergency_sheets")
        ),
        sa.ForeignKeyConstraint(["code"], ["paper_codes.code"], name=op.f("fk_emergency_slips_code_paper_codes")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["requests.id"],
            name=op.f("fk_emergency_slips_request_id_requests"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_slips")),
        sa.UniqueConstraint("code", name=op.f("uq_emergency_slips_code")),
        sa.UniqueConstraint("request_id", name=op.f("uq_emergency_slips_request_id")),
        sa.UniqueConstraint("sheet_id", "position", name=op.f("uq_emergency_slips_sheet_id_position")),
    )
    op.create_table(
        "emergency_numbers",
        sa.Column("number_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number_id"], ["letter_numbers.id"], name=op.f("fk_emergency_numbers_number_id_letter_numbers")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["emergency_sheets.id"], name=op.f("fk_emergency_numbers_sheet_id_emergency_sheets")
        ),
        sa.PrimaryKeyConstraint("number_id", name=op.f("pk_emergency_numbers")),
    )
    op.create_index(op.f("ix_emergency_numbers_sheet_id"), "emergency_numbers", ["sheet_id"])


def downgrade() -> None:
    """Take the step back; numbers given up without a letter go back to being set aside."""
    for table in ("emergency_numbers", "emergency_slips", "emergency_sheets", "paper_codes"):
        op.drop_table(table)
    op.execute("UPDATE letter_numbers SET state = 'paper' WHERE state = 'void' AND letter_id IS NULL")
    with op.batch_alter_table("letter_numbers") as table:
        table.drop_constraint("letter_unless_set_aside", type_="check")
        table.drop_constraint("paper_has_no_letter", type_="check")
        table.create_check_constraint("paper_has_no_letter", "(state = 'paper') = (letter_id IS NULL)")
