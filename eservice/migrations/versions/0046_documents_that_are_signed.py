"""Documents that are no letters and are signed as letters are; the public log knows them too."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import conv

from eservice.kernel.db import EncryptedText, UTCDateTime, append_only_sql

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_BEFORE = ("issued", "revoked", "replaced")
_EVENT = conv("ck_log_entries_logevent")
_TO_DOCUMENT = conv("fk_log_entries_document_id_signed_documents")
_ONCE = conv("uq_log_entries_document_id")
_CHECKS = {
    conv("ck_log_entries_letter_with_its_file"): "(letter_id IS NULL) = (edition_id IS NULL)",
    conv("ck_log_entries_letter_or_document"): "(letter_id IS NULL) <> (document_id IS NULL)",
    conv("ck_log_entries_documents_are_signed"): "(event = 'signed') = (document_id IS NOT NULL)",
}


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "signed_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("blob_key", sa.String(), nullable=False),
        sa.Column("file_key", EncryptedText("signed_documents.file_key"), nullable=False),
        sa.Column("log_salt", EncryptedText("signed_documents.log_salt"), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "local", "basah", "pkcs11", "bsre",
                name="mode", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("signer_name", sa.String(), nullable=False),
        sa.Column("signer_position", sa.String(), nullable=False),
        sa.Column("signer_number", sa.String(), nullable=False),
        sa.Column("signed_at", UTCDateTime(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=False),
        sa.Column("stamped_at", UTCDateTime(), nullable=True),
        sa.Column("stamped_by", sa.String(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_signed_documents_sha256_length")),
        sa.CheckConstraint("size > 0", name=op.f("ck_signed_documents_not_empty")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_signed_documents_office_id_offices")),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["memberships.id"], name=op.f("fk_signed_documents_signed_by_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_documents")),
        sa.UniqueConstraint("sha256", name=op.f("uq_signed_documents_sha256")),
    )  # fmt: skip
    op.create_index(op.f("ix_signed_documents_office_id"), "signed_documents", ["office_id"])
    op.create_index("ix_signed_documents_about", "signed_documents", ["about", "id"])
    _only_grows("signed_documents")
    if op.get_bind().dialect.name == "sqlite":
        _made_anew(known_to_documents=True)
        return
    op.add_column("log_entries", sa.Column("document_id", sa.Integer(), nullable=True))
    op.alter_column("log_entries", "letter_id", nullable=True)
    op.alter_column("log_entries", "edition_id", nullable=True)
    op.drop_constraint(_EVENT, "log_entries", type_="check")
    op.create_check_constraint(_EVENT, "log_entries", _one_of(*_BEFORE, "signed"))
    op.create_foreign_key(_TO_DOCUMENT, "log_entries", "signed_documents", ["document_id"], ["id"])
    op.create_unique_constraint(_ONCE, "log_entries", ["document_id"])
    for name, rule in _CHECKS.items():
        op.create_check_constraint(name, "log_entries", rule)


def downgrade() -> None:
    """Take the step back, which a log that knows a document refuses: it would be another log."""
    if op.get_bind().dialect.name == "sqlite":
        _made_anew(known_to_documents=False)
    else:
        for name in _CHECKS:
            op.drop_constraint(name, "log_entries", type_="check")
        op.drop_constraint(_ONCE, "log_entries", type_="unique")
        op.drop_constraint(_TO_DOCUMENT, "log_entries", type_="foreignkey")
        op.drop_constraint(_EVENT, "log_entries", type_="check")
        op.create_check_constraint(_EVENT, "log_entries", _one_of(*_BEFORE))
        op.alter_column("log_entries", "edition_id", nullable=False)
        op.alter_column("log_entries", "letter_id", nullable=False)
        op.drop_column("log_entries", "document_id")
    op.drop_table("signed_documents")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION signed_documents_append_only()")


def _made_anew(*, known_to_documents: bool) -> None:
    """Make the log's table anew, as SQLite needs it, with every entry in it; its triggers go with the old one."""
    events = (*_BEFORE, "signed") if known_to_documents else _BEFORE
    of_documents: list[sa.schema.SchemaItem] = [
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["signed_documents.id"], name=_TO_DOCUMENT),
        sa.UniqueConstraint("document_id", name=_ONCE),
        *(sa.CheckConstraint(rule, name=name) for name, rule in _CHECKS.items()),
    ]
    op.create_table(
        "log_entries_anew",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=known_to_documents),
        sa.Column("edition_id", sa.Integer(), nullable=known_to_documents),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("register", sa.String(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_log_entries_position_from_zero")),
        sa.CheckConstraint(
            "length(commitment) = 64 AND length(register) = 64", name=op.f("ck_log_entries_digests_length")
        ),
        sa.CheckConstraint(_one_of(*events), name=_EVENT),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_log_entries_letter_id_letters")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["letter_editions.id"], name=op.f("fk_log_entries_edition_id_letter_editions")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_log_entries")),
        sa.UniqueConstraint("letter_id", "event", name=op.f("uq_log_entries_letter_id_event")),
        sa.UniqueConstraint("commitment", name=op.f("uq_log_entries_commitment")),
        *(of_documents if known_to_documents else []),
    )
    kept = "position, letter_id, edition_id, event, day_on, commitment, register"
    op.execute(f"INSERT INTO log_entries_anew ({kept}) SELECT {kept} FROM log_entries")  # noqa: S608
    op.drop_table("log_entries")
    op.rename_table("log_entries_anew", "log_entries")
    _only_grows("log_entries")


def _one_of(*events: str) -> str:
    return f"event IN ({', '.join(repr(one) for one in events)})"


def _only_grows(table: str) -> None:
    for statement in append_only_sql(table, op.get_bind().dialect.name):
        op.execute(statement)
