"""Somebody objects who says to be an heir too: nothing is passed on or signed until that is settled."""

from datetime import datetime

from eservice.accounts.actor import Actor
from eservice.kernel.errors import ConflictError
from eservice.requests import meetings, telling
from eservice.requests.clock import last_run
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request
from eservice.requests.rules import BLOCK_DAYS, blocked_by
from eservice.requests.steps import Move, calendar_of, take
from eservice.requests.workflow import Step, VisitKind, VisitOutcome


def block(request: Request, reason: str, *, actor: Actor, at: datetime, at_meeting: bool = False) -> None:
    """Stop a request for an objection, and tell whoever applied that it stands, not who objects.

    The first time in a run the promise rests, for some working days at most: then the office decides, by lifting it or
    by proposing to refuse, and its clock runs again by itself. An appointment that is still to come is called off.

    Args:
        at_meeting: whether the objection was raised at the appointment whose hour has come, and so is its outcome.

    Raises:
        ConflictError: ``no_appointment``, a service without heirs; ``blocked_already``; ``appointment_unrecorded``, the
            hour has come, the objection was raised elsewhere, and who came is not recorded.
        MissingReasonError: no reason.
        NotFinishedError: ``visit_open``.
    """
    if not definition_of(request).appointment:
        raise ConflictError("no_appointment")
    if blocked_by(request.history) is not None:
        raise ConflictError("blocked_already")
    meetings.check_alone(request, VisitKind.OFFICE)
    held = meetings.planned(request, VisitKind.OFFICE)
    if held is not None and held.from_at <= at:
        if not at_meeting:
            raise ConflictError("appointment_unrecorded")
        meetings.close(held, VisitOutcome.OBJECTED, at, actor=actor, at=at)
    first = not any(one.step is Step.BLOCK for one in last_run(request.history))
    until = calendar_of(request).add_working(at, days=BLOCK_DAYS) if first else None
    promised_at = meetings.after_rest(request, until, at=at) if until is not None else None
    take(request, Step.BLOCK, actor=actor, at=at, move=Move(reason=reason, rests_until=until, promised_at=promised_at))
    telling.tell(request, "blocked", at=at)


def unblock(request: Request, reason: str, *, actor: Actor, at: datetime) -> None:
    """Go on: the objection was settled or withdrawn, and the reason says how.

    Raises:
        ConflictError: ``not_blocked``.
        MissingReasonError: no reason.
    """
    if blocked_by(request.history) is None:
        raise ConflictError("not_blocked")
    take(request, Step.UNBLOCK, actor=actor, at=at, move=Move(reason=reason))
    telling.tell(request, "unblocked", at=at, promised_at=request.promised_at)
