"""Rollups: what closed requests add to the figures of a day or a month, and how far the events have been counted."""

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_PARTIAL = (
    ("open", "counted_at", "closed_at IS NULL"),
    ("given_up", "closed_at", "status IN ('withdrawn', 'lapsed')"),
    ("stale", "request_id", "is_stale"),
)


def upgrade() -> None:
    """Take the step: everything is counted by the job afterwards."""
    _runs()
    _cells()


def downgrade() -> None:
    """Take the step back: nothing is lost, the events say it all."""
    for table in ("rollup_mark", "rollup_spreads", "rollups", "counted_runs"):
        op.drop_table(table)


def _enum(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _to(column: str, table: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{of}_{column}_{table}"))


def _runs() -> None:
    channels = ("online", "counter", "late_entry")
    statuses = (
        "draft", "awaiting_confirmation", "submitted", "in_review", "needs_correction", "on_hold",
        "awaiting_signature", "issuing", "issued", "rejected", "withdrawn", "lapsed",
    )  # fmt: skip
    stages = ("waiting", "review", "signature", "citizen", "incident", "third_party")
    op.create_table(
        "counted_runs",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("counted_at", UTCDateTime(), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("channel", _enum(*channels, name="channel"), nullable=False),
        sa.Column("status", _enum(*statuses, name="status"), nullable=False),
        sa.Column("begins_at", UTCDateTime(), nullable=False),
        sa.Column("first_filed_at", UTCDateTime(), nullable=False),
        sa.Column("promised_at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("turn_office_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("stage", _enum(*stages, name="stage"), nullable=True),
        sa.Column("stage_since", UTCDateTime(), nullable=True),
        sa.Column("legal_at", UTCDateTime(), nullable=False),
        sa.Column("lengths", sa.LargeBinary(), nullable=False),
        _to("request_id", "requests", "counted_runs"),
        _to("office_id", "offices", "counted_runs"),
        _to("service_id", "services", "counted_runs"),
        _to("turn_office_id", "offices", "counted_runs"),
        _to("officer_id", "memberships", "counted_runs"),
        sa.PrimaryKeyConstraint("request_id", "number", name=op.f("pk_counted_runs")),
    )
    op.create_index("ix_counted_runs_begins", "counted_runs", ["begins_at"])
    op.create_index("ix_counted_runs_closed", "counted_runs", ["closed_at"])
    op.create_index("ix_counted_runs_promised", "counted_runs", ["promised_at"])
    for name, column, where in _PARTIAL:
        op.create_index(
            f"ix_counted_runs_{name}",
            "counted_runs",
            [column],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def _cells() -> None:
    op.create_table(
        "rollups",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("span", _enum("day", "month", name="span"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollups")),
        sa.UniqueConstraint(
            "span", "office_id", "starts_on", "service_id", "channel",
            name=op.f("uq_rollups_span_office_id_starts_on_service_id_channel"),
        ),
    )  # fmt: skip
    op.create_index("ix_rollups_starts", "rollups", ["starts_on", "office_id"])
    op.create_table(
        "rollup_spreads",
        sa.Column("rollup_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("heap", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["rollup_id"], ["rollups.id"], name=op.f("fk_rollup_spreads_rollup_id_rollups")),
        sa.PrimaryKeyConstraint("rollup_id", "measure", name=op.f("pk_rollup_spreads")),
    )
    op.create_table(
        "rollup_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("filled_to", sa.Integer(), nullable=True),
        sa.Column("made_of", sa.String(), nullable=False),
        sa.Column("counted_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_rollup_mark_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollup_mark")),
    )
