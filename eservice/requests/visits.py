"""What is stored of meetings outside the files: visits at home, appointments at the office."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.kernel.db import EncryptedJSON, Model
from eservice.offices.models import Membership
from eservice.requests.workflow import VisitKind, VisitOutcome
from eservice.uploads.models import Upload

if TYPE_CHECKING:  # a request knows its meetings, and imports them from here
    from eservice.requests.models import Request


class RequestVisit(Model):
    """One meeting outside the files, at home or at the office: planned, and what became of it."""

    __tablename__ = "request_visits"
    __table_args__ = (
        CheckConstraint("until_at > from_at", name="window_in_order"),
        CheckConstraint("(outcome IS NULL) = (recorded_at IS NULL)", name="outcome_recorded"),
        CheckConstraint("(outcome <> 'called_off') <= (recorded_by_id IS NOT NULL)", name="recorded_by_one"),
        CheckConstraint(
            "outcome IS NULL OR outcome = 'called_off' OR (kind = 'home') = (outcome IN ('met', 'not_at_home'))",
            name="outcome_of_its_kind",
        ),
        CheckConstraint("(kind = 'office') = (called IS NOT NULL)", name="called_to_the_office"),
        Index("ix_request_visits_request", "request_id", "id"),
        Index(
            "ux_request_visits_open",
            "request_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        Index(
            "ix_request_visits_visitor",
            "visitor_id",
            "from_at",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    """The window the citizen was told of."""
    kind: Mapped[VisitKind] = mapped_column(default=VisitKind.HOME)
    called: Mapped[Any] = mapped_column(EncryptedJSON("request_visits.called"), nullable=True)
    """Names of those who were asked to come to the office; None for a visit at home."""
    visitor_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    """Who goes, or receives them."""
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    planned_at: Mapped[datetime]
    outcome: Mapped[VisitOutcome | None]
    made_at: Mapped[datetime | None]
    """When the officer stood there, by the officer's own telling."""
    recorded_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    findings: Mapped[Any] = mapped_column(EncryptedJSON("request_visits.findings"), default=dict)
    """What was seen, as ``surveying`` reads it."""
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("uploads.id"))
    """The house without people in it, or the door that nobody opened."""

    request: Mapped["Request"] = relationship(back_populates="visits")
    photo: Mapped[Upload | None] = relationship()
    visitor: Mapped[Membership] = relationship(foreign_keys=[visitor_id])
