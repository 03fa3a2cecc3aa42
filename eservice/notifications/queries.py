"""Reads of messages: a person's inbox, how often a request's people were reached, what is stuck."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, SQLColumnExpression, case, exists, func, or_, select

from eservice.kernel.db import db
from eservice.notifications import rules, texts
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageChannel, MessageState


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """One message as its owner reads it."""

    message_id: int
    text: str
    path: str
    at: datetime
    is_new: bool
    request_code: str | None


@dataclass(frozen=True, slots=True)
class ContactAttempt:
    """One time the office tried to reach somebody about a request."""

    channel: MessageChannel
    state: MessageState
    template: str
    at: datetime
    by_user_id: int | None
    note: str


def inbox(user_id: int, *, language: str, limit: int = 50) -> list[InboxEntry]:
    """Return a person's messages in the language of the page, the latest first."""
    rows = db.session.scalars(_inbox_of(user_id).order_by(Message.id.desc()).limit(limit))
    return [
        InboxEntry(
            row.id,
            texts.render(row.template, row.params, language=language),
            texts.path_of(row.template, row.params),
            row.created_at,
            row.read_at is None,
            row.request_code,
        )
        for row in rows
    ]


def unread_count(user_id: int) -> int:
    """Return how many messages a person has not read yet."""
    chosen = _inbox_of(user_id).where(Message.read_at.is_(None)).subquery()
    return db.session.scalar(select(func.count()).select_from(chosen)) or 0


def contact_attempts(request_code: str, *, since: datetime | None = None) -> list[ContactAttempt]:
    """Return how the office tried to reach the people of a request, oldest first: what went out and what failed."""
    chosen = select(Message).where(Message.request_code == request_code).order_by(Message.id)
    if since is not None:
        chosen = chosen.where(Message.created_at >= since)
    return [
        ContactAttempt(
            row.channel, row.state, row.template, row.sent_at or row.created_at, row.actor_user_id, row.note or ""
        )
        for row in db.session.scalars(chosen)
    ]


def was_told(request_code: str, *, since: datetime) -> bool:
    """Tell whether people were tried hard enough to close their request: two channels, or a call that was noted.

    An inbox that nobody opened is no channel.
    """
    return bool(db.session.scalar(select(told_since(request_code, since))))


def told_since(
    request_code: SQLColumnExpression[str | None] | str, since: ScalarSelect[datetime] | datetime
) -> ColumnElement[bool]:
    """Tell in a statement over requests what ``was_told`` tells of one."""
    reached = (
        Message.request_code == request_code,
        Message.created_at >= since,
        Message.state.in_(rules.REACHED),
        or_(Message.channel != MessageChannel.INBOX, Message.read_at.is_not(None)),
    )
    channels = select(func.count(Message.channel.distinct())).where(*reached).scalar_subquery()
    return or_(exists().where(*reached, Message.channel == MessageChannel.CALL), channels > 1)


def was_reached(request_code: str, templates: Collection[str], *, between: tuple[datetime, datetime]) -> bool:
    """Tell whether people were told something about a request in a stretch of time, its end left out.

    By one of these texts, where it arrived or was opened in the inbox; or by a call or a WhatsApp text that an officer
    noted, whatever it said.
    """
    since, until = between
    opened = case((Message.channel == MessageChannel.INBOX, Message.read_at), else_=Message.sent_at)
    by_hand = Message.channel.in_([MessageChannel.CALL, MessageChannel.WHATSAPP])
    reached = (
        Message.request_code == request_code,
        Message.state.in_(rules.REACHED),
        or_(by_hand, Message.template.in_(templates)),
        Message.created_at >= since,
        opened < until,
    )
    return bool(db.session.scalar(select(exists().where(*reached))))


def last_written(request_code: SQLColumnExpression[str | None] | str, templates: Collection[str]) -> Select[datetime]:
    """Return the statement for when people were last written to with one of these texts about a request.

    A text that stands ready and was never sent, or that reached nobody, does not count.
    """
    return (
        select(Message.created_at)
        .where(
            Message.request_code == request_code,
            Message.template.in_(templates),
            Message.state.not_in([MessageState.PREPARED, MessageState.FAILED]),
        )
        .order_by(Message.id.desc())
        .limit(1)
    )


def last_written_at(request_code: str, templates: Collection[str]) -> datetime | None:
    """Return when people were last written to with one of these texts about a request, or None."""
    return db.session.scalar(last_written(request_code, templates))


def stuck_messages(*, limit: int = 100) -> Sequence[Message]:
    """Return the messages that were given up and nobody has dealt with, the latest first: for who runs the house."""
    return db.session.scalars(
        select(Message)
        .where(Message.state == MessageState.FAILED, Message.note.is_(None))
        .order_by(Message.id.desc())
        .limit(limit)
    ).all()


def message(message_id: int) -> Message | None:
    """Return one message, or None."""
    return db.session.get(Message, message_id)


def _inbox_of(user_id: int) -> Select[Message]:
    return select(Message).where(Message.user_id == user_id, Message.channel == MessageChannel.INBOX)
