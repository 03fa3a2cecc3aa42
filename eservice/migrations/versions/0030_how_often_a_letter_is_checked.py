"""How often a letter is checked, and guesses at numbers and codes of letters."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
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
)


def upgrade() -> None:
    """Take the step."""
    _let_guesses((*_GUESSES, "letter_code", "letter_number"))
    op.create_table(
        "letter_lookups",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("times BETWEEN 1 AND 1000", name=op.f("ck_letter_lookups_counted")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_letter_lookups_letter_id_letters")),
        sa.PrimaryKeyConstraint("letter_id", "day_on", name=op.f("pk_letter_lookups")),
    )


def downgrade() -> None:
    """Take the step back: nobody remembers how often a letter was checked."""
    op.drop_table("letter_lookups")
    op.execute("DELETE FROM tries WHERE guess IN ('letter_code', 'letter_number')")
    _let_guesses(_GUESSES)


def _let_guesses(guesses: tuple[str, ...]) -> None:
    known = ", ".join(f"'{guess}'" for guess in guesses)
    with op.batch_alter_table("tries") as table:
        table.drop_constraint("guess", type_="check")
        table.create_check_constraint("guess", f"guess IN ({known})")
