"""People come to the office to sign, and an heir's objection stops a request."""

import re

import sqlalchemy as sa

from eservice.kernel.db import append_only_sql
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_AFTER = "call_off_visit"
_STEPS = (
    "offer_appointment", "another_time", "appointment_kept", "appointment_failed", "call_off_appointment",
    "block", "unblock",
)  # fmt: skip
_OUTCOMES = ("signed", "not_all", "nobody")
_KINDS = "kind IN ('home', 'office')"
_RESTS = "rests_until IS NULL OR step IN ('not_at_home', 'offer_appointment', 'appointment_failed', 'block')"
_ITS_KIND = "outcome IS NULL OR outcome = 'called_off' OR (kind = 'home') = (outcome IN ('met', 'not_at_home'))"


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("request_events") as table:
        _let(table, "request_events", "step", _with(_values("request_events", "step"), _AFTER, _STEPS))
        table.drop_constraint("rest_when_nobody_home", type_="check")
        table.create_check_constraint("rest_when_nobody_home", "step <> 'not_at_home' OR rests_until IS NOT NULL")
        table.create_check_constraint("rest_for_somebody", _RESTS)
    _keep_growing()
    with op.batch_alter_table("request_visits") as table:
        table.add_column(sa.Column("kind", sa.String(length=40), nullable=False, server_default="home"))
        table.add_column(sa.Column("called", sa.LargeBinary(), nullable=True))
        _let(table, "request_visits", "visitoutcome", _with(_values("request_visits", "visitoutcome"), "not_at_home", _OUTCOMES), "outcome")
        table.create_check_constraint("visitkind", _KINDS)
        table.drop_constraint("recorded_by_one", type_="check")
        table.create_check_constraint("recorded_by_one", "(outcome <> 'called_off') <= (recorded_by_id IS NOT NULL)")
        table.create_check_constraint("outcome_of_its_kind", _ITS_KIND)
        table.create_check_constraint("called_to_the_office", "(kind = 'office') = (called IS NOT NULL)")
    with op.batch_alter_table("request_visits") as table:
        table.alter_column("kind", server_default=None)


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("request_visits") as table:
        for name in ("called_to_the_office", "outcome_of_its_kind", "recorded_by_one", "visitkind"):
            table.drop_constraint(name, type_="check")
        table.create_check_constraint(
            "recorded_by_one", "(outcome IN ('met', 'not_at_home')) <= (recorded_by_id IS NOT NULL)"
        )
        _let(table, "request_visits", "visitoutcome", _without(_values("request_visits", "visitoutcome"), _OUTCOMES), "outcome")
        table.drop_column("called")
        table.drop_column("kind")
    with op.batch_alter_table("request_events") as table:
        table.drop_constraint("rest_for_somebody", type_="check")
        table.drop_constraint("rest_when_nobody_home", type_="check")
        table.create_check_constraint("rest_when_nobody_home", "(step = 'not_at_home') = (rests_until IS NOT NULL)")
        _let(table, "request_events", "step", _without(_values("request_events", "step"), _STEPS))
    _keep_growing()


def _known(column: str, values: list[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _values(table: str, check: str) -> list[str]:
    """Return what a column may hold by now, in order."""
    held = {one["name"]: one["sqltext"] for one in sa.inspect(op.get_bind()).get_check_constraints(table)}
    return re.findall(r"'(\w+)'", held[f"ck_{table}_{check}"])


def _with(values: list[str], after: str, more: tuple[str, ...]) -> list[str]:
    place = values.index(after) + 1
    return [*values[:place], *more, *values[place:]]


def _without(values: list[str], more: tuple[str, ...]) -> list[str]:
    return [one for one in values if one not in more]


def _let(table, name, check, values, column="") -> None:  # type: ignore[no-untyped-def]
    table.drop_constraint(check, type_="check")
    table.create_check_constraint(check, _known(column or check, values))


def _keep_growing() -> None:
    """Give the history its triggers again: on SQLite the table was made anew."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in append_only_sql("request_events", "sqlite"):
            op.execute(statement)
