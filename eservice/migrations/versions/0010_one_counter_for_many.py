"""One counter PC for several officers: a short PIN, the browser they share, and who may come back to it."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BEFORE = (
    "sign_in", "password", "reset_code", "reset_request", "invitation", "registration", "tracking", "letter_match",
    "file",
)  # fmt: skip


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "desk_browsers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_browsers")),
        sa.UniqueConstraint("digest", name=op.f("uq_desk_browsers_digest")),
    )
    op.create_table(
        "desk_passes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("browser_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("wrong >= 0", name=op.f("ck_desk_passes_counted")),
        sa.ForeignKeyConstraint(
            ["browser_id"], ["desk_browsers.id"], name=op.f("fk_desk_passes_browser_id_desk_browsers")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_desk_passes_user_id_users")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_desk_passes_membership_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_passes")),
        sa.UniqueConstraint("browser_id", "user_id", name=op.f("uq_desk_passes_browser_id_user_id")),
    )
    op.create_index(op.f("ix_desk_passes_user_id"), "desk_passes", ["user_id"])
    with op.batch_alter_table("users") as table:
        table.add_column(sa.Column("desk_pin_hash", sa.String(), nullable=True))
    with op.batch_alter_table("sessions") as table:
        table.add_column(sa.Column("is_shared", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("desk_pass_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_sessions_desk_pass_id_desk_passes"), "desk_passes", ["desk_pass_id"], ["id"]
        )
    _let_guesses((*_BEFORE[:-1], "desk_pin", "file"))


def downgrade() -> None:
    """Take the step back."""
    op.execute("DELETE FROM tries WHERE guess = 'desk_pin'")
    _let_guesses(_BEFORE)
    with op.batch_alter_table("sessions") as table:
        table.drop_constraint(op.f("fk_sessions_desk_pass_id_desk_passes"), type_="foreignkey")
        table.drop_column("desk_pass_id")
        table.drop_column("is_shared")
    with op.batch_alter_table("users") as table:
        table.drop_column("desk_pin_hash")
    op.drop_table("desk_passes")
    op.drop_table("desk_browsers")


def _let_guesses(guesses: tuple[str, ...]) -> None:
    known = ", ".join(f"'{guess}'" for guess in guesses)
    with op.batch_alter_table("tries") as table:
        table.drop_constraint("guess", type_="check")
        table.create_check_constraint("guess", f"guess IN ({known})")
