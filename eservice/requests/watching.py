"""Reminders of what is due: to whoever has it, to whoever supervises them, to the citizen. The house's own acts.

Each is an event; none is work on the request: it ends no waiting and renews no lease. What comes next stands in the
row, so that none is given twice, and a house that slept does not make up for all of them: of those that passed
meanwhile only the last is given.
"""

from datetime import datetime

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.kernel.errors import IllegalStepError
from eservice.notifications.actions import Recipient, announce
from eservice.offices import queries as offices
from eservice.requests import reminding
from eservice.requests.models import Request
from eservice.requests.steps import Move, promise_nudges, take
from eservice.requests.workflow import Nudge, Status, Step

_TEXTS = {Nudge.SOON: "promise_soon", Nudge.DUE: "promise_due", Nudge.OVERDUE: "promise_overdue"}


def nudge(request: Request, *, actor: Actor, at: datetime) -> None:
    """Give the reminder that is due, and note the one that follows; where its hour is a later one by now, note that.

    Raises:
        IllegalStepError: none is due, or the request is where nobody is reminded.
    """
    if request.nudge is None or request.nudge_at is None or request.nudge_at > at:
        raise IllegalStepError("illegal_step")
    if request.nudge is Nudge.CORRECTION:
        _remind_citizen(request, actor=actor, at=at)
    else:
        _remind_office(request, actor=actor, at=at)


def _remind_citizen(request: Request, *, actor: Actor, at: datetime) -> None:
    """Remind the citizen of a correction before its end; once that has passed, only the list of the unreached helps.

    Whom an officer has just written to is not written to again, nor whom nothing reaches.
    """
    until = request.correction_until
    if until is None or until <= at:
        raise IllegalStepError("illegal_step")
    request.nudge = request.nudge_at = None
    if reminding.why_not(request, at=at) is None:
        reminding.remind(request, actor=actor, at=at)


def _remind_office(request: Request, *, actor: Actor, at: datetime) -> None:
    coming = promise_nudges(request)
    passed = [kind for kind, when in coming if when <= at]
    following = [(kind, when) for kind, when in coming if when > at]
    if not passed:  # hours or a lead that changed since: it is not time yet
        request.nudge, request.nudge_at = following[0]
        return
    due = passed[-1]
    step = Step.ESCALATE if due is Nudge.OVERDUE else Step.REMIND
    told = offices.supervisors_of(request.office, at=at) if due is Nudge.OVERDUE else _who_has(request, at=at)
    take(request, step, actor=actor, at=at, move=Move(details={"nudge": due, "to": sorted(told)}))
    request.nudge, request.nudge_at = following[0] if following else (None, None)
    for user_id in sorted(told):
        account = accounts.account(user_id)
        to = Recipient(user_id=user_id, language=account.language)  # the inbox alone: officers have a day full of these
        announce(_TEXTS[due], to=to, at=at, params={"desk_code": request.code, "promised_at": request.promised_at})


def _who_has(request: Request, *, at: datetime) -> set[int]:
    """Return who has a request in hand: its officer, who may sign it, else who sees to it that somebody takes it."""
    if request.holder is not None:
        return {request.holder.user_id}
    if request.status is Status.AWAITING_SIGNATURE and request.turn_office_id is not None:
        signers = offices.signatories(request.turn_office_id, at=at)
        able = {one.user_id for one in signers if one.user_id is not None}
        if able:
            return able
    return offices.supervisors_of(request.office, at=at)
