"""Who answers for the protection of data: whoever holds that post now."""

from datetime import datetime

from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Permission, Role
from eservice.kernel.db import db
from eservice.kernel.errors import NotAllowedError
from eservice.offices.models import Membership


def protectors(at: datetime) -> list[User]:
    """Return who holds the post of the data protection officer at an instant."""
    running = (Membership.from_at <= at) & (Membership.until_at.is_(None) | (Membership.until_at > at))
    posts = select(Membership.user_id).where(Membership.role == Role.PROTECTOR, running)
    return list(
        db.session.scalars(select(User).where(User.id.in_(posts), User.disabled_at.is_(None)).order_by(User.id))
    )


def must_protect(actor: Actor) -> None:
    """Refuse whoever is not the data protection officer. Raises NotAllowedError."""
    if not actor.may(Permission.DATA_PROTECT):
        raise NotAllowedError("permission")
