"""Reads for the forecast: when requests were filed, how the office stands, who will be there. Columns, never rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.metrics.figures import Figures
from eservice.metrics.forecast.arrivals import HORIZON, Arrivals, Band, Foretold, learnt
from eservice.metrics.forecast.days import OpenDay, counted, open_days
from eservice.metrics.forecast.staffing import LEAST_SEEN, Ahead, Desk, Seen, Waiting
from eservice.metrics.forecast.trial import Trial, Trust, tried, tried_totals
from eservice.metrics.queries import Scope, history, last_days
from eservice.metrics.runs import Run
from eservice.metrics.sets import Shown
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.requests.clock import OFFICE_STAGES, Stage
from eservice.requests.models import Request
from eservice.requests.steps import office_calendar
from eservice.requests.workflow import Status
from eservice.staff import queries as staff
from eservice.staff.rules import is_running
from eservice.worktime.rules import Calendar

SPAN = 800
"""Days of history that are read: two years, so that every season was met twice."""
RECENT = 90
"""Days from which shares, times and efforts are taken."""
_LOOK_AHEAD = 90
"""Days in which the next open ones are looked for."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The open days of the past with what came on each, and the open days ahead."""

    days: Sequence[OpenDay]
    counts: Sequence[int]
    ahead: Sequence[OpenDay]
    """The next ten; the first is today while the office has not closed yet."""
    today: int
    """How many came since the last closing."""
    at: datetime


@dataclass(frozen=True)
class Outlook:
    """What is foretold of some offices, or of one service in them."""

    counted: Counted
    arrivals: Arrivals | None
    """None where too few days or requests are known."""
    trial: Trial
    """Of each day by itself."""
    total_trial: Trial
    """Of ten days together."""

    @property
    def trust(self) -> Trust:
        """Whether both may be relied on: what a page says of a day and of ten days stands beside each other."""
        found = {self.trial.trust, self.total_trial.trust}
        return next(one for one in (Trust.MISSES, Trust.UNTRIED, Trust.HOLDS) if one in found)

    @property
    def ahead(self) -> Sequence[Foretold]:
        """The days ahead with their bands."""
        return self.arrivals.ahead(self.counted.ahead) if self.arrivals else []

    @property
    def total(self) -> Band | None:
        """All of them together."""
        return self.arrivals.total(self.counted.ahead) if self.arrivals else None


def outlook(scope: Scope, office: Office, *, at: datetime) -> Outlook:
    """Return what is foretold; the hours are those of ``office``, as they stand."""
    return outlook_of(counts(scope, office_calendar(office), at=at))


def outlook_of(known: Counted) -> Outlook:
    """Return the same from days that are counted."""
    arrivals = learnt(known.days, known.counts)
    misses = arrivals.misses if arrivals else []
    return Outlook(known, arrivals, tried(misses, known.counts), tried_totals(misses, known.counts))


def counts(scope: Scope, calendar: Calendar, *, at: datetime) -> Counted:
    """Return how many requests came on each open day since the first one was filed."""
    today = wib(at).date()
    filed = _filed(scope, since=at - timedelta(days=SPAN), at=at)
    over = [day for day in open_days(calendar, today - timedelta(days=SPAN), today) if day.closes_at <= at]
    days = [day for day in over if filed and day.opens_at > filed[0]]  # the day of the very first is not a whole one
    ahead = [day for day in open_days(calendar, today, today + timedelta(days=_LOOK_AHEAD)) if day.closes_at > at]
    last = days[-1].closes_at if days else None
    return Counted(days, counted(days, filed), ahead[:HORIZON], sum(last is None or one > last for one in filed), at)


def service_shares(scope: Scope, *, at: datetime) -> list[tuple[int, float]]:
    """Return (service, its share of what was filed lately), the largest first."""
    return _shares(scope, Request.__table__.c.service_id, at=at)


def office_shares(scope: Scope, *, at: datetime) -> list[tuple[int, float]]:
    """Return (office, its share of what was filed lately), the largest first."""
    return _shares(scope, Request.__table__.c.office_id, at=at)


def _shares(scope: Scope, by: ColumnElement[int], *, at: datetime) -> list[tuple[int, float]]:
    statement = select(by, func.count()).where(*_filed_in(scope, since=at - timedelta(days=RECENT), at=at)).group_by(by)
    found = [(int(row[0]), int(row[1])) for row in db.session.execute(statement) if row[0] is not None]
    total = sum(n for _one, n in found)
    return [(one, n / total) for one, n in sorted(found, key=lambda pair: (-pair[1], pair[0]))]


def _filed(scope: Scope, *, since: datetime, at: datetime) -> Sequence[datetime]:
    filed_at = Request.__table__.c.filed_at
    statement = select(filed_at).where(*_filed_in(scope, since=since, at=at)).order_by(filed_at)
    return db.session.scalars(statement).all()


def _filed_in(scope: Scope, *, since: datetime, at: datetime) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        Request.status != Status.DRAFT,
        Request.filed_at > since,
        Request.filed_at <= at,
    ]
    if scope.office_ids is not None:
        wanted.append(Request.office_id.in_(sorted(scope.office_ids)))
    if scope.service_id is not None:
        wanted.append(Request.service_id == scope.service_id)
    return wanted


# ── One office as it stands ──────────────────────────────────────────────────────────────────────────────────────────


def desk(office: Office, known: Outlook, *, at: datetime) -> Desk | None:
    """Return what the game of one office starts from; None where too few requests were finished to feed it."""
    told = history(Scope(office_ids=frozenset({office.id})), since=at - timedelta(days=RECENT))
    return desk_of(office, known, told.figures(last_days(RECENT, at)), at=at)


def desk_of(office: Office, known: Outlook, told: Figures, *, at: datetime) -> Desk | None:
    """Return the same from figures that are at hand."""
    calendar = office_calendar(office)
    seen = _seen(calendar, told)
    if known.arrivals is None or not known.arrivals.misses or len(seen) < LEAST_SEEN:
        return None
    open_runs = told.behind(Shown.OPEN)
    members = offices.officers_on_duty(office.id, at=at)
    return Desk(
        waiting=[
            Waiting(run.filing.service_id, -_between(calendar, run.begins_at, at), _due(calendar, run, at))
            for run in open_runs
            if run.stage in (Stage.WAITING, Stage.REVIEW) and not run.is_paused
        ],
        signing=[_due(calendar, run, at) for run in open_runs if run.stage is Stage.SIGNATURE],
        days=_ahead(calendar, known.arrivals, known.counted, at=at),
        misses=known.arrivals.recent,
        seen=seen,
        hands=_hands(office.id, known.counted.ahead, at=at),
        usual_hands=max(1, len(members)),
    )


def _ahead(calendar: Calendar, arrivals: Arrivals, known: Counted, *, at: datetime) -> list[Ahead]:
    found = []
    for day, mean in zip(known.ahead, arrivals.model.expected(known.ahead), strict=True):
        gone = _between(calendar, day.opens_at, at)
        left = max(1.0, day.seconds - gone)
        found.append(Ahead(left, mean * left / day.seconds, gone))
    return found


def _hands(office_id: int, days: Sequence[OpenDay], *, at: datetime) -> tuple[int, ...]:
    members = [(one.user_id, one.id) for one in offices.officers_on_duty(office_id, at=at)]
    absences = staff.absences({user_id for user_id, _membership in members}, at=at)

    def here(user_id: int, membership_id: int, day: OpenDay) -> bool:
        middle = max(at, day.opens_at + (day.closes_at - day.opens_at) / 2)
        return not any(
            one.user_id == user_id and one.membership_id in (None, membership_id) and is_running(one, at=middle)
            for one in absences
        )

    return tuple(sum(here(*member, day) for member in members) for day in days)


def _seen(calendar: Calendar, told: Figures) -> list[Seen]:
    """Return the finished requests that an officer looked at, the first filed first."""
    found = sorted(
        (run for run in told.behind(Shown.FINISHED) if run.times.lived[Stage.REVIEW] > 0 and run.number == 1),
        key=lambda run: (run.begins_at, run.filing.request_id),
    )
    if not found:
        return []
    first = found[0].begins_at
    return [
        Seen(
            service_id=run.filing.service_id,
            begins=_between(calendar, first, run.begins_at),
            offset=_offset(calendar, run.begins_at),
            waited=run.times.working[Stage.WAITING],
            looked_at=max(60, run.times.working[Stage.REVIEW]),
            signed=run.times.working[Stage.SIGNATURE],
            promised=_promised(calendar, run),
        )
        for run in found
    ]


def _promised(calendar: Calendar, run: Run) -> float:
    of_others = sum(seconds for stage, seconds in run.times.working.items() if stage not in OFFICE_STAGES)
    return max(0.0, _between(calendar, run.begins_at, run.promised_at) - of_others)


def _offset(calendar: Calendar, at: datetime) -> float:
    opens_at = calendar.opening_of(wib(at).date())
    return _between(calendar, opens_at, at) if opens_at is not None and calendar.is_open(at) else 0.0


def _due(calendar: Calendar, run: Run, at: datetime) -> float:
    """Return in how many working seconds a promise falls due; below 0 where it has."""
    late = _between(calendar, run.promised_at, at)
    return -max(1.0, late) if run.promised_at <= at else max(1.0, _between(calendar, at, run.promised_at))


def _between(calendar: Calendar, a: datetime, b: datetime) -> float:
    return float(calendar.working_seconds(a, b))
