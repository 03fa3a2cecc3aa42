"""What is stored of an office's lists: whose turn it is, what is put off, kept by a name, done or signed with many."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.kernel.db import EncryptedJSON, EncryptedText, Model
from eservice.requests.workflow import Verb


class QueueTurn(Model):
    """How many requests of an office were taken in the order of the house; whoever takes one locks the row."""

    __tablename__ = "queue_turns"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    taken: Mapped[int] = mapped_column(default=0)


class RequestSnooze(Model):
    """One officer's wish not to see a request in the own list until an instant; it changes nothing for anybody else."""

    __tablename__ = "request_snoozes"
    __table_args__ = (
        CheckConstraint("until_at > set_at", name="ends_later"),
        Index(
            "uq_request_snoozes_running",
            "request_id",
            "membership_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_request_snoozes_office",
            "office_id",
            "membership_id",
            "until_at",
            "request_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    set_at: Mapped[datetime]
    until_at: Mapped[datetime]
    """Never after the promise."""
    reason: Mapped[str] = mapped_column(EncryptedText("request_snoozes.reason"))
    ended_at: Mapped[datetime | None]
    """When a step of the request or the officer's own hand ended it; empty where it ends by itself."""


class SavedFilter(Model):
    """A list that an officer keeps by a name: what the address of the queue said."""

    __tablename__ = "saved_filters"
    __table_args__ = (
        UniqueConstraint("membership_id", "name_index"),
        Index(
            "uq_saved_filters_default",
            "membership_id",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    name: Mapped[str] = mapped_column(EncryptedText("saved_filters.name"))
    name_index: Mapped[str]
    """Keyed, so that two names that read alike meet while nobody can read them."""
    address: Mapped[Any] = mapped_column(EncryptedJSON("saved_filters.address"))
    """Part of the address -> value; sealed, for it may name somebody who was searched for."""
    is_default: Mapped[bool] = mapped_column(default=False)
    """The queue opens with it."""


class BulkOutcome(Model):
    """What came of one request of a page that was sent for many; written with the act itself."""

    __tablename__ = "bulk_outcomes"
    __table_args__ = (
        UniqueConstraint("token", "request_id"),
        Index("ix_bulk_outcomes_member", "membership_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str]
    """Names the page that was sent."""
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"))
    verb: Mapped[Verb]
    at: Mapped[datetime]
    refusal: Mapped[str | None]
    """The code of the refusal; none where it was done."""
    facts: Mapped[Any] = mapped_column(EncryptedJSON("bulk_outcomes.facts"), default=dict)
    """What fills the refusal's sentence in; it may name a colleague."""


class SigningBatch(Model):
    """Letters that an official signs with one press of a button; a page that one can come back to."""

    __tablename__ = "signing_batches"
    __table_args__ = (Index("ix_signing_batches_member", "membership_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    """Names the page on which they were chosen: sent twice, it is one batch."""
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    at: Mapped[datetime]

    letters: Mapped[list["BatchLetter"]] = relationship(back_populates="batch", order_by="BatchLetter.id")


class BatchLetter(Model):
    """One letter of a batch and what came of it when it was tried last; what a worker made of it its history tells."""

    __tablename__ = "batch_letters"
    __table_args__ = (
        UniqueConstraint("batch_id", "request_id"),
        CheckConstraint("attempts >= 0", name="counted"),
        CheckConstraint("(attempts = 0) = (tried_at IS NULL)", name="tried_at_an_instant"),
        CheckConstraint("attempts > 0 OR refusal IS NULL", name="refused_once_tried"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("signing_batches.id"))
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), index=True)
    official_id: Mapped[int | None] = mapped_column(ForeignKey("officials.id"))
    """The term under which it was shown to be signed."""
    seen: Mapped[int]
    """How many steps the official knew of."""
    attempts: Mapped[int] = mapped_column(default=0)
    """A page says the how-manieth attempt it asks for: pressed twice it is one."""
    tried_at: Mapped[datetime | None]
    refusal: Mapped[str | None]
    """The code of the refusal; none where it was signed."""
    facts: Mapped[Any] = mapped_column(EncryptedJSON("batch_letters.facts"), default=dict)

    batch: Mapped[SigningBatch] = relationship(back_populates="letters")
