"""The one place that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import exc
from sqlalchemy.orm import Session

from eservice.kernel.db import db
from eservice.kernel.failpoints import failpoint


@contextmanager
def transaction() -> Iterator[None]:
    """Commit once at the end, or roll everything back.

    A fresh session begins here: what was loaded before is detached, so load inside. Hooks given to
    ``after_commit`` run once the commit has succeeded, never otherwise.

    Raises:
        RuntimeError: a transaction is already open; two of them would not be one.
    """
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("transaction() does not nest")
    if session.info.get("kept"):
        session.commit()
    else:
        db.session.remove()
        session = db.session()
    session.info["writing"] = True
    hooks: list[Callable[[], None]] = []
    session.info["hooks"] = hooks
    try:
        yield
        failpoint("transaction.before_commit")
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writing"] = False
        session.info["hooks"] = None
    failpoint("transaction.committed")
    for hook in hooks:
        hook()


@contextmanager
def kept_session() -> Iterator[None]:
    """Let the transactions inside share one session whose rows stay loaded.

    Only for a program that is alone on its database, such as one that fills it: what another writes is not seen.
    """
    db.session.remove()
    session = db.session()
    session.info["kept"] = True
    session.expire_on_commit = False
    try:
        yield
    finally:
        db.session.remove()


def after_commit(hook: Callable[[], None]) -> None:
    """Run ``hook`` once the open transaction has been committed; a rollback forgets it.

    Raises:
        RuntimeError: no transaction is open.
    """
    hooks = db.session().info.get("hooks")
    if hooks is None:
        raise RuntimeError("after_commit() belongs inside transaction()")
    hooks.append(hook)


@contextmanager
def side_transaction() -> Iterator[Session]:
    """Yield a session of its own, committed at the end: for read audits, session touches and counters.

    Never open it inside ``transaction()``: on SQLite the two would wait for each other.

    Raises:
        RuntimeError: a transaction is already open.
    """
    if db.session().info.get("writing"):
        raise RuntimeError("side_transaction() inside transaction() would wait for itself")
    with Session(db.engine) as session:
        yield session
        session.commit()


def is_away(fault: BaseException) -> bool:
    """Tell whether a fault is that the database does not answer, or has no time for us."""
    lost = isinstance(fault, exc.DBAPIError) and fault.connection_invalidated
    return lost or isinstance(fault, exc.OperationalError | exc.InterfaceError | exc.TimeoutError)
