"""A control chart of single values: limits come from the swings of the process itself."""

from datetime import UTC, datetime, timedelta

import pytest

from eservice.metrics.control import control, open_at

EARLIER = [10, 12, 11, 13, 12, 11, 10, 12]
"""Mean 11.375; moving ranges 2 1 2 1 1 1 2, mean 1.4286: the limit is 11.375 + 2.66 × 1.4286 = 15.175."""


def test_the_limits_are_those_worked_out_by_hand() -> None:
    found = control(15, EARLIER)

    assert found is not None
    assert (found.usual, found.n) == (11.375, 8)
    assert found.upper == pytest.approx(15.175)
    assert not found.is_beyond
    assert (beyond := control(16, EARLIER)) is not None
    assert beyond.is_beyond


def test_a_restless_office_is_warned_later_than_a_steady_one() -> None:
    steady, restless = control(20, [12] * 10), control(20, [4, 20] * 5)

    assert steady is not None
    assert restless is not None
    assert steady.usual == restless.usual
    assert steady.is_beyond
    assert not restless.is_beyond


def test_too_few_earlier_values_give_no_limit() -> None:
    assert control(99, EARLIER[:7]) is None


def test_what_was_open_is_what_had_come_and_not_gone() -> None:
    begin = datetime(2026, 7, 6, tzinfo=UTC)
    filed, closed = ([begin + timedelta(hours=hour) for hour in hours] for hours in ((0, 1, 2, 9), (2, 5)))

    assert [open_at(filed, closed, begin + timedelta(hours=hour)) for hour in (0, 1, 2, 6, 9)] == [1, 2, 2, 1, 2]
