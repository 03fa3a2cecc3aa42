"""What is stored of a letter whose holder says that it is wrong: a data error, and the request that puts it right."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.kernel.db import EncryptedText, Model
from eservice.requests.models import Request
from eservice.requests.workflow import DataFault


class LetterAmendment(Model):
    """A request that asks for a letter anew because the first one is wrong; gone with its draft if discarded."""

    __tablename__ = "letter_amendments"
    __table_args__ = (CheckConstraint("of_id <> request_id", name="not_of_itself"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    of_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), index=True)
    """The request whose letter is wrong."""
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"), unique=True)
    """The request for the right one."""
    fault: Mapped[DataFault]
    wrong: Mapped[str] = mapped_column(EncryptedText("letter_amendments.wrong"))
    """What is wrong, in the holder's words."""
    asked_at: Mapped[datetime]

    of: Mapped[Request] = relationship(foreign_keys=[of_id])
    request: Mapped[Request] = relationship(foreign_keys=[request_id])
