"""Which account the person in front of the desk may have lost the password of."""

from dataclasses import dataclass
from datetime import datetime

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.rules import Level
from eservice.kernel.errors import NotAllowedError, NotFoundError
from eservice.offices import queries as offices
from eservice.residents import queries as residents


@dataclass(frozen=True, slots=True)
class Claim:
    """One account of a NIK: what is compared with the KTP, and what tells two accounts apart."""

    user_id: int
    name: str
    nik: str
    phone: str
    level: Level
    opened_at: datetime


def claims_to_recover(nik: str, *, actor: Actor, at: datetime) -> list[Claim]:
    """Return the accounts of a NIK that ``actor`` may give a code for: the proven one alone, else every claim.

    Raises:
        NotFoundError: ``no_account_for_nik``.
        NotAllowedError: there is one, but not for this officer to help with: ``own_account``,
            ``own_household_account`` or ``staff_account``.
    """
    claims = accounts.claims_of(nik)
    proven = [one for one in claims if one.is_proven]
    refused: NotAllowedError | None = None
    found = []
    for account in proven or claims:
        try:
            check_helpful(account, actor=actor, at=at)
        except NotAllowedError as refusal:
            refused = refusal
        else:
            found.append(_claim(account))
    if not found:
        raise refused or NotFoundError("no_account_for_nik")
    return found


def check_helpful(account: User, *, actor: Actor, at: datetime) -> None:
    """Refuse an officer who would open or prove an account of their own, of their household, or of a colleague.

    Raises:
        NotAllowedError: ``own_account``, ``own_household_account`` or ``staff_account``.
    """
    if account.id == actor.user_id:
        raise NotAllowedError("own_account")
    if residents.same_household(account.id, actor.user_id or 0):
        raise NotAllowedError("own_household_account")
    if offices.works_here(account, at=at):
        raise NotAllowedError("staff_account")


def _claim(account: User) -> Claim:
    return Claim(
        user_id=account.id,
        name=account.name,
        nik=account.nik or "",
        phone=account.phone or "",
        level=account.level,
        opened_at=account.created_at,
    )
