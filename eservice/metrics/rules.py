"""What a promise kept is, and how many seconds stand at which rank. Pure.

Percentiles are nearest-rank: the smallest value that the given share of all values does not exceed, hence always one
that a request really took. Fewer than five give no rate and no percentile.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eservice.metrics.runs import Run
from eservice.requests.workflow import Status

SMALL_GROUP = 5
"""Under this many, a rate or a percentile would speak of single people."""

PUBLIC_LEAST = 20
"""The public reads a usual time only where so many requests were finished."""


@dataclass(frozen=True, slots=True)
class Period:
    """From an instant (left out) to another (included); the second one is also what 'now' means."""

    from_at: datetime
    until_at: datetime

    def __contains__(self, at: datetime | None) -> bool:
        """Tell whether an instant lies in the period."""
        return at is not None and self.from_at < at <= self.until_at

    @property
    def before(self) -> "Period":
        """The period of the same length that ends where this one begins."""
        return Period(self.from_at - (self.until_at - self.from_at), self.from_at)


@dataclass(frozen=True, slots=True)
class Spread:
    """How a length of time is spread over ``n`` requests, in seconds; without percentiles where ``n`` is small."""

    n: int
    median: int | None
    p75: int | None
    p90: int | None
    p95: int | None


def percentile(ordered: Sequence[int], per_cent: int) -> int:
    """Return the value at the nearest rank: the smallest one that ``per_cent`` of all do not exceed.

    Args:
        ordered: at least one value, smallest first.
        per_cent: 1 to 100.
    """
    rank = -(-len(ordered) * per_cent // 100)
    return ordered[rank - 1]


def spread(values: Iterable[int]) -> Spread:
    """Return count, median, p75, p90 and p95 of ``values``."""
    ordered = sorted(values)
    if len(ordered) < SMALL_GROUP:
        return Spread(len(ordered), None, None, None, None)
    median, p75, p90, p95 = (percentile(ordered, per_cent) for per_cent in (50, 75, 90, 95))
    return Spread(len(ordered), median, p75, p90, p95)


def share(part: int, of: int) -> float | None:
    """Return a share of 0..1, None for a group too small to speak of."""
    return part / of if of >= SMALL_GROUP else None


# ── The promise ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Fate(StrEnum):
    """What became of a promise that fell due."""

    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    PAUSED = "paused"
    """It stands still until somebody answers or an incident ends, and will move: not due, whatever its date says."""


def fate(*, status: Status, promised_at: datetime, closed_at: datetime | None, paused: bool) -> Fate:
    """Return what became of a promise whose instant has passed."""
    if status is Status.WITHDRAWN:
        return Fate.WITHDRAWN
    if status is Status.LAPSED:
        return Fate.LAPSED
    if closed_at is None:
        return Fate.PAUSED if paused else Fate.BROKEN
    return Fate.KEPT if closed_at <= promised_at else Fate.BROKEN


@dataclass(frozen=True, slots=True)
class Kept:
    """How many promises that fell due in a period were kept; open and late ones are among ``n``."""

    n: int
    kept: int
    withdrawn: int
    lapsed: int
    paused: int
    given_up_late: int
    """Of the withdrawn and lapsed, those that ended only after their promise: they stand beside, never silently out."""

    @property
    def on_time_share(self) -> float | None:
        """0..1; None where too few fell due."""
        return share(self.kept, self.n)


def kept(runs: Iterable[Run], period: Period) -> Kept:
    """Count the promises that fell due in ``period``, whenever their requests were filed or finished."""
    fates = dict.fromkeys(Fate, 0)
    given_up_late = 0
    for run in runs:
        if run.promised_at in period:
            fates[fate_of(run)] += 1
            given_up_late += _is_given_up(run) and run.closed_at is not None and run.closed_at > run.promised_at
    return Kept(
        n=fates[Fate.KEPT] + fates[Fate.BROKEN],
        kept=fates[Fate.KEPT],
        withdrawn=fates[Fate.WITHDRAWN],
        lapsed=fates[Fate.LAPSED],
        paused=fates[Fate.PAUSED],
        given_up_late=given_up_late,
    )


def fate_of(run: Run) -> Fate:
    """Return what became of the promise of a run, its instant having passed."""
    return fate(status=run.status, promised_at=run.promised_at, closed_at=run.closed_at, paused=run.is_paused)


def _is_given_up(run: Run) -> bool:
    return run.status in (Status.WITHDRAWN, Status.LAPSED)
