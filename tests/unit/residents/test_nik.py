"""What a NIK says, the hard errors and the soft warnings."""

from datetime import date

import pytest

from eservice.kernel.errors import InvalidInputError
from eservice.residents.nik import NikWarning, Severity, nik_warnings, read_nik
from eservice.residents.rules import Sex

TODAY = date(2026, 11, 24)
KNOWN = {"15", "15.71", "15.71.01", "15.71.07", "15.71.09", "15.01", "15.01.01"}


@pytest.mark.parametrize(
    ("typed", "sex", "born_on"),
    [
        ("1571011708909001", Sex.MALE, date(1990, 8, 17)),
        ("1571015708909001", Sex.FEMALE, date(1990, 8, 17)),
        ("1571012902009001", Sex.MALE, date(2000, 2, 29)),
        (" 1571 0117.08-90 9001 ", Sex.MALE, date(1990, 8, 17)),
    ],
)
def test_a_nik_says_sex_and_birth_date(typed: str, sex: Sex, born_on: date) -> None:
    nik = read_nik(typed)

    assert (nik.sex, nik.born_on(today=TODAY)) == (sex, born_on)
    assert nik.kecamatan_code == "15.71.01"


@pytest.mark.parametrize(
    ("typed", "code", "facts"),
    [
        ("1571013002909001", "nik_date", {"piece": "300290"}),
        ("1571017102009001", "nik_date", {"piece": "710200"}),
        ("1571010000009001", "nik_date", {"piece": "000000"}),
        ("1571012902019001", "nik_date", {"piece": "290201"}),
        ("1571014008909001", "nik_date", {"piece": "400890"}),
        ("1571013208909001", "nik_date", {"piece": "320890"}),
        ("1571017208909001", "nik_date", {"piece": "720890"}),
        ("1571011713909001", "nik_date", {"piece": "171390"}),
        ("1571011708900000", "nik_serial", {}),
        ("157101170890900", "nik_length", {"typed": 15}),
        ("15710117089090011", "nik_length", {"typed": 17}),
        ("", "nik_length", {"typed": 0}),
        ("157101170890900O", "nik_not_digits", {}),
        ("１５７１０１１７０８９０９００１", "nik_not_digits", {}),
    ],
)
def test_an_impossible_nik_is_refused_with_what_to_look_at(typed: str, code: str, facts: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        read_nik(typed)

    assert (refusal.value.code, refusal.value.field, refusal.value.facts) == (code, "nik", facts)


def test_an_unknown_region_is_a_warning_and_never_an_error() -> None:
    nik = read_nik("1599011708909001")

    warnings = nik_warnings(nik, birth_on=date(1990, 8, 17), sex=Sex.MALE, known_region_codes=KNOWN)

    assert [(each.code, each.severity) for each in warnings] == [(NikWarning.REGION_UNKNOWN, Severity.WARNING)]


def test_both_centuries_are_possible_until_the_person_says_which() -> None:
    nik = read_nik("1571011708109001")

    assert nik.born_on(today=TODAY) is None
    assert nik.born_on(today=TODAY, typed=date(1910, 8, 17)) == date(1910, 8, 17)
    assert nik.born_on(today=TODAY, typed=date(2010, 8, 17)) == date(2010, 8, 17)
    assert nik.born_on(today=TODAY, typed=date(2011, 8, 17)) is None


def test_nobody_is_born_in_the_future() -> None:
    assert read_nik("1571012411269001").born_on(today=date(2026, 11, 23)) == date(1926, 11, 24)


def test_a_nik_that_fits_the_form_gives_no_warning() -> None:
    nik = read_nik("1571015708909001")

    warnings = nik_warnings(
        nik,
        birth_on=date(1990, 8, 17),
        sex=Sex.FEMALE,
        known_region_codes=KNOWN,
        kecamatan_code="15.71.01",
    )

    assert warnings == []


def test_differences_of_birth_date_and_sex_are_warnings() -> None:
    nik = read_nik("1571011708909001")

    warnings = nik_warnings(nik, birth_on=date(1990, 8, 18), sex=Sex.FEMALE, known_region_codes=KNOWN)

    assert [each.code for each in warnings] == [NikWarning.BIRTH_DIFFERS, NikWarning.SEX_DIFFERS]
    assert {each.severity for each in warnings} == {Severity.WARNING}


def test_only_day_month_and_short_year_are_compared() -> None:
    nik = read_nik("1571011708909001")

    assert nik_warnings(nik, birth_on=date(1890, 8, 17), sex=None, known_region_codes=KNOWN) == []


@pytest.mark.parametrize(
    ("typed", "kecamatan", "older", "expected"),
    [
        ("1571071708909001", "15.71.09", {"15.71.07"}, [(NikWarning.REGION_OLDER, Severity.INFO)]),
        ("1501011708909001", "15.72.01", {"15.01"}, [(NikWarning.REGION_OLDER, Severity.INFO)]),
        ("1571071708909001", "15.71.01", set(), [(NikWarning.REGION_DIFFERS, Severity.WARNING)]),
        ("3171011708909001", "15.71.01", set(), [(NikWarning.REGION_DIFFERS, Severity.WARNING)]),
        ("5401011708909001", "15.71.01", set(), [(NikWarning.REGION_DIFFERS, Severity.WARNING)]),
        ("9901011708909001", "15.71.01", set(), [(NikWarning.REGION_UNKNOWN, Severity.WARNING)]),
    ],
)
def test_a_number_from_elsewhere_is_explained(typed: str, kecamatan: str, older: set[str], expected: object) -> None:
    warnings = nik_warnings(
        read_nik(typed),
        birth_on=None,
        sex=None,
        known_region_codes=KNOWN,
        kecamatan_code=kecamatan,
        older_codes=older,
    )

    assert [(each.code, each.severity) for each in warnings] == expected
