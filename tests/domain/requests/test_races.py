"""Two hands on one request: exactly one is first; without the guard both would be."""

import threading
from collections.abc import Callable
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from eservice.accounts.actor import Actor
from eservice.kernel import codes
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError
from eservice.kernel.transaction import transaction
from eservice.requests import filing, queries, reviewing
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import Status, Step
from tests.domain.requests.house import Case, House
from tests.times import MONDAY

SUBMITS = 20
PATIENCE = 60
"""Seconds before a thread that waits for the others gives up: a fault fails, and never hangs."""
T = TypeVar("T")


def together(app: Flask, acts: list[Callable[[], T]]) -> list[T]:
    """Return what came of acts begun at one instant, each in a thread with a context of its own."""
    results: list[T] = []
    start = threading.Barrier(len(acts), timeout=PATIENCE)

    def run(act: Callable[[], T]) -> None:
        with app.app_context():
            start.wait()
            results.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def claimed(case: Case, officer: Actor) -> str:
    """Claim as the page does; return the winner's name, or why it was refused and who was named."""
    try:
        case.do(reviewing.claim, actor=officer, at=MONDAY)
    except ConflictError as refused:
        return f"{refused.code} {refused.facts['name']}"
    return officer.name


@pytest.mark.proof
def test_of_two_officers_one_claims_and_the_other_is_told_who(
    no_worker: Flask, house: House, proof_count: Callable[[int], int]
) -> None:
    case = house.file()
    pair = house.desk.officers[:2]

    for _round in range(proof_count(200)):
        said = together(no_worker, [lambda officer=one: claimed(case, officer) for one in pair])
        winner = next(one for one in pair if one.membership_id == case.now.holder_id)
        assert sorted(said) == sorted([winner.name, f"claimed {winner.name}"])
        case.do(reviewing.release, actor=winner, at=MONDAY)


def test_without_the_guard_two_officers_hold_one_request(no_worker: Flask, house: House) -> None:
    case = house.file()
    seen = threading.Barrier(2, timeout=PATIENCE)

    def unguarded(officer: Actor) -> bool:
        free = queries.request_by_code(case.code).status is Status.SUBMITTED
        seen.wait()
        with transaction():
            db.session.execute(
                update(Request)
                .where(Request.code == case.code)
                .values(status=Status.IN_REVIEW, holder_id=officer.membership_id, lease_until=MONDAY)
            )
        return free

    won = together(no_worker, [lambda officer=one: unguarded(officer) for one in house.desk.officers[:2]])

    assert won == [True, True]


@pytest.mark.database("postgres")
def test_without_the_lock_the_version_still_refuses_the_second_officer(no_worker: Flask, house: House) -> None:
    case = house.file()
    seen = threading.Barrier(2, timeout=PATIENCE)

    def unlocked(officer: Actor) -> str:
        try:
            with transaction():
                request = queries.request_by_code(case.code)
                seen.wait()
                reviewing.claim(request, actor=officer, at=MONDAY)
        except (StaleDataError, IntegrityError):
            return "refused"
        return "won"

    said = together(no_worker, [lambda officer=one: unlocked(officer) for one in house.desk.officers[:2]])

    assert sorted(said) == ["refused", "won"]


@pytest.fixture
def draft(house: House) -> tuple[int, Actor]:
    """A draft with everything filled in, and whose it is."""
    return house.draft()


def submits(request_id: int) -> int:
    """Return how often a request was sent, as its history has it."""
    db.session.remove()
    counted = select(func.count()).select_from(RequestEvent)
    return (
        db.session.scalar(counted.where(RequestEvent.request_id == request_id, RequestEvent.step == Step.SUBMIT)) or 0
    )


def test_a_form_sent_twenty_times_at_once_is_one_request_with_one_receipt(
    no_worker: Flask, draft: tuple[int, Actor]
) -> None:
    request_id, citizen = draft

    def send() -> tuple[str, str]:
        with transaction():
            sent = queries.by_draft(request_id, draft_digest=None, user_id=citizen.user_id, lock=True)
            filing.submit(sent, actor=citizen, at=MONDAY)
            return str(sent.code), str(sent.pin)

    receipts = together(no_worker, [send] * SUBMITS)

    assert len(receipts) == SUBMITS
    assert len(set(receipts)) == 1
    assert submits(request_id) == 1


@pytest.mark.database("postgres")
def test_without_the_lock_a_form_sent_at_once_fails_for_somebody(no_worker: Flask, draft: tuple[int, Actor]) -> None:
    request_id, citizen = draft
    loaded = threading.Barrier(2, timeout=PATIENCE)

    def send() -> str:
        try:
            with transaction():
                sent = queries.by_draft(request_id, draft_digest=None, user_id=citizen.user_id)
                loaded.wait()
                filing.submit(sent, actor=citizen, at=MONDAY)
        except (StaleDataError, IntegrityError) as error:
            return type(error).__name__
        return "sent"

    said = together(no_worker, [send] * 2)

    assert len(set(said)) == 2
    assert "sent" in said


def test_without_the_guard_a_form_sent_at_once_has_many_receipts(no_worker: Flask, draft: tuple[int, Actor]) -> None:
    request_id, _citizen = draft
    seen = threading.Barrier(SUBMITS, timeout=PATIENCE)

    def unguarded() -> str | None:
        unsent = db.session.scalar(select(Request.status).where(Request.id == request_id)) is Status.DRAFT
        db.session.remove()
        seen.wait()
        if not unsent:
            return None
        code = codes.request_code()
        with transaction():
            db.session.execute(update(Request).where(Request.id == request_id).values(code=code))
        return code

    receipts = together(no_worker, [unguarded] * SUBMITS)

    assert len(set(receipts)) == SUBMITS
