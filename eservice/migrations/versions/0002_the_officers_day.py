"""Who is served next and who is told of a broken promise: priority, turns of an office, how much one officer may hold."""

import sqlalchemy as sa

from eservice.kernel.db import UTCDateTime, append_only_sql
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BEFORE = (
    "submit", "claim", "judge", "release", "lease_ended", "reassign", "transfer", "ask_correction", "resubmit",
    "recommend", "second_read", "propose_rejection", "send_back", "reject", "sign", "signing_failed",
    "print_for_signature", "wet_signed", "next_place", "issue", "hand_over_siak", "see_originals", "ready",
    "collected", "withdraw", "lapse", "reopen",
)  # fmt: skip
_SUBMITTED = sa.text("status = 'submitted'")


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("offices") as table:
        table.add_column(sa.Column("open_limit", sa.Integer(), nullable=False, server_default="20"))
        table.create_check_constraint("open_limit_possible", "open_limit BETWEEN 1 AND 200")
    with op.batch_alter_table("requests") as table:
        table.add_column(sa.Column("priority", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("late_told_for", UTCDateTime(), nullable=True))
        table.add_column(sa.Column("rank", sa.Integer(), nullable=False, server_default="1"))
        table.create_check_constraint("rank_says_priority", "(priority IS NULL) = (rank = 1)")
        table.create_check_constraint("rank_known", "rank IN (0, 1)")
        table.drop_index("ix_requests_queue")
        table.drop_index("ix_requests_office_status")
    _index("ix_requests_queue", "office_id", "promised_at", "rank", "id")
    _index("ix_requests_longest", "office_id", "filed_at", "id")
    op.create_index("ix_requests_office_status", "requests", ["office_id", "status", "promised_at", "rank", "id"])
    op.create_table(
        "queue_turns",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_queue_turns_office_id_offices")),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_queue_turns")),
    )
    _let_steps((*_BEFORE[:3], "prioritise", *_BEFORE[3:-2], "tell_late", *_BEFORE[-2:]))


def downgrade() -> None:
    """Take the step back."""
    _let_steps(_BEFORE)
    op.drop_table("queue_turns")
    with op.batch_alter_table("requests") as table:
        table.drop_index("ix_requests_office_status")
        table.drop_index("ix_requests_longest")
        table.drop_index("ix_requests_queue")
        table.drop_constraint("rank_known", type_="check")
        table.drop_constraint("rank_says_priority", type_="check")
        table.drop_column("rank")
        table.drop_column("late_told_for")
        table.drop_column("priority")
    _index("ix_requests_queue", "office_id", "promised_at", "id")
    op.create_index("ix_requests_office_status", "requests", ["office_id", "status", "promised_at", "id"])
    with op.batch_alter_table("offices") as table:
        table.drop_constraint("open_limit_possible", type_="check")
        table.drop_column("open_limit")


def _index(name: str, *columns: str) -> None:
    op.create_index(name, "requests", list(columns), sqlite_where=_SUBMITTED, postgresql_where=_SUBMITTED)


def _let_steps(steps: tuple[str, ...]) -> None:
    """Let the history know these steps; on SQLite the table is made anew, so it gets its triggers again."""
    known = ", ".join(f"'{step}'" for step in steps)
    with op.batch_alter_table("request_events") as table:
        table.drop_constraint("step", type_="check")
        table.create_check_constraint("step", f"step IN ({known})")
    if op.get_bind().dialect.name == "sqlite":
        for statement in append_only_sql("request_events", "sqlite"):
            op.execute(statement)
