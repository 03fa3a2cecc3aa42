"""Letters that cannot be made: whatever the fault, it is counted, told to the office, and comes to an end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from eservice import jobs
from eservice.kernel import failpoints
from eservice.kernel.clock import travel
from eservice.kernel.db import db
from eservice.kernel.presence import Presence
from eservice.kernel.transaction import transaction
from eservice.letters import actions as letters
from eservice.letters.rules import NumberState
from eservice.requests import failing, issuing, signing
from eservice.requests.faults import IssueFault
from eservice.requests.workflow import Status
from tests.domain.requests.house import HOUR, Case, House, register_of_numbers
from tests.times import MONDAY

SIGNED = MONDAY + 2 * HOUR
BASE = "http://localhost:8000"


@pytest.fixture
def signed(no_worker: Flask, house: House) -> Case:
    return house.file().issued(at=SIGNED)


def attempt(case: Case, *, at: object, worker: str = "one") -> bool:
    with travel(at):  # type: ignore[arg-type]
        return issuing.issue(case.now.id, worker=worker, base_url=BASE)


def faults() -> list[IssueFault]:
    db.session.remove()
    return list(db.session.scalars(select(IssueFault)))


def broken(*_args: object, **_by: object) -> None:
    raise KeyError("1571010101019001")


def spoil_lease(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(issuing, "content_for", broken)


def spoil_drawing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(issuing.production, "first_edition", broken)


def spoil_storing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(letters, "store_edition", broken)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("spoil", [spoil_lease, spoil_drawing, spoil_storing])
def test_a_fault_of_ours_is_counted_wherever_it_comes_up_and_the_letter_goes_back_with_a_reason(
    spoil: Callable[[pytest.MonkeyPatch], None],
    signed: Case,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(failing, "ATTEMPTS", 2)
    with monkeypatch.context() as patch:
        spoil(patch)
        for number in range(failing.ATTEMPTS):
            assert signed.now.status is Status.ISSUING
            assert not attempt(signed, at=SIGNED + number * HOUR)

    assert signed.now.status is Status.AWAITING_SIGNATURE
    reason = signed.now.history[-1].reason
    assert "KeyError" in reason
    assert "1571010101019001" not in reason + caplog.text
    (fault,) = faults()
    assert (fault.tries, fault.since, fault.fault) == (failing.ATTEMPTS, SIGNED, "KeyError")

    signed.do(signing.sign, actor=signed.desk.signer, at=SIGNED + 9 * HOUR)
    assert attempt(signed, at=SIGNED + 9 * HOUR)
    assert signed.now.status is Status.ISSUED
    assert register_of_numbers() == [(1, NumberState.USED)], "gapless whatever failed"
    assert faults() == []


@pytest.mark.database("sqlite")
def test_a_database_that_is_away_is_no_fault_of_the_letter(signed: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object, **_by: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    with monkeypatch.context() as patch:
        patch.setattr(issuing, "store", away)
        with pytest.raises(OperationalError):
            attempt(signed, at=SIGNED)

    assert faults() == []
    assert attempt(signed, at=SIGNED + issuing.LEASE)


def test_the_work_of_a_worker_that_died_is_due_as_soon_as_another_looks(
    signed: Case, no_worker: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    presence: Presence = no_worker.extensions["eservice.presence"]
    lease(signed, "dead")
    assert issuing.due(at=SIGNED) == []
    monkeypatch.setattr(presence, "gone", lambda: ["dead"])

    with travel(SIGNED):
        jobs.take_back(no_worker)

    assert issuing.due(at=SIGNED) == [signed.now.id]
    assert attempt(signed, at=SIGNED)
    assert register_of_numbers() == [(1, NumberState.USED)]


def lease(case: Case, worker: str, *, at: object = SIGNED) -> None:
    number = case.now.id
    with transaction():
        assert issuing.lease(number, worker=worker, base_url=BASE, at=at) is not None  # type: ignore[arg-type]


def test_a_letter_that_kills_its_workers_ends_with_its_signer_and_not_in_a_ring(signed: Case) -> None:
    number, at = signed.now.id, SIGNED
    for death in range(failing.ATTEMPTS):
        assert issuing.due(at=at) == [number]
        lease(signed, f"worker-{death}", at=at)
        with transaction():
            assert issuing.take_back([f"worker-{death}"], at=at) == 1
        at += failing.PAUSE * death

    assert not attempt(signed, at=at)

    assert signed.now.status is Status.AWAITING_SIGNATURE
    assert [one.fault for one in faults()] == ["worker_lost"]
    assert register_of_numbers() == [(1, NumberState.RESERVED)], "its number waits for the next signature"


@pytest.mark.database("sqlite")
def test_a_fault_after_the_letter_is_issued_undoes_nothing(signed: Case) -> None:
    failpoints.arm("issuing.done=raise")
    try:
        attempt(signed, at=SIGNED)
    finally:
        failpoints.arm("")

    assert signed.now.status is Status.ISSUED
    assert issuing.due(at=SIGNED + timedelta(days=1)) == []
    assert faults() == []
