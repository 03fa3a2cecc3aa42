"""What is stored of letters whose archive stamp cannot be renewed: the letter stands, its signature grows old."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from eservice.kernel.db import EncryptedText, Model


class StampFault(Model):
    """One letter whose renewal failed for a fault of its own."""

    __tablename__ = "stamp_faults"
    __table_args__ = (
        CheckConstraint("tries >= 1", name="was_tried"),
        CheckConstraint("(next_try_at IS NULL) = (given_up_reason IS NOT NULL)", name="given_up_with_reason"),
    )

    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"), primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    last_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=1)
    fault: Mapped[str]
    """The kind of fault: never its words."""
    next_try_at: Mapped[datetime | None]
    """None once somebody gave it up."""
    given_up_reason: Mapped[str | None] = mapped_column(EncryptedText("stamp_faults.given_up_reason"))
