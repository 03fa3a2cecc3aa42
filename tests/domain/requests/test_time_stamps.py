"""Letters of an installation whose signatures are stamped: none without its stamp, and each says what it says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import pem
from flask import Flask
from sqlalchemy import select

from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.ports import Drivers, drivers
from eservice.letters import page, renewing, verify
from eservice.letters import queries as register
from eservice.letters.examine import FileVerdict
from eservice.letters.faults import StampFault
from eservice.letters.rules import NumberState, Verdict
from eservice.letters.signing import HandSigner, LocalSigner
from eservice.letters.timestamps import TimeStampAuthority, stamp_in
from eservice.letters.words import REFUSALS
from eservice.requests import failing, issuing
from eservice.requests.workflow import Status
from tests import tsa
from tests.domain.requests.house import HOUR, Case, House, letter_of, register_of_numbers, verdict
from tests.outside import Outside, running
from tests.times import MONDAY

SIGNED = MONDAY + 2 * HOUR

pytestmark = pytest.mark.usefixtures("no_worker")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with running("tests.tsa", tmp_path_factory.mktemp("tsa")) as found:
        yield found


@pytest.fixture
def signed(authority: Outside, db_app: Flask, house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Case:
    """A letter that was just signed, in an installation whose authority is well."""
    authority.behave()
    roots = [pem.unarmor(authority.root.read_bytes())[2]]
    asked = TimeStampAuthority(authority.address, roots=roots, seconds=30.0, breath=0.0)
    kept: Drivers = db_app.extensions["eservice.drivers"]
    changed = replace(kept, signer=LocalSigner(tmp_path / "keys", asked), stamps_time=True)
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", changed)
    return house.file().issued(at=SIGNED)


def attempt(case: Case, *, at: datetime) -> bool:
    """Let the worker do what is due for one letter."""
    with clock.travel(at):
        return issuing.issue(case.now.id, worker="one", base_url="http://localhost:8000")


def test_a_letter_waits_for_its_stamp_and_then_says_what_it_says(signed: Case, authority: Outside) -> None:
    authority.misbehave("down")
    assert not attempt(signed, at=SIGNED)
    assert (signed.now.status, letter_of(signed).editions) == (Status.ISSUING, [])

    authority.behave()
    assert attempt(signed, at=SIGNED + failing.AWAY_PAUSE)

    letter = letter_of(signed)
    (signature,), says = letter.signatures, stamp_in(register.edition_bytes(letter.editions[0]))
    assert verdict(signed) is Verdict.IN_FORCE
    assert says is not None
    assert (signature.stamped_at, signature.stamped_by) == (says.at, tsa.NAME)
    stamp = register.stamp_of(letter, base_url="http://localhost:8000", signed_at=SIGNED)
    assert "belum tersertifikasi, berstempel waktu" in page.html(register.content_of(letter), stamp)


@pytest.mark.database("sqlite")
def test_an_authority_that_stays_wrong_gives_the_letter_back_unsigned(
    signed: Case, authority: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failing, "PATIENCE", 3 * failing.AWAY_PAUSE)
    authority.misbehave("wrong imprint")
    at = SIGNED

    for _ in range(3):
        assert not attempt(signed, at=at)
        at += failing.AWAY_PAUSE

    assert (signed.now.status, signed.now.history[-1].reason) == (
        Status.AWAITING_SIGNATURE,
        REFUSALS["stamp_wrong"],
    )
    assert letter_of(signed).editions == []
    assert register_of_numbers() == [(1, NumberState.RESERVED)]


def test_an_issued_letter_gets_its_archive_stamp_and_a_further_one_when_that_is_old(
    signed: Case, authority: Outside
) -> None:
    assert attempt(signed, at=SIGNED)
    year = timedelta(days=365)
    number = signed.now.letter_id

    assert renewing.due(every=year, at=SIGNED) == [number]
    authority.misbehave("down", times=1)
    assert renewing.renew(every=year, at=SIGNED) == 0
    assert renewing.renew(every=year, at=SIGNED) == 1
    assert renewing.renew(every=year, at=SIGNED + HOUR) == 0
    assert renewing.renew(every=year, at=SIGNED + year) == 1

    editions = letter_of(signed).editions
    assert [one.name for one in editions] == ["signed-1", "lta-1", "lta-2"]
    for one in editions:
        found = verify.registered(register.edition_bytes(one))
        assert found is not None
        assert found.letter is not None
        assert (found.verdict, found.letter.id) == (FileVerdict.REGISTERED, number)


@pytest.mark.database("sqlite")
def test_a_letter_that_cannot_be_renewed_keeps_no_other_from_its_stamp(signed: Case, house: House) -> None:
    assert attempt(signed, at=SIGNED)
    other = house.file().issued(at=SIGNED)
    assert attempt(other, at=SIGNED)
    drivers().blobs.delete(letter_of(signed).editions[0].blob_key)
    year = timedelta(days=365)

    assert renewing.due(every=year, at=SIGNED) == [signed.now.letter_id, other.now.letter_id]
    assert renewing.renew(every=year, at=SIGNED) == 1

    assert [one.name for one in letter_of(other).editions] == ["signed-1", "lta-1"]
    assert renewing.due(every=year, at=SIGNED) == []
    assert renewing.due(every=year, at=SIGNED + renewing.FIRST_PAUSE) == [signed.now.letter_id]


def test_letters_that_cannot_be_renewed_fill_no_run(
    signed: Case, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewing, "BATCH", 1)
    assert attempt(signed, at=SIGNED)
    other = house.file().issued(at=SIGNED)
    assert attempt(other, at=SIGNED)
    kept = drivers().blobs.get(letter_of(signed).editions[0].blob_key)
    drivers().blobs.delete(letter_of(signed).editions[0].blob_key)
    year = timedelta(days=365)

    done = [renewing.renew(every=year, at=SIGNED) for _ in range(2)]

    assert done == [0, 1], "the one behind it had its turn"
    assert [one.name for one in letter_of(other).editions] == ["signed-1", "lta-1"]
    (fault,) = db.session.scalars(select(StampFault)).all()
    assert (fault.letter_id, fault.tries, fault.fault) == (signed.now.letter_id, 1, "KeyError")
    drivers().blobs.put(kept)
    assert renewing.renew(every=year, at=SIGNED + renewing.FIRST_PAUSE) == 1
    db.session.remove()
    assert db.session.scalars(select(StampFault)).all() == []


@pytest.mark.database("sqlite")
def test_letters_signed_by_key_keep_their_stamps_fresh_once_the_installation_signs_by_hand(
    signed: Case, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert attempt(signed, at=SIGNED)
    by_key = drivers().signer
    by_hand = replace(drivers(), signer=HandSigner(by_key.folder, by_key.authority))
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", by_hand)

    assert renewing.renew(every=timedelta(days=365), at=SIGNED) == 1

    newest = letter_of(signed).editions[-1]
    found = verify.registered(register.edition_bytes(newest))
    assert newest.name == "lta-1"
    assert found is not None
    assert found.verdict is FileVerdict.REGISTERED
