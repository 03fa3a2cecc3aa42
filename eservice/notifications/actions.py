"""Write messages beside the change they tell of. Nothing here sends, nothing here commits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from urllib.parse import quote

from sqlalchemy import update

from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, MissingReasonError, NotAllowedError, NotFoundError
from eservice.kernel.failpoints import failpoint
from eservice.kernel.wake import wake
from eservice.notifications import rules, texts
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageChannel, MessageState

WORK = "messages"
"""Kind of work that the job queue is woken up for."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told, as plain values."""

    user_id: int | None = None
    """Account whose inbox gets it; none for people served at the counter."""
    email: str | None = None
    phone: str | None = None
    language: str = "id"


class Teller(Protocol):
    """What messages need to know of the officer who tells somebody; accounts own the whole of it."""

    @property
    def user_id(self) -> int | None:
        """The account."""

    @property
    def membership_id(self) -> int | None:
        """The membership in which the officer acts; none for everybody else."""

    @property
    def role(self) -> str:
        """The role in that membership."""


def announce(
    template: str, *, to: Recipient, at: datetime, params: Mapping[str, Any] | None = None, secret: str | None = None
) -> list[Message]:
    """Tell somebody: a row in the inbox at once, and one that goes out by e-mail after the commit.

    Args:
        template: a key of ``texts.TEXTS``.
        params: what fills the text in: ``code``, ``…_at`` instants, ``…_on`` dates. Never personal.
        secret: a one-time code; it goes by e-mail only and is forgotten once sent.
    """
    facts = _plain(params or {})
    texts.render(template, facts, language=to.language)  # an unknown template or a missing fact fails here, not later
    rows: list[Message] = []
    if to.user_id is not None and secret is None:
        rows.append(_message(MessageChannel.INBOX, MessageState.SENT, template=template, facts=facts, to=to, at=at))
        rows[-1].sent_at = at
    if to.email:
        mail = _message(MessageChannel.EMAIL, MessageState.PENDING, template=template, facts=facts, to=to, at=at)
        mail.contact, mail.secret = to.email, secret
        rows.append(mail)
        wake(WORK)
    db.session.add_all(rows)
    db.session.flush()
    failpoint("message.written")
    return rows


@dataclass(frozen=True, slots=True)
class Prepared:
    """A WhatsApp text that stands ready, and the link that opens it on the officer's telephone."""

    message_id: int
    text: str
    link: str


def prepare_whatsapp(
    template: str,
    *,
    to: Recipient,
    params: Mapping[str, Any],
    base_url: str,
    actor: Teller,
    at: datetime,
    path: str | None = None,
) -> Prepared:
    """Prepare a WhatsApp text for an officer to send with one press.

    Args:
        path: of the page it leads to, where a secret stands in it: shown now and stored nowhere.

    Raises:
        NotAllowedError: ``quiet_hours``, unless people wait for this message; or not by staff.
        InvalidInputError: there is no mobile number.
    """
    _must_be_staff(actor)
    if rules.is_quiet(at) and not texts.TEXTS[template].asked_for:
        raise NotAllowedError("quiet_hours")
    number = re.sub(r"\D", "", to.phone or "")
    number = "62" + number[1:] if number.startswith("0") else number
    if not re.fullmatch(r"628\d{6,12}", number):
        raise InvalidInputError("no_mobile_number", field="phone")
    facts = _plain(params)
    message = _message(MessageChannel.WHATSAPP, MessageState.PREPARED, template=template, facts=facts, to=to, at=at)
    message.contact, message.actor_user_id = number, actor.user_id
    db.session.add(message)
    db.session.flush()
    text = texts.render(template, facts, language=to.language, base_url=base_url, path=path)
    return Prepared(message.id, text, f"https://wa.me/{number}?text={quote(text)}")


def log_whatsapp_sent(message_id: int, *, request_code: str, actor: Teller, at: datetime) -> Message:
    """Note that the prepared text was really sent: from now on it is a contact attempt for that request.

    Raises:
        ConflictError: it was noted before.
    """
    _must_be_staff(actor)
    message = db.session.get(Message, message_id, with_for_update=True)
    if message is None or message.channel is not MessageChannel.WHATSAPP or message.request_code != request_code:
        raise NotFoundError("no_such_message")
    if message.state is not MessageState.PREPARED:
        raise ConflictError("already_logged")
    message.state, message.sent_at, message.actor_user_id = MessageState.LOGGED, at, actor.user_id
    record(actor=actor, action="message:log_whatsapp", object=f"message:{message.id}", at=at)
    return message


def log_call(request_code: str, *, note: str, to: Recipient, actor: Teller, at: datetime) -> Message:
    """Note a telephone call about a request and what came of it.

    Raises:
        MissingReasonError: nothing is said about what came of it.
    """
    _must_be_staff(actor)
    if not note.strip():
        raise MissingReasonError("call_needs_note", field="note")
    message = _message(
        MessageChannel.CALL, MessageState.LOGGED, template="asked", facts={"code": request_code}, to=to, at=at
    )
    message.contact, message.note, message.sent_at, message.actor_user_id = to.phone, note.strip(), at, actor.user_id
    db.session.add(message)
    db.session.flush()
    record(actor=actor, action="message:log_call", object=f"message:{message.id}", at=at)
    return message


def mark_inbox_read(user_id: int, *, at: datetime) -> None:
    """Take everything in a person's inbox as read."""
    db.session.execute(
        update(Message)
        .where(Message.user_id == user_id, Message.channel == MessageChannel.INBOX, Message.read_at.is_(None))
        .values(read_at=at)
    )


def mark_read_about(user_id: int, request_code: str, *, at: datetime) -> None:
    """Take what a person's inbox holds about one request as read: its own page shows it."""
    db.session.execute(
        update(Message)
        .where(
            Message.user_id == user_id,
            Message.request_code == request_code,
            Message.channel == MessageChannel.INBOX,
            Message.read_at.is_(None),
        )
        .values(read_at=at)
    )


def _must_be_staff(actor: Teller) -> None:
    if actor.membership_id is None:
        raise NotAllowedError("telling_is_for_staff")


def _message(
    channel: MessageChannel, state: MessageState, *, template: str, facts: dict[str, Any], to: Recipient, at: datetime
) -> Message:
    return Message(
        channel=channel,
        state=state,
        template=template,
        params=facts,
        language=to.language,
        request_code=facts.get("code"),
        user_id=to.user_id,
        created_at=at,
        next_try_at=at,
    )


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts as JSON can keep them: instants and dates in ISO form."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in params.items()}
