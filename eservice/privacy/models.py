"""What is stored of people's requests about their data, of consents, limits, holds and erasures."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.kernel.db import EncryptedJSON, EncryptedText, Model, append_only, checked
from eservice.privacy.limits import LEAST_DAYS, MOST_DAYS, Keeps
from eservice.privacy.rules import ConsentPurpose, WishKind, WishState, WishStep
from eservice.requests.models import Request


class DataWish(Model):
    """One request of a person about the data held of them."""

    __tablename__ = "data_wishes"
    __table_args__ = (
        CheckConstraint("(state IN ('filed', 'taken')) = (answered_at IS NULL)", name="answered_when_done"),
        CheckConstraint("filed_at < due_at", name="due_after_filing"),
        Index(
            "ix_data_wishes_open",
            "due_at",
            "id",
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[WishKind]
    request_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id"), index=True)
    """What it is about; empty for everything held."""
    text: Mapped[str] = mapped_column(EncryptedText("data_wishes.text"))
    state: Mapped[WishState] = mapped_column(default=WishState.FILED)
    filed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    late_told_at: Mapped[datetime | None]
    outcome: Mapped[Any] = mapped_column(EncryptedJSON("data_wishes.outcome"), default=dict)
    """What was done: how much of each kind went, what stays and by which law."""
    version: Mapped[int] = mapped_column()

    user: Mapped[User] = relationship()
    request: Mapped[Request | None] = relationship()
    history: Mapped[list["DataWishEvent"]] = relationship(back_populates="wish", order_by="DataWishEvent.sequence")

    __mapper_args__ = {"version_id_col": version}


class DataWishEvent(Model):
    """One step of such a request, by whom and when; never changed."""

    __tablename__ = "data_wish_events"
    __table_args__ = (UniqueConstraint("wish_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wish_id: Mapped[int] = mapped_column(ForeignKey("data_wishes.id"))
    sequence: Mapped[int]
    step: Mapped[WishStep]
    actor_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    actor_role: Mapped[Role]
    taken_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(EncryptedText("data_wish_events.answer"), default="")
    """What the person reads."""

    wish: Mapped[DataWish] = relationship(back_populates="history")


class ConsentEvent(Model):
    """A yes or its withdrawal, to which wording, when; rows are added, never changed."""

    __tablename__ = "consent_events"
    __table_args__ = (Index("ix_consent_events_user", "user_id", "purpose", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    purpose: Mapped[ConsentPurpose]
    version: Mapped[int]
    given: Mapped[bool]
    at: Mapped[datetime]


class LimitChange(Model):
    """A limit that was set otherwise than the house proposes; the newest of a kind holds."""

    __tablename__ = "limit_changes"
    __table_args__ = (CheckConstraint(f"days BETWEEN {LEAST_DAYS} AND {MOST_DAYS}", name="days_possible"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Keeps] = mapped_column(index=True)
    days: Mapped[int]
    reason: Mapped[str]
    """Decree or decision it rests on."""
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime]


class LegalHold(Model):
    """That a request stays beyond every limit, and why, until somebody lifts it."""

    __tablename__ = "legal_holds"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_someone"),
        CheckConstraint("reason <> ''", name="has_reason"),
        Index(
            "uq_legal_holds_running",
            "request_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"))
    reason: Mapped[str]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    set_at: Mapped[datetime]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lifted_at: Mapped[datetime | None]

    request: Mapped[Request] = relationship()


class Erasure(Model):
    """That what was personal in one thing is gone, and by which rule; the thing itself stays as a number."""

    __tablename__ = "erasures"
    __table_args__ = (UniqueConstraint("object", "kind"), Index("ix_erasures_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    object: Mapped[str]
    """As the log names it: ``request:17``."""
    kind: Mapped[Keeps] = mapped_column(checked(Keeps, name="erased_kind"))
    at: Mapped[datetime]
    wish_id: Mapped[int | None] = mapped_column(ForeignKey("data_wishes.id"))
    """The person's own request; empty where its time was over."""


for _table in (DataWishEvent, ConsentEvent, LimitChange, Erasure):
    append_only(_table.__table__)  # type: ignore[arg-type]
