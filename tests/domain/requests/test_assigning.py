"""A supervisor puts a request into other hands: with a reason, told to who held it, and only from who was seen."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from eservice.accounts.actor import Actor
from eservice.demo import life
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, DomainError, InvalidInputError
from eservice.notifications.models import Message
from eservice.offices import queries as offices
from eservice.offices.models import Membership
from eservice.requests import assigning, queries
from eservice.requests.workflow import Status, Step, Verdict
from tests.domain.guards import Race, together
from tests.domain.requests.house import HOUR, Case, House
from tests.domain.requests.test_races import times_taken
from tests.times import MONDAY

LATER = MONDAY + 2 * HOUR


def post(who: Actor) -> Membership:
    return offices.membership(who.membership_id or 0)


def assign(case: Case, to: Actor, *, by: Actor, seen: Actor | None) -> None:
    """Put a request into other hands, as the page does."""
    held = seen.membership_id if seen else None
    case.do(assigning.assign, post(to), "Sidang di kecamatan.", seen=held, actor=by, at=LATER)


def told() -> set[tuple[int | None, str]]:
    """Return who was told of a hand-over, and what."""
    rows = db.session.scalars(select(Message).where(Message.template.in_(["taken_over", "given"])))
    return {(one.user_id, one.template) for one in rows}


def test_a_supervisor_takes_over_and_nothing_of_the_officer_s_work_is_lost(house: House) -> None:
    case, supervisor = house.file().checked(), house.desk.supervisor

    assign(case, supervisor, by=supervisor, seen=case.officer)

    now = case.now
    assert (now.status, now.holder_id) == (Status.IN_REVIEW, supervisor.membership_id)
    assert {proof.verdict for proof in now.proofs} == {Verdict.COMPLETE}
    assert [note.text for note in now.notes] == ["Sidang di kecamatan."]
    assert told() == {(case.officer.user_id, "taken_over")}


def test_the_supervisor_of_the_kecamatan_takes_over_from_an_officer_of_the_kelurahan(house: House) -> None:
    case, above = house.file().checked(), house.district.supervisor

    assign(case, above, by=above, seen=case.officer)
    life.judge(case.code, above, at=LATER)

    assert case.now.holder_id == above.membership_id


def test_a_colleague_is_given_what_waits_or_another_holds_and_both_are_told(house: House) -> None:
    case, supervisor = house.file(), house.desk.supervisor
    first, second = house.desk.officers[:2]

    assign(case, first, by=supervisor, seen=None)
    assign(case, second, by=supervisor, seen=first)

    assert case.now.holder_id == second.membership_id
    assert case.steps() == ["submit", "claim", "reassign", "reassign"]
    assert told() == {
        (first.user_id, "given"), (first.user_id, "taken_over"), (second.user_id, "given"),
    }  # fmt: skip


def test_who_saw_it_in_other_hands_is_told_whose_they_are_and_moves_nothing(house: House) -> None:
    case, supervisor = house.file(), house.desk.supervisor
    first, second = house.desk.officers[:2]
    life.claim(case.code, second, at=MONDAY)

    for seen in (None, first):
        with pytest.raises(ConflictError) as refused:
            assign(case, first, by=supervisor, seen=seen)
        assert refused.value.code == "holder_changed"
        assert refused.value.facts["name"] == second.name
        assert refused.value.facts["act"] is Step.CLAIM

    assert case.now.holder_id == second.membership_id


def test_nobody_is_given_what_the_law_keeps_from_them(house: House) -> None:
    case, supervisor = house.file(), house.desk.supervisor
    life.claim(case.code, case.officer, at=MONDAY)
    elsewhere = house.next_door.officers[0]

    with pytest.raises(InvalidInputError, match="other_office"):
        assign(case, elsewhere, by=supervisor, seen=case.officer)
    for unlawful in (house.desk.officers[1], house.next_door.supervisor, house.desk.signer):
        with pytest.raises(DomainError):
            assign(case, house.desk.officers[1], by=unlawful, seen=case.officer)

    assert case.now.holder_id == case.officer.membership_id


def test_a_request_of_a_colleague_s_own_family_is_not_given_to_them(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, kin = house.file(), house.desk.officers[1]
    life.claim(case.code, case.officer, at=MONDAY)
    monkeypatch.setattr(assigning, "is_household_of", lambda user_id, request: user_id == kin.user_id)

    with pytest.raises(InvalidInputError, match="colleague_household"):
        assign(case, kin, by=house.desk.supervisor, seen=case.officer)


@pytest.mark.parametrize(
    ("off", "outcome"),
    [
        ((), ["told whose", "won"]),
        (("lock",), ["out of date", "won"]),
        (("lock", "version"), ["won", "won"]),
    ],
)
def test_only_without_its_guards_do_two_supervisors_take_over_one_request(
    no_worker: Flask, house: House, switch_off: Callable[..., None], off: tuple[str, ...], outcome: list[str]
) -> None:
    case = house.file()
    life.claim(case.code, case.officer, at=MONDAY)
    holder, number = case.officer.membership_id, case.now.id
    race = Race(2)
    switch_off(*off)

    def take_over(supervisor: Actor) -> str:
        try:
            with race.transaction():
                request, to = queries.for_change(case.code), post(supervisor)
                race.look()
                assigning.assign(request, to, "Lewat janji.", seen=holder, actor=supervisor, at=LATER)
        except ConflictError as refused:
            return "told whose" if refused.code == "holder_changed" else refused.code
        except StaleDataError:
            return "out of date"
        return "won"

    pair = (house.desk.supervisor, house.district.supervisor)
    said = together(no_worker, [lambda one=one: take_over(one) for one in pair])

    assert sorted(said) == outcome
    assert times_taken(number, Step.REASSIGN) == outcome.count("won")
