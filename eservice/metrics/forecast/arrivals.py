"""How many requests will come on each of the next open days, with a band. Pure.

The model is simple, so that it can be explained in a meeting: a *level* (how many come on an ordinary day just now,
with a damped drift), times a *factor* for every kind of day that applies. Each is corrected a little after every day
that was counted. A factor is what came on such days over what the rest of the model expected there, drawn towards 1 as
if some ordinary days had been seen as well: a kind of day met twice changes little.

The bands are not taken from a formula: they are what the same model missed by on days it had not seen, in square roots
of what it expected, and ten days together miss as ten days together did.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from eservice.metrics.forecast.days import DayKind, OpenDay

HORIZON = 10
"""Open days."""
WARM_UP = 20
"""Open days before the first forecast is counted: four of each weekday."""
LEAST_DAYS = 30
"""Open days that must be known before anything is foretold."""
LEAST_REQUESTS = 60

_LEVEL = 0.06
"""How much of a day's surprise the level follows: half of it after eleven days."""
_DRIFT = 0.01
_DAMPED = 0.9
_FADES = 0.995
"""What is left of a day's weight in a factor after another day: half after 138 days of its kind."""
_ORDINARY = 4.0
"""So many ordinary days draw a factor towards 1."""
_LEAST_MEAN = 0.2
_KEPT = 250


@dataclass
class Model:
    """The level, its drift and the factors as they stand after the days counted so far."""

    level: float
    drift: float = 0.0
    _came: dict[DayKind, float] = field(default_factory=dict)
    _rest: dict[DayKind, float] = field(default_factory=dict)

    def factor(self, kind: DayKind) -> float:
        """How many times an ordinary day a day of this kind brings."""
        drawn = _ORDINARY * max(self.level, _LEAST_MEAN)
        return (self._came.get(kind, 0.0) + drawn) / (self._rest.get(kind, 0.0) + drawn)

    def expected(self, days: Sequence[OpenDay]) -> list[float]:
        """Return how many come on each of the open days that follow the last one counted."""
        factors = {kind: self.factor(kind) for kind in {kind for day in days for kind in day.kinds}}
        level, drift, means = self.level, self.drift, []
        for day in days:
            drift *= _DAMPED
            level += drift
            means.append(max(_LEAST_MEAN, level * math.prod(factors[kind] for kind in day.kinds)))
        return means

    def learn(self, day: OpenDay, came: int) -> None:
        """Correct everything a little by what came."""
        (expected,) = self.expected([day])
        factors = {kind: self.factor(kind) for kind in day.kinds}
        for kind, factor in factors.items():
            self._came[kind] = self._came.get(kind, 0.0) * _FADES + came
            self._rest[kind] = self._rest.get(kind, 0.0) * _FADES + expected / factor
        before, weight = self.level, math.prod(factors.values())
        ahead = self.level + self.drift * _DAMPED
        self.level = max(0.0, ahead + _LEVEL * (came - expected) / max(weight, 0.5))
        self.drift = self.drift * _DAMPED + _DRIFT * (self.level - before - self.drift * _DAMPED)


@dataclass(frozen=True, slots=True)
class Miss:
    """By how much the days after one origin were missed, in square roots of what was expected."""

    origin: int
    """How many days were counted when it was foretold."""
    expected: tuple[float, ...]
    by: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What half of such days, and nine of ten, stay at or below."""

    p50: int
    p90: int


@dataclass(frozen=True, slots=True)
class Foretold:
    """One of the days ahead."""

    day: OpenDay
    mean: float
    band: Band


@dataclass(frozen=True)
class Arrivals:
    """What was learnt from the days counted, and what it says of the days ahead."""

    n: int
    """Requests of the days counted."""
    days: int
    model: Model
    misses: Sequence[Miss]
    """Whole ones alone, the oldest first."""

    def ahead(self, days: Sequence[OpenDay]) -> list[Foretold]:
        """Return the days ahead with their bands."""
        by = sorted(miss for one in self.recent for miss in one.by)
        means = self.model.expected(days)
        return [Foretold(day, mean, band_of(by, mean)) for day, mean in zip(days, means, strict=True)]

    def total(self, days: Sequence[OpenDay]) -> Band:
        """Return how many come on all the days ahead together."""
        return total_band(self.model.expected(days), self.recent)

    @property
    def recent(self) -> Sequence[Miss]:
        """The misses of about a year: older ones say little of today."""
        return self.misses[-_KEPT:]


def learnt(days: Sequence[OpenDay], counts: Sequence[int]) -> Arrivals | None:
    """Return what days that are over say of those ahead; None where they are too few to say anything.

    Args:
        days: without gaps, the oldest first.
        counts: how many came on each.
    """
    if len(days) < LEAST_DAYS or sum(counts) < LEAST_REQUESTS:
        return None
    model, misses = walk(days, counts)
    return Arrivals(sum(counts), len(days), model, misses)


def walk(days: Sequence[OpenDay], counts: Sequence[int]) -> tuple[Model, list[Miss]]:
    """Go through the past day by day; after each, foretell the next ones and note by how much that missed."""
    model = Model(level=sum(counts[:WARM_UP]) / WARM_UP)
    misses = []
    for origin in range(len(days) + 1):
        if WARM_UP <= origin <= len(days) - HORIZON:
            means = model.expected(days[origin : origin + HORIZON])
            by = ((came - mean) / math.sqrt(mean) for came, mean in zip(counts[origin:], means, strict=False))
            misses.append(Miss(origin, tuple(means), tuple(by)))
        if origin < len(days):
            model.learn(days[origin], counts[origin])
    return model, misses


def band_of(by: Sequence[float], mean: float) -> Band:
    """Return the band of one day from sorted misses."""
    p50, p90 = (quantile(by, share) for share in (0.5, 0.9))
    return Band(*(max(0, math.floor(mean + miss * math.sqrt(mean) + 1e-9)) for miss in (p50, p90)))


def total_band(means: Sequence[float], misses: Sequence[Miss]) -> Band:
    """Return the band of several days together: each past miss of as many days, laid upon what is expected now."""
    swings = [(mean, math.sqrt(mean)) for mean in means]
    totals = sorted(
        sum(max(0.0, mean + by * root) for (mean, root), by in zip(swings, one.by[: len(means)], strict=True))
        for one in misses
    )
    return Band(math.floor(quantile(totals, 0.5) + 1e-9), math.floor(quantile(totals, 0.9) + 1e-9))


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value that ``share`` of all do not exceed, one to come included: rounded up as a new day counts too.

    Args:
        ordered: at least one, smallest first.
    """
    return ordered[min(len(ordered) - 1, math.ceil((len(ordered) + 1) * share) - 1)]
