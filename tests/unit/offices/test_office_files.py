"""The offices a new installation begins with, as their file lists them."""

import csv
from collections import Counter
from pathlib import Path

import pytest

import eservice.offices

FILE = Path(eservice.offices.__file__).parent / "data" / "offices.csv"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_city_has_11_kecamatan_68_kelurahan_and_one_dukcapil(rows: list[dict[str, str]]) -> None:
    assert Counter(row["kind"] for row in rows) == {"kelurahan": 68, "kecamatan": 11, "dukcapil": 1}


def test_no_two_offices_share_a_code_a_unit_code_or_a_region(rows: list[dict[str, str]]) -> None:
    for column in ("code", "unit", "region"):
        assert len({row[column] for row in rows}) == len(rows)


def test_unit_codes_are_three_or_four_capitals(rows: list[dict[str, str]]) -> None:
    assert all(row["unit"].isalpha() and row["unit"].isupper() and len(row["unit"]) in (3, 4) for row in rows)


def test_every_kelurahan_stands_under_the_kecamatan_of_its_region(rows: list[dict[str, str]]) -> None:
    region_of = {row["code"]: row["region"] for row in rows}

    for row in rows:
        if row["kind"] == "kelurahan":
            assert row["region"].startswith(f"{region_of[row['parent']]}.")


def test_every_address_is_marked_as_an_example(rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert row["address"].endswith("(CONTOH)")
        assert row["phone"] == "(0741) 000000"
        assert row["email"].endswith("@contoh.go.id")
