"""Who is served next: the order of the house over the rows of an office, and taking its first in one step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import Actor
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, NotFoundError
from eservice.offices import queries as offices
from eservice.requests import queries, queues
from eservice.requests.models import QueueTurn, Request
from eservice.requests.offering import may_be_offered, may_have, open_to
from eservice.requests.order import AHEAD, LONG_WAIT, PLAIN, Turn, Waiting, in_turn, is_fair_turn
from eservice.requests.reviewing import check_open_work, claim
from eservice.requests.steps import Move, take
from eservice.requests.views import Sight, Tab
from eservice.requests.workflow import Priority, Step
from eservice.staff import queries as staff

_COLUMNS: Select[Any] = select(  # type: ignore[assignment]  # a query that is only read by name
    Request.id, Request.code, Request.office_id, Request.promised_at, Request.rank, Request.filed_at
)
_AT_ONCE = 20
"""Rows looked at together; the first is nearly always the one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A request that waits, and why it stands where it stands."""

    code: str
    office_id: int
    """The office that handles it: another one where this one is its substitute."""
    waiting: Waiting
    turn: Turn


def take_next(office_id: int, *, actor: Actor, at: datetime) -> tuple[Request, Turn]:
    """Claim what comes next in an office, and return it with why.

    The officers of one office press one after the other: the row that counts their turns is locked first, so nobody
    is given what another is being given. What the law keeps from this officer, or what somebody has just taken,
    withdrawn or passed on, is passed over.

    Raises:
        NotAllowedError: ``too_many_open``, ``away``, or what the law keeps from this officer altogether.
        NotFoundError: ``nothing_waiting``.
    """
    check_open_work(offices.office(office_id), actor)
    staff.check_present(actor.membership_id, at=at)
    taken = _count_turn(office_id)
    for offer in _offered(office_id, taken=taken, actor=actor, at=at):
        found = queries.for_change_by_id(offer.waiting.id)
        if not may_have(found, office_id, actor, at=at):
            continue
        claim(found, actor=actor, at=at, turn=offer.turn)
        return found, offer.turn
    raise NotFoundError("nothing_waiting")


def offers(office_id: int, *, actor: Actor, at: datetime, limit: int = 10, but: str = "") -> list[Offer]:
    """Return what this officer would be given next, in order, without taking it; nothing while away.

    Args:
        but: the code of a request that is just being finished.
    """
    if actor.membership_id is not None and staff.is_away(actor.membership_id, at=at):
        return []
    taken = db.session.scalar(select(QueueTurn.taken).where(QueueTurn.office_id == office_id)) or 0
    waiting = (one for one in _offered(office_id, taken=taken, actor=actor, at=at) if one.code != but)
    return list(islice((one for one in waiting if may_be_offered(one.waiting.id, office_id, actor, at=at)), limit))


def next_to_check(sight: Sight, actor: Actor, *, but: str) -> str | None:
    """Return the code of what an officer does next: what they hold, else what they would be given; or None.

    Args:
        but: the code of the request that is just being finished.
    """
    held = next((row.code for row in queues.page(Tab.MINE, sight) if row.code != but), None)
    offered = offers(sight.office_id, actor=actor, at=sight.at, limit=1, but=but) if held is None else []
    return held if held is not None else next((one.code for one in offered), None)


def prioritise(request: Request, priority: Priority | None, reason: str, *, actor: Actor, at: datetime) -> None:
    """Let a request go before others that were promised the same, or no more; the promise stays where it is.

    Raises:
        MissingReasonError: nobody could tell why.
        ConflictError: ``same_priority``, it is so already.
    """
    if request.priority == priority:
        raise ConflictError("same_priority")
    take(request, Step.PRIORITISE, actor=actor, at=at, move=Move(reason=reason))
    request.priority, request.rank = priority, PLAIN if priority is None else AHEAD


def _count_turn(office_id: int) -> int:
    """Return how many turns an office had before this one, with the row that counts them locked."""
    counted = update(QueueTurn).where(QueueTurn.office_id == office_id).values(taken=QueueTurn.taken + 1)
    number: int | None = db.session.scalar(counted.returning(QueueTurn.taken))
    if number is None:
        try:
            with db.session.begin_nested():
                db.session.add(QueueTurn(office_id=office_id, taken=1))
        except IntegrityError:  # a colleague pressed for the first time at the same instant
            return _count_turn(office_id)
        return 0
    return number - 1


def _offered(office_id: int, *, taken: int, actor: Actor, at: datetime) -> Iterator[Offer]:
    """Yield the requests of an office in the order of the house, reading no more rows than are asked for."""
    open_to_me = open_to(office_id, actor, at=at)
    rows, turns, seen = _nearest(open_to_me), taken, set[int]()
    while rows:
        together = {one.id: one for one in rows if one.id not in seen}
        if is_fair_turn(turns):  # the turn belongs to the longest that this officer may have
            together |= {one.id: one for one in _longest(open_to_me, at=at)}
            together = {key: one for key, one in together.items() if may_be_offered(key, office_id, actor, at=at)}
        seen |= set(together)
        waiting = [
            Waiting(id=one.id, promised_at=one.promised_at, rank=one.rank, filed_at=one.filed_at)
            for one in together.values()
        ]
        for one, turn in in_turn(waiting, taken=turns, at=at):
            row = together[one.id]
            yield Offer(code=row.code, office_id=row.office_id, waiting=one, turn=turn)
        rows, turns = _nearest(open_to_me, after=rows[-1]), 0


def _nearest(open_to_me: ColumnElement[bool], *, after: Row[Any] | None = None) -> Sequence[Row[Any]]:
    """Return the next rows by promise; never only a part of those put first, so that it shows whom they overtake."""
    key = (Request.promised_at, Request.rank, Request.id)
    found: list[Row[Any]] = []
    while True:
        statement = _COLUMNS.where(open_to_me).order_by(*key).limit(_AT_ONCE)
        if after is not None:
            statement = statement.where(tuple_(*key) > tuple_(after.promised_at, after.rank, after.id))
        more = db.session.execute(statement).all()
        found += more
        if len(more) < _AT_ONCE or more[-1].rank != AHEAD:
            return found
        after = more[-1]


def _longest(open_to_me: ColumnElement[bool], *, at: datetime) -> Sequence[Row[Any]]:
    waited = _COLUMNS.where(open_to_me, Request.filed_at <= at - LONG_WAIT)
    return db.session.execute(waited.order_by(Request.filed_at, Request.id).limit(_AT_ONCE)).all()
