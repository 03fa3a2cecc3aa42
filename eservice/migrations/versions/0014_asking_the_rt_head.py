"""Asking the head of the RT: a status and three steps of the law, who was asked, and the PIN of an answer."""

import re

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_HAS_END = "(status = 'awaiting_confirmation') = (confirmation_until IS NOT NULL)"

_STATUS = ("draft", ("awaiting_confirmation",))
_STEPS = ("submit", ("ask_confirmation", "confirmed", "confirmation_over"))
_ROLE = ("citizen", ("rt_head",))
_GUESS = ("tracking", ("rt_pin",))

_NEW: dict[str, dict[tuple[str, str], tuple[str, tuple[str, ...]]]] = {
    "tries": {("guess", "guess"): _GUESS},
    "memberships": {("role", "role"): _ROLE},
    "requests": {("status", "status"): _STATUS},
    "request_events": {
        ("step", "step"): _STEPS,
        ("from_status", "from_status"): _STATUS,
        ("to_status", "to_status"): _STATUS,
        ("role", "actor_role"): _ROLE,
    },
}
"""Table -> (check, column) -> the value after which others may now stand, and these."""


def upgrade() -> None:
    """Take the step."""
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
    for name, checks in _NEW.items():
        _let(name, checks, known=_with)
    _make_again(indexes)


def downgrade() -> None:
    """Take the step back; what only this revision knows must be gone before."""
    for name, checks in reversed(_NEW.items()):
        _let(name, checks, known=_without)
    op.drop_table("rt_questions")
    with op.batch_alter_table("requests") as table:
        table.drop_constraint("confirmation_has_end", type_="check")
        table.drop_column("confirmation_until")
    with op.batch_alter_table("rts") as table:
        table.drop_column("pin_digest")


def _with(values: list[str], after: str, new: tuple[str, ...]) -> list[str]:
    place = values.index(after) + 1
    return [*values[:place], *new, *values[place:]]


def _without(values: list[str], _after: str, new: tuple[str, ...]) -> list[str]:
    return [one for one in values if one not in new]


def _let(name, checks, *, known) -> None:  # type: ignore[no-untyped-def]
    """Let columns hold other values; on SQLite the table is made anew, so what only grows gets its triggers again."""
    held = {one["name"]: one["sqltext"] for one in sa.inspect(op.get_bind()).get_check_constraints(name)}
    with op.batch_alter_table(name) as table:
        for (check, column), (after, new) in checks.items():
            values = known(re.findall(r"'(\w+)'", held[f"ck_{name}_{check}"]), after, new)
            table.drop_constraint(check, type_="check")
            table.create_check_constraint(check, f"{column} IN ({', '.join(repr(one) for one in values)})")
    if name == "request_events" and op.get_bind().dialect.name == "sqlite":
        for statement in append_only_sql("request_events", "sqlite"):
            op.execute(statement)


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
