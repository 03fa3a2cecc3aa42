"""Letters made by many workers: each once, numbered without a gap, also when one dies in the middle."""

import multiprocessing
import multiprocessing.connection
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

import pytest
from flask import Flask
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy import insert, select

from eservice.kernel import clock, codes
from eservice.kernel.clock import travel
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters.models import LetterNumber
from eservice.letters.rules import NumberState
from eservice.offices import queries as offices
from eservice.offices.rules import SigningMode
from eservice.requests import issuing, queries, signing
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import Status, Step
from tests.databases import release
from tests.domain.requests.house import HOUR, Case, House, by_hand, letter_of
from tests.times import MONDAY

WORKERS = 4
BASE = "http://localhost:8000"
SIGNED = MONDAY + 2 * HOUR


@pytest.fixture
def signed(no_worker: Flask, house: House) -> Case:
    """A request that has just been signed; its letter is not drawn yet."""
    return house.file().issued(at=SIGNED)


def repeated(case: Case, count: int) -> None:
    """Have the same request signed ``count`` times in all, each under a code of its own."""
    signed = case.now.id
    with transaction():
        rows = [dict(row._mapping) for row in db.session.execute(select(Request.__table__).filter_by(id=signed))]
        events = [
            dict(row._mapping)
            for row in db.session.execute(select(RequestEvent.__table__).filter_by(request_id=signed))
        ]
        (row,) = rows
        for _ in range(count - 1):
            new = {key: value for key, value in row.items() if key != "id"} | {"code": codes.request_code()}
            added = db.session.execute(insert(Request.__table__).values(new)).inserted_primary_key
            history = [{key: value for key, value in event.items() if key != "id"} for event in events]
            db.session.execute(insert(RequestEvent.__table__), [one | {"request_id": added[0]} for one in history])


def numbers(*, state: NumberState = NumberState.USED) -> list[int]:
    """Return the numbers of the register in a state."""
    db.session.remove()
    found = select(LetterNumber.number).where(LetterNumber.state == state).order_by(LetterNumber.number)
    return list(db.session.scalars(found))


def work_on(app: Flask, name: str, lease: timedelta, looks: int, begin: Barrier, said: Connection) -> None:
    """Draw what is due, as a worker does; tell the request of every letter that is drawn."""
    issuing.LEASE, make = lease, issuing.make

    def told(work: issuing.Work) -> issuing.Made:
        said.send(work.request_id)
        return make(work)

    issuing.make = told
    with app.app_context():
        begin.wait()
        for _ in range(looks):
            due = issuing.due(at=clock.now())
            for number in due:
                issuing.issue(number, worker=name, base_url=BASE)
            if not due:
                break


def drawn_by_workers(app: Flask, *, count: int, lease: timedelta = issuing.LEASE, looks: int = 1_000_000) -> list[int]:
    """Let four processes begin at one instant; return the request of every letter drawn, as often as it was drawn."""
    release(app)  # they are forks, and none shares a connection
    fork = multiprocessing.get_context("fork")
    begin = fork.Barrier(WORKERS)
    workers, heard = [], []
    for number in range(WORKERS):
        hears, says = fork.Pipe(duplex=False)
        workers.append(fork.Process(target=work_on, args=(app, f"worker-{number}", lease, looks, begin, says)))
        workers[-1].start()
        says.close()
        heard.append(hears)
    drawn: list[int] = []
    give_up = time.monotonic() + 240 + 2 * count
    try:
        while heard and time.monotonic() < give_up:
            for hears in multiprocessing.connection.wait(heard, timeout=1):
                try:
                    drawn.append(hears.recv())
                except EOFError:  # this one has ended
                    heard.remove(hears)
    finally:
        for worker in workers:
            worker.join(timeout=1)
            worker.kill()

    assert [worker.exitcode for worker in workers] == [0] * WORKERS
    return drawn


@pytest.mark.proof
def test_four_workers_issue_every_letter_once_without_a_gap(
    no_worker: Flask, signed: Case, proof_count: Callable[[int], int]
) -> None:
    count = proof_count(1000)
    repeated(signed, count)

    drawn = drawn_by_workers(no_worker, count=count)

    assert len(drawn) == len(set(drawn)) == count
    assert numbers() == list(range(1, count + 1))
    assert numbers(state=NumberState.RESERVED) == numbers(state=NumberState.VOID) == []
    assert set(db.session.scalars(select(Request.status))) == {Status.ISSUED}
    issues = db.session.scalars(select(RequestEvent.request_id).where(RequestEvent.step == Step.ISSUE)).all()
    assert len(issues) == len(set(issues)) == count


def test_without_the_lease_workers_draw_one_letter_twice(no_worker: Flask, signed: Case) -> None:
    """They look once each: without a lease they could take the last letter from each other for ever."""
    count = 4
    repeated(signed, count)

    drawn = drawn_by_workers(no_worker, count=count, lease=timedelta(0), looks=1)

    assert len(drawn) > len(set(drawn))


def test_a_worker_that_dies_leaves_its_work_and_its_number_to_the_next(no_worker: Flask, signed: Case) -> None:
    number = signed.now.id
    with transaction():
        dead = issuing.lease(number, worker="dead", base_url=BASE, at=SIGNED)
    assert dead is not None
    reserved = numbers(state=NumberState.RESERVED)

    with travel(SIGNED + issuing.LEASE - timedelta(seconds=1)):
        assert issuing.due(at=SIGNED + issuing.LEASE - timedelta(seconds=1)) == []
        assert not issuing.issue(number, worker="next", base_url=BASE)
    with travel(SIGNED + issuing.LEASE):
        assert issuing.due(at=SIGNED + issuing.LEASE) == [number]
        assert issuing.issue(number, worker="next", base_url=BASE)

    assert numbers() == reserved == [1]
    assert signed.now.status is Status.ISSUED


def test_a_worker_that_wakes_up_too_late_stores_nothing(no_worker: Flask, signed: Case) -> None:
    number = signed.now.id
    with transaction():
        slow = issuing.lease(number, worker="slow", base_url=BASE, at=SIGNED)
    assert slow is not None
    made = issuing.make(slow)
    with travel(SIGNED + issuing.LEASE):
        issuing.issue(number, worker="next", base_url=BASE)

    with transaction():
        kept = issuing.store(slow, made, worker="slow", at=SIGNED + 2 * issuing.LEASE)

    assert not kept
    assert signed.steps().count("issue") == 1
    assert numbers() == [1]


def test_work_done_twice_is_done_once(no_worker: Flask, signed: Case) -> None:
    number = signed.now.id

    with travel(SIGNED):
        done = [issuing.issue(number, worker="one", base_url=BASE) for _ in range(2)]

    assert done == [True, False]
    assert issuing.due(at=SIGNED + HOUR) == []
    assert signed.steps().count("issue") == 1


@pytest.fixture
def for_the_camat(no_worker: Flask, house: House) -> Case:
    """A letter of two places that the Lurah has signed: it waits for the Camat."""
    case = house.file("SKTM", wanted={"bidang": "kesehatan"}).issued(at=SIGNED)
    with travel(SIGNED):
        assert issuing.issue(case.now.id, worker="one", base_url=BASE)
    assert (case.now.status, case.now.place) == (Status.AWAITING_SIGNATURE, 1)
    return case


def test_a_second_wake_up_signs_for_no_official_who_has_not_signed(
    for_the_camat: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "make", lambda work: pytest.fail("drew a letter that nobody decided"))

    with travel(SIGNED):
        assert not issuing.issue(for_the_camat.now.id, worker="one", base_url=BASE)

    assert issuing.due(at=SIGNED + HOUR) == []
    assert (for_the_camat.now.worker, for_the_camat.now.worker_until) == (None, None)
    assert [one.place for one in letter_of(for_the_camat).signatures] == [0]


def test_only_asking_what_is_due_keeps_a_second_wake_up_from_signing_for_the_camat(
    for_the_camat: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "_is_due", lambda request: True)
    number = for_the_camat.now.id

    with transaction():
        work = issuing.lease(number, worker="one", base_url=BASE, at=SIGNED)

    assert work is not None
    signatures = PdfFileReader(BytesIO(issuing.make(work).file)).embedded_signatures
    assert len(signatures) == 2, "sealed in the Camat's place"


def test_an_undrawn_letter_that_waits_for_its_official_is_not_drawn(no_worker: Flask, house: House) -> None:
    case = house.file().recommended()

    assert not issuing.issue(case.now.id, worker="one", base_url=BASE)

    assert case.now.letter_id is None
    assert numbers(state=NumberState.RESERVED) == []


def test_a_sheet_asked_for_is_not_signed_by_key_where_the_office_changed_meanwhile(
    no_worker: Flask, house: House
) -> None:
    by_hand(house.desk)
    case = house.file().recommended()
    case.do(signing.print_for_signature, actor=case.officer, at=SIGNED)
    with transaction():
        offices.office(house.desk.office_id).signing_mode = SigningMode.LOCAL

    assert not issuing.issue(case.now.id, worker="one", base_url=BASE)

    assert case.now.status is Status.AWAITING_SIGNATURE
    assert case.now.letter_id is None


def test_a_transaction_that_fails_while_leasing_takes_no_number(no_worker: Flask, signed: Case) -> None:
    number = signed.now.id

    def lease_and_fail() -> None:
        with transaction():
            issuing.lease(number, worker="one", base_url=BASE, at=SIGNED)
            raise RuntimeError("power")

    with pytest.raises(RuntimeError, match="power"):
        lease_and_fail()
    with travel(SIGNED):
        issuing.issue(number, worker="one", base_url=BASE)

    assert numbers() == [1]
    assert queries.request_by_code(signed.code).status is Status.ISSUED
