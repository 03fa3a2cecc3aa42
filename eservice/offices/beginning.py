"""How a house gets its first administrator: from the command line, once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from eservice.accounts import recovery
from eservice.accounts.actor import SYSTEM
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.accounts.queries import folded_login
from eservice.accounts.rules import FIRST_ADMIN_LIFE
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError
from eservice.offices.models import Membership
from eservice.offices.staffing import Post, appoint_member


def invite_first(name: str, *, login: str, office_id: int, at: datetime) -> recovery.Invited:
    """Invite who administers a new house; for the command line, while nobody administers it yet.

    Who was invited and came too late gets a new code. An administrator who was there keeps everybody out of here, also
    while they cannot sign in: a lost password is renewed by two people (``open_staff_reset``).

    Raises:
        ConflictError: ``has_administrator``; or ``login_taken``, by somebody who is no administrator.
        InvalidInputError: see ``accounts.recovery.invite_staff``.
    """
    administrators = _administrators(at)
    if any(one.password_hash is not None for one in administrators):
        raise ConflictError("has_administrator")
    waiting = next((one for one in administrators if one.staff_login == folded_login(login)), None)
    if waiting is not None:
        code = recovery.invite_again(waiting.id, actor=SYSTEM, at=at, life=FIRST_ADMIN_LIFE)
        return recovery.Invited(waiting.id, code)
    invited = recovery.invite_staff(name, login=login, actor=SYSTEM, at=at, life=FIRST_ADMIN_LIFE)
    post = Post(user_id=invited.user_id, office_id=office_id, role=Role.ADMIN, position="Administrator", from_at=at)
    appoint_member(post, actor=SYSTEM, at=at)
    return invited


def _administrators(at: datetime) -> Sequence[User]:
    """Return who administers the house at that instant, whether they accepted or not; the oldest first."""
    running = or_(Membership.until_at.is_(None), Membership.until_at > at)
    chosen = select(User).join(Membership, Membership.user_id == User.id)
    chosen = chosen.where(Membership.role == Role.ADMIN, Membership.from_at <= at, running, User.disabled_at.is_(None))
    return db.session.scalars(chosen.order_by(User.id)).unique().all()
