"""What failed and waits for somebody: letters, and messages about requests. Read it, try it again, give it up.

Nothing of it names a person: who runs the house reads the whole of it, and sees no request.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.catalogue.models import Service
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, MissingReasonError, NotAllowedError, NotFoundError
from eservice.kernel.wake import wake
from eservice.letters import mending as stamps
from eservice.notifications import mending as messages
from eservice.notifications.models import Message
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.requests import signing
from eservice.requests.faults import IssueFault
from eservice.requests.models import Request
from eservice.requests.steps import Move, take
from eservice.requests.workflow import Status, Step
from eservice.uploads import queries as files

_Scope = Collection[int] | None
"""Offices; None for all of them."""

_FAILING = (Status.ISSUING, Status.AWAITING_SIGNATURE, Status.REJECTED)


@dataclass(frozen=True, slots=True)
class FailedLetter:
    """One letter that could not be made."""

    code: str
    service: str
    service_en: str
    office: Office
    status: Status
    since: datetime
    last_at: datetime
    tries: int
    fault: str
    reason: str
    next_try_at: datetime | None
    """None: it went back to whoever signs, and is tried once it is signed again."""

    @property
    def can_end(self) -> bool:
        """Tell whether it may be given up: the notice of a refusal goes out in any case."""
        return self.status is not Status.REJECTED


def scope_of(actor: Actor) -> _Scope:
    """Return the offices whose failures somebody sees: the own and those below it; all for who runs the house."""
    if actor.may(Permission.HOUSE_MANAGE):
        return None
    return offices.office_ids_under(actor.office_id or 0)


def failed_letters(scope: _Scope) -> list[FailedLetter]:
    """Return the letters that could not be made, the longest waiting first."""
    turn = func.coalesce(Request.turn_office_id, Request.office_id)
    chosen = (
        select(
            Request.code, Service.name, Service.name_en, Office, Request.status, IssueFault.since, IssueFault.last_at,
            IssueFault.tries, IssueFault.fault, IssueFault.reason, Request.worker_until,
        )
        .select_from(IssueFault)
        .join(Request, Request.id == IssueFault.request_id)
        .join(Service, Service.id == Request.service_id)
        .join(Office, Office.id == turn)
        .where(Request.status.in_(_FAILING), _within(scope))
        .order_by(IssueFault.since, Request.id)
    )  # fmt: skip
    return [FailedLetter(*row) for row in db.session.execute(cast("Select[Any]", chosen))]


def failed_messages(scope: _Scope) -> list[messages.FailedMessage]:
    """Return the messages that could not be sent, the oldest first; those about no request for the house alone."""
    if scope is None:
        return messages.failed(true())
    return messages.failed(Message.request_code.in_(select(Request.code).where(_within(scope))))


def count_failed(actor: Actor) -> int:
    """Return how much failed that somebody sees."""
    held = files.count_held() if actor.may(Permission.HOUSE_MANAGE) else 0
    letters = select(func.count()).select_from(IssueFault).join(Request, Request.id == IssueFault.request_id)
    every = letters.where(Request.status.in_(_FAILING))
    if not (db.session.scalar(every) or messages.count(true()) or stamps.count(None)):
        return held
    scope = scope_of(actor)
    about = true() if scope is None else Message.request_code.in_(select(Request.code).where(_within(scope)))
    return (db.session.scalar(every.where(_within(scope))) or 0) + messages.count(about) + stamps.count(scope) + held


def retry(request: Request, *, actor: Actor, at: datetime) -> None:
    """Have a letter tried again now instead of later.

    Raises:
        NotAllowedError: ``other_office``.
        NotFoundError: ``nothing_failed``.
        ConflictError: ``being_made``, a worker has it; ``sign_again``, it waits for its official.
    """
    _must_have_failed(request, actor=actor, at=at)
    if request.worker_until is None:
        raise ConflictError("sign_again")
    request.worker_until = at
    audit.record(actor=actor, action="letter:retry", object=f"request:{request.id}", at=at)
    wake(signing.WORK, request.id)


def give_up(request: Request, reason: str, *, actor: Actor, at: datetime) -> None:
    """Give a letter up: its request goes back to whoever checked it, its numbers stay in the register as void.

    It takes an official who may sign there, as every return of a letter does.

    Raises:
        NotAllowedError: ``other_office``; or the official's turn it is not.
        NotFoundError: ``nothing_failed``.
        MissingReasonError: ``give_up_reason``.
        ConflictError: ``being_made``, a worker has it; ``notice_goes_out``, it is the notice of a refusal.
    """
    _must_have_failed(request, actor=actor, at=at)
    if not reason.strip():
        raise MissingReasonError("give_up_reason")
    if request.status is Status.REJECTED:
        raise ConflictError("notice_goes_out")
    if request.status is Status.ISSUING:
        request.attempts, request.worker_until = 0, None
        take(request, Step.SIGNING_FAILED, actor=SYSTEM, at=at, move=Move(reason=reason))
    signing.send_back(request, reason, actor=actor, at=at)


def must_see(message_id: int, *, actor: Actor) -> None:
    """Refuse a message about a request of other offices. Raises NotFoundError."""
    if message_id not in {one.message_id for one in failed_messages(scope_of(actor))}:
        raise NotFoundError("nothing_failed")


def must_see_letter(request: Request, *, actor: Actor) -> None:
    """Refuse a letter of other offices. Raises NotAllowedError: ``other_office``."""
    scope = scope_of(actor)
    if scope is not None and (request.turn_office_id or request.office_id) not in scope:
        raise NotAllowedError("other_office")


def must_see_stamp(letter_id: int, *, actor: Actor) -> None:
    """Refuse a letter of other offices. Raises NotFoundError."""
    if letter_id not in {one.letter_id for one in stamps.failed(scope_of(actor))}:
        raise NotFoundError("nothing_failed")


def _must_have_failed(request: Request, *, actor: Actor, at: datetime) -> None:
    must_see_letter(request, actor=actor)
    if request.status not in _FAILING or db.session.get(IssueFault, request.id) is None:
        raise NotFoundError("nothing_failed")
    if request.worker is not None and request.worker_until is not None and request.worker_until > at:
        raise ConflictError("being_made")


def _within(scope: _Scope) -> ColumnElement[bool]:
    if scope is None:
        return true()
    return or_(Request.turn_office_id.in_(scope), Request.turn_office_id.is_(None) & Request.office_id.in_(scope))
