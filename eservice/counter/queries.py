"""Which account the person in front of the desk may have lost the password of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.rules import Level
from eservice.kernel.errors import NotAllowedError, NotFoundError
from eservice.offices import queries as offices
from eservice.residents import queries as residents
from eservice.residents.models import Person


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
    theirs, own = _persons(account), _persons(accounts.account(actor.user_id or 0))
    if any(residents.same_household(one, other) for one in theirs for other in own) or _same_nik(account, actor):
        raise NotAllowedError("own_household_account")
    if account.staff_login is not None or offices.memberships_of(account.id, at=at):
        raise NotAllowedError("staff_account")


def _same_nik(account: User, actor: Actor) -> bool:
    return account.nik_index is not None and account.nik_index == accounts.account(actor.user_id or 0).nik_index


def _persons(account: User) -> Sequence[Person]:
    """Return every record of the person behind an account, also those told by somebody else."""
    told = residents.persons_by_nik(account.nik) if account.nik else []
    linked = residents.person(account.person_id) if account.person_id is not None else None
    return [*told, linked] if linked is not None else told


def _claim(account: User) -> Claim:
    return Claim(
        user_id=account.id,
        name=account.name,
        nik=account.nik or "",
        phone=account.phone or "",
        level=account.level,
        opened_at=account.created_at,
    )
