"""Figures from rollups: closed runs from cells, open ones as they stand; what neither can say comes from the events.

Counts are exact; percentiles lie within one per cent (``histogram``). The answer is as of when nothing was left to
count. For a period that ended earlier, what has become of a promise since is taken back, so that it says what stood
at its end.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from eservice.metrics import histogram, queries, rules
from eservice.metrics.figures import LENGTHS, Figures, Measure
from eservice.metrics.queries import Scope
from eservice.metrics.rollups import cells, reading
from eservice.metrics.rollups.reading import Cells
from eservice.metrics.rules import Kept, Period, Spread
from eservice.metrics.runs import Run
from eservice.metrics.sets import Shown
from eservice.requests.clock import OFFICE_STAGES, Stage
from eservice.requests.workflow import Status

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

_ENDED_PART = {length.so_far: length.shown for length in LENGTHS.values() if length.so_far is not None}
"""A set that holds open runs too -> the same set without them."""


@dataclass(frozen=True, kw_only=True)
class Rolled(Figures):
    """The figures of a period, read from rollups; ``runs`` are the open ones alone."""

    scope: Scope
    cells: Cells
    counted_at: datetime
    """As of when nothing was left to count."""

    @property
    def is_rolled(self) -> bool:
        """True: percentiles are those of buckets."""
        return True

    @property
    def as_of(self) -> datetime:
        """What came later is not in it."""
        return min(self.counted_at, self.period.until_at)

    @property
    def is_past(self) -> bool:
        """The period ended before the count: what was open then may be closed now."""
        return self.period.until_at < self.counted_at

    @cached_property
    def exact(self) -> Figures:
        """The same figures from the events: what cells cannot say; slow where there are many."""
        return queries.figures(self.scope, self.period)

    @cached_property
    def kept(self) -> Kept:
        """How many promises that fell due were kept."""
        now = rules.kept(self.runs, self.period)
        told = Kept(
            n=now.n + self.cells.count(Shown.DUE),
            kept=self.cells.count(Shown.KEPT),
            withdrawn=self.cells.count(Shown.WITHDRAWN),
            lapsed=self.cells.count(Shown.LAPSED),
            paused=now.paused,
            given_up_late=self.cells.count(cells.GIVEN_UP_LATE),
        )
        return self._as_it_stood(told) if self.is_past else told

    def behind(self, shown: Shown) -> list[Run]:
        """Return the runs of a set."""
        if shown in cells.STANDING and not self.is_past:
            return super().behind(shown)
        return self.exact.behind(shown)

    def count(self, shown: Shown) -> int:
        """Return how many runs a set has."""
        if shown is Shown.OPEN and self.is_past:
            return self._open_then()
        kept = {
            Shown.DUE: self.kept.n, Shown.KEPT: self.kept.kept, Shown.BROKEN: self.kept.n - self.kept.kept,
            Shown.WITHDRAWN: self.kept.withdrawn, Shown.LAPSED: self.kept.lapsed,
        }  # fmt: skip
        if shown in kept:
            return kept[shown]
        if shown in _ENDED_PART and not self.is_past:
            return self.cells.count(_ENDED_PART[shown]) + len(super().behind(shown))
        if shown in cells.SETS and (shown is Shown.FILED or not self.is_past):
            return self.cells.count(shown) + len(super().behind(shown))
        if shown in cells.SETS and shown is not Shown.SENT_BACK:
            return self.cells.count(shown)
        return len(self.behind(shown))

    def spread(self, measure: Measure) -> Spread:
        """Return how a length is spread over the runs that it is about."""
        length = LENGTHS[measure]
        if length.shown in cells.SETS:
            return histogram.spread(self.cells.heap(measure))
        twin = next((m for m, one in LENGTHS.items() if one.seconds is length.seconds and one.so_far), None)
        return self.exact.spread(measure) if twin is None else self.spread_so_far(twin)

    def spread_so_far(self, measure: Measure) -> Spread:
        """Return the same with the open requests in it, each by its age so far."""
        length = LENGTHS[measure]
        if length.so_far is None:
            return self.spread(measure)
        if length.shown not in cells.SETS or self.is_past:
            return self.exact.spread_so_far(measure)
        heap = self.cells.heap(measure)
        histogram.pour(Counter(histogram.bucket(length.seconds(run)) for run in super().behind(length.so_far)), heap)
        return histogram.spread(heap)

    @property
    def means(self) -> dict[Stage, float]:
        """Mean working seconds per finished request and office stage."""
        n = self.cells.count(Shown.FINISHED)
        if n < rules.SMALL_GROUP:
            return {}
        return {stage: self.cells.count(cells.worked(stage)) / n for stage in OFFICE_STAGES}

    @property
    def rounds(self) -> int:
        """Correction rounds of the finished requests."""
        return self.cells.count(cells.ROUNDS)

    @property
    def mix(self) -> list[tuple[int, int]]:
        """(service, finished requests), the most frequent first."""
        found = self.cells.named(cells.FINISHED_OF)
        for cell in self.cells.all:
            if cell.service_id != cells.EVERYTHING:
                found[cell.service_id] += cell.counts.get(Shown.FINISHED, 0)
        return sorted(((one, n) for one, n in found.items() if n), key=lambda one: (-one[1], one[0]))

    @property
    def foretold(self) -> tuple[int, int, int]:
        """What became of the times that were told, of the closed runs."""
        most, usual = self.cells.count(cells.WITHIN_MOST), self.cells.count(cells.WITHIN_USUAL)
        return (self.cells.count(cells.FORETOLD), most, usual)

    @property
    def is_empty(self) -> bool:
        """Nothing was filed, ended or promised here in the period, and nothing is open."""
        return not (self.runs or self.cells.all)

    @cached_property
    def service_ids(self) -> set[int]:
        """The services that have any run here."""
        return {run.filing.service_id for run in self.runs} | {one.service_id for one in self.cells.all}

    @cached_property
    def office_ids(self) -> set[int]:
        """The offices that have any run here."""
        return {run.office_id for run in self.runs} | {one.office_id for one in self._by_office_cells.all}

    @property
    def officer_ids(self) -> set[int]:
        """None: cells know no officers; one office, or a shorter time, is counted from the events and does."""
        return set()

    def of_service(self, service_id: int) -> Figures:
        """Return the figures of one service."""
        return self._part(
            Scope(self.scope.office_ids, service_id),
            [run for run in self.runs if run.filing.service_id == service_id],
            self.cells.those(lambda place: place[1] == service_id),
        )

    def without_services(self, service_ids: Collection[int]) -> Figures:
        """Return the figures of all services but some; of the finished alone."""
        return self._part(
            self.scope,
            [run for run in self.runs if run.filing.service_id not in service_ids],
            self.cells.those(lambda place: place[1] not in service_ids),
        )

    def of_office(self, office_id: int) -> Figures:
        """Return the figures of what one office handles."""
        return self._part(
            Scope(frozenset({office_id}), self.scope.service_id),
            [run for run in self.runs if run.office_id == office_id],
            self._by_office_cells.those(lambda place: place[0] == office_id),
        )

    def of_officer(self, membership_id: int) -> Figures:
        """Return the figures of one officer, from the events."""
        return self.exact.of_officer(membership_id)

    @cached_property
    def _by_office_cells(self) -> Cells:
        whole_city = self.scope.office_ids is None
        return reading.cells_of(self.scope, self.period, by_office=True) if whole_city else self.cells

    def _part(self, scope: Scope, runs: Sequence[Run], some: Cells) -> "Rolled":
        return Rolled(runs, self.period, scope=scope, cells=some, counted_at=self.counted_at)

    def _as_it_stood(self, told: Kept) -> Kept:
        """Return the promises as they stood at the end of the period: some were given up only after it."""
        since = reading.given_up_since(self.scope, self.period)
        if not since:
            return told
        known = queries.history_of({request_id for request_id, _number in since}).figures(self.period).runs
        then = rules.kept([run for run in known if (run.filing.request_id, run.number) in since], self.period)
        statuses = list(since.values())
        return Kept(
            n=told.n + then.n,
            kept=told.kept,
            withdrawn=told.withdrawn - statuses.count(Status.WITHDRAWN),
            lapsed=told.lapsed - statuses.count(Status.LAPSED),
            paused=told.paused + then.paused,
            given_up_late=told.given_up_late - len(since),
        )

    def _open_then(self) -> int:
        """Count what was open at the end of the period: filed by then, and not ended by then."""
        until = self.period.until_at
        before = reading.cells_of(self.scope, Period(_LONG_AGO, until))
        begun = sum(run.begins_at <= until for run in self.runs)
        return begun + before.count(Shown.FILED) - before.count(cells.ENDED)
