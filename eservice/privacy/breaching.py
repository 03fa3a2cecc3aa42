"""What is stored of data that got out: the register, its steps, and whom it concerns."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.accounts.models import User
from eservice.kernel.db import EncryptedText, Model, append_only
from eservice.privacy.alarms import BreachKind, BreachState, BreachStep


class Breach(Model):
    """One failure to protect data, from the hour it was noticed."""

    __tablename__ = "breaches"
    __table_args__ = (
        CheckConstraint("from_at < until_at", name="period_in_order"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_dated"),
        CheckConstraint("noticed_at < due_at", name="due_after_noticing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BreachKind]
    state: Mapped[BreachState] = mapped_column(default=BreachState.OPEN)
    what: Mapped[str] = mapped_column(EncryptedText("breaches.what"))
    """What happened, in plain words: the people concerned read it."""
    data: Mapped[list[Any]]
    """Groups of data that are concerned: ``rules.Held``."""
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    account_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Whose account was misused, where it was one: what it opened then is what got out."""
    handling: Mapped[str] = mapped_column(EncryptedText("breaches.handling"), default="")
    """What is done about it, and to put it right."""
    noticed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """By when the people and the authority are told."""
    authority_told_at: Mapped[datetime | None]
    people_told_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column()

    account: Mapped[User | None] = relationship(foreign_keys=[account_user_id])
    history: Mapped[list["BreachEvent"]] = relationship(back_populates="breach", order_by="BreachEvent.sequence")
    subjects: Mapped[list["BreachSubject"]] = relationship(back_populates="breach", order_by="BreachSubject.id")

    __mapper_args__ = {"version_id_col": version}


class BreachEvent(Model):
    """One step of it; never changed."""

    __tablename__ = "breach_events"
    __table_args__ = (UniqueConstraint("breach_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    breach_id: Mapped[int] = mapped_column(ForeignKey("breaches.id"))
    sequence: Mapped[int]
    step: Mapped[BreachStep]
    actor_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    taken_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(EncryptedText("breach_events.note"), default="")

    breach: Mapped[Breach] = relationship(back_populates="history")


class BreachSubject(Model):
    """One person concerned, by account or by request, and when they were told."""

    __tablename__ = "breach_subjects"
    __table_args__ = (
        UniqueConstraint("breach_id", "object"),
        CheckConstraint("told_at IS NULL OR user_id IS NOT NULL", name="told_by_account"),
        Index("ix_breach_subjects_user", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    breach_id: Mapped[int] = mapped_column(ForeignKey("breaches.id"))
    object: Mapped[str]
    """``account:7``, or ``request:17`` of somebody without an account: told by telephone or letter."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    looks: Mapped[int]
    """How often what is theirs was opened in the period."""
    told_at: Mapped[datetime | None]

    breach: Mapped[Breach] = relationship(back_populates="subjects")


append_only(BreachEvent.__table__)  # type: ignore[arg-type]
