"""What citizens may expect: counted from comparable requests, lengthened by the queue, kept, and held to account."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.metrics import expecting
from eservice.metrics.expecting import Usual, foretold
from eservice.metrics.figures import LENGTHS, Measure
from eservice.metrics.models import OfficePace, UsualTimes
from eservice.metrics.queries import Scope, figures, last_days
from eservice.requests.models import Request, RequestExpectation
from eservice.requests.workflow import Status
from tests.domain.requests.house import House, build
from tests.past import NOW, Past, begin
from tests.times import MONDAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY_MORNING = datetime(2026, 7, 7, 1, 0, tzinfo=UTC)
"""08.00 WIB."""
_DONE = "claim judge recommend sign issue"


@pytest.fixture
def past(db_app: Flask) -> Past:
    with transaction():
        told = begin("kel-telanaipura")
    told.versions[:] = [one for one in told.versions if one.code == "SKD"]
    return told


def finished(past: Past, number: int, *, hours: float = 0.5) -> None:
    """Write requests filed on Tuesday at 08.00 and finished after five steps, ``hours`` apart."""
    with transaction():
        for _ in range(number):
            past.tell(_DONE, filed_at=TUESDAY_MORNING, hours=hours)


def counted(past: Past) -> UsualTimes:
    while expecting.refresh(at=NOW, limit=100):
        pass
    db.session.remove()
    return db.session.execute(select(UsualTimes).where(UsualTimes.office_id == past.offices[0].id)).scalar_one()


def test_a_queue_longer_than_usual_lengthens_and_a_shorter_one_shortens_nothing() -> None:
    """Half in 300, nine of ten in 500, of which 100 waiting; one taken every 30: six ahead are 180, 80 beyond usual."""
    usual = Usual(n=40, median=300, p90=500, waiting=100, pace=30)

    assert foretold(usual, ahead=0) == (300, 500)
    assert foretold(usual, ahead=3) == (300, 500)
    assert foretold(usual, ahead=6) == (380, 580)
    assert foretold(usual, ahead=6, waited=50) == (430, 630)
    assert foretold(usual, ahead=0, waited=250) == (450, 650)


def test_what_is_usual_is_counted_per_office_and_service_and_the_pace_of_a_busy_day(past: Past) -> None:
    """Filed at 08.00, claimed 08.30, judged 09.00, passed on 09.30, signed 10.00, issued 10.30: 2.5 hours, 1 waiting.

    Twenty on the one day there was, of 7.5 working hours: one every 22.5 minutes.
    """
    finished(past, 20)

    row = counted(past)

    assert (row.n, row.median, row.p90, row.waiting) == (20, 9_000, 9_000, 3_600)
    assert db.session.get_one(OfficePace, past.offices[0].id).pace == 27_000 // 20
    assert expecting.refresh(at=NOW + timedelta(minutes=59)) == 0, "fresh for an hour"


def test_under_twenty_comparable_requests_nothing_is_foretold(past: Past) -> None:
    finished(past, 19)
    counted(past)
    with transaction():
        code = past.tell("", filed_at=NOW - HOUR).code

    found = expecting.expected_now(_request(code), at=NOW)

    assert (found.n, found.usual_seconds, found.most_seconds) == (19, None, None)


def test_the_queue_ahead_counts_while_one_waits_and_not_once_it_is_taken(past: Past) -> None:
    finished(past, 20)
    counted(past)
    with transaction():
        for _ in range(9):
            past.tell("", filed_at=NOW - 2 * HOUR)
        waits = past.tell("", filed_at=NOW - HOUR).code
        taken = past.tell("claim", filed_at=NOW - HOUR, hours=0.1).code

    waiting, held = (expecting.expected_now(_request(one), at=NOW) for one in (waits, taken))

    assert waiting.ahead == 9
    # waited 1 hour of a usual 1, and 9 more at 22.5 minutes each
    assert waiting.usual_seconds == 9_000 + 9 * 1_350
    assert held.ahead == 0
    assert held.usual_seconds == 9_000


def test_what_was_said_at_the_filing_is_kept_with_the_request(db_app: Flask) -> None:
    house: House = build()

    case = house.file("SKD", at=MONDAY)

    row = db.session.get_one(RequestExpectation, case.now.id)
    assert (row.n, row.ahead, row.usual_seconds) == (0, 0, None)
    assert row.made_at == MONDAY


def test_held_counts_the_open_one_that_is_over_and_not_the_one_nobody_can_judge_yet(past: Past) -> None:
    with transaction():
        told = [
            (past.tell(_DONE, filed_at=TUESDAY_MORNING, hours=0.5), 9_000, 9_000),  # 2.5 hours, exactly as said
            (past.tell(_DONE, filed_at=TUESDAY_MORNING, hours=0.5), 5_000, 9_000),  # within nine of ten alone
            (past.tell(_DONE, filed_at=TUESDAY_MORNING, hours=0.5), 5_000, 8_999),  # a second too long
            (past.tell("", filed_at=TUESDAY_MORNING), 9_000, 9_000),  # open for days: over
            (past.tell("", filed_at=NOW - HOUR), 9_000, 9_000),  # open for an hour: nobody knows
        ]
        for request, usual, most in told:
            db.session.add(
                RequestExpectation(
                    request_id=request.id, made_at=NOW, n=20, ahead=0, usual_seconds=usual, most_seconds=most
                )
            )

    found = expecting.held(figures(Scope(), last_days(30, NOW)))

    assert (found.n, found.within_most, found.within_usual) == (4, 2, 1)


def test_waiting_counts_who_still_waits_in_its_second_figure(past: Past) -> None:
    finished(past, 5)
    with transaction():
        for _ in range(5):
            past.tell("", filed_at=TUESDAY_MORNING)

    found = figures(Scope(), last_days(30, NOW))

    assert found.spread(Measure.WAITING).n == 5
    assert found.spread_so_far(Measure.WAITING).n == 10
    assert found.spread_so_far(Measure.WAITING).p90 > found.spread(Measure.WAITING).p90
    assert all(length.so_far or length.shown.value.endswith("terbuka") for length in LENGTHS.values())


def _request(code: str | None) -> Request:
    db.session.remove()
    found = db.session.scalar(select(Request).where(Request.code == code))
    assert found is not None
    assert found.status in (Status.SUBMITTED, Status.IN_REVIEW)
    return found
