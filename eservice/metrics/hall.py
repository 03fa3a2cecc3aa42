"""How long people wait in the hall of an office, from the numbers themselves."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from eservice.counter.models import Ticket
from eservice.counter.rules import AT_DESK, Errand, State
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.metrics.rules import Period, Spread, spread


@dataclass(frozen=True, slots=True)
class HallFigures:
    """Numbers given in a period; whoever was never called is counted as that, never as served."""

    given: int
    waited: Spread
    """From the number to the first call, wall clock; who still waits counts with the time so far."""
    served: Spread
    """At the desk, of finished numbers."""
    done: int
    absent: int
    left: int
    waiting: int
    """Wait now."""
    never_called: int
    """Of days that are over."""


def hall_figures(office_ids: Collection[int], period: Period, *, errand: Errand | None = None) -> HallFigures:
    """Return the figures of the halls of these offices.

    Args:
        office_ids: at least one.
        period: by when the number was given; its end is the instant up to which open numbers have waited.
        errand: for one errand alone.
    """
    at, today = period.until_at, wib(period.until_at).date()
    statement = select(
        Ticket.state, Ticket.day, Ticket.taken_at, Ticket.first_called_at, Ticket.served_at, Ticket.ended_at
    ).where(
        Ticket.office_id.in_(office_ids),
        Ticket.day >= wib(period.from_at).date(),
        Ticket.taken_at > period.from_at,
        Ticket.taken_at <= at,
    )
    if errand is not None:
        statement = statement.where(Ticket.errand == errand)
    rows = db.session.execute(statement).all()
    waits = [
        round(((row.first_called_at or at) - row.taken_at).total_seconds())
        for row in rows
        if row.first_called_at is not None or (row.state is State.WAITING and row.day == today)
    ]
    desks = [
        round((row.ended_at - row.served_at).total_seconds())
        for row in rows
        if row.state is State.DONE and row.served_at is not None
    ]
    over = [row for row in rows if row.day < today]
    return HallFigures(
        given=len(rows),
        waited=spread(waits),
        served=spread(desks),
        done=len(desks),
        absent=sum(row.state is State.ABSENT for row in rows),
        left=sum(row.state is State.LEFT for row in rows),
        waiting=sum(row.state is State.WAITING and row.day == today for row in rows),
        never_called=sum(row.state in (State.WAITING, *AT_DESK) for row in over),
    )
