"""How days, lengths and secrets are read and written on pages."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from eservice.config import Settings
from eservice.web import charts, filters, forms, locale


@pytest.fixture(autouse=True)
def _page():
    app = Flask("written")
    app.extensions["eservice.settings"] = Settings.from_env({})
    locale.install(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "typed",
    ["17 Agustus 1990", "17 agt 1990", "17/8/1990", "17-08-1990", "17.8.1990", "17081990", "1990-08-17",
     "17 August 1990", " 17  Agustus,  1990 "],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    assert forms.read_day(typed) == date(1990, 8, 17)


@pytest.mark.parametrize("typed", ["", "kemarin", "31 Februari 1990", "32/1/2000", "17/13/1990", "8/90", "17 x 1990"])
def test_what_is_no_day_is_not_read_as_one(typed: str) -> None:
    assert forms.read_day(typed) is None


def test_an_instant_is_written_in_wib_with_its_day() -> None:
    at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    assert filters.instant(at) == "Selasa, 24 November 2026 pukul 16.00 WIB"
    assert filters.day(datetime(2026, 11, 24, 20, 0, tzinfo=UTC)) == "25 November 2026"
    with force_locale("en"):
        assert filters.named_day(at) == "Tuesday, 24 November 2026"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "kurang dari 1 menit"), (59, "kurang dari 1 menit"), (60, "1 menit"), (12_000, "3 jam 20 menit"),
     (7_200, "2 jam"), (100_000, "1 hari 3 jam")],
)  # fmt: skip
def test_a_length_of_time_has_at_most_two_parts(seconds: int, words: str) -> None:
    assert filters.duration(seconds) == words


def test_numbers_have_the_marks_of_their_language() -> None:
    assert (filters.number(4176), filters.number(96.44, 1), filters.rupiah(1_250_000)) == (
        "4.176",
        "96,4",
        "Rp1.250.000",
    )
    with force_locale("en"):
        assert filters.number(4176.5, 1) == "4,176.5"


def test_masks_leave_what_is_needed_to_recognise_oneself() -> None:
    assert filters.masked_nik("1571015204909021") == "1571 •••• •••• 9021"
    assert filters.masked_name("Siti Rahmawati") == "S*** R********"
    assert filters.size(411_900) == "412 kB"


def test_ninety_nine_and_a_half_of_a_hundred_are_not_drawn_as_all() -> None:
    assert sum(dot.on for dot in charts.hundred(0.999)) == 99
    assert sum(dot.on for dot in charts.hundred(1.0)) == 100


def test_a_bar_starts_at_zero_and_its_parts_touch() -> None:
    first, second = charts.stack([("A", [("wait", 2, "2"), ("sign", 2, "2")], "4"), ("B", [("wait", 8, "8")], "8")])

    assert [(part.x, part.width) for part in first.parts] == [("0.0", "25.0"), ("25.0", "25.0")]
    assert second.parts[0].width == "100.0"
