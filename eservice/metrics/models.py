"""What is kept of figures: usual times, counted anew by a job; histories of other systems, never counted among ours."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from eservice.kernel.db import EncryptedText, Model, append_only
from eservice.metrics.eventlogs.log import LogStage
from eservice.metrics.eventlogs.mapping import LogFormat


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


class OfficerLook(Model):
    """One opening of an officer's own figures by somebody who answers for them, with the need that was told."""

    __tablename__ = "officer_looks"

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), index=True)
    """Whose figures."""
    by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    reason: Mapped[str] = mapped_column(EncryptedText("officer_looks.reason"))
    """What the officer reads."""
    at: Mapped[datetime]


append_only(OfficerLook.__table__)  # type: ignore[arg-type]


class Aim(StrEnum):
    """What a target can be set for; the values stand in addresses."""

    KEPT = "janji-ditepati"
    FIRST_TIME_RIGHT = "benar-sejak-pertama"
    SERVICE = "waktu-layanan"
    ELAPSED = "waktu-warga"
    LATE = "lewat-janji"


class FigureTarget(Model):
    """What a head of office wants a figure to be by a day; another one replaces it, and neither is ever changed."""

    __tablename__ = "figure_targets"
    __table_args__ = (CheckConstraint("value >= 0", name="value_counted"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    """None: of every service together."""
    aim: Mapped[Aim]
    value: Mapped[int]
    """Thousandths of a share, seconds of a median, or a number."""
    owner_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    """Who sees to it."""
    due_on: Mapped[date]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("figure_targets.id"), unique=True)


class TargetResult(Model):
    """What a target came to, counted once after its day."""

    __tablename__ = "figure_target_results"
    __table_args__ = (CheckConstraint("(value IS NULL) = (met IS NULL)", name="judged_by_a_value"),)

    target_id: Mapped[int] = mapped_column(ForeignKey("figure_targets.id"), primary_key=True)
    counted_at: Mapped[datetime]
    n: Mapped[int]
    value: Mapped[int | None]
    """As the target's; None where too few fell due."""
    met: Mapped[bool | None]


append_only(FigureTarget.__table__)  # type: ignore[arg-type]
append_only(TargetResult.__table__)  # type: ignore[arg-type]


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
