"""Ways in without a password: one-time codes by mail, at the counter, and for who was invited to work here."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from eservice.accounts import actions, passwords, queries, rules, sessions
from eservice.accounts.actor import GUEST, Actor
from eservice.accounts.models import Invitation, ResetCode, StaffReset, User
from eservice.accounts.passwords import PasswordHash
from eservice.accounts.permissions import Permission, Role
from eservice.accounts.rules import Ended
from eservice.audit.actions import record
from eservice.kernel import codes
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.wake import wake
from eservice.notifications.actions import WORK, announce


def request_reset(login: str, *, at: datetime) -> None:
    """Send a code to the owner's e-mail, if there is an account, an address, and something to ask besides.

    Says nothing either way: whoever types a NIK learns nothing. A telephone number gets no code: numbers here are
    handed on to strangers.
    """
    reached = [
        account
        for account in queries.accounts_for_login(login)
        if account.is_open and account.email and account.recovery_index
    ]
    if not reached:  # written down too, and the worker woken for nothing, so that the disk is waited for as long
        record(actor=GUEST, action="account:ask_reset", object="account:unknown", at=at)
        wake(WORK)
    for account in reached:
        code = _new_code(account, issued_by_id=None, ends_at=at + rules.RESET_CODE_LIFE, at=at)
        announce("reset_code", to=actions.recipient(account), at=at, secret=code)
        record(actor=sessions.owner(account), action="account:ask_reset", object=f"account:{account.id}", at=at)


def issue_counter_code(user_id: int, *, actor: Actor, at: datetime) -> str:
    """Give an officer, who has the KTP in hand, a code to pass to the account's owner; shown once.

    Raises:
        NotAllowedError: not an officer, the officer's own account, or a colleague's: that takes two people.
        NotFoundError: no account that one could sign in with.
    """
    if not actor.may(Permission.REQUEST_REVIEW):
        raise NotAllowedError("page")
    if actor.user_id == user_id:
        raise NotAllowedError("own_account")
    account = queries.account(user_id)
    if account.staff_login is not None:
        raise NotAllowedError("staff_reset_two")
    if not account.is_open or account.nik_index is None:
        raise NotFoundError("no_such_account")
    code = _new_code(account, issued_by_id=actor.user_id, ends_at=at + rules.COUNTER_CODE_LIFE, at=at)
    record(actor=actor, action="account:counter_reset", object=f"account:{user_id}", at=at)
    return code


@dataclass(frozen=True, kw_only=True)
class ResetAnswer:
    """What somebody types who lost the password."""

    login: str
    code: str
    kk: str = ""
    born_on: str = ""
    """ISO date; with ``kk`` asked for a code that came by mail."""


def confirm_reset(answer: ResetAnswer, *, password: PasswordHash, at: datetime) -> User:
    """Store a new password against a code and something known. Call it inside ``gate.counted``.

    Raises:
        NotAllowedError: ``code_wrong``, whichever part was wrong.
    """
    reset = queries.reset_code(codes.read_code(answer.code, length=codes.LETTER_CODE_LENGTH) or "", at=at)
    account = queries.account(reset.user_id) if reset else None
    if reset is None or account is None or not _fits(account, reset, answer):
        raise NotAllowedError("code_wrong")
    actions.store_password(account, password, at=at)
    if reset.issued_by_id is None:
        account.email_confirmed_at = at  # the code was read in that mailbox
    record(actor=sessions.owner(account), action="account:reset_password", object=f"account:{account.id}", at=at)
    return account


def was_confirmed(answer: ResetAnswer, *, password: str, at: datetime) -> bool:
    """Tell whether this very answer was taken a moment ago: a form sent twice is one reset. Slow, like a sign-in."""
    reset = queries.spent_reset_code(codes.read_code(answer.code, length=codes.LETTER_CODE_LENGTH) or "", at=at)
    account = queries.account(reset.user_id) if reset else None
    if reset is None or account is None or not _fits(account, reset, answer):
        return False
    return passwords.matches(account.password_hash, password)


@dataclass(frozen=True, slots=True)
class Invited:
    """An account that waits for its first password, and the code to choose it with."""

    user_id: int
    code: str
    """Shown once; only its digest is stored."""


def invite_staff(
    name: str,
    *,
    login: str,
    actor: Actor,
    at: datetime,
    language: str = "id",
    life: timedelta = rules.INVITATION_LIFE,
) -> Invited:
    """Open an account for somebody who will work here, without a password. The membership is ``offices``' to give.

    Args:
        login: official e-mail, which also gets the code, or NIP: then the code is handed over.
        life: so long the code is good.

    Raises:
        NotAllowedError: neither an administrator nor the command line.
        InvalidInputError: no name, or neither e-mail nor NIP.
        ConflictError: there is such an account.
    """
    actions.must_manage(actor)
    folded = queries.folded_login(login)
    if not name.strip():
        raise InvalidInputError("name_missing", field="name")
    if not re.fullmatch(r"\d{18}|[^@\s]+@[^@\s]+\.[^@\s]+", folded):
        raise InvalidInputError("login_form", field="login")
    if db.session.scalar(select(User.id).where(User.staff_login == folded)) is not None:
        raise ConflictError("login_taken")
    account = User(
        name=" ".join(name.split()),
        staff_login=folded,
        email=folded if "@" in folded else None,
        language=language,
        created_at=at,
    )
    db.session.add(account)
    db.session.flush()
    return Invited(account.id, invite_again(account.id, actor=actor, at=at, life=life))


def invite_again(user_id: int, *, actor: Actor, at: datetime, life: timedelta = rules.INVITATION_LIFE) -> str:
    """Give an invited person a new code; earlier ones end. Returns the code, to be shown once.

    Args:
        life: so long the code is good.

    Raises:
        ConflictError: ``has_password``, the invitation was accepted; a lost password takes two people.
    """
    actions.must_manage(actor)
    account = _staff(user_id)
    if account.password_hash is not None:
        raise ConflictError("has_password")
    return _invited(account, actor=actor, at=at, life=life)


def open_staff_reset(user_id: int, *, actor: Actor, at: datetime) -> None:
    """Open the renewal of a lost staff password: nothing changes until a second person confirms it.

    From the command line too, for the last administrator's: nobody else can open it there.

    Raises:
        NotAllowedError: not an administrator, or the own account.
        ConflictError: ``no_password``, the invitation is still to be accepted.
    """
    actions.must_manage(actor)
    account = _staff(user_id)
    if actor.user_id == user_id or (actor.user_id is None and actor.role is not Role.SYSTEM):
        raise NotAllowedError("own_account")
    if account.password_hash is None:
        raise ConflictError("no_password")
    _end_resets(user_id, at=at)
    ends_at = at + rules.STAFF_RESET_LIFE
    db.session.add(StaffReset(user_id=user_id, opened_by_id=actor.user_id, opened_at=at, ends_at=ends_at))
    db.session.flush()
    announce("staff_reset_opened", to=actions.recipient(account), at=at)
    record(actor=actor, action="account:open_staff_reset", object=f"account:{user_id}", at=at)


def confirm_staff_reset(user_id: int, *, actor: Actor, at: datetime) -> str:
    """Confirm as a second person that a colleague lost the password; return the one-time code, to be shown once.

    Every session of the account ends; the old password holds until the code is used. Who may be the second person
    is ``offices.staffing``'s to say, which knows whose office it is.

    Raises:
        NotFoundError: ``no_staff_reset``, nothing waits.
        NotAllowedError: ``second_person``, who opened it, or whose account it is; ``second_person_new``.
    """
    account, opened = _staff(user_id), queries.open_staff_reset(user_id, at=at)
    if opened is None:
        raise NotFoundError("no_staff_reset")
    if actor.user_id is None or actor.user_id in (opened.opened_by_id, user_id):
        raise NotAllowedError("second_person")
    if queries.account(actor.user_id).created_at > at - rules.SECOND_PERSON_AGE:
        raise NotAllowedError("second_person_new")
    opened.confirmed_by_id, opened.confirmed_at = actor.user_id, at
    sessions.end_all(user_id, Ended.BY_ADMIN, at=at)
    announce("staff_reset_confirmed", to=actions.recipient(account), at=at)
    record(
        actor=actor,
        action="account:confirm_staff_reset",
        object=f"account:{user_id}",
        at=at,
        data={"opened_by": opened.opened_by_id},
    )
    return _invited(account, actor=actor, at=at)


def _staff(user_id: int) -> User:
    account = queries.account(user_id)
    if account.staff_login is None:
        raise NotFoundError("no_such_account")
    return account


def _end_resets(user_id: int, *, at: datetime) -> None:
    waiting = update(StaffReset).where(StaffReset.user_id == user_id, StaffReset.confirmed_at.is_(None))
    db.session.execute(waiting.where(StaffReset.ends_at > at).values(ends_at=at))


def _invited(account: User, *, actor: Actor, at: datetime, life: timedelta = rules.INVITATION_LIFE) -> str:
    """Make a new one-time code for a first or renewed password; earlier ones end."""
    user_id = account.id
    db.session.execute(
        update(Invitation).where(Invitation.user_id == user_id, Invitation.used_at.is_(None)).values(used_at=at)
    )
    code = codes.letter_code()
    db.session.add(
        Invitation(
            user_id=user_id,
            digest=vault().digest_secret(code, "invitation"),
            invited_by_id=actor.user_id,
            created_at=at,
            ends_at=at + life,
        )
    )
    if account.email:
        announce("invitation", to=actions.recipient(account), at=at, secret=code)
    record(actor=actor, action="account:invite", object=f"account:{user_id}", at=at)
    return code


def accept_invitation(login: str, *, code: str, password: PasswordHash, at: datetime) -> User:
    """Choose the first password with a one-time code. Call it inside ``gate.counted``.

    Raises:
        NotAllowedError: the code is not this person's, was used or is too old.
    """
    invitation = queries.invitation(codes.read_code(code, length=codes.LETTER_CODE_LENGTH) or "", at=at)
    account = queries.account(invitation.user_id) if invitation else None
    if invitation is None or account is None or account.staff_login != queries.folded_login(login):
        raise NotAllowedError("invitation_wrong")
    invitation.used_at = at
    actions.store_password(account, password, at=at)
    record(actor=sessions.owner(account), action="account:accept_invitation", object=f"account:{account.id}", at=at)
    return account


def _new_code(account: User, *, issued_by_id: int | None, ends_at: datetime, at: datetime) -> str:
    """Store a new reset code; earlier ones end, but one by mail, for anybody to ask, ends none of the counter."""
    earlier = update(ResetCode).where(ResetCode.user_id == account.id, ResetCode.used_at.is_(None))
    if issued_by_id is None:
        earlier = earlier.where(ResetCode.issued_by_id.is_(None))
    db.session.execute(earlier.values(used_at=at))
    code = codes.letter_code()
    db.session.add(
        ResetCode(
            user_id=account.id,
            digest=vault().digest_secret(code, "reset"),
            issued_by_id=issued_by_id,
            created_at=at,
            ends_at=ends_at,
        )
    )
    db.session.flush()
    return code


def _fits(account: User, reset: ResetCode, answer: ResetAnswer) -> bool:
    mine = account.nik_index == queries.nik_index(answer.login) or account.staff_login == queries.folded_login(
        answer.login
    )
    known = reset.issued_by_id is not None or (
        account.recovery_index is not None
        and account.recovery_index == queries.recovery_index(kk=answer.kk, born_on=answer.born_on)
    )
    return account.is_open and mine and known
