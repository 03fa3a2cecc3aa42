"""Merit as a table of steps: nine boxes, points, weights, and whether weights favour a group. Pure.

Nothing here ranks or decides: a score is evidence with its arithmetic shown, and a person decides with a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import erfc, sqrt


class Level(StrEnum):
    """One side of the nine boxes: against what was expected."""

    BELOW = "below"
    AS = "as"
    ABOVE = "above"


class Predicate(StrEnum):
    """What the two sides come to (PermenPANRB 6/2022)."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    NEEDS_MORE = "needs_more"
    POOR = "poor"
    VERY_POOR = "very_poor"


class Criterion(StrEnum):
    """What a round may weigh."""

    PERFORMANCE = "performance"
    TRAINING = "training"
    QUALITY = "quality"
    PROMISE = "promise"
    INTEGRITY = "integrity"
    PANEL = "panel"


NINE_BOXES: dict[tuple[Level, Level], Predicate] = {
    (Level.ABOVE, Level.BELOW): Predicate.POOR,
    (Level.ABOVE, Level.AS): Predicate.GOOD,
    (Level.ABOVE, Level.ABOVE): Predicate.VERY_GOOD,
    (Level.AS, Level.BELOW): Predicate.POOR,
    (Level.AS, Level.AS): Predicate.GOOD,
    (Level.AS, Level.ABOVE): Predicate.GOOD,
    (Level.BELOW, Level.BELOW): Predicate.VERY_POOR,
    (Level.BELOW, Level.AS): Predicate.NEEDS_MORE,
    (Level.BELOW, Level.ABOVE): Predicate.NEEDS_MORE,
}
"""(results, conduct) -> predicate. Source: PermenPANRB 6/2022, as reprinted in our notes."""

POINTS: dict[Predicate, int] = {
    Predicate.VERY_GOOD: 100,
    Predicate.GOOD: 80,
    Predicate.NEEDS_MORE: 50,
    Predicate.POOR: 25,
    Predicate.VERY_POOR: 0,
}
HOUR_BANDS = ((41, 100), (31, 80), (21, 70), (20, 60), (0, 20))
"""From so many hours of training a year on -> points: a local example, no law."""
CLEAN_BANDS = ((15, 100), (12, 80), (9, 60), (6, 40), (3, 20), (0, 0))
"""From so many years without discipline on -> points: the same example."""
WHOLE = 100
LEAST_IN_GROUP = 5
UNLIKELY = 0.05


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one candidate on one day; None where nothing is."""

    predicate: Predicate | None
    hours: int
    decided: int
    """Requests decided on in the last year."""
    faulty: int
    due: int
    kept: int
    clean_years: int | None
    panel: float | None = None
    """Mean of the marks of those without a conflict; 0 to 100."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a score: what was seen, the points for it, its weight, and what that adds."""

    criterion: Criterion
    seen: tuple[float, float] | None
    """As it was taken: a part and its whole, or a number and 0; None where nothing is known."""
    points: float
    weight: int

    @property
    def adds(self) -> float:
        """Points times weight, of a hundred."""
        return self.points * self.weight / WHOLE


@dataclass(frozen=True, slots=True)
class Difference:
    """How the scores of a group differ from those of everybody else."""

    group: str
    n: int
    others: int
    difference: float | None
    """Mean of the group less mean of the others; None where either are too few."""
    is_unlikely: bool
    """Chance alone would bring so large a difference in fewer than one of twenty looks."""


def predicate(results: Level, conduct: Level) -> Predicate:
    """Return what the two sides of an appraisal come to."""
    return NINE_BOXES[results, conduct]


def banded(value: int, bands: Sequence[tuple[int, int]]) -> int:
    """Return the points of the highest band that a value reaches."""
    return next(points for least, points in bands if value >= least)


def steps(told: Evidence, weights: Mapping[Criterion, int]) -> list[Step]:
    """Return the score of a candidate line by line, in the order of ``Criterion``; what is unknown adds nothing."""
    return [Step(one, *_seen(told)[one], weights[one]) for one in Criterion if weights.get(one)]


def total(lines: Sequence[Step]) -> float:
    """Return the sum of a score, of a hundred, to two places: what the lines show adds up."""
    return round(sum(round(one.adds, 2) for one in lines), 2)


def weights_whole(weights: Mapping[Criterion, int]) -> bool:
    """Tell whether weights add up to a hundred and none is negative."""
    return sum(weights.values()) == WHOLE and min(weights.values(), default=0) >= 0


def fairness(scores: Mapping[int, float], groups: Mapping[int, str]) -> list[Difference]:
    """Return how each group's scores differ from all others', by name; who told no group is left out.

    Mann and Whitney's test with ties, and the level shared among the groups looked at (Bonferroni).
    """
    known = {one: groups[one] for one in scores if groups.get(one)}
    names = sorted(set(known.values()))
    found = []
    looks = len(names) - 1 if len(names) == 2 else len(names)  # of two groups one mirrors the other
    for name in names:
        inside = [scores[one] for one, group in known.items() if group == name]
        outside = [scores[one] for one, group in known.items() if group != name]
        if min(len(inside), len(outside)) < LEAST_IN_GROUP:
            found.append(Difference(name, len(inside), len(outside), None, is_unlikely=False))
            continue
        difference = sum(inside) / len(inside) - sum(outside) / len(outside)
        unlikely = mann_whitney(inside, outside) < UNLIKELY / max(looks, 1)
        found.append(Difference(name, len(inside), len(outside), difference, unlikely))
    return found


def mann_whitney(one: Sequence[float], other: Sequence[float]) -> float:
    """Return how likely two samples differ so much in rank by chance: two-sided, corrected for ties and continuity."""
    every = sorted([*one, *other])
    ranks: dict[float, float] = {}
    ties = 0.0
    at = 0
    while at < len(every):
        last = at
        while last + 1 < len(every) and every[last + 1] == every[at]:
            last += 1
        same = last - at + 1
        ranks[every[at]] = (at + last) / 2 + 1
        ties += same**3 - same
        at = last + 1
    n, m, whole = len(one), len(other), len(every)
    above = sum(ranks[value] for value in one) - n * (n + 1) / 2
    spread = sqrt(n * m / 12 * (whole + 1 - ties / (whole * (whole - 1))))
    if not spread:
        return 1.0
    away = max(0.0, abs(above - n * m / 2) - 0.5) / spread
    return erfc(away / sqrt(2))


def _seen(told: Evidence) -> dict[Criterion, tuple[tuple[float, float] | None, float]]:
    given = told.predicate
    return {
        Criterion.PERFORMANCE: (None, 0.0) if given is None else ((POINTS[given], 0.0), POINTS[given]),
        Criterion.TRAINING: ((told.hours, 0.0), banded(told.hours, HOUR_BANDS)),
        Criterion.QUALITY: _part(told.decided - told.faulty, told.decided),
        Criterion.PROMISE: _part(told.kept, told.due),
        Criterion.INTEGRITY: (
            (None, 0.0)
            if told.clean_years is None
            else ((told.clean_years, 0.0), banded(told.clean_years, CLEAN_BANDS))
        ),
        Criterion.PANEL: (None, 0.0) if told.panel is None else ((told.panel, 0.0), told.panel),
    }  # fmt: skip


def _part(part: int, of: int) -> tuple[tuple[float, float] | None, float]:
    return ((part, of), part * WHOLE / of) if of else (None, 0.0)
