"""The register is the whole book: letters written elsewhere stand in it, and no number is ever missing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, MissingReasonError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.letters import outside, register
from eservice.letters.models import LetterNumber, OutsideLetter
from eservice.letters.numbering import NumberSource
from eservice.letters.outside import MOST_ASIDE, Outside
from eservice.letters.register import Run, Sought
from eservice.letters.rules import EntryState
from tests.databases import Filled
from tests.domain.guards import Race, together
from tests.domain.requests.house import House, build
from tests.times import MONDAY

INVITATION = Outside(subject="Undangan rapat RT", addressee="Ketua RT 07 dan RT 08", dated_on=MONDAY.date())
NEW_YEAR_WIB = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)


@pytest.fixture
def house(filled: Filled) -> House:
    return filled("offices", build)


def source_of(house: House, *, office_id: int | None = None) -> NumberSource:
    return NumberSource(
        office_id=office_id or house.desk.office_id, unit_code="TLP", archive_code="005", per_archive_code=False
    )


def supervisor_of(house: House) -> Actor:
    officer = house.desk.officers[0]
    return Actor(
        Role.SUPERVISOR, user_id=officer.user_id, membership_id=officer.membership_id, office_id=officer.office_id
    )


def enter(house: House, told: Outside = INVITATION, *, at: datetime = MONDAY) -> str:
    with transaction():
        entered = outside.enter_new(told, source=source_of(house), actor=house.desk.officers[0], at=at)
        return entered.number.written


def set_aside(house: House, count: int = 1, *, at: datetime = MONDAY) -> list[int]:
    with transaction():
        taken = outside.set_aside(
            source_of(house), count=count, reason="Buku kertas", actor=supervisor_of(house), at=at
        )
        return [one.id for one in taken]


def year(house: House, sought: Sought = register.EVERYTHING) -> list[register.Line]:
    return list(register.book(house.desk.office_id, year=2026, sought=sought))


def test_a_letter_written_elsewhere_takes_the_next_number_of_the_same_series(house: House) -> None:
    case = house.file("SKD").issued()
    written = enter(house)

    letter, other = year(house)
    assert (letter.state, letter.letter.request_id) == (EntryState.ISSUED, case.now.id)  # type: ignore[union-attr]
    assert (other.state, other.number.written, other.addressee) == (EntryState.OUTSIDE, written, INVITATION.addressee)
    assert other.dated_on == INVITATION.dated_on
    assert [one.id for one in register.page(house.desk.office_id, year=2026)] == [other.id, letter.id]
    assert all(run.is_whole for run in register.runs(house.desk.office_id, year=2026))


def test_a_number_set_aside_is_entered_or_given_up_once(house: House) -> None:
    used, unused = set_aside(house, 2)
    boss = supervisor_of(house)
    assert [one.state for one in year(house)] == [EntryState.ASIDE] * 2

    with transaction():
        outside.enter(used, INVITATION, actor=house.desk.officers[0], at=MONDAY)
    with transaction():
        outside.give_up(unused, reason="Salah tulis", actor=boss, at=MONDAY)

    assert [(one.state, one.number.reason) for one in year(house)] == [
        (EntryState.OUTSIDE, ""),
        (EntryState.VOID, "Salah tulis"),
    ]
    for number in (used, unused):
        with pytest.raises(ConflictError, match="number_not_aside"), transaction():
            outside.enter(number, INVITATION, actor=boss, at=MONDAY)
    with pytest.raises(MissingReasonError, match="void_reason"), transaction():
        outside.give_up(used, reason=" ", actor=boss, at=MONDAY)
    with transaction():
        outside.give_up(used, reason="Salah orang", actor=boss, at=MONDAY)
    assert next((one.state, one.addressee) for one in year(house)) == (EntryState.VOID, INVITATION.addressee)
    with pytest.raises(ConflictError, match="number_not_aside"), transaction():
        outside.give_up(used, reason="Lagi", actor=boss, at=MONDAY)


def test_what_stands_in_the_register_is_never_changed(house: House) -> None:
    enter(house)

    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.scalars(select(OutsideLetter)).one().subject = "Undangan lain"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": " "}, "outside_subject"),
        ({"addressee": " "}, "outside_addressee"),
        ({"dated_on": MONDAY.date() + timedelta(days=1)}, "outside_in_the_future"),
        ({"dated_on": date(2025, 12, 30)}, "outside_another_year"),
    ],
)
def test_what_the_book_does_not_take_leaves_no_number_behind(
    house: House, changes: dict[str, object], code: str
) -> None:
    told = Outside(**({"subject": "Undangan", "addressee": "RT 07", "dated_on": MONDAY.date()} | changes))  # type: ignore[arg-type]

    with pytest.raises(InvalidInputError, match=code):
        enter(house, told)

    assert db.session.scalar(select(LetterNumber.id)) is None


def test_nobody_writes_in_another_offices_register(house: House) -> None:
    number = set_aside(house)[0]
    stranger = Actor(Role.SUPERVISOR, user_id=1, membership_id=1, office_id=house.desk.office_id + 1)
    citizen = Actor(Role.CITIZEN, user_id=1)

    for actor, code in ((stranger, "other_office"), (citizen, "permission")):
        with pytest.raises(NotAllowedError, match=code), transaction():
            outside.enter(number, INVITATION, actor=actor, at=MONDAY)
        with pytest.raises(NotAllowedError, match=code), transaction():
            outside.enter_new(INVITATION, source=source_of(house), actor=actor, at=MONDAY)
    officer = house.desk.officers[0]
    with pytest.raises(NotAllowedError, match="permission"), transaction():
        outside.set_aside(source_of(house), count=1, reason="Buku", actor=officer, at=MONDAY)
    with pytest.raises(NotAllowedError, match="permission"), transaction():
        outside.give_up(number, reason="Salah tulis", actor=officer, at=MONDAY)


def test_numbers_are_set_aside_with_a_reason_and_not_by_the_hundred(house: House) -> None:
    boss = supervisor_of(house)

    for count in (0, MOST_ASIDE + 1):
        with pytest.raises(InvalidInputError, match="block_size"), transaction():
            outside.set_aside(source_of(house), count=count, reason="Buku", actor=boss, at=MONDAY)
    with pytest.raises(MissingReasonError, match="block_reason"), transaction():
        outside.set_aside(source_of(house), count=1, reason=" ", actor=boss, at=MONDAY)


@pytest.mark.parametrize(("off", "second"), [((), "number_not_aside"), (("lock",), "a fault")])
def test_of_two_who_use_one_number_the_second_is_told(
    db_app: Flask,
    house: House,
    switch_off: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    off: tuple[str, ...],
    second: str,
) -> None:
    """Without the lock on the number both believe that it is free, and only the table refuses the second."""
    number, officer, race = set_aside(house)[0], house.desk.officers[0], Race(2)
    switch_off(*off)
    check = outside._check

    def after_a_look(*told: object, **how: object) -> None:
        race.look()
        check(*told, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(outside, "_check", after_a_look)

    def use() -> str:
        try:
            with race.transaction():
                outside.enter(number, INVITATION, actor=officer, at=MONDAY)
        except ConflictError as error:
            return error.code
        except DatabaseError:
            return "a fault"
        return "entered"

    assert sorted(together(db_app, [use, use])) == sorted(["entered", second])


def test_a_letter_of_new_years_morning_opens_the_new_book_and_the_old_one_takes_its_date(house: House) -> None:
    number = set_aside(house, at=NEW_YEAR_WIB - timedelta(minutes=1))[0]
    january = Outside(subject="Undangan", addressee="RT 07", dated_on=date(2027, 1, 1))
    enter(house, january, at=NEW_YEAR_WIB)

    assert register.years(house.desk.office_id) == [2027, 2026]
    assert register.runs(house.desk.office_id, year=2027) == [Run("", 1, 1, 1)]
    with pytest.raises(InvalidInputError, match="outside_another_year"), transaction():
        outside.enter(number, january, actor=house.desk.officers[0], at=NEW_YEAR_WIB)


def test_the_register_is_searched_by_number_code_subject_kind_state_and_month(house: House) -> None:
    house.file("SKD").issued()
    letter = year(house)[0]
    enter(house, at=MONDAY + timedelta(days=30))
    set_aside(house, at=MONDAY + timedelta(days=30))
    numbers = [one.number.number for one in year(house)]
    assert letter.letter is not None

    def found(sought: Sought) -> list[int]:
        assert register.count(house.desk.office_id, year=2026, sought=sought) == len(year(house, sought))
        return [one.number.number for one in year(house, sought)]

    assert found(Sought(words=letter.number.written.lower())) == numbers[:1]
    assert found(Sought(words=letter.letter.code)) == numbers[:1]
    assert found(Sought(words="undangan")) == numbers[1:2]
    assert found(Sought(words="100%")) == []
    assert found(Sought(kind=letter.letter.kind)) == numbers[:1]
    for state, line in zip((EntryState.ISSUED, EntryState.OUTSIDE, EntryState.ASIDE), numbers, strict=True):
        assert found(Sought(state=state)) == [line]
    assert found(Sought(since=MONDAY + timedelta(days=1))) == numbers[1:]
    assert found(Sought(until=MONDAY + timedelta(days=1))) == numbers[:1]


def test_a_book_longer_than_one_reading_is_whole_and_in_order(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "AT_ONCE", 2)
    set_aside(house, 5)

    assert [one.number.number for one in year(house)] == [1, 2, 3, 4, 5]
