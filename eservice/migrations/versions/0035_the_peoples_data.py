"""What people ask about their data, consents, limits, holds and erasures; the examiner and the protector of data."""

import re

import sqlalchemy as sa
from alembic import op

from eservice.kernel.db import UTCDateTime, append_only_sql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_ROLES = ("examiner", "protector")
_STAFF = ("officer", "signer", "supervisor", "admin")
_EVENT_COLUMNS = (
    "id", "request_id", "sequence", "step", "from_status", "to_status", "office_id", "actor_user_id",
    "actor_membership_id", "actor_role", "taken_at", "pauses", "rests_until", "promised_at", "details",
)  # fmt: skip
_KEEPS = (
    "papers_issued", "papers_rejected", "papers_dropped", "papers_consented", "answers_issued", "answers_rejected",
    "answers_dropped", "messages", "sessions", "letters", "reads",
)  # fmt: skip
_ALL_ROLES = (
    "guest", "bearer", "citizen", "rt_head", "officer", "signer", "supervisor", "admin", "examiner", "protector",
    "system",
)  # fmt: skip
_GROWING = ("data_wish_events", "consent_events", "limit_changes", "erasures")


def upgrade() -> None:
    """Take the step."""
    for column in ("restricted_at", "forgotten_at"):
        op.add_column("requests", sa.Column(column, UTCDateTime(), nullable=True))
    _let_roles(known=lambda values: [*values[: values.index("admin") + 1], *_ROLES, *values[values.index("admin") + 1 :]])
    _let_staff((*_STAFF, *_ROLES))
    _guard_events(erasable=True)
    _wishes()
    _keeping()
    for table in _GROWING:
        for statement in append_only_sql(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Take the step back: what people asked about their data is forgotten."""
    for table in ("erasures", "legal_holds", "limit_changes", "consent_events", "data_wish_events", "data_wishes"):
        op.drop_table(table)
        if table in _GROWING and op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_append_only")
    op.execute(f"DELETE FROM sessions WHERE membership_id IN (SELECT id FROM memberships WHERE role IN {_ROLES})")
    op.execute(f"DELETE FROM memberships WHERE role IN {_ROLES}")
    _let_staff(_STAFF)
    _let_roles(known=lambda values: [one for one in values if one not in _ROLES])
    _guard_events(erasable=False)
    for column in ("forgotten_at", "restricted_at"):
        op.drop_column("requests", column)


def _let_roles(*, known) -> None:  # type: ignore[no-untyped-def]
    for table, column in (("memberships", "role"), ("request_events", "actor_role")):
        held = {one["name"]: one["sqltext"] for one in sa.inspect(op.get_bind()).get_check_constraints(table)}
        values = known(re.findall(r"'(\w+)'", held[f"ck_{table}_role"]))
        with op.batch_alter_table(table, reflect_kwargs={"resolve_fks": False}) as batch:
            batch.drop_constraint("role", type_="check")
            batch.create_check_constraint("role", f"{column} IN ({', '.join(repr(one) for one in values)})")


def _let_staff(roles: tuple[str, ...]) -> None:
    with op.batch_alter_table("memberships", reflect_kwargs={"resolve_fks": False}) as batch:
        batch.drop_constraint("staff_only", type_="check")
        batch.create_check_constraint("staff_only", f"role IN ({', '.join(repr(one) for one in roles)})")


def _guard_events(*, erasable: bool) -> None:
    """Let the sealed reason of an event be emptied for good, and nothing else of it; or nothing at all."""
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS request_events_no_{verb}")
    else:
        for trigger in ("append_only", "only_erased"):
            op.execute(f"DROP TRIGGER IF EXISTS request_events_{trigger} ON request_events")
    but = ("reason",) if erasable else ()
    for statement in append_only_sql("request_events", dialect, erasable=but, others=_EVENT_COLUMNS):
        op.execute(statement)


def _enum(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _wishes() -> None:
    op.create_table(
        "data_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("correct", "delete", "restrict", name="wishkind"), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            _enum("filed", "taken", "granted", "partly", "refused", "withdrawn", "lifted", name="wishstate"),
            nullable=False,
        ),
        sa.Column("filed_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("reminded_at", UTCDateTime(), nullable=True),
        sa.Column("late_told_at", UTCDateTime(), nullable=True),
        sa.Column("outcome", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('filed', 'taken')) = (answered_at IS NULL)", name=op.f("ck_data_wishes_answered_when_done")
        ),
        sa.CheckConstraint("filed_at < due_at", name=op.f("ck_data_wishes_due_after_filing")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_data_wishes_user_id_users")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_data_wishes_request_id_requests")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_wishes")),
    )
    op.create_index(op.f("ix_data_wishes_user_id"), "data_wishes", ["user_id"])
    op.create_index(op.f("ix_data_wishes_request_id"), "data_wishes", ["request_id"])
    op.create_index(
        "ix_data_wishes_open",
        "data_wishes",
        ["due_at", "id"],
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "data_wish_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            _enum("file", "take", "grant", "grant_partly", "refuse", "withdraw", "lift", name="wishstep"),
            nullable=False,
        ),
        sa.Column("actor_user_id", sa.Integer(), nullable=True),
        sa.Column("actor_role", _enum(*_ALL_ROLES, name="role"), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wish_id"], ["data_wishes.id"], name=op.f("fk_data_wish_events_wish_id_data_wishes")),
        sa.ForeignKeyConstraint(["actor_user_id"], ["users.id"], name=op.f("fk_data_wish_events_actor_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_wish_events")),
        sa.UniqueConstraint("wish_id", "sequence", name=op.f("uq_data_wish_events_wish_id_sequence")),
    )
    op.create_table(
        "consent_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", _enum("keep_papers", name="consentpurpose"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consent_events_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_events")),
    )
    op.create_index("ix_consent_events_user", "consent_events", ["user_id", "purpose", "id"])


def _keeping() -> None:
    op.create_table(
        "limit_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum(*_KEEPS, name="keeps"), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("days BETWEEN 7 AND 36500", name=op.f("ck_limit_changes_days_possible")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["users.id"], name=op.f("fk_limit_changes_changed_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_changes")),
    )
    op.create_index(op.f("ix_limit_changes_kind"), "limit_changes", ["kind"])
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", UTCDateTime(), nullable=False),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by_id IS NULL)", name=op.f("ck_legal_holds_lifted_by_someone")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_legal_holds_has_reason")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_legal_holds_request_id_requests")),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f("fk_legal_holds_set_by_id_users")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["users.id"], name=op.f("fk_legal_holds_lifted_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    op.create_index(
        "uq_legal_holds_running",
        "legal_holds",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("kind", _enum(*_KEEPS, name="erased_kind"), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("wish_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["wish_id"], ["data_wishes.id"], name=op.f("fk_erasures_wish_id_data_wishes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("object", "kind", name=op.f("uq_erasures_object_kind")),
    )
    op.create_index("ix_erasures_at", "erasures", ["at"])
