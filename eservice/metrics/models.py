"""What is kept of figures: usual times, counted anew by a job; histories of other systems, never counted among ours."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eservice.kernel.db import Model
from eservice.metrics.eventlogs.log import LogStage
from eservice.metrics.eventlogs.mapping import LogFormat
from eservice.metrics.notices import NoticeKind


class OfficePace(Model):
    """How quickly an office takes one request after the other on a busy day; made anew by a job."""

    __tablename__ = "office_paces"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    pace: Mapped[int]
    """Working seconds from one finished request to the next; 0 where none was finished."""
    counted_at: Mapped[datetime]


class UsualTimes(Model):
    """How long the finished requests of one service took in one office, in working seconds; made anew by a job."""

    __tablename__ = "usual_times"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"), primary_key=True)
    at_counter: Mapped[bool] = mapped_column(primary_key=True)
    n: Mapped[int]
    median: Mapped[int]
    p90: Mapped[int]
    waiting: Mapped[int]
    """Median of the wait alone."""


class ImportedHistory(Model):
    """One file that was imported, whole."""

    __tablename__ = "imported_histories"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_whole"),
        CheckConstraint("cases >= 1 AND events >= cases", name="every_case_has_events"),
        CheckConstraint("first_at <= last_at", name="instants_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    """The file's name, without its folder."""
    sha256: Mapped[str] = mapped_column(unique=True)
    """Of the file as it lay there: the same one is not imported twice."""
    format: Mapped[LogFormat]
    mapping: Mapped[dict[str, Any]]
    """What the mapping said, so that it can be read later how the stages came about."""
    imported_at: Mapped[datetime]
    cases: Mapped[int]
    events: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class ImportedEvent(Model):
    """One event of an imported history. Of the file's cases only a number is kept: their names may be people's."""

    __tablename__ = "imported_events"
    __table_args__ = (
        CheckConstraint("case_number >= 1 AND sequence >= 1", name="counted_from_one"),
        CheckConstraint("started_at IS NULL OR started_at <= taken_at", name="starts_before_it_ends"),
        CheckConstraint("length(activity) > 0", name="has_activity"),
    )

    history_id: Mapped[int] = mapped_column(ForeignKey("imported_histories.id"), primary_key=True)
    case_number: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    """Its place among the events of its case, as in the file."""
    activity: Mapped[str]
    taken_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    resource: Mapped[str | None]
    """Who did it, as the file says; None where it does not."""
    stage: Mapped[LogStage | None]
    """Whose clock runs from here; None leaves the one that runs."""


class FigureNotice(Model):
    """That somebody was told something of the figures on a day: at most once, whoever tells."""

    __tablename__ = "figure_notices"
    __table_args__ = (UniqueConstraint("membership_id", "kind", "on", name="uq_figure_notices_once_a_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    kind: Mapped[NoticeKind]
    on: Mapped[date]
    at: Mapped[datetime]


class FigureSilence(Model):
    """What somebody does not want to be told in a membership."""

    __tablename__ = "figure_silences"

    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(primary_key=True)
    since: Mapped[datetime]
