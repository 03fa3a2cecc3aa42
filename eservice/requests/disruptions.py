"""What is stored of a declared incident."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.catalogue.models import Service
from eservice.kernel.db import Model
from eservice.offices.models import Office

RUNNING_ONCE = "ux_incidents_running_of"
"""Keeps a second incident of the same service and office from being declared while one runs."""


class Incident(Model):
    """A disruption declared for every request of a service, of an office, or of a service in one office."""

    __tablename__ = "incidents"
    __table_args__ = (
        CheckConstraint("service_id IS NOT NULL OR office_id IS NOT NULL", name="of_a_service_or_an_office"),
        CheckConstraint("until_at > begins_at", name="foreseen_in_order"),
        CheckConstraint("ended_at IS NULL OR ended_at >= begins_at", name="ended_in_order"),
        CheckConstraint("public_text <> '' AND evidence <> ''", name="told_and_evidenced"),
        Index(
            RUNNING_ONCE,
            text("coalesce(service_id, 0)"),
            text("coalesce(office_id, 0)"),
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_incidents_running",
            "id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"))
    """None: every office."""
    public_text: Mapped[str]
    public_text_en: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str]
    """What shows that it was so: a ticket, a circular, a report. For auditors, not for the public."""
    begins_at: Mapped[datetime]
    until_at: Mapped[datetime]
    """When it is foreseen to end, and ends by itself unless somebody says otherwise before."""
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """None while it runs, and where it ended by itself."""
    version: Mapped[int] = mapped_column()

    service: Mapped[Service | None] = relationship()
    office: Mapped[Office | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
