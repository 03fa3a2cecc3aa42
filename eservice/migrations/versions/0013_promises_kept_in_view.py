"""Hours that change move promises; whoever has a request is reminded before its promise, and others after it."""

import re

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_NEW = frozenset({"calendar_moved", "remind", "remind_citizen", "escalate"})
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
    op.create_table(
        "request_expectations",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("ahead", sa.Integer(), nullable=False),
        sa.Column("usual_seconds", sa.Integer(), nullable=True),
        sa.Column("most_seconds", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(usual_seconds IS NULL) = (most_seconds IS NULL)", name=op.f("ck_request_expectations_both_or_neither")
        ),
        sa.CheckConstraint(
            "usual_seconds <= most_seconds", name=op.f("ck_request_expectations_usual_before_most")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_request_expectations_request_id_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_request_expectations")),
    )
    op.create_table(
        "office_paces",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("pace", sa.Integer(), nullable=False),
        sa.Column("counted_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_office_paces_office_id_offices")),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_office_paces")),
    )
    op.create_table(
        "usual_times",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("at_counter", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("median", sa.Integer(), nullable=False),
        sa.Column("p90", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_usual_times_office_id_offices")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_usual_times_service_id_services")),
        sa.PrimaryKeyConstraint("office_id", "service_id", "at_counter", name=op.f("pk_usual_times")),
    )
    before, _tell_late, after = _around("tell_late")
    _let_steps([*before, "calendar_moved", "remind", "remind_citizen", "tell_late", "escalate", *after])


def downgrade() -> None:
    """Take the step back."""
    before, _tell_late, after = _around("tell_late")
    _let_steps([*(one for one in before if one not in _NEW), "tell_late", *(one for one in after if one not in _NEW)])
    for table in ("usual_times", "office_paces", "request_expectations", "calendar_changes"):
        op.drop_table(table)
    op.drop_index("ix_requests_nudge", "requests")
    with op.batch_alter_table("requests") as table:
        table.drop_constraint("nudge_has_hour", type_="check")
        table.drop_constraint("nudge", type_="check")
        table.drop_column("nudge_at")
        table.drop_column("nudge")
    with op.batch_alter_table("offices") as table:
        table.drop_constraint("remind_minutes_possible", type_="check")
        table.drop_column("remind_minutes")


def _around(step: str) -> tuple[list[str], str, list[str]]:
    """Return the steps the history knows now before and after one of them: other revisions add theirs."""
    checks = sa.inspect(op.get_bind()).get_check_constraints("request_events")
    steps = re.findall(r"'(\w+)'", next(one["sqltext"] for one in checks if "'claim'" in one["sqltext"]))
    place = steps.index(step)
    return steps[:place], step, steps[place + 1 :]


def _let_steps(steps: list[str]) -> None:
    """Let the history know these steps; on SQLite the table is made anew, so it gets its triggers again."""
    known = ", ".join(f"'{step}'" for step in steps)
    with op.batch_alter_table("request_events") as table:
        table.drop_constraint("step", type_="check")
        table.create_check_constraint("step", f"step IN ({known})")
    if op.get_bind().dialect.name == "sqlite":
        for statement in append_only_sql("request_events", "sqlite"):
            op.execute(statement)
