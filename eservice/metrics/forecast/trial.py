"""How often such forecasts held: the same model on the past, day by day, knowing no more than was known. Pure."""

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eservice.metrics.forecast.arrivals import HORIZON, Miss, band_of, total_band

TESTED = 0.2
"""The last fifth of the days is foretold and compared."""
LEAST_TESTED = 30
"""Days that must have been compared before the bands may be relied on."""
HOLDS = (0.85, 0.95)
"""Where nine of ten were promised, the share that really stayed below must lie in here."""
_LEAST_MISSES = 50


class Trust(StrEnum):
    """Whether the bands may be relied on."""

    HOLDS = "holds"
    UNTRIED = "untried"
    """Too few days to compare with."""
    MISSES = "misses"
    """Fewer, or more, stayed below the p90 than should have."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Of what was foretold and can be compared, how much stayed at or below p50 and p90."""

    n: int
    """Forecasts compared: each day as foretold from one to ten days before."""
    days: int
    """Different days among them."""
    below_p50: int
    below_p90: int

    @property
    def p50_share(self) -> float | None:
        """0..1; should be a half."""
        return self.below_p50 / self.n if self.n else None

    @property
    def p90_share(self) -> float | None:
        """0..1; should be nine tenths."""
        return self.below_p90 / self.n if self.n else None

    @property
    def trust(self) -> Trust:
        """Whether the bands may be relied on."""
        share = self.p90_share
        if self.days < LEAST_TESTED or share is None:
            return Trust.UNTRIED
        return Trust.HOLDS if HOLDS[0] <= share <= HOLDS[1] else Trust.MISSES


def tried(misses: Sequence[Miss], counts: Sequence[int]) -> Trial:
    """Compare each of the last fifth of the days with what was foretold of it from one to ten days before.

    Args:
        misses: as ``arrivals.walk`` noted them, the oldest first.
        counts: what came on each day.
    """
    begins = len(counts) - int(len(counts) * TESTED)
    known: list[float] = []
    by_origin = {miss.origin: miss for miss in misses}
    compared: set[int] = set()
    n = below_p50 = below_p90 = 0
    for origin in range(len(counts)):
        if (over := by_origin.get(origin - HORIZON)) is not None:  # its ten days are over now
            for by in over.by:
                insort(known, by)
        now = by_origin.get(origin)
        if now is None or len(known) < _LEAST_MISSES:
            continue
        for place, mean in enumerate(now.expected, start=origin):
            if place >= begins:
                band = band_of(known, mean)
                n, below_p50, below_p90 = (
                    n + 1,
                    below_p50 + (counts[place] <= band.p50),
                    below_p90 + (counts[place] <= band.p90),
                )
                compared.add(place)
    return Trial(n, len(compared), below_p50, below_p90)


def tried_totals(misses: Sequence[Miss], counts: Sequence[int]) -> Trial:
    """Compare ten days together, from every origin whose ten days lie in the last fifth."""
    begins = len(counts) - int(len(counts) * TESTED)
    n = below_p50 = below_p90 = 0
    for now in misses:
        known: list[Miss] = [one for one in misses if one.origin + HORIZON <= now.origin]
        if now.origin < begins or len(known) * HORIZON < _LEAST_MISSES:
            continue
        band, came = total_band(now.expected, known), sum(counts[now.origin : now.origin + HORIZON])
        n, below_p50, below_p90 = n + 1, below_p50 + (came <= band.p50), below_p90 + (came <= band.p90)
    return Trial(n, n, below_p50, below_p90)


@dataclass(frozen=True, slots=True)
class Ended:
    """A case that ended, in seconds."""

    begins: float
    ends: float
    length: float
    """On whichever clock it is told; the other two are on one line."""


def tried_lengths(cases: Sequence[Ended], *, memory: float, least: int) -> Trial:
    """Compare how long each case of the last fifth took with those that had ended shortly before it began.

    Args:
        memory: seconds before the beginning in which a comparable case must have ended.
        least: so many comparable ones must be known.
    """
    ordered = sorted(cases, key=lambda case: case.begins)
    by_end = sorted(cases, key=lambda case: case.ends)
    first = last = n = below_p50 = below_p90 = 0
    for case in ordered[len(ordered) - int(len(ordered) * TESTED) :]:
        while last < len(by_end) and by_end[last].ends <= case.begins:
            last += 1
        while first < last and by_end[first].ends <= case.begins - memory:
            first += 1
        if last - first >= least:
            known = sorted(one.length for one in by_end[first:last])
            n += 1
            below_p50 += case.length <= nearest(known, 50)
            below_p90 += case.length <= nearest(known, 90)
    return Trial(n, n, below_p50, below_p90)


def together(trials: Iterable[Trial]) -> Trial:
    """Return several trials as one."""
    found = list(trials)
    return Trial(*(sum(getattr(one, name) for one in found) for name in ("n", "days", "below_p50", "below_p90")))


def nearest(ordered: Sequence[float], per_cent: int) -> float:
    """Return the value at the nearest rank, as the figures do."""
    return ordered[-(-len(ordered) * per_cent // 100) - 1]
