"""Tell the citizen what happened to a request, beside the change and never with a name, a service or a NIK."""

from datetime import datetime
from typing import Any

from eservice.accounts import actions as accounts
from eservice.accounts import queries as people
from eservice.notifications.actions import Recipient, announce
from eservice.requests.models import Request
from eservice.requests.papers import unseen_originals
from eservice.requests.workflow import Outcome


def tell(request: Request, template: str, *, at: datetime, **params: Any) -> None:
    """Write the messages of one step: to the inbox of the account, and to the e-mail where there is one."""
    announce(template, to=recipient_of(request), at=at, params={"code": request.code, **params})


def finished_text(request: Request) -> str:
    """Return which text tells that a request is finished: mailed by SIAK, to be collected, or to be downloaded."""
    if request.outcome is Outcome.EMAILED:
        return "emailed"
    if request.ready_at is not None or request.user_id is None or unseen_originals(request):
        return "ready"
    return "attached" if request.outcome is Outcome.ATTACHED else "done"


def recipient_of(request: Request) -> Recipient:
    """Return whom to tell: the account that filed it, or the applicant as known at the counter."""
    if request.user_id is not None:
        return accounts.recipient(people.account(request.user_id))
    applicant = request.applicant
    return Recipient(email=applicant.email if applicant else None, phone=applicant.phone if applicant else None)
