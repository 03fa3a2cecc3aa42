"""Read cells: months and days as they are stored, and the parts of days at the ends of a period run by run.

Of a day that is not over, the whole cell is read: what it holds of later are the promises that fall due today of
requests that were finished before, which are counted in SQL and taken off, and the few runs that came in since a page
was frozen. A day cut anywhere else is read run by run.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from eservice.kernel.db import db
from eservice.metrics import histogram
from eservice.metrics.figures import Measure
from eservice.metrics.histogram import Counts, Heap
from eservice.metrics.models import CountedRun, Rollup, RollupSpread, Span
from eservice.metrics.queries import Scope
from eservice.metrics.rollups import cells, counted
from eservice.metrics.rollups.cells import EVERYTHING, EVERYWHERE, Tally
from eservice.metrics.rollups.stretches import Stretch, cut
from eservice.metrics.rules import Period
from eservice.metrics.runs import Run
from eservice.requests.workflow import Status

_CELL, _SPREAD = Rollup.__table__.c, RollupSpread.__table__.c

FEW_SINCE = 200
"""So many runs that began or ended on a period's last day after it are taken off that day; else it is read in runs."""

Place = tuple[int, int]
"""Office and service of a cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What closed runs of an office and a service add; below zero where they are taken off a day that holds more."""

    office_id: int
    service_id: int
    counts: Mapping[str, int]

    @property
    def place(self) -> Place:
        """Whose they are."""
        return self.office_id, self.service_id


@dataclass(frozen=True)
class Cells:
    """The cells that lie in a period; counts and heaps are read when first asked for."""

    _store: "_Store"
    _chosen: Callable[[Place], bool] | None = None

    @cached_property
    def all(self) -> list[Cell]:
        """The cells with their counts."""
        found = self._store.cells
        return found if self._chosen is None else [one for one in found if self._chosen(one.place)]

    def those(self, chosen: Callable[[Place], bool]) -> "Cells":
        """Return the cells of some places."""
        earlier = self._chosen
        return Cells(self._store, chosen if earlier is None else lambda place: earlier(place) and chosen(place))

    def count(self, name: str) -> int:
        """Return a count, or a sum, over all cells."""
        return sum(one.counts.get(name, 0) for one in self.all)

    def named(self, prefix: str) -> Counter[int]:
        """Return the counts whose names are a prefix and a number, by the number."""
        found: Counter[int] = Counter()
        for cell in self.all:
            for name, n in cell.counts.items():
                if name.startswith(prefix):
                    found[int(name.removeprefix(prefix))] += n
        return found

    def heap(self, measure: Measure) -> Counts:
        """Return the lengths of all cells together."""
        rows, sums = self._store.heaps(measure)
        if self._chosen is None:
            return histogram.together(sums)
        return histogram.together(sums[[row for place, row in rows.items() if self._chosen(place)]])

    def places(self, measure: Measure) -> list[Place]:
        """Return the places that have any length."""
        return [place for place in self._store.heaps(measure)[0] if self._chosen is None or self._chosen(place)]


@dataclass(frozen=True)
class _Store:
    """What is stored of a period, the parts of days at its ends, and what has been read of them so far."""

    stored: ColumnElement[bool]
    ends: Sequence["_End"]
    _heaps: dict[Measure, tuple[dict[Place, int], Counts]] = field(default_factory=dict)

    @cached_property
    def cells(self) -> list[Cell]:
        rows = db.session.execute(select(_CELL.office_id, _CELL.service_id, _CELL.counts).where(self.stored))
        return [Cell(*row) for row in rows] + [cell for end in self.ends for cell in end.cells()]

    def heaps(self, measure: Measure) -> tuple[dict[Place, int], Counts]:
        """Return the lengths of every place, and in which row each stands."""
        if measure not in self._heaps:
            told = db.session.execute(
                select(_CELL.office_id, _CELL.service_id, _SPREAD.heap)
                .join(RollupSpread.__table__, _CELL.id == _SPREAD.rollup_id)
                .where(_SPREAD.measure == measure.value, self.stored)
            ).all()
            at_ends = [(place, sign, heap) for end in self.ends for place, sign, heap in end.heaps(measure)]
            rows: dict[Place, int] = {}
            places = [rows.setdefault((one[0], one[1]), len(rows)) for one in told]
            ends = [rows.setdefault(place, len(rows)) for place, _sign, _heap in at_ends]
            sums = histogram.added([one[2] for one in told], places, of=len(rows))
            for row, (_place, sign, heap) in zip(ends, at_ends, strict=True):
                histogram.pour({number: sign * n for number, n in heap.items()}, sums[row])
            self._heaps[measure] = rows, sums
        return self._heaps[measure]


@dataclass(frozen=True)
class _End:
    """A part of a day, run by run: added to the cells, or taken off the whole day."""

    scope: Scope
    part: Period
    sign: int
    is_quiet: bool = False
    """Nothing began or ended in it."""

    @cached_property
    def tallies(self) -> dict[Place, Tally]:
        """What the closed runs of the part add; of one that is taken off, only those that began or ended in it."""
        sums: dict[Place, Tally] = {}
        if self.is_quiet:
            return sums
        columns = _MOVES if self.sign < 0 else (*_MOVES, CountedRun.promised_at)
        inside = _touched(self.part, *columns)
        runs = list(counted.runs(CountedRun.closed_at.is_not(None), inside, *runs_of(self.scope)))
        foretold = counted.foretold({run.filing.request_id for run in runs})
        for run in runs:
            place = sums.setdefault((run.office_id, run.filing.service_id), Tally())
            cells.pour(place, cells.told(run, foretold.get(run.filing.request_id), self.part))
        return sums

    def cells(self) -> list[Cell]:
        found = [Cell(*place, {n: self.sign * x for n, x in one.counts.items()}) for place, one in self.tallies.items()]
        return found + (self._due_only() if self.sign < 0 else [])

    def heaps(self, measure: Measure) -> list[tuple[Place, int, Heap]]:
        return [(place, self.sign, one.heaps[measure]) for place, one in self.tallies.items() if measure in one.heaps]

    def _due_only(self) -> list[Cell]:
        """Return, below zero, the promises of the part whose runs neither began nor ended in it: counted in SQL."""
        kept = CountedRun.closed_at <= CountedRun.promised_at
        rows = db.session.execute(
            select(CountedRun.office_id, CountedRun.service_id, CountedRun.status, kept, func.count())
            .where(
                CountedRun.closed_at.is_not(None),
                _touched(self.part, CountedRun.promised_at),
                not_(_touched(self.part, *_MOVES)),
                *runs_of(self.scope),
            )
            .group_by(CountedRun.office_id, CountedRun.service_id, CountedRun.status, kept)
        )
        return [Cell(office_id, service_id, cells.due(status, bool(is_kept), -n)) for
                office_id, service_id, status, is_kept, n in rows]  # fmt: skip


_MOVES = (CountedRun.begins_at, CountedRun.closed_at)


def cells_of(scope: Scope, period: Period, *, by_office: bool = False) -> Cells:
    """Return the cells of a period.

    Args:
        scope: the whole city where it names no office; no officer: cells know none.
        by_office: of the whole city, one cell per office for all services, instead of one per service.
    """
    rest = _rest_of_day(scope, period)
    stretch = cut(period if rest is None else Period(period.from_at, rest.part.until_at))
    ends = [_End(scope, edge, 1) for edge in stretch.edges] + ([rest] if rest is not None else [])
    return Cells(_Store(and_(_of(scope, by_office=by_office), _in(stretch)), ends))


def _rest_of_day(scope: Scope, period: Period) -> _End | None:
    """Return what is left of a period's last day, where little has happened in it: today's, as a rule."""
    midnight = cells.day(cells.day_of(period.until_at)).until_at
    rest = Period(period.until_at, midnight)
    if period.until_at == midnight or cells.day_of(period.from_at) == cells.day_of(period.until_at):
        return None
    nearest = select(CountedRun.number).where(
        CountedRun.closed_at.is_not(None), _touched(rest, *_MOVES), *runs_of(scope)
    )
    since = db.session.scalar(select(func.count()).select_from(nearest.limit(FEW_SINCE + 1).subquery())) or 0
    return None if since > FEW_SINCE else _End(scope, rest, -1, is_quiet=not since)


def _touched(part: Period, *columns: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    return or_(*(and_(column > part.from_at, column <= part.until_at) for column in columns))


def open_runs(scope: Scope) -> list[Run]:
    """Return the runs that are open, as they were counted last."""
    return list(counted.runs(CountedRun.closed_at.is_(None), *runs_of(scope)))


def open_count(scope: Scope, *, most: int) -> int:
    """Return how many runs are open, counted no further than one more than ``most``."""
    nearest = select(CountedRun.number).where(CountedRun.closed_at.is_(None), *runs_of(scope)).limit(most + 1)
    return db.session.scalar(select(func.count()).select_from(nearest.subquery())) or 0


def given_up_since(scope: Scope, period: Period) -> dict[tuple[int, int], Status]:
    """Return (request, run) -> how it ended, of those given up after a period in which their promise fell due."""
    rows = db.session.execute(
        select(CountedRun.request_id, CountedRun.number, CountedRun.status).where(
            CountedRun.status.in_((Status.WITHDRAWN, Status.LAPSED)),
            CountedRun.closed_at > period.until_at,
            CountedRun.promised_at > period.from_at,
            CountedRun.promised_at <= period.until_at,
            *runs_of(scope),
        )
    )
    return {(row.request_id, row.number): row.status for row in rows}


def _of(scope: Scope, *, by_office: bool) -> ColumnElement[bool]:
    offices: ColumnElement[bool]
    if scope.office_ids is not None:
        offices, service_id = _CELL.office_id.in_(sorted(scope.office_ids)), scope.service_id
    elif by_office:
        offices, service_id = _CELL.office_id != EVERYWHERE, scope.service_id or EVERYTHING
    else:
        offices, service_id = _CELL.office_id == EVERYWHERE, scope.service_id
    return and_(offices, _CELL.service_id != EVERYTHING if service_id is None else _CELL.service_id == service_id)


def _in(stretch: Stretch) -> ColumnElement[bool]:
    parts = [and_(_CELL.span == Span.DAY, _CELL.starts_on.between(*days)) for days in stretch.days]
    if stretch.months:
        whole = _CELL.starts_on.between(stretch.months[0], stretch.months[-1])
        parts.append(and_(_CELL.span == Span.MONTH, whole))
    return or_(*parts) if parts else _CELL.id.is_(None)


def runs_of(scope: Scope) -> list[ColumnElement[bool]]:
    """Return what a counted run of a scope meets."""
    which: list[ColumnElement[bool]] = []
    if scope.office_ids is not None:
        which.append(CountedRun.office_id.in_(sorted(scope.office_ids)))
    if scope.service_id is not None:
        which.append(CountedRun.service_id == scope.service_id)
    return which
