"""Lengths of time kept as counts per bucket, two per cent wide, so that any two heaps of them can be added. Pure.

The buckets are fixed once and for all: up to 50 seconds each second has its own, beyond that each begins two per cent
after the one before, up to forty years. A bucket stands for the middle of it, so what is told lies within one per cent
of a length that really was; a rank is exact. Nothing here needs more than the standard library: a year of the whole
city is some hundred thousand pairs to add once months are added beforehand.
"""

import struct
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import accumulate

from eservice.metrics.rules import SMALL_GROUP, Spread

WIDTH = 0.02
"""How much longer than the shortest the longest of one bucket may be."""

_LONGEST = 40 * 366 * 86_400
_PAIR = struct.Struct("<HI")


def _bounds() -> tuple[int, ...]:
    found = [0]
    while found[-1] < _LONGEST:
        found.append(max(found[-1] + 1, int(found[-1] * (1 + WIDTH))))
    return tuple(found)


BOUNDS = _bounds()
"""The shortest length of each bucket, in whole seconds; the last one has no end."""

Heap = Counter[int]
"""Bucket -> how many lengths lie in it; negative where some are taken away."""


def bucket(seconds: int) -> int:
    """Return the bucket of a length of no less than 0 seconds."""
    return bisect_right(BOUNDS, seconds) - 1


def middle(number: int) -> int:
    """Return the seconds that a bucket stands for."""
    last = number + 1 == len(BOUNDS)
    return BOUNDS[number] if last else (BOUNDS[number] + BOUNDS[number + 1] - 1) // 2


def packed(heap: Mapping[int, int]) -> bytes:
    """Return a heap as bytes; empty buckets take none.

    Raises:
        ValueError: more was taken away than had been added.
    """
    if any(n < 0 for n in heap.values()):
        raise ValueError("a bucket holds less than nothing")
    return b"".join(_PAIR.pack(number, n) for number, n in sorted(heap.items()) if n)


def unpacked(heap: bytes) -> Heap:
    """Return a heap from its bytes."""
    return Counter(dict(_PAIR.iter_unpack(heap)))


def added(heaps: Iterable[bytes]) -> Heap:
    """Return what packed heaps hold together."""
    sums = [0] * len(BOUNDS)
    unpack = _PAIR.iter_unpack
    for heap in heaps:
        for number, n in unpack(heap):
            sums[number] += n
    return Counter({number: n for number, n in enumerate(sums) if n})


def spread(heap: Mapping[int, int]) -> Spread:
    """Return count, median, p75, p90 and p95 as ``rules.spread`` does, each within one per cent."""
    numbers = sorted(number for number, n in heap.items() if n)
    reached = list(accumulate(heap[number] for number in numbers))
    total = reached[-1] if reached else 0
    if total < SMALL_GROUP:
        return Spread(total, None, None, None, None)
    median, p75, p90, p95 = (
        middle(numbers[bisect_right(reached, -(-total * per_cent // 100) - 1)]) for per_cent in (50, 75, 90, 95)
    )
    return Spread(total, median, p75, p90, p95)
