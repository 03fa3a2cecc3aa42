"""Passkeys: what an answer must be, and every answer that is refused."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eservice.accounts import actions, challenges, factors, gate, passkeys, passwords, queries, sessions, totp
from eservice.accounts.actor import Actor
from eservice.accounts.challenges import Answer, Desk, Purpose, Question, Site
from eservice.accounts.models import Passkey, Session, SpentChallenge
from eservice.accounts.permissions import Role
from eservice.accounts.rules import Ended
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, TooManyTriesError
from eservice.kernel.transaction import transaction
from eservice.notifications import queries as messages
from tests.authenticator import PRESENT, Authenticator
from tests.domain.guards import together
from tests.domain.trail import entries_about
from tests.times import MONDAY

SITE = Site("localhost", "http://localhost:8000")
NEW = Desk(Purpose.REGISTER, "session of Siti", SITE, "198.51.100.7")
DESK = Desk(Purpose.SIGN_IN, "forms of this browser", SITE, "198.51.100.7")


@pytest.fixture(autouse=True)
def _quick_hashes(db_app: Flask) -> Iterator[None]:
    with passwords.cheap():
        yield


@pytest.fixture
def siti() -> Actor:
    return someone("1571014107909001")


def someone(nik: str) -> Actor:
    with transaction():
        new = actions.NewCitizen(nik=nik, name="Siti Rahmawati")
        user = actions.register(new, password=passwords.choose("kopi hangat di teras"), at=MONDAY)
        return Actor(Role.CITIZEN, user_id=user.id, name=user.name)


def asked(desk: Desk = DESK) -> Question:
    return challenges.ask(desk.purpose, bound=desk.bound, at=MONDAY)


def kept(owner: Actor, key: Authenticator, *, session: str = "", name: str = "Telepon") -> int:
    """Keep a key; return its number."""
    question = asked(NEW)
    made = passkeys.check_new(Answer(question.sealed, key.make(question.challenge)), desk=NEW, at=MONDAY)
    with transaction():
        return passkeys.keep(made, name=name, session=session, actor=owner, at=MONDAY).id


def comes(key: Authenticator, *, desk: Desk = DESK, question: Question | None = None, **more: object) -> int | str:
    """Return whose key it is, or by which code it was refused."""
    question = question or asked(desk)
    try:
        answer = Answer(question.sealed, key.answer(question.challenge))
        return passkeys.check(answer, desk=desk, **({"at": MONDAY} | more)).user_id  # type: ignore[arg-type]
    except (NotAllowedError, TooManyTriesError) as refusal:
        return refusal.code


def test_a_key_is_kept_and_opens_its_owner_s_account_and_no_other(siti: Actor) -> None:
    key, other = Authenticator(), Authenticator()
    kept(siti, key)
    ahmad = someone("1571010101859002")
    kept(ahmad, other)

    assert comes(key) == siti.user_id
    assert comes(other.but(handle=passkeys.handle_of(ahmad.user_id or 0))) == ahmad.user_id
    assert comes(key, user_id=ahmad.user_id) == "passkey_wrong"
    assert comes(key.but(handle=passkeys.handle_of(ahmad.user_id or 0))) == "passkey_wrong"
    assert db.session.scalars(select(Passkey.used_at).order_by(Passkey.id)).all() == [MONDAY, MONDAY]


FORGED = {
    "another origin": {"origin": "http://localhost:8001"},
    "a site that looks alike": {"origin": "https://localhost.example"},
    "another site's key": {"rp_id": "example.org"},
    "an owner who was not checked": {"flags": PRESENT},
    "nobody there": {"flags": 0x04},
    "a foreign key": {"credential": b"never kept here"},
    "another signature": {"key": Authenticator().key},
}


@pytest.mark.parametrize("wrong", FORGED)
def test_a_forged_answer_opens_nothing_and_stands_in_the_log(siti: Actor, wrong: str) -> None:
    key = Authenticator()
    kept(siti, key)

    assert comes(key.but(**FORGED[wrong])) == "passkey_wrong"

    assert entries_about("account:unknown")[-1].action == "account:passkey_refused"
    assert comes(key) == siti.user_id


def test_only_the_check_for_an_unlocked_key_keeps_a_stolen_security_key_out(
    siti: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Authenticator()
    kept(siti, key)
    verify = passkeys.verify_authentication_response
    lax = lambda **given: verify(**(given | {"require_user_verification": False}))  # noqa: E731
    monkeypatch.setattr(passkeys, "verify_authentication_response", lax)

    assert comes(key.but(flags=PRESENT)) == siti.user_id


def test_a_question_is_for_one_answer_one_browser_one_purpose_and_five_minutes(siti: Actor) -> None:
    key, question = Authenticator(), asked()
    kept(siti, key)

    assert comes(key, question=question, desk=replace(DESK, bound="forms of another browser")) == "passkey_stale"
    assert comes(key, question=question, desk=replace(DESK, purpose=Purpose.CONFIRM)) == "passkey_stale"
    assert comes(key, question=question, at=MONDAY + challenges.LIFE) == "passkey_stale"
    assert comes(key, question=replace(question, sealed=asked().sealed)) == "passkey_wrong"  # another question's answer
    assert comes(key, question=question) == siti.user_id
    assert comes(key, question=question) == "passkey_stale"
    assert comes(key, question=replace(question, sealed="made up")) == "passkey_stale"


@pytest.mark.parametrize(("guarded", "let_in"), [(True, 1), (False, 2)])
def test_only_what_is_written_down_keeps_two_from_coming_in_by_one_answer(
    siti: Actor, db_app: Flask, monkeypatch: pytest.MonkeyPatch, guarded: bool, let_in: int
) -> None:
    key, question = Authenticator(), asked()
    kept(siti, key)
    if not guarded:
        monkeypatch.setattr(challenges, "_digest", lambda challenge: secrets.token_hex())

    found = together(db_app, [lambda: comes(key, question=question)] * 2)

    assert found.count(siti.user_id) == let_in


def test_a_key_whose_count_goes_back_is_locked_and_its_owner_told_once(siti: Actor) -> None:
    key = Authenticator(count=5)
    kept(siti, key)
    assert comes(key.but(count=6)) == siti.user_id

    assert comes(key.but(count=6)) == "passkey_copied"
    assert comes(key.but(count=7)) == "passkey_copied"

    told = [one.text for one in messages.inbox(siti.user_id or 0, language="id")]
    assert sum("tampaknya ada salinannya" in one for one in told) == 1
    assert "account:lock_passkey" in {one.action for one in entries_about(f"account:{siti.user_id}")}


def test_keys_that_do_not_count_come_again_and_again(siti: Actor) -> None:
    key = Authenticator(count=0)
    kept(siti, key)

    assert [comes(key), comes(key)] == [siti.user_id, siti.user_id]


@pytest.mark.parametrize("change", [{"flags": PRESENT}, {"origin": "https://example.org"}, {"rp_id": "example.org"}])
def test_a_new_key_that_did_not_check_its_owner_or_is_for_elsewhere_is_not_kept(
    siti: Actor, change: dict[str, object]
) -> None:
    question = asked(NEW)
    words = Authenticator().but(**change).make(question.challenge)

    with pytest.raises(InvalidInputError, match="passkey_unfit"):
        passkeys.check_new(Answer(question.sealed, words), desk=NEW, at=MONDAY)
    with pytest.raises(NotAllowedError, match="passkey_stale"):
        passkeys.check_new(Answer(question.sealed, words), desk=NEW, at=MONDAY)


@pytest.mark.parametrize("words", ["", "[]", "{}", '{"rawId": 7}', '{"rawId": "AA", "response": {}}', "x" * 9000])
def test_what_is_no_answer_at_all_is_refused_without_a_fault(siti: Actor, words: str) -> None:
    kept(siti, Authenticator())
    with pytest.raises(NotAllowedError, match="passkey_wrong"):
        passkeys.check(Answer(asked().sealed, words), desk=DESK, at=MONDAY)
    with pytest.raises(InvalidInputError, match="passkey_unfit"):
        passkeys.check_new(Answer(asked(NEW).sealed, words), desk=NEW, at=MONDAY)


def test_another_key_ends_the_other_sessions_and_a_removed_one_opens_nothing(siti: Actor) -> None:
    with transaction():
        here, there = (sessions.start_session(siti.user_id or 0, at=MONDAY) for _one in range(2))
    key = Authenticator()
    number = kept(siti, key, session=here)
    assert db.session.scalars(select(Session.end_reason).order_by(Session.id)).all() == [None, Ended.FACTOR]

    stranger = someone("1571010101859002")
    with transaction(), pytest.raises(NotFoundError, match="no_such_passkey"):
        passkeys.remove(number, session="", actor=stranger, at=MONDAY)
    with transaction():
        passkeys.remove(number, session=here, actor=siti, at=MONDAY)

    assert queries.live_session(there, at=MONDAY) is Ended.FACTOR
    assert comes(key) == "passkey_wrong"
    done = {one.action for one in entries_about(f"account:{siti.user_id}")}
    assert {"account:add_passkey", "account:remove_passkey"} <= done


def test_a_key_needs_a_name_is_kept_once_and_ten_are_enough(siti: Actor) -> None:
    key = Authenticator()
    kept(siti, key)
    for again, name, code in ((key, "Lagi", "passkey_known"), (Authenticator(), " ", "passkey_name")):
        with pytest.raises((ConflictError, InvalidInputError), match=code):
            kept(siti, again, name=name)
    for _one in range(passkeys.MOST - 1):
        kept(siti, Authenticator())
    with pytest.raises(ConflictError, match="passkeys_enough"):
        kept(siti, Authenticator())


def test_a_password_alone_sets_up_no_authenticator_where_there_is_a_passkey(siti: Actor) -> None:
    kept(siti, Authenticator())
    secret = totp.new_secret()
    with transaction():
        session = sessions.start_session(siti.user_id or 0, at=MONDAY)

    with transaction(), pytest.raises(NotAllowedError, match="passkey_first"):
        factors.set_up(secret, totp.code_at(secret, MONDAY), session=session, actor=siti, at=MONDAY)


def test_answers_are_counted_as_guesses_and_spent_questions_are_forgotten(siti: Actor) -> None:
    stranger = Authenticator()
    for _one in range(5):
        assert comes(stranger) == "passkey_wrong"
    assert comes(stranger) == "too_many_tries"

    later = MONDAY + timedelta(hours=1)
    challenges.forget_old(at=later)
    gate.forget_old_tries(at=later)

    assert db.session.scalars(select(SpentChallenge)).all() == []


@pytest.mark.parametrize(
    ("address", "rp_id"), [("https://layanan.example.go.id", "layanan.example.go.id"), ("http://127.0.0.1:8000", None)]
)
def test_a_key_is_for_the_name_of_the_installation(address: str, rp_id: str | None) -> None:
    site = passkeys.site_of(address)

    assert (site.rp_id if site else None) == rp_id
