"""Send what is due: taken in one transaction, sent between two, noted in the next.

So a message goes out at least once, never for a change that was rolled back; and a worker that dies in between
leaves a lease that ends.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import or_, select

from eservice.kernel.db import db
from eservice.kernel.failpoints import failpoint
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.notifications import rules, texts
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageState

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Letter:
    message_id: int
    lease_until: datetime
    to: str
    subject: str
    body: str


def send_due(*, at: datetime, base_url: str, limit: int = 20) -> int:
    """Send up to ``limit`` messages that are due, outside any transaction; return how many were handed over.

    What fails is tried again after 30 s, 2 min, 8 min, 32 min and about 2 h, then counts as failed.
    """
    sent = 0
    for letter in _take(at=at, base_url=base_url, limit=limit):
        failpoint("mail.leased")
        try:
            drivers().mailer.send(to=letter.to, subject=letter.subject, body=letter.body)
        except OSError as error:
            _log.warning("mail not sent", message=letter.message_id, error=type(error).__name__)
            _note(letter, fault=type(error).__name__, at=at)
        else:
            failpoint("mail.handed_over")
            _note(letter, fault=None, at=at)
            failpoint("mail.noted")
            sent += 1
    return sent


def _take(*, at: datetime, base_url: str, limit: int) -> list[_Letter]:
    """Lease the due messages to this worker and return what to send."""
    with transaction():
        rows = db.session.scalars(
            select(Message)
            .where(
                Message.state == MessageState.PENDING,
                Message.next_try_at <= at,
                or_(Message.lease_until.is_(None), Message.lease_until <= at),
            )
            .order_by(Message.next_try_at, Message.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        letters = []
        for row in rows:
            row.tries += 1
            row.lease_until = at + rules.LEASE
            letters.append(_letter(row, row.lease_until, base_url))
        return letters


def _letter(row: Message, lease_until: datetime, base_url: str) -> _Letter:
    sentence = texts.render(row.template, row.params, language=row.language, base_url=base_url, secret=row.secret or "")
    link = base_url + texts.path_of(row.template, row.params)
    more = texts.more(row.template, row.params, language=row.language)
    parts = [sentence, *([] if link in sentence else [link]), *(["\n".join(more)] if more else [])]
    return _Letter(
        row.id,
        lease_until,
        row.contact or "",
        f"eservice: {texts.subject(row.template, row.params, language=row.language)}",
        "\n\n".join(parts) + "\n",
    )


def _note(letter: _Letter, *, fault: str | None, at: datetime) -> None:
    """Write down what became of a message, unless another worker has taken it over meanwhile.

    Args:
        fault: the kind of fault that kept it from being sent; None where it was.
    """
    with transaction():
        row = db.session.get(Message, letter.message_id, with_for_update=True)
        if row is None or row.state is not MessageState.PENDING or row.lease_until != letter.lease_until:
            return
        row.lease_until, row.fault = None, fault
        pause = rules.pause_after(row.tries)
        if fault is None:
            row.state, row.sent_at, row.secret = MessageState.SENT, at, None
        elif pause is None:
            row.state, row.secret = MessageState.FAILED, None
        else:
            row.next_try_at = at + pause
