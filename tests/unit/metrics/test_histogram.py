"""Heaps of lengths: nothing is lost by adding, and what they tell lies within the stated error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservice.metrics import histogram, rules

SECONDS = st.integers(0, 3 * 366 * 86_400)


def heap(lengths: list[int]) -> histogram.Heap:
    return histogram.Heap(map(histogram.bucket, lengths))


def counts(lengths: list[int]) -> histogram.Counts:
    found = histogram.nothing()
    histogram.pour(heap(lengths), found)
    return found


@given(st.lists(SECONDS, min_size=5, max_size=80))
def test_what_a_heap_tells_lies_within_one_per_cent_of_the_exact(lengths: list[int]) -> None:
    told, exact = histogram.spread(counts(lengths)), rules.spread(lengths)

    assert told.n == exact.n
    for name in ("median", "p75", "p90", "p95"):
        real = getattr(exact, name)
        assert abs(getattr(told, name) - real) <= 0.01 * real


@given(st.lists(st.lists(SECONDS, max_size=20), max_size=6))
def test_heaps_of_parts_added_are_the_heap_of_the_whole(parts: list[list[int]]) -> None:
    added = histogram.added([histogram.packed(heap(part)) for part in parts], [0] * len(parts), of=1)

    assert added.tolist() == [counts([one for part in parts for one in part]).tolist()]


@given(st.lists(st.tuples(st.lists(SECONDS, max_size=20), st.integers(0, 2)), max_size=6))
def test_heaps_are_added_row_by_row(parts: list[tuple[list[int], int]]) -> None:
    added = histogram.added([histogram.packed(heap(part)) for part, _row in parts], [row for _, row in parts], of=3)

    for row in range(3):
        assert added[row].tolist() == counts([one for part, of in parts if of == row for one in part]).tolist()


def test_every_bucket_is_at_most_two_per_cent_wide_and_none_is_missed() -> None:
    for number, (low, following) in enumerate(zip(histogram.BOUNDS, histogram.BOUNDS[1:], strict=False)):
        assert histogram.bucket(low) == histogram.bucket(following - 1) == number
        assert following - 1 <= low * (1 + histogram.WIDTH)
    assert histogram.middle(histogram.bucket(10**12)) == histogram.BOUNDS[-1]
    assert len(histogram.BOUNDS) < 1 << 16


def test_small_groups_tell_no_percentile() -> None:
    assert histogram.spread(counts([60, 60, 60, 60])) == rules.Spread(4, None, None, None, None)
    assert histogram.spread(histogram.nothing()).n == 0


def test_more_is_never_taken_away_than_was_added() -> None:
    gone = heap([60])
    gone.subtract(heap([60, 61]))

    with pytest.raises(ValueError, match="less than nothing"):
        histogram.packed(gone)
