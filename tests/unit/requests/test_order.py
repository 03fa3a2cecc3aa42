"""The order of the house: the nearest promise, then who is put before others; and nobody waits for ever."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservice.requests import order as rules
from eservice.requests.order import AHEAD, FAIR_TURN, LONG_WAIT, PLAIN, Turn, Waiting, in_turn
from tests.times import MONDAY

DAY = timedelta(days=1)


def waits(number: int, *, promised: float = 1, rank: int = PLAIN, waited: float = 0) -> Waiting:
    """Return a request promised and filed so many days from and before Monday."""
    return Waiting(id=number, promised_at=MONDAY + promised * DAY, rank=rank, filed_at=MONDAY - waited * DAY)


def order(*waiting: Waiting, taken: int = 0) -> list[tuple[int, Turn]]:
    return [(one.id, turn) for one, turn in in_turn(waiting, taken=taken, at=MONDAY)]


def test_the_nearest_promise_comes_first_however_late_it_was_filed() -> None:
    assert order(waits(1, promised=2, waited=2), waits(2, promised=1)) == [(2, Turn.PROMISE), (1, Turn.PROMISE)]


def test_of_several_promised_for_one_instant_who_is_put_first_goes_first() -> None:
    assert order(waits(1), waits(2, rank=AHEAD), waits(3)) == [
        (2, Turn.PRIORITY),
        (1, Turn.PROMISE),
        (3, Turn.PROMISE),
    ]


def test_a_priority_overtakes_no_nearer_promise() -> None:
    assert order(waits(1, promised=1), waits(2, promised=2, rank=AHEAD)) == [(1, Turn.PROMISE), (2, Turn.PROMISE)]


def test_every_fifth_taken_is_the_one_that_has_waited_longest() -> None:
    waiting = [waits(1), waits(2, promised=9, waited=4), waits(3, promised=9, waited=5)]

    for taken in range(FAIR_TURN - 1):
        assert order(*waiting, taken=taken)[0] == (1, Turn.PROMISE)
    assert order(*waiting, taken=FAIR_TURN - 1) == [(3, Turn.LONGEST), (1, Turn.PROMISE), (2, Turn.PROMISE)]
    assert order(*waiting, taken=FAIR_TURN)[0] == (1, Turn.PROMISE)


def test_who_has_not_waited_long_overtakes_nobody() -> None:
    short = LONG_WAIT / DAY - 0.001

    assert order(waits(1), waits(2, promised=9, waited=short), taken=FAIR_TURN - 1)[0] == (1, Turn.PROMISE)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from([AHEAD, PLAIN]), st.integers(0, 9)), min_size=1, max_size=12),
    st.integers(0, 30),
)
def test_the_order_holds_each_request_once_whatever_waits(rows: list[tuple[int, int, int]], taken: int) -> None:
    waiting = [waits(number, promised=days, rank=rank, waited=ago) for number, (days, rank, ago) in enumerate(rows)]

    found = order(*waiting, taken=taken)

    assert sorted(number for number, _turn in found) == list(range(len(rows)))
    assert order(*reversed(waiting), taken=taken) == found, "the order does not hang on how the rows come"


@given(st.integers(1, 6), st.integers(0, 20))
def test_however_many_nearer_promises_arrive_a_far_one_is_taken_within_its_turns(ahead: int, taken: int) -> None:
    """An office that never empties: for every request taken, one with a nearer promise arrives."""
    assert turns_until_taken(ahead, taken, at_most=1000) <= FAIR_TURN * ahead


def test_without_its_turn_it_would_never_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "is_fair_turn", lambda taken: False)

    assert turns_until_taken(1, 0, at_most=200) == 200


def turns_until_taken(ahead: int, taken: int, *, at_most: int) -> int:
    """Return how many are taken until the far one is, of an office that never empties."""
    far = waits(0, promised=99, waited=30)
    older = [waits(number, promised=98, waited=30 + number) for number in range(1, ahead)]
    waiting, turns = [far, *older, waits(100)], 0

    while far in waiting and turns < at_most:
        first = in_turn(waiting, taken=taken + turns, at=MONDAY)[0][0]
        waiting.remove(first)
        turns += 1
        waiting.append(waits(100 + turns))

    return turns
