"""What is stored of complaints and of the days they are answered within."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.complaints.rules import (
    HIGHEST,
    LEAST_DAYS,
    LOWEST,
    MOST_DAYS,
    Against,
    ComplaintState,
    ComplaintStep,
    Finding,
    Kind,
    Lane,
    Lesson,
    Limit,
    Openness,
    Way,
)
from eservice.kernel.db import EncryptedText, Model, append_only, checked
from eservice.offices.models import Membership, Office
from eservice.requests.models import Request

_OPEN = text("state IN ('sent', 'handled')")


class Complaint(Model):
    """What somebody says against an office, a person in it, or how long it takes."""

    __tablename__ = "complaints"
    __table_args__ = (
        CheckConstraint("filed_at < first_by AND first_by <= answer_by", name="due_after_filing"),
        CheckConstraint("NOT past_unit OR desk_id IS NULL", name="past_unit_has_no_office"),
        CheckConstraint(
            "openness <> 'anonymous' OR (user_id IS NULL AND request_id IS NULL AND name IS NULL AND email IS NULL)",
            name="anonymous_has_nobody",
        ),
        CheckConstraint("(state IN ('sent', 'handled')) = (answered_at IS NULL)", name="answered_when_done"),
        CheckConstraint(f"rating IS NULL OR rating BETWEEN {LOWEST} AND {HIGHEST}", name="rating_possible"),
        Index("ix_complaints_open", "answer_by", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_complaints_office", "office_id", "filed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    pin: Mapped[str] = mapped_column(EncryptedText("complaints.pin"))
    kind: Mapped[Kind]
    lane: Mapped[Lane]
    against: Mapped[Against]
    openness: Mapped[Openness]
    way: Mapped[Way]
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    """The office complained of."""
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Whose account filed it, and gets the answer; never of an anonymous one."""
    typed_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """Who typed it at the counter."""
    involved: Mapped[list[Any]]
    """Accounts that had a part when it was filed; all that an anonymous one keeps of its request."""
    text: Mapped[str] = mapped_column(EncryptedText("complaints.text"))
    name: Mapped[str | None] = mapped_column(EncryptedText("complaints.name"))
    email: Mapped[str | None] = mapped_column(EncryptedText("complaints.email"))

    past_unit: Mapped[bool]
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"), index=True)
    """The office whose supervisor handles it; empty for the Inspektorat."""
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    state: Mapped[ComplaintState] = mapped_column(default=ComplaintState.SENT)
    filed_at: Mapped[datetime]
    first_by: Mapped[datetime]
    answer_by: Mapped[datetime]
    first_at: Mapped[datetime | None]
    """When it was first answered in any way: taken, or dismissed."""
    answered_at: Mapped[datetime | None]
    """When it was answered last; empty while the clock runs."""
    reply_by: Mapped[datetime | None]
    """Until when the complainant may have it opened again."""
    closed_at: Mapped[datetime | None]
    late_told_for: Mapped[datetime | None]
    """The deadline whose passing was told."""
    finding: Mapped[Finding | None]
    lesson: Mapped[Lesson | None]
    rating: Mapped[int | None]
    reopened: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()

    office: Mapped[Office] = relationship(foreign_keys=[office_id])
    desk: Mapped[Office | None] = relationship(foreign_keys=[desk_id])
    request: Mapped[Request | None] = relationship()
    user: Mapped[User | None] = relationship()
    taken_by: Mapped[Membership | None] = relationship(foreign_keys=[taken_by_id])
    history: Mapped[list["ComplaintEvent"]] = relationship(
        back_populates="complaint", order_by="ComplaintEvent.sequence"
    )

    __mapper_args__ = {"version_id_col": version}


class ComplaintEvent(Model):
    """One step of a complaint, by whom and when; never changed."""

    __tablename__ = "complaint_events"
    __table_args__ = (UniqueConstraint("complaint_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaints.id"))
    sequence: Mapped[int]
    step: Mapped[ComplaintStep]
    actor_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    actor_membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    actor_role: Mapped[Role]
    taken_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(EncryptedText("complaint_events.words"), default="")
    """What both sides read: an answer, a reason, a reply."""
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"))
    """Who handles it from here on; empty for the Inspektorat."""
    answer_by: Mapped[datetime]

    complaint: Mapped[Complaint] = relationship(back_populates="history")


class ComplaintLimit(Model):
    """So many working days from now on, and what that rests on; the newest of a kind holds."""

    __tablename__ = "complaint_limits"
    __table_args__ = (
        CheckConstraint(f"days BETWEEN {LEAST_DAYS} AND {MOST_DAYS}", name="days_possible"),
        CheckConstraint("basis <> ''", name="has_basis"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Limit] = mapped_column(checked(Limit, name="limit_kind"), index=True)
    days: Mapped[int]
    basis: Mapped[str]
    """Law, decree or decision, with its date."""
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime]


for _table in (ComplaintEvent, ComplaintLimit):
    append_only(_table.__table__)  # type: ignore[arg-type]
