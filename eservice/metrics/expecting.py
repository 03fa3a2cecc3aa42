"""What a citizen may expect: how long comparable requests took, and how much of a queue lies before this one.

The model is simple, so that it can be explained at a counter. *Comparable* are the requests of the same service in the
same office and by the same kind of channel that were finished in the last 90 days, at least 20; of fewer nothing is
foretold, and the published promise alone is said. Their median and p90 of the office's working time are taken as they
are, and lengthened by what the queue asks for beyond the usual: a request waits at least until those before it have
been taken, each at the *pace* of a busy day (the working time of a day over the upper quartile of what the office
finished in a day). Where that is more than the usual wait, the difference is added to both. A queue shorter than usual
shortens nothing. What it does not know: who is on leave tomorrow, and that a case is harder than others.

How long requests took is counted for one office after the other by a job, since it reads three months of history; the
page reads one row and one count.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, delete, func, or_, select

from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.metrics import rules
from eservice.metrics.figures import Figures
from eservice.metrics.models import OfficePace, UsualTimes
from eservice.metrics.queries import USUAL_DAYS, Scope, figures, last_days
from eservice.metrics.rules import PUBLIC_LEAST, percentile
from eservice.metrics.runs import Run
from eservice.metrics.sets import Shown
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.requests import filing
from eservice.requests.clock import Stage, added, last_run, measured
from eservice.requests.expectation import Expectation
from eservice.requests.models import Request, RequestExpectation
from eservice.requests.steps import calendar_at, office_calendar
from eservice.requests.workflow import Channel, Status
from eservice.worktime.timeline import instant

WORK = "usual"
"""Kind of work the queue looks after."""

STALE = timedelta(hours=1)
"""Figures of an office older than this are counted anew."""

AIM, CLOSE = 0.9, 0.05
"""What is foretold for nine of ten should hold for so many, and is as good as can be told when so near to it."""

AT_ONCE = 3
"""So many offices are counted in one go: the worker has letters to draw."""

FURTHEST = 500
"""Requests ahead beyond this are not counted."""

_PART = 400


@dataclass(frozen=True, slots=True)
class Usual:
    """How long comparable requests took, in working seconds, and how quickly the office takes one after the other."""

    n: int
    median: int
    p90: int
    waiting: int
    """Median of the wait alone."""
    pace: int
    """From one request to the next on a busy day."""


def foretold(usual: Usual, *, ahead: int, waited: int = 0) -> tuple[int, int]:
    """Return within how much working time since the filing half, and nine of ten, would be finished.

    Args:
        ahead: requests that are served before it.
        waited: how long it has waited already.
    """
    longer = max(0, waited + ahead * usual.pace - usual.waiting)
    return usual.median + longer, usual.p90 + longer


def expected_at_filing(draft: Request, *, at: datetime) -> Expectation | None:
    """Return what whoever sends this draft now may expect; None for what cannot be sent, or was sent already."""
    if draft.status is not Status.DRAFT:
        return None
    try:
        office = filing.office_for(draft, at=at)
    except DomainError:  # the filing itself refuses it, in its own words
        return None
    promised_at = filing.promise_of(draft, at=at, office=office)
    return _expected(office.id, draft, promised_at, waited=0, waits=True, at=at)


def expected_now(request: Request, *, at: datetime) -> Expectation:
    """Return what the citizen may expect by now: with the queue as it stands, and the wait so far."""
    runs = measured(last_run(request.history), until=at, calendar_at=calendar_at(request))
    waited = added(runs).working[Stage.WAITING]
    waits = request.status is Status.SUBMITTED
    assert request.office_id is not None and request.promised_at is not None  # noqa: S101, PT018 - filed
    return _expected(request.office_id, request, request.promised_at, waited=waited, waits=waits, at=at)


def _expected(
    office_id: int, request: Request, promised_at: datetime, *, waited: int, waits: bool, at: datetime
) -> Expectation:
    usual, ahead = _usual(office_id, request), _ahead(office_id, promised_at, request.id) if waits else 0
    if usual is None or usual.n < PUBLIC_LEAST:
        return Expectation(at, usual.n if usual else 0, ahead, None, None)
    half, most = foretold(usual, ahead=ahead, waited=waited)
    return Expectation(at, usual.n, ahead, half, most)


def counted_at(office_id: int) -> datetime | None:
    """Return as of when the usual times of an office were counted."""
    return db.session.scalar(select(OfficePace.counted_at).where(OfficePace.office_id == office_id))


# Built once: every filing asks for both, and building costs more than executing.
_USUAL = (
    select(UsualTimes.n, UsualTimes.median, UsualTimes.p90, UsualTimes.waiting, OfficePace.pace)
    .join(OfficePace, OfficePace.office_id == UsualTimes.office_id)
    .where(
        UsualTimes.office_id == bindparam("of_office"),
        UsualTimes.service_id == bindparam("of_service"),
        UsualTimes.at_counter == bindparam("at_counter"),
    )
)
_NEAREST = (
    select(Request.id)
    .where(
        Request.office_id == bindparam("of_office"),
        Request.status == Status.SUBMITTED,
        Request.promised_at <= bindparam("promised_at"),
        Request.id != bindparam("but"),
    )
    .limit(FURTHEST)
)
_AHEAD = select(func.count()).select_from(_NEAREST.subquery())


def _usual(office_id: int, request: Request) -> Usual | None:
    facts = {
        "of_office": office_id,
        "of_service": request.service_id,
        "at_counter": request.channel is Channel.COUNTER,
    }
    row = db.session.execute(_USUAL, facts).one_or_none()
    return Usual(row.n, row.median, row.p90, row.waiting, row.pace) if row else None


def _ahead(office_id: int, promised_at: datetime, but: int | None) -> int:
    """Return how many requests that wait in an office were promised for no later than one, itself left out."""
    facts = {"of_office": office_id, "promised_at": promised_at, "but": but or 0}
    return db.session.scalar(_AHEAD, facts) or 0


# ── Counting what is usual ───────────────────────────────────────────────────────────────────────────────────────────


def refresh(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Count the usual times of the offices whose figures are the oldest, where they are stale; return how many."""
    stale = db.session.scalars(
        select(Office.id)
        .outerjoin(OfficePace, OfficePace.office_id == Office.id)
        .where(or_(OfficePace.counted_at.is_(None), OfficePace.counted_at <= at - STALE))
        .order_by(OfficePace.counted_at.is_not(None), OfficePace.counted_at, Office.id)
        .limit(limit)
    ).all()
    for office_id in stale:
        count(office_id, at=at)
    return len(stale)


def count(office_id: int, *, at: datetime) -> None:
    """Count the usual times of one office; a transaction of its own, after the reading."""
    found = figures(Scope(office_ids=frozenset({office_id})), last_days(USUAL_DAYS, at))
    with transaction():
        _store(office_id, found, at=at)


def _store(office_id: int, found: Figures, *, at: datetime) -> None:
    finished = found.behind(Shown.FINISHED)
    db.session.execute(delete(UsualTimes).where(UsualTimes.office_id == office_id))
    db.session.execute(delete(OfficePace).where(OfficePace.office_id == office_id))
    db.session.add(OfficePace(office_id=office_id, pace=_pace(office_id, finished), counted_at=at))
    alike: dict[tuple[int, bool], list[Run]] = {}
    for run in finished:
        alike.setdefault((run.filing.service_id, run.filing.channel is Channel.COUNTER), []).append(run)
    for (service_id, at_counter), runs in alike.items():
        times = sorted(run.times.service for run in runs)
        waits = sorted(run.times.working[Stage.WAITING] for run in runs)
        db.session.add(
            UsualTimes(
                office_id=office_id, service_id=service_id, at_counter=at_counter, n=len(runs),
                median=percentile(times, 50), p90=percentile(times, 90), waiting=percentile(waits, 50),
            )
        )  # fmt: skip
    db.session.flush()


def _pace(office_id: int, finished: Sequence[Run]) -> int:
    """Return the working seconds from one finished request to the next on a busy day of an office; 0 without any."""
    days = Counter(wib(run.closed_at).date() for run in finished if run.closed_at is not None)
    if not days:
        return 0
    busy = percentile(sorted(days.values()), 75)
    calendar = office_calendar(offices.office(office_id))
    midnight = datetime.min.time()
    lengths = sorted(
        calendar.working_seconds(instant(day, midnight), instant(day + timedelta(days=1), midnight)) for day in days
    )
    return percentile(lengths, 50) // busy


# ── How often it held ────────────────────────────────────────────────────────────────────────────────────────────────


class Verdict(StrEnum):
    """Whether the time foretold for nine of ten was well chosen."""

    TOO_SHORT = "too_short"
    RIGHT = "right"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Held:
    """Of the requests for which a time was foretold, how many were finished within it."""

    n: int
    within_most: int
    """Within the time said for nine of ten."""
    within_usual: int
    """Within the time said for half."""
    told: frozenset[int] = field(default=frozenset(), compare=False)
    """The requests that count; of figures from rollups the open ones alone."""
    right: frozenset[int] = field(default=frozenset(), compare=False)
    """Those within the time said for nine of ten."""

    @property
    def share(self) -> float | None:
        """0..1; None where too few."""
        return rules.share(self.within_most, self.n)

    @property
    def verdict(self) -> Verdict | None:
        """Whether the time said for nine of ten was well chosen; None where too few."""
        if self.share is None or abs(self.share - AIM) <= CLOSE:
            return None if self.share is None else Verdict.RIGHT
        return Verdict.TOO_SHORT if self.share < AIM else Verdict.TOO_LONG


def held(found: Figures) -> Held:
    """Return how often what was foretold at the filing held, of the runs finished in a period.

    An open request counts as soon as it has taken longer than was said, so that a backlog cannot hide; before that
    nobody knows.
    """
    counted = found.runs if found.is_rolled else found.behind(Shown.FINISHED_OR_OPEN)
    runs = {run.filing.request_id: run for run in counted if run.number == 1}
    numbers, told_of, right, (closed, closed_right, within_usual) = sorted(runs), set(), set(), found.foretold
    for first in range(0, len(numbers), _PART):
        told = db.session.execute(
            select(
                RequestExpectation.request_id, RequestExpectation.usual_seconds, RequestExpectation.most_seconds
            ).where(
                RequestExpectation.request_id.in_(numbers[first : first + _PART]),
                RequestExpectation.most_seconds.is_not(None),
            )
        )
        for request_id, usual, most in told:
            assert usual is not None and most is not None  # noqa: S101, PT018 - chosen so
            run = runs[request_id]
            if run.is_open and run.times.service <= most:
                continue
            told_of.add(request_id)
            if run.times.service <= most:
                right.add(request_id)
            within_usual += run.times.service <= usual
    return Held(closed + len(told_of), closed_right + len(right), within_usual, frozenset(told_of), frozenset(right))
