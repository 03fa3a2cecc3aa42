"""By which proofs a session was begun, passkeys, the age of passwords, and renewals opened from the command line."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0034"
down_revision = "0033"
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
)
_ENDED = ("signed_out", "idle", "too_old", "by_owner", "password", "disabled", "frozen", "by_admin")
_WAYS = ("password", "passkey", "pin", "opened", "outside", "demo")


def upgrade() -> None:
    """Take the step. Sessions that are open lack the second proof: staff who have none set it up at their next click."""
    _let("tries", "guess", "guess", (*_GUESSES, "passkey"))
    _let("sessions", "ended", "end_reason", (*_ENDED, "factor", "role"))
    with op.batch_alter_table("sessions") as table:
        table.add_column(sa.Column("way", sa.String(40), nullable=False, server_default="password"))
        table.add_column(sa.Column("is_strong", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE sessions SET way = 'pin' WHERE desk_pass_id IS NOT NULL")
    op.execute(
        "UPDATE sessions SET is_strong = TRUE WHERE EXISTS"
        " (SELECT 1 FROM second_factors WHERE second_factors.user_id = sessions.user_id)"
    )
    with op.batch_alter_table("sessions") as table:
        table.alter_column("way", server_default=None)
        table.alter_column("is_strong", server_default=None)
        table.create_check_constraint("way", f"way IN ({', '.join(repr(one) for one in _WAYS)})")
    with op.batch_alter_table("users") as table:
        table.add_column(sa.Column("password_set_at", UTCDateTime(), nullable=True))
    with op.batch_alter_table("staff_resets") as table:
        table.alter_column("opened_by_id", existing_type=sa.Integer(), nullable=True)
    _passkeys()


def downgrade() -> None:
    """Take the step back: passkeys are forgotten, and renewals that nobody's account opened."""
    op.drop_table("spent_challenges")
    op.drop_table("passkeys")
    op.execute("DELETE FROM staff_resets WHERE opened_by_id IS NULL")
    with op.batch_alter_table("staff_resets") as table:
        table.alter_column("opened_by_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("users") as table:
        table.drop_column("password_set_at")
    with op.batch_alter_table("sessions") as table:
        table.drop_constraint("way", type_="check")
        table.drop_column("is_strong")
        table.drop_column("way")
    op.execute("UPDATE sessions SET end_reason = 'by_admin' WHERE end_reason IN ('factor', 'role')")
    _let("sessions", "ended", "end_reason", _ENDED)
    op.execute("DELETE FROM tries WHERE guess = 'passkey'")
    _let("tries", "guess", "guess", _GUESSES)


def _passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.Column("locked_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_passkeys_has_name")),
        sa.CheckConstraint("sign_count >= 0", name=op.f("ck_passkeys_counted")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_passkeys_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkeys_credential")),
    )
    op.create_index(op.f("ix_passkeys_user_id"), "passkeys", ["user_id"])
    op.create_table(
        "spent_challenges",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_challenges")),
    )
    op.create_index(op.f("ix_spent_challenges_at"), "spent_challenges", ["at"])


def _let(table_name: str, constraint: str, column: str, values: tuple[str, ...]) -> None:
    known = ", ".join(f"'{one}'" for one in values)
    with op.batch_alter_table(table_name) as table:
        table.drop_constraint(constraint, type_="check")
        table.create_check_constraint(constraint, f"{column} IN ({known})")
