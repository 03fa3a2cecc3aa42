"""What an absence may be, and who may record one. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

LONGEST = timedelta(days=366)
"""Who is away for longer works elsewhere: the membership ends."""


class AbsenceKind(StrEnum):
    """Why somebody is not at the desk, as far as the house needs to know; nothing about health."""

    LEAVE = "leave"
    DUTY = "duty"
    TRAINING = "training"
    OTHER = "other"
    LENT = "lent"
    """At another office's desk for a few days."""


class Span(Protocol):
    """What the rules need to know of an absence."""

    @property
    def from_at(self) -> datetime:
        """The first instant."""

    @property
    def until_at(self) -> datetime:
        """The first instant after it, as it was planned."""

    @property
    def ended_at(self) -> datetime | None:
        """When it was ended before its time; before its beginning, it never was."""


def ends_at(absence: Span) -> datetime:
    """Return the first instant after an absence as it was, or will be."""
    return absence.until_at if absence.ended_at is None else min(absence.until_at, absence.ended_at)


def is_over(absence: Span, *, at: datetime) -> bool:
    """Tell whether nothing is left of an absence."""
    return ends_at(absence) <= at


def is_running(absence: Span, *, at: datetime) -> bool:
    """Tell whether somebody is away at an instant."""
    return absence.from_at <= at < ends_at(absence)


def fault(from_at: datetime, until_at: datetime, *, at: datetime) -> str:
    """Return the code of what is wrong with a new absence; empty when nothing is."""
    faults = (
        (until_at <= from_at, "away_ends_before_it_begins"),
        (until_at <= at, "away_is_past"),
        (until_at - from_at > LONGEST, "away_too_long"),
    )
    return next((code for holds, code in faults if holds), "")
