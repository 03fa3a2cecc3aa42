"""Forget stays on devices that are long over, and an account whose owner wants it gone."""

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from eservice.accounts import sessions
from eservice.accounts.models import MailCode, Passkey, RecoveryCode, SecondFactor, Session, User
from eservice.accounts.rules import Ended, Level, PhoneOwner
from eservice.kernel.db import db

FORGOTTEN = "(akun dihapus)"
AT_ONCE = 500
"""Rows of one transaction."""


def count_old_sessions(*, before: datetime) -> int:
    """Return how many stays ended so long ago."""
    return db.session.scalar(select(func.count()).select_from(Session).where(_over(before))) or 0


def forget_old_sessions(*, before: datetime) -> int:
    """Delete stays that ended before an instant, some at a time; return how many."""
    numbers = list(db.session.scalars(select(Session.id).where(_over(before)).order_by(Session.id).limit(AT_ONCE)))
    db.session.execute(delete(Session).where(Session.id.in_(numbers)))
    return len(numbers)


def forget_account(account: User, *, at: datetime) -> None:
    """Empty an account and close it for good; its number stays, for the log speaks of it."""
    sessions.end_all(account.id, Ended.DISABLED, at=at)
    for proof in (SecondFactor, RecoveryCode, Passkey, MailCode):
        db.session.execute(delete(proof).where(proof.user_id == account.id))
    db.session.execute(update(Session).where(Session.user_id == account.id).values(agent=""))
    account.name, account.nik, account.nik_index = FORGOTTEN, "", f"forgotten:{secrets.token_hex(16)}"
    account.phone = account.email = account.recovery_index = account.password_hash = account.desk_pin_hash = None
    account.email_confirmed_at = None
    account.phone_owner, account.person_id = PhoneOwner.NONE, None
    account.level, account.proven_at, account.proven_by_id = Level.UNPROVEN, None, None
    account.disabled_at = at
    db.session.flush()


def _over(before: datetime) -> ColumnElement[bool]:
    return or_(Session.ended_at < before, Session.ended_at.is_(None) & (Session.ends_at < before))
