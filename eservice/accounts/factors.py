"""The second factor: an authenticator, and ten codes on paper for the day on which the telephone is lost.

A time step is used once and a paper code is used once, by one statement each, so that two at once cannot both be right.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from eservice.accounts import actions, passwords, queries, sessions, totp
from eservice.accounts.actor import Actor
from eservice.accounts.gate import counted
from eservice.accounts.models import Passkey, RecoveryCode, SecondFactor, User
from eservice.accounts.rules import Ended, Guess, Way
from eservice.audit.actions import record
from eservice.kernel import codes
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import side_transaction
from eservice.notifications.actions import announce

PAPER_CODES = 10


def factor_of(user_id: int) -> SecondFactor | None:
    """Return the second factor of an account, or None."""
    return db.session.get(SecondFactor, user_id)


def paper_codes_left(user_id: int) -> int:
    """Return how many of an account's codes on paper are still good."""
    left = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(left) or 0


def set_up(secret: str, typed: str, *, session: str, actor: Actor, at: datetime) -> Sequence[str]:
    """Ask for this authenticator from now on; return the codes for paper, to be shown once.

    The session in which it is done is confirmed by it; every other one ends.

    Args:
        secret: what the authenticator was given.
        typed: what it shows now.
        session: secret of the session.

    Raises:
        ConflictError: ``has_factor``.
        NotAllowedError: ``passkey_first``: who has a passkey adds a further proof with it, never with a password alone.
        InvalidInputError: ``wrong_code``, on ``code``.
    """
    account = db.session.scalars(select(User).where(User.id == actor.user_id).with_for_update()).one()
    if factor_of(account.id) is not None:
        raise ConflictError("has_factor")
    if _has_passkeys(account.id) and sessions.way_of(session) is not Way.PASSKEY:
        raise NotAllowedError("passkey_first")
    step = totp.step_of(secret, typed, at=at, after=-1)
    if step is None:
        raise InvalidInputError("wrong_code", field="code")
    db.session.add(SecondFactor(user_id=account.id, secret=secret, last_step=step, set_up_at=at))
    sessions.end_all(account.id, Ended.FACTOR, at=at, keep=session)
    sessions.confirm(session, at=at, strong=True)
    announce("factor_set_up", to=actions.recipient(account), at=at)
    record(actor=actor, action="account:set_up_factor", object=f"account:{account.id}", at=at)
    return _new_paper_codes(account.id)


def renew_paper_codes(*, actor: Actor, at: datetime) -> Sequence[str]:
    """Return new codes for paper, to be shown once; the old ones are worth nothing any more.

    Raises:
        NotFoundError: ``no_factor``.
    """
    user_id = _must_have_factor(actor.user_id or 0)
    record(actor=actor, action="account:renew_paper_codes", object=f"account:{user_id}", at=at)
    return _new_paper_codes(user_id)


def switch_off(*, session: str, actor: Actor, at: datetime) -> None:
    """Ask for one's own authenticator no more; every other session ends. The page asks for it one last time.

    Args:
        session: secret of the session in which it is done; it has been given one proof from here on.

    Raises:
        NotFoundError: ``no_factor``.
    """
    user_id = _must_have_factor(actor.user_id or 0)
    _take_away(user_id, actor=actor, at=at)
    sessions.end_all(user_id, Ended.FACTOR, at=at, keep=session)
    sessions.weaken(session)


def remove(user_id: int, *, actor: Actor, at: datetime) -> None:
    """Take lost second proofs from somebody's account; every session of it ends. The password stays as it is.

    Authenticator, codes on paper and passkeys go together: they are lost with one telephone.

    Raises:
        NotAllowedError: not an administrator, or the own account.
        NotFoundError: ``no_factor``.
    """
    actions.must_manage(actor)
    if actor.user_id == user_id:
        raise NotAllowedError("own_account")
    if not _has_passkeys(user_id):
        _must_have_factor(user_id)
    db.session.execute(delete(Passkey).where(Passkey.user_id == user_id))
    _take_away(user_id, actor=actor, at=at)
    sessions.end_all(user_id, Ended.BY_ADMIN, at=at)


def check_code(user_id: int, typed: str, *, network: str, at: datetime) -> None:
    """Use up what an authenticator shows, or a code from paper. Outside any transaction, as every guess.

    Raises:
        TooManyTriesError: too many wrong ones.
        NotAllowedError: ``wrong_code``.
    """
    with counted(Guess.SECOND_FACTOR, secret=str(user_id), network=network, at=at):
        if not (_use_step(user_id, typed, at=at) or _use_paper_code(user_id, typed, at=at)):
            raise NotAllowedError("wrong_code")


def check_again(actor: Actor, typed: str, *, network: str, at: datetime) -> None:
    """Ask who has signed in to prove it once more: by the second factor where there is one, else by the password.

    Raises:
        TooManyTriesError: too many wrong ones.
        NotAllowedError: ``wrong_code`` or ``wrong_password``.
    """
    user_id = actor.user_id or 0
    if factor_of(user_id) is not None:
        check_code(user_id, typed, network=network, at=at)
        return
    with counted(Guess.PASSWORD, secret=str(user_id), network=network, at=at):
        if not passwords.matches(queries.account(user_id).password_hash, typed):
            raise NotAllowedError("wrong_password")


def _use_step(user_id: int, typed: str, *, at: datetime) -> bool:
    held = factor_of(user_id)
    step = totp.step_of(held.secret, typed, at=at, after=held.last_step) if held is not None else None
    if step is None:
        return False
    mine = update(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
    with side_transaction() as own:
        return own.execute(mine.values(last_step=step).returning(SecondFactor.user_id)).one_or_none() is not None


def _use_paper_code(user_id: int, typed: str, *, at: datetime) -> bool:
    code = codes.read_code(typed, length=codes.LETTER_CODE_LENGTH)
    if code is None:
        return False
    mine = update(RecoveryCode).where(RecoveryCode.digest == _digest(user_id, code), RecoveryCode.used_at.is_(None))
    with side_transaction() as own:
        return own.execute(mine.values(used_at=at).returning(RecoveryCode.id)).one_or_none() is not None


def _new_paper_codes(user_id: int) -> Sequence[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    made = [codes.letter_code() for _number in range(PAPER_CODES)]
    db.session.add_all(RecoveryCode(user_id=user_id, digest=_digest(user_id, one)) for one in made)
    db.session.flush()
    return made


def _take_away(user_id: int, *, actor: Actor, at: datetime) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    announce("factor_removed", to=actions.recipient(queries.account(user_id)), at=at)
    record(actor=actor, action="account:remove_factor", object=f"account:{user_id}", at=at)


def _must_have_factor(user_id: int) -> int:
    if factor_of(user_id) is None:
        raise NotFoundError("no_factor")
    return user_id


def _has_passkeys(user_id: int) -> bool:
    return db.session.scalar(select(Passkey.id).where(Passkey.user_id == user_id).limit(1)) is not None


def _digest(user_id: int, code: str) -> str:
    return vault().digest_secret(f"{user_id}\0{code}", "paper_code")
