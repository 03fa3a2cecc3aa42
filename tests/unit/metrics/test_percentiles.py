"""Nearest-rank percentiles: a value that a request really took."""

import pytest

from eservice.metrics.rules import percentile, share, spread


@pytest.mark.parametrize(
    ("values", "per_cent", "expected"),
    [
        ([15, 20, 35, 40, 50], 5, 15),
        ([15, 20, 35, 40, 50], 30, 20),
        ([15, 20, 35, 40, 50], 40, 20),
        ([15, 20, 35, 40, 50], 50, 35),
        ([15, 20, 35, 40, 50], 100, 50),
        ([1, 2, 3, 4], 50, 2),
        ([1, 2, 3, 4], 90, 4),
        (list(range(1, 101)), 90, 90),
        (list(range(1, 101)), 95, 95),
        (list(range(1, 12)), 90, 10),
        ([7], 50, 7),
        ([7], 95, 7),
    ],
)
def test_the_value_at_the_nearest_rank(values: list[int], per_cent: int, expected: int) -> None:
    assert percentile(values, per_cent) == expected


def test_at_least_nine_of_ten_are_as_fast_as_the_p90() -> None:
    for n in range(1, 60):
        values = [i * i for i in range(n)]
        p90 = percentile(values, 90)
        assert sum(value <= p90 for value in values) * 10 >= n * 9
        assert sum(value < p90 for value in values) * 10 < n * 9


def test_the_order_of_the_values_does_not_matter() -> None:
    assert spread([30, 10, 50, 20, 40]) == spread([10, 20, 30, 40, 50])


def test_a_spread_has_count_median_p75_p90_and_p95() -> None:
    found = spread(range(1, 41))

    assert (found.n, found.median, found.p75, found.p90, found.p95) == (40, 20, 30, 36, 38)


@pytest.mark.parametrize("n", range(5))
def test_fewer_than_five_give_neither_percentile_nor_rate(n: int) -> None:
    found = spread([60] * n)

    assert (found.n, found.median, found.p75, found.p90, found.p95) == (n, None, None, None, None)
    assert share(n, n) is None


def test_five_are_enough() -> None:
    assert spread([60] * 5).median == 60
    assert share(4, 5) == 0.8
