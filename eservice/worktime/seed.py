"""The holidays and calendars a new installation of Kota Jambi begins with, from ``data/``."""

from datetime import datetime

from sqlalchemy import select

from eservice.accounts.actor import SYSTEM
from eservice.kernel.db import db
from eservice.worktime import actions, changes
from eservice.worktime.files import CalendarRow, read_calendars
from eservice.worktime.models import WorkCalendar


def seed(*, at: datetime) -> int:
    """Add the calendars and holidays of the files that are not there yet; return how many calendars were added."""
    present = set(db.session.scalars(select(WorkCalendar.code)))
    missing = [row for row in read_calendars() if row.code not in present]
    for row in missing:
        _add(row, at=at)
    actions.load_holidays(actor=SYSTEM, at=at)
    return len(missing)


def _add(row: CalendarRow, *, at: datetime) -> None:
    calendar = WorkCalendar(
        code=row.code, kind=row.kind, name=row.name, name_en=row.name_en, source=row.source, created_at=at
    )
    db.session.add(calendar)
    db.session.flush()
    actions.write_week(calendar, row.week)
    for each in row.seasons:
        actions.add_season(
            calendar.id, each.season, actor=SYSTEM, at=at, source=each.source, is_estimate=each.is_estimate
        )
    changes.settle_calendar(calendar.id, at=at)  # nobody was promised anything by hours that did not exist
