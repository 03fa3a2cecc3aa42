"""Complaints: what people say against an office, the steps that follow, and the days they may take."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0060"
down_revision = "0050"
branch_labels = None
depends_on = None

_GUESSES = (
    "sign_in", "password", "reset_code", "reset_request", "invitation", "registration", "tracking", "rt_pin",
    "letter_match", "desk_pin", "second_factor", "file", "letter_code", "letter_number", "passkey", "survey",
    "mail_request", "mail_code",
)  # fmt: skip
_KINDS = (
    "delay", "no_service", "not_competent", "procedure", "improper", "partial", "discrimination", "bribe", "abuse",
    "conflict", "other",
)  # fmt: skip
_STEPS = ("file", "take", "forward", "answer", "dismiss", "reopen", "rate", "close", "escalate")
_ROLES = (
    "guest", "bearer", "citizen", "rt_head", "officer", "signer", "supervisor", "admin", "examiner", "protector",
    "system",
)  # fmt: skip
_OPEN = sa.text("state IN ('sent', 'handled')")
_GROWING = ("complaint_events", "complaint_limits")


def upgrade() -> None:
    """Take the step."""
    _let_guesses((*_GUESSES, "complaint"))
    op.create_table(
        "complaints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("pin", sa.LargeBinary(), nullable=False),
        sa.Column("kind", _enum(*_KINDS, name="kind"), nullable=False),
        sa.Column("lane", _enum("question", "ordinary", "examined", name="lane"), nullable=False),
        sa.Column("against", _enum("service", "officer", "signer", "supervisor", name="against"), nullable=False),
        sa.Column("openness", _enum("named", "confidential", "anonymous", name="openness"), nullable=False),
        sa.Column("way", _enum("online", "request", "counter", name="way"), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("involved", sa.JSON(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("past_unit", sa.Boolean(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "state", _enum("sent", "handled", "answered", "dismissed", "closed", name="complaintstate"), nullable=False
        ),
        sa.Column("filed_at", UTCDateTime(), nullable=False),
        sa.Column("first_by", UTCDateTime(), nullable=False),
        sa.Column("answer_by", UTCDateTime(), nullable=False),
        *(
            sa.Column(name, UTCDateTime(), nullable=True)
            for name in ("first_at", "answered_at", "reply_by", "closed_at", "late_told_for")
        ),
        sa.Column("finding", _enum("founded", "partly", "unfounded", "answered", name="finding"), nullable=True),
        sa.Column(
            "lesson",
            _enum("knowledge", "conduct", "procedure", "people", "system", "none", name="lesson"),
            nullable=True,
        ),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _check("complaints", "due_after_filing", "filed_at < first_by AND first_by <= answer_by"),
        _check("complaints", "past_unit_has_no_office", "NOT past_unit OR desk_id IS NULL"),
        _check(
            "complaints",
            "anonymous_has_nobody",
            "openness <> 'anonymous' OR (user_id IS NULL AND request_id IS NULL AND name IS NULL AND email IS NULL)",
        ),
        _check("complaints", "answered_when_done", "(state IN ('sent', 'handled')) = (answered_at IS NULL)"),
        _check("complaints", "rating_possible", "rating IS NULL OR rating BETWEEN 1 AND 4"),
        *(
            _to("complaints", column, table)
            for column, table in (
                ("office_id", "offices"), ("service_id", "services"), ("request_id", "requests"), ("user_id", "users"),
                ("typed_by_id", "memberships"), ("desk_id", "offices"), ("taken_by_id", "memberships"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("code", name=op.f("uq_complaints_code")),
    )
    op.create_index(
        "ix_complaints_open", "complaints", ["answer_by", "id"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_index("ix_complaints_office", "complaints", ["office_id", "filed_at"])
    for column in ("request_id", "user_id", "desk_id"):
        op.create_index(op.f(f"ix_complaints_{column}"), "complaints", [column])
    op.create_table(
        "complaint_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("step", _enum(*_STEPS, name="complaintstep"), nullable=False),
        sa.Column("actor_user_id", sa.Integer(), nullable=True),
        sa.Column("actor_membership_id", sa.Integer(), nullable=True),
        sa.Column("actor_role", _enum(*_ROLES, name="role"), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("answer_by", UTCDateTime(), nullable=False),
        *(
            _to("complaint_events", column, table)
            for column, table in (
                ("complaint_id", "complaints"), ("actor_user_id", "users"), ("actor_membership_id", "memberships"),
                ("desk_id", "offices"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_events")),
        sa.UniqueConstraint("complaint_id", "sequence", name=op.f("uq_complaint_events_complaint_id_sequence")),
    )
    op.create_table(
        "complaint_limits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _enum("first", "question", "ordinary", "examined", "reply", "object", "decide", name="limit_kind"),
            nullable=False,
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        _check("complaint_limits", "days_possible", "days BETWEEN 1 AND 120"),
        _check("complaint_limits", "has_basis", "basis <> ''"),
        _to("complaint_limits", "changed_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_limits")),
    )
    op.create_index(op.f("ix_complaint_limits_kind"), "complaint_limits", ["kind"])
    for table in _GROWING:
        for statement in append_only_sql(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Take the step back: what people complained of is forgotten."""
    for table in ("complaint_limits", "complaint_events", "complaints"):
        op.drop_table(table)
        if table in _GROWING and op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_append_only")
    op.execute("DELETE FROM messages WHERE template LIKE 'complaint_%'")
    op.execute("DELETE FROM tries WHERE guess = 'complaint'")
    _let_guesses(_GUESSES)


def _enum(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _let_guesses(values: tuple[str, ...]) -> None:
    known = ", ".join(f"'{one}'" for one in values)
    with op.batch_alter_table("tries") as table:
        table.drop_constraint("guess", type_="check")
        table.create_check_constraint("guess", f"guess IN ({known})")
