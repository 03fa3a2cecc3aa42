"""What was changed that moves a figure: promises, hours, closures, disruptions, rights, entries; what time it took.

Minutes are working minutes that a change took from the office's duty, counted by the calendar as it stood right before
the change: a closure takes the hours of its day, a lengthened promise the minutes it adds to the limit of a request. A
change that gives time back has fewer than none; where time cannot be counted there is nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from eservice.accounts.models import User
from eservice.catalogue import queries as catalogue
from eservice.catalogue.definition import Promise
from eservice.catalogue.models import ServiceVersion
from eservice.kernel.clock import WIB
from eservice.kernel.codes import show_code
from eservice.kernel.db import db
from eservice.offices.models import Membership, Office, Official
from eservice.offices.rules import HOLDS_THE_POST
from eservice.privacy.models import LimitChange
from eservice.requests.disruptions import Incident
from eservice.requests.models import Request
from eservice.requests.workflow import Channel
from eservice.worktime import queries as worktime
from eservice.worktime.models import CalendarClosure, CalendarOpening, CalendarSeason, Holiday

DAY_MINUTES = 450
"""Working minutes of one day of a promise, as domain.md 3.2 counts them; used for promises alone."""
_INSTANT = timedelta(microseconds=1)
_LONGEST = timedelta(days=31)
"""Of a season or a disruption at most so much is counted."""


class ChangeOf(StrEnum):
    """What was changed."""

    PROMISE = "promise"
    CLOSURE = "closure"
    OPENING = "opening"
    HOLIDAY = "holiday"
    SEASON = "season"
    INCIDENT = "incident"
    MEMBERSHIP = "membership"
    OFFICIAL = "official"
    DELEGATION = "delegation"
    """Somebody signs in the place of the post's holder."""
    LATE_ENTRY = "late_entry"
    """A request entered afterwards from paper, under the paper's hour."""
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Change:
    """One change."""

    kind: ChangeOf
    at: datetime
    by: str
    """Who decided it, by name; empty where nobody is recorded."""
    about: str
    """The office or the service."""
    what: str
    """Key of ``words.CHANGES``."""
    facts: Mapping[str, object]
    """What fills that sentence: names, days, members of enums, promises."""
    reason: str
    minutes: int | None


def changes(office_ids: Collection[int], *, from_at: datetime, until_at: datetime) -> list[Change]:
    """Return what was changed between two instants for some offices, or for all of them, the latest first."""
    offices = {one.id: one for one in db.session.scalars(select(Office).where(Office.id.in_(list(office_ids))))}
    names = _Names()
    found = [
        *_promises(from_at, until_at),
        *_of_calendars(offices, names, from_at, until_at),
        *_holidays(offices, names, from_at, until_at),
        *_incidents(offices, names, from_at, until_at),
        *_rights(offices, names, from_at, until_at),
        *_terms(offices, from_at, until_at),
        *_late_entries(offices, names, from_at, until_at),
        *_limits(names, from_at, until_at),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


class _Names:
    """Names of accounts, each asked for once."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, user_id: int | None) -> str:
        """Return a name; nothing for nobody."""
        if user_id is None:
            return ""
        if user_id not in self._known:
            account = db.session.get(User, user_id)
            self._known[user_id] = account.name if account is not None else ""
        return self._known[user_id]

    def of_member(self, membership_id: int | None) -> str:
        """Return the name of who holds a membership."""
        member = db.session.get(Membership, membership_id) if membership_id is not None else None
        return self.of(member.user_id) if member is not None else ""


def _promises(from_at: datetime, until_at: datetime) -> Iterator[Change]:
    versions = db.session.scalars(
        select(ServiceVersion).order_by(ServiceVersion.service_id, ServiceVersion.number)
    ).all()
    for before, after in pairwise(versions):
        if before.service_id != after.service_id or not from_at <= after.loaded_at < until_at:
            continue
        old, new = catalogue.definition_of(before.id).promise, catalogue.definition_of(after.id).promise
        for channel in sorted({*old, *new}):
            if old.get(channel) == new.get(channel):
                continue
            yield _promise(after, Channel(channel), old.get(channel), new.get(channel))


def _promise(version: ServiceVersion, channel: Channel, before: Promise | None, after: Promise | None) -> Change:
    minutes = _promised(after) - _promised(before) if before is not None and after is not None else None
    facts = {"channel": channel, "before": before, "after": after}
    about, reason = version.service.name, version.decree_number
    return Change(ChangeOf.PROMISE, version.loaded_at, "", about, "promise", facts, reason, minutes)


def _promised(promise: Promise) -> int:
    return promise.minutes if promise.minutes is not None else (promise.days or 0) * DAY_MINUTES


def _of_calendars(
    offices: Mapping[int, Office], names: _Names, from_at: datetime, until_at: datetime
) -> Iterator[Change]:
    """Yield closures, special hours and seasons; desks and counter of one office are one decision."""
    own = {one.processing_calendar_id: one for one in offices.values()}
    for kind, table in ((ChangeOf.CLOSURE, CalendarClosure), (ChangeOf.OPENING, CalendarOpening)):
        of_day: Any = table
        chosen = select(of_day).where(of_day.calendar_id.in_(own), _within(of_day.decreed_at, from_at, until_at))
        for row in db.session.scalars(chosen):
            taken = None if row.lifted_at is not None else _taken(row.calendar_id, row.on, row.on, row.decreed_at)
            about, by = own[row.calendar_id].full_name, names.of(row.decided_by_id)
            yield Change(kind, row.decreed_at, by, about, "day", {"on": row.on}, row.reason, taken)
    seasons = select(CalendarSeason).where(_within(CalendarSeason.decreed_at, from_at, until_at))
    for season in db.session.scalars(seasons):
        office, calendar_id = own.get(season.calendar_id), season.calendar_id
        until_on = min(season.ends_on or season.starts_on, season.starts_on + _LONGEST)
        taken = None
        if season.lifted_at is None:
            taken = _taken(calendar_id, season.starts_on, until_on, season.decreed_at)
        about = office.full_name if office is not None else season.calendar.name
        facts = {"name": season.name, "from_on": season.starts_on, "to_on": season.ends_on}
        by = names.of(season.decided_by_id)
        yield Change(ChangeOf.SEASON, season.decreed_at, by, about, "season", facts, season.source, taken)


def _holidays(offices: Mapping[int, Office], names: _Names, from_at: datetime, until_at: datetime) -> Iterator[Change]:
    """Yield holidays once, with the minutes of the first office: they are the same for the whole city."""
    first = min(offices.values(), key=lambda one: one.id, default=None)
    for row in db.session.scalars(select(Holiday).where(_within(Holiday.decreed_at, from_at, until_at))):
        minutes = _taken(first.processing_calendar_id, row.on, row.on, row.decreed_at) if first is not None else None
        facts, taken = {"on": row.on, "name": row.name}, None if row.lifted_at is not None else minutes
        by = names.of(row.decided_by_id)
        yield Change(ChangeOf.HOLIDAY, row.decreed_at, by, "", "named_day", facts, row.source, taken)


def _incidents(offices: Mapping[int, Office], names: _Names, from_at: datetime, until_at: datetime) -> Iterator[Change]:
    reach = or_(Incident.office_id.is_(None), Incident.office_id.in_(offices))
    first = min(offices.values(), key=lambda one: one.id, default=None)
    for row in db.session.scalars(select(Incident).where(reach, _within(Incident.opened_at, from_at, until_at))):
        office = offices.get(row.office_id or 0) or first
        ended_at = min(row.ended_at or row.until_at, row.begins_at + _LONGEST)
        minutes = None
        if office is not None and ended_at > row.begins_at:
            calendar = worktime.calendar_for(office.processing_calendar_id)
            minutes = int(calendar.working_seconds(row.begins_at, ended_at) // 60)
        about = row.office.full_name if row.office is not None else ""
        if row.service is not None:
            about = f"{about} {row.service.name}".strip()
        facts, by = {"text": row.public_text}, names.of_member(row.opened_by_id)
        yield Change(ChangeOf.INCIDENT, row.opened_at, by, about, "text", facts, row.evidence, minutes)


def _rights(offices: Mapping[int, Office], names: _Names, from_at: datetime, until_at: datetime) -> Iterator[Change]:
    begun = _within(Membership.from_at, from_at, until_at)
    ended = _within(Membership.until_at, from_at, until_at)
    for row in db.session.scalars(select(Membership).where(Membership.office_id.in_(offices), or_(begun, ended))):
        who = {"name": names.of(row.user_id), "position": row.position, "role": row.role}
        office, kind = offices[row.office_id].full_name, ChangeOf.MEMBERSHIP
        if from_at <= row.from_at < until_at:
            yield Change(kind, row.from_at, "", office, "begun", who, "", None)
        if row.until_at is not None and from_at <= row.until_at < until_at:
            yield Change(kind, row.until_at, names.of(row.ended_by_id), office, "ended", who, row.end_reason, None)


def _terms(offices: Mapping[int, Office], from_at: datetime, until_at: datetime) -> Iterator[Change]:
    """Yield who began and who ended to sign, and in whose place."""
    begun = _within(Official.from_at, from_at, until_at)
    ended = _within(Official.until_at, from_at, until_at)
    for term in db.session.scalars(select(Official).where(Official.office_id.in_(offices), or_(begun, ended))):
        kind = ChangeOf.OFFICIAL if term.basis in HOLDS_THE_POST else ChangeOf.DELEGATION
        facts = {"name": term.name, "position": term.position, "basis": term.basis}
        about = offices[term.office_id].full_name
        if from_at <= term.from_at < until_at:
            yield Change(kind, term.from_at, "", about, "official", facts, term.decree_number, None)
        if term.until_at is not None and from_at <= term.until_at < until_at:
            yield Change(kind, term.until_at, "", about, "official_ended", facts, term.end_reason, None)


def _late_entries(
    offices: Mapping[int, Office], names: _Names, from_at: datetime, until_at: datetime
) -> Iterator[Change]:
    """Yield what was entered afterwards, at the hour of its entry; its time counts from the paper's hour."""
    entered = select(Request).where(
        Request.channel == Channel.LATE_ENTRY,
        Request.office_id.in_(offices),
        Request.filed_at.is_not(None),
        _within(Request.created_at, from_at, until_at),
    )
    for row in db.session.scalars(entered):
        facts = {"code": show_code(row.code or ""), "written": row.filed_at}
        by, about = names.of_member(row.helper_id), offices[row.office_id or 0].full_name
        yield Change(ChangeOf.LATE_ENTRY, row.created_at, by, about, "entered", facts, "", None)


def _limits(names: _Names, from_at: datetime, until_at: datetime) -> Iterator[Change]:
    for row in db.session.scalars(select(LimitChange).where(_within(LimitChange.changed_at, from_at, until_at))):
        facts, by = {"kind": row.kind, "days": row.days}, names.of(row.changed_by_id)
        yield Change(ChangeOf.LIMIT, row.changed_at, by, "", "limit", facts, row.reason, None)


def _taken(calendar_id: int, from_on: date, to_on: date, decreed_at: datetime) -> int:
    """Return how many working minutes of some days were there before a decree and are not after it."""
    begin, end = _at(from_on), _at(to_on + timedelta(days=1))
    before, after = (
        worktime.calendar_for(calendar_id, as_of=edition).working_seconds(begin, end)
        for edition in (decreed_at - _INSTANT, decreed_at)
    )
    return int((before - after) // 60)


def _within(column: Any, from_at: datetime, until_at: datetime) -> ColumnElement[bool]:
    within: ColumnElement[bool] = (column >= from_at) & (column < until_at)
    return within


def _at(on: date) -> datetime:
    return datetime.combine(on, time(), WIB)
