"""The forecast tried on what is over: on our own history, and on another system's log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from eservice.kernel.clock import wib
from eservice.metrics.eventlogs.log import Log, instant
from eservice.metrics.forecast import queries
from eservice.metrics.forecast.arrivals import HORIZON, learnt
from eservice.metrics.forecast.days import OpenDay, counted, open_days
from eservice.metrics.forecast.queries import Counted
from eservice.metrics.forecast.staffing import Plan
from eservice.metrics.forecast.trial import TESTED, Ended, Trial, together, tried, tried_lengths, tried_totals
from eservice.metrics.queries import USUAL_DAYS, History, Scope, history, last_days
from eservice.metrics.rules import PUBLIC_LEAST, Period
from eservice.metrics.sets import Shown
from eservice.offices.models import Office
from eservice.requests.steps import office_calendar
from eservice.requests.workflow import Channel
from eservice.worktime.rules import Calendar, read_day

_DAY = 24 * 3600
_LOG_MEMORY = 180 * _DAY
"""Cases of another system may take months."""
_EVERY = 5
"""Open days between two tries of the whole game."""

_OPEN = read_day("00:00-23:59:59")
ANY_WEEKDAY = Calendar((_OPEN, _OPEN, _OPEN, _OPEN, _OPEN, (), ()))
"""For a log from elsewhere: Monday to Friday; its holidays are not known."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One kind of forecast, and how often it held."""

    what: str
    trial: Trial


def of_log(log: Log) -> list[Tried]:
    """Try the forecast on another system's cases: its days end at midnight UTC."""
    spans = [(events[0].at, events[-1].at) for events in log.cases()]
    begins = sorted(instant(begin) - timedelta(hours=7) for begin, _end in spans)
    days = open_days(ANY_WEEKDAY, wib(begins[0]).date() + timedelta(days=1), wib(begins[-1]).date())
    cases = [Ended(begin / 1e6, end / 1e6, (end - begin) / 1e6) for begin, end in spans]
    return [
        *_of_days(days, counted(days, begins)),
        Tried("how long a case takes", tried_lengths(cases, memory=_LOG_MEMORY, least=PUBLIC_LEAST)),
    ]


def of_office(office: Office, scope: Scope, *, at: datetime) -> list[Tried]:
    """Try the forecast on the requests of an office and those of the scope with it."""
    known = queries.counts(scope, office_calendar(office), at=at)
    if learnt(known.days, known.counts) is None:
        return []
    told = history(scope, since=at - timedelta(days=queries.SPAN))
    found = [*_of_days(known.days, known.counts), Tried("how long a request takes", _lengths(told, at))]
    if scope.office_ids == frozenset({office.id}):
        found.append(Tried("share of promises kept in ten days (so many or more)", _kept(office, known, told)))
    return found


def _of_days(days: Sequence[OpenDay], counts: Sequence[int]) -> Iterator[Tried]:
    arrivals = learnt(days, counts)
    misses = arrivals.misses if arrivals else []
    yield Tried("arrivals of a day, foretold 1 to 10 days before", tried(misses, counts))
    yield Tried("arrivals of ten days together", tried_totals(misses, counts))


def _lengths(told: History, at: datetime) -> Trial:
    """Try what citizens are told at the filing, before it is lengthened by a queue."""
    alike: dict[tuple[int, int, bool], list[Ended]] = {}
    for run in told.figures(last_days(queries.SPAN, at)).behind(Shown.FINISHED):
        if run.closed_at is not None:
            kind = (run.office_id, run.filing.service_id, run.filing.channel is Channel.COUNTER)
            case = Ended(run.begins_at.timestamp(), run.closed_at.timestamp(), run.times.service)
            alike.setdefault(kind, []).append(case)
    return together(
        tried_lengths(cases, memory=USUAL_DAYS * _DAY, least=PUBLIC_LEAST) for _kind, cases in sorted(alike.items())
    )


def _kept(office: Office, known: Counted, told: History) -> Trial:
    """Play the queue as it stood on every fifth of the last days, and compare with what came of it."""
    n = below_p50 = below_p90 = 0
    first = len(known.days) - int(len(known.days) * TESTED)
    for origin in range(len(known.days) - HORIZON, first - 1, -_EVERY):  # the latest first, as the history asks
        at, end = known.days[origin - 1].closes_at, known.days[origin + HORIZON - 1].closes_at
        really = told.figures(Period(at, end)).kept.on_time_share
        then = Counted(known.days[:origin], known.counts[:origin], known.days[origin : origin + HORIZON], 0, at)
        desk = queries.desk_of(office, queries.outlook_of(then), told.figures(last_days(queries.RECENT, at)), at=at)
        played = desk.outcome(Plan(desk.hands)) if desk else None
        if really is None or played is None or played.kept_p50 is None or played.kept_p90 is None:
            continue
        n, below_p50, below_p90 = (
            n + 1,
            below_p50 + (really >= played.kept_p50),
            below_p90 + (really >= played.kept_p90),
        )
    return Trial(n, n, below_p50, below_p90)
