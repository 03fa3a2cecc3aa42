"""Codes by e-mail: a way of signing in, and the proof that a mailbox is its account's."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_GUESSES = (
    "sign_in", "password", "reset_code", "reset_request", "invitation", "registration", "tracking", "rt_pin",
    "letter_match", "desk_pin", "second_factor", "file", "letter_code", "letter_number", "passkey", "survey",
)  # fmt: skip
_WAYS = ("password", "passkey", "pin", "opened", "outside", "demo")


def upgrade() -> None:
    """Take the step. No mailbox counts as proved until its owner typed a code that went there."""
    _let("tries", "guess", "guess", (*_GUESSES, "mail_request", "mail_code"))
    _let("sessions", "way", "way", (*_WAYS[:-2], "mail", *_WAYS[-2:]))
    with op.batch_alter_table("users") as table:
        table.add_column(sa.Column("email_confirmed_at", UTCDateTime(), nullable=True))
    op.create_table(
        "mail_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("request_digest", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_mail_codes_counted")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mail_codes_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_codes")),
    )
    for column in ("user_id", "request_digest", "ends_at"):
        op.create_index(op.f(f"ix_mail_codes_{column}"), "mail_codes", [column])


def downgrade() -> None:
    """Take the step back: who came by a code signs in anew."""
    op.drop_table("mail_codes")
    with op.batch_alter_table("users") as table:
        table.drop_column("email_confirmed_at")
    op.execute("UPDATE sessions SET way = 'password' WHERE way = 'mail'")
    _let("sessions", "way", "way", _WAYS)
    op.execute("DELETE FROM tries WHERE guess IN ('mail_request', 'mail_code')")
    _let("tries", "guess", "guess", _GUESSES)


def _let(table_name: str, constraint: str, column: str, values: tuple[str, ...]) -> None:
    known = ", ".join(f"'{one}'" for one in values)
    with op.batch_alter_table(table_name) as table:
        table.drop_constraint(constraint, type_="check")
        table.create_check_constraint(constraint, f"{column} IN ({known})")
