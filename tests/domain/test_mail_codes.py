"""A code by mail opens one session, on the page that asked for it, of who proved that the mailbox is theirs."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from eservice.accounts import actions, gate, mailcodes, passwords, queries, recovery, sessions
from eservice.accounts.actor import Actor
from eservice.accounts.mailcodes import Asked, Purpose
from eservice.accounts.models import MailCode, Session, User
from eservice.accounts.permissions import Role
from eservice.accounts.rules import MAIL_CODE_TRIES, MAILBOX_TRUSTED_FOR, Guess, PhoneOwner, Way
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError, TooManyTriesError
from eservice.kernel.transaction import side_transaction, transaction
from eservice.notifications import texts
from eservice.notifications.models import Message
from tests.domain.guards import together
from tests.times import MONDAY

NIK, OTHER_NIK = "1571014107909001", "1571010101859002"
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"
_BOTH_LOOKED = threading.Barrier(2)


class Mailbox:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str, str]] = []

    def send(self, *, to: str, subject: str, body: str) -> None:
        self.mails.append((to, subject, body))


@pytest.fixture(autouse=True)
def mails(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    box = Mailbox()
    drivers = replace(db_app.extensions["eservice.drivers"], mailer=box)
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", drivers)
    with passwords.cheap():
        yield box


def register(nik: str = NIK, *, email: str | None = "siti@contoh.id", confirmed=MONDAY) -> int:
    with transaction():
        new = actions.NewCitizen(nik=nik, name="Siti Rahmawati", email=email)
        account = actions.register(new, password=passwords.choose("kopi hangat di teras"), at=MONDAY)
        account.email_confirmed_at = confirmed
        return account.id


def citizen(user_id: int) -> Actor:
    return Actor(Role.CITIZEN, user_id=user_id)


def ask(nik: str = NIK, *, at=MONDAY) -> Asked:
    asked = mailcodes.new_asking(Purpose.SIGN_IN)
    with transaction():
        mailcodes.send_to_sign_in(nik, asked, at=at)
    return asked


def sent(mails: Mailbox) -> str:
    """Return the code of the latest mail."""
    (code,) = re.findall(r"\b\d{3}-\d{3}\b", mails.mails[-1][2])
    return str(code)


def comes_in(asked: Asked, code: str, *, nik: str = NIK, at=MONDAY, network: str = HOME) -> int | None:
    try:
        return mailcodes.check_sign_in(nik, code, asked, network=network, at=at).user_id
    except NotAllowedError:
        return None


def wrong(code: str) -> str:
    return f"{(int(code.replace('-', '')) + 1) % 1_000_000:06d}"


def test_the_code_opens_a_session_once_and_is_remembered_nowhere(mails: Mailbox) -> None:
    siti, asked = register(), ask()
    code = sent(mails)

    assert comes_in(asked, code.replace("-", " ")) == siti
    assert comes_in(asked, code) is None
    stored = db.session.execute(select(MailCode.digest, MailCode.request_digest)).all()
    assert not [one for row in stored for one in row if code.replace("-", "") in one or asked.secret in one]
    assert db.session.scalars(select(Message.secret)).all() == [None]


def test_the_mail_names_nobody_and_its_subject_has_no_code(mails: Mailbox) -> None:
    register()
    ask()
    code = sent(mails)
    to, subject, body = mails.mails[-1]

    assert to == "siti@contoh.id"
    assert not re.search(r"\d", subject)
    assert body.count(code) == 1
    assert not re.search(r"siti|rahmawati|1571", body.lower())
    assert code not in body.split("://")[1]
    assert "10 menit" in texts.render("mail_code", {}, language="id")


@pytest.mark.parametrize(
    "account",
    [
        {"email": None, "confirmed": None},
        {"confirmed": None},
        {"confirmed": MONDAY - MAILBOX_TRUSTED_FOR},
        {"nik": OTHER_NIK},
    ],
    ids=["no address", "never proved", "proved a year ago", "somebody else's NIK"],
)
def test_no_code_goes_to_a_mailbox_that_is_not_known_to_be_the_owner_s(account: dict[str, object]) -> None:
    register(**account)  # type: ignore[arg-type]

    ask()

    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


@pytest.mark.parametrize("closed", ["frozen_at", "disabled_at", "staff_login"])
def test_nobody_who_may_not_come_gets_a_code_or_comes_by_one_sent_before(mails: Mailbox, closed: str) -> None:
    siti, asked = register(), ask()
    code = sent(mails)
    with transaction():
        setattr(queries.account(siti), closed, "siti@contoh.go.id" if closed == "staff_login" else MONDAY)

    ask()

    assert comes_in(asked, code) is None
    assert db.session.scalar(select(func.count()).select_from(MailCode)) == 1


def test_a_code_is_worth_nothing_after_ten_minutes_elsewhere_or_for_another_account(mails: Mailbox) -> None:
    register()
    register(OTHER_NIK, email="ahmad@contoh.id")
    asked = ask()
    code = sent(mails)
    other = ask(OTHER_NIK)

    assert comes_in(asked, code, at=MONDAY + timedelta(minutes=10)) is None
    assert comes_in(other, code, nik=OTHER_NIK) is None, "the page that asked for somebody else's"
    assert comes_in(mailcodes.new_asking(Purpose.SIGN_IN), code) is None, "a page that asked for none"
    assert comes_in(Asked(Purpose.MAILBOX, asked.secret), code) is None, "a page for another purpose"
    assert comes_in(asked, wrong(code)) is None
    assert comes_in(asked, code) is not None


def test_five_guesses_end_a_code_wherever_they_come_from(mails: Mailbox) -> None:
    register()
    asked = ask()
    code = sent(mails)
    for number in range(MAIL_CODE_TRIES):
        assert comes_in(asked, wrong(code), network=f"198.51.100.{number}") is None

    assert comes_in(asked, code) is None


def test_who_guesses_waits_and_the_owner_elsewhere_does_not(mails: Mailbox) -> None:
    siti, stranger_s = register(), ask()
    mine = ask()
    code = sent(mails)
    for _number in range(5):
        comes_in(stranger_s, "000000", network=ELSEWHERE)

    with pytest.raises(TooManyTriesError, match="too_many_tries"):
        comes_in(stranger_s, "000000", network=ELSEWHERE)
    assert comes_in(mine, code) == siti, "a stranger's page ends nobody else's code"
    assert not db.session.scalars(select(MailCode.id).where(MailCode.used_at.is_(None))).all()


@pytest.mark.parametrize(("guarded", "times"), [(True, 1), (False, 2)])
def test_only_by_one_statement_is_a_code_used_once_by_two_at_once(
    db_app: Flask, mails: Mailbox, monkeypatch: pytest.MonkeyPatch, guarded: bool, times: int
) -> None:
    siti, asked = register(), ask()
    code = sent(mails)
    if not guarded:
        monkeypatch.setattr(mailcodes, "_spend", _read_then_write)

    said = together(db_app, [lambda: comes_in(asked, code)] * 2)

    assert said.count(siti) == times


def _read_then_write(number: int, *, at) -> int | None:
    """The twin: it looks, and writes whatever was written since."""
    with side_transaction() as own:
        found = own.get(MailCode, number)
        user_id = found.user_id if found.used_at is None else None
    with suppress(Exception):
        _BOTH_LOOKED.wait(timeout=5)
    with side_transaction() as own:
        own.get(MailCode, number).used_at = at
    return user_id


def test_the_mailbox_is_proved_by_a_code_of_its_own_and_by_nobody_else_s(mails: Mailbox) -> None:
    siti, ahmad = citizen(register(confirmed=None)), citizen(register(OTHER_NIK, confirmed=None))
    asked = mailcodes.new_asking(Purpose.MAILBOX)
    with transaction():
        mailcodes.send_to_confirm(asked, actor=siti, at=MONDAY)
    code = sent(mails)

    with pytest.raises(NotAllowedError, match="mail_code_wrong"):
        mailcodes.confirm_mailbox(code, asked, actor=ahmad, network=HOME, at=MONDAY)
    mailcodes.confirm_mailbox(code, asked, actor=siti, network=HOME, at=MONDAY)
    with transaction():
        mailcodes.note_confirmed(actor=siti, at=MONDAY)

    assert ask() is not None
    assert sent(mails)
    nobody = citizen(register("1571010101859003", email=None))
    with pytest.raises(InvalidInputError, match="no_mailbox"), transaction():
        mailcodes.send_to_confirm(asked, actor=nobody, at=MONDAY)


def test_a_code_to_reset_the_password_proves_the_mailbox_too(mails: Mailbox) -> None:
    siti = register(confirmed=None)
    with transaction():
        actions.remember_known(siti, kk="1571010101209003", born_on="1990-07-01")
        recovery.request_reset(NIK, at=MONDAY)
    (code,) = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{2}", mails.mails[-1][2])
    answer = recovery.ResetAnswer(login=NIK, code=code, kk="1571010101209003", born_on="1990-07-01")
    with transaction():
        recovery.confirm_reset(answer, password=passwords.choose("sepeda biru nenek"), at=MONDAY)

    assert mailcodes.opens(queries.account(siti), at=MONDAY)


def _moves(user_id: int) -> None:
    actions.set_contact(user_id, phone=None, phone_owner=PhoneOwner.NONE, email="lain@contoh.id", at=MONDAY)


def _renews(user_id: int) -> None:
    actions.store_password(queries.account(user_id), passwords.choose("sepeda biru nenek"), at=MONDAY)


@pytest.mark.parametrize(("change", "still"), [(_moves, False), (_renews, True)], ids=["address", "password"])
def test_another_address_or_password_ends_the_codes_that_were_sent(
    mails: Mailbox, change: Callable[[int], None], still: bool
) -> None:
    siti, asked = register(), ask()
    code = sent(mails)
    with transaction():
        change(siti)

    assert comes_in(asked, code) is None
    assert mailcodes.opens(queries.account(siti), at=MONDAY) is still


def test_each_use_proves_the_mailbox_anew_and_a_session_by_it_confirms_no_act_of_weight(mails: Mailbox) -> None:
    siti, later = register(), MONDAY + timedelta(days=300)
    with clock.travel(later):
        asked = ask(at=later)
    code = sent(mails)

    checked = mailcodes.check_sign_in(NIK, code, asked, network=HOME, at=later)
    with transaction():
        sessions.sign_in(checked, at=later, way=Way.MAIL)

    assert db.session.scalar(select(User.email_confirmed_at).where(User.id == siti)) == later
    assert db.session.execute(select(Session.confirmed_at, Session.way)).one() == (None, Way.MAIL)


def test_codes_that_are_over_are_forgotten(mails: Mailbox) -> None:
    register()
    ask()

    mailcodes.forget_old(at=MONDAY + timedelta(minutes=9))
    assert db.session.scalar(select(func.count()).select_from(MailCode)) == 1
    mailcodes.forget_old(at=MONDAY + timedelta(minutes=10))
    assert db.session.scalar(select(func.count()).select_from(MailCode)) == 0


def test_a_mailbox_is_not_filled_from_everywhere_at_once() -> None:
    for number in range(60):
        gate.ration(Guess.MAIL_REQUEST, secret=NIK, network=f"198.51.{number}.1", at=MONDAY)

    with pytest.raises(TooManyTriesError, match="too_many_mail_codes"):
        gate.ration(Guess.MAIL_REQUEST, secret=NIK, network=HOME, at=MONDAY)
