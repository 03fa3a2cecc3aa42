"""Change calendars. Nothing is deleted: a decree is lifted, so that the past can be computed as it was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.audit import actions as audit
from eservice.kernel import codes
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, MissingReasonError, NotAllowedError, NotFoundError
from eservice.worktime.changes import note_change
from eservice.worktime.files import HOLIDAYS, HolidayRow, read_holidays
from eservice.worktime.models import (
    CalendarClosure,
    CalendarOpening,
    CalendarSeason,
    CalendarWindow,
    Holiday,
    WorkCalendar,
)
from eservice.worktime.queries import work_calendar
from eservice.worktime.rules import ChangeKind, Day, Season, Week, read_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why an office departs from its hours, and who besides the actor stands for it."""

    reason: str
    """Read by everybody, at once."""
    confirmed_by_id: int
    """The second person; never the actor."""
    reason_en: str = ""
    consent: str = ""
    """Number of the Camat's written consent, for a date that has already passed."""


def add_closure(calendar_id: int, on: date, decision: Decision, *, actor: Actor, at: datetime) -> CalendarClosure:
    """Close one date.

    Raises:
        MissingReasonError: ``closure_reason``.
        NotAllowedError: ``second_person``: the actor cannot confirm an own decision.
        InvalidInputError: ``closure_in_past`` without the Camat's consent.
        ConflictError: ``already_closed``.
    """
    calendar = work_calendar(calendar_id)
    _check(decision, on, actor=actor, at=at)
    _check_none_stands(CalendarClosure, calendar_id, on, code="already_closed")
    row = CalendarClosure(calendar_id=calendar_id, on=on, **_decided(decision, actor=actor, at=at))
    db.session.add(row)
    _renew(calendar)
    note_change(ChangeKind.CLOSURE, calendar_id, on, at=at)
    _log("calendar:close", calendar, {"on": on.isoformat(), "consent": bool(decision.consent)}, actor=actor, at=at)
    return row


def add_opening(
    calendar_id: int, on: date, stretches: Sequence[str], decision: Decision, *, actor: Actor, at: datetime
) -> CalendarOpening:
    """Give one date hours of its own, such as ``["08:00-12:00"]``; the ordinary ones no longer count that day.

    Raises:
        InvalidInputError: ``opening_hours``: no stretch, or one that cannot be read. Else as ``add_closure``.
    """
    calendar = work_calendar(calendar_id)
    _check(decision, on, actor=actor, at=at)
    day = _read_hours(stretches)
    _check_none_stands(CalendarOpening, calendar_id, on, code="already_opened")
    written = " ".join(f"{window.opens:%H:%M}-{window.closes:%H:%M}" for window in day)
    row = CalendarOpening(calendar_id=calendar_id, on=on, stretches=written, **_decided(decision, actor=actor, at=at))
    db.session.add(row)
    _renew(calendar)
    note_change(ChangeKind.OPENING, calendar_id, on, at=at)
    _log("calendar:open", calendar, {"on": on.isoformat(), "hours": written}, actor=actor, at=at)
    return row


def lift_closure(closure_id: int, *, actor: Actor, at: datetime) -> None:
    """Take back a closure before its day is over. Raises NotFoundError, ConflictError ``already_lifted``."""
    _lift(db.session.get(CalendarClosure, closure_id), actor=actor, at=at)


def lift_opening(opening_id: int, *, actor: Actor, at: datetime) -> None:
    """Take back hours decided for one date. Raises as ``lift_closure``."""
    _lift(db.session.get(CalendarOpening, opening_id), actor=actor, at=at)


def add_season(
    calendar_id: int, season: Season, *, actor: Actor, at: datetime, source: str = "", is_estimate: bool = False
) -> CalendarSeason:
    """Set other weekly hours between two dates, or for good; it holds from ``season.decreed_at``."""
    calendar = work_calendar(calendar_id)
    row = CalendarSeason(
        calendar_id=calendar_id,
        name=season.name,
        starts_on=season.starts_on,
        ends_on=season.ends_on,
        decreed_at=season.decreed_at,
        decided_by_id=actor.user_id,
        source=source,
        is_estimate=is_estimate,
    )
    db.session.add(row)
    db.session.flush()
    _add_week(calendar_id, season.week, season_id=row.id)
    _renew(calendar)
    note_change(ChangeKind.SEASON, calendar_id, season.starts_on, at=season.decreed_at)
    _log("calendar:season", calendar, {"season": season.name}, actor=actor, at=at)
    return row


def lift_season(season_id: int, *, actor: Actor, at: datetime) -> None:
    """End a season that should not have been, or that is replaced by a better dated one."""
    row = db.session.get(CalendarSeason, season_id)
    if row is None:
        raise NotFoundError("no_such_decree")
    if row.lifted_at is not None:
        raise ConflictError("already_lifted")
    row.lifted_at = at
    _renew(work_calendar(row.calendar_id))
    note_change(ChangeKind.LIFTED, row.calendar_id, row.starts_on, at=at)
    _log("calendar:lift", work_calendar(row.calendar_id), {"season": row.name}, actor=actor, at=at)


def own_calendar(parent_id: int, office_id: int, *, actor: Actor, at: datetime) -> WorkCalendar:
    """Return the calendar of one office that follows ``parent_id``, made on first use for its own closures."""
    parent = work_calendar(parent_id)
    if parent.office_id == office_id:
        return parent
    code = f"{parent.code}-{office_id}"
    own = db.session.scalar(select(WorkCalendar).where(WorkCalendar.code == code))
    if own is None:
        own = WorkCalendar(
            code=code,
            name=parent.name,
            name_en=parent.name_en,
            kind=parent.kind,
            office_id=office_id,
            parent_id=parent.id,
            closes_on_holidays=parent.closes_on_holidays,
            closes_on_joint_leave=parent.closes_on_joint_leave,
            created_at=at,
        )
        db.session.add(own)
        db.session.flush()
        _log("calendar:create", own, {"parent": parent.code}, actor=actor, at=at)
    return own


def add_holiday(row: HolidayRow, *, actor: Actor, at: datetime) -> Holiday:
    """Enter a holiday for every calendar. Raises ConflictError ``already_holiday``."""
    if _standing_holiday(row) is not None:
        raise ConflictError("already_holiday")
    holiday = _new_holiday(row, actor)
    db.session.add(holiday)
    _renew_all()
    note_change(ChangeKind.HOLIDAY, None, row.on, at=row.decreed_at)
    audit.record(actor=actor, action="holiday:add", object=f"holiday:{row.on}", at=at, data={"category": row.category})
    return holiday


def lift_holiday(holiday_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a holiday back, for every calendar. Raises NotFoundError, ConflictError ``already_lifted``."""
    holiday = db.session.get(Holiday, holiday_id)
    if holiday is None:
        raise NotFoundError("no_such_decree")
    if holiday.lifted_at is not None:
        raise ConflictError("already_lifted")
    holiday.lifted_at = at
    _renew_all()
    note_change(ChangeKind.LIFTED, None, holiday.on, at=at)
    audit.record(actor=actor, action="holiday:lift", object=f"holiday:{holiday.on}", at=at)


def load_holidays(path: Path = HOLIDAYS, *, actor: Actor, at: datetime) -> int:
    """Enter the holidays of a file that are not there yet and return how many; those changed or lifted here stay."""
    known = {(on, category) for on, category in db.session.execute(select(Holiday.on, Holiday.category))}
    missing = [row for row in read_holidays(path) if (row.on, row.category) not in known]
    if missing:
        db.session.add_all(_new_holiday(row, actor) for row in missing)
        _renew_all()
        audit.record(
            actor=actor, action="holiday:load", object=f"file:{path.name}", at=at, data={"added": len(missing)}
        )
    return len(missing)


def write_week(calendar: WorkCalendar, week: Week) -> None:
    """Give a new calendar its ordinary week; a later change of hours is a season without an end."""
    _add_week(calendar.id, week, season_id=None)
    _renew(calendar)


def _check(decision: Decision, on: date, *, actor: Actor, at: datetime) -> None:
    if not decision.reason.strip():
        raise MissingReasonError("closure_reason")
    if decision.confirmed_by_id == actor.user_id:
        raise NotAllowedError("second_person")
    if on < wib(at).date() and not decision.consent.strip():
        raise InvalidInputError("closure_in_past", field="on")


def _read_hours(stretches: Sequence[str]) -> Day:
    try:
        day = read_day(*stretches)
    except ValueError as error:
        raise InvalidInputError("opening_hours", field="stretches") from error
    if not day:
        raise InvalidInputError("opening_hours", field="stretches")
    return day


def _check_none_stands(kind: type[CalendarClosure | CalendarOpening], calendar_id: int, on: date, *, code: str) -> None:
    standing = select(kind.id).where(kind.calendar_id == calendar_id, kind.on == on, kind.lifted_at.is_(None))
    if db.session.scalar(standing.limit(1)) is not None:
        raise ConflictError(code)


def _decided(decision: Decision, *, actor: Actor, at: datetime) -> dict[str, object]:
    return {
        "reason": decision.reason.strip(),
        "reason_en": decision.reason_en.strip(),
        "consent": decision.consent.strip(),
        "decreed_at": at,
        "decided_by_id": actor.user_id,
        "confirmed_by_id": decision.confirmed_by_id,
    }


def _lift(row: CalendarClosure | CalendarOpening | None, *, actor: Actor, at: datetime) -> None:
    if row is None:
        raise NotFoundError("no_such_decree")
    if row.lifted_at is not None:
        raise ConflictError("already_lifted")
    if row.on < wib(at).date():
        raise ConflictError("past_stays")
    row.lifted_at, row.lifted_by_id = at, actor.user_id
    calendar = work_calendar(row.calendar_id)
    _renew(calendar)
    note_change(ChangeKind.LIFTED, row.calendar_id, row.on, at=at)
    _log("calendar:lift", calendar, {"on": row.on.isoformat()}, actor=actor, at=at)


def _standing_holiday(row: HolidayRow) -> int | None:
    return db.session.scalar(
        select(Holiday.id).where(Holiday.on == row.on, Holiday.category == row.category, Holiday.lifted_at.is_(None))
    )


def _new_holiday(row: HolidayRow, actor: Actor) -> Holiday:
    return Holiday(
        on=row.on,
        category=row.category,
        name=row.name,
        name_en=row.name_en,
        is_estimate=row.is_estimate,
        source=row.source,
        decreed_at=row.decreed_at,
        decided_by_id=actor.user_id,
    )


def _add_week(calendar_id: int, week: Week, *, season_id: int | None) -> None:
    db.session.add_all(
        CalendarWindow(
            calendar_id=calendar_id, season_id=season_id, weekday=weekday, opens=window.opens, closes=window.closes
        )
        for weekday, day in enumerate(week)
        for window in day
    )


def _renew(calendar: WorkCalendar) -> None:
    calendar.stamp = codes.token()
    db.session.flush()


def _renew_all() -> None:
    for calendar in db.session.scalars(select(WorkCalendar)):
        calendar.stamp = codes.token()
    db.session.flush()


def _log(action: str, calendar: WorkCalendar, data: dict[str, object], *, actor: Actor, at: datetime) -> None:
    audit.record(actor=actor, action=action, object=f"calendar:{calendar.code}", at=at, data=data)
