"""What the application's role may do in PostgreSQL: add to what only grows, never change or delete it.

The database is owned by another role, which upgrades it. Triggers refuse changes of these tables to everybody, but an
owner can drop them; a role that owns nothing cannot.
"""

from sqlalchemy.dialects import postgresql

from eservice.kernel.db import APPEND_ONLY, db

_VERSION = "alembic_version"


def statements(role: str) -> list[str]:
    """Return the statements for the owner of the database, to be run again after every upgrade."""
    quote = postgresql.dialect().identifier_preparer.quote_identifier  # type: ignore[no-untyped-call]
    to = quote(role)
    tables = sorted(db.metadata.tables)
    changed = [quote(name) for name in tables if name not in APPEND_ONLY]
    return [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}",
        f"REVOKE CREATE ON SCHEMA public FROM {to}, PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {to}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {to}",
        f"GRANT SELECT ON {quote(_VERSION)} TO {to}",
        f"GRANT SELECT, INSERT ON {', '.join(quote(name) for name in tables)} TO {to}",
        f"GRANT UPDATE, DELETE ON {', '.join(changed)} TO {to}",
    ]
