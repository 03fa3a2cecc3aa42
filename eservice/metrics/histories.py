"""Reads of imported histories, and of our own as others may have it: cases by number, without any person."""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select

from eservice.accounts.permissions import Role
from eservice.catalogue.models import Service
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.metrics.eventlogs.analysis import Seconds, wall, working
from eservice.metrics.eventlogs.log import Entry, Log, LogRefusedError, LogStage
from eservice.metrics.models import ImportedEvent, ImportedHistory
from eservice.offices.models import Membership, Office
from eservice.requests import clock
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import Status, Step
from eservice.worktime import queries as worktime
from eservice.worktime.models import WorkCalendar
from eservice.worktime.rules import ClosureKind

WALL = "wall"

VISIT_DAY = "visit_day"
"""The day agreed after nobody was at home: from there on the office's clock runs again, without anybody's act."""

_BATCH = 500
"""So many requests are read at once."""
_CASES = 2_000
"""So many cases of an imported history are read at once."""

_SHUFFLE = random.SystemRandom()


def imported_histories() -> Sequence[ImportedHistory]:
    """Return what was imported, the oldest first."""
    return db.session.scalars(select(ImportedHistory).order_by(ImportedHistory.id)).all()


def imported_history(history_id: int) -> ImportedHistory:
    """Return an imported history.

    Raises:
        LogRefusedError: there is none of that number.
    """
    found = db.session.get(ImportedHistory, history_id)
    if found is None:
        raise LogRefusedError(f"there is no imported history {history_id}; 'history list' names them")
    return found


def imported_log(history_id: int) -> Log:
    """Return the events of an imported history; its cases are named by their numbers."""
    of = ImportedEvent.__table__.c
    log = Log()
    for first in range(1, imported_history(history_id).cases + 1, _CASES):
        rows = db.session.execute(
            select(of.case_number, of.activity, of.taken_at, of.started_at, of.resource, of.stage)
            .where(of.history_id == history_id, of.case_number.between(first, first + _CASES - 1))
            .order_by(of.case_number, of.sequence)
        )
        for case_number, activity, taken_at, started_at, resource, stage in rows:
            log.add(Entry(str(case_number), activity, taken_at, started_at, resource or "", stage))
    return log


@dataclass(frozen=True, slots=True)
class NamedClock:
    """A clock with its words, and the years whose holidays it knows (None: it needs none)."""

    words: str
    seconds: Seconds
    known_years: tuple[int, int] | None

    def notes(self, first_at: datetime, last_at: datetime) -> list[str]:
        """Return what must be said of this clock for a log of these years."""
        if self.known_years is None:
            return []
        first, last = wib(first_at).year, wib(last_at).year
        if self.known_years[0] <= first and last <= self.known_years[1]:
            return []
        known = "-".join(map(str, self.known_years))
        return [f"the calendar knows the holidays of {known}; in other years ({first}-{last}) they count as worked"]


def named_clock(name: str) -> NamedClock:
    """Return the wall clock, or the clock of a calendar by its code, as it stands.

    Raises:
        LogRefusedError: there is no such calendar.
    """
    if name == WALL:
        return NamedClock("wall, day and night", wall, None)
    codes = sorted(db.session.scalars(select(WorkCalendar.code)))
    if name not in codes:
        raise LogRefusedError(f"there is no clock {name!r}; choose {', '.join([WALL, *codes])}")
    calendar = worktime.calendar_for(worktime.calendar_id(name))
    years = [one.on.year for one in calendar.closures if one.kind is not ClosureKind.OWN]
    return NamedClock(
        f"calendar {name}, working hours only", working(calendar), (min(years, default=0), max(years, default=0))
    )


# ── Our own history ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """One event of a request, with nothing that says whose request it is or which officer acted."""

    activity: str
    """A step, or ``VISIT_DAY``."""
    at: datetime
    resource: str
    """``citizen``, ``system``, or a number that stands for one officer in one export only."""
    office: str
    stage: LogStage
    """Whose clock runs from here."""


@dataclass(frozen=True, slots=True)
class OwnCase:
    """One request by a number of this export."""

    number: int
    service: str
    channel: str
    events: list[OwnEvent]


@dataclass(frozen=True, slots=True)
class _Step:
    """The columns of an event that an export reads; no more are loaded."""

    request_id: int
    step: Step
    to_status: Status
    taken_at: datetime
    office_id: int
    pauses: bool
    rests_until: datetime | None
    actor_membership_id: int | None
    actor_role: Role


def own_cases(until: datetime, *, only: Collection[int] | None = None) -> Iterator[OwnCase]:
    """Yield every request that was filed, in the order in which they were begun, with its events up to ``until``.

    Args:
        until: what came later is left out.
        only: some requests by their ids, numbered among themselves; None for all.
    """
    resources = _officers()
    offices = {row.id: row.code for row in db.session.execute(select(Office.id, Office.code))}
    services = {row.id: row.code for row in db.session.execute(select(Service.id, Service.code))}
    after, number = 0, 0
    while requests := _filed(after):
        after = max(requests)
        requests = requests if only is None else {one: told for one, told in requests.items() if one in only}
        for request_id, steps in _steps(requests, until):
            number += 1
            service_id, channel = requests[request_id]
            events = _own_events(steps, resources, offices, until=until)
            yield OwnCase(number, services[service_id], channel, events)


def as_written(case: OwnCase) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return a case and its events as texts, under the columns of our CSV."""
    told = {"case": str(case.number), "service": case.service, "channel": case.channel}
    return told, [
        {
            "activity": event.activity,
            "timestamp": wib(event.at).isoformat(),
            "resource": event.resource,
            "office": event.office,
            "stage": event.stage.value,
        }
        for event in case.events
    ]


def _officers() -> dict[int, str]:
    """Return a number for each membership, shuffled anew each time: two exports cannot be joined by it."""
    memberships = list(db.session.scalars(select(Membership.id)))
    _SHUFFLE.shuffle(memberships)
    return {membership: str(number) for number, membership in enumerate(memberships, start=1)}


def _filed(after: int) -> dict[int, tuple[int, str]]:
    rows = db.session.execute(
        select(Request.id, Request.service_id, Request.channel)
        .where(Request.id > after, Request.status != Status.DRAFT)
        .order_by(Request.id)
        .limit(_BATCH)
    )
    return {row.id: (row.service_id, row.channel.value) for row in rows}


def _steps(requests: dict[int, tuple[int, str]], until: datetime) -> Iterator[tuple[int, list[_Step]]]:
    of = RequestEvent.__table__.c
    rows = db.session.execute(
        select(
            of.request_id, of.step, of.to_status, of.taken_at, of.office_id, of.pauses, of.rests_until,
            of.actor_membership_id, of.actor_role,
        )
        .where(of.request_id.in_(list(requests)), of.taken_at <= until)
        .order_by(of.request_id, of.sequence)
    )  # fmt: skip
    for request_id, steps in groupby((_Step(*row) for row in rows), key=lambda step: step.request_id):
        yield request_id, list(steps)


def _own_events(
    steps: list[_Step], resources: dict[int, str], offices: dict[int, str], *, until: datetime
) -> list[OwnEvent]:
    return [
        OwnEvent(
            VISIT_DAY if change.by_itself else change.event.step.value,
            change.at,
            "system" if change.by_itself else _resource(change.event, resources),
            offices[change.event.office_id],
            LogStage(change.stage.value) if change.stage is not None else LogStage.ENDED,
        )
        for change in clock.changes(steps, until=until)
    ]


def _resource(step: _Step, resources: dict[int, str]) -> str:
    if step.actor_membership_id is not None:
        return resources[step.actor_membership_id]
    return "system" if step.actor_role is Role.SYSTEM else "citizen"
