"""That hours changed, as rows: what was promised by the old ones is found by them, whoever made the change."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from eservice.kernel.db import db
from eservice.worktime.models import CalendarChange, WorkCalendar
from eservice.worktime.rules import ChangeKind

SETTLES = timedelta(minutes=1)
"""So long a change waits before promises are looked at: what was being promised by the old hours is stored by then."""


def note_change(kind: ChangeKind, calendar_id: int | None, from_on: date, *, at: datetime) -> None:
    """Note that hours are others from a day on; ``at`` is the instant from which the decree holds."""
    db.session.add(CalendarChange(kind=kind, calendar_id=calendar_id, from_on=from_on, made_at=at))
    db.session.flush()


def unsettled(*, at: datetime) -> Sequence[CalendarChange]:
    """Return the changes whose promises have not all been looked at, the earliest first."""
    return db.session.scalars(
        select(CalendarChange)
        .where(CalendarChange.settled_at.is_(None), CalendarChange.made_at <= at - SETTLES)
        .order_by(CalendarChange.made_at, CalendarChange.id)
    ).all()


def settle(change_id: int, *, at: datetime) -> None:
    """Note that every promise that a change moves has been moved."""
    db.session.get_one(CalendarChange, change_id).settled_at = at


def settle_calendar(calendar_id: int, *, at: datetime) -> None:
    """Note that no promise was made by the hours of a calendar so far."""
    unsettled_here = CalendarChange.settled_at.is_(None) & (CalendarChange.calendar_id == calendar_id)
    db.session.execute(update(CalendarChange).where(unsettled_here).values(settled_at=at))


def followers(calendar_id: int | None) -> frozenset[int]:
    """Return the calendars whose hours change with one calendar's: itself and what follows it; all of them for None."""
    parents = {row.id: row.parent_id for row in db.session.execute(select(WorkCalendar.id, WorkCalendar.parent_id))}
    if calendar_id is None:
        return frozenset(parents)
    found = {calendar_id}
    while grown := {one for one, parent in parents.items() if parent in found} - found:
        found |= grown
    return frozenset(found)
