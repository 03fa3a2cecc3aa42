"""Hours of training: a begun hour is none, and the light follows the year."""

from datetime import date

import pytest

from eservice.careers.rules import Light, hours


@pytest.mark.parametrize(
    ("minutes", "on", "done", "light"),
    [
        (0, date(2026, 1, 1), 0, Light.ON_WAY),
        (44, date(2026, 3, 1), 0, Light.BEHIND),
        (45, date(2026, 1, 19), 1, Light.ON_WAY),
        (449, date(2026, 7, 2), 9, Light.BEHIND),
        (450, date(2026, 7, 2), 10, Light.ON_WAY),
        (899, date(2026, 12, 31), 19, Light.BEHIND),
        (900, date(2026, 12, 31), 20, Light.REACHED),
        (900, date(2026, 1, 1), 20, Light.REACHED),
        (2000, date(2026, 5, 5), 44, Light.REACHED),
    ],
)
def test_twenty_hours_of_45_minutes_a_year(minutes: int, on: date, done: int, light: Light) -> None:
    found = hours(minutes, on=on, minutes_each=45, wanted=20)

    assert (found.done, found.light) == (done, light)
