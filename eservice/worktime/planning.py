"""What a decree would make of the calendars, before anybody decides it. Nothing here changes a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.worktime.changes import followers
from eservice.worktime.files import HolidayRow
from eservice.worktime.models import CalendarSeason, WorkCalendar
from eservice.worktime.rules import Calendar, Closure, ClosureKind, Opening, Season, read_day


@dataclass(frozen=True, slots=True)
class Planned:
    """A change of hours that has not been made."""

    from_on: date
    """The first day whose hours would be others."""
    calendar_ids: frozenset[int]
    """Whose hours would change."""
    becomes: Callable[[Calendar], Calendar]
    """What such a calendar would be."""
    office_id: int | None = None
    """The one office it is for; every office that follows the calendars where None."""


def holiday(row: HolidayRow) -> Planned:
    """Return what a holiday would change."""
    observed = {
        ClosureKind.NATIONAL: WorkCalendar.closes_on_holidays,
        ClosureKind.JOINT_LEAVE: WorkCalendar.closes_on_joint_leave,
    }
    ids = db.session.scalars(select(WorkCalendar.id).where(observed[row.category]))
    return Planned(row.on, frozenset(ids), _with(row.as_closure()))


def closure(office_id: int, calendar_ids: Sequence[int], on: date, reason: str, *, at: datetime) -> Planned:
    """Return what one office would change by closing for a day."""
    decree = Closure(on=on, kind=ClosureKind.OWN, name=reason, decreed_at=at)
    return Planned(on, frozenset(calendar_ids), _with(decree), office_id)


def opening(
    office_id: int, calendar_ids: Sequence[int], on: date, stretches: Sequence[str], *, at: datetime
) -> Planned:
    """Return what one office would change by keeping hours of its own on one day. Raises ValueError."""
    decree = Opening(on=on, windows=read_day(*stretches), name="", decreed_at=at)
    return Planned(on, frozenset(calendar_ids), _with(decree), office_id)


def season(calendar_id: int, decree: Season) -> Planned:
    """Return what other weekly hours between two dates would change."""
    return Planned(decree.starts_on, followers(calendar_id), _with(decree))


def no_season(season_id: int) -> Planned:
    """Return what would change if a season were taken back. Raises NotFoundError."""
    row = db.session.get(CalendarSeason, season_id)
    if row is None:
        raise NotFoundError("no_such_decree")
    name, starts_on = row.name, row.starts_on

    def without(calendar: Calendar) -> Calendar:
        kept = (one for one in calendar.seasons if (one.name, one.starts_on) != (name, starts_on))
        return replace(calendar, seasons=tuple(kept))

    return Planned(starts_on, followers(row.calendar_id), without)


def no_opening(office_id: int, calendar_ids: Sequence[int], on: date) -> Planned:
    """Return what would change if an office took back the hours decided for one day."""

    def without(calendar: Calendar) -> Calendar:
        return replace(calendar, openings=tuple(one for one in calendar.openings if one.on != on))

    return Planned(on, frozenset(calendar_ids), without, office_id)


def _with(decree: Closure | Opening | Season) -> Callable[[Calendar], Calendar]:
    def more(calendar: Calendar) -> Calendar:
        if isinstance(decree, Season):
            return replace(calendar, seasons=(*calendar.seasons, decree))
        if isinstance(decree, Opening):
            return replace(calendar, openings=(*calendar.openings, decree))
        return replace(calendar, closures=(*calendar.closures, decree))

    return more
