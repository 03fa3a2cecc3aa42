"""What the verbs of this room ask first: a permission, a post, words."""

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, Role
from eservice.kernel.errors import MissingReasonError, NotAllowedError
from eservice.offices import queries as offices


def must(permission: Permission, actor: Actor) -> None:
    """Refuse whoever has no permission, or no post. Raises NotAllowedError ``permission``."""
    if not actor.may(permission) or actor.membership_id is None or actor.role is Role.SYSTEM:
        raise NotAllowedError("permission")


def must_lead(office_id: int, actor: Actor) -> None:
    """Refuse whoever does not lead an office. Raises NotAllowedError ``not_your_staff``."""
    if office_id not in offices.office_ids_under(actor.office_id or 0):
        raise NotAllowedError("not_your_staff")


def must_tell(words: str, code: str, field: str) -> None:
    """Refuse empty words. Raises MissingReasonError ``code``."""
    if not words.strip():
        raise MissingReasonError(code, field=field)


def seat_of(actor: Actor) -> int:
    """Return the membership in which somebody acts. Raises NotAllowedError ``permission``."""
    if actor.membership_id is None:
        raise NotAllowedError("permission")
    return actor.membership_id
