"""What is stored of examinations: the assignment, the samples drawn under it; and of numbers opened with a reason."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.kernel.clock import wib
from eservice.kernel.db import EncryptedText, Model, append_only
from eservice.offices.models import Membership, Office
from eservice.requests.models import Request


class Reason(StrEnum):
    """Why somebody needs to see what is masked, as the one concerned reads it."""

    COMPARE = "compare"
    """To compare it with the KTP or the family card."""
    CALL = "call"
    REGISTRY = "registry"
    """To look it up in SIAK."""
    COMPLAINT = "complaint"
    EXAMINATION = "examination"
    OTHER = "other"


class Disclosure(Model):
    """One time that masked numbers, or the person behind an examined request, were opened with a reason."""

    __tablename__ = "disclosures"
    __table_args__ = (Index("ix_disclosures_request", "request_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    reason: Mapped[Reason]
    note: Mapped[str] = mapped_column(EncryptedText("disclosures.note"))
    """In the officer's own words; the person concerned reads them."""
    at: Mapped[datetime]


class Examination(Model):
    """One assignment of one examiner: letter, offices, until when."""

    __tablename__ = "examinations"
    __table_args__ = (
        CheckConstraint("from_at < until_at", name="begins_before_its_end"),
        CheckConstraint("letter_number <> ''", name="has_letter"),
        Index("ix_examinations_member", "membership_id", "until_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    letter_number: Mapped[str]
    letter_on: Mapped[date]
    office_ids: Mapped[list[Any]]
    """The offices it reaches; those below them are named too."""
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    assigned_at: Mapped[datetime]

    member: Mapped[Membership] = relationship()

    @property
    def last_on(self) -> date:
        """The last day on which it holds, as the letter says it."""
        return wib(self.until_at - timedelta(microseconds=1)).date()


class Sample(Model):
    """One random sample, with everything that draws it again."""

    __tablename__ = "examination_samples"
    __table_args__ = (CheckConstraint("size BETWEEN 1 AND 200 AND seed >= 0", name="size_possible"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    examination_id: Mapped[int] = mapped_column(ForeignKey("examinations.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    seed: Mapped[int]
    size: Mapped[int]
    population: Mapped[int]
    """How many requests it was drawn from."""
    drawn_at: Mapped[datetime]
    kept_until: Mapped[datetime]
    """To then nothing of what was drawn is deleted."""

    office: Mapped[Office] = relationship()
    lines: Mapped[list["SampleLine"]] = relationship(order_by="SampleLine.position")


class SampleLine(Model):
    """One request that was drawn, and in which place."""

    __tablename__ = "sample_lines"
    __table_args__ = (UniqueConstraint("sample_id", "position"), Index("ix_sample_lines_request", "request_id"))

    sample_id: Mapped[int] = mapped_column(ForeignKey("examination_samples.id"), primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), primary_key=True)
    position: Mapped[int]

    request: Mapped[Request] = relationship()


for _table in (Disclosure, Examination, Sample, SampleLine):
    append_only(_table.__table__)  # type: ignore[arg-type]
