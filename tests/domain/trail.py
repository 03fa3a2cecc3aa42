"""What the audit log says of one thing."""

from sqlalchemy import select

from eservice.audit.models import AuditEntry
from eservice.kernel.db import db


def entries_about(thing: str) -> list[AuditEntry]:
    """Return every entry about one thing, oldest first."""
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.object == thing).order_by(AuditEntry.sequence)))
