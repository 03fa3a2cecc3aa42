"""Somebody who came to a meeting objected."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    values = _values()
    place = values.index("nobody") + 1
    _let([*values[:place], "objected", *values[place:]])


def downgrade() -> None:
    """Take the step back; what ended in an objection was called off, as it was written before."""
    visits = sa.table("request_visits", sa.column("outcome", sa.String))
    op.execute(visits.update().where(visits.c.outcome == "objected").values(outcome="called_off"))
    _let([one for one in _values() if one != "objected"])


def _values() -> list[str]:
    """Return what a meeting may have come to by now, in order."""
    held = {one["name"]: one["sqltext"] for one in sa.inspect(op.get_bind()).get_check_constraints("request_visits")}
    return re.findall(r"'(\w+)'", held["ck_request_visits_visitoutcome"])


def _let(values: list[str]) -> None:
    with op.batch_alter_table("request_visits", reflect_kwargs={"resolve_fks": False}) as table:
        table.drop_constraint("visitoutcome", type_="check")
        table.create_check_constraint("visitoutcome", f"outcome IN ({', '.join(repr(one) for one in values)})")
