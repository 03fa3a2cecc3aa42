"""Reads of the history for figures: events in columns, once for a page; never whole rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, func, or_, select

from eservice.catalogue import queries as catalogue
from eservice.kernel.clock import WIB, wib
from eservice.kernel.db import db
from eservice.metrics import rules
from eservice.metrics.figures import Figures, Measure, arrival
from eservice.metrics.rules import Fate, Period, Spread
from eservice.metrics.runs import CalendarOf, Event, Filing, Run, runs_of
from eservice.offices.models import Office
from eservice.requests.clock import rests
from eservice.requests.conditions import rest_since
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import Channel, Status, Step
from eservice.worktime import queries as worktime
from eservice.worktime.rules import Calendar

PUBLIC_DAYS = 30
USUAL_DAYS = 90


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose requests a figure is about; None is every one."""

    office_ids: frozenset[int] | None = None
    service_id: int | None = None
    officer_id: int | None = None
    channel: Channel | None = None
    arrival: tuple[int, int] | None = None  # weekday (Monday is 0) and hour of Jambi


@dataclass(frozen=True)
class History:
    """The events that matter for a period, loaded once; runs can be read from them as of any instant."""

    scope: Scope
    filings: Mapping[int, Filing]
    events: Mapping[int, Sequence[Event]]
    _calendar_of: CalendarOf
    _closed: dict[int, list[Run]] = field(default_factory=dict)
    """Runs that no later instant changes: the whole history is known and ended."""

    def figures(self, period: Period) -> Figures:
        """Return the figures of a period as they stood at its end; ask for the latest period first."""
        return Figures(list(self._runs_at(period.until_at)), period)

    def known(self, request_id: int) -> int:
        """Return how many events of a request were loaded."""
        return len(self.events.get(request_id, ()))

    def _runs_at(self, until: datetime) -> Iterable[Run]:
        for request_id, events in self.events.items():
            if events[0].taken_at > until:
                continue
            whole = events[-1].taken_at <= until
            found = self._closed.get(request_id) if whole else None
            if found is None:
                found = runs_of(self.filings[request_id], events, until=until, calendar_of=self._calendar_of)
                if whole and not found[-1].is_open:
                    self._closed[request_id] = found
            yield from (run for run in found if _in_scope(run, self.scope))


def history(scope: Scope, *, since: datetime) -> History:
    """Load the events of every request that was open, finished or due after ``since``."""
    return _load(_concerned(scope, since), scope)


def history_of(request_ids: Iterable[int]) -> History:
    """Load the events of some requests."""
    return _load(select(Request).where(Request.id.in_(sorted(request_ids)), Request.status != Status.DRAFT), Scope())


def figures(scope: Scope, period: Period) -> Figures:
    """Return the figures of one period."""
    return history(scope, since=period.from_at).figures(period)


def runs_of_request(request_id: int, at: datetime) -> Sequence[Run]:
    """Return the runs of one request as they stand at ``at``."""
    return _load(select(Request).where(Request.id == request_id), Scope()).figures(Period(at, at)).runs


# ── What the public reads ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PromiseKept:
    """How many promises of the whole city were kept; ``on_time_share`` is None where too few fell due."""

    n: int
    kept: int
    from_on: date
    to_on: date
    as_of: datetime

    @property
    def on_time_share(self) -> float | None:
        """0..1."""
        return rules.share(self.kept, self.n)


@dataclass(frozen=True, slots=True)
class UsualTime:
    """How long finished requests of one service took, on both clocks; the period is the last 90 days."""

    n: int
    service: Spread
    """Working seconds of the office."""
    elapsed: Spread
    """Wall-clock seconds since the first filing."""
    from_on: date
    to_on: date
    as_of: datetime


def public_promise(at: datetime) -> PromiseKept:
    """Return how the city kept its promises of the last 30 days."""
    period = last_days(PUBLIC_DAYS, at)
    reopened = select(RequestEvent.request_id).where(RequestEvent.step == Step.REOPEN)
    due = db.session.execute(
        select(
            Request.status,
            Request.promised_at,
            Request.closed_at,
            Request.correction_rounds,
            rest_since().label("since"),
        ).where(
            Request.status != Status.DRAFT,
            Request.promised_at > period.from_at,
            Request.promised_at <= at,
            Request.id.not_in(reopened),
        )
    )
    fates = [
        rules.fate(
            status=row.status,
            promised_at=row.promised_at,
            closed_at=row.closed_at,
            paused=rests(row.status, rounds=row.correction_rounds, promised_at=row.promised_at, since=row.since),
        )
        for row in due
    ]
    again = rules.kept(_reopened_runs(period), period)
    kept = fates.count(Fate.KEPT)
    return PromiseKept(
        n=kept + fates.count(Fate.BROKEN) + again.n,
        kept=kept + again.kept,
        from_on=wib(period.from_at).date(),
        to_on=wib(at).date(),
        as_of=at,
    )


def usual_time(service_id: int, office_id: int | None, at: datetime) -> UsualTime | None:
    """Return how long a service usually takes, in one office or in the whole city; None under 20 finished."""
    period = last_days(USUAL_DAYS, at)
    offices = None if office_id is None else frozenset({office_id})
    found = figures(Scope(office_ids=offices, service_id=service_id), period)
    service = found.spread(Measure.SERVICE)
    if service.n < rules.PUBLIC_LEAST:
        return None
    return UsualTime(
        n=service.n,
        service=service,
        elapsed=found.spread(Measure.ELAPSED),
        from_on=wib(period.from_at).date(),
        to_on=wib(at).date(),
        as_of=at,
    )


def most_filed(at: datetime) -> list[int]:
    """Return the services by how often they were asked for in the last 90 days, the most frequent first."""
    period = last_days(USUAL_DAYS, at)
    return list(
        db.session.scalars(
            select(Request.service_id)
            .where(Request.filed_at > period.from_at, Request.filed_at <= at)
            .group_by(Request.service_id)
            .order_by(func.count().desc(), Request.service_id)
        )
    )


def visits_avoided(period: Period) -> dict[int, int]:
    """Return how often people read that they need no letter and went no further, by service; no office is known."""
    return catalogue.avoided_visits(since=period.from_at, until=period.until_at)


def last_days(days: int, at: datetime) -> Period:
    """Return the last ``days`` days of Jambi, today so far included."""
    return Period(_midnight(wib(at).date() - timedelta(days=days - 1)), at)


def between(from_on: date, to_on: date, at: datetime) -> Period:
    """Return the days from one date to another, both included, but nothing after ``at``."""
    return Period(_midnight(from_on), min(_midnight(to_on + timedelta(days=1)), at))


# ── How it is read ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Plain:
    """An event in plain attributes: a result row looks each of them up by name."""

    request_id: int
    step: Step
    to_status: Status
    taken_at: datetime
    office_id: int
    pauses: bool
    actor_membership_id: int | None
    promised_at: datetime
    rests_until: datetime | None


def _load(concerned: Select[Request], scope: Scope) -> History:
    filings = {
        row.id: Filing(row.id, row.code, row.service_id, row.channel, row.first_filed_at or row.filed_at,
                       row.holder_id, row.correction_until)
        for row in db.session.execute(
            concerned.with_only_columns(
                Request.id, Request.code, Request.service_id, Request.channel, Request.filed_at,
                Request.first_filed_at, Request.holder_id, Request.correction_until,
            )
        )
    }  # fmt: skip
    of = RequestEvent.__table__.c  # columns of the table itself: what the mapper adds costs twice the time here
    events = db.session.execute(
        select(
            of.request_id, of.step, of.to_status, of.taken_at, of.office_id, of.pauses,
            of.actor_membership_id, of.promised_at, of.rests_until,
        )
        .where(of.request_id.in_(concerned.with_only_columns(Request.id)))
        .order_by(of.request_id, of.sequence),
    )  # fmt: skip
    by_request: dict[int, list[Event]] = {request_id: [] for request_id in filings}
    for row in events:
        if row[0] in by_request:  # else it was filed between the two reads
            by_request[row[0]].append(_plain(row))
    return History(scope, filings, {one: found for one, found in by_request.items() if found}, _calendars())


def _plain(row: Sequence[object]) -> _Plain:
    return _Plain(*row)  # type: ignore[arg-type]


def _concerned(scope: Scope, since: datetime) -> Select[Request]:
    statement = select(Request).where(
        Request.status != Status.DRAFT,
        or_(Request.closed_at.is_(None), Request.closed_at > since, Request.promised_at > since),
    )
    if scope.office_ids is not None:
        statement = statement.where(Request.office_id.in_(sorted(scope.office_ids)))
    if scope.service_id is not None:
        statement = statement.where(Request.service_id == scope.service_id)
    return statement


def _reopened_runs(period: Period) -> Sequence[Run]:
    """Return the runs of requests that were ever opened again: the row alone does not tell their first promise."""
    reopened = select(RequestEvent.request_id).where(RequestEvent.step == Step.REOPEN)
    return _load(select(Request).where(Request.id.in_(reopened)), Scope()).figures(period).runs


def _in_scope(run: Run, scope: Scope) -> bool:
    return (
        (scope.office_ids is None or run.office_id in scope.office_ids)
        and scope.officer_id in (None, run.officer_id)
        and scope.channel in (None, run.filing.channel)
        and (scope.arrival is None or scope.arrival == arrival(run))
    )


def _calendars() -> CalendarOf:
    """Return the hours of every office, read once for this page."""
    rows = db.session.execute(select(Office.id, Office.processing_calendar_id, Office.counter_calendar_id))
    ids = {row.id: (row.processing_calendar_id, row.counter_calendar_id) for row in rows}
    kept: dict[int, Calendar] = {}

    def calendar_of(office_id: int, channel: Channel, at: datetime) -> Calendar:
        calendar_id = ids[office_id][channel is Channel.COUNTER]
        if calendar_id not in kept:
            kept[calendar_id] = worktime.calendar_for(calendar_id)
        return kept[calendar_id].as_decreed_before(at)

    return calendar_of


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=WIB)
