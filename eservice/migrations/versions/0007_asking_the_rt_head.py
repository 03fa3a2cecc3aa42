"""Asking the head of the RT: a status and three steps of the law, who was asked, and the PIN of an answer."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_STATUSES = (
    "draft", "submitted", "in_review", "needs_correction", "awaiting_signature", "issuing", "issued", "rejected",
    "withdrawn", "lapsed",
)  # fmt: skip
_STEPS = (
    "submit", "claim", "judge", "prioritise", "release", "lease_ended", "reassign", "transfer", "ask_correction",
    "resubmit", "recommend", "second_read", "propose_rejection", "send_back", "reject", "sign", "signing_failed",
    "print_for_signature", "wet_signed", "next_place", "issue", "hand_over_siak", "see_originals", "ready",
    "collected", "withdraw", "tell_late", "lapse", "reopen",
)  # fmt: skip
_ROLES = ("guest", "bearer", "citizen", "officer", "signer", "supervisor", "admin", "system")
_GUESSES = (
    "sign_in", "password", "reset_code", "reset_request", "invitation", "registration", "tracking", "letter_match",
    "file",
)  # fmt: skip
_HAS_END = "(status = 'awaiting_confirmation') = (confirmation_until IS NOT NULL)"


def upgrade() -> None:
    """Take the step."""
    statuses = (*_STATUSES[:1], "awaiting_confirmation", *_STATUSES[1:])
    roles = (*_ROLES[:3], "rt_head", *_ROLES[3:])
    steps = (*_STEPS[:1], "ask_confirmation", "confirmed", "confirmation_over", *_STEPS[1:])
    indexes = _indexes_of_requests()
    with op.batch_alter_table("rts") as table:
        table.add_column(sa.Column("pin_digest", sa.String(), nullable=True))
    with op.batch_alter_table("requests") as table:
        table.add_column(sa.Column("confirmation_until", UTCDateTime(), nullable=True))
        table.create_check_constraint("confirmation_has_end", _HAS_END)
    op.create_table(
        "rt_questions",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("rt_id", sa.Integer(), nullable=False),
        sa.Column("link_digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_rt_questions_request_id_requests")),
        sa.ForeignKeyConstraint(["rt_id"], ["rts.id"], name=op.f("fk_rt_questions_rt_id_rts")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_rt_questions")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_rt_questions_link_digest")),
    )
    op.create_index("ix_rt_questions_rt_id", "rt_questions", ["rt_id"])
    _let("tries", guess=(*_GUESSES[:7], "rt_pin", *_GUESSES[7:]))
    _let("memberships", role=roles)
    _let("requests", status=statuses)
    _make_again(indexes)
    _let("request_events", step=steps, from_status=statuses, to_status=statuses, role=roles)


def downgrade() -> None:
    """Take the step back; what only this revision knows must be gone before."""
    _let("request_events", step=_STEPS, from_status=_STATUSES, to_status=_STATUSES, role=_ROLES)
    _let("requests", status=_STATUSES)
    _let("memberships", role=_ROLES)
    _let("tries", guess=_GUESSES)
    op.drop_table("rt_questions")
    with op.batch_alter_table("requests") as table:
        table.drop_constraint("confirmation_has_end", type_="check")
        table.drop_column("confirmation_until")
    with op.batch_alter_table("rts") as table:
        table.drop_column("pin_digest")


def _indexes_of_requests() -> list[tuple[str, str]]:
    """Return the indexes of the table in the order in which they were made, on SQLite: name and statement."""
    if op.get_bind().dialect.name != "sqlite":
        return []
    found = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'requests' AND sql IS NOT NULL"
    return [(row.name, row.sql) for row in op.get_bind().execute(sa.text(found + " ORDER BY rowid"))]


def _make_again(indexes: list[tuple[str, str]]) -> None:
    """Make the indexes anew in their old order: of two that serve as well, SQLite takes the one that was made last."""
    for name, statement in indexes:
        op.drop_index(name, "requests")
        op.execute(sa.text(statement))


def _let(table_name: str, **values: tuple[str, ...]) -> None:
    """Let columns hold these values; on SQLite the table is made anew, so what only grows gets its triggers again."""
    with op.batch_alter_table(table_name) as table:
        for name, known in values.items():
            column = "actor_role" if (table_name, name) == ("request_events", "role") else name
            table.drop_constraint(name, type_="check")
            table.create_check_constraint(name, f"{column} IN ({_listed(known)})")
    if table_name == "request_events" and op.get_bind().dialect.name == "sqlite":
        for statement in append_only_sql("request_events", "sqlite"):
            op.execute(statement)


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{one}'" for one in values)
