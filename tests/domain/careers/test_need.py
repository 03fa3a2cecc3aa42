"""What goes wrong is read from the history and laid to whoever did it; who leads reads it later than the person."""

from datetime import timedelta

import pytest
from flask import Flask

from eservice.careers import need
from eservice.careers.rules import Fault
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.metrics.queries import Scope
from eservice.requests.amendments import LetterAmendment
from eservice.requests.workflow import DataFault
from tests.past import NOW, Past, begin

DAY = timedelta(days=1)
ENDS = "recommend sign issue"


@pytest.fixture
def past(db_app: Flask) -> Past:
    with transaction():
        told = begin("kel-telanaipura", "kel-kasang")
    told.versions[:] = told.versions[:1]
    told.officers[told.offices[0].id][:] = told.officers[told.offices[0].id][:1]
    return told


def faults(past: Past, *, at_days: int = 0) -> dict[Fault, tuple[int, int]]:
    office = past.offices[0].id
    told = need.evidence(Scope(frozenset({office})), at=NOW - at_days * DAY)
    found = told.of_officer(past.officers[office][0].id)
    assert told.of_all() == found, "there is one officer"
    return {one.fault: (one.count, one.n) for one in found}


def test_each_fault_is_laid_to_the_officer_whose_act_it_was(past: Past) -> None:
    begun = NOW - 30 * DAY
    with transaction():
        past.tell(f"claim judge {ENDS}", filed_at=begun)
        past.tell(f"claim judge recommend send_back {ENDS}", filed_at=begun)
        past.tell(f"claim ask_correction resubmit claim {ENDS}", filed_at=begun)
        past.tell(f"claim ask_correction resubmit claim ask_correction resubmit claim {ENDS}", filed_at=begun)
        past.tell(f"claim propose_rejection reject reopen claim {ENDS}", filed_at=begun)
        past.tell(f"claim {ENDS}", filed_at=begun, hours=60, promise_days=1)
        wrong = past.tell(f"claim {ENDS}", filed_at=begun)
        put_right = past.tell("claim", filed_at=NOW - DAY)
        other = past.tell(f"claim {ENDS}", filed_at=begun)
        again = past.tell("claim", filed_at=NOW - DAY)
        for of, by, fault in ((wrong, put_right, DataFault.OFFICE), (other, again, DataFault.APPLICANT)):
            db.session.add(
                LetterAmendment(of_id=of.id, request_id=by.id, fault=fault, wrong="Nama.", asked_at=NOW - DAY)
            )

    found = faults(past)

    assert {fault: count for fault, (count, _n) in found.items()} == {
        Fault.SENT_BACK: 1,
        Fault.ASKED_AGAIN: 1,
        Fault.OVERTURNED: 1,
        Fault.MENDED: 1,
        Fault.LATE: 1,
    }
    assert found[Fault.SENT_BACK][1] == 8, "two of ten are only claimed"


def test_who_leads_reads_a_persons_need_a_week_later(past: Past) -> None:
    with transaction():
        past.tell(f"claim recommend send_back {ENDS}", filed_at=NOW - 3 * DAY, hours=1)

    assert Fault.SENT_BACK in faults(past)
    assert need.led_until(NOW) == NOW - 7 * DAY
    assert faults(past, at_days=7) == {}


def test_a_course_is_suggested_only_where_enough_say_so(past: Past) -> None:
    with transaction():
        for number in range(19):
            steps = f"claim recommend send_back {ENDS}" if number < 2 else f"claim {ENDS}"
            past.tell(steps, filed_at=NOW - 20 * DAY + timedelta(minutes=number), promise_days=9)
    scope = Scope(frozenset({past.offices[0].id}))
    [few] = need.evidence(scope, at=NOW).of_all()
    with transaction():
        past.tell(f"claim {ENDS}", filed_at=NOW - 20 * DAY, promise_days=9)
    [enough] = need.evidence(scope, at=NOW).of_all()

    assert (few.count, few.n, need.suggests(few)) == (2, 19, False)
    assert (enough.count, enough.n, need.suggests(enough)) == (2, 20, True)
