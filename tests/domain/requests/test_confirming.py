"""Asking the RT head: who is asked and when, the link and the PIN, what an answer does, and that nobody is a wall."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from eservice.accounts.actor import SYSTEM, Actor
from eservice.catalogue import actions as catalogue
from eservice.catalogue.definition import RTMode
from eservice.demo import life
from eservice.kernel.db import db
from eservice.kernel.errors import DomainError, IllegalStepError, MissingReasonError
from eservice.kernel.transaction import transaction
from eservice.notifications.models import Message
from eservice.offices import pins
from eservice.offices.models import Rt
from eservice.requests import confirming, filing, queries, reviewing, serving, sweeping, telling
from eservice.requests.confirming import Asked
from eservice.requests.models import Request, RtQuestion
from eservice.requests.workflow import Confirmation, Status, Step, Verdict
from tests.databases import Filled
from tests.domain.guards import Race, together
from tests.domain.requests.house import HOUR, RT_PIN, Case, House, asks_the_rt, build
from tests.times import FRIDAY, MONDAY, SATURDAY, TUESDAY

MINE, NOT_MINE, MEET = Confirmation.MINE, Confirmation.NOT_MINE, Confirmation.MEET


@pytest.fixture
def house(filled: Filled) -> House:
    house = filled("offices", build)
    asks_the_rt(house.desk, "SKD")
    return house


def ask(case: Case, *, at: object = MONDAY + HOUR, actor: Actor | None = None) -> Asked:
    return case.do(confirming.ask, actor=actor or case.officer, at=at)


def head(case: Case) -> Actor:
    return confirming.head_of(db.session.get(Rt, case.now.rt_question.rt_id))


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


# ── Asked ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_head_of_the_persons_own_rt_is_asked_and_the_citizen_is_told_by_when(house: House) -> None:
    case = house.file()

    asked = ask(case)

    request = case.now
    assert request.status is Status.AWAITING_CONFIRMATION
    assert asked.number == request.subject.address.rt[-2:]
    assert asked.until_at == request.confirmation_until == MONDAY + timedelta(days=1, hours=7)
    assert request.promised_at == request.history[0].promised_at
    assert "rt_asked" in [one.template for one in db.session.query(Message)]


def test_of_the_link_only_a_digest_is_stored(house: House) -> None:
    asked = ask(house.file())

    question = db.session.query(RtQuestion).one()
    stored = [question.link_digest, *(str(one.params) for one in db.session.query(Message))]

    assert not any(asked.secret in one for one in stored)


@pytest.mark.parametrize("mode", [RTMode.UPLOAD, RTMode.NONE, None])
def test_an_office_that_has_not_switched_it_on_asks_nobody(house: House, mode: RTMode | None) -> None:
    case = house.file()
    with transaction():
        settings = {"rt_mode": mode, "archive_code": "", "switched_on": ()}
        catalogue.adapt("SKD", office_id=house.desk.office_id, **settings, actor=SYSTEM, at=MONDAY)

    assert refusal(lambda: ask(case)) == "rt_not_asked_here"


def test_dukcapil_never_asks(house: House) -> None:
    assert refusal(lambda: ask(house.file("KK"))) == "rt_not_asked_here"


def test_after_the_first_act_on_the_content_nobody_is_asked(house: House) -> None:
    case = house.file()
    life.claim(case.code, case.officer, at=MONDAY + HOUR)
    case.do(reviewing.judge, {"ktp": (Verdict.COMPLETE, "")}, actor=case.officer, at=MONDAY + HOUR)

    assert refusal(lambda: ask(case, at=MONDAY + 2 * HOUR)) == "rt_after_first_act"


def test_one_request_is_asked_about_once(house: House) -> None:
    case = house.file()
    ask(case)
    case.do(confirming.answer, MINE, "", actor=head(case), at=MONDAY + 2 * HOUR)

    assert refusal(lambda: ask(case, at=MONDAY + 3 * HOUR)) == "rt_asked_already"


def test_a_colleague_does_not_ask_about_what_another_holds(house: House) -> None:
    case = house.file()
    life.claim(case.code, case.officer, at=MONDAY)

    assert refusal(lambda: ask(case, actor=house.desk.officers[1])) == "held_by_other"
    assert refusal(lambda: ask(case, actor=house.next_door.officers[0])) == "other_office"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ({"pin_digest": None}, "rt_no_pin"),
        ({"head_phone": ""}, "rt_no_phone"),
        ({"valid_to": MONDAY.date() - timedelta(days=1)}, "rt_unknown"),
    ],
)
def test_who_cannot_answer_is_not_asked(house: House, spoil: dict[str, object], code: str) -> None:
    case = house.file()
    with transaction():
        db.session.query(Rt).update(spoil)

    assert refusal(lambda: ask(case)) == code


@pytest.mark.parametrize("fact", ["name", "phone"])
def test_an_rt_head_does_not_confirm_the_own_household(house: House, fact: str) -> None:
    case = house.file()
    with transaction():
        row = db.session.get(Rt, confirming.rt_of(case.now, at=MONDAY).id)
        if fact == "name":
            row.head_name = case.now.applicant.name.upper()
        else:
            row.head_phone = telling.phone_of(case.now)[0]

    assert refusal(lambda: ask(case)) == "rt_is_household"


# ── Answered ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_after_a_yes_it_waits_for_who_asked_and_the_promise_has_moved_by_the_days_that_began(house: House) -> None:
    case = house.file()
    life.claim(case.code, case.officer, at=MONDAY)
    before = case.now.promised_at
    ask(case)

    case.do(confirming.answer, MINE, "", actor=head(case), at=TUESDAY + HOUR)

    request = case.now
    assert (request.status, request.kept_for_id) == (Status.SUBMITTED, case.officer.membership_id)
    assert request.promised_at == before + timedelta(days=1)
    assert (request.history[-1].step, confirming.heard(request).answer) == (Step.CONFIRMED, MINE)
    assert request.confirmation_until is None


@pytest.mark.parametrize(("said", "reason"), [(NOT_MINE, "Pindah bulan Mei."), (MEET, "")])
def test_no_answer_of_an_rt_decides(house: House, said: Confirmation, reason: str) -> None:
    case = house.file()
    ask(case)

    case.do(confirming.answer, said, reason, actor=head(case), at=MONDAY + 2 * HOUR)

    assert case.now.status is Status.SUBMITTED
    assert confirming.heard(case.now).event.reason == reason
    assert case.recommended(at=MONDAY + 3 * HOUR).now.status is Status.AWAITING_SIGNATURE
    assert ("rt_meet" in [one.template for one in db.session.query(Message)]) == (said is MEET)


def test_not_mine_is_said_with_a_reason(house: House) -> None:
    case = house.file()
    ask(case)

    with pytest.raises(MissingReasonError):
        case.do(confirming.answer, NOT_MINE, " ", actor=head(case), at=MONDAY + 2 * HOUR)


def test_another_rt_head_answers_nothing(house: House) -> None:
    case = house.file()
    ask(case)
    other = replace(head(case), rt_id=head(case).rt_id + 1)

    assert refusal(lambda: case.do(confirming.answer, MINE, "", actor=other, at=MONDAY + 2 * HOUR)) == "not_asked"


def test_a_link_lives_until_the_answer_or_a_newer_link(house: House) -> None:
    case = house.file()
    first = ask(case)
    second = case.do(confirming.ask_again, actor=case.officer, at=MONDAY + 2 * HOUR)

    assert second.until_at == first.until_at
    assert refusal(lambda: confirming.opened_by(first.secret, at=MONDAY + 2 * HOUR)) == "rt_link_over"
    assert confirming.opened_by(second.secret, at=MONDAY + 2 * HOUR).request.code == case.code
    case.do(confirming.answer, MINE, "", actor=head(case), at=MONDAY + 3 * HOUR)
    assert refusal(lambda: confirming.opened_by(second.secret, at=MONDAY + 3 * HOUR)) == "rt_link_over"


def test_only_the_office_makes_a_new_link(house: House) -> None:
    case = house.file()
    for actor in (house.next_door.officers[0], case.asks):
        ask_again = lambda actor=actor: case.do(confirming.ask_again, actor=actor, at=MONDAY + HOUR)  # noqa: E731
        with pytest.raises(IllegalStepError):
            ask_again()
    ask(case)

    assert refusal(ask_again) == "other_office"


def test_a_pin_is_asked_for_and_a_wrong_one_opens_nothing(house: House) -> None:
    case = house.file()
    ask(case)

    assert confirming.check_pin(case.now, RT_PIN) == head(case)
    assert refusal(lambda: confirming.check_pin(case.now, "274917")) == "rt_wrong_pin"


def choose(case: Case, pin: str, *, at: object, actor: Actor) -> None:
    """Type a new PIN for the head of the RT at somebody's desk."""
    with transaction():
        pins.choose(confirming.rt_of(case.now, at=MONDAY).id, pin, actor=actor, at=at)


def test_at_whose_desk_the_pin_was_typed_asks_that_head_nothing(house: House) -> None:
    case, (first, second) = house.file(), house.desk.officers[:2]
    choose(case, "482913", at=MONDAY, actor=first)

    assert refusal(lambda: ask(case, actor=first)) == "rt_pin_at_yours"
    ask(case, actor=second)
    again = lambda: case.do(confirming.ask_again, actor=first, at=MONDAY + 2 * HOUR)  # noqa: E731 - tried once, refused
    assert refusal(again) == "rt_pin_at_yours"
    assert confirming.check_pin(case.now, "482913") == head(case)


def test_a_pin_typed_after_the_question_answers_the_next_one_only(house: House) -> None:
    """Whoever holds the link may have typed it, or a colleague for them."""
    case = house.file()
    ask(case)
    choose(case, "482913", at=MONDAY + 2 * HOUR, actor=house.desk.officers[1])

    assert refusal(lambda: confirming.check_pin(case.now, "482913")) == "rt_pin_later"
    assert refusal(lambda: confirming.check_pin(case.now, RT_PIN)) == "rt_wrong_pin"


@pytest.mark.parametrize(
    ("pin", "code"),
    [("12345", "rt_pin_form"), ("12a456", "rt_pin_form"), ("111111", "rt_pin_easy"), ("345678", "rt_pin_easy")],
)
def test_a_pin_is_six_digits_that_nobody_guesses(house: House, pin: str, code: str) -> None:
    row = db.session.query(Rt).first()

    with transaction():
        assert refusal(lambda: pins.choose(row.id, pin, actor=house.desk.officers[0], at=MONDAY)) == code
        assert (
            refusal(lambda: pins.choose(row.id, "274910", actor=house.next_door.officers[0], at=MONDAY)) == "no_such_rt"
        )
        assert refusal(lambda: pins.choose(row.id, "274910", actor=house.desk.supervisor, at=MONDAY)) == "page"


# ── Not answered ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_a_wall_after_one_working_day_it_goes_on_by_itself(house: House) -> None:
    case = house.file(at=FRIDAY)
    ask(case, at=FRIDAY + HOUR)
    before = case.now.promised_at

    assert sweeping.sweep(at=SATURDAY + timedelta(days=2, hours=6)) == 0
    assert sweeping.sweep(at=SATURDAY + timedelta(days=2, hours=7, minutes=30)) == 1

    request = case.now
    assert (request.status, request.history[-1].step) == (Status.SUBMITTED, Step.CONFIRMATION_OVER)
    assert request.history[-1].actor_user_id is None
    assert confirming.heard(request).answer is None
    assert request.promised_at == before + timedelta(days=1)
    (offer,) = serving.offers(case.desk.office_id, actor=case.officer, at=MONDAY + timedelta(days=8))
    assert offer.code == case.code


def test_an_answer_that_comes_too_late_is_refused_even_before_the_sweep(house: House) -> None:
    case = house.file()
    asked = ask(case)

    assert refusal(lambda: case.do(confirming.answer, MINE, "", actor=head(case), at=asked.until_at)) == "rt_link_over"
    with pytest.raises(IllegalStepError):
        case.do(confirming.give_up, actor=SYSTEM, at=asked.until_at - timedelta(seconds=1))


def test_the_applicant_may_withdraw_while_the_rt_is_asked(house: House) -> None:
    case = house.file()
    ask(case)

    case.do(filing.withdraw, "Tidak jadi.", actor=case.asks, at=MONDAY + 2 * HOUR)

    assert case.now.status is Status.WITHDRAWN


@pytest.mark.parametrize(("off", "steps"), [((), 1), (("lock", "version"), 2)])
def test_only_without_its_guards_is_a_question_answered_and_given_up_at_once(
    no_worker: Flask, house: House, switch_off: Callable[..., None], off: tuple[str, ...], steps: int
) -> None:
    case = house.file()
    asked = ask(case)
    who, race = head(case), Race(2)
    switch_off(*off)

    def end(act: Callable[[Request], None]) -> None:
        with suppress(DomainError), race.transaction():
            request = queries.for_change(case.code)
            race.look()
            act(request)

    last = asked.until_at - timedelta(seconds=1)
    together(no_worker, [
        lambda: end(lambda request: confirming.answer(request, MINE, "", actor=who, at=last)),
        lambda: end(lambda request: confirming.give_up(request, actor=SYSTEM, at=asked.until_at)),
    ])  # fmt: skip

    ends = [one for one in case.now.history if one.step in (Step.CONFIRMED, Step.CONFIRMATION_OVER)]
    assert len(ends) == steps


def test_the_letter_of_the_rt_is_sent_again_though_the_office_asks_the_head_instead(house: House) -> None:
    """It came with the request, and an officer could not read it: who is asked for something can always send it."""
    case = house.file().checked()
    gap = reviewing.Gap("proof", "pengantar_rt", Verdict.UNCLEAR, "Foto lagi di tempat terang.")
    life.ask(case.code, case.officer, [gap], at=MONDAY + 2 * HOUR)

    life.mend(case.code, case.asks, at=MONDAY + 3 * HOUR, rng=house.rng)

    assert case.now.status is Status.SUBMITTED
    assert [one.requirement for one in case.now.proofs].count("pengantar_rt") == 2
