"""What an officer is given next: the office's first, once, and nothing the law keeps from that officer."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import SYSTEM, Actor
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, MissingReasonError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.offices.models import Office
from eservice.requests import handover, reviewing, serving, signing
from eservice.requests.models import QueueTurn, Request, RequestEvent
from eservice.requests.order import AHEAD, FAIR_TURN, PLAIN, Turn
from eservice.requests.workflow import Priority, Refusal, Status, Step, Verdict
from tests.domain.guards import Race, together
from tests.domain.requests.house import DAY, HOUR, MINUTE, Case, House
from tests.times import MONDAY

LATER = MONDAY + HOUR


def filed(house: House, service: str = "SKD", *, at: datetime = MONDAY) -> Case:
    """File a request of somebody of thirty-six, whom no age puts first."""
    return house.file(service, at=at, resident=house.resident(birth_date="1990-04-12"))


def take(house: House, officer: Actor | None = None, *, at: datetime = LATER) -> tuple[str, Turn]:
    """Press the button once; return the code and why."""
    with transaction():
        found, turn = serving.take_next(house.desk.office_id, actor=officer or house.desk.officers[0], at=at)
        return str(found.code), turn


def put_first(case: Case, priority: Priority | None = Priority.DISABLED) -> None:
    case.do(serving.prioritise, priority, "Datang dengan kursi roda.", actor=case.officer, at=LATER)


def test_the_nearest_promise_is_given_and_held(house: House) -> None:
    filed(house, "SKAW", at=MONDAY)
    near = filed(house, "SKD", at=MONDAY + MINUTE)

    assert take(house) == (near.code, Turn.PROMISE)
    assert near.now.status is Status.IN_REVIEW
    assert near.now.holder_id == house.desk.officers[0].membership_id
    assert near.now.history[-1].details == {"turn": "promise"}


def test_of_the_same_promise_the_one_put_first_is_given_first_and_stands_first_in_the_list(house: House) -> None:
    cases = [filed(house, at=MONDAY + number * MINUTE) for number in range(3)]
    put_first(cases[2])

    offered = serving.offers(house.desk.office_id, actor=house.desk.officers[0], at=LATER)

    assert [(one.code, one.turn) for one in offered] == [
        (cases[2].code, Turn.PRIORITY),
        (cases[0].code, Turn.PROMISE),
        (cases[1].code, Turn.PROMISE),
    ]
    assert take(house) == (cases[2].code, Turn.PRIORITY)


def test_who_is_sixty_is_put_first_by_age_and_who_is_fifty_nine_is_not(house: House) -> None:
    """On Monday 6 July 2026."""
    for born, rank in (("1966-07-06", AHEAD), ("1966-07-07", PLAIN)):
        request = house.file(resident=house.resident(birth_date=born)).now
        assert (request.rank, request.priority) == (rank, Priority.ELDERLY if rank == AHEAD else None)


def test_a_priority_needs_a_reason_changes_no_promise_and_can_be_taken_back(house: House) -> None:
    case = filed(house)
    promised = case.now.promised_at

    with pytest.raises(MissingReasonError):
        case.do(serving.prioritise, Priority.URGENT, " ", actor=case.officer, at=LATER)
    put_first(case)
    assert (case.now.rank, case.now.priority, case.now.promised_at) == (AHEAD, Priority.DISABLED, promised)
    with pytest.raises(ConflictError, match="same_priority"):
        put_first(case)
    put_first(case, None)
    assert (case.now.rank, case.now.priority) == (PLAIN, None)
    assert case.steps() == ["submit", "prioritise", "prioritise"]


def test_nobody_puts_an_own_or_another_offices_request_first(house: House) -> None:
    case = filed(house)

    with pytest.raises(NotAllowedError, match="other_office"):
        case.do(serving.prioritise, Priority.URGENT, "Mendesak", actor=house.next_door.officers[0], at=LATER)
    with pytest.raises(NotAllowedError):
        case.do(serving.prioritise, Priority.URGENT, "Mendesak", actor=case.asks, at=LATER)
    assert case.now.rank == PLAIN


def test_every_fifth_is_the_one_that_has_waited_longest(house: House) -> None:
    far = filed(house, "SKAW", at=MONDAY)
    late = MONDAY + 3 * DAY
    for number in range(FAIR_TURN):
        filed(house, at=late + number * MINUTE)
    for _turn in range(FAIR_TURN - 1):
        assert take(house, at=late + HOUR)[1] is Turn.PROMISE

    assert take(house, at=late + HOUR) == (far.code, Turn.LONGEST)


def test_what_the_law_keeps_from_an_officer_is_passed_over(house: House) -> None:
    """Reopened ones wait for somebody else; those kept for a colleague wait a working day for that one."""
    first, second = house.desk.officers[:2]
    reopened, kept, plain = (filed(house, at=MONDAY + number * MINUTE) for number in range(3))
    reopened.checked()
    reopened.do(reviewing.propose_rejection, Refusal.DISPUTED, "Ada sengketa.", actor=first, at=LATER)
    reopened.do(signing.reject, Refusal.DISPUTED, "Ada sengketa.", actor=house.desk.signer, at=LATER)
    reopened.do(handover.reopen, "Keberatan diterima.", actor=house.desk.supervisor, at=LATER)
    with transaction():
        row = db.session.scalars(select(Request).where(Request.code == kept.code)).one()
        row.kept_for_id, row.kept_until = second.membership_id, LATER + 9 * DAY

    offered = serving.offers(house.desk.office_id, actor=first, at=LATER)
    assert [one.code for one in offered] == [plain.code], "what is shown is what would be given"
    assert take(house, first)[0] == plain.code
    with pytest.raises(NotFoundError, match="nothing_waiting"):
        take(house, first)
    assert take(house, second)[0] == reopened.code
    late = kept.now.promised_at
    assert late is not None
    assert late < kept.now.kept_until
    with pytest.raises(NotFoundError, match="nothing_waiting"):
        take(house, first, at=late - MINUTE)
    assert take(house, first, at=late)[0] == kept.code, "a broken promise is kept for nobody"


def test_an_officer_holds_no_more_than_the_office_allows(house: House) -> None:
    with transaction():
        office = db.session.get(Office, house.desk.office_id)
        assert office is not None
        office.open_limit = 2
    cases = [filed(house, at=MONDAY + number * MINUTE) for number in range(3)]
    take(house)
    cases[1].do(reviewing.claim, actor=house.desk.officers[0], at=LATER)

    for refused in (
        lambda: take(house),
        lambda: cases[2].do(reviewing.claim, actor=house.desk.officers[0], at=LATER),
    ):
        with pytest.raises(NotAllowedError, match="too_many_open") as told:
            refused()
        assert told.value.facts["limit"] == "2"
    assert cases[2].now.status is Status.SUBMITTED
    cases[0].do(reviewing.release, actor=house.desk.officers[0], at=LATER)
    assert take(house)[0] == cases[0].code


def test_a_turn_that_is_refused_is_no_turn(house: House) -> None:
    with pytest.raises(NotFoundError):
        take(house)

    assert db.session.scalar(select(func.count()).select_from(QueueTurn)) == 0


def test_more_rows_than_are_read_at_once_are_all_offered(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_AT_ONCE", 2)
    codes = [filed(house, at=MONDAY + number * MINUTE).code for number in range(5)]

    offered = serving.offers(house.desk.office_id, actor=house.desk.officers[0], at=LATER)

    assert [one.code for one in offered] == codes


def test_more_put_first_than_are_read_at_once_still_say_why_they_stand_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_AT_ONCE", 2)
    plain, *ahead = [filed(house) for _ in range(4)]
    for one in ahead:
        put_first(one)

    turns = [take(house) for _ in range(4)]

    assert turns == [*((one.code, Turn.PRIORITY) for one in ahead), (plain.code, Turn.PROMISE)]


def test_officers_who_press_at_one_instant_are_given_each_something_else(no_worker: Flask, house: House) -> None:
    cases = [filed(house, at=MONDAY + number * MINUTE) for number in range(12)]
    pressing = [house.desk.officers[number % 3] for number in range(12)]

    given = together(no_worker, [lambda officer=one: take(house, officer)[0] for one in pressing])

    assert sorted(given) == sorted(case.code for case in cases)


@pytest.mark.parametrize(("off", "given"), [((), 2), (("version",), 2), (("lock", "version", "turn"), 1)])
def test_only_without_its_guards_do_two_reach_for_the_same_request(
    no_worker: Flask,
    house: House,
    switch_off: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    off: tuple[str, ...],
    given: int,
) -> None:
    """Without any guard both officers read the same first row; the history takes but one step of a number."""
    for number in range(2):
        filed(house, at=MONDAY + number * MINUTE)
    with transaction():
        db.session.add(QueueTurn(office_id=house.desk.office_id, taken=0))
    race = Race(2)
    switch_off(*[one for one in off if one != "turn"])
    if "turn" in off:
        monkeypatch.setattr(serving, "_count_turn", lambda office_id: 0)
    claim = reviewing.claim

    def after_a_look(found: Request, **how: object) -> None:
        race.look()
        claim(found, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(serving, "claim", after_a_look)

    def press(officer: Actor) -> str:
        try:
            with race.transaction():
                return str(serving.take_next(house.desk.office_id, actor=officer, at=LATER)[0].code)
        except IntegrityError:
            return "a fault"

    said = together(no_worker, [lambda officer=one: press(officer) for one in house.desk.officers[:2]])

    assert len(said) == 2
    assert len(set(said) - {"a fault"}) == given


@pytest.mark.proof
def test_in_any_order_of_pressing_releasing_and_filing_nothing_is_given_twice_or_lost(
    no_worker: Flask, house: House, proof_count: Callable[[int], int]
) -> None:
    """Three officers at once, again and again; now and then one gives something back."""
    rng = random.Random(3)
    given: Counter[str] = Counter()
    for number in range(6):
        filed(house, at=MONDAY + number * MINUTE)

    for _round in range(proof_count(400)):
        codes = together(no_worker, [lambda officer=one: take(house, officer)[0] for one in house.desk.officers])
        assert len(set(codes)) == len(house.desk.officers)
        given.update(codes)
        for code, officer in zip(codes, house.desk.officers, strict=True):
            case = Case(house, code, officer)
            held = next(one for one in house.desk.officers if one.membership_id == case.now.holder_id)
            case.do(reviewing.release, actor=held, at=LATER + rng.randrange(60) * MINUTE)

    db.session.remove()
    claims = select(func.count()).select_from(RequestEvent).where(RequestEvent.step == Step.CLAIM)
    assert db.session.scalar(claims) == sum(given.values())
    assert db.session.scalar(select(QueueTurn.taken)) == sum(given.values())
    assert set(db.session.scalars(select(Request.status))) == {Status.SUBMITTED}


def test_asking_again_keeps_a_priority(house: House) -> None:
    case = filed(house)
    put_first(case)
    case.checked()
    gaps = [reviewing.Gap("proof", case.now.proofs[0].requirement, Verdict.UNCLEAR, "Buram.")]
    case.do(reviewing.ask_correction, gaps, actor=case.officer, at=LATER + HOUR)

    assert case.now.rank == AHEAD


def test_a_request_that_may_not_be_taken_uses_up_nobodys_fair_turn(house: House) -> None:
    """A reopened one is often the oldest; whoever decided it before is given the next that has waited long."""
    reopened, far = filed(house), filed(house, "SKAW")
    reopened.checked()
    reopened.do(reviewing.propose_rejection, Refusal.DISPUTED, "Ada sengketa.", actor=house.desk.officers[0], at=LATER)
    reopened.do(signing.reject, Refusal.DISPUTED, "Ada sengketa.", actor=house.desk.signer, at=LATER)
    reopened.do(handover.reopen, "Keberatan diterima.", actor=house.desk.supervisor, at=LATER)
    late = MONDAY + 3 * DAY
    for number in range(FAIR_TURN):
        filed(house, at=late + number * MINUTE)
    taken = [take(house, at=late + HOUR) for _turn in range(FAIR_TURN)]

    assert taken[-1] == (far.code, Turn.LONGEST)
    assert reopened.code not in {code for code, _turn in taken}


def test_who_only_put_a_request_first_may_take_it_once_it_is_opened_again(house: House) -> None:
    case, other = filed(house), house.desk.officers[1]
    case.do(serving.prioritise, Priority.URGENT, "Berangkat besok.", actor=other, at=LATER)
    case.checked(at=LATER)
    case.do(reviewing.propose_rejection, Refusal.DISPUTED, "Ada sengketa.", actor=case.officer, at=LATER)
    case.do(signing.reject, Refusal.DISPUTED, "Ada sengketa.", actor=house.desk.signer, at=LATER)
    case.do(handover.reopen, "Keberatan diterima.", actor=house.desk.supervisor, at=LATER)

    case.do(reviewing.claim, actor=other, at=LATER)

    assert case.now.holder_id == other.membership_id


def test_putting_first_and_telling_late_renew_no_lease(house: House) -> None:
    case = filed(house)
    case.do(reviewing.claim, actor=case.officer, at=MONDAY)
    until, promised = case.now.lease_until, case.now.promised_at
    assert until is not None
    assert promised is not None

    case.do(serving.prioritise, Priority.URGENT, "Berangkat besok.", actor=house.desk.officers[1], at=until - MINUTE)
    case.do(handover.tell_late, actor=SYSTEM, at=promised)

    assert (case.now.lease_until, case.now.holder_id) == (until, case.officer.membership_id)
