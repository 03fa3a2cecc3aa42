"""Numbers without gap or double, however many hands reach for them at once."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from eservice.accounts.actor import SYSTEM
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, MissingReasonError
from eservice.kernel.transaction import transaction
from eservice.letters.models import LetterNumber, LetterSeries
from eservice.letters.numbering import NumberSource, reserve_block, set_first_number, take_number
from eservice.letters.rules import NumberState
from eservice.offices.models import Office
from tests.databases import Kind
from tests.domain.guards import Race, together, without_counter
from tests.times import MONDAY

THREADS = 8
NEW_YEAR_WIB = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)


@pytest.fixture
def source(db_app: Flask) -> NumberSource:
    """Where the numbers of a residence letter come from."""
    office_id = db.session.scalars(select(Office.id).order_by(Office.id)).first()
    assert office_id is not None
    return NumberSource(office_id=office_id, unit_code="TLP", archive_code="400.12.2.1")


def taken_by_threads(app: Flask, take: Callable[[], int], count: int) -> list[int]:
    """Return the numbers that 8 threads got, each in a transaction of its own."""
    taken: list[int] = []
    left = iter(range(count))
    lock, start = threading.Lock(), threading.Barrier(THREADS)

    def work() -> None:
        with app.app_context():
            start.wait()
            while True:
                with lock:
                    if next(left, None) is None:
                        return
                with transaction():
                    number = take()
                taken.append(number)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


@pytest.mark.proof
def test_eight_threads_take_numbers_without_gap_or_double(
    db_app: Flask, source: NumberSource, request: pytest.FixtureRequest
) -> None:
    count = 1000 if request.config.getoption("--proof") else 100

    taken = taken_by_threads(db_app, lambda: take_number(source, at=MONDAY)[1], count)

    assert sorted(taken) == list(range(1, count + 1))


@pytest.mark.parametrize("off", [(), ("lock",), ("counter",), ("lock", "counter")])
def test_only_without_its_guards_do_two_hands_take_one_number(
    db_app: Flask,
    database_kind: Kind,
    source: NumberSource,
    monkeypatch: pytest.MonkeyPatch,
    switch_off: Callable[..., None],
    off: tuple[str, ...],
) -> None:
    """Counting up in one statement is the guard; on SQLite BEGIN IMMEDIATE alone would do as well.

    PostgreSQL has no lock here beside the row that the statement itself takes: to switch one off changes nothing.
    """
    with transaction():
        take_number(source, at=MONDAY)
    race = Race(2)
    switch_off(*[name for name in off if name == "lock"])
    if "counter" in off:
        without_counter(monkeypatch, race)

    def take() -> int:
        with race.transaction():
            return take_number(source, at=MONDAY)[1]

    taken = sorted(together(db_app, [take] * 2))

    unguarded = set(off) >= ({"counter"} if database_kind == "postgres" else {"lock", "counter"})
    assert taken == ([2, 2] if unguarded else [2, 3])


def test_a_transaction_that_fails_gives_its_number_back(db_app: Flask, source: NumberSource) -> None:
    def take_and_fail() -> None:
        with transaction():
            take_number(source, at=MONDAY)
            raise RuntimeError("power")

    with pytest.raises(RuntimeError, match="power"):
        take_and_fail()

    with transaction():
        assert take_number(source, at=MONDAY)[1] == 1


def test_a_year_begins_at_midnight_in_jambi(db_app: Flask, source: NumberSource) -> None:
    with transaction():
        old = take_number(source, at=NEW_YEAR_WIB.replace(hour=16, minute=59))
        new = take_number(source, at=NEW_YEAR_WIB)

    assert (old[1], new[1]) == (1, 1)
    assert old[0] != new[0]


def test_an_office_may_count_all_its_letters_together(db_app: Flask, source: NumberSource) -> None:
    together = [
        NumberSource(office_id=source.office_id, unit_code="TLP", archive_code=code, per_archive_code=False)
        for code in ("400.12.2.1", "500.3.1")
    ]

    with transaction():
        numbers = [take_number(one, at=MONDAY)[1] for one in together]

    assert numbers == [1, 2]


def test_a_series_goes_on_where_the_paper_book_ended(db_app: Flask, source: NumberSource) -> None:
    with transaction():
        set_first_number(source, year=2026, first=318, actor=SYSTEM, at=MONDAY)
        number = take_number(source, at=MONDAY)[1]

    assert number == 318


def test_a_series_that_has_begun_keeps_its_beginning(db_app: Flask, source: NumberSource) -> None:
    with transaction():
        take_number(source, at=MONDAY)

    with pytest.raises(ConflictError, match="series_started"), transaction():
        set_first_number(source, year=2026, first=500, actor=SYSTEM, at=MONDAY)


def test_numbers_for_the_paper_book_stand_in_the_register_with_their_reason(
    db_app: Flask, source: NumberSource
) -> None:
    with transaction():
        block = reserve_block(source, count=3, reason="Mati listrik 6 Juli 2026", actor=SYSTEM, at=MONDAY)
        following = take_number(source, at=MONDAY)[1]
        written = [number.written for number in block]

    assert written[0] == "400.12.2.1/001/TLP/VII/2026"
    assert following == 4
    assert db.session.scalars(select(LetterNumber.state).distinct()).all() == [NumberState.PAPER]


def test_nobody_sets_numbers_aside_without_saying_why(db_app: Flask, source: NumberSource) -> None:
    with pytest.raises(MissingReasonError), transaction():
        reserve_block(source, count=3, reason=" ", actor=SYSTEM, at=MONDAY)


@pytest.mark.parametrize("begun_apart", [True, False])
def test_another_way_of_counting_begins_with_the_next_year(
    db_app: Flask, source: NumberSource, begun_apart: bool
) -> None:
    """A year's register counts in one way: else two letters of the office would carry the same number."""
    with transaction():
        take_number(replace(source, per_archive_code=begun_apart), at=MONDAY)
    with transaction():
        _, same_year = take_number(replace(source, per_archive_code=not begun_apart), at=MONDAY)
    with transaction():
        _, next_year = take_number(replace(source, per_archive_code=not begun_apart), at=NEW_YEAR_WIB)
    assert (same_year, next_year) == (2, 1)
    kept = {one.year: bool(one.archive_code) for one in db.session.scalars(select(LetterSeries))}
    assert kept == {2026: begun_apart, 2027: not begun_apart}
