"""What the hall shows: who is called where, who waits and how long it may take. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, select

from eservice.accounts.actor import Actor
from eservice.counter import rules
from eservice.counter.models import Desk, Hall, Ticket, TicketDay
from eservice.counter.rules import AT_DESK, State
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.offices.models import Membership

LATELY = 5
"""So many earlier calls stand on the screen."""


@dataclass(frozen=True, slots=True)
class Called:
    """A number on the screen."""

    shown: str
    desk: str
    calls: int


@dataclass(frozen=True, slots=True)
class Board:
    """What the screen of a hall shows."""

    now: Sequence[Called]
    """Numbers at a desk, the latest call first."""
    before: Sequence[str]
    waiting: int


@dataclass(frozen=True, slots=True)
class Expected:
    """How long somebody may still wait, and what tells it."""

    minutes: int
    by_today: bool
    """Whether the numbers of the day tell it; else those of the last weeks do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one number stands."""

    ticket: Ticket
    ahead: int
    expected: Expected | None
    """None while too few numbers tell it or no desk is open, and once it was called."""


def desk_of(actor: Actor, *, at: datetime) -> str | None:
    """Return the name of the desk where a member stands today, or None."""
    return db.session.scalar(
        select(Desk.name).where(Desk.membership_id == actor.membership_id, Desk.day == wib(at).date())
    )


def desks(office_id: int, *, at: datetime) -> Sequence[Desk]:
    """Return the desks of an office at which somebody stands today, by name."""
    return db.session.scalars(
        select(Desk)
        .join(Membership, Membership.id == Desk.membership_id)
        .where(Membership.office_id == office_id, Desk.day == wib(at).date())
        .order_by(Desk.name)
    ).all()


def by_key(key: str) -> Hall:
    """Return the hall whose screen has the secret address that holds ``key``. Raises NotFoundError."""
    return _hall(Hall.key == key)


def by_machine_key(key: str) -> Hall:
    """Return the hall whose machine has the secret address that holds ``key``. Raises NotFoundError."""
    return _hall(Hall.machine_key == key)


def _hall(which: ColumnElement[bool]) -> Hall:
    found = db.session.scalar(select(Hall).where(which))
    if found is None:
        raise NotFoundError("no_such_hall")
    return found


def at_desk(actor: Actor, *, at: datetime) -> Ticket | None:
    """Return the number a member has called and not finished, or None."""
    return db.session.scalar(
        select(Ticket).where(
            _today(actor.office_id or 0, at), Ticket.state.in_(AT_DESK), Ticket.membership_id == actor.membership_id
        )
    )


def bench(office_id: int, *, at: datetime) -> list[Ticket]:
    """Return the numbers that wait, in the order in which they are called."""
    waiting = db.session.scalars(select(Ticket).where(_today(office_id, at), Ticket.state == State.WAITING)).all()
    by_id = {one.id: one for one in waiting}
    day = db.session.get(TicketDay, (office_id, wib(at).date()))
    order = rules.in_turn(
        [rules.Waiting(id=one.id, number=one.number, goes_first=one.goes_first) for one in waiting],
        called=day.called if day is not None else 0,
    )
    return [by_id[one.id] for one in order]


def gone(office_id: int, *, at: datetime) -> Sequence[Ticket]:
    """Return the numbers of today that nobody came for or that were given back, the latest first: they may come."""
    return db.session.scalars(
        select(Ticket)
        .where(_today(office_id, at), Ticket.state.in_((State.ABSENT, State.LEFT)))
        .order_by(Ticket.ended_at.desc())
    ).all()


def board(office_id: int, *, at: datetime) -> Board:
    """Return what the screen shows."""
    called = db.session.scalars(
        select(Ticket)
        .where(_today(office_id, at), Ticket.called_at.is_not(None))
        .order_by(Ticket.called_at.desc(), Ticket.id.desc())
        .limit(LATELY * 4)
    ).all()
    now = [one for one in called if one.state in AT_DESK]
    before = [one for one in called if one.state not in (*AT_DESK, State.WAITING)][:LATELY]
    waiting = select(Ticket.id).where(_today(office_id, at), Ticket.state == State.WAITING)
    return Board(
        now=[Called(rules.shown(one.errand, one.number), one.desk or "", one.calls) for one in now],
        before=[rules.shown(one.errand, one.number) for one in before],
        waiting=len(db.session.scalars(waiting).all()),
    )


def place(held: str, *, at: datetime) -> Place:
    """Return where a number stands, by the token on it; one of another day is over. Raises NotFoundError."""
    ticket = db.session.scalar(select(Ticket).where(Ticket.token == held))
    if ticket is None or ticket.day != wib(at).date():
        raise NotFoundError("no_such_ticket")
    if ticket.state is not State.WAITING:
        return Place(ticket, 0, None)
    order = [one.id for one in bench(ticket.office_id, at=at)]
    before = order.index(ticket.id) if ticket.id in order else 0  # called between the two looks
    return Place(ticket, before, expected(ticket.office_id, before, at=at))


def expected(office_id: int, ahead: int, *, at: datetime) -> Expected | None:
    """Return how long somebody with so many before will wait, as today went, else as the last weeks did; or None."""
    today = wib(at).date()
    busy = len(db.session.scalars(select(Ticket.id).where(_today(office_id, at), Ticket.state.in_(AT_DESK))).all())
    open_desks = len(desks(office_id, at=at))
    for first, last in ((today, today), (today - timedelta(days=rules.LATELY_DAYS), today)):
        seconds = _served_seconds(office_id, first, last)
        minutes = rules.minutes_to_wait(ahead, seconds, busy=busy, desks=open_desks)
        if minutes is not None:
            return Expected(minutes, by_today=first == last)
    return None


def _served_seconds(office_id: int, first: date, last: date) -> list[int]:
    finished = db.session.execute(
        select(Ticket.served_at, Ticket.ended_at).where(
            Ticket.office_id == office_id, Ticket.day.between(first, last), Ticket.state == State.DONE
        )
    )
    return [round((ended - begun).total_seconds()) for begun, ended in finished if begun and ended]


def _today(office_id: int, at: datetime) -> ColumnElement[bool]:
    return and_(Ticket.office_id == office_id, Ticket.day == wib(at).date())
