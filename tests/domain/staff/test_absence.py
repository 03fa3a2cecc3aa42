"""Somebody is away: what they hold is handed on with all that was noted, nothing is given to them, and they return."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from eservice import jobs
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.counter import tickets
from eservice.demo import life
from eservice.kernel.clock import travel
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, InvalidInputError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.notifications.models import Message
from eservice.offices import queries as offices
from eservice.offices.rules import Closed
from eservice.requests import assigning, handing_on, notes, queries, reviewing, serving, signing, sweeping
from eservice.requests.workflow import Status, Verdict
from eservice.staff import actions, rules
from eservice.staff import queries as staff
from eservice.staff.rules import AbsenceKind
from tests.domain.guards import LOOK_SECONDS, PATIENCE, together
from tests.domain.requests.house import DAY, HOUR, MINUTE, House
from tests.times import MONDAY

GAP = reviewing.Gap("proof", "kk", Verdict.UNCLEAR, "Foto lagi di tempat terang.")
SwitchOff = Callable[..., None]


def away(who: Actor, *, at=MONDAY, begins=None, lasts=DAY, by: Actor | None = None, deputy: Actor | None = None) -> int:
    """Let somebody be away, as a page does; return the number of the absence."""
    begins = begins or at
    leave = actions.Leave(
        user_id=who.user_id or 0,
        kind=AbsenceKind.LEAVE,
        from_at=begins,
        until_at=begins + lasts,
        deputy_id=deputy.membership_id if deputy else None,
    )
    with travel(at), transaction():
        return actions.record_absence(leave, actor=by or who, at=at).id


def back(absence_id: int, *, by: Actor, at) -> None:
    with transaction():
        actions.end_absence(absence_id, actor=by, at=at)


def test_what_somebody_holds_goes_back_at_once_with_verdicts_and_notes_when_they_are_away(house: House) -> None:
    case = house.file().checked()
    case.do(notes.note, "Sudah ditelepon.", actor=case.officer, at=MONDAY + HOUR)
    untouched = house.file()
    life.claim(untouched.code, house.desk.officers[1], at=MONDAY)

    away(case.officer, at=MONDAY + 2 * HOUR)

    now = case.now
    assert (now.status, now.holder_id, now.lease_until, now.kept_for_id) == (Status.SUBMITTED, None, None, None)
    assert {proof.verdict for proof in now.proofs} == {Verdict.COMPLETE}
    assert [note.text for note in now.notes] == ["Sudah ditelepon."]
    assert case.steps() == ["submit", "claim", "judge", "hand_on"]
    assert now.history[-1].actor_role is Role.SYSTEM
    assert untouched.now.status is Status.IN_REVIEW


def test_a_leave_that_is_to_come_moves_nothing_until_it_begins_and_then_the_sweep_does(house: House) -> None:
    case = house.file("SKAW")
    life.claim(case.code, case.officer, at=MONDAY)
    begins = MONDAY + 3 * HOUR

    away(case.officer, at=MONDAY + HOUR, begins=begins)
    assert sweeping.sweep(at=begins - MINUTE) == 0
    assert case.now.status is Status.IN_REVIEW

    assert sweeping.sweep(at=begins) == 1
    assert sweeping.sweep(at=begins) == 0
    assert case.now.status is Status.SUBMITTED


def test_the_deputy_is_given_it_first_and_after_a_working_day_anybody(house: House) -> None:
    case = house.file("SKAW")
    one, deputy, other = house.desk.officers
    life.claim(case.code, one, at=MONDAY)

    away(one, at=MONDAY + HOUR, lasts=5 * DAY, deputy=deputy)

    kept_until = case.now.kept_until
    assert kept_until is not None
    office = house.desk.office_id
    assert serving.offers(office, actor=other, at=MONDAY + 2 * HOUR) == []
    assert [found.code for found in serving.offers(office, actor=deputy, at=MONDAY + 2 * HOUR)] == [case.code]
    assert [found.code for found in serving.offers(office, actor=other, at=kept_until)] == [case.code]


def test_nothing_is_kept_for_a_deputy_who_is_away_too(house: House) -> None:
    case = house.file("SKAW")
    one, deputy, other = house.desk.officers
    life.claim(case.code, one, at=MONDAY)
    away(deputy, lasts=2 * DAY)

    away(one, at=MONDAY + HOUR, deputy=deputy)

    assert case.now.kept_for_id is None
    assert [found.code for found in serving.offers(house.desk.office_id, actor=other, at=MONDAY + HOUR)] == [case.code]


def test_what_was_kept_for_somebody_who_is_away_is_offered_to_a_colleague(house: House) -> None:
    case = house.file("SKAW").checked()
    life.ask(case.code, case.officer, [GAP], at=MONDAY + HOUR)
    away(case.officer, at=MONDAY + HOUR, lasts=3 * DAY)

    life.mend(case.code, case.asks, at=MONDAY + 2 * HOUR, rng=house.rng)

    assert case.now.kept_for_id == case.officer.membership_id
    offered = serving.offers(house.desk.office_id, actor=house.desk.officers[1], at=MONDAY + 3 * HOUR)
    assert [found.code for found in offered] == [case.code]


def test_who_is_away_is_offered_nothing_takes_nothing_and_is_given_nothing(house: House) -> None:
    case, held = house.file(), house.file()
    gone, colleague = house.desk.officers[:2]
    life.claim(held.code, colleague, at=MONDAY)
    away(gone)
    office, at = house.desk.office_id, MONDAY + HOUR

    assert serving.offers(office, actor=gone, at=at) == []
    for attempt in (
        lambda: serving.take_next(office, actor=gone, at=at),
        lambda: tickets.next_person(actor=gone, at=at),
        lambda: reviewing.claim(queries.for_change(case.code), actor=gone, at=at),
    ):
        with pytest.raises(NotAllowedError) as refused, transaction():
            attempt()
        assert refused.value.code == "away"
    to = offices.membership(gone.membership_id or 0)
    with pytest.raises(InvalidInputError, match="colleague_away"):
        held.do(assigning.reassign, to, actor=house.desk.supervisor, at=at)
    assert held.now.holder_id == colleague.membership_id


def test_somebody_is_back_by_time_alone_or_by_saying_so(house: House) -> None:
    case, other = house.file("SKAW"), house.file("SKAW")
    gone = house.desk.officers[0]
    number = away(gone, lasts=5 * DAY)

    back(number, by=gone, at=MONDAY + HOUR)
    life.claim(case.code, gone, at=MONDAY + HOUR)
    away(gone, at=MONDAY + 2 * HOUR, lasts=HOUR)
    life.claim(other.code, gone, at=MONDAY + 3 * HOUR)

    assert other.now.holder_id == gone.membership_id
    with pytest.raises(ConflictError, match="already_back"):
        back(number, by=gone, at=MONDAY + 4 * HOUR)


def test_a_leave_that_was_taken_back_before_it_began_never_was(house: House) -> None:
    case, gone = house.file(), house.desk.officers[0]
    number = away(gone, begins=MONDAY + DAY)
    back(number, by=gone, at=MONDAY + HOUR)

    life.claim(case.code, gone, at=MONDAY + DAY + HOUR)

    assert staff.absences([gone.user_id or 0], at=MONDAY + HOUR) == []


@pytest.mark.parametrize(
    ("begins", "lasts", "code"),
    [
        (timedelta(0), timedelta(0), "away_ends_before_it_begins"),
        (-2 * DAY, DAY, "away_is_past"),
        (timedelta(0), rules.LONGEST + MINUTE, "away_too_long"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(house: House, begins: timedelta, lasts: timedelta, code: str) -> None:
    with pytest.raises(InvalidInputError, match=code):
        away(house.desk.officers[0], begins=MONDAY + begins, lasts=lasts)


def test_two_absences_never_share_an_instant_but_may_follow_each_other(house: House) -> None:
    gone = house.desk.officers[0]
    away(gone, lasts=DAY)

    with pytest.raises(ConflictError, match="already_away"):
        away(gone, begins=MONDAY + DAY - MINUTE)
    away(gone, begins=MONDAY + DAY)


def test_one_records_ones_own_the_supervisor_of_the_office_or_above_and_an_administrator(house: House) -> None:
    gone = house.desk.officers[0]
    admin = Actor(Role.ADMIN, user_id=gone.user_id)
    for index, lawful in enumerate((gone, house.desk.supervisor, house.district.supervisor, admin)):
        away(gone, begins=MONDAY + index * DAY, by=lawful)

    as_citizen = Actor(Role.CITIZEN, user_id=gone.user_id)
    for unlawful in (house.desk.officers[1], house.next_door.supervisor, house.desk.signer, as_citizen):
        with pytest.raises(NotAllowedError, match="not_your_staff"):
            away(gone, begins=MONDAY + 9 * DAY, by=unlawful)


def test_the_deputy_works_in_the_same_office_and_checks_requests_there(house: House) -> None:
    gone = house.desk.officers[0]

    for wrong in (gone, house.next_door.officers[0]):
        with pytest.raises(InvalidInputError, match="no_deputy"):
            away(gone, deputy=wrong)


def test_the_deputy_is_told_and_so_is_whoever_did_not_write_it_down(house: House) -> None:
    gone, deputy = house.desk.officers[:2]

    away(gone, by=house.desk.supervisor, deputy=deputy)

    told = {(one.user_id, one.template) for one in db.session.query(Message) if one.user_id is not None}
    assert told == {(gone.user_id, "absence_recorded"), (deputy.user_id, "deputy_named")}


def test_an_office_whose_people_are_all_away_says_so_until_one_is_back(house: House) -> None:
    alone, office = house.next_door.officers[0], house.next_door.office_id
    away(alone, lasts=HOUR)

    assert staff.why_closed(office, at=MONDAY) is Closed.OFFICERS_AWAY
    assert staff.why_closed(house.desk.office_id, at=MONDAY) is None
    assert staff.why_closed(office, at=MONDAY + HOUR) is None
    away(house.next_door.signer, at=MONDAY + HOUR)
    assert staff.why_closed(office, at=MONDAY + HOUR) is Closed.SIGNERS_AWAY


def test_a_request_is_filed_also_while_everybody_is_away_and_waits_for_who_returns(house: House) -> None:
    for one in house.desk.officers:
        away(one, lasts=2 * DAY)

    case = house.file()

    assert staff.why_closed(house.desk.office_id, at=MONDAY) is Closed.OFFICERS_AWAY
    assert case.now.status is Status.SUBMITTED


def test_what_a_signer_sends_back_to_somebody_who_is_away_goes_to_the_queue(db_app: Flask, house: House) -> None:
    case = house.file("SKAW").recommended()
    away(case.officer, at=MONDAY + 2 * HOUR, lasts=4 * DAY)

    case.do(signing.send_back, "Nama salah ketik.", actor=house.desk.signer, at=MONDAY + 3 * HOUR)
    with travel(MONDAY + 3 * HOUR):
        jobs.sweep(db_app)

    assert case.now.status is Status.SUBMITTED
    assert case.steps()[-2:] == ["send_back", "hand_on"]


def test_only_who_is_away_is_handed_on(house: House) -> None:
    held, waiting = house.file(), house.file()
    life.claim(held.code, held.officer, at=MONDAY)

    for case in (held, waiting):
        with pytest.raises(IllegalStepError, match="illegal_step"), transaction():
            handing_on.hand_on_absent(queries.for_change(case.code), at=MONDAY)


@pytest.mark.parametrize(("off", "left_behind"), [((), False), (("lock",), True)])
def test_only_without_the_lock_is_a_request_left_with_somebody_whose_absence_begins_as_they_claim(
    no_worker: Flask,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    switch_off: SwitchOff,
    off: tuple[str, ...],
    left_behind: bool,
) -> None:
    """The worst order: the claim finds its officer present, the absence is written and swept, the claim is written."""
    case, gone = house.file("SKAW"), house.desk.officers[0]
    found_present, swept = threading.Event(), threading.Event()
    look = staff.check_present

    def look_and_wait(membership_id: int | None, *, at: datetime) -> None:
        look(membership_id, at=at)
        found_present.set()
        swept.wait(LOOK_SECONDS)

    monkeypatch.setattr(staff, "check_present", look_and_wait)
    switch_off(*off)

    def claim() -> None:
        with transaction():
            reviewing.claim(queries.for_change(case.code), actor=gone, at=MONDAY)

    def leave() -> None:
        found_present.wait(PATIENCE)
        away(gone)
        sweeping.sweep(at=MONDAY)
        swept.set()

    together(no_worker, [claim, leave])

    assert (case.now.holder_id == gone.membership_id) is left_behind
    assert sweeping.sweep(at=MONDAY) == left_behind, "the next sweep finds even that"
