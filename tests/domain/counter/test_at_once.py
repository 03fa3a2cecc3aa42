"""Two hands on one number: a number given back while it is called, a button pressed twice, a desk left meanwhile."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.counter import hall, tickets
from eservice.counter.models import Ticket, TicketDay
from eservice.counter.rules import State
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import DomainError
from tests.domain.counter.test_bench import NOW, give, stand
from tests.domain.guards import Race, together
from tests.domain.requests.house import House

Off = Callable[..., None]


@pytest.fixture
def unlocked(house: House, switch_off: Off, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return how the row of the day stops being a lock."""

    def unlock() -> None:
        switch_off("lock")
        key = (house.desk.office_id, wib(NOW).date())
        monkeypatch.setattr(tickets, "_day_row", lambda *_: db.session.get(TicketDay, key))

    return unlock


def looking(monkeypatch: pytest.MonkeyPatch, name: str, race: Race) -> None:
    """Let whoever has read wait for the other one before the first writes."""
    real = getattr(tickets, name)

    def after_a_look(*told: object, **how: object) -> object:
        race.look()
        return real(*told, **how)

    monkeypatch.setattr(tickets, name, after_a_look)


def outcome(race: Race, what: Callable[[], object]) -> str:
    """Do it in a transaction; return what became of it."""
    try:
        with race.transaction():
            what()
    except DomainError as refusal:
        return refusal.code
    except Exception as fault:  # noqa: BLE001 - the twin without a guard breaks in a way that no page answers
        return type(fault).__name__
    return "done"


@pytest.mark.parametrize("guarded", [True, False])
def test_a_number_is_given_back_or_called_and_never_both(
    db_app: Flask, house: House, unlocked: Callable[[], None], monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    given = give(house)
    (dewi,), race = stand(house, "1"), Race(2)
    if not guarded:
        unlocked()
    for name in ("_call", "_move"):
        looking(monkeypatch, name, race)
    acts = (lambda: tickets.call_next(actor=dewi, at=NOW), lambda: tickets.give_back(given.token, at=NOW))

    came = together(db_app, [lambda what=one: outcome(race, what) for one in acts])

    db.session.remove()
    state = db.session.scalars(select(Ticket.state)).one()
    assert state in (State.CALLED, State.LEFT)
    assert (sorted(came) in (["done", "ticket_moved_on"], ["done", "nobody_waiting"])) is guarded


def pressed_twice(db_app: Flask, race: Race, actor: Actor) -> list[str]:
    press = (lambda: tickets.call_next(actor=actor, at=NOW), lambda: tickets.next_person(actor=actor, at=NOW))
    return together(db_app, [lambda what=one: outcome(race, what) for one in press])


@pytest.mark.parametrize(("guarded", "called"), [(True, 1), (False, 2)])
def test_one_officer_who_presses_twice_calls_one_number(
    db_app: Flask,
    house: House,
    unlocked: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    guarded: bool,
    called: int,
) -> None:
    for _ in range(3):
        give(house)
    (dewi,), race = stand(house, "1"), Race(2)
    if not guarded:
        unlocked()
        numbers = iter(db.session.scalars(select(Ticket).order_by(Ticket.id)).all())
        first, second, _last = (one.id for one in numbers)
        ids = iter((first, second))
        monkeypatch.setattr(tickets, "_waiting", lambda *_, **__: [db.session.get(Ticket, next(ids))])
    looking(monkeypatch, "_call", race)

    came = pressed_twice(db_app, race, dewi)

    db.session.remove()
    assert len(db.session.scalars(select(Ticket.id).where(Ticket.state == State.CALLED)).all()) == called
    assert came.count("finish_first") == 2 - called


def test_whoever_leaves_the_desk_while_calling_leaves_or_calls(
    db_app: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(house)
    (dewi,), race = stand(house, "1"), Race(2)
    looking(monkeypatch, "_call", race)
    acts = (lambda: tickets.call_next(actor=dewi, at=NOW), lambda: tickets.leave_desk(actor=dewi, at=NOW))

    came = together(db_app, [lambda what=one: outcome(race, what) for one in acts])

    db.session.remove()
    assert sorted(came) in (["done", "finish_first"], ["done", "no_desk"])
    held = hall.at_desk(dewi, at=NOW)
    assert held is None or hall.desk_of(dewi, at=NOW) == held.desk
