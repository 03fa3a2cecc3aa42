"""The log and its head."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from eservice.kernel.db import Model, append_only


class AuditEntry(Model):
    """One act or one look, never changed once written."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_actor", "actor_user_id", "at"),)

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_user_id: Mapped[int | None]
    actor_membership_id: Mapped[int | None]
    actor_role: Mapped[str]
    action: Mapped[str] = mapped_column(index=True)
    """``subject:verb``, for example ``request:claim``."""
    object: Mapped[str] = mapped_column(index=True)
    """``kind:identifier``, for example ``request:17``; never a NIK."""
    data: Mapped[dict[str, Any]]
    """Names of changed fields and other facts that are not personal."""
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)


class AuditHead(Model):
    """The one row that says where the chain ends; locked by whoever appends."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str]


append_only(AuditEntry.__table__)  # type: ignore[arg-type]
