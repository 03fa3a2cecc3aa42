"""Masked numbers opened with a reason, examinations and their samples, data that got out; who did what, by account."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_GROWING = ("disclosures", "examinations", "examination_samples", "sample_lines", "breach_events")
_TABLES = (
    "breach_subjects", "breach_events", "breaches", "sample_lines", "examination_samples", "examinations", "disclosures",
)  # fmt: skip


def upgrade() -> None:
    """Take the step."""
    op.create_index("ix_audit_entries_actor", "audit_entries", ["actor_user_id", "at"])
    _examinations()
    _breaches()
    for table in _GROWING:
        for statement in append_only_sql(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Take the step back: examinations and breaches are forgotten."""
    for table in _TABLES:
        op.drop_table(table)
        if table in _GROWING and op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_append_only")
    op.drop_index("ix_audit_entries_actor", "audit_entries")


def _enum(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _to(column: str, table: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{of}_{column}_{table}"))


def _examinations() -> None:
    op.create_table(
        "disclosures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            _enum("compare", "call", "registry", "complaint", "examination", "other", name="reason"),
            nullable=False,
        ),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        _to("request_id", "requests", "disclosures"),
        _to("membership_id", "memberships", "disclosures"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
    )
    op.create_index("ix_disclosures_request", "disclosures", ["request_id", "id"])
    op.create_table(
        "examinations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("letter_number", sa.String(), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=False),
        sa.Column("office_ids", sa.JSON(), nullable=False),
        sa.Column("from_at", UTCDateTime(), nullable=False),
        sa.Column("until_at", UTCDateTime(), nullable=False),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("from_at < until_at", name=op.f("ck_examinations_begins_before_its_end")),
        sa.CheckConstraint("letter_number <> ''", name=op.f("ck_examinations_has_letter")),
        _to("membership_id", "memberships", "examinations"),
        _to("assigned_by_id", "users", "examinations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examinations")),
    )
    op.create_index("ix_examinations_member", "examinations", ["membership_id", "until_at"])
    op.create_table(
        "examination_samples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("examination_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("drawn_at", UTCDateTime(), nullable=False),
        sa.Column("kept_until", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "size BETWEEN 1 AND 200 AND seed >= 0", name=op.f("ck_examination_samples_size_possible")
        ),
        _to("examination_id", "examinations", "examination_samples"),
        _to("office_id", "offices", "examination_samples"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examination_samples")),
    )
    op.create_index(op.f("ix_examination_samples_examination_id"), "examination_samples", ["examination_id"])
    op.create_table(
        "sample_lines",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _to("sample_id", "examination_samples", "sample_lines"),
        _to("request_id", "requests", "sample_lines"),
        sa.PrimaryKeyConstraint("sample_id", "request_id", name=op.f("pk_sample_lines")),
        sa.UniqueConstraint("sample_id", "position", name=op.f("uq_sample_lines_sample_id_position")),
    )
    op.create_index("ix_sample_lines_request", "sample_lines", ["request_id"])


def _breaches() -> None:
    op.create_table(
        "breaches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _enum("account", "device", "sent_wrong", "seen_wrong", "taken", "lost", name="breachkind"),
            nullable=False,
        ),
        sa.Column("state", _enum("open", "contained", "closed", name="breachstate"), nullable=False),
        sa.Column("what", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("from_at", UTCDateTime(), nullable=False),
        sa.Column("until_at", UTCDateTime(), nullable=False),
        sa.Column("account_user_id", sa.Integer(), nullable=True),
        sa.Column("handling", sa.LargeBinary(), nullable=False),
        sa.Column("noticed_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("authority_told_at", UTCDateTime(), nullable=True),
        sa.Column("people_told_at", UTCDateTime(), nullable=True),
        sa.Column("reminded_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_at < until_at", name=op.f("ck_breaches_period_in_order")),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_breaches_closed_dated")),
        sa.CheckConstraint("noticed_at < due_at", name=op.f("ck_breaches_due_after_noticing")),
        _to("account_user_id", "users", "breaches"),
        _to("opened_by_id", "users", "breaches"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
    )
    op.create_table(
        "breach_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("breach_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            _enum("open", "contain", "find", "tell_people", "tell_authority", "close", name="breachstep"),
            nullable=False,
        ),
        sa.Column("actor_user_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", UTCDateTime(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        _to("breach_id", "breaches", "breach_events"),
        _to("actor_user_id", "users", "breach_events"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_events")),
        sa.UniqueConstraint("breach_id", "sequence", name=op.f("uq_breach_events_breach_id_sequence")),
    )
    op.create_table(
        "breach_subjects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("breach_id", sa.Integer(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "told_at IS NULL OR user_id IS NOT NULL", name=op.f("ck_breach_subjects_told_by_account")
        ),
        _to("breach_id", "breaches", "breach_subjects"),
        _to("user_id", "users", "breach_subjects"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_subjects")),
        sa.UniqueConstraint("breach_id", "object", name=op.f("uq_breach_subjects_breach_id_object")),
    )
    op.create_index("ix_breach_subjects_user", "breach_subjects", ["user_id"])
