"""What a number of people would make of what waits and of what comes: the game fed from what was measured. Pure.

Every invented request is a real one of the last weeks drawn at random: its hour of the day, how long it was looked at,
how long it waited for the signature, what it was promised. Nobody measured how long an officer's hands were busy with
it: they look at several at once, and serve the bench between. So one number is *fitted*: how much of an officer's time
a request takes, as a multiple of the time it was looked at, such that the requests of the last weeks, played with the
people of today, wait as long as they really did.
"""

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from eservice.metrics.forecast.arrivals import Miss, quantile
from eservice.metrics.forecast.play import Case, Order, begun

LEAST_SEEN = 30
"""Finished requests that must have been seen before anything is played."""
PLAYS = 60
_MOST_CASES = 30_000
_LEAST_PLAYS = 30
_LEAST_ALIKE = 5
_SEED = 20_260_701
"""The same question gets the same answer, and two plans meet the same luck."""
_FIT = (0.02, 50.0)
_FIT_STEPS = 14


@dataclass(frozen=True, slots=True)
class Seen:
    """A finished request of the last weeks; working seconds."""

    service_id: int
    begins: float
    """On the line of the past."""
    offset: float
    """After the opening of the day to which it belongs."""
    waited: float
    looked_at: float
    signed: float
    promised: float
    """From the filing to the promise, without what stood on others."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open request that an officer must still look at."""

    service_id: int
    comes: float
    due: float


@dataclass(frozen=True, slots=True)
class Ahead:
    """One of the days ahead: its working seconds (of today: what is left) and how many are expected in them."""

    seconds: float
    mean: float
    gone: float = 0.0
    """Working seconds of it that are over."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who works on each of the days ahead, in which order, and how much longer the office is open."""

    hands: tuple[int, ...]
    order: Order = Order.PROMISE
    longer: float = 0.0
    """Working seconds more on each day."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of many plays of one plan; where half, and nine of ten, were no worse."""

    plays: int
    due: int
    """Promises that fall due, in the middle play."""
    kept_p50: float | None
    """0..1; None where hardly any falls due."""
    kept_p90: float | None
    """Nine of ten plays kept at least so many."""
    cleared_p50: float
    """Working seconds until everything that waits now has been looked at; infinity where that is beyond the days."""
    cleared_p90: float
    left_p50: int
    """Wait at the end of the days."""
    left_p90: int


@dataclass(frozen=True)
class Desk:
    """An office as it stands: what waits, what comes, what was seen."""

    waiting: Sequence[Waiting]
    signing: Sequence[float]
    """Promises of what waits for the signature alone."""
    days: Sequence[Ahead]
    misses: Sequence[Miss]
    seen: Sequence[Seen]
    hands: tuple[int, ...]
    """Who is there on each of the days ahead."""
    usual_hands: int
    _alike: dict[int, list[Seen]] = field(default_factory=dict, repr=False)

    @cached_property
    def effort(self) -> float:
        """How much of an officer's time a request takes, as a multiple of the time it was looked at."""
        return fitted(self.seen, self.usual_hands)

    def alike(self, service_id: int) -> Sequence[Seen]:
        """Return the seen requests of a service, or all where those are too few."""
        if not self._alike:
            for one in self.seen:
                self._alike.setdefault(one.service_id, []).append(one)
        found = self._alike.get(service_id, [])
        return found if len(found) >= _LEAST_ALIKE else self.seen

    def day_of(self, seconds: float, plan: Plan) -> int | None:
        """Return on which of the days ahead an instant of a play lies, None for one beyond them."""
        ends = accumulate(day.seconds + plan.longer for day in self.days)
        return next((place for place, end in enumerate(ends) if seconds <= end), None)

    def outcome(self, plan: Plan) -> Outcome:
        """Play a plan many times over."""
        each = len(self.waiting) + sum(day.mean for day in self.days) + 1
        plays = max(_LEAST_PLAYS, min(PLAYS, int(_MOST_CASES / each)))
        return _told([self._play(plan, random.Random(_SEED + number)) for number in range(plays)])  # noqa: S311 - a game

    def _play(self, plan: Plan, hand: random.Random) -> "_Played":
        clock = _Clock([day.seconds for day in self.days], plan.longer)
        cases = [
            self._case(hand.choice(self.alike(one.service_id)), comes=one.comes, due=clock.at(one.due))
            for one in self.waiting
        ]
        cases += self._coming(clock, hand)
        shifts = [(-math.inf, 0), *((clock.begin_of(place), n) for place, n in enumerate(plan.hands))]
        starts = begun(cases, shifts, plan.order)
        ends = [(one.due, start + one.lasts) for one, start in zip(cases, starts, strict=True)]
        ends += [(clock.at(due), hand.choice(self.seen).signed) for due in self.signing]
        due = [(promise, end) for promise, end in ends if 0 < promise <= clock.end]
        looked = [start + one.work for one, start in zip(cases[: len(self.waiting)], starts, strict=False)]
        return _Played(
            due=len(due),
            kept=sum(end <= promise for promise, end in due),
            cleared=max(looked, default=0.0),
            left=sum(start > clock.end for start in starts),
            end=clock.end,
        )

    def _coming(self, clock: "_Clock", hand: random.Random) -> list[Case]:
        miss, cases = hand.choice(self.misses), []
        for place, (day, by) in enumerate(zip(self.days, miss.by, strict=False)):
            mean = max(0.0, day.mean + by * math.sqrt(day.mean))
            for _ in range(int(mean) + (hand.random() < mean % 1)):
                one = hand.choice(self.seen)
                within = hand.random() * day.seconds if day.gone else min(one.offset, day.seconds - 1)
                comes = clock.starts[place] + within
                cases.append(self._case(one, comes=clock.at(comes), due=clock.at(comes + one.promised)))
        return cases

    def _case(self, one: Seen, *, comes: float, due: float) -> Case:
        return Case(comes, self.effort * one.looked_at, due, one.looked_at + one.signed)


def fitted(seen: Sequence[Seen], hands: int) -> float:
    """Return the effort with which the past, played with these hands, waits as long as it did (by its median)."""
    waited = quantile(sorted(one.waited for one in seen), 0.5)
    low, high = _FIT
    for _ in range(_FIT_STEPS):
        middle = math.sqrt(low * high)
        cases = [Case(one.begins, middle * one.looked_at, one.begins + one.promised) for one in seen]
        starts = begun(cases, [(-math.inf, max(1, hands))], Order.PROMISE)
        played = sorted(start - case.comes for start, case in zip(starts, cases, strict=True))
        low, high = (low, middle) if quantile(played, 0.5) > waited else (middle, high)
    return math.sqrt(low * high)


@dataclass(frozen=True, slots=True)
class _Played:
    due: int
    kept: int
    cleared: float
    left: int
    end: float


class _Clock:
    """The days ahead laid end to end, each longer by the same time at its end."""

    def __init__(self, lengths: Sequence[float], longer: float) -> None:
        self.starts = [0.0, *accumulate(lengths)]
        self._longer = longer
        self.end = self.starts[-1] + longer * len(lengths)

    def at(self, usual: float) -> float:
        """Return where an instant of the usual days lies: later by the longer days before it."""
        return usual + self._longer * max(0, bisect_right(self.starts, usual) - 1)

    def begin_of(self, place: int) -> float:
        """Return where a day begins."""
        return self.starts[place] + self._longer * place


def _told(plays: Sequence[_Played]) -> Outcome:
    shares = sorted(one.kept / one.due for one in plays if one.due)
    worst = [-share for share in reversed(shares)]
    cleared = sorted(one.cleared if one.cleared <= one.end else math.inf for one in plays)
    left = sorted(one.left for one in plays)
    enough = len(shares) * 2 > len(plays)
    return Outcome(
        plays=len(plays),
        due=int(quantile(sorted(one.due for one in plays), 0.5)),
        kept_p50=-quantile(worst, 0.5) if enough else None,
        kept_p90=-quantile(worst, 0.9) if enough else None,
        cleared_p50=quantile(cleared, 0.5),
        cleared_p90=quantile(cleared, 0.9),
        left_p50=int(quantile(left, 0.5)),
        left_p90=int(quantile(left, 0.9)),
    )


def more(hands: Sequence[int], by: int) -> tuple[int, ...]:
    """Return so many hands more, or fewer, on each day; never below none."""
    return tuple(max(0, one + by) for one in hands)
