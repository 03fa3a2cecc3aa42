"""Eight officers press 'next' at once, each in a process of its own, and the processes are killed at random."""

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel import codes
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.requests import queries, reviewing, serving
from eservice.requests.models import QueueTurn, Request, RequestEvent
from eservice.requests.order import AHEAD, PLAIN, Waiting, in_turn
from eservice.requests.reviewing import Gap
from eservice.requests.workflow import Priority, Status, Step, Verdict
from tests.databases import release
from tests.domain.requests.house import DAY, HOUR, MINUTE, House
from tests.times import MONDAY
from tests.web.desks import person

OFFICERS = 8
LATER = MONDAY + 6 * DAY
Take = Callable[[int, Actor], str]
_FORK = multiprocessing.get_context("fork")


def repeated(house: House, count: int, rng: random.Random) -> dict[str, Waiting]:
    """Have one request of a young applicant filed ``count`` times, each promised and put first in its own way."""
    case = house.file("SKD", at=MONDAY, resident=house.resident(birth_date="1990-04-12"))
    filed = case.now.id
    with transaction():
        row = dict(db.session.execute(select(Request.__table__).filter_by(id=filed)).one()._mapping)
        first = db.session.execute(select(RequestEvent.__table__).filter_by(request_id=filed)).mappings().all()
        unused = {codes.request_code() for _ in range(2 * count)} - {row["code"]}
        for _ in range(count - 1):
            at = MONDAY - rng.randrange(40) * HOUR
            ahead = rng.random() < 0.1
            new = {key: value for key, value in row.items() if key != "id"} | {
                "code": unused.pop(),
                "filed_at": at,
                "first_filed_at": at,
                "promised_at": LATER + rng.randrange(30) * HOUR,
                "rank": AHEAD if ahead else PLAIN,
                "priority": Priority.PREGNANT if ahead else None,
            }
            added = db.session.execute(insert(Request.__table__).values(new)).inserted_primary_key
            history = [{key: value for key, value in event.items() if key != "id"} for event in first]
            db.session.execute(insert(RequestEvent.__table__), [one | {"request_id": added[0]} for one in history])
    rows = db.session.execute(select(Request.code, Request.id, Request.promised_at, Request.rank, Request.filed_at))
    return {
        str(one.code): Waiting(id=one.id, promised_at=one.promised_at, rank=one.rank, filed_at=one.filed_at)
        for one in rows
    }


def take_and_pass_on(office_id: int, officer: Actor) -> str:
    """Take the next request, then ask its applicant for something, so that the officer's hands are free again."""
    with transaction():
        code = str(serving.take_next(office_id, actor=officer, at=LATER)[0].code)
    with transaction():
        gap = Gap("proof", "ktp", Verdict.UNCLEAR, "Fotonya buram. Foto lagi di tempat terang.")
        reviewing.ask_correction(queries.for_change(code), [gap], actor=officer, at=LATER + MINUTE)
    return code


def read_then_update(office_id: int, officer: Actor) -> str:
    """Take the next request as a first version would: what was read may be somebody else's by now."""
    first = select(Request.id, Request.code).where(Request.office_id == office_id, Request.status == Status.SUBMITTED)
    with db.engines["reader"].connect() as reader:
        row = reader.execute(first.order_by(Request.promised_at, Request.rank, Request.id).limit(1)).first()
    if row is None:
        raise NotFoundError("nothing_waiting")
    time.sleep(0.01)
    held = {"status": Status.IN_REVIEW, "holder_id": officer.membership_id, "lease_until": LATER + 9 * DAY}
    with db.engine.begin() as writer:
        writer.execute(update(Request).where(Request.id == row.id).values(**held))
    return str(row.code)


def _press(app: Flask, take: Take, office_id: int, officer: Actor, told: Path) -> None:
    """Press until nothing waits; write down what was given as soon as it is given."""
    with app.app_context(), told.open("a", buffering=1) as book, suppress(NotFoundError):
        while True:
            book.write(take(office_id, officer) + "\n")
    os._exit(0)


def pressed(
    app: Flask, take: Take, office_id: int, officers: Sequence[Actor], folder: Path, *, deaths: int, rng: random.Random
) -> tuple[dict[int, list[str]], int]:
    """Let every officer press to the end; return what each was told, by membership, and how many processes were killed.

    A killed process is followed by another of the same officer.
    """
    db.session.remove()
    release(app)

    def begin(officer: Actor) -> Any:
        book = folder / str(officer.membership_id)
        process = _FORK.Process(target=_press, args=(app, take, office_id, officer, book))
        process.start()
        return process

    at_work, killed = {one.membership_id: begin(one) for one in officers}, 0
    by_member = {one.membership_id: one for one in officers}
    while any(one.is_alive() for one in at_work.values()):
        time.sleep(0.05 + rng.random() / 4)
        member = rng.choice(list(at_work))
        if killed < deaths and at_work[member].is_alive():
            os.kill(at_work[member].pid, signal.SIGKILL)
            at_work[member].join()
            killed += at_work[member].exitcode == -signal.SIGKILL
            at_work[member] = begin(by_member[member])
    books = {one: folder / str(one) for one in at_work}
    return {one or 0: book.read_text().split() for one, book in books.items() if book.exists()}, killed


@pytest.fixture
def officers(no_worker: Flask, house: House) -> list[Actor]:
    """Eight officers of one office."""
    with transaction():
        office = offices.office(house.desk.office_id)
        return [person(office, Role.OFFICER, f"Petugas {number + 1}") for number in range(OFFICERS)]


@pytest.mark.proof
def test_whoever_dies_nothing_is_given_twice_or_lost_and_every_turn_can_be_explained(
    no_worker: Flask, house: House, officers: list[Actor], proof_count: Callable[..., int], tmp_path: Path
) -> None:
    count, rng = proof_count(5000, part=100), random.Random(11)
    waiting = repeated(house, count, rng)

    told, killed = pressed(
        no_worker, take_and_pass_on, house.desk.office_id, officers, tmp_path, deaths=max(3, count // 50), rng=rng
    )

    claims = db.session.execute(
        select(Request.code, RequestEvent.actor_membership_id, RequestEvent.details)
        .join(Request)
        .where(RequestEvent.step == Step.CLAIM)
        .order_by(RequestEvent.id)
    ).all()
    given = {claim.code: claim.actor_membership_id for claim in claims}
    assert killed > 0
    assert len(claims) == len(given) == count
    assert db.session.scalar(select(QueueTurn.taken)) == count
    assert Counter(code for codes_ in told.values() for code in codes_).most_common(1)[0][1] == 1
    assert all(given[code] == member for member, codes_ in told.items() for code in codes_)
    assert set(db.session.scalars(select(Request.status))) <= {Status.NEEDS_CORRECTION, Status.IN_REVIEW}
    _explain(waiting, [(claim.code, claim.details["turn"]) for claim in claims], at=LATER)


def _explain(waiting: dict[str, Waiting], claims: Sequence[tuple[str, str]], *, at: datetime) -> None:
    """Tell the pure order's turns anew: each request given is the one that stood first, and for the reason recorded."""
    left = dict(waiting)
    for taken, (code, turn) in enumerate(claims):
        first, why = in_turn(left.values(), taken=taken, at=at)[0]
        assert (first.id, why) == (left.pop(code).id, turn)


def test_without_one_locked_step_officers_are_given_the_same(
    no_worker: Flask, house: House, officers: list[Actor], tmp_path: Path
) -> None:
    rng = random.Random(12)
    repeated(house, 24, rng)

    told, _ = pressed(no_worker, read_then_update, house.desk.office_id, officers, tmp_path, deaths=0, rng=rng)

    given = Counter(code for codes_ in told.values() for code in codes_)
    assert max(given.values()) > 1
