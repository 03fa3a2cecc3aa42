"""An office as a queue with several hands, played event by event. Pure.

Everything is in working seconds from now: an office that is closed does not exist here. A library of queues was looked
at and left aside: the whole game is one loop over three kinds of events, and changing hands and orders is easier to
read here than in somebody else's classes. It is held to the formulas of the textbook (M/M/1 and M/M/c) by its tests.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush


class Order(StrEnum):
    """Which request a free hand takes next; the values stand in addresses."""

    PROMISE = "janji"
    OLDEST = "terlama"
    SHORTEST = "tercepat"


@dataclass(frozen=True, slots=True)
class Case:
    """One request as the game knows it; working seconds from now."""

    comes: float
    """Below 0 for one that waits already."""
    work: float
    """How long it keeps one hand busy."""
    due: float
    lasts: float = 0.0
    """From when a hand takes it up to its end, the signature included, which no officer shortens."""


_KEYS: dict[Order, Callable[[Case], tuple[float, float]]] = {
    Order.PROMISE: lambda case: (case.due, case.comes),
    Order.OLDEST: lambda case: (case.comes, case.due),
    Order.SHORTEST: lambda case: (case.work, case.comes),
}

Shift = tuple[float, int]
"""(from this instant on, so many hands)."""


def begun(cases: Sequence[Case], shifts: Sequence[Shift], order: Order) -> list[float]:
    """Return when a hand takes each of the cases up, in the order given; infinity where none ever does.

    Args:
        shifts: the first one begins at the first arrival or before; who leaves finishes what they hold.
    """
    key = _KEYS[order]
    coming = sorted(range(len(cases)), key=lambda number: cases[number].comes)
    starts = [math.inf] * len(cases)
    waiting: list[tuple[tuple[float, float], int]] = []
    busy: list[float] = []
    turn, place, hands = 0, 0, 0
    now = cases[coming[0]].comes if coming else 0.0
    while turn < len(coming) or waiting:
        while place < len(shifts) and shifts[place][0] <= now:
            hands, place = shifts[place][1], place + 1
        while busy and busy[0] <= now:
            heappop(busy)
        while turn < len(coming) and cases[coming[turn]].comes <= now:
            heappush(waiting, (key(cases[coming[turn]]), coming[turn]))
            turn += 1
        while waiting and len(busy) < hands:
            _, number = heappop(waiting)
            starts[number] = now
            heappush(busy, now + cases[number].work)
        now = min(
            cases[coming[turn]].comes if turn < len(coming) else math.inf,
            busy[0] if busy else math.inf,
            shifts[place][0] if place < len(shifts) else math.inf,
        )
        if math.isinf(now):
            break
    return starts
