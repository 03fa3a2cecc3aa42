"""Names, KK numbers, ages and masks."""

from datetime import date
from enum import StrEnum

import pytest

from eservice.kernel.errors import InvalidInputError
from eservice.residents import nik, rules, words
from eservice.residents.rules import (
    NewNameFault,
    age_on,
    fold_spaces,
    mask_nik,
    new_name_faults,
    read_kk,
    read_name,
)


@pytest.mark.parametrize(
    "typed",
    [
        "Suharti",
        "Li",
        "Nur'aini",
        "Nur’aini",
        "O'Neil Sitorus",
        "A. M. Yusuf",
        "dr. Hj. Siti Khadijah, Sp.A.",
        "Muhammad Abdurrahman Wahid Al-Habsyi bin Syarif Hidayatullah Kusumawardhana",
    ],
)
def test_a_profile_accepts_a_name_as_its_bearer_writes_it(typed: str) -> None:
    assert read_name(typed) == typed


def test_only_spaces_are_folded_in_a_name() -> None:
    assert fold_spaces("  Siti  RAHMAWATI\t putri ") == "Siti RAHMAWATI putri"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "name_missing"),
        ("   ", "name_missing"),
        ("a" * 201, "name_too_long"),
        ("1234", "name_unreadable"),
        ("<b>Budi</b>", "name_unreadable"),
        ("Budi 😀", "name_unreadable"),
        ("Budi\x00Santoso", "name_unreadable"),
    ],
)
def test_what_cannot_be_a_name_is_refused(typed: str, code: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        read_name(typed)

    assert (refusal.value.code, refusal.value.field) == (code, "name")


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("Aisyah Putri", []),
        ("Suharti", [NewNameFault.ONE_WORD]),
        ("Nur'aini Putri", [NewNameFault.DIGITS_OR_PUNCTUATION]),
        ("Budi Santoso 2", [NewNameFault.DIGITS_OR_PUNCTUATION]),
        ("محمد رزقي", [NewNameFault.NOT_LATIN]),
        ("Muhammad " + "A" * 60, [NewNameFault.TOO_LONG]),
    ],
)
def test_a_newborns_name_is_hinted_at_before_the_registrar_refuses_it(name: str, faults: list[NewNameFault]) -> None:
    assert new_name_faults(name) == faults


def test_a_kk_number_carries_a_date_without_the_forty_of_women() -> None:
    assert read_kk("1571 0117 0811 9001") == "1571011708119001"


@pytest.mark.parametrize(
    ("typed", "code", "facts"),
    [
        ("1571015708119001", "kk_date", {"piece": "570811"}),
        ("157101170811", "kk_length", {"typed": 12}),
        ("157101170811900I", "kk_not_digits", {}),
    ],
)
def test_an_impossible_kk_number_is_refused(typed: str, code: str, facts: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        read_kk(typed)

    assert (refusal.value.code, refusal.value.field, refusal.value.facts) == (code, "kk", facts)


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        (date(2000, 2, 29), date(2017, 2, 28), 16),
        (date(2000, 2, 29), date(2017, 3, 1), 17),
        (date(1990, 8, 17), date(2026, 8, 16), 35),
        (date(1990, 8, 17), date(2026, 8, 17), 36),
        (date(2026, 8, 17), date(2026, 8, 17), 0),
    ],
)
def test_age_is_counted_in_full_years(born_on: date, on: date, age: int) -> None:
    assert age_on(born_on, on) == age


def test_a_mask_shows_enough_to_recognise_and_too_little_to_use() -> None:
    assert mask_nik("1571011708900001") == "1571 01** **** 0001"


def test_every_listed_value_has_words() -> None:
    listed = [
        each
        for module in (rules, nik)
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, StrEnum) and each is not StrEnum
    ]

    assert listed
    for each in listed:
        assert set(words.WORDS[each]) == set(each)
