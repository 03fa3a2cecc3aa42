"""Putting a request into somebody's hands: a supervisor's act, on what waits and on what another holds."""

from datetime import datetime

from eservice.accounts import queries as accounts
from eservice.accounts.actions import recipient
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, may
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError
from eservice.notifications.actions import announce
from eservice.offices.models import Membership
from eservice.requests import notes, reviewing
from eservice.requests.hands import in_whose_hands
from eservice.requests.models import Request
from eservice.requests.reviewing import lacks_skill
from eservice.requests.standing_in import handled_before, is_household_of
from eservice.requests.steps import Move, take
from eservice.requests.workflow import Status, Step
from eservice.staff import actions as staff


def assign(request: Request, to: Membership, reason: str, *, seen: int | None, actor: Actor, at: datetime) -> None:
    """Let a colleague, or oneself, go on with a request; whoever held it is told, and nothing of theirs is lost.

    Args:
        reason: a note that both read.
        seen: the membership in whose hands the supervisor saw it; None where it waited in the queue.

    Raises:
        ConflictError: ``holder_changed``, it is in other hands by now; the facts name them.
        Else as ``reviewing.claim`` and ``reassign``.
    """
    before = request.holder
    if (before.id if before is not None else None) != seen:
        if before is None:
            raise ConflictError("changed_meanwhile")
        raise ConflictError("holder_changed", **in_whose_hands(request, at=at))
    if request.status is Status.SUBMITTED:
        reviewing.claim(request, actor=actor, at=at)
    if to.id != request.holder_id:
        reassign(request, to, actor=actor, at=at)
    notes.note(request, reason, actor=actor, at=at)
    for member, text in ((before, "taken_over"), (to, "given")):
        if member is not None and member.user_id != actor.user_id:
            told = recipient(accounts.account(member.user_id))
            announce(text, to=told, at=at, params={"desk_code": request.code})


def reassign(request: Request, to: Membership, *, actor: Actor, at: datetime) -> None:
    """Put a request into a colleague's hands, or take it over: a supervisor's act.

    Raises:
        InvalidInputError: ``to`` is neither oneself nor checks requests in the office that handles it;
            ``colleague_away``; ``colleague_household``, it is of that colleague's own family; ``colleague_skill``.
        NotAllowedError: ``earlier_officer``, ``to`` decided on it before it was opened again.
    """
    works_here = to.office_id == request.office_id and may(to.role, Permission.REQUEST_REVIEW)
    if not (works_here or to.id == actor.membership_id) or (to.until_at is not None and to.until_at <= at):
        raise InvalidInputError("other_office", field="to")
    if handled_before(to.user_id, request):
        raise NotAllowedError("earlier_officer")
    if is_household_of(to.user_id, request):
        raise InvalidInputError("colleague_household", field="to")
    if lacks_skill(to, request, at=at):
        raise InvalidInputError("colleague_skill", field="to")
    try:
        staff.must_be_present(to.id, at=at)
    except NotAllowedError as away:
        raise InvalidInputError("colleague_away", field="to") from away
    take(request, Step.REASSIGN, actor=actor, at=at, move=Move(details={"to": to.id}, holder_id=to.id))
