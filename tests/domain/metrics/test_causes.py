"""Why requests were sent back: counted once a request, by the round that lies in the period."""

from datetime import timedelta

import pytest
from flask import Flask

from eservice.kernel.transaction import transaction
from eservice.metrics.causes import causes
from eservice.metrics.rules import Period
from eservice.requests.models import Request, RequestGap
from eservice.requests.workflow import Verdict
from tests.past import NOW, Past, begin

DAY = timedelta(days=1)
WEEK = Period(NOW - 7 * DAY, NOW)


@pytest.fixture
def past(db_app: Flask) -> Past:
    with transaction():
        told = begin("kel-telanaipura", "kel-kasang")
    told.versions[:] = [one for one in told.versions if one.code == "SKD"]
    return told


def ask(request: Request, key: str, *, number: int = 1, kind: str = "proof") -> None:
    request.gaps.append(RequestGap(round=number, kind=kind, key=key, verdict=Verdict.MISSING, text="Belum ada"))


def found(past: Past, period: Period = WEEK, office: int = 0) -> list[tuple[str, int]]:
    return [(one.name, one.n) for one in causes({past.offices[office].id}, period)]


def test_the_most_frequent_comes_first_and_each_request_counts_once(past: Past) -> None:
    with transaction():
        for number in range(3):
            told = past.tell("claim judge ask_correction", filed_at=NOW - 2 * DAY + timedelta(minutes=number))
            ask(told, "kk")
            if not number:
                ask(told, "pekerjaan", kind="answer")
        again = past.tell("claim judge ask_correction resubmit claim judge ask_correction", filed_at=NOW - 2 * DAY)
        for round_ in (1, 2):
            ask(again, "kk", number=round_)

    assert found(past) == [("proof.kk", 4), ("answer.pekerjaan", 1)]


def test_only_rounds_asked_in_the_period_by_these_offices_count(past: Past) -> None:
    with transaction():
        ask(past.tell("claim judge ask_correction", filed_at=NOW - 20 * DAY), "kk")
        twice = past.tell(
            "claim judge ask_correction resubmit claim judge ask_correction", filed_at=NOW - 11 * DAY, hours=24
        )
        ask(twice, "kk", number=1)
        ask(twice, "ktp", number=2)
        ask(past.tell("claim judge ask_correction", filed_at=NOW - 2 * DAY, office=past.offices[1]), "surat_rt")

    assert found(past) == [("proof.ktp", 1)]
    assert found(past, office=1) == [("proof.surat_rt", 1)]
    assert found(past, Period(NOW - 30 * DAY, NOW - 7 * DAY)) == [("proof.kk", 2)]


def test_what_was_asked_before_a_reopening_is_left_out(past: Past) -> None:
    steps = "claim judge ask_correction resubmit claim judge propose_rejection reject reopen claim judge ask_correction"
    with transaction():
        told = past.tell(steps, filed_at=NOW - 3 * DAY)
        ask(told, "kk", number=-1)
        ask(told, "ktp", number=1)

    assert found(past) == [("proof.ktp", 1)]


def test_nothing_asked_is_no_cause(past: Past) -> None:
    assert found(past) == []
