"""Two hands on one request: exactly one is first; without the guards both would be."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from eservice.accounts.actor import Actor
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError
from eservice.kernel.transaction import transaction
from eservice.requests import filing, queries, reviewing
from eservice.requests.models import RequestEvent
from eservice.requests.workflow import Step
from tests.domain.guards import Race, together
from tests.domain.requests.house import Case, House
from tests.times import MONDAY

SUBMITS = 20
HANDS = 4
"""Of the twins of that race: each keeps a connection while it waits for the others."""
SwitchOff = Callable[..., None]


def claimed(case: Case, officer: Actor) -> str:
    """Claim as the page does; return the winner's name, or why it was refused and who was named."""
    try:
        case.do(reviewing.claim, actor=officer, at=MONDAY)
    except ConflictError as refused:
        return f"{refused.code} {refused.facts['name']}"
    return officer.name


def times_taken(request_id: int, step: Step) -> int:
    """Return how often a step was taken, as the history has it."""
    db.session.remove()
    counted = select(func.count()).select_from(RequestEvent)
    return db.session.scalar(counted.where(RequestEvent.request_id == request_id, RequestEvent.step == step)) or 0


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


@pytest.mark.parametrize(
    ("off", "outcome"),
    [
        ((), ["told who", "won"]),
        (("version",), ["told who", "won"]),
        (("lock",), ["out of date", "won"]),
        (("lock", "version"), ["won", "won"]),
    ],
)
def test_only_without_its_guards_do_two_officers_claim_one_request(
    no_worker: Flask, house: House, switch_off: SwitchOff, off: tuple[str, ...], outcome: list[str]
) -> None:
    """The lock keeps the second officer waiting, the version refuses whom the lock let through."""
    case = house.file()
    race = Race(2)
    switch_off(*off)

    def claim(officer: Actor) -> str:
        try:
            with race.transaction():
                request = queries.for_change(case.code)
                race.look()
                reviewing.claim(request, actor=officer, at=MONDAY)
        except ConflictError:
            return "told who"
        except StaleDataError:
            return "out of date"
        return "won"

    said = together(no_worker, [lambda officer=one: claim(officer) for one in house.desk.officers[:2]])

    assert sorted(said) == outcome
    assert times_taken(case.now.id, Step.CLAIM) == outcome.count("won")


@pytest.fixture
def draft(house: House) -> tuple[int, Actor]:
    """A draft with everything filled in, also why it is asked for once more, and whose it is."""
    return house.draft(**{filing.AGAIN: "Surat yang pertama hilang."})


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
    assert times_taken(request_id, Step.SUBMIT) == 1


@pytest.mark.parametrize(
    ("off", "receipts", "refused"),
    [((), 1, 0), (("version",), 1, 0), (("lock",), 1, HANDS - 1), (("lock", "version"), HANDS, 0)],
)
def test_only_without_its_guards_has_a_form_sent_at_once_many_receipts(
    no_worker: Flask,
    draft: tuple[int, Actor],
    switch_off: SwitchOff,
    off: tuple[str, ...],
    receipts: int,
    refused: int,
) -> None:
    """With the version alone nothing is doubled, but the others read of a fault where a receipt belongs."""
    request_id, citizen = draft
    race = Race(HANDS)
    switch_off(*off)

    def send() -> str:
        try:
            with race.transaction():
                sent = queries.by_draft(request_id, draft_digest=None, user_id=citizen.user_id, lock=True)
                race.look()
                filing.submit(sent, actor=citizen, at=MONDAY)
                return str(sent.code)
        except (StaleDataError, IntegrityError):
            return "refused"

    said = together(no_worker, [send] * HANDS)

    assert len(said) == HANDS
    assert said.count("refused") == refused
    assert len(set(said) - {"refused"}) == times_taken(request_id, Step.SUBMIT) == receipts
