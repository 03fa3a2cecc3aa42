"""What is left of a promise, and how long it is broken: by the clock on the wall, as people feel it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from eservice.config import Settings
from eservice.requests.workflow import Status
from eservice.web import locale
from eservice.web.desk import time_left
from eservice.worktime.files import read_calendars
from tests.times import FRIDAY, MONDAY, TUESDAY

CITY = next(row for row in read_calendars() if row.code == "kota-jambi").calendar(())
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENING = 12 * HOUR


@pytest.fixture(autouse=True)
def _page() -> Iterator[None]:
    app = Flask("written")
    app.extensions["eservice.settings"] = Settings.from_env({})
    locale.install(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("promised_at", "at", "words"),
    [
        (MONDAY + 7 * HOUR, MONDAY + EVENING, "lewat 5 jam"),
        (MONDAY, TUESDAY + EVENING, "lewat 1 hari"),
        (FRIDAY, FRIDAY + 4 * DAY + EVENING, "lewat 4 hari"),
        (MONDAY + 3 * HOUR, MONDAY, "sisa 3 jam"),
        (TUESDAY, MONDAY, "besok 09.00"),
    ],
)
def test_time_left_is_said_as_people_count_it(promised_at, at, words) -> None:
    assert time_left(promised_at, Status.SUBMITTED, CITY, paused=False, at=at).words == words
