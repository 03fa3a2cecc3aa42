"""Tell the citizen what happened to a request, beside the change and never with a name, a service or a NIK."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from eservice.accounts import actions as accounts
from eservice.accounts import queries as people
from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.rules import PhoneOwner
from eservice.notifications.actions import Recipient, announce, log_call
from eservice.requests.models import Request
from eservice.requests.papers import unseen_originals
from eservice.requests.workflow import Outcome
from eservice.residents import actions as residents

CORRECTION_TEXTS = ("correction", "correction_reminder")
"""The texts that tell a citizen what is missing: at first, and again."""

APPOINTMENT_TEXTS = ("appointment_offered", "appointment_again")
"""The texts that tell when to come to the office."""


def tell(request: Request, template: str, *, at: datetime, **params: Any) -> bool:
    """Write the messages of one step, to the inbox of the account and to the e-mail; return whether any goes out."""
    account = _account_of(request)
    to, facts = _recipient(request, account), _facts(request, account)
    return bool(announce(template, to=to, at=at, params=facts | params))


def facts_of(request: Request) -> dict[str, Any]:
    """Return what every message about a request needs to know: its code, and that only its receipt opens it."""
    return _facts(request, _account_of(request))


def finished_text(request: Request) -> str:
    """Return which text tells that a request is finished: mailed by SIAK, to be collected, or to be downloaded."""
    if request.outcome is Outcome.EMAILED:
        return "emailed"
    if request.ready_at is not None or _account_of(request) is None or unseen_originals(request):
        return "ready"
    return "attached" if request.outcome is Outcome.ATTACHED else "done"


def recipient_of(request: Request) -> Recipient:
    """Return whom to tell: the applicant's account, or the applicant as known at the counter."""
    return _recipient(request, _account_of(request))


def _facts(request: Request, account: User | None) -> dict[str, Any]:
    return {"code": request.code} | ({} if account else {"by_receipt": True})


def _recipient(request: Request, account: User | None) -> Recipient:
    if account is not None:
        return accounts.recipient(account)
    applicant = request.applicant
    return Recipient(email=applicant.email if applicant else None, phone=applicant.phone if applicant else None)


def is_told(request: Request) -> bool:
    """Tell whether what happens to a request reaches anybody by itself: it has an account, or an e-mail."""
    to = recipient_of(request)
    return to.user_id is not None or bool(to.email)


def phone_of(request: Request) -> tuple[str, PhoneOwner] | None:
    """Return the number to call about a request and whose it is: the account's, else the applicant's; or None."""
    for one in (_account_of(request), request.applicant):
        if one is not None and one.phone:
            return one.phone, one.phone_owner
    return None


def note_call(request: Request, note: str, *, actor: Actor, at: datetime) -> None:
    """Note a telephone call about a request and what came of it. Raises MissingReasonError: nothing is said of it."""
    log_call(request.code or "", note=note, to=by_phone(request), actor=actor, at=at)


def by_phone(request: Request) -> Recipient:
    """Return whom to tell, with the applicant's number where the account has none."""
    known = phone_of(request)
    return replace(recipient_of(request), phone=known[0] if known else None)


def keep_phone(request: Request, phone: str, owner: PhoneOwner, *, actor: Actor, at: datetime) -> None:
    """Keep the number at which somebody served at the counter can be reached, and whose it is."""
    assert request.applicant is not None  # noqa: S101 - a filed request has an applicant, and the database agrees
    residents.update_person(request.applicant, actor=actor, at=at, phone=phone, phone_owner=owner)


def _account_of(request: Request) -> User | None:
    """Return the account that filed it, else the one that is proven to be of the applicant's NIK."""
    if request.user_id is not None:
        return people.account(request.user_id)
    nik_index = request.applicant.nik_index if request.applicant else None
    return people.owner_of(nik_index) if nik_index else None
