"""Lengths of time kept as counts per bucket, two per cent wide, so that any two heaps of them can be added. Pure.

The buckets are fixed once and for all: up to 50 seconds each second has its own, beyond that each begins two per cent
after the one before, up to forty years. A bucket stands for the middle of it, so what is told lies within one per cent
of a length that really was; a rank is exact. What is stored are pairs of bucket and count; a year of the whole city is
some hundred thousand of them, which numpy adds in a millisecond and a loop in thirty.
"""

import struct
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

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

_PAIRS = np.dtype([("bucket", "<u2"), ("n", "<u4")])

Counts: TypeAlias = NDArray[np.int64]
"""How many lengths lie in each bucket, of one heap, or of many, a row for each."""

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


def added(heaps: Sequence[bytes], rows: Sequence[int], *, of: int) -> Counts:
    """Return what packed heaps hold together, row by row.

    Args:
        heaps: as ``packed`` writes them.
        rows: to which row each of them belongs.
        of: how many rows there are.
    """
    pairs = np.frombuffer(b"".join(heaps), dtype=_PAIRS)
    lengths = np.fromiter((len(heap) // _PAIRS.itemsize for heap in heaps), dtype=np.int64, count=len(heaps))
    places = np.repeat(np.asarray(rows, dtype=np.int64), lengths) * len(BOUNDS) + pairs["bucket"]
    sums = np.bincount(places, weights=pairs["n"], minlength=of * len(BOUNDS))
    return sums.astype(np.int64).reshape(of, len(BOUNDS))


def nothing() -> Counts:
    """Return a heap without any length."""
    return np.zeros(len(BOUNDS), dtype=np.int64)


def together(rows: Counts) -> Counts:
    """Return what the heaps of some rows hold together."""
    sums: Counts = np.sum(rows, axis=0)
    return sums


def pour(heap: Mapping[int, int], into: Counts) -> None:
    """Add a heap to the counts of one row."""
    for number, n in heap.items():
        into[number] += n


def spread(counts: Counts) -> Spread:
    """Return count, median, p75, p90 and p95 as ``rules.spread`` does, each within one per cent."""
    reached = np.cumsum(counts)
    total = int(reached[-1])
    if total < SMALL_GROUP:
        return Spread(total, None, None, None, None)
    ranks = [-(-total * per_cent // 100) for per_cent in (50, 75, 90, 95)]
    median, p75, p90, p95 = (middle(int(number)) for number in np.searchsorted(reached, ranks))
    return Spread(total, median, p75, p90, p95)
