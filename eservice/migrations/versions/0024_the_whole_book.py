"""Letters written outside the application stand in the register under their numbers."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_STATES = ("reserved", "used", "void", "paper")


def upgrade() -> None:
    """Take the step."""
    _let_numbers(
        (*_STATES, "outside"),
        "state NOT IN ('paper', 'outside') OR letter_id IS NULL",
        "letter_id IS NOT NULL OR state IN ('paper', 'void', 'outside')",
    )
    op.create_table(
        "outside_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("addressee", sa.LargeBinary(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("subject <> ''", name=op.f("ck_outside_letters_with_a_subject")),
        sa.ForeignKeyConstraint(
            ["number_id"], ["letter_numbers.id"], name=op.f("fk_outside_letters_number_id_letter_numbers")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["memberships.id"], name=op.f("fk_outside_letters_recorded_by_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_letters")),
        sa.UniqueConstraint("number_id", name=op.f("uq_outside_letters_number_id")),
    )
    for statement in append_only_sql("outside_letters", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Take the step back: what was entered of letters written elsewhere is lost, their numbers are set aside again."""
    op.drop_table("outside_letters")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION outside_letters_append_only()")
    op.execute("UPDATE letter_numbers SET state = 'paper', reason = 'Surat di luar aplikasi' WHERE state = 'outside'")
    _let_numbers(
        _STATES, "state <> 'paper' OR letter_id IS NULL", "letter_id IS NOT NULL OR state IN ('paper', 'void')"
    )


def _let_numbers(states: tuple[str, ...], without_letter: str, with_letter: str) -> None:
    known = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("letter_numbers") as table:
        for name in ("numberstate", "paper_has_no_letter", "letter_unless_set_aside"):
            table.drop_constraint(name, type_="check")
        table.create_check_constraint("numberstate", f"state IN ({known})")
        table.create_check_constraint("paper_has_no_letter", without_letter)
        table.create_check_constraint("letter_unless_set_aside", with_letter)
