"""Whether a fault became rarer with those who were trained than with those who were not. Pure.

Each officer is a stratum: the change of the officer's own share of faulty requests, from the window before to the one
after. A group's change is the mean of its officers', weighted by nm/(n+m), n and m requests before and after, as in
Mantel and Haenszel; so an officer with another level, or another mix of before and after, moves nothing. The effect is
the difference of the two groups' changes. Its variance takes each share with one fault and one request without added
(Agresti and Caffo), so that nought of few is not taken for certain, and is widened by how much officers of a group
differ beyond chance; the quantile is Student's for the number of officers.

It is no experiment: who is sent is often who has just had a bad month, and that alone looks like an effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt


class Finding(StrEnum):
    """What may be said of a course."""

    TOO_LITTLE = "too_little"
    HELPED = "helped"
    HARMED = "harmed"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Windows:
    """One officer's requests and the faulty ones among them, before and after."""

    before_n: int
    before: int
    after_n: int
    after: int


@dataclass(frozen=True, slots=True)
class Group:
    """Several officers together, with what was counted of them."""

    people: int
    before_n: int
    before: int
    after_n: int
    after: int


@dataclass(frozen=True, slots=True)
class Effect:
    """By how much the share of faults changed more with the trained; below nought is better."""

    finding: Finding
    trained: Group
    others: Group
    change: float | None = None
    """-1..1; None where the data are too few."""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class _Change:
    """A group's change and its variance; ``scatter`` is the chi-square of its officers about it."""

    mean: float
    variance: float
    scatter: float


def effect(trained: Sequence[Windows], others: Sequence[Windows], *, people: int, requests: int) -> Effect:
    """Return the effect with a 95 % interval.

    Args:
        trained: officers who took part; whoever has no request in one of the windows is left out.
        others: officers who did not.
        people: officers that each group has at least, else nothing is said.
        requests: requests that each group has at least in each window.
    """
    trained, others = _whole(trained), _whole(others)
    groups = _group(trained), _group(others)
    if any(one.people < max(people, 2) or min(one.before_n, one.after_n) < requests for one in groups):
        return Effect(Finding.TOO_LITTLE, *groups)
    changes = _change(trained), _change(others)
    degrees = len(trained) + len(others) - 2
    wider = max(1.0, (changes[0].scatter + changes[1].scatter) / degrees)
    change = changes[0].mean - changes[1].mean
    reach = student(degrees) * sqrt(wider * (changes[0].variance + changes[1].variance))
    low, high = change - reach, change + reach
    finding = Finding.HELPED if high < 0 else Finding.HARMED if low > 0 else Finding.UNCLEAR
    return Effect(finding, *groups, change, low, high)


def student(degrees: int) -> float:
    """Return the 97.5 % quantile of Student's distribution, by the expansion of Cornish and Fisher.

    Right to 0.005 from five degrees on; up to four the exact values stand here.
    """
    if degrees in _FEW:
        return _FEW[degrees]
    z = 1.959964
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / degrees + second / degrees**2 + third / degrees**3


_FEW = {1: 12.706205, 2: 4.302653, 3: 3.182446, 4: 2.776445}


def _whole(officers: Sequence[Windows]) -> list[Windows]:
    return [one for one in officers if one.before_n and one.after_n]


def _group(officers: Sequence[Windows]) -> Group:
    return Group(
        len(officers),
        sum(one.before_n for one in officers),
        sum(one.before for one in officers),
        sum(one.after_n for one in officers),
        sum(one.after for one in officers),
    )


def _change(officers: Sequence[Windows]) -> _Change:
    changes = [one.after / one.after_n - one.before / one.before_n for one in officers]
    variances = [_variance(one.before, one.before_n) + _variance(one.after, one.after_n) for one in officers]
    weights = [one.before_n * one.after_n / (one.before_n + one.after_n) for one in officers]
    whole = sum(weights)
    mean = sum(weight * change for weight, change in zip(weights, changes, strict=True)) / whole
    variance = sum(weight**2 * one for weight, one in zip(weights, variances, strict=True)) / whole**2
    scatter = sum((change - mean) ** 2 / one for change, one in zip(changes, variances, strict=True))
    return _Change(mean, variance, scatter)


def _variance(faults: int, requests: int) -> float:
    share = (faults + 1) / (requests + 2)
    return share * (1 - share) / (requests + 2)
