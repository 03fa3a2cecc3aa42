"""The regions of the province, and what the new kelurahan grew out of."""

from datetime import date

import pytest
from flask import Flask

from eservice.kernel.errors import NotFoundError
from eservice.kernel.transaction import transaction
from eservice.regions import queries
from eservice.regions.rules import Level
from eservice.regions.seed import seed
from tests.times import MONDAY


@pytest.fixture(autouse=True)
def regions(db_app: Flask) -> None:
    with transaction():
        seed(at=MONDAY)


def test_loading_the_regions_twice_changes_nothing() -> None:
    with transaction():
        added = seed(at=MONDAY)

    assert added == 0
    assert len(queries.known_codes()) == 1741


def test_kota_jambi_has_eleven_kecamatan_and_sixty_eight_kelurahan() -> None:
    assert len(queries.children("15.71")) == 11
    assert len(queries.kelurahan_of_city()) == 68
    assert {each.level for each in queries.kelurahan_of_city()} == {Level.KELURAHAN}


def test_before_the_split_of_2023_there_were_sixty_two_kelurahan() -> None:
    before = queries.kelurahan_of_city(on=date(2022, 12, 31))

    assert len(before) == 62
    assert "15.71.09.1006" not in {each.code for each in before}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("15.71.07.1012", {"15.71.07.1005"}),
        ("15.71.11.1006", {"15.71.11.1001", "15.71.11.1003", "15.71.02"}),
        ("15.71.09.1006", {"15.71.09.1001", "15.71.09.1004", "15.71.07"}),
        ("15.71.09.1007", {"15.71.09.1004", "15.71.07"}),
        ("15.71.07.1011", {"15.71.09.1004", "15.71.09.1003", "15.71.07.1005"}),
        ("15.71.01.1012", {"15.71.09.1001", "15.71.01.1010"}),
        ("15.72.01.1001", {"15.01"}),
        ("15.71.01.1004", set()),
    ],
)
def test_a_new_kelurahan_knows_what_it_was_split_from(code: str, expected: set[str]) -> None:
    assert queries.predecessors(code) == expected


def test_a_region_and_what_was_split_from_it_find_each_other() -> None:
    young, old = "15.71.09.1006", "15.71.09.1004"

    assert queries.kin(young) == {"15.71.09.1001", old}
    assert young in queries.kin(old)
    assert queries.kin("15.71.01.1004") == set()


def test_a_roman_number_stays_part_of_a_name() -> None:
    assert queries.full_name("15.71.01.1001") == "Simpang IV Sipin, Kecamatan Telanaipura, Kota Jambi"


def test_codes_for_looking_at_a_nik_stop_at_the_kecamatan() -> None:
    codes = queries.known_codes(down_to_kecamatan=True)

    assert len(codes) == 1 + 11 + 144
    assert {"15", "15.71", "15.71.01"} <= codes


def test_an_unknown_code_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        queries.region("15.71.99")
