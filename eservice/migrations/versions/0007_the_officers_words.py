"""The officer's own words: verdicts on answers, colleagues called in notes, messages to the applicant, ready texts."""

import sqlalchemy as sa

from eservice.kernel.db import UTCDateTime, append_only_sql
from alembic import op

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
_VERDICT = sa.Enum(
    "complete", "unclear", "missing", "mismatch", name="verdict", native_enum=False, create_constraint=True, length=40
)
_USE = sa.Enum(
    "correction", "refusal", "message", "note", name="use", native_enum=False, create_constraint=True, length=40
)
_UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "answer_verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("verdict", _VERDICT, nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("judged_by_id", sa.Integer(), nullable=False),
        sa.Column("judged_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_answer_verdicts_request_id_requests"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["memberships.id"], name=op.f("fk_answer_verdicts_judged_by_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_verdicts")),
        sa.UniqueConstraint("request_id", "key", name=op.f("uq_answer_verdicts_request_id_key")),
    )
    op.create_table(
        "mentions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("read_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["note_id"], ["request_notes.id"], name=op.f("fk_mentions_note_id_request_notes")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_mentions_membership_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentions")),
        sa.UniqueConstraint("note_id", "membership_id", name=op.f("uq_mentions_note_id_membership_id")),
    )
    op.create_index(
        "ix_mentions_unread", "mentions", ["membership_id"], sqlite_where=_UNREAD, postgresql_where=_UNREAD
    )
    op.create_table(
        "request_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_request_messages_request_id_requests")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["memberships.id"], name=op.f("fk_request_messages_author_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_messages")),
    )
    op.create_index(op.f("ix_request_messages_request_id"), "request_messages", ["request_id"])
    op.create_table(
        "ready_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("use", _USE, nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_ready_texts_has_title")),
        sa.CheckConstraint("length(body) > 0", name=op.f("ck_ready_texts_has_body")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_ready_texts_office_id_offices")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_ready_texts_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_ready_texts_service_id_services")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ready_texts")),
    )
    op.create_index("ix_ready_texts_office", "ready_texts", ["office_id", "use"])
    _let_steps((*_BEFORE[:3], "write", *_BEFORE[3:]))


def downgrade() -> None:
    """Take the step back."""
    _let_steps(_BEFORE)
    op.drop_table("ready_texts")
    op.drop_table("request_messages")
    op.drop_table("mentions")
    op.drop_table("answer_verdicts")


def _let_steps(steps: tuple[str, ...]) -> None:
    """Let the history know these steps; on SQLite the table is made anew, so it gets its triggers again."""
    known = ", ".join(f"'{step}'" for step in steps)
    with op.batch_alter_table("request_events") as table:
        table.drop_constraint("step", type_="check")
        table.create_check_constraint("step", f"step IN ({known})")
    if op.get_bind().dialect.name == "sqlite":
        for statement in append_only_sql("request_events", "sqlite"):
            op.execute(statement)
