"""Second factors, when a session was last confirmed, and letters signed many at once."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0027"
down_revision = "0026"
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
    "file",
)


def upgrade() -> None:
    """Take the step."""
    _let_guesses((*_GUESSES[:-1], "second_factor", "file"))
    with op.batch_alter_table("sessions") as table:
        table.add_column(sa.Column("confirmed_at", UTCDateTime(), nullable=True))
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("set_up_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_recovery_codes_digest")),
    )
    op.create_index(op.f("ix_recovery_codes_user_id"), "recovery_codes", ["user_id"])
    _batches()


def downgrade() -> None:
    """Take the step back: nobody is asked for a second factor, and no batch is remembered; what was signed stays."""
    for table in ("batch_letters", "signing_batches", "recovery_codes", "second_factors"):
        op.drop_table(table)
    with op.batch_alter_table("sessions") as sessions:
        sessions.drop_column("confirmed_at")
    op.execute("DELETE FROM tries WHERE guess = 'second_factor'")
    _let_guesses(_GUESSES)


def _batches() -> None:
    op.create_table(
        "signing_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_signing_batches_membership_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_batches")),
        sa.UniqueConstraint("token", name=op.f("uq_signing_batches_token")),
    )
    op.create_index("ix_signing_batches_member", "signing_batches", ["membership_id", "at"])
    op.create_table(
        "batch_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", UTCDateTime(), nullable=True),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_batch_letters_counted")),
        sa.CheckConstraint("(attempts = 0) = (tried_at IS NULL)", name=op.f("ck_batch_letters_tried_at_an_instant")),
        sa.CheckConstraint("attempts > 0 OR refusal IS NULL", name=op.f("ck_batch_letters_refused_once_tried")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["signing_batches.id"], name=op.f("fk_batch_letters_batch_id_signing_batches")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_batch_letters_official_id_officials")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_batch_letters_request_id_requests")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_letters")),
        sa.UniqueConstraint("batch_id", "request_id", name=op.f("uq_batch_letters_batch_id_request_id")),
    )
    op.create_index(op.f("ix_batch_letters_request_id"), "batch_letters", ["request_id"])


def _let_guesses(guesses: tuple[str, ...]) -> None:
    known = ", ".join(f"'{guess}'" for guess in guesses)
    with op.batch_alter_table("tries") as table:
        table.drop_constraint("guess", type_="check")
        table.create_check_constraint("guess", f"guess IN ({known})")
