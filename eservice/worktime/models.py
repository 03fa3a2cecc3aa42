"""Calendars as data: hours, seasons, holidays, closures and openings, each from the instant it was decided."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.kernel import codes
from eservice.kernel.db import Model, UTCDateTime
from eservice.worktime.rules import CalendarKind, ChangeKind, ClosureKind


class WorkCalendar(Model):
    """When an office works; one without hours of its own follows its parent and adds to it."""

    __tablename__ = "calendars"
    __table_args__ = (CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_its_own_parent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[CalendarKind]
    office_id: Mapped[int | None] = mapped_column(index=True)
    """The one office it is for; empty for the city's own. No foreign key: offices stand above calendars."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("calendars.id"), index=True)
    closes_on_holidays: Mapped[bool] = mapped_column(default=True)
    closes_on_joint_leave: Mapped[bool] = mapped_column(default=True)
    """False for units on duty while others have joint leave."""
    source: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    stamp: Mapped[str] = mapped_column(default=codes.token)
    """New with every change to the calendar, its rows or the holidays: a cached calendar is as good as its stamp."""

    windows: Mapped[list["CalendarWindow"]] = relationship(back_populates="calendar")
    seasons: Mapped[list["CalendarSeason"]] = relationship(back_populates="calendar")
    closures: Mapped[list["CalendarClosure"]] = relationship(back_populates="calendar")
    openings: Mapped[list["CalendarOpening"]] = relationship(back_populates="calendar")

    __mapper_args__ = {"version_id_col": stamp, "version_id_generator": False}


class CalendarSeason(Model):
    """Other weekly hours between two dates; without an end, a lasting change of hours."""

    __tablename__ = "calendar_seasons"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="dates_in_order"),
        CheckConstraint("lifted_at IS NULL OR decreed_at <= lifted_at", name="lifted_after_decreed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendars.id"), index=True)
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    is_estimate: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="")
    decreed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    calendar: Mapped[WorkCalendar] = relationship(back_populates="seasons")
    windows: Mapped[list["CalendarWindow"]] = relationship(back_populates="season")


class CalendarWindow(Model):
    """One open stretch of a weekday, of the ordinary week or of a season."""

    __tablename__ = "calendar_windows"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_known"),
        CheckConstraint("opens < closes", name="opens_before_closes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendars.id"), index=True)
    season_id: Mapped[int | None] = mapped_column(ForeignKey("calendar_seasons.id"), index=True)
    """Empty for the ordinary week."""
    weekday: Mapped[int]
    """0 is Monday."""
    opens: Mapped[time]
    closes: Mapped[time]

    calendar: Mapped[WorkCalendar] = relationship(back_populates="windows")
    season: Mapped[CalendarSeason | None] = relationship(back_populates="windows")


class Holiday(Model):
    """A national holiday or a day of joint leave; lifted, never deleted, so that the past stays computable."""

    __tablename__ = "holidays"
    __table_args__ = (
        UniqueConstraint("on", "category", "decreed_at"),
        CheckConstraint("category <> 'tutup_sendiri'", name="category_is_public"),
        CheckConstraint("lifted_at IS NULL OR decreed_at <= lifted_at", name="lifted_after_decreed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date]
    category: Mapped[ClosureKind]
    name: Mapped[str]
    name_en: Mapped[str]
    is_estimate: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="")
    decreed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CalendarChange(Model):
    """That hours changed: what was promised by the old ones may have to move, and has moved once it is settled."""

    __tablename__ = "calendar_changes"
    __table_args__ = (
        Index(
            "ix_calendar_changes_unsettled",
            "id",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ChangeKind]
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("calendars.id"))
    """Whose hours changed, with those of the calendars that follow it; empty for all of them."""
    from_on: Mapped[date]
    """The first day whose hours are others now."""
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CalendarClosure(Model):
    """A date on which the office itself decided to be closed: public at once, with its reason."""

    __tablename__ = "calendar_closures"
    __table_args__ = (
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> confirmed_by_id", name="two_people"),
        CheckConstraint("length(reason) > 0", name="has_reason"),
        CheckConstraint("lifted_at IS NULL OR decreed_at <= lifted_at", name="lifted_after_decreed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendars.id"), index=True)
    on: Mapped[date]
    reason: Mapped[str]
    reason_en: Mapped[str] = mapped_column(default="")
    consent: Mapped[str] = mapped_column(default="")
    """Number of the Camat's written consent; needed where the date had already passed."""
    decreed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    calendar: Mapped[WorkCalendar] = relationship(back_populates="closures")


class CalendarOpening(Model):
    """Hours decided for one date alone: a Saturday of service, or a shorter day."""

    __tablename__ = "calendar_openings"
    __table_args__ = (
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> confirmed_by_id", name="two_people"),
        CheckConstraint("length(reason) > 0", name="has_reason"),
        CheckConstraint("lifted_at IS NULL OR decreed_at <= lifted_at", name="lifted_after_decreed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendars.id"), index=True)
    on: Mapped[date]
    stretches: Mapped[str]
    """``08:00-12:00 13:00-15:00``"""
    reason: Mapped[str]
    reason_en: Mapped[str] = mapped_column(default="")
    consent: Mapped[str] = mapped_column(default="")
    decreed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    calendar: Mapped[WorkCalendar] = relationship(back_populates="openings")
