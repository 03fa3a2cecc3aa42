"""Hours that change move promises; whoever has a request is reminded before its promise, and others after it."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BEFORE = (
    "submit", "claim", "judge", "prioritise", "release", "lease_ended", "reassign", "transfer", "ask_correction",
    "resubmit", "recommend", "second_read", "propose_rejection", "send_back", "reject", "sign", "signing_failed",
    "print_for_signature", "wet_signed", "next_place", "issue", "hand_over_siak", "see_originals", "ready",
    "collected", "withdraw", "tell_late", "lapse", "reopen",
)  # fmt: skip
_AFTER = (*_BEFORE[:-3], "calendar_moved", "remind", "remind_citizen", "tell_late", "escalate", *_BEFORE[-2:])
_DUE = sa.text("nudge_at IS NOT NULL")
_UNSETTLED = sa.text("settled_at IS NULL")


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("offices") as table:
        table.add_column(sa.Column("remind_minutes", sa.Integer(), nullable=False, server_default="240"))
        table.create_check_constraint("remind_minutes_possible", "remind_minutes BETWEEN 5 AND 2400")
    with op.batch_alter_table("requests") as table:
        table.add_column(
            sa.Column(
                "nudge",
                sa.Enum(
                    "soon", "due", "overdue", "correction",
                    name="nudge", native_enum=False, create_constraint=True, length=40,
                ),
                nullable=True,
            )
        )  # fmt: skip
        table.add_column(sa.Column("nudge_at", UTCDateTime(), nullable=True))
        table.create_check_constraint("nudge_has_hour", "(nudge IS NULL) = (nudge_at IS NULL)")
    op.create_index("ix_requests_nudge", "requests", ["nudge_at"], sqlite_where=_DUE, postgresql_where=_DUE)
    op.create_table(
        "calendar_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "holiday", "closure", "opening", "season", "lifted",
                name="changekind", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("calendar_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["calendars.id"], name=op.f("fk_calendar_changes_calendar_id_calendars")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_changes")),
    )  # fmt: skip
    op.create_index(
        "ix_calendar_changes_unsettled",
        "calendar_changes",
        ["id"],
        sqlite_where=_UNSETTLED,
        postgresql_where=_UNSETTLED,
    )
    _let_steps(_AFTER)


def downgrade() -> None:
    """Take the step back."""
    _let_steps(_BEFORE)
    op.drop_table("calendar_changes")
    op.drop_index("ix_requests_nudge", "requests")
    with op.batch_alter_table("requests") as table:
        table.drop_constraint("nudge_has_hour", type_="check")
        table.drop_constraint("nudge", type_="check")
        table.drop_column("nudge_at")
        table.drop_column("nudge")
    with op.batch_alter_table("offices") as table:
        table.drop_constraint("remind_minutes_possible", type_="check")
        table.drop_column("remind_minutes")


def _let_steps(steps: tuple[str, ...]) -> None:
    """Let the history know these steps; on SQLite the table is made anew, so it gets its triggers again."""
    known = ", ".join(f"'{step}'" for step in steps)
    with op.batch_alter_table("request_events") as table:
        table.drop_constraint("step", type_="check")
        table.create_check_constraint("step", f"step IN ({known})")
    if op.get_bind().dialect.name == "sqlite":
        for statement in append_only_sql("request_events", "sqlite"):
            op.execute(statement)
