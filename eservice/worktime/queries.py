"""Reads of calendars: rows in, one immutable ``Calendar`` out."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from threading import Lock

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import selectinload

from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.kernel.memory import remembered
from eservice.worktime.models import (
    CalendarClosure,
    CalendarOpening,
    CalendarSeason,
    CalendarWindow,
    Holiday,
    WorkCalendar,
)
from eservice.worktime.rules import (
    Calendar,
    CalendarKind,
    Closure,
    ClosureKind,
    Day,
    Opening,
    Season,
    Week,
    Window,
    read_day,
)

_KEPT = 256
_calendars: OrderedDict[tuple[str, ...], Calendar] = OrderedDict()
_lock = Lock()


def calendar_id(code: str) -> int:
    """Return the id of a calendar by its code, such as ``kota-jambi``. Raises NotFoundError."""
    found = db.session.scalar(select(WorkCalendar.id).where(WorkCalendar.code == code))
    if found is None:
        raise NotFoundError("no_such_calendar", calendar=code)
    return found


def work_calendar(calendar_id: int) -> WorkCalendar:
    """Return the row of a calendar. Raises NotFoundError."""
    found = db.session.get(WorkCalendar, calendar_id)
    if found is None:
        raise NotFoundError("no_such_calendar", calendar=calendar_id)
    return found


def calendar_for(calendar_id: int, *, as_of: datetime | None = None) -> Calendar:
    """Return a calendar ready to compute with: as it stands, or as it had been decreed by ``as_of``.

    Kept in the process under the stamps of its rows, so that a change by any process is seen with the next call.

    Raises:
        NotFoundError: there is no such calendar.
    """
    stamps = _stamps(calendar_id)
    with _lock:
        calendar = _calendars.get(stamps)
    if calendar is None:
        calendar = _load(calendar_id)
        with _lock:
            _calendars[stamps] = calendar
            while len(_calendars) > _KEPT:
                _calendars.popitem(last=False)
    return calendar if as_of is None else calendar.as_decreed_before(as_of)


def own_closures(calendar_id: int, *, since: date | None = None) -> Sequence[CalendarClosure]:
    """Return an office's own closures, lifted ones included, the latest first."""
    statement = select(CalendarClosure).where(CalendarClosure.calendar_id.in_(_line(calendar_id)))
    if since is not None:
        statement = statement.where(CalendarClosure.on >= since)
    return db.session.scalars(statement.order_by(CalendarClosure.on.desc(), CalendarClosure.id.desc())).all()


def own_openings(calendar_id: int, *, since: date | None = None) -> Sequence[CalendarOpening]:
    """Return an office's extra openings, lifted ones included, the latest first."""
    statement = select(CalendarOpening).where(CalendarOpening.calendar_id.in_(_line(calendar_id)))
    if since is not None:
        statement = statement.where(CalendarOpening.on >= since)
    return db.session.scalars(statement.order_by(CalendarOpening.on.desc(), CalendarOpening.id.desc())).all()


def city_calendars() -> Sequence[WorkCalendar]:
    """Return the calendars that belong to no single office, with their seasons."""
    statement = (
        select(WorkCalendar).where(WorkCalendar.office_id.is_(None)).order_by(WorkCalendar.kind, WorkCalendar.id)
    )
    return db.session.scalars(statement.options(selectinload(WorkCalendar.seasons))).all()


def holidays(year: int) -> Sequence[Holiday]:
    """Return the holidays in force in a year, by date; empty where its decree has not been entered yet."""
    statement = select(Holiday).where(
        Holiday.on >= date(year, 1, 1), Holiday.on <= date(year, 12, 31), Holiday.lifted_at.is_(None)
    )
    return db.session.scalars(statement.order_by(Holiday.on)).all()


def _line(calendar_id: int) -> list[int]:
    """Return a calendar and its parents, itself first."""
    line: list[int] = []
    following: int | None = calendar_id
    while following is not None and following not in line:
        line.append(following)
        following = work_calendar(following).parent_id
    return line


# Built once: whatever computes with working time asks first.
_STAMP = select(WorkCalendar.stamp, WorkCalendar.parent_id).where(WorkCalendar.id == bindparam("calendar_id"))


@remembered(WorkCalendar)
def _stamps(calendar_id: int) -> tuple[str, ...]:
    """Return the stamps of a calendar and its parents, read from the rows and not from what the session holds."""
    stamps: list[str] = []
    following: int | None = calendar_id
    while following is not None:
        row = db.session.execute(_STAMP, {"calendar_id": following}).one_or_none()
        if row is None:
            raise NotFoundError("no_such_calendar", calendar=following)
        stamps.append(row.stamp)
        following = row.parent_id
    return tuple(stamps)


def _load(calendar_id: int) -> Calendar:
    line = _line(calendar_id)
    weeks = [_week(_windows(one)) for one in line]
    own = next((index for index, week in enumerate(weeks) if any(week)), len(line) - 1)
    return Calendar(
        weeks[own],
        seasons=tuple(season for one in line[: own + 1] for season in _seasons(one)),
        closures=(*_public_closures(work_calendar(calendar_id)), *_own_closures(line)),
        openings=tuple(_openings(line)),
    )


def _windows(calendar_id: int, season_id: int | None = None) -> Sequence[CalendarWindow]:
    of_season = CalendarWindow.season_id.is_(None) if season_id is None else CalendarWindow.season_id == season_id
    return db.session.scalars(
        select(CalendarWindow)
        .where(CalendarWindow.calendar_id == calendar_id, of_season)
        .order_by(CalendarWindow.opens)
    ).all()


def _week(windows: Iterable[CalendarWindow]) -> Week:
    days: list[list[Window]] = [[] for _ in range(7)]
    for row in windows:
        days[row.weekday].append(Window(row.opens, row.closes))
    mon, tue, wed, thu, fri, sat, sun = (tuple(day) for day in days)
    return (mon, tue, wed, thu, fri, sat, sun)


def _seasons(calendar_id: int) -> Iterable[Season]:
    rows = db.session.scalars(
        select(CalendarSeason).where(CalendarSeason.calendar_id == calendar_id).order_by(CalendarSeason.id)
    ).all()
    for row in rows:
        yield Season(
            name=row.name,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            week=_week(_windows(calendar_id, row.id)),
            decreed_at=row.decreed_at,
            lifted_at=row.lifted_at,
        )


def _public_closures(calendar: WorkCalendar) -> Iterable[Closure]:
    observed = {
        ClosureKind.NATIONAL: calendar.closes_on_holidays,
        ClosureKind.JOINT_LEAVE: calendar.closes_on_joint_leave,
    }
    for row in db.session.scalars(select(Holiday).order_by(Holiday.on, Holiday.id)).all():
        if observed[row.category]:
            yield Closure(
                on=row.on,
                kind=row.category,
                name=row.name,
                name_en=row.name_en,
                decreed_at=row.decreed_at,
                lifted_at=row.lifted_at,
            )


def _own_closures(line: Sequence[int]) -> Iterable[Closure]:
    rows = db.session.scalars(
        select(CalendarClosure).where(CalendarClosure.calendar_id.in_(line)).order_by(CalendarClosure.id)
    ).all()
    for row in rows:
        yield Closure(
            on=row.on,
            kind=ClosureKind.OWN,
            name=row.reason,
            name_en=row.reason_en,
            decreed_at=row.decreed_at,
            lifted_at=row.lifted_at,
        )


def _openings(line: Sequence[int]) -> Iterable[Opening]:
    rows = db.session.scalars(
        select(CalendarOpening).where(CalendarOpening.calendar_id.in_(line)).order_by(CalendarOpening.id)
    ).all()
    for row in rows:
        yield Opening(
            on=row.on,
            windows=_day(row.stretches),
            name=row.reason,
            name_en=row.reason_en,
            decreed_at=row.decreed_at,
            lifted_at=row.lifted_at,
        )


def _day(stretches: str) -> Day:
    return read_day(*stretches.split())


def calendars_for(office_id: int, kind: CalendarKind) -> Sequence[WorkCalendar]:
    """Return the calendars of a kind that an office may follow: the city's, and its own."""
    return db.session.scalars(
        select(WorkCalendar)
        .where(WorkCalendar.kind == kind, or_(WorkCalendar.office_id.is_(None), WorkCalendar.office_id == office_id))
        .order_by(WorkCalendar.office_id.is_not(None), WorkCalendar.name, WorkCalendar.id)
    ).all()
