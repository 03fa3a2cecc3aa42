"""How often a letter was checked: counted by the day, by whom never, and not without end."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters import lookups
from eservice.letters.lookups import Lookups, lookups_of, note_lookup
from eservice.letters.models import MOST_LOOKUPS, LetterLookup
from tests.domain.letters import book

SUNDAY, MONDAY = date(2026, 7, 5), date(2026, 7, 6)


@pytest.fixture
def letter(db_app: Flask) -> int:
    return book.issued(1)


def test_checks_are_counted_and_the_last_day_is_told(letter: int) -> None:
    before = lookups_of(letter)
    for on in (MONDAY, SUNDAY, SUNDAY):
        note_lookup(letter, on=on)
        db.session.remove()

    assert before == Lookups(0, None)
    assert lookups_of(letter) == Lookups(3, MONDAY)
    assert lookups_of(letter + 1) == Lookups(0, None)


def test_a_machine_that_asks_for_ever_writes_one_row_a_day_with_an_end(letter: int) -> None:
    note_lookup(letter, on=MONDAY)
    with transaction():
        db.session.execute(update(LetterLookup).values(times=MOST_LOOKUPS - 1))

    for _ in range(3):
        db.session.remove()
        note_lookup(letter, on=MONDAY)

    assert list(db.session.scalars(select(LetterLookup.times))) == [MOST_LOOKUPS]


def test_of_two_who_are_the_first_of_a_day_at_once_both_are_counted(
    letter: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = lookups._begun

    def late(letter_id: int, on: date) -> bool:
        assert begin(letter_id, on)  # somebody else was faster
        return begin(letter_id, on)

    monkeypatch.setattr(lookups, "_begun", late)
    note_lookup(letter, on=MONDAY)
    db.session.remove()

    assert lookups_of(letter).times == 2


def test_the_database_refuses_more_than_the_end(letter: int) -> None:
    note_lookup(letter, on=MONDAY)

    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(LetterLookup).values(times=MOST_LOOKUPS + 1))
