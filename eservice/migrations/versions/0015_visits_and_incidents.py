"""What happens outside of the office: visits, nobody at home, and incidents declared for a service or an office."""

import re

import sqlalchemy as sa

from eservice.kernel.db import UTCDateTime, append_only_sql
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STATUS = [("needs_correction", ("on_hold",))]
_STEPS = [("prioritise", ("plan_visit", "visited", "not_at_home", "call_off_visit")), ("escalate", ("hold", "resume"))]
_TURN = "status IN ('awaiting_signature', 'issuing')"


def upgrade() -> None:
    """Take the step."""
    indexes = _indexes_of_requests()
    _create_incidents()
    _create_visits()
    with op.batch_alter_table("requests") as table:
        _let(table, "requests", "status", _with, _STATUS)
        table.add_column(sa.Column("visit_at", UTCDateTime(), nullable=True))
        table.add_column(sa.Column("incident_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("held_from", sa.String(length=40), nullable=True))
        table.create_check_constraint("held_from", _known("held_from", _with(_values("requests", "status"), _STATUS)))
        table.create_foreign_key(op.f("fk_requests_incident_id_incidents"), "incidents", ["incident_id"], ["id"])
        table.drop_constraint("turn_iff_signing", type_="check")
        table.create_check_constraint(
            "turn_iff_signing",
            f"({_TURN} OR (held_from IS NOT NULL AND held_from = 'awaiting_signature')) = (turn_office_id IS NOT NULL)",
        )
        table.create_check_constraint("on_hold_from_somewhere", "(status = 'on_hold') = (held_from IS NOT NULL)")
        table.create_check_constraint("on_hold_by_an_incident", "(status = 'on_hold') = (incident_id IS NOT NULL)")
        table.create_check_constraint(
            "visit_while_checked", "visit_at IS NULL OR status IN ('submitted', 'in_review', 'on_hold')"
        )
    _make_again(indexes)
    where = sa.text("incident_id IS NOT NULL")
    op.create_index(
        "ix_requests_incident", "requests", ["incident_id", "id"], sqlite_where=where, postgresql_where=where
    )
    with op.batch_alter_table("request_events") as table:
        table.add_column(sa.Column("rests_until", UTCDateTime(), nullable=True))
        _let_history(table, _with)
        table.create_check_constraint("rest_when_nobody_home", "(step = 'not_at_home') = (rests_until IS NOT NULL)")
    _keep_growing()


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("request_events") as table:
        table.drop_constraint("rest_when_nobody_home", type_="check")
        _let_history(table, _without)
        table.drop_column("rests_until")
    _keep_growing()
    op.drop_index("ix_requests_incident", "requests")
    with op.batch_alter_table("requests") as table:
        for name in ("visit_while_checked", "on_hold_by_an_incident", "on_hold_from_somewhere", "turn_iff_signing"):
            table.drop_constraint(name, type_="check")
        table.create_check_constraint("turn_iff_signing", f"({_TURN}) = (turn_office_id IS NOT NULL)")
        table.drop_constraint("held_from", type_="check")
        table.drop_constraint("fk_requests_incident_id_incidents", type_="foreignkey")
        table.drop_column("held_from")
        table.drop_column("incident_id")
        table.drop_column("visit_at")
        _let(table, "requests", "status", _without, _STATUS)
    op.drop_table("request_visits")
    op.drop_table("incidents")


def _known(column: str, values: list[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _values(table: str, check: str) -> list[str]:
    """Return what a column may hold by now, in order."""
    held = {one["name"]: one["sqltext"] for one in sa.inspect(op.get_bind()).get_check_constraints(table)}
    return re.findall(r"'(\w+)'", held[f"ck_{table}_{check}"])


def _with(values: list[str], new: list[tuple[str, tuple[str, ...]]]) -> list[str]:
    for after, more in new:
        place = values.index(after) + 1
        values = [*values[:place], *more, *values[place:]]
    return values


def _without(values: list[str], new: list[tuple[str, tuple[str, ...]]]) -> list[str]:
    return [one for one in values if all(one not in more for _after, more in new)]


def _let(table, name, check, known, new) -> None:  # type: ignore[no-untyped-def]
    values = known(_values(name, check), new)
    table.drop_constraint(check, type_="check")
    table.create_check_constraint(check, _known(check, values))


def _let_history(table, known) -> None:  # type: ignore[no-untyped-def]
    _let(table, "request_events", "step", known, _STEPS)
    _let(table, "request_events", "from_status", known, _STATUS)
    _let(table, "request_events", "to_status", known, _STATUS)


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


def _keep_growing() -> None:
    """Give the history its triggers again: on SQLite the table was made anew."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in append_only_sql("request_events", "sqlite"):
            op.execute(statement)


def _create_incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("public_text", sa.String(), nullable=False),
        sa.Column("public_text_en", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("begins_at", UTCDateTime(), nullable=False),
        sa.Column("until_at", UTCDateTime(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("service_id IS NOT NULL OR office_id IS NOT NULL", name=op.f("ck_incidents_of_a_service_or_an_office")),
        sa.CheckConstraint("until_at > begins_at", name=op.f("ck_incidents_foreseen_in_order")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= begins_at", name=op.f("ck_incidents_ended_in_order")),
        sa.CheckConstraint("public_text <> '' AND evidence <> ''", name=op.f("ck_incidents_told_and_evidenced")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_incidents_service_id_services")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_incidents_office_id_offices")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["memberships.id"], name=op.f("fk_incidents_opened_by_id_memberships")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["memberships.id"], name=op.f("fk_incidents_ended_by_id_memberships")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    running = sa.text("ended_at IS NULL")
    op.create_index("ix_incidents_running", "incidents", ["id"], sqlite_where=running, postgresql_where=running)


def _create_visits() -> None:
    op.create_table(
        "request_visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("from_at", UTCDateTime(), nullable=False),
        sa.Column("until_at", UTCDateTime(), nullable=False),
        sa.Column("visitor_id", sa.Integer(), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("planned_at", UTCDateTime(), nullable=False),
        sa.Column("outcome", sa.Enum("met", "not_at_home", "called_off", name="visitoutcome", native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("findings", sa.LargeBinary(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("until_at > from_at", name=op.f("ck_request_visits_window_in_order")),
        sa.CheckConstraint("(outcome IS NULL) = (recorded_at IS NULL)", name=op.f("ck_request_visits_outcome_recorded")),
        sa.CheckConstraint("(outcome IN ('met', 'not_at_home')) <= (recorded_by_id IS NOT NULL)", name=op.f("ck_request_visits_recorded_by_one")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_request_visits_request_id_requests")),
        sa.ForeignKeyConstraint(["visitor_id"], ["memberships.id"], name=op.f("fk_request_visits_visitor_id_memberships")),
        sa.ForeignKeyConstraint(["planned_by_id"], ["memberships.id"], name=op.f("fk_request_visits_planned_by_id_memberships")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["memberships.id"], name=op.f("fk_request_visits_recorded_by_id_memberships")),
        sa.ForeignKeyConstraint(["photo_id"], ["uploads.id"], name=op.f("fk_request_visits_photo_id_uploads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_visits")),
    )
    op.create_index("ix_request_visits_request", "request_visits", ["request_id", "id"])
    planned = sa.text("outcome IS NULL")
    op.create_index("ux_request_visits_open", "request_visits", ["request_id"], unique=True, sqlite_where=planned, postgresql_where=planned)
    op.create_index("ix_request_visits_visitor", "request_visits", ["visitor_id", "from_at"], sqlite_where=planned, postgresql_where=planned)
