"""The person who acts, and in which capacity: what every action is told."""

from dataclasses import dataclass

from eservice.accounts.permissions import Permission, Role, may


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one capacity: as a citizen, or in one membership of an office."""

    role: Role
    user_id: int | None = None
    person_id: int | None = None
    """The resident behind the account, once known."""
    membership_id: int | None = None
    office_id: int | None = None
    receipt_id: int | None = None
    """The request whose code and PIN were shown; for a bearer alone."""
    rt_id: int | None = None
    """The RT whose PIN was shown; for an RT head alone."""
    name: str = ""

    def may(self, permission: Permission) -> bool:
        """Tell whether the policy grants this capacity ``permission``."""
        return may(self.role, permission)

    @property
    def is_staff(self) -> bool:
        """Tell whether the person acts for an office."""
        return self.membership_id is not None


GUEST = Actor(Role.GUEST)
"""Somebody who has not signed in."""

SYSTEM = Actor(Role.SYSTEM, name="eservice")
"""The house itself."""
