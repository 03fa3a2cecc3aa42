"""What is stored about messages."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from eservice.kernel.db import EncryptedText, Model, UTCDateTime
from eservice.notifications.rules import MessageChannel, MessageState


class Message(Model):
    """One message to one person by one channel. Its text is made when it is read or sent."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("channel <> 'inbox' OR user_id IS NOT NULL", name="inbox_has_owner"),
        CheckConstraint("channel <> 'email' OR contact IS NOT NULL OR state <> 'pending'", name="mail_has_address"),
        CheckConstraint("(state IN ('sent', 'logged')) = (sent_at IS NOT NULL)", name="sent_has_instant"),
        CheckConstraint("state NOT IN ('prepared', 'logged') OR actor_user_id IS NOT NULL", name="by_hand_has_actor"),
        Index(
            "ix_messages_due",
            "next_try_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index("ix_messages_inbox", "user_id", "channel", "id"),
        Index("ix_messages_request", "request_code", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[MessageChannel]
    state: Mapped[MessageState]
    template: Mapped[str]
    """A key of ``texts.TEXTS``."""
    params: Mapped[dict[str, Any]]
    """Codes and instants that fill the text in; never a name, a service or a NIK."""
    secret: Mapped[str | None] = mapped_column(EncryptedText("messages.secret"))
    """A one-time code to be told; forgotten as soon as it is sent or given up."""
    language: Mapped[str] = mapped_column(default="id")
    request_code: Mapped[str | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    contact: Mapped[str | None] = mapped_column(EncryptedText("messages.contact"))
    """E-mail address or telephone number, as it was when the message was written."""
    actor_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who prepared or logged it."""
    note: Mapped[str | None] = mapped_column(EncryptedText("messages.note"))
    """What came of a call."""

    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None]
    """The kind of fault at the last try in vain: never its words."""
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
