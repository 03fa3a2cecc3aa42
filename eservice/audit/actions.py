"""Write the log."""

from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from eservice.audit.models import AuditEntry, AuditHead
from eservice.audit.rules import GENESIS, entry_hash
from eservice.kernel.db import db
from eservice.kernel.failpoints import failpoint
from eservice.kernel.memory import notes
from eservice.kernel.transaction import side_transaction

# Built once: the log is written with every act, and building costs more than executing.
_READ_HEAD = select(AuditHead.sequence, AuditHead.hash).with_for_update()
_ADD_ENTRY = insert(AuditEntry)
_MOVE_HEAD = (
    update(AuditHead)
    .values(sequence=bindparam("to_sequence"), hash=bindparam("to_hash"))
    .execution_options(synchronize_session=False)
)


class _Who(Protocol):
    """What the log needs to know of an actor; accounts own the whole of it."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def membership_id(self) -> int | None: ...
    @property
    def role(self) -> str: ...


def record(*, actor: _Who, action: str, object: str, at: datetime, data: dict[str, Any] | None = None) -> None:  # noqa: A002
    """Append one entry to the chain, in the transaction of the act itself."""
    _append(db.session(), actor=actor, action=action, object=object, at=at, data=data or {})


def record_look(*, actor: _Who, action: str, object: str, at: datetime, data: dict[str, Any] | None = None) -> None:  # noqa: A002
    """Append one entry about a read or a refusal, in a short transaction of its own."""
    with side_transaction() as session:
        _append(session, actor=actor, action=action, object=object, at=at, data=data or {})


def _append(
    session: Session,
    *,
    actor: _Who,
    action: str,
    object: str,  # noqa: A002 - the word of the log
    at: datetime,
    data: dict[str, Any],
) -> None:
    connection, known = session.connection(), notes(session)
    head = known[_READ_HEAD] if known and _READ_HEAD in known else connection.execute(_READ_HEAD).one_or_none()
    if head is None:
        connection.execute(insert(AuditHead).values(id=1, sequence=0, hash=GENESIS))
    sequence, previous = (head[0] + 1, head[1]) if head else (1, GENESIS)
    entry = {
        "sequence": sequence,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_user_id": actor.user_id,
        "actor_membership_id": actor.membership_id,
        "actor_role": str(actor.role),
        "action": action,
        "object": object,
        "data": data,
    }
    digest = entry_hash(previous, entry)
    connection.execute(_ADD_ENTRY, entry | {"at": at, "previous_hash": previous, "hash": digest})
    failpoint("audit.entry_written")
    connection.execute(_MOVE_HEAD, {"to_sequence": sequence, "to_hash": digest})
    if known is not None:
        known[_READ_HEAD] = (sequence, digest)
    failpoint("audit.head_moved")
