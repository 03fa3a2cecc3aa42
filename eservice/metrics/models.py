"""What is kept of figures: usual times and rollups, counted by jobs; histories of other systems, never among ours."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from eservice.kernel.db import EncryptedText, Model, append_only
from eservice.metrics.eventlogs.log import LogStage
from eservice.metrics.eventlogs.mapping import LogFormat
from eservice.metrics.notices import NoticeKind
from eservice.requests.clock import Stage
from eservice.requests.workflow import Channel, Status


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


class CountedRun(Model):
    """One run as it was last read from the events: what it added to the rollups can be taken away again."""

    __tablename__ = "counted_runs"
    __table_args__ = (
        Index("ix_counted_runs_begins", "begins_at"),
        Index("ix_counted_runs_closed", "closed_at"),
        Index("ix_counted_runs_promised", "promised_at"),
        Index(
            "ix_counted_runs_open",
            "counted_at",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_counted_runs_given_up",
            "closed_at",
            sqlite_where=text("status IN ('withdrawn', 'lapsed')"),
            postgresql_where=text("status IN ('withdrawn', 'lapsed')"),
        ),
        Index(
            "ix_counted_runs_stale",
            "request_id",
            sqlite_where=text("is_stale"),
            postgresql_where=text("is_stale"),
        ),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """1 for the first, one more after each reopening."""
    events: Mapped[int]
    """How many events of the whole request were known."""
    counted_at: Mapped[datetime]
    """As of when: an open run grows older."""
    is_stale: Mapped[bool] = mapped_column(default=False)
    """The hours that measured it are others now: it is to be counted anew."""
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    channel: Mapped[Channel]
    status: Mapped[Status]
    begins_at: Mapped[datetime]
    first_filed_at: Mapped[datetime]
    promised_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    turn_office_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    rounds: Mapped[int]
    is_paused: Mapped[bool]
    stage: Mapped[Stage | None]
    stage_since: Mapped[datetime | None]
    legal_at: Mapped[datetime]
    lengths: Mapped[bytes]
    """Seconds in every stage, lived and worked, as ``rollups.cells`` packs them."""


class Span(StrEnum):
    """How many days a rollup is about."""

    DAY = "day"
    MONTH = "month"


class Rollup(Model):
    """How many closed runs of one day, or month, belong to which set; of everything where a column says 0."""

    __tablename__ = "rollups"
    __table_args__ = (
        UniqueConstraint("span", "office_id", "starts_on", "service_id", "channel"),
        Index("ix_rollups_starts", "starts_on", "office_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Given by the one who counts, who is alone."""
    span: Mapped[Span]
    starts_on: Mapped[date]
    office_id: Mapped[int]
    """0 for the whole city."""
    service_id: Mapped[int]
    """0 for all services."""
    channel: Mapped[str]
    """A ``Channel``; empty for all of them."""
    counts: Mapped[dict[str, Any]]
    """Set, or sum, by its name -> number; only what is not 0."""


class RollupSpread(Model):
    """How one length is spread over the runs of a rollup."""

    __tablename__ = "rollup_spreads"

    rollup_id: Mapped[int] = mapped_column(ForeignKey("rollups.id"), primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    """A ``Measure``."""
    heap: Mapped[bytes]
    """As ``histogram.packed`` writes it."""


class RollupMark(Model):
    """How far the events have been counted; one row. Rollups, counted runs and mark move in one commit."""

    __tablename__ = "rollup_mark"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    """The last event that was counted."""
    change_id: Mapped[int]
    """The last change of hours whose days were counted anew."""
    filled_to: Mapped[int | None]
    """While everything is counted anew: the last request that was; -1 while the old count is taken away; else empty."""
    made_of: Mapped[str]
    """The sets and lengths that are kept: with others, everything is counted anew."""
    counted_at: Mapped[datetime]
    """As of when nothing was left to count."""
