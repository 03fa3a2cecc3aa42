"""What becomes of the work of somebody who leaves or is away: back to the queue with everything noted, or kept."""

from datetime import datetime

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Permission, may
from eservice.kernel.errors import IllegalStepError, InvalidInputError
from eservice.offices.actions import must_manage
from eservice.offices.models import Membership
from eservice.requests import queries
from eservice.requests.models import Request
from eservice.requests.steps import Move, calendar_of, take
from eservice.requests.workflow import Step
from eservice.staff import queries as staff


def hand_on(leaver: Membership, to: Membership | None, *, actor: Actor, at: datetime) -> int:
    """Pass on all that somebody holds who leaves, before the membership ends; return how many requests.

    Everything goes back to the queue: the house's step, with who ordered it in the history. With ``to`` it is kept
    for that colleague there, and so is what was kept for the leaver.

    Raises:
        NotAllowedError: only an administrator orders it.
        InvalidInputError: ``to`` cannot check requests of that office, or is the one who leaves.
    """
    must_manage(actor)
    if to is not None and (to.id == leaver.id or to.office_id != leaver.office_id or not _checks(to, at)):
        raise InvalidInputError("other_office", field="to")
    held = queries.held_by(leaver.id)
    for request in held:
        _give_back(request, keep_for=to, at=at, why={"left": leaver.id, "ordered_by": actor.user_id})
    for request in queries.kept_for(leaver.id):
        request.kept_for_id = to.id if to else None
    return len(held)


def hand_on_absent(request: Request, *, at: datetime) -> None:
    """Return a request to the queue whose officer is away, kept a working day for the deputy who was named.

    So it is with one whose membership has ended, as after a loan.

    Raises:
        IllegalStepError: nobody holds it, or whoever does is present.
    """
    holder = request.holder
    if holder is None:
        raise IllegalStepError("illegal_step")
    away = staff.running(holder.id, at=at)
    if away is None and (holder.until_at is None or holder.until_at > at):
        raise IllegalStepError("illegal_step")
    deputy = away.deputy if away is not None else None
    if deputy is not None and (
        deputy.office_id != holder.office_id or not _checks(deputy, at) or staff.is_away(deputy.id, at=at)
    ):
        deputy = None
    _give_back(request, keep_for=deputy, at=at, why={"left": holder.id, "away": away.id if away else None})


def _give_back(request: Request, *, keep_for: Membership | None, at: datetime, why: dict[str, int | None]) -> None:
    details = why | {"kept_for": keep_for.id if keep_for else None}
    take(request, Step.HAND_ON, actor=SYSTEM, at=at, move=Move(details=details))
    request.kept_for_id = keep_for.id if keep_for else None
    request.kept_until = calendar_of(request).add_working(at, days=1) if keep_for else None


def _checks(member: Membership, at: datetime) -> bool:
    running = member.from_at <= at and (member.until_at is None or member.until_at > at)
    return running and may(member.role, Permission.REQUEST_REVIEW)
