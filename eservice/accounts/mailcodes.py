"""One-time codes by e-mail: a way in for citizens whose mailbox was proved to be theirs, and that proof itself.

A code is worth nothing without the page that asked for it, so whoever guesses has to ask first, is counted, and ends
nobody else's code. Staff come by password and second factor alone.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, update

from eservice.accounts import actions, queries, rules, sessions
from eservice.accounts.actor import GUEST, Actor
from eservice.accounts.gate import Checked, counted
from eservice.accounts.models import MailCode, User
from eservice.accounts.rules import Guess
from eservice.audit.actions import record
from eservice.kernel import codes
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError
from eservice.kernel.transaction import side_transaction
from eservice.kernel.wake import wake
from eservice.notifications.actions import WORK, announce


class Purpose(StrEnum):
    """What a code is good for; each is a text of its own."""

    SIGN_IN = "mail_code"
    MAILBOX = "mailbox_code"
    """Prove that one reads what comes to the address."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that was asked for: what the page keeps, sealed, until it is typed."""

    purpose: Purpose
    secret: str

    @property
    def digest(self) -> str:
        """Under which it is stored."""
        return vault().digest_secret(f"{self.purpose}\0{self.secret}", "mail_request")

    def of(self, code: str) -> str:
        """Return the digest of a code that was sent for this asking."""
        return vault().digest_secret(f"{self.purpose}\0{self.secret}\0{code}", "mail_code")


def new_asking(purpose: Purpose) -> Asked:
    """Return what a page that asks for a code keeps."""
    return Asked(purpose, codes.secret())


def send_to_sign_in(nik: str, asked: Asked, *, at: datetime) -> None:
    """Send a code to each mailbox that opens an account of this NIK, if there is one.

    Says nothing either way: whoever types a NIK learns nothing. Call it after ``gate.ration``.
    """
    reached = [account for account in queries.accounts_for_login(nik) if opens(account, at=at)]
    if not reached:  # written down too, and the worker woken for nothing, so that the disk is waited for as long
        record(actor=GUEST, action="account:ask_mail_code", object="account:unknown", at=at)
        wake(WORK)
    for account in reached:
        _send(account, asked, at=at)
        record(actor=sessions.owner(account), action="account:ask_mail_code", object=f"account:{account.id}", at=at)


def send_to_confirm(asked: Asked, *, actor: Actor, at: datetime) -> None:
    """Send a code to one's own mailbox, to be proved one's own.

    Raises:
        InvalidInputError: ``no_mailbox``, there is no address.
    """
    account = queries.account(actor.user_id or 0)
    if not account.email:
        raise InvalidInputError("no_mailbox")
    _send(account, asked, at=at)
    record(actor=actor, action="account:ask_mailbox_code", object=f"account:{account.id}", at=at)


def check_sign_in(nik: str, typed: str, asked: Asked, *, network: str, at: datetime) -> Checked:
    """Use a code up and return whose mailbox it went to. Outside any transaction, as every guess.

    Raises:
        TooManyTriesError: too many wrong ones.
        NotAllowedError: ``mail_code_wrong``, whatever was wrong.
    """
    with counted(Guess.MAIL_CODE, secret=queries.folded_login(nik), network=network, at=at):
        user_id = _use(asked, typed, at=at)
        if user_id is None or not opens(queries.account(user_id), at=at):
            raise NotAllowedError("mail_code_wrong")
    with side_transaction() as own:
        still = update(User).where(User.id == user_id, User.email_confirmed_at.is_not(None))
        own.execute(still.values(email_confirmed_at=at))
    return Checked(user_id)


def confirm_mailbox(typed: str, asked: Asked, *, actor: Actor, network: str, at: datetime) -> None:
    """Use a code up that went to one's own mailbox: from now on codes to sign in with may go there.

    Raises:
        TooManyTriesError: too many wrong ones.
        NotAllowedError: ``mail_code_wrong``.
    """
    with counted(Guess.MAIL_CODE, secret=str(actor.user_id), network=network, at=at):
        if _use(asked, typed, at=at, user_id=actor.user_id) is None:
            raise NotAllowedError("mail_code_wrong")


def note_confirmed(*, actor: Actor, at: datetime) -> None:
    """Write down that one's mailbox was proved. Call it in the transaction that follows ``confirm_mailbox``."""
    account = queries.account(actor.user_id or 0)
    account.email_confirmed_at = at
    record(actor=actor, action="account:confirm_mailbox", object=f"account:{account.id}", at=at)


def opens(account: User, *, at: datetime) -> bool:
    """Tell whether an account may be opened by a code that goes to its mailbox."""
    trusted = account.email is not None and rules.is_mailbox_trusted(account.email_confirmed_at, at=at)
    return trusted and account.is_open and account.staff_login is None


def forget_old(*, at: datetime) -> None:
    """Delete codes that nobody can use any more. For the sweep, outside any transaction."""
    with side_transaction() as own:
        own.execute(delete(MailCode).where(MailCode.ends_at <= at))


def _send(account: User, asked: Asked, *, at: datetime) -> None:
    code = codes.pin()
    one = MailCode(
        user_id=account.id,
        request_digest=asked.digest,
        digest=asked.of(code),
        ends_at=at + rules.MAIL_CODE_LIFE,
    )
    db.session.add(one)
    announce(asked.purpose.value, to=actions.recipient(account), at=at, secret=code)


def _use(asked: Asked, typed: str, *, at: datetime, user_id: int | None = None) -> int | None:
    """Return whose code was typed, once: the try is counted before it is looked at."""
    code = "".join(typed.split()).replace("-", "")
    open_ones = update(MailCode).where(
        MailCode.request_digest == asked.digest,
        MailCode.used_at.is_(None),
        MailCode.ends_at > at,
        MailCode.tries < rules.MAIL_CODE_TRIES,
    )
    if user_id is not None:
        open_ones = open_ones.where(MailCode.user_id == user_id)
    with side_transaction() as own:
        told = open_ones.values(tries=MailCode.tries + 1).returning(MailCode.id, MailCode.digest)
        found = own.execute(told).all()
    sent = asked.of(code)
    right = [one.id for one in found if secrets.compare_digest(one.digest, sent)]
    return _spend(right[0], at=at) if right else None


def _spend(number: int, *, at: datetime) -> int | None:
    """Use a code up; None where somebody did a moment ago. Whatever else went to that mailbox ends with it."""
    mine = update(MailCode).where(MailCode.id == number, MailCode.used_at.is_(None))
    with side_transaction() as own:
        user_id = own.execute(mine.values(used_at=at).returning(MailCode.user_id)).scalar_one_or_none()
        if user_id is not None:
            others = update(MailCode).where(MailCode.user_id == user_id, MailCode.used_at.is_(None))
            own.execute(others.values(used_at=at))
    return user_id
