"""What signs is down, slow, set up wrongly, or signs and is not heard: one letter each, soon after it is well again."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from eservice import jobs
from eservice.accounts.actor import SYSTEM
from eservice.kernel.db import db
from eservice.kernel.ports import Drivers
from eservice.kernel.transaction import transaction
from eservice.letters import esign
from eservice.letters.answers import Answers
from eservice.letters.bsre import BsreSigner
from eservice.letters.esign import Account, EsignService
from eservice.letters.keys import trusted_roots
from eservice.letters.models import SigningKey
from eservice.requests import failing
from eservice.requests.workflow import Status
from eservice.residents.actions import identify_staff
from tests.bsre import NIK, PASSPHRASE, SECRET
from tests.domain.requests.fire import Hands, Official, at_work, standing
from tests.domain.requests.house import House
from tests.domain.requests.test_crash import SIGNABLE, Told, books, finished, signable
from tests.domain.requests.test_workers import repeated
from tests.outside import SLOW_SECONDS, Outside, running
from tests.times import MONDAY

FAULTS = ("down", "slow", "wrong certificate", "answer lost")
WELL_AGAIN_SECONDS = 60.0
REAL_PAUSES = jobs.SWEEP_SECONDS, failing.PAUSE, failing.AWAY_PAUSE, esign.BREATH


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Outside]:
    with running("tests.bsre", tmp_path / "bsre") as found:
        yield found


@pytest.fixture
def signer(service: Outside, db_app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> BsreSigner:
    """The signer of this installation, over HTTP."""
    asked = EsignService(service.address, Account(*SECRET.split(":")), seconds=0.75 * SLOW_SECONDS)
    made = BsreSigner(asked, Answers(tmp_path / "answers"), roots=trusted_roots(service.root.parent))
    kept: Drivers = db_app.extensions["eservice.drivers"]
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", replace(kept, signer=made))
    return made


def press_for(count: int, hands: Hands, official: Official, told: Told) -> set[str]:
    """Let the official sign so many letters; every press is answered."""
    waiting = [(code, events) for code, (status, events) in standing(hands.app).items() if status is SIGNABLE]
    for code, events in waiting[:count]:
        told.sign(official, code, events)
    pressed = {code for code, _ in waiting[:count]}
    assert pressed <= told.acknowledged
    return pressed


def seconds_until_issued(codes: set[str], hands: Hands) -> float:
    """Wait until all are issued, and return how long that took."""
    begun = time.monotonic()
    while any(standing(hands.app)[code][0] is not Status.ISSUED for code in codes):
        assert time.monotonic() - begun < 2 * WELL_AGAIN_SECONDS, standing(hands.app)
        time.sleep(0.1)
    return time.monotonic() - begun


def await_key(hands: Hands) -> None:
    """Wait until the worker holds a key to which passphrases can be sealed."""
    give_up = time.monotonic() + 10
    keys = 0
    while not keys and time.monotonic() < give_up:
        time.sleep(0.05)
        with hands.app.app_context():
            keys = db.session.scalar(select(func.count(SigningKey.id))) or 0
            db.session.remove()
    assert keys


def await_asked(service: Outside, more: int) -> None:
    """Wait until the service was asked so often in vain."""
    wanted, give_up = service.told()["asked"] + more, time.monotonic() + WELL_AGAIN_SECONDS
    while service.told()["asked"] < wanted:
        assert time.monotonic() < give_up, service.told()
        time.sleep(0.05)


@pytest.mark.proof
def test_whatever_the_signing_service_does_every_letter_is_issued_once_within_a_minute_after_it_is_well_again(
    no_worker: Flask,
    house: House,
    service: Outside,
    signer: BsreSigner,
    proof_count: Callable[..., int],
    tmp_path: Path,
) -> None:
    """In full with the pauses of real operation; else with short ones, for a letter each."""
    count = proof_count(10)
    sweep, _, away, breath = REAL_PAUSES if count > 1 else (1, 0, timedelta(seconds=0.2), 0.2)

    def pauses() -> None:
        jobs.SWEEP_SECONDS, failing.AWAY_PAUSE, signer.service._breath = sweep, away, breath  # type: ignore[assignment]

    case = signable(house)
    repeated(case, count * len(FAULTS))
    with transaction():
        identify_staff(house.desk.signer.user_id or 0, nik=NIK, kk="1571110101209999", actor=SYSTEM, at=MONDAY)
    told, took = Told(), {}
    with at_work(no_worker, tmp_path / "hands", weakened=pauses) as hands:
        official = Official(hands, house.desk.signer, passphrase=PASSPHRASE)
        await_key(hands)
        for fault in FAULTS:
            service.misbehave(fault)
            codes = press_for(count, hands, official, told)
            await_asked(service, 2 if count == 1 else 1)
            assert {standing(hands.app)[code][0] for code in codes} == {Status.ISSUING}
            service.behave()
            took[fault] = seconds_until_issued(codes, hands)
        finished(hands, official, told)

    print(f"{count} letters for each fault, issued after", {fault: round(spent, 1) for fault, spent in took.items()})  # noqa: T201 - the figures of the proof
    assert books(no_worker, told) == []
    assert max(took.values()) < WELL_AGAIN_SECONDS
