"""Opening what is masked, with a reason that the person concerned reads. Nothing here commits."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, MissingReasonError, NotAllowedError
from eservice.privacy.examined import Disclosure, Reason
from eservice.requests.models import Request
from eservice.requests.workflow import Status

SHORTEST_NOTE, LONGEST_NOTE = 10, 300
"""Characters of an explanation that explains anything, and that somebody reads to its end."""


def needs_no_reason(request: Request, *, actor: Actor) -> bool:
    """Tell whether the task states the need: whoever has claimed a request compares its numbers with the papers."""
    held = actor.membership_id is not None and request.holder_id == actor.membership_id
    return held and request.status is Status.IN_REVIEW


def reveal(request: Request, reason: str, note: str, *, actor: Actor, at: datetime) -> Disclosure:
    """Note that an officer opens the numbers of a request, and why; they are shown on that page alone.

    Raises:
        NotAllowedError: not by who checks requests.
        InvalidInputError: ``reveal_reason``, none of the reasons. MissingReasonError: ``reveal_note``.
    """
    if not actor.may(Permission.REQUEST_REVIEW):
        raise NotAllowedError("permission")
    if reason not in set(Reason) - {Reason.EXAMINATION}:
        raise InvalidInputError("reveal_reason", field="reason")
    return disclose(request, Reason(reason), note, action="request:reveal", actor=actor, at=at)


def disclose(request: Request, reason: Reason, note: str, *, action: str, actor: Actor, at: datetime) -> Disclosure:
    """Write down one opening, in the log too: there the reason by its key, here in words."""
    if not SHORTEST_NOTE <= len(note.strip()) <= LONGEST_NOTE:
        raise MissingReasonError("reveal_note", field="note")
    row = Disclosure(
        request_id=request.id, membership_id=actor.membership_id or 0, reason=reason, note=note.strip(), at=at
    )
    db.session.add(row)
    db.session.flush()
    record(
        actor=actor,
        action=action,
        object=f"request:{request.id}",
        at=at,
        data={"reason": reason, "disclosure": row.id},
    )
    return row


def notes_of(disclosure_ids: Collection[int]) -> dict[int, tuple[Reason, str]]:
    """Return what was said at these openings."""
    rows = db.session.scalars(select(Disclosure).where(Disclosure.id.in_(disclosure_ids)))
    return {row.id: (row.reason, row.note) for row in rows}
