"""What is stored of terms, courses, their budget and who had a place in one."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.careers.rules import CourseForm, Fault, PlaceState, Result
from eservice.kernel.db import EncryptedText, Model, append_only


class CareerTerm(Model):
    """One version of a threshold or weight: what it is, whose it is, why, and since when."""

    __tablename__ = "career_terms"
    __table_args__ = (UniqueConstraint("term", "version"), CheckConstraint("value >= 0", name="value_counted"))

    id: Mapped[int] = mapped_column(primary_key=True)
    term: Mapped[str]
    """A ``Term``; without a CHECK, for terms come with every release."""
    version: Mapped[int]
    value: Mapped[int]
    owner: Mapped[str]
    """Which office answers for it, in words."""
    reason: Mapped[str]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))


class Course(Model):
    """Something that can be learnt, what it is for, how long it takes and what a place costs."""

    __tablename__ = "courses"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="takes_time"),
        CheckConstraint("cost_rupiah >= 0", name="cost_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    provider: Mapped[str]
    form: Mapped[CourseForm]
    minutes: Mapped[int]
    cost_rupiah: Mapped[int]
    """For one place; 0 where it costs nothing."""
    fault: Mapped[Fault | None]
    """What it should make rarer; without one its effect is not measured."""
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    offered_at: Mapped[datetime]
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    ended_at: Mapped[datetime | None]


class TrainingBudget(Model):
    """What an office may spend on courses in a year; the latest row counts, all stay to be read."""

    __tablename__ = "training_budgets"
    __table_args__ = (
        CheckConstraint("rupiah >= 0", name="rupiah_counted"),
        Index("ix_training_budgets_office", "office_id", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    year: Mapped[int]
    rupiah: Mapped[int]
    reason: Mapped[str]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))


class TrainingPlace(Model):
    """One person's place in a course: asked for, granted or refused, and what came of it."""

    __tablename__ = "training_places"
    __table_args__ = (
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_unless_asked"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_someone"),
        CheckConstraint("(state = 'refused') = (refused_because IS NOT NULL)", name="refused_with_reason"),
        CheckConstraint("(state = 'done') = (ended_on IS NOT NULL)", name="done_on_a_day"),
        CheckConstraint("(state = 'done') = (result IS NOT NULL)", name="done_with_result"),
        CheckConstraint(
            "(state = 'done' AND minutes > 0) OR (state <> 'done' AND minutes = 0)", name="minutes_of_done"
        ),
        CheckConstraint("need_count <= need_n", name="need_counted"),
        Index("ix_training_places_membership", "membership_id", "year"),
        Index("ix_training_places_course", "course_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    """The office that pays."""
    year: Mapped[int]
    state: Mapped[PlaceState]
    why: Mapped[str] = mapped_column(EncryptedText("training_places.why"))
    need_n: Mapped[int] = mapped_column(default=0)
    """Of how many requests the need was read when it was asked; 0 where the course answers none."""
    need_count: Mapped[int] = mapped_column(default=0)
    cost_rupiah: Mapped[int]
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    refused_because: Mapped[str | None] = mapped_column(EncryptedText("training_places.refused_because"))
    minutes: Mapped[int] = mapped_column(default=0)
    ended_on: Mapped[date | None]
    result: Mapped[Result | None]
    certificate: Mapped[str] = mapped_column(EncryptedText("training_places.certificate"), default="")
    version: Mapped[int] = mapped_column()

    course: Mapped[Course] = relationship()

    __mapper_args__ = {"version_id_col": version}


append_only(CareerTerm.__table__)  # type: ignore[arg-type]
append_only(TrainingBudget.__table__)  # type: ignore[arg-type]
