"""Nine boxes, bands and weights as published, and a fairness check that finds a made bias and no other."""

import random

import pytest

from eservice.careers import merit
from eservice.careers.merit import CLEAN_BANDS, HOUR_BANDS, NINE_BOXES, Criterion, Evidence, Level, Predicate

TOLD = Evidence(Predicate.GOOD, hours=25, decided=200, faulty=20, due=100, kept=95, clean_years=12, panel=70.0)
WEIGHTS = {Criterion.PERFORMANCE: 40, Criterion.TRAINING: 25, Criterion.QUALITY: 20, Criterion.INTEGRITY: 15}


def test_the_nine_boxes_are_those_of_the_regulation() -> None:
    below, as_, above = Level.BELOW, Level.AS, Level.ABOVE
    written = {
        (above, below): "poor", (above, as_): "good", (above, above): "very_good",
        (as_, below): "poor", (as_, as_): "good", (as_, above): "good",
        (below, below): "very_poor", (below, as_): "needs_more", (below, above): "needs_more",
    }  # fmt: skip

    assert {key: value.value for key, value in NINE_BOXES.items()} == written


@pytest.mark.parametrize(
    ("hours", "points"), [(0, 20), (19, 20), (20, 60), (21, 70), (30, 70), (31, 80), (40, 80), (41, 100), (300, 100)]
)
def test_hours_of_training_have_the_points_of_their_band(hours: int, points: int) -> None:
    assert merit.banded(hours, HOUR_BANDS) == points


@pytest.mark.parametrize(
    ("years", "points"), [(0, 0), (2, 0), (3, 20), (6, 40), (9, 60), (12, 80), (14, 80), (15, 100)]
)
def test_years_without_discipline_have_the_points_of_their_band(years: int, points: int) -> None:
    assert merit.banded(years, CLEAN_BANDS) == points


def test_a_score_shows_every_step_and_adds_up_and_what_is_unknown_adds_nothing() -> None:
    lines = merit.steps(TOLD, WEIGHTS)

    assert [(one.criterion, one.points, one.weight, one.adds) for one in lines] == [
        (Criterion.PERFORMANCE, 80, 40, 32.0),
        (Criterion.TRAINING, 70, 25, 17.5),
        (Criterion.QUALITY, 90.0, 20, 18.0),
        (Criterion.INTEGRITY, 80, 15, 12.0),
    ]
    assert merit.total(lines) == 79.5
    nothing = Evidence(None, hours=0, decided=0, faulty=0, due=0, kept=0, clean_years=None)
    assert [one.seen for one in merit.steps(nothing, WEIGHTS)] == [None, (0, 0.0), None, None]
    assert merit.total(merit.steps(nothing, WEIGHTS)) == 5.0


def test_weights_are_a_hundred_together_and_none_is_below_nought() -> None:
    assert merit.weights_whole(WEIGHTS)
    assert not merit.weights_whole(WEIGHTS | {Criterion.PANEL: 1})
    assert not merit.weights_whole({Criterion.PANEL: 110, Criterion.PROMISE: -10})


def scored(hand: random.Random, *, bias: float) -> tuple[dict[int, float], dict[int, str]]:
    groups = {one: hand.choice(["man", "woman"]) for one in range(60)}
    return {one: hand.gauss(70, 8) - (bias if groups[one] == "woman" else 0) for one in groups}, groups


def test_a_made_bias_is_found_and_where_there_is_none_none_is() -> None:
    made = [merit.fairness(*scored(random.Random(one), bias=10)) for one in range(40)]
    fair = [merit.fairness(*scored(random.Random(one), bias=0)) for one in range(200)]

    assert all(any(one.is_unlikely for one in found) for found in made)
    assert sum(any(one.is_unlikely for one in found) for found in fair) / len(fair) <= 0.07
    woman = next(one for one in made[0] if one.group == "woman")
    assert woman.difference is not None
    assert woman.difference < -5
    assert woman.n + woman.others == 60


def test_few_people_and_equal_scores_say_nothing() -> None:
    few = merit.fairness({1: 5.0, 2: 9.0, 3: 1.0}, {1: "a", 2: "b", 3: ""})
    assert [(one.group, one.difference, one.is_unlikely) for one in few] == [("a", None, False), ("b", None, False)]
    assert merit.mann_whitney([1.0] * 6, [1.0] * 6) == 1.0
    assert merit.mann_whitney([1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]) == pytest.approx(0.0051, abs=0.0005)
