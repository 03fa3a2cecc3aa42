"""Remind a citizen of what is missing: a message, no step, and not more than one a working day."""

from datetime import datetime

from eservice.accounts.actor import Actor
from eservice.audit import actions as audit
from eservice.kernel.errors import ConflictError, IllegalStepError
from eservice.notifications import queries as messages
from eservice.requests import telling
from eservice.requests.models import Request
from eservice.requests.steps import calendar_of, check_handles
from eservice.requests.workflow import Status


def remind(request: Request, *, actor: Actor, at: datetime) -> None:
    """Write to the citizen once more about what is missing; no clock and no date moves by it.

    Raises:
        NotAllowedError: the actor does not handle the request.
        IllegalStepError: nothing is asked of the citizen now.
        ConflictError: ``reminded_today``, no working day has begun since the last message; ``nobody_told``, no message
            reaches the applicant by itself.
    """
    check_handles(request, actor=actor, at=at)
    if request.status is not Status.NEEDS_CORRECTION:
        raise IllegalStepError("illegal_step")
    last = messages.last_written_at(request.code or "", telling.CORRECTION_TEXTS)
    if last is not None and not calendar_of(request).working_days_begun(last, at):
        raise ConflictError("reminded_today")
    if not telling.tell(request, "correction_reminder", at=at, until_on=request.correction_until):
        raise ConflictError("nobody_told")
    audit.record(actor=actor, action="request:remind", object=f"request:{request.id}", at=at)
