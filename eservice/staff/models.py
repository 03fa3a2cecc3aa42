"""What is stored about who is away."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.kernel.db import Model
from eservice.offices.models import Membership
from eservice.staff.rules import AbsenceKind


class Absence(Model):
    """From when until when somebody is away, from every desk or from one, and who goes on with the work."""

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("from_at < until_at", name="begins_before_its_end"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_someone"),
        Index("ix_absences_user", "user_id", "until_at"),
        Index("ix_absences_until", "until_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """The one desk the person is away from, as while lent to another office; empty: from all."""
    kind: Mapped[AbsenceKind]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    """The first instant at which the person is back."""
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """The colleague for whom the open work is kept; without one it is everybody's."""
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When it was ended before its time; before its beginning, it never was."""
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    deputy: Mapped[Membership | None] = relationship(foreign_keys=[deputy_id])


class SkillDemand(Model):
    """One office asks that a service is checked by those alone who know it."""

    __tablename__ = "skill_demands"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"), primary_key=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]


class Skill(Model):
    """One member knows one service, from when until when, on whose word."""

    __tablename__ = "skills"
    __table_args__ = (
        CheckConstraint("until_at IS NULL OR from_at <= until_at", name="begins_before_its_end"),
        Index("ix_skills_membership", "membership_id", "service_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    """The first instant at which it no longer holds."""
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    membership: Mapped[Membership] = relationship()


class Loan(Model):
    """An officer at another office's desk for a day or a few: the place there, and the absence at home."""

    __tablename__ = "loans"

    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), primary_key=True)
    """The place in the office that borrows; it ends by itself."""
    home_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), index=True)
    absence_id: Mapped[int] = mapped_column(ForeignKey("absences.id"), unique=True)

    membership: Mapped[Membership] = relationship(foreign_keys=[membership_id])
    home: Mapped[Membership] = relationship(foreign_keys=[home_id])
