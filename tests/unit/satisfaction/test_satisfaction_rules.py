"""The survey's arithmetic: the regulation's worked example, the grades' edges, the sample, and what stays hidden."""

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eservice.satisfaction import rules
from eservice.satisfaction.rules import (
    EXACT_WEIGHT,
    LEAST,
    PRINTED_WEIGHT,
    Element,
    Grade,
    Quarter,
    Scores,
    Tally,
    released,
    shown_parts,
    tally,
)
from eservice.satisfaction.words import CHOICES, QUESTIONS, SCALE

TOTALS = (105, 101, 100, 116, 102, 105, 106, 105, 115)
EXAMPLE = Tally(29, (29,) * 9, TOTALS)
"""Twenty-nine answers; what each element adds up to."""

SCORES = st.dictionaries(st.sampled_from(list(Element)), st.integers(1, 4), min_size=1)
FULL = st.fixed_dictionaries({element: st.integers(1, 4) for element in Element})


@pytest.mark.parametrize(("weight", "shown"), [(EXACT_WEIGHT, "91.48"), (PRINTED_WEIGHT, "90.56")])
def test_the_worked_example_comes_out_to_the_hundredth(weight: object, shown: str) -> None:
    assert rules.index(EXAMPLE, weight=weight) == Decimal(shown)  # type: ignore[arg-type]
    assert rules.grade(Decimal(shown)) is Grade.A
    means = [round(float(rules.average(EXAMPLE, one) or 0), 4) for one in Element]
    assert means == [3.6207, 3.4828, 3.4483, 4.0, 3.5172, 3.6207, 3.6552, 3.6207, 3.9655]
    assert rules.lowest(EXAMPLE) == (Element.TIME, Element.PROCEDURE, Element.PRODUCT)


@pytest.mark.parametrize(
    ("shown", "grade"),
    [("100.00", "A"), ("88.31", "A"), ("88.30", "B"), ("76.61", "B"), ("76.60", "C"), ("65.00", "C"), ("64.99", "D"),
     ("25.00", "D")],
)  # fmt: skip
def test_grades_change_where_the_table_says(shown: str, grade: str) -> None:
    assert rules.grade(Decimal(shown)) == Grade(grade)


def test_what_lies_between_two_printed_bands_is_rounded_before_it_is_compared() -> None:
    """64.995 is in no band of the table: the mean of 2.5998 would be, if it were compared before rounding."""
    assert rules.grade(rules.rounded(Fraction(64995, 1000))) is Grade.C
    assert rules.grade(rules.rounded(Fraction(64994, 1000))) is Grade.D


def test_the_sample_is_that_of_the_table() -> None:
    table = (
        "10:10 20:19 30:28 40:36 50:44 75:63 100:80 150:108 200:132 250:152 300:169 400:196 500:217 750:254 "
        "1000:278 1500:306 2000:322 3000:341 5000:357 10000:370 20000:377 50000:381 100000:383"
    )
    for pair in table.split():
        users, sample = map(int, pair.split(":"))
        assert rules.needed_sample(users) == sample
    assert rules.needed_sample(0) == 0


@settings(max_examples=40, deadline=None)
@given(answers=st.lists(FULL, min_size=1, max_size=30), seed=st.integers(0, 99))
def test_no_order_of_answers_changes_a_figure_and_the_index_stays_in_its_bounds(
    answers: list[Scores], seed: int
) -> None:
    other = list(answers)
    random.Random(seed).shuffle(other)
    shown = rules.index(tally(answers))

    assert tally(other) == tally(answers)
    assert shown is not None
    assert Decimal(25) <= shown <= Decimal(100)
    assert (rules.index(tally(answers), weight=PRINTED_WEIGHT) or 0) <= Decimal(99)


def test_an_element_that_nobody_answered_leaves_no_index_and_one_left_out_counts_for_nobody() -> None:
    whole = dict.fromkeys(Element, 4)
    without = {one: score for one, score in whole.items() if one is not Element.COMPLAINTS}

    assert rules.index(tally([without])) is None
    assert rules.index(tally([whole, without])) == Decimal(100)
    assert tally([whole, without]).size == 1


@settings(max_examples=60, deadline=None)
@given(groups=st.lists(st.lists(SCORES, max_size=25), min_size=1, max_size=6))
def test_whatever_is_taken_out_of_what_is_shown_leaves_nobody_or_enough(groups: list[list[Scores]]) -> None:
    """The attack: whoever has the whole and the services subtracts, adds and compares them all."""
    parts = {number: tally(group) for number, group in enumerate(groups)}
    whole = tally(one for group in groups for one in group)
    shown = shown_parts(whole, parts)
    if not whole.is_safe:
        assert not shown
        return
    for many in range(len(shown) + 1):
        for chosen in combinations(sorted(shown), many):
            rest = whole
            for key in chosen:
                rest = rest - parts[key]
            assert rest.n == 0 or rest.size >= LEAST
    assert all(parts[key].size >= LEAST for key in shown)


def test_the_attack_finds_one_person_where_small_groups_alone_are_hidden() -> None:
    """The twin: with nine of one service hidden and no more, two figures give away what the nine said."""
    full = dict.fromkeys(Element, 3)
    parts = {1: tally([full] * 40), 2: tally([full] * 12), 3: tally([full])}
    whole = tally([full] * 53)
    naive = {key for key, part in parts.items() if part.size >= LEAST}

    assert (whole - parts[1] - parts[2]).n == 1
    assert naive == {1, 2}
    assert shown_parts(whole, parts) == {1}


@settings(max_examples=30, deadline=None)
@given(waves=st.lists(st.lists(SCORES, max_size=18), min_size=1, max_size=8), seed=st.integers(0, 99))
def test_who_looks_again_and_again_sees_many_come_in_at_once_or_nobody(waves: list[list[Scores]], seed: int) -> None:
    """Answers trickle in, the job runs after each wave and once more when the quarter has closed."""
    lots, waiting, counted = random.Random(seed), list[Scores](), list[Scores]()
    seen: list[Tally] = []
    for wave in [*waves, None]:
        waiting += wave or []
        lots.shuffle(waiting)
        many = released(waiting, closed=wave is None)
        counted, waiting = counted + waiting[:many], waiting[many:]
        if tally(counted).size >= LEAST:
            seen.append(tally(counted))

    assert not waiting
    for earlier, later in combinations(seen, 2):
        assert (later - earlier).is_safe


def test_a_quarter_is_three_months_and_closes_a_day_after_its_end() -> None:
    quarter = Quarter.of(date(2026, 12, 31))

    assert (quarter.key, quarter.first_on, quarter.last_on) == ("2026-4", date(2026, 10, 1), date(2026, 12, 31))
    assert quarter.following == Quarter(2027, 1)
    assert [quarter.is_closed(day) for day in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2))] == [
        False, False, True,
    ]  # fmt: skip
    assert Quarter.read("2026-4") == quarter
    bad: Sequence[str] = ("", "2026", "2026-5", "26-1", "²026-1", "1999-1", "2026-4 ")
    assert [Quarter.read(one) for one in bad] == [None] * len(bad)


def test_every_element_has_a_question_with_four_different_words_and_every_fact_its_choices() -> None:
    assert list(QUESTIONS) == list(SCALE) == list(Element)
    assert all(len(set(words)) == 4 for words in SCALE.values())
    assert {fact: tuple(words) for fact, words in CHOICES.items()} == rules.FACTS
    assert SCALE[Element.COST] == ("Sangat mahal", "Cukup mahal", "Murah", "Gratis")
    assert SCALE[Element.COMPLAINTS][0] == "Tidak ada"
