"""What is stored about machines that ask in the name of another system."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from eservice.kernel.db import Model, UTCDateTime


class ApiToken(Model):
    """A key by which another system asks: what for, of which offices, until when. Revoked, it stays as history."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="has_name"),
        CheckConstraint("created_at < expires_at", name="ends_after_it_begins"),
        CheckConstraint("per_minute BETWEEN 1 AND 6000", name="rate_known"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", name="revoked_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    """Of the system that holds it, as the administrator calls it."""
    digest: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of 256 random bits: nobody guesses what it is of."""
    ending: Mapped[str]
    """Its last four characters, so that who holds one knows which row it is."""
    scopes: Mapped[list[str]] = mapped_column(JSON)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"))
    """The office, with those below it, of which it may ask; empty for the whole house."""
    per_minute: Mapped[int]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
