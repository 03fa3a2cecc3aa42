"""Remind a citizen of what is missing, whoever thinks of it: an officer, or the house. One event, one message.

No clock and no date moves by it, and nobody is written to twice within a working day.
"""

from datetime import datetime

from eservice.accounts.actor import Actor
from eservice.kernel.errors import ConflictError
from eservice.notifications import queries as messages
from eservice.requests import telling
from eservice.requests.models import Request
from eservice.requests.steps import calendar_of, check_may, take
from eservice.requests.workflow import Step


def remind(request: Request, *, actor: Actor, at: datetime) -> None:
    """Write to the citizen once more about what is missing.

    Raises:
        NotAllowedError: the actor does not handle the request.
        IllegalStepError: nothing is asked of the citizen now.
        ConflictError: what ``why_not`` says.
    """
    check_may(request, Step.REMIND_CITIZEN, actor=actor, at=at)
    refusal = why_not(request, at=at)
    if refusal is not None:
        raise ConflictError(refusal)
    take(request, Step.REMIND_CITIZEN, actor=actor, at=at)
    telling.tell(request, "correction_reminder", at=at, until_on=request.correction_until)


def why_not(request: Request, *, at: datetime) -> str | None:
    """Return why nobody is reminded now, as a refusal's code.

    ``reminded_today``, no working day has begun since the last message; ``nobody_told``, none would reach anybody.
    """
    last = messages.last_written_at(request.code or "", telling.CORRECTION_TEXTS)
    if last is not None and not calendar_of(request).working_days_begun(last, at):
        return "reminded_today"
    return None if telling.is_told(request) else "nobody_told"
