"""What an officer hands over at the counter."""

from dataclasses import dataclass
from datetime import datetime

from eservice.accounts import queries as accounts
from eservice.accounts import recovery
from eservice.accounts.actor import Actor
from eservice.accounts.rules import COUNTER_CODE_LIFE
from eservice.counter import queries


@dataclass(frozen=True, slots=True)
class Slip:
    """A code to hand over, and until when it opens the account."""

    code: str
    """Shown once; only its digest is stored."""
    ends_at: datetime


def give_code(user_id: int, *, actor: Actor, at: datetime) -> Slip:
    """Give a code for a lost password to a person whose KTP the officer has seen; an earlier one ends.

    Raises:
        NotAllowedError: not an officer; or an account of the officer's own, of the household, or of a colleague.
        NotFoundError: no account that one could sign in with.
    """
    queries.check_helpful(accounts.account(user_id), actor=actor, at=at)
    code = recovery.issue_counter_code(user_id, actor=actor, at=at)
    return Slip(code, at + COUNTER_CODE_LIFE)
