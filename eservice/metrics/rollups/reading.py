"""Read cells: months and days as they are stored, and the parts of days at the ends of a period run by run."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, func, or_, select

from eservice.kernel.db import db
from eservice.metrics import histogram
from eservice.metrics.figures import Measure
from eservice.metrics.histogram import Heap
from eservice.metrics.models import CountedRun, Rollup, RollupSpread, Span
from eservice.metrics.queries import Scope
from eservice.metrics.rollups import cells, counted
from eservice.metrics.rollups.cells import EVERYTHING, EVERYWHERE, Tally
from eservice.metrics.rollups.stretches import Stretch, cut
from eservice.metrics.rules import Period
from eservice.metrics.runs import Run
from eservice.requests.workflow import Status

_CELL, _SPREAD = Rollup.__table__.c, RollupSpread.__table__.c


@dataclass(frozen=True, slots=True)
class Cell:
    """What closed runs of an office and a service add: stored, or counted from the runs at an end of the period."""

    office_id: int
    service_id: int
    counts: Mapping[str, int]
    id: int | None
    edge: Mapping[Measure, Heap] | None


@dataclass(frozen=True)
class Cells:
    """The cells that lie in a period; their heaps are read by the measure, when first asked for."""

    all: Sequence[Cell]
    _stored: ColumnElement[bool]
    _heaps: dict[Measure, dict[int, bytes]] = field(default_factory=dict)

    def those(self, chosen: Callable[[Cell], bool]) -> "Cells":
        """Return some of the cells."""
        return Cells([one for one in self.all if chosen(one)], self._stored, self._heaps)

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

    def heap(self, measure: Measure) -> Heap:
        """Return the lengths of all cells together."""
        if measure not in self._heaps:
            rows = db.session.execute(
                select(_SPREAD.rollup_id, _SPREAD.heap)
                .join(Rollup.__table__, _CELL.id == _SPREAD.rollup_id)
                .where(_SPREAD.measure == measure.value, self._stored)
            )
            self._heaps[measure] = {row[0]: row[1] for row in rows}
        stored = self._heaps[measure]
        found = histogram.added(stored[one.id] for one in self.all if one.id in stored)
        for one in self.all:
            if one.edge is not None:
                found.update(one.edge.get(measure, {}))
        return found


def cells_of(scope: Scope, period: Period, *, by_office: bool = False) -> Cells:
    """Read the cells of a period.

    Args:
        scope: the whole city where it names no office; no officer: cells know none.
        by_office: of the whole city, one cell per office for all services, instead of one per service.
    """
    stretch = cut(period)
    stored = and_(_of(scope, by_office=by_office), _in(stretch))
    rows = db.session.execute(select(_CELL.office_id, _CELL.service_id, _CELL.counts, _CELL.id).where(stored))
    found = [Cell(*row, None) for row in rows]
    for edge in stretch.edges:
        found += _at_edge(scope, edge)
    return Cells(found, stored)


def open_runs(scope: Scope) -> list[Run]:
    """Return the runs that are open, as they were counted last."""
    return list(counted.runs(CountedRun.closed_at.is_(None), *_runs_of(scope)))


def open_count(scope: Scope, *, most: int) -> int:
    """Return how many runs are open, counted no further than one more than ``most``."""
    nearest = select(CountedRun.number).where(CountedRun.closed_at.is_(None), *_runs_of(scope)).limit(most + 1)
    return db.session.scalar(select(func.count()).select_from(nearest.subquery())) or 0


def given_up_since(scope: Scope, period: Period) -> dict[tuple[int, int], Status]:
    """Return (request, run) -> how it ended, of those given up after a period in which their promise fell due."""
    rows = db.session.execute(
        select(CountedRun.request_id, CountedRun.number, CountedRun.status).where(
            CountedRun.status.in_((Status.WITHDRAWN, Status.LAPSED)),
            CountedRun.closed_at > period.until_at,
            CountedRun.promised_at > period.from_at,
            CountedRun.promised_at <= period.until_at,
            *_runs_of(scope),
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


def _at_edge(scope: Scope, edge: Period) -> Iterator[Cell]:
    """Yield what the closed runs of a part of a day add."""
    inside = [
        and_(column > edge.from_at, column <= edge.until_at)
        for column in (CountedRun.begins_at, CountedRun.closed_at, CountedRun.promised_at)
    ]
    sums: dict[tuple[int, int], Tally] = {}
    runs = list(counted.runs(CountedRun.closed_at.is_not(None), or_(*inside), *_runs_of(scope)))
    foretold = counted.foretold({run.filing.request_id for run in runs})
    for run in runs:
        place = sums.setdefault((run.office_id, run.filing.service_id), Tally())
        cells.pour(place, cells.told(run, foretold.get(run.filing.request_id), edge))
    for (office_id, service_id), tally in sums.items():
        yield Cell(office_id, service_id, tally.counts, None, tally.heaps)


def _runs_of(scope: Scope) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = []
    if scope.office_ids is not None:
        which.append(CountedRun.office_id.in_(sorted(scope.office_ids)))
    if scope.service_id is not None:
        which.append(CountedRun.service_id == scope.service_id)
    return which
