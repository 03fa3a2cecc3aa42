"""What is stored of an officer's words: verdicts on answers, who is called in a note, messages, texts kept ready."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.kernel.db import EncryptedText, Model
from eservice.offices.models import Membership
from eservice.requests.models import Request, RequestNote
from eservice.requests.ready import Use
from eservice.requests.workflow import Verdict


class AnswerVerdict(Model):
    """What an officer found of one answer; it falls away when the answer is given anew."""

    __tablename__ = "answer_verdicts"
    __table_args__ = (UniqueConstraint("request_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
    key: Mapped[str]
    """The form field."""
    verdict: Mapped[Verdict | None]
    note: Mapped[str] = mapped_column(EncryptedText("answer_verdicts.note"), default="")
    judged_by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    judged_at: Mapped[datetime]


class Mention(Model):
    """A colleague who is called in a note, until that colleague says it was read."""

    __tablename__ = "mentions"
    __table_args__ = (
        UniqueConstraint("note_id", "membership_id"),
        Index(
            "ix_mentions_unread",
            "membership_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("request_notes.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    read_at: Mapped[datetime | None]

    note: Mapped[RequestNote] = relationship()
    member: Mapped[Membership] = relationship()


class RequestMessage(Model):
    """What an officer wrote to the applicant; it is read here, and nowhere else."""

    __tablename__ = "request_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    written_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(EncryptedText("request_messages.text"))

    request: Mapped[Request] = relationship()
    author: Mapped[Membership] = relationship()


class ReadyText(Model):
    """A text kept ready by an officer for oneself, or by a supervisor for the office."""

    __tablename__ = "ready_texts"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="has_title"),
        CheckConstraint("length(body) > 0", name="has_body"),
        Index("ix_ready_texts_office", "office_id", "use"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """Whose own it is; none for the whole office's."""
    use: Mapped[Use]
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    """The only service it is for; none for all."""
    title: Mapped[str]
    body: Mapped[str]
    """With placeholders, see ``ready.PLACEHOLDERS``; of no single person."""
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
