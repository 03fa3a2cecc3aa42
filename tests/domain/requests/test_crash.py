"""Whatever dies whenever: no letter that was acknowledged is lost, no number is missing or doubled, no file is half."""

import hashlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from eservice.accounts.models import User
from eservice.audit.queries import check_chain
from eservice.jobs import WORK, Moment
from eservice.kernel import blobs, clock
from eservice.kernel.blobs import FolderBlobs
from eservice.kernel.db import db
from eservice.kernel.failpoints import POINTS, failpoint
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.letters import actions as letters
from eservice.letters import queries as register
from eservice.letters.checking import check_log
from eservice.letters.models import Letter, LetterNumber, LetterSeries, LogEntry
from eservice.letters.rules import LetterState, LogEvent, NumberState
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageState
from eservice.requests import issuing, signing
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import Status, Step
from eservice.uploads import actions as uploads
from eservice.uploads import queries as files
from tests.domain.requests.fire import READY_SECONDS, Hands, Official, at_work, standing
from tests.domain.requests.house import HOUR, Case, House
from tests.domain.requests.test_workers import repeated

ELSEWHERE = {"answer.received", "answer.kept"}
"""Only where a service outside signs."""
PLACES = sorted(set(POINTS) - ELSEWHERE)
REVOKING = "letter.ended"
SIGNABLE = Status.AWAITING_SIGNATURE
PACE = 0.3
"""Seconds between two presses while processes die at random: more than the worker can do would only wait."""


@dataclass
class Told:
    """What the official pressed, and what was answered."""

    pressed: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    """Acknowledged, and not signed when one looked again."""

    def sign(self, official: Official, code: str, events: int) -> None:
        """Press for one letter, and note what is heard."""
        self.pressed.add(code)
        if official.sign(code, events):
            self.acknowledged.add(code)


@pytest.fixture
def issued(no_worker: Flask, house: House) -> Case:
    """A letter that is issued already: what it takes is loaded, and every process that is forked has it."""
    case = signable(house)
    case.do(signing.sign, actor=case.desk.signer, at=clock.now())
    assert issuing.issue(case.now.id, worker="one", base_url="http://localhost:8000")
    return case


def signable(house: House) -> Case:
    """Return a letter that waits for its official, of an applicant who is told by e-mail too."""
    now = clock.now()
    case = house.file(at=now - 3 * HOUR).recommended(at=now - 2 * HOUR)
    with transaction():
        citizen = db.session.get(User, case.asks.user_id or 0)
        assert citizen is not None
        citizen.email = "siti@contoh.id"
    return case


def finished(hands: Hands, official: Official, told: Told) -> None:
    """Let everybody live, press once more for what is not signed, and wait until nothing is left to do."""
    give_up = time.monotonic() + 60 + len(told.pressed) / 2
    while True:
        left = {code: stands for code, stands in standing(hands.app).items() if code in told.pressed}
        for code, (status, events) in left.items():
            if status is SIGNABLE:
                told.lost |= told.acknowledged & {code}
                told.sign(official, code, events)
        if {status for status, _ in left.values()} == {Status.ISSUED} and not _unsent(hands.app):
            return
        assert time.monotonic() < give_up, Counter(status for status, _ in left.values())
        time.sleep(0.1)


def _unsent(app: Flask) -> int:
    with app.app_context():
        left = db.session.scalar(select(func.count(Message.id)).where(Message.state == MessageState.PENDING)) or 0
        db.session.remove()
    return left


def books(app: Flask, told: Told) -> list[str]:
    """Return what is wrong in register, history, logs and store; nothing where all agree."""
    db.session.remove()
    wrong = [f"{key[:12]} is half a file" for key in _half()]
    states = {str(code): str(state) for code, state in db.session.execute(select(Request.code, Request.status))}
    lost = told.lost | {code for code in told.acknowledged if states[code] != Status.ISSUED}
    wrong += [f"{code} was acknowledged and is lost" for code in lost]
    issued = sum(state == Status.ISSUED for state in states.values())
    if issued != len(told.pressed):
        wrong.append(f"{len(told.pressed)} letters were pressed for, {issued} are issued")
    for step in (Step.SIGN, Step.ISSUE):
        taken = Counter(db.session.scalars(select(RequestEvent.request_id).where(RequestEvent.step == step)))
        if len(taken) != issued or set(taken.values()) - {1}:
            wrong.append(f"{step} {taken.total()} times for {len(taken)} letters")
    return [*wrong, *_numbers(), *_letters(), *_logs(issued, len(told.revoked)), *_swept(app)]


def _half() -> list[str]:
    store = drivers().blobs
    return [key for key in store.keys() if hashlib.sha256(store.get(key)).hexdigest() != key]  # noqa: SIM118


def _numbers() -> Iterator[str]:
    for series in db.session.scalars(select(LetterSeries)).all():
        of_series = select(LetterNumber.number).filter_by(series_id=series.id).order_by(LetterNumber.number)
        if list(db.session.scalars(of_series)) != list(range(series.first_number, series.last_number + 1)):
            yield f"series {series.id} counted to {series.last_number}, and not all of it was taken once"
    unused = db.session.scalar(select(func.count(LetterNumber.id)).where(LetterNumber.state != NumberState.USED))
    if unused:
        yield f"{unused} numbers are taken and not used"


def _letters() -> Iterator[str]:
    for letter in db.session.scalars(select(Letter)).all():
        if [one.name for one in letter.editions] != ["signed-1"] or len(letter.signatures) != 1:
            yield f"letter {letter.id} has more or fewer files or signatures than one"
        if letter.state not in (LetterState.ISSUED, LetterState.REVOKED):
            yield f"letter {letter.id} is {letter.state}"
        for one in letter.editions:
            if hashlib.sha256(register.edition_bytes(one)).hexdigest() != one.sha256:
                yield f"letter {letter.id} has another file than was signed"


def _logs(issued: int, revoked: int) -> Iterator[str]:
    chain, log = check_chain(), check_log()
    if chain.broken_at is not None:
        yield f"audit log broken at {chain.broken_at}"
    if log.fault is not None:
        yield f"public log: {log.fault}"
    events = Counter(db.session.scalars(select(LogEntry.event)))
    if (events[LogEvent.ISSUED], events[LogEvent.REVOKED], events.total()) != (issued, revoked, issued + revoked):
        yield f"public log has {events}"
    told = Counter(db.session.scalars(select(Message.request_code).where(Message.template == "done")))
    if set(told.values()) != {2} or len(told) != issued:
        yield f"told otherwise than once each, by inbox and e-mail: {told.most_common(1)}"
    if db.engine.dialect.name == "sqlite" and db.session.scalar(text("PRAGMA integrity_check")) != "ok":
        yield "the file of the database is not whole"


def _swept(app: Flask) -> Iterator[str]:
    """Sweep as the worker does each hour; yield what is left that nobody names, or gone that somebody does."""
    store, now = drivers().blobs, clock.now()
    assert isinstance(store, FolderBlobs)
    with clock.travel(now + 2 * uploads.ORPHAN_AGE):
        for later in (1, 2, 3):
            WORK["files"](Moment(now + later * uploads.ORPHAN_AGE, app.extensions["eservice.settings"]))
    named = register.blob_keys() | files.blob_keys()
    there = {path.name for path in store.folder.rglob("*") if path.is_file()}
    if there != named:
        yield f"{len(there - named)} files nobody names, {len(named - there)} named and not there"


def die_at(place: str, turn: int, hands: Hands, official: Official, told: Told) -> None:
    """Let whoever comes to a place for the ``turn``th time die there, while the official presses for letters."""
    hands.doom.write_text(f"{place}@{1 if place == REVOKING else turn}")
    for code, (status, events) in standing(hands.app).items():
        if place == REVOKING and status is Status.ISSUED and code not in told.revoked:
            official.revoke(code, events)
            told.revoked.add(code)
            hands.await_death()
            assert official.revoke(code, events)
            return
        if place != REVOKING and status is SIGNABLE:
            told.lost |= told.acknowledged & {code}
            told.sign(official, code, events)
            if hands.has_died(seconds=0.5):
                break
    hands.await_death()


@pytest.mark.proof
def test_whoever_dies_wherever_and_whenever_every_acknowledged_letter_is_issued_once(
    no_worker: Flask, issued: Case, proof_count: Callable[..., int], tmp_path: Path, database_kind: str
) -> None:
    """First at every place by its name, then at random while the official goes on pressing."""
    rounds, at_random = proof_count(20), proof_count(500, part=250)
    few = PLACES[1::18] if database_kind == "sqlite" else PLACES[7::18]
    doomed = (PLACES if rounds > 1 else few) * rounds
    repeated(signable(issued.house), 2 * len(doomed) + 4 * at_random)
    told, rng = Told(pressed={issued.code}, acknowledged={issued.code}), random.Random(22)

    with at_work(no_worker, tmp_path / "hands") as hands:
        official = Official(hands, issued.desk.signer)
        for number, place in enumerate(doomed):
            die_at(place, 1 + number // len(PLACES) % 3, hands, official, told)
        with pressing(hands, official, told):
            for _ in range(at_random):
                time.sleep(rng.uniform(0.01, 0.5))
                hands.kill(rng.choice(("web", "worker")))
        finished(hands, official, told)

    said(hands, told)
    assert books(no_worker, told) == []
    assert hands.killed.total() == len(doomed) + at_random
    assert hands.slowest < READY_SECONDS


@contextmanager
def pressing(hands: Hands, official: Official, told: Told) -> Iterator[None]:
    """Let the official press for one letter after the other inside, whatever happens."""
    codes = [(code, events) for code, (status, events) in standing(hands.app).items() if status is SIGNABLE]
    over = threading.Event()

    def press() -> None:
        for code, events in codes:
            told.sign(official, code, events)
            if over.wait(PACE):
                break

    at_desk = threading.Thread(target=press)
    at_desk.start()
    try:
        yield
    finally:
        over.set()
        at_desk.join()


def said(hands: Hands, told: Told) -> None:
    print(  # noqa: T201 - the figures of the proof
        f"{hands.killed.total()} deaths ({dict(hands.killed)}), {len(told.pressed)} letters,"
        f" {len(told.acknowledged)} acknowledged, ready again within {hands.slowest:.2f} s"
    )


def counted_apart() -> None:
    """Commit a number before the letter has it."""
    take_number = letters.take_number

    def take_and_commit(*args: object, **by: object) -> object:
        taken = take_number(*args, **by)  # type: ignore[arg-type]
        db.session.commit()
        return taken

    letters.take_number = take_and_commit  # type: ignore[assignment]


def written_in_place() -> None:
    """Write a file under its own name from the beginning."""

    def write(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(data[: len(data) // 2])
            file.flush()
            failpoint("blob.written")
            file.write(data[len(data) // 2 :])

    blobs.write_whole = write


def without_guards() -> None:
    """Take both away."""
    counted_apart()
    written_in_place()


@pytest.mark.database("sqlite")
def test_without_its_guards_two_deaths_are_seen_in_the_books(no_worker: Flask, issued: Case, tmp_path: Path) -> None:
    repeated(signable(issued.house), 2)
    told = Told(acknowledged={issued.house.file().code})

    with at_work(no_worker, tmp_path / "hands", weakened=without_guards) as hands:
        official = Official(hands, issued.desk.signer)
        for place in ("letter.reserved", "blob.written"):
            die_at(place, 1, hands, official, told)

    wrong = books(no_worker, told)
    for fault in ("not all of it was taken once", "is half a file", "was acknowledged and is lost"):
        assert any(fault in one for one in wrong), wrong
