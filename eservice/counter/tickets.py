# Longer than 300 lines: whatever changes a number or a desk does so under the one lock of the day.
"""Give numbers, call them, serve them; and one button for whoever serves the bench and the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import Actor
from eservice.counter import hall, rules
from eservice.counter.models import Desk, Hall, Ticket, TicketDay
from eservice.counter.rules import AT_DESK, Act, Errand, Source, State
from eservice.kernel.clock import WIB, wib
from eservice.kernel.codes import token
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.offices import queries as offices
from eservice.requests import serving
from eservice.requests.models import Request
from eservice.requests.order import Turn
from eservice.requests.workflow import Status
from eservice.staff import queries as staff

LONGEST_DESK_NAME = 20
FULL = 150
"""So many may wait on one bench."""


@dataclass(frozen=True, slots=True)
class Next:
    """Who or what is served next: a number that was called, or a request that was claimed, and why."""

    ticket: Ticket | None = None
    request: Request | None = None
    turn: Turn | None = None


def give(office_id: int, errand: Errand, *, goes_first: bool, at: datetime) -> Ticket:
    """Give the next number of the day.

    Raises:
        ConflictError: ``bench_full``, more wait than anybody could serve: somebody plays with the machine.
    """
    if len(hall.bench(office_id, at=at)) >= FULL:
        raise ConflictError("bench_full")
    number = _moved(office_id, wib(at).date(), TicketDay.last_number).last_number
    ticket = Ticket(
        token=token(),
        office_id=office_id,
        day=wib(at).date(),
        number=number,
        errand=errand,
        goes_first=goes_first,
        taken_at=at,
    )
    db.session.add(ticket)
    db.session.flush()
    return ticket


def stand_at(name: str, *, actor: Actor, at: datetime) -> Desk:
    """Stand at a desk of the hall for the rest of the day; another's desk stays theirs.

    Raises:
        InvalidInputError: no name, or one too long.
        ConflictError: ``desk_taken``, a colleague stands there.
    """
    member = _member(actor)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_DESK_NAME:
        raise InvalidInputError("desk_name", field="meja", longest=LONGEST_DESK_NAME)
    _day_row(_office(actor), wib(at).date())  # one after the other
    if any(
        one.name.casefold() == name.casefold() and one.membership_id != member
        for one in hall.desks(_office(actor), at=at)
    ):
        raise ConflictError("desk_taken", desk=name)
    _check_free(actor, at=at)
    desk = db.session.get(Desk, member)
    if desk is None:
        desk = Desk(membership_id=member)
        db.session.add(desk)
    desk.name, desk.day = name, wib(at).date()
    db.session.flush()
    return desk


def leave_desk(*, actor: Actor, at: datetime) -> None:
    """Leave the desk. Raises ConflictError ``finish_first`` while somebody is there."""
    _day_row(_office(actor), wib(at).date())
    _check_free(actor, at=at)
    db.session.execute(delete(Desk).where(Desk.membership_id == _member(actor)))


def take_over(before: int, *, actor: Actor, at: datetime) -> bool:
    """Take over the desk of a colleague in whose place one sits down, and the number that is there; tell whether.

    Whoever has a desk keeps that one; a desk of another office stays where it is.
    """
    member, today = _member(actor), wib(at).date()
    _day_row(_office(actor), today)
    left = db.session.get(Desk, before, populate_existing=True)
    same = before != member and offices.membership(before).office_id == _office(actor)
    if left is None or left.day != today or not same or hall.desk_of(actor, at=at) is not None:
        return False
    name = left.name
    db.session.delete(left)
    db.session.flush()
    desk = db.session.get(Desk, member) or Desk(membership_id=member)
    desk.name, desk.day = name, today
    db.session.add(desk)
    db.session.execute(
        update(Ticket)
        .where(Ticket.day == today, Ticket.state.in_(AT_DESK), Ticket.membership_id == before)
        .values(membership_id=member)
    )
    db.session.flush()
    return True


def next_person(*, actor: Actor, at: datetime) -> Next:
    """Call or claim whoever is next for this officer, in one step.

    Who stands at no desk is given requests alone. Two officers press one after the other: the row of the day is
    locked first.

    Raises:
        ConflictError: ``finish_first``, somebody is still at the desk.
        NotFoundError: ``nothing_waiting``.
        NotAllowedError: as ``serving.take_next``.
    """
    office_id = _office(actor)
    staff.check_present(actor.membership_id, at=at)
    if hall.desk_of(actor, at=at) is None:
        return _from_screen(office_id, actor=actor, at=at)
    day = _day_row(office_id, wib(at).date())
    _check_free(actor, at=at)
    waiting = _waiting(office_id, at=at)
    situation = _situation(office_id, anybody=bool(waiting), in_a_row=day.in_a_row, at=at)
    if rules.source(situation) is Source.SCREEN:
        try:
            with db.session.begin_nested():
                found = _from_screen(office_id, actor=actor, at=at)
        except (NotFoundError, NotAllowedError):  # nothing there for this officer: the bench goes on
            if not waiting:
                raise
        else:
            day.in_a_row = 0
            return found
    return Next(ticket=_call(waiting, day, actor=actor, at=at))


def call_next(*, actor: Actor, at: datetime) -> Ticket:
    """Call the next number of the bench, whatever waits on the screen.

    Raises:
        ConflictError: ``finish_first``, somebody is still at the desk.
        NotFoundError: ``nobody_waiting``.
        NotAllowedError: ``no_desk``, the hall would not know where to go; ``away``.
    """
    staff.check_present(actor.membership_id, at=at)
    day = _day_row(_office(actor), wib(at).date())
    if hall.desk_of(actor, at=at) is None:
        raise NotAllowedError("no_desk")
    _check_free(actor, at=at)
    return _call(_waiting(_office(actor), at=at), day, actor=actor, at=at)


def act(ticket_id: int, what: Act, *, actor: Actor, at: datetime) -> Ticket:
    """Do something to a number of one's office.

    Raises:
        NotFoundError: none of this office's, or not of today.
        IllegalStepError: ``ticket_moved_on``.
        NotAllowedError: ``colleagues_ticket``, it is at a colleague's desk.
    """
    found = _todays(Ticket.id == ticket_id, at=at, office_id=_office(actor))
    if found.state in AT_DESK and found.membership_id != actor.membership_id:
        raise NotAllowedError("colleagues_ticket")
    _move(found, what, at=at)
    return found


def put_back_left(*, at: datetime) -> int:
    """Put back to the bench what was called by somebody who is gone, or to which nothing was done since.

    Whoever waits keeps the place: it is the lowest number there. Who is served already stays at the desk.
    """
    today = wib(at).date()
    halls = select(TicketDay.office_id).where(TicketDay.day == today)
    left = or_(Ticket.called_at <= at - rules.CALL_LASTS, Ticket.membership_id.in_(staff.gone(at)))
    called = and_(Ticket.office_id.in_(halls), Ticket.day == today, Ticket.state == State.CALLED)
    found = list(db.session.scalars(select(Ticket.id).where(called, left).order_by(Ticket.office_id, Ticket.id)))
    return sum(_put_back(number, left, at=at) for number in found)


def put_back_own(membership_id: int, *, at: datetime) -> bool:
    """Put back what a member has called and not begun, as they sign out; tell whether there was anything."""
    own = Ticket.membership_id == membership_id
    number = db.session.scalar(
        select(Ticket.id).where(own, Ticket.day == wib(at).date(), Ticket.state == State.CALLED).limit(1)
    )
    return number is not None and _put_back(number, own, at=at)


def _put_back(number: int, which: ColumnElement[bool], *, at: datetime) -> bool:
    """Put one number back, unless something was done to it before its day was locked."""
    ticket = _todays(Ticket.id == number, at=at)
    still = select(Ticket.id).where(Ticket.id == number, Ticket.state == State.CALLED, which)
    if db.session.scalar(still) is None:
        return False
    _move(ticket, Act.PUT_BACK, at=at)
    return True


def give_back(held: str, *, at: datetime) -> Ticket:
    """Give a number back by the token on it. Raises NotFoundError, IllegalStepError ``ticket_moved_on``."""
    found = _todays(Ticket.token == held, at=at)
    _move(found, Act.LEAVE, at=at)
    return found


def _todays(which: ColumnElement[bool], *, at: datetime, office_id: int | None = None) -> Ticket:
    """Return one number of today as it is now; the row of the day is locked first, as whoever calls does."""
    told = db.session.execute(select(Ticket.id, Ticket.office_id, Ticket.day).where(which)).one_or_none()
    if told is None or told.day != wib(at).date() or office_id not in (None, told.office_id):
        raise NotFoundError("no_such_ticket")
    _day_row(told.office_id, told.day)
    return db.session.get_one(Ticket, told.id, populate_existing=True)


def _call(waiting: Sequence[Ticket], day: TicketDay, *, actor: Actor, at: datetime) -> Ticket:
    by_id = {one.id: one for one in waiting}
    order = rules.in_turn(
        [rules.Waiting(id=one.id, number=one.number, goes_first=one.goes_first) for one in waiting], called=day.called
    )
    if not order:
        raise NotFoundError("nobody_waiting")
    desk = hall.desk_of(actor, at=at)
    if desk is None:  # left in another window between the look and the lock
        raise NotAllowedError("no_desk")
    ticket = by_id[order[0].id]
    ticket.state, ticket.desk, ticket.membership_id = State.CALLED, desk, actor.membership_id
    ticket.first_called_at = ticket.first_called_at or at
    ticket.called_at, ticket.calls = at, ticket.calls + 1
    day.called, day.in_a_row = day.called + 1, day.in_a_row + 1
    db.session.flush()
    return ticket


def _move(ticket: Ticket, what: Act, *, at: datetime) -> None:
    ticket.state = rules.after(what, ticket.state)
    if what is Act.RECALL:
        ticket.called_at, ticket.calls = at, ticket.calls + 1
    if what is Act.SERVE:
        ticket.served_at = at
    if ticket.state not in AT_DESK:
        ticket.desk = None
    ticket.ended_at = at if ticket.state in (State.DONE, State.ABSENT, State.LEFT) else None
    db.session.flush()


def _from_screen(office_id: int, *, actor: Actor, at: datetime) -> Next:
    found, turn = serving.take_next(office_id, actor=actor, at=at)
    return Next(request=found, turn=turn)


def _situation(office_id: int, *, anybody: bool, in_a_row: int, at: datetime) -> rules.Hall:
    run = db.session.get(Hall, office_id)
    ends = datetime.combine(wib(at).date() + timedelta(days=1), time(), WIB)
    due = select(Request.id).where(
        Request.office_id == office_id, Request.status == Status.SUBMITTED, Request.promised_at < ends
    )
    return rules.Hall(
        anybody=anybody,
        due_today=db.session.scalar(due.limit(1)) is not None,
        in_a_row=in_a_row,
        walk_ins=run.walk_ins if run else rules.WALK_INS,
        online_hour=run is not None and rules.is_online_hour(wib(at).time(), run.online_from, run.online_until),
    )


def _waiting(office_id: int, *, at: datetime) -> Sequence[Ticket]:
    return db.session.scalars(
        select(Ticket)
        .where(Ticket.office_id == office_id, Ticket.day == wib(at).date(), Ticket.state == State.WAITING)
        .order_by(Ticket.number)
        .execution_options(populate_existing=True)
    ).all()


def _check_free(actor: Actor, *, at: datetime) -> None:
    """Refuse whoever still has somebody at the desk."""
    held = hall.at_desk(actor, at=at)
    if held is not None:
        raise ConflictError("finish_first", number=rules.shown(held.errand, held.number))


def _day_row(office_id: int, day: date) -> TicketDay:
    """Return the row of the day, locked until the transaction ends."""
    return _moved(office_id, day, None)


def _moved(office_id: int, day: date, column: object) -> TicketDay:
    """Lock the row of the day, count one of its columns up where one is named, and return it."""
    change = {"last_number": TicketDay.last_number + (1 if column is TicketDay.last_number else 0)}
    key = (TicketDay.office_id == office_id, TicketDay.day == day)
    found = db.session.scalar(
        update(TicketDay).where(*key).values(change).returning(TicketDay).execution_options(populate_existing=True)
    )
    if found is None:
        try:
            with db.session.begin_nested():
                db.session.add(TicketDay(office_id=office_id, day=day))
        except IntegrityError:  # a colleague gave the first number at the same instant
            pass
        return _moved(office_id, day, column)
    return found


def _member(actor: Actor) -> int:
    if actor.membership_id is None:
        raise NotAllowedError("page")
    return actor.membership_id


def _office(actor: Actor) -> int:
    if actor.office_id is None:
        raise NotAllowedError("page")
    return actor.office_id
