"""What an officer decides and hands over for the person at the counter, once the KTP was compared."""

from dataclasses import dataclass
from datetime import datetime

from eservice.accounts import actions, recovery
from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.rules import COUNTER_CODE_LIFE
from eservice.counter import queries
from eservice.requests import identity
from eservice.requests.models import Request


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


def prove(user_id: int, *, compared: str, actor: Actor, at: datetime) -> list[int]:
    """Prove the account whose owner stands at the counter with the KTP; return the accounts that were frozen.

    Args:
        compared: keyed digest of the NIK on the KTP.

    Raises:
        NotAllowedError: as for a code; for the rest see ``accounts.actions.prove``.
    """
    queries.check_helpful(accounts.account(user_id), actor=actor, at=at)
    return actions.prove(user_id, compared=compared, actor=actor, at=at)


def prove_applicant(request: Request, *, actor: Actor, at: datetime) -> list[int]:
    """Prove the account that filed a request; return the accounts that were frozen.

    Raises:
        NotAllowedError: as for a code; for the rest see ``requests.identity.compare_ktp``.
    """
    if request.user_id is not None:
        queries.check_helpful(accounts.account(request.user_id), actor=actor, at=at)
    return identity.compare_ktp(request, actor=actor, at=at)
