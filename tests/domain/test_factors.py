"""The second factor: a code is used once, whoever presses how often; only its owner or an administrator ends it."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from eservice.accounts import factors, passwords, sessions, totp
from eservice.accounts.actor import Actor
from eservice.accounts.models import RecoveryCode, SecondFactor, Session, User
from eservice.accounts.permissions import Role
from eservice.accounts.rules import Ended
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, TooManyTriesError
from eservice.kernel.transaction import side_transaction, transaction
from tests.domain.guards import together
from tests.domain.trail import entries_about
from tests.times import MONDAY

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
HOME = "203.0.113.7"
_BOTH_LOOKED = threading.Barrier(2)
LATER = MONDAY + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _quick_hashes(db_app: Flask) -> Iterator[None]:
    with passwords.cheap():
        yield


@pytest.fixture
def lurah(db_app: Flask) -> Actor:
    return somebody("ahmad@contoh.go.id")


def somebody(login: str, role: Role = Role.SIGNER) -> Actor:
    with transaction():
        hashed = passwords.choose("kopi hangat di teras")
        user = User(name="Ahmad Fauzi", staff_login=login, password_hash=hashed, created_at=MONDAY)
        db.session.add(user)
        db.session.flush()
        return Actor(role, user_id=user.id, membership_id=1)


def set_up(who: Actor) -> list[str]:
    """Set the factor up in a new session; return the codes for paper."""
    with transaction():
        session = sessions.start_session(who.user_id or 0, at=MONDAY)
        return list(factors.set_up(SECRET, totp.code_at(SECRET, MONDAY), session=session, actor=who, at=MONDAY))


def right(who: Actor, typed: str, *, at=LATER, network: str = HOME) -> bool:
    try:
        factors.check_code(who.user_id or 0, typed, network=network, at=at)
    except NotAllowedError:
        return False
    return True


def test_it_is_set_up_with_its_first_code_and_stored_sealed(lurah: Actor) -> None:
    with pytest.raises(InvalidInputError, match="wrong_code"), transaction():
        factors.set_up(SECRET, "000000", session="", actor=lurah, at=MONDAY)
    made = set_up(lurah)

    assert len(set(made)) == factors.PAPER_CODES
    stored = db.session.execute(text("SELECT secret FROM second_factors")).scalar_one()
    digests = db.session.scalars(select(RecoveryCode.digest)).all()
    assert SECRET.encode() not in bytes(stored)
    assert not set(made) & set(digests)
    with pytest.raises(ConflictError, match="has_factor"):
        set_up(lurah)


def test_the_code_of_the_setting_up_and_every_other_is_used_once(lurah: Actor) -> None:
    made = set_up(lurah)

    assert not right(lurah, totp.code_at(SECRET, MONDAY), at=MONDAY)
    assert right(lurah, totp.code_at(SECRET, LATER))
    assert not right(lurah, totp.code_at(SECRET, LATER)), "seen over the shoulder"
    assert right(lurah, f"{made[0][:5].lower()} {made[0][5:]}")
    assert not right(lurah, made[0])
    assert factors.paper_codes_left(lurah.user_id or 0) == factors.PAPER_CODES - 1


def test_setting_it_up_ends_every_other_session(lurah: Actor) -> None:
    with transaction():
        other = sessions.start_session(lurah.user_id or 0, at=MONDAY)
        sessions.confirm(other, at=MONDAY)

    set_up(lurah)

    ended = db.session.execute(select(Session.end_reason, Session.is_strong).order_by(Session.id)).all()
    assert [tuple(one) for one in ended] == [(Ended.FACTOR, False), (None, True)]


@pytest.mark.parametrize(("guarded", "times"), [(True, 1), (False, 2)])
def test_only_by_one_statement_is_a_code_used_once_by_two_at_once(
    db_app: Flask, lurah: Actor, monkeypatch: pytest.MonkeyPatch, guarded: bool, times: int
) -> None:
    set_up(lurah)
    if not guarded:
        monkeypatch.setattr(factors, "_use_step", _read_then_write)

    said = together(db_app, [lambda: right(lurah, totp.code_at(SECRET, LATER))] * 2)

    assert said.count(True) == times


def _read_then_write(user_id: int, typed: str, *, at) -> bool:
    """The twin: it looks, and writes whatever was written since."""
    held = factors.factor_of(user_id)
    step = totp.step_of(SECRET, typed, at=at, after=held.last_step)
    db.session.remove()
    with suppress(Exception):
        _BOTH_LOOKED.wait(timeout=5)
    with side_transaction() as own:
        own.get(SecondFactor, user_id).last_step = step or 0
    return step is not None


def test_wrong_codes_are_throttled_and_recorded(lurah: Actor) -> None:
    set_up(lurah)
    for _number in range(5):
        assert not right(lurah, "000000")

    with pytest.raises(TooManyTriesError, match="too_many_tries"):
        right(lurah, totp.code_at(SECRET, LATER))
    assert right(lurah, totp.code_at(SECRET, LATER), network="198.51.100.9"), "nobody elsewhere is locked out"
    assert entries_about("account:unknown")


def test_who_has_one_confirms_with_it_and_no_more_with_the_password(lurah: Actor) -> None:
    factors.check_again(lurah, "kopi hangat di teras", network=HOME, at=MONDAY)
    with pytest.raises(NotAllowedError, match="wrong_password"):
        factors.check_again(lurah, "kopi dingin", network=HOME, at=MONDAY)
    set_up(lurah)

    with pytest.raises(NotAllowedError, match="wrong_code"):
        factors.check_again(lurah, "kopi hangat di teras", network=HOME, at=LATER)
    factors.check_again(lurah, totp.code_at(SECRET, LATER), network=HOME, at=LATER)


def test_only_its_owner_or_an_administrator_ends_it_and_the_sessions_with_it(lurah: Actor) -> None:
    made, admin = set_up(lurah), somebody("admin@contoh.go.id", Role.ADMIN)
    dewi = somebody("dewi@contoh.go.id", Role.OFFICER)
    with pytest.raises(NotAllowedError), transaction():
        factors.remove(lurah.user_id or 0, actor=dewi, at=LATER)
    with pytest.raises(NotAllowedError, match="own_account"), transaction():
        factors.remove(admin.user_id or 0, actor=admin, at=LATER)

    with transaction():
        factors.remove(lurah.user_id or 0, actor=admin, at=LATER)

    assert not right(lurah, made[0])
    assert db.session.scalars(select(Session).where(Session.ended_at.is_(None))).all() == []
    assert "account:remove_factor" in {one.action for one in entries_about(f"account:{lurah.user_id}")}
    with pytest.raises(NotFoundError, match="no_factor"), transaction():
        factors.switch_off(session="", actor=lurah, at=LATER)
