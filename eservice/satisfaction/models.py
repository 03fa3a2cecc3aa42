"""What is stored of the survey: who was asked, what was said, what an office set itself, what was made public."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eservice.kernel.db import EncryptedJSON, EncryptedText, Model, append_only
from eservice.satisfaction.rules import Element, PlanState, Series


class SurveyInvitation(Model):
    """Somebody was asked what they think of one finished request, once. Nothing here tells what they said, or when."""

    __tablename__ = "survey_invitations"
    __table_args__ = (
        CheckConstraint("(form_digest IS NULL) = (printed_by_id IS NULL)", name="form_has_printer"),
        CheckConstraint("ends_on >= invited_on", name="ends_after_it_began"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    invited_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day on which it can be answered."""
    code_digest: Mapped[str | None] = mapped_column(unique=True)
    """Of the code that went out by e-mail."""
    form_digest: Mapped[str | None] = mapped_column(unique=True)
    """Of the number on a sheet; a new sheet ends the one before."""
    printed_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    answered: Mapped[bool] = mapped_column(default=False)


class SurveyAnswer(Model):
    """What somebody said of a service of an office in a quarter. Its name is drawn by lot, and so is its place.

    It names no request and no day. Rows lie in the order of their names and not of their coming (``WITHOUT ROWID``);
    where a database keeps the order of writing, ``mixing`` writes them once more, many at a time.
    """

    __tablename__ = "survey_answers"
    __table_args__ = (
        CheckConstraint("entered_by_id IS NULL OR series = 'counter'", name="entered_at_the_counter"),
        Index("ix_survey_answers_quarter", "office_id", "quarter", "series"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    quarter: Mapped[str]
    """A ``Quarter`` by its key: the finest time that is kept."""
    series: Mapped[Series]
    counted: Mapped[bool] = mapped_column(default=False)
    """It was mixed with others and is part of the figures."""
    told: Mapped[Any] = mapped_column(EncryptedJSON("survey_answers.told"))
    """``scores``: element -> 1..4; ``facts``: fact -> choice."""
    comment: Mapped[str | None] = mapped_column(EncryptedText("survey_answers.comment"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    """Who typed it from paper."""


class SurveyPlan(Model):
    """What an office does about one of its lowest elements, who sees to it and until when."""

    __tablename__ = "survey_plans"
    __table_args__ = (UniqueConstraint("office_id", "quarter", "element"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    quarter: Mapped[str]
    element: Mapped[Element]
    text: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    due_on: Mapped[date]
    state: Mapped[PlanState]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class SurveyPublication(Model):
    """The figures of a quarter as they were made public: by whom, when, and never otherwise."""

    __tablename__ = "survey_publications"
    __table_args__ = (UniqueConstraint("office_id", "quarter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    quarter: Mapped[str]
    figures: Mapped[dict[str, Any]]
    """What ``queries.as_published`` returned."""
    published_at: Mapped[datetime]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))


append_only(SurveyPublication.__table__)  # type: ignore[arg-type]
