"""Letters of the demo drawn beside: by processes of their own, during the history and after the house has opened."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import connection

from flask import Flask, current_app
from pyhanko.sign.general import SigningError
from sqlalchemy import func, select

from eservice.accounts.models import Persona
from eservice.demo import fetching, surveys
from eservice.demo.lagging import BEHIND, WORKER
from eservice.kernel import clock
from eservice.kernel.clock import travel
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters import pdf
from eservice.metrics import expecting
from eservice.offices.models import Membership
from eservice.requests import issuing, queries
from eservice.requests.models import Request


def painters(app: Flask, *, processes: int) -> ProcessPoolExecutor:
    """Return processes that draw letters; the caller lets go of the database first, for they are forks."""
    return ProcessPoolExecutor(
        processes, mp_context=multiprocessing.get_context("fork"), initializer=_open_painter, initargs=(app,)
    )


def let_go_of_the_database() -> None:
    """Close every connection, so that no fork shares one."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


def behind(*, say: Callable[[str], object]) -> int:
    """Draw the older letters of the history, each at its own instant, on every processor; return how many.

    The office whose accounts the sign-in page offers comes first, then the newest.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - for the other processes
    shown = select(Membership.office_id).join(Persona, Persona.membership_id == Membership.id)
    held = db.session.scalars(
        select(Request.id)
        .where(Request.worker == WORKER)
        .order_by(Request.office_id.in_(shown).desc(), Request.id.desc())
    ).all()
    offices = db.session.scalars(
        select(Request.office_id).where(Request.worker == WORKER, Request.office_id.is_not(None)).distinct()
    ).all()
    let_go_of_the_database()
    os.nice(5)  # whoever clicks comes first
    processors = os.cpu_count() or 1
    with painters(app, processes=processors) as pool:
        waiting: deque[tuple[issuing.Work, datetime, Future[issuing.Made]]] = deque()
        for number in held:
            begun = take_up(number, app.extensions["eservice.settings"].base_url)
            if begun is not None:
                waiting.append((*begun, pool.submit(issuing.make, begun[0])))
            if len(waiting) > 2 * processors:
                _finish(*waiting.popleft())
        while waiting:
            _finish(*waiting.popleft())
    fetching.tell(as_of=clock.now())
    for office_id in filter(None, offices):  # only now are they finished, so that comparable requests can be counted
        expecting.count(office_id, at=clock.now())
    begun_at = db.session.scalar(select(func.min(Request.filed_at)))
    if begun_at is not None:  # and only now have people something to say of how they were served
        surveys.tell(sorted(filter(None, offices)), start=begun_at, as_of=clock.now())
    say(f"demo: {len(held)} older letters drawn")
    return len(held)


def take_up(number: int, base_url: str) -> tuple[issuing.Work, datetime] | None:
    """Take up one letter at its own instant; None when another has done so."""
    with transaction():
        request = queries.for_change_by_id(number)
        if request.worker != WORKER:
            return None
        request.worker_until = None
        at = request.history[-1].taken_at + timedelta(seconds=25)
        with travel(at):
            work = issuing.lease(number, worker=BEHIND, base_url=base_url, at=at)
        request.worker_until = clock.now() + issuing.LEASE  # today's, or the worker would take it up as abandoned
    return (work, at) if work is not None else None


def _finish(work: issuing.Work, at: datetime, file: "Future[issuing.Made]") -> None:
    """Store one letter; what could not be drawn is left to the worker, which tries again and tells the signer."""
    try:
        drawn = file.result()
    except (SigningError, OSError):
        return
    with travel(at), transaction():
        issuing.store(work, drawn, worker=BEHIND, at=at)


def _open_painter(app: Flask) -> None:
    """Prepare the drawing process: an application context for its life, fonts and styles loaded once."""
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    app.app_context().push()
    pdf.warm_up()


def _end_with_the_parent() -> None:
    """End this process once the one that began it is gone: the pool's pipes, held by every fork, never close."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - only a process of the pool comes here
    connection.wait([parent.sentinel])
    os._exit(1)
