"""Messages that could not be sent: read it, try it again, give it up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, MissingReasonError, NotFoundError
from eservice.kernel.wake import wake
from eservice.notifications import texts
from eservice.notifications.actions import WORK, Teller
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageState


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """One message that was given up after its last try."""

    message_id: int
    request_code: str | None
    template: str
    params: dict[str, Any]
    created_at: datetime
    tries: int
    fault: str | None

    def subject(self, *, language: str) -> str:
        """Return what it is about, as its reader would see it: never a name."""
        return texts.subject(self.template, self.params, language=language)

    @property
    def can_be_repeated(self) -> bool:
        """Tell whether it can be sent again: a one-time code is forgotten once it was given up."""
        return not texts.carries_secret(self.template)


def failed(which: ColumnElement[bool]) -> list[FailedMessage]:
    """Return the messages among some that were given up and nobody has dealt with, the oldest first."""
    chosen = select(
        Message.id, Message.request_code, Message.template, Message.params, Message.created_at, Message.tries,
        Message.fault,
    )  # fmt: skip
    return [FailedMessage(*row) for row in db.session.execute(chosen.where(which, *_OPEN).order_by(Message.id))]


def count(which: ColumnElement[bool]) -> int:
    """Return how many there are."""
    return db.session.scalar(select(func.count(Message.id)).where(which, *_OPEN)) or 0


def retry(message_id: int, *, actor: Teller, at: datetime) -> None:
    """Have a message sent now.

    Raises:
        NotFoundError: ``nothing_failed``.
        ConflictError: ``secret_gone``, it carried a one-time code.
    """
    message = _message(message_id)
    if texts.carries_secret(message.template):
        raise ConflictError("secret_gone")
    message.state, message.tries, message.next_try_at, message.lease_until = MessageState.PENDING, 0, at, None
    record(actor=actor, action="message:retry", object=f"message:{message.id}", at=at)
    wake(WORK)


def give_up(message_id: int, reason: str, *, actor: Teller, at: datetime) -> None:
    """Say why a message needs no sending any more: somebody called, the address is dead.

    Raises:
        MissingReasonError: ``give_up_reason``.
        NotFoundError: ``nothing_failed``.
    """
    if not reason.strip():
        raise MissingReasonError("give_up_reason")
    message = _message(message_id)
    message.note, message.actor_user_id = reason.strip(), actor.user_id
    record(actor=actor, action="message:give_up", object=f"message:{message.id}", at=at)


_OPEN = (Message.state == MessageState.FAILED, Message.note.is_(None))


def _message(message_id: int) -> Message:
    found = db.session.get(Message, message_id, with_for_update=True)
    if found is None or found.state is not MessageState.FAILED or found.note is not None:
        raise NotFoundError("nothing_failed")
    return found
