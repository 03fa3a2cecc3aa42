"""Whether a course helped: claimed only where chance and differences between officers do not explain it."""

import random
from collections.abc import Callable

import pytest

from eservice.careers.effect import Effect, Finding, Windows, effect, student

CLAIMS = (Finding.HELPED, Finding.HARMED)


def told(hand: random.Random, *, true: float, scatter: float) -> Effect:
    """Return what is said of an invented course: officers of different level and load, and a year that gets better."""

    def officer(by: float) -> Windows:
        level, before, after = hand.uniform(0.06, 0.30), hand.randint(20, 150), hand.randint(20, 150)
        later = min(1.0, max(0.0, level - 0.02 + by + hand.gauss(0, scatter)))
        faults = (sum(hand.random() < level for _ in range(before)), sum(hand.random() < later for _ in range(after)))
        return Windows(before, faults[0], after, faults[1])

    trained = [officer(true) for _ in range(hand.randint(3, 10))]
    others = [officer(0) for _ in range(hand.randint(3, 14))]
    return effect(trained, others, people=3, requests=40)


@pytest.mark.proof
def test_the_interval_holds_the_truth_and_nothing_is_claimed_of_a_course_that_does_nothing(
    proof_count: Callable[..., int],
) -> None:
    """500 that take four points away and 500 that do nothing; in a third officers differ by themselves."""
    rounds = proof_count(500, part=4)
    held, claimed = 0, 0
    for number in range(rounds):
        hand, scatter = random.Random(number), (0.0, 0.0, 0.05)[number % 3]
        helps, idle = told(hand, true=-0.04, scatter=scatter), told(hand, true=0.0, scatter=scatter)
        assert helps.low is not None
        assert helps.high is not None
        held += helps.low <= -0.04 <= helps.high
        claimed += idle.finding in CLAIMS

    print(f"coverage {held / rounds:.3f}, false claims {claimed / rounds:.3f}, n {rounds}")  # noqa: T201 - published
    assert held / rounds >= 0.93
    assert claimed / rounds <= 0.05


def test_without_the_widening_officers_who_differ_are_taken_for_an_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eservice.careers.effect.max", lambda *_values: 1.0 if 1.0 in _values else 3, raising=False)
    monkeypatch.setattr("eservice.careers.effect.student", lambda _degrees: 1.96)

    claims = [told(random.Random(one), true=0.0, scatter=0.1).finding in CLAIMS for one in range(120)]

    assert sum(claims) / len(claims) > 0.10


def test_a_large_effect_is_found_whichever_way_it_goes() -> None:
    good = [Windows(100, 30, 100, 5)] * 4
    same = [Windows(100, 20, 100, 20)] * 6

    assert effect(good, same, people=3, requests=40).finding is Finding.HELPED
    assert effect(same, good, people=3, requests=40).finding is Finding.HARMED
    assert effect(same, same, people=3, requests=40).finding is Finding.UNCLEAR


@pytest.mark.parametrize(
    ("trained", "others"),
    [
        ([], [Windows(100, 5, 100, 5)] * 4),
        ([Windows(100, 5, 100, 5)] * 2, [Windows(100, 5, 100, 5)] * 4),
        ([Windows(100, 5, 100, 5)] * 4, [Windows(100, 5, 100, 5)] * 2),
        ([Windows(10, 5, 10, 5)] * 3, [Windows(100, 5, 100, 5)] * 4),
        ([Windows(100, 5, 0, 0)] * 4, [Windows(100, 5, 100, 5)] * 4),
    ],
)
def test_too_few_people_or_requests_say_nothing(trained: list[Windows], others: list[Windows]) -> None:
    found = effect(trained, others, people=3, requests=40)

    assert found.finding is Finding.TOO_LITTLE
    assert found.change is found.low is found.high is None


def test_students_quantiles_are_those_of_the_tables() -> None:
    table = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 8: 2.306, 10: 2.228, 20: 2.086, 60: 2.000}

    assert {one: round(student(one), 3) for one in table} == pytest.approx(table, abs=0.006)
