"""What a kept session need not ask twice: rows that hardly ever change, until it changes one of them itself.

Everywhere else each call asks the database, as before: others write there too.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Select, event
from sqlalchemy.orm import ORMExecuteState, Session

from eservice.kernel.db import HouseSession, db

P = ParamSpec("P")
R = TypeVar("R")

_KINDS: set[type] = set()
"""Classes of rows that something remembered depends on."""


def remembered(*kinds: type) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a read of a kept session be answered from memory until that session changes a row of ``kinds``.

    What the read returns must follow from its arguments and from rows of ``kinds`` alone.
    """
    _KINDS.update(kinds)

    def decorate(read: Callable[P, R]) -> Callable[P, R]:
        @wraps(read)
        def asked(*args: P.args, **kwargs: P.kwargs) -> R:
            session = db.session()
            known = notes(session)
            if known is None or _changes(session):
                return read(*args, **kwargs)
            key = (read, args, *kwargs.items())
            if key not in known:
                known[key] = read(*args, **kwargs)
            found: R = known[key]
            return found

        return asked

    return decorate


def is_alone() -> bool:
    """Tell whether the session is a kept one: nobody else writes."""
    return bool(db.session().info.get("kept"))


def notes(session: Session) -> dict[Any, Any] | None:
    """Return where a kept session keeps what it knows, emptied by a rollback; None where it is not one."""
    known: dict[Any, Any] | None = session.info.setdefault("remembered", {}) if session.info.get("kept") else None
    return known


def latest(statement: Select[Any], facts: dict[str, Any]) -> Any:
    """Return the row that a locking read finds, as it is in the database now; None where there is none.

    Rows of a kept session are as they are in the database: nobody else changes them.
    """
    how = {"populate_existing": not is_alone()}
    return db.session.scalar(statement, facts, execution_options=how)


def _changes(session: Session) -> bool:
    return any(type(one) in _KINDS for rows in (session.new, session.dirty, session.deleted) for one in rows)


def _forget_changed(session: Session, *_: object) -> None:
    if "remembered" in session.info and _changes(session):
        session.info["remembered"].clear()


def _forget_rewritten(asked: ORMExecuteState) -> None:
    """A statement that changes rows of a kind changes them unseen by the session."""
    writes = asked.is_update or asked.is_delete or asked.is_insert
    if writes and asked.bind_mapper is not None and asked.bind_mapper.class_ in _KINDS:
        _forget(asked.session)


def _forget(session: Session, *_: object) -> None:
    session.info.pop("remembered", None)


event.listen(HouseSession, "after_flush", _forget_changed)
event.listen(HouseSession, "after_soft_rollback", _forget)
event.listen(HouseSession, "do_orm_execute", _forget_rewritten)
