"""Numbers of the hall: each called once, in an order that is fair, and the screen is not forgotten for the bench."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.counter import hall, rules, running, tickets
from eservice.counter.models import Ticket, TicketDay
from eservice.counter.rules import FAIR_CALL, Act, Errand, State
from eservice.kernel.clock import travel, wib
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    IllegalStepError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)
from eservice.kernel.transaction import transaction
from eservice.metrics.hall import hall_figures
from eservice.metrics.rules import Period
from eservice.staff.actions import Leave, record_absence
from eservice.staff.rules import AbsenceKind
from tests.domain.guards import Race, together
from tests.domain.requests.house import HOUR, MINUTE, House
from tests.times import MONDAY

NOW = MONDAY + HOUR


def give(house: House, *, first: bool = False, at: datetime = NOW, errand: Errand = Errand.LETTER) -> Ticket:
    with transaction():
        given = tickets.give(house.desk.office_id, errand, goes_first=first, at=at)
        db.session.expunge(given)
    return given


def stand(house: House, *names: str, at: datetime = NOW) -> list[Actor]:
    """Put the first officers at desks of these names."""
    for actor, name in zip(house.desk.officers, names, strict=False):
        with transaction():
            tickets.stand_at(name, actor=actor, at=at)
    return list(house.desk.officers[: len(names)])


def call(actor: Actor, *, at: datetime = NOW) -> int:
    with transaction():
        return tickets.call_next(actor=actor, at=at).number


def do(actor: Actor, number: int, *acts: Act, at: datetime = NOW) -> State:
    with transaction():
        found = db.session.scalars(select(Ticket).where(Ticket.number == number)).one()
        for one in acts:
            tickets.act(found.id, one, actor=actor, at=at)
        return found.state


def through(actor: Actor, *, at: datetime = NOW, minutes: int = 5) -> int:
    """Call somebody, serve and finish."""
    number = call(actor, at=at)
    do(actor, number, Act.SERVE, at=at)
    do(actor, number, Act.FINISH, at=at + minutes * MINUTE)
    return number


def test_numbers_count_from_one_each_day_in_each_office(house: House) -> None:
    assert [give(house).number for _ in range(3)] == [1, 2, 3]
    assert give(house, at=NOW + timedelta(days=1)).number == 1


def test_numbers_taken_at_one_instant_have_no_gap_and_no_double(db_app: Flask, house: House) -> None:
    taken = together(db_app, [lambda: give(house).number for _ in range(12)])

    assert sorted(taken) == list(range(1, 13))


def test_whoever_goes_first_is_called_first_and_every_third_call_is_the_lowest_number(house: House) -> None:
    for first in (False, False, True, True, True):
        give(house, first=first)
    (dewi,) = stand(house, "1")

    assert FAIR_CALL == 3
    assert [through(dewi) for _ in range(5)] == [3, 4, 1, 5, 2]


def test_without_a_desk_nobody_is_called_and_two_cannot_stand_at_one(house: House) -> None:
    give(house)
    dewi, bambang = house.desk.officers[:2]
    with pytest.raises(NotAllowedError, match="no_desk"):
        call(dewi)
    stand(house, "Loket 1")
    with pytest.raises(ConflictError, match="desk_taken"), transaction():
        tickets.stand_at("loket  1", actor=bambang, at=NOW)
    for name in ("", "   ", "x" * 21):
        with pytest.raises(InvalidInputError, match="desk_name"), transaction():
            tickets.stand_at(name, actor=bambang, at=NOW)
    assert call(dewi) == 1
    assert [(one.shown, one.desk) for one in hall.board(house.desk.office_id, at=NOW).now] == [("A001", "Loket 1")]


def test_a_desk_is_given_up_with_the_day(house: House) -> None:
    (dewi,) = stand(house, "1")

    assert hall.desk_of(dewi, at=NOW) == "1"
    assert hall.desk_of(dewi, at=NOW + timedelta(days=1)) is None


def test_who_has_somebody_at_the_desk_calls_nobody_else_and_does_not_leave(house: House) -> None:
    give(house)
    give(house)
    (dewi,) = stand(house, "1")
    call(dewi)

    for refused in (
        lambda: tickets.call_next(actor=dewi, at=NOW),
        lambda: tickets.leave_desk(actor=dewi, at=NOW),
        lambda: tickets.stand_at("2", actor=dewi, at=NOW),
        lambda: tickets.next_person(actor=dewi, at=NOW),
    ):
        with pytest.raises(ConflictError, match="finish_first"), transaction():
            refused()


def test_who_did_not_come_may_still_be_put_back_and_stands_where_the_number_stands(house: House) -> None:
    for _ in range(2):
        give(house)
    (dewi,) = stand(house, "1")
    call(dewi)
    assert do(dewi, 1, Act.RECALL, Act.ABSENT) is State.ABSENT
    assert call(dewi) == 2
    do(dewi, 2, Act.SERVE, Act.FINISH)
    assert do(dewi, 1, Act.PUT_BACK) is State.WAITING
    assert call(dewi) == 1

    found = db.session.scalars(select(Ticket).where(Ticket.number == 1)).one()
    assert (found.calls, found.first_called_at) == (3, NOW)


@pytest.mark.parametrize("what", [Act.SERVE, Act.FINISH, Act.ABSENT, Act.RECALL, Act.PUT_BACK])
def test_what_the_law_of_numbers_does_not_know_is_refused(house: House, what: Act) -> None:
    give(house)

    with pytest.raises(IllegalStepError, match="ticket_moved_on"):
        do(house.desk.officers[0], 1, what)


def test_a_colleagues_number_and_another_offices_are_not_ones_own(house: House) -> None:
    give(house)
    dewi, bambang = stand(house, "1", "2")
    call(dewi)

    with pytest.raises(NotAllowedError, match="colleagues_ticket"):
        do(bambang, 1, Act.SERVE)
    with pytest.raises(NotFoundError):
        do(house.next_door.officers[0], 1, Act.SERVE)


def test_a_number_is_given_back_once_and_only_before_it_is_called(house: House) -> None:
    given, called = give(house), give(house, first=True)
    (dewi,) = stand(house, "1")
    call(dewi)
    with transaction():
        assert tickets.give_back(given.token, at=NOW).state is State.LEFT

    for token in (given.token, called.token):
        with pytest.raises(IllegalStepError), transaction():
            tickets.give_back(token, at=NOW)
    with pytest.raises(NotFoundError), transaction():
        tickets.give_back(given.token, at=NOW + timedelta(days=1))


def test_officers_who_call_at_one_instant_call_each_somebody_else(db_app: Flask, house: House) -> None:
    for _ in range(3):
        give(house)
    officers = stand(house, "1", "2", "3")

    called = together(db_app, [lambda actor=one: call(actor) for one in officers])

    assert sorted(called) == list(range(1, len(officers) + 1))


@pytest.mark.parametrize(("guarded", "people"), [(True, 2), (False, 1)])
def test_only_without_the_days_lock_do_two_call_the_same_number(
    db_app: Flask,
    house: House,
    switch_off: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    guarded: bool,
    people: int,
) -> None:
    for _ in range(2):
        give(house)
    officers, race = stand(house, "1", "2"), Race(2)
    if not guarded:
        switch_off("lock")
        key = (house.desk.office_id, wib(NOW).date())
        monkeypatch.setattr(tickets, "_day_row", lambda *_: db.session.get(TicketDay, key))
    real = tickets._call

    def after_a_look(*told: object, **how: object) -> Ticket:
        race.look()
        return real(*told, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(tickets, "_call", after_a_look)

    def press(actor: Actor) -> int:
        with race.transaction():
            return tickets.call_next(actor=actor, at=NOW).number

    called = together(db_app, [lambda actor=one: press(actor) for one in officers])

    assert len(called) == 2
    assert len(set(called)) == people


def next_of(actor: Actor, *, at: datetime = NOW) -> str:
    """Press the one button; return ``bench`` or ``screen``, with whoever came finished."""
    with transaction():
        found = tickets.next_person(actor=actor, at=at)
        if found.ticket is not None:
            for one in (Act.SERVE, Act.FINISH):
                tickets.act(found.ticket.id, one, actor=actor, at=at)
            return "bench"
        return "screen"


def due_today(house: House, many: int) -> None:
    """File requests that were promised for today: asked for on Friday, for Monday."""
    friday = MONDAY - timedelta(days=3)
    for number in range(many):
        case = house.file("SKD", at=friday + number * MINUTE)
        assert wib(case.now.promised_at).date() == wib(NOW).date()


def test_the_bench_goes_first_and_after_three_in_a_row_one_that_is_due_today(house: House) -> None:
    due_today(house, 2)
    for _ in range(8):
        give(house)
    (dewi,) = stand(house, "1")

    assert [next_of(dewi) for _ in range(9)] == [*["bench"] * 3, "screen", *["bench"] * 3, "screen", "bench"]


def test_what_is_due_later_waits_for_the_bench(house: House) -> None:
    house.file("SKAW", at=MONDAY)
    for _ in range(5):
        give(house)
    (dewi,) = stand(house, "1")

    assert [next_of(dewi) for _ in range(6)] == [*["bench"] * 5, "screen"]


def test_in_the_online_hours_the_screen_goes_first_and_an_empty_screen_keeps_nobody_waiting(house: House) -> None:
    house.file("SKAW", at=MONDAY)
    give(house)
    (dewi,) = stand(house, "1")
    supervisor = house.desk.supervisor
    with transaction():
        running.run_hall(
            house.desk.office_id,
            walk_ins=3,
            online_from=wib(NOW).time(),
            online_until=(wib(NOW) + HOUR).time(),
            actor=supervisor,
            at=NOW,
        )

    assert [next_of(dewi) for _ in range(2)] == ["screen", "bench"]
    with pytest.raises(NotFoundError, match="nothing_waiting"):
        next_of(dewi)


def test_who_stands_at_no_desk_is_given_the_screen_alone(house: House) -> None:
    give(house)
    house.file("SKAW", at=MONDAY)

    assert next_of(house.desk.officers[0]) == "screen"
    with pytest.raises(NotFoundError, match="nothing_waiting"):
        next_of(house.desk.officers[0])


@pytest.mark.parametrize(
    ("walk_ins", "begins", "ends", "code"),
    [
        (0, None, None, "walk_ins"),
        (21, None, None, "walk_ins"),
        (3, time(13), None, "online_hours_half"),
        (3, None, time(15), "online_hours_half"),
        (3, time(15), time(13), "online_hours_order"),
        (3, time(13), time(13), "online_hours_order"),
    ],
)
def test_a_hall_that_cannot_be_run_like_that_is_refused(
    house: House, walk_ins: int, begins: time | None, ends: time | None, code: str
) -> None:
    with pytest.raises(InvalidInputError, match=code), transaction():
        running.run_hall(
            house.desk.office_id,
            walk_ins=walk_ins,
            online_from=begins,
            online_until=ends,
            actor=house.desk.supervisor,
            at=NOW,
        )


def test_an_officer_neither_runs_the_hall_nor_gives_it_new_addresses(house: House) -> None:
    officer = house.desk.officers[0]
    with pytest.raises(NotAllowedError), transaction():
        running.renew_key(house.desk.office_id, actor=officer, at=NOW)
    with pytest.raises(NotAllowedError), transaction():
        running.run_hall(house.desk.office_id, walk_ins=3, online_from=None, online_until=None, actor=officer, at=NOW)


def test_a_new_address_ends_the_old_one(house: House) -> None:
    with transaction():
        old = running.hall_of(house.desk.office_id).key
    with transaction():
        new = running.renew_key(house.desk.office_id, actor=house.desk.supervisor, at=NOW).key

    assert hall.by_key(new).office_id == house.desk.office_id
    with pytest.raises(NotFoundError, match="no_such_hall"):
        hall.by_key(old)


def test_a_full_bench_gives_no_more_numbers(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "FULL", 2)
    give(house)
    give(house)

    with pytest.raises(ConflictError, match="bench_full"):
        give(house)


def test_the_waiting_time_is_told_by_today_else_by_the_last_weeks_else_by_nothing(house: House) -> None:
    office_id, tomorrow = house.desk.office_id, NOW + timedelta(days=1)
    (dewi,) = stand(house, "1")
    for number in range(5):
        give(house)
        assert hall.expected(office_id, 2, at=NOW) is None, number
        through(dewi, minutes=6)
    last = [give(house) for _ in range(3)][-1]

    place = hall.place(last.token, at=NOW)
    assert (place.ahead, place.expected) == (2, hall.Expected(12, by_today=True))
    assert hall.expected(office_id, 2, at=tomorrow) is None, "no desk is open yet"
    stand(house, "1", at=tomorrow)
    assert hall.expected(office_id, 2, at=tomorrow) == hall.Expected(12, by_today=False)
    later = NOW + timedelta(days=15)
    stand(house, "1", at=later)
    assert hall.expected(office_id, 2, at=later) is None
    with pytest.raises(NotFoundError):
        hall.place(last.token, at=tomorrow)


@pytest.mark.parametrize(
    ("ahead", "busy", "desks", "minutes"),
    [(0, 0, 1, 0), (0, 1, 1, 6), (0, 1, 2, 0), (0, 2, 2, 6), (3, 2, 2, 12), (4, 2, 2, 18), (2, 0, 0, None)],
)
def test_a_free_desk_is_nobodys_wait_and_a_busy_one_is_a_whole_turn(
    ahead: int, busy: int, desks: int, minutes: int | None
) -> None:
    assert rules.minutes_to_wait(ahead, [300, 310, 301, 900, 60], busy=busy, desks=desks) == minutes


def test_the_figures_count_who_waits_and_never_call_somebody_served_who_was_not(house: House) -> None:
    (dewi,) = stand(house, "1")
    for number in range(6):
        give(house, at=NOW + number * MINUTE)
    at = NOW + 10 * MINUTE
    for _ in range(4):
        through(dewi, at=at, minutes=3)
    call(dewi, at=at)
    do(dewi, 5, Act.ABSENT, at=at)

    now = NOW + 30 * MINUTE
    found = hall_figures([house.desk.office_id], Period(MONDAY, now))
    assert (found.given, found.done, found.absent, found.waiting, found.never_called) == (6, 4, 1, 1, 0)
    assert (found.waited.n, found.waited.median) == (6, 8 * 60)  # 6, 7, 8, 9 and 10 minutes, and 25 so far
    tomorrow = hall_figures([house.desk.office_id], Period(MONDAY, NOW + timedelta(days=1)))
    assert (tomorrow.waiting, tomorrow.never_called, tomorrow.waited.n) == (0, 1, 5)


# ── Left behind ──────────────────────────────────────────────────────────────────────────────────────────────────────


def states() -> list[State]:
    db.session.remove()
    return list(db.session.scalars(select(Ticket.state).order_by(Ticket.number)))


def put_back(*, at: datetime) -> int:
    with transaction():
        return tickets.put_back_left(at=at)


def test_a_number_called_by_who_goes_away_is_called_again_and_keeps_its_place(house: House) -> None:
    """The first officer calls one and serves it, the second calls the next and goes; the third number waits."""
    first, second = stand(house, "1", "2")
    for _number in range(3):
        give(house)
    do(first, call(first), Act.SERVE)
    call(second)
    assert put_back(at=NOW + MINUTE) == 0

    with travel(NOW), transaction():
        leave = Leave(
            user_id=second.user_id or 0, kind=AbsenceKind.LEAVE, from_at=NOW + MINUTE, until_at=NOW + 8 * HOUR
        )
        record_absence(leave, actor=second, at=NOW)

    assert put_back(at=NOW + 2 * MINUTE) == 1
    assert states() == [State.SERVING, State.WAITING, State.WAITING]
    do(first, 1, Act.FINISH, at=NOW + 3 * MINUTE)
    assert call(first, at=NOW + 3 * MINUTE) == 2


def test_a_call_to_which_nothing_is_done_for_a_quarter_of_an_hour_goes_back(house: House) -> None:
    (officer,) = stand(house, "1")
    give(house)
    call(officer)
    do(officer, 1, Act.RECALL, at=NOW + 10 * MINUTE)

    assert put_back(at=NOW + 24 * MINUTE) == 0, "it was called again meanwhile"
    assert put_back(at=NOW + 25 * MINUTE) == 1
    assert states() == [State.WAITING]


def test_who_signs_out_leaves_no_called_number_behind(house: House) -> None:
    first, second = stand(house, "1", "2")
    for _number in range(2):
        give(house)
    call(first)
    do(second, call(second), Act.SERVE)

    with transaction():
        kept = [tickets.put_back_own(one.membership_id or 0, at=NOW) for one in (first, second)]

    assert kept == [True, False]
    assert states() == [State.WAITING, State.SERVING]
