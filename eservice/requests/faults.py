"""What is stored of letters that cannot be made: since when, how often tried, and why not."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from eservice.kernel.db import EncryptedText, Model


class IssueFault(Model):
    """One request whose letter failed and is neither made nor given up yet."""

    __tablename__ = "issue_faults"
    __table_args__ = (CheckConstraint("tries >= 1", name="was_tried"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    """When it failed first."""
    last_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=1)
    fault: Mapped[str]
    """The code of a refusal, or the kind of a fault: never its words, which may quote a row."""
    reason: Mapped[str] = mapped_column(EncryptedText("issue_faults.reason"))
    """The sentence the office reads."""
