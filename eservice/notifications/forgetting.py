"""Forget to whom messages went, and old ones; how often and by which channel somebody was told stays."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update

from eservice.kernel.db import db
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageChannel, MessageState

_DONE = Message.state != MessageState.PENDING
AT_ONCE = 500
"""Rows of one transaction."""


def forget_contacts(request_code: str) -> None:
    """Forget the addresses and numbers to which the messages about a request went, and what came of calls."""
    about = (Message.request_code == request_code) & _DONE
    db.session.execute(update(Message).where(about).values(contact=None, note=None, secret=None))


def count_old(*, before: datetime) -> int:
    """Return how many messages are older, and still say to whom they went or lie in an inbox."""
    return db.session.scalar(select(func.count()).select_from(Message).where(_old(before))) or 0


def forget_old(*, before: datetime) -> int:
    """Delete old messages from inboxes and forget the addresses of the others; return how many, some at a time."""
    numbers = list(db.session.scalars(select(Message.id).where(_old(before)).order_by(Message.id).limit(AT_ONCE)))
    chosen = Message.id.in_(numbers)
    inbox = Message.channel == MessageChannel.INBOX
    db.session.execute(delete(Message).where(chosen, inbox))
    db.session.execute(update(Message).where(chosen, ~inbox).values(contact=None, note=None, secret=None))
    return len(numbers)


def _old(before: datetime) -> ColumnElement[bool]:
    inbox = Message.channel == MessageChannel.INBOX
    tells = Message.contact.is_not(None) | Message.note.is_not(None)
    return _DONE & (Message.created_at < before) & (inbox | tells)
