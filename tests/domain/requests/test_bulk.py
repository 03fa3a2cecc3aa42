"""One act on many requests: each wholly done or wholly untouched, each with its own answer, none twice."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import Actor
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.offices.models import Office
from eservice.requests import bulk, handover, reviewing, serving, signing
from eservice.requests.bulk import Picked
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import Priority, Refusal, Status, Step, Verb
from tests.domain.guards import Race, together
from tests.domain.requests.house import HOUR, MINUTE, Case, House
from tests.times import MONDAY

NOW = MONDAY + 2 * HOUR
TOKEN = "A" * 26


def filed(house: House, number: int = 0, service: str = "SKD") -> Case:
    return house.file(service, at=MONDAY + number * MINUTE, resident=house.resident(birth_date="1990-04-12"))


def seen(*cases: Case) -> list[Picked]:
    """Return the requests as a page that is drawn now would send them."""
    return [Picked(case.code, len(case.now.history)) for case in cases]


def run(
    verb: Verb, picked: list[Picked], act: bulk.Act, *, actor: Actor, token: str = TOKEN, at: datetime = NOW
) -> dict[str, str | None]:
    """Carry an act out and return each request's refusal, None where it was done."""
    db.session.remove()
    bulk.carry_out(token, verb, picked, act, actor=actor, at=at)
    return came_of(actor, token=token)


def came_of(actor: Actor, *, token: str = TOKEN) -> dict[str, str | None]:
    db.session.remove()
    return {code: one.refusal for code, one in bulk.outcomes(token, membership_id=actor.membership_id)}


def limit(house: House, most: int) -> None:
    with transaction():
        office = db.session.get(Office, house.desk.office_id)
        assert office is not None
        office.open_limit = most


def test_claims_up_to_the_limit_and_leaves_the_rest_as_it_was(house: House) -> None:
    limit(house, 2)
    cases = [filed(house, number) for number in range(3)]

    came = run(Verb.CLAIM, seen(*cases), bulk.claim, actor=house.desk.officers[0])

    assert list(came.values()) == [None, None, "too_many_open"]
    assert [case.now.status for case in cases] == [Status.IN_REVIEW, Status.IN_REVIEW, Status.SUBMITTED]
    assert cases[2].steps() == ["submit"]


def test_the_same_page_sent_twice_does_nothing_twice_and_tells_the_same(house: House) -> None:
    cases = [filed(house, number) for number in range(2)]
    page = seen(*cases)
    first = run(Verb.CLAIM, page, bulk.claim, actor=house.desk.officers[0])

    again = run(Verb.CLAIM, page, bulk.claim, actor=house.desk.officers[0], at=NOW + MINUTE)

    assert again == first == {case.code: None for case in cases}
    assert [case.steps() for case in cases] == [["submit", "claim"]] * 2


def test_the_database_too_keeps_one_outcome_of_a_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    case = filed(house)
    page = seen(case)
    run(Verb.CLAIM, page, bulk.claim, actor=house.desk.officers[0])
    monkeypatch.setattr(bulk, "_is_done", lambda *_about: False)

    with pytest.raises(IntegrityError):
        run(Verb.CLAIM, page, bulk.claim, actor=house.desk.officers[0])


@pytest.mark.parametrize(("compared", "came"), [(True, "changed_meanwhile"), (False, None)])
def test_only_by_comparing_is_what_somebody_touched_since_not_passed_on(
    house: House, monkeypatch: pytest.MonkeyPatch, compared: bool, came: str | None
) -> None:
    case = filed(house).checked()
    page = seen(case)
    case.do(serving.prioritise, Priority.URGENT, "Anaknya sakit.", actor=case.officer, at=NOW)
    if not compared:
        monkeypatch.setattr(bulk, "_check_seen", lambda *_about: None)

    assert run(Verb.RECOMMEND, page, bulk.approve, actor=case.officer) == {case.code: came}


def test_what_changed_since_the_page_was_shown_is_refused(house: House) -> None:
    changed, same = filed(house), filed(house, 1)
    page = seen(changed, same)
    changed.checked(at=MONDAY + HOUR)

    came = run(Verb.CLAIM, page, bulk.claim, actor=house.desk.officers[1])

    assert came == {changed.code: "changed_meanwhile", same.code: None}
    assert changed.now.holder_id == house.desk.officers[0].membership_id


def test_only_what_is_checked_through_and_needs_nothing_more_is_approved(house: House) -> None:
    officer = house.desk.officers[0]
    ready, unjudged, brought, twice = filed(house), filed(house, 1), filed(house, 2), filed(house, 3)
    brought = house.file(brings=frozenset({"pengantar_rt"}), at=MONDAY + 4 * MINUTE)
    for case in (ready, brought, twice):
        case.checked()
    unjudged.do(reviewing.claim, actor=officer, at=MONDAY + HOUR)
    double = house.file(at=MONDAY + HOUR, resident=house.resident(nik=nik_of(twice)))
    page = seen(ready, unjudged, brought, twice, double)
    db.session.remove()

    foreseen = bulk.rehearse(page, bulk.approve, actor=officer, at=NOW)

    assert {code: why.code if why else None for code, why in foreseen.items()} == {
        ready.code: None,
        unjudged.code: "requirements_open",
        brought.code: "alone_originals",
        twice.code: "alone_double",
        double.code: "alone_double",
    }
    assert [case.now.status for case in (ready, unjudged, brought, twice)] == [Status.IN_REVIEW] * 4
    assert seen(ready, unjudged, brought, twice, double) == page, "a rehearsal leaves nothing behind"
    came = run(Verb.RECOMMEND, page, bulk.approve, actor=officer)
    assert came[ready.code] is None
    assert ready.now.status is Status.AWAITING_SIGNATURE, "recommended, never signed"
    assert ready.now.letter_id is None


def nik_of(case: Case) -> str:
    subject = case.now.subject
    assert subject is not None
    return str(subject.nik)


def test_a_letter_that_wants_words_of_the_officer_is_not_approved_in_a_row(house: House) -> None:
    case = filed(house, service="SKAW").checked()

    assert run(Verb.RECOMMEND, seen(case), bulk.approve, actor=case.officer) == {case.code: "alone_words"}


def test_a_colleagues_request_and_another_offices_are_not_approved(house: House) -> None:
    case = filed(house).checked()

    assert run(Verb.RECOMMEND, seen(case), bulk.approve, actor=house.desk.officers[1]) == {case.code: "not_holder"}
    next_door = run(Verb.CLAIM, seen(case), bulk.claim, actor=house.next_door.officers[0], token="B" * 26)
    assert next_door == {case.code: "other_office"}
    told = bulk.described([case.code], office_id=house.next_door.office_id)[case.code]
    assert (told.service, told.subject) == ("", ""), "another office reads neither what nor who"


def test_two_services_are_not_approved_together(house: House) -> None:
    bulk.check_one_kind([filed(house).code, filed(house, 1).code])
    with pytest.raises(InvalidInputError, match="not_one_service"):
        bulk.check_one_kind([filed(house).code, filed(house, 1, "SKU").code])


@pytest.fixture
def reopened(house: House) -> Case:
    """A request that the first officer may never have again."""
    case = filed(house).checked()
    case.do(reviewing.propose_rejection, Refusal.DISPUTED, "Ada sengketa.", actor=case.officer, at=MONDAY + HOUR)
    case.do(signing.reject, Refusal.DISPUTED, "Ada sengketa.", actor=house.desk.signer, at=MONDAY + HOUR)
    case.do(handover.reopen, "Keberatan diterima.", actor=house.desk.supervisor, at=MONDAY + HOUR)
    return case


@pytest.mark.parametrize("whole", [True, False])
def test_a_refusal_halfway_leaves_the_request_untouched_only_with_a_transaction_of_its_own(
    house: House, monkeypatch: pytest.MonkeyPatch, reopened: Case, whole: bool
) -> None:
    """A supervisor's hand-over is a claim and a hand-over: refused at the second, the first is undone too."""
    plain, supervisor = filed(house, 1), house.desk.supervisor
    colleague = house.desk.officers[0].membership_id or 0
    page = seen(reopened, plain)
    if not whole:
        monkeypatch.setattr(bulk, "transaction", _nothing)
        db.session.remove()
        with transaction():
            for one in page:
                bulk._carry_out_one(
                    TOKEN, Verb.ASSIGN, one, bulk.assign_to(colleague, "Cuti."), actor=supervisor, at=NOW
                )
        assert reopened.steps()[-1] == "claim", "the twin sees the half"
        return

    came = run(Verb.ASSIGN, page, bulk.assign_to(colleague, "Cuti."), actor=supervisor)

    assert came[plain.code] is None
    assert came[reopened.code] is not None
    assert reopened.steps()[-1] == "reopen"
    assert (plain.now.holder_id, plain.now.notes[0].text) == (colleague, "Cuti.")


@contextmanager
def _nothing() -> Any:
    yield


def test_an_officer_gives_nothing_to_a_colleague(house: House) -> None:
    case = filed(house).checked()
    act = bulk.assign_to(house.desk.officers[1].membership_id or 0, "Cuti.")

    assert run(Verb.ASSIGN, seen(case), act, actor=house.desk.officers[0]) == {case.code: "permission"}


@pytest.mark.parametrize(
    ("off", "outcome"), [((), ["changed_meanwhile", "done"]), (("lock", "version"), ["a fault", "done"])]
)
def test_two_officers_who_send_the_same_rows_at_once_have_each_row_once(
    no_worker: Flask,
    house: House,
    switch_off: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    off: tuple[str, ...],
    outcome: list[str],
) -> None:
    """Without its guards the second reads what the first has not written yet, and only the history stops it."""
    case = filed(house)
    page, race, check = seen(case), Race(2), bulk._check_seen
    switch_off(*off)

    def check_and_look(found: Request, one: Picked, actor: Actor) -> None:
        check(found, one, actor)
        race.look()

    monkeypatch.setattr(bulk, "_check_seen", check_and_look)
    monkeypatch.setattr(bulk, "transaction", race.transaction)

    def send(officer: Actor, token: str) -> str:
        try:
            bulk._carry_out_one(token, Verb.CLAIM, page[0], bulk.claim, actor=officer, at=NOW)
        except IntegrityError:
            return "a fault"
        return came_of(officer, token=token)[case.code] or "done"

    pair = zip(house.desk.officers[:2], ("A" * 26, "B" * 26), strict=True)
    said = together(no_worker, [lambda officer=one, token=token: send(officer, token) for one, token in pair])

    assert sorted(said) == outcome
    assert times_claimed(case) == 1


def times_claimed(case: Case) -> int:
    number = case.now.id
    db.session.remove()
    taken = select(func.count()).select_from(RequestEvent)
    return db.session.scalar(taken.where(RequestEvent.request_id == number, RequestEvent.step == Step.CLAIM)) or 0


def test_who_works_in_no_office_acts_on_no_list(house: House) -> None:
    case = filed(house)

    with pytest.raises(NotAllowedError, match="permission"):
        run(Verb.CLAIM, seen(case), bulk.claim, actor=case.asks)

    assert case.steps() == ["submit"]
