"""A complaint reaches somebody who has no part in it, and is answered in working days."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.complaints import actions, following, parts, queries, steps
from eservice.complaints.models import Complaint
from eservice.complaints.rules import (
    Against,
    ComplaintState,
    ComplaintStep,
    Finding,
    Kind,
    Lane,
    Lesson,
    Limit,
    Openness,
)
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    DomainError,
    IllegalStepError,
    InvalidInputError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
)
from eservice.kernel.transaction import transaction
from eservice.notifications.models import Message
from eservice.offices import queries as offices
from eservice.offices.models import Membership
from eservice.offices.queries import office_by_code
from eservice.requests import assigning
from eservice.worktime.files import HOLIDAYS
from tests.domain.complaints.conftest import Complain
from tests.domain.requests.house import DAY, HOUR, House
from tests.times import MONDAY


def do(verb: Callable[..., Any], code: str, *told: Any, actor: Actor, at: datetime = MONDAY + HOUR) -> Complaint:
    with transaction():
        verb(code, *told, actor=actor, at=at)
    return now(code)


def now(code: str) -> Complaint:
    db.session.remove()
    found = queries.by_code(code)
    assert found is not None
    return found


def told(user_id: int | None) -> list[str]:
    """Return the messages in somebody's inbox, oldest first."""
    db.session.rollback()
    return [
        one.template for one in db.session.query(Message).filter_by(user_id=user_id, channel="inbox").order_by("id")
    ]


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    db.session.rollback()
    return refused.value.code


DEADLINES = [
    # (filed, first answer, question, ordinary, examined)
    (datetime.fromisoformat("2026-07-06T02:00Z"), "07-09", "07-13", "07-24", "09-30"),
    (datetime.fromisoformat("2026-07-11T03:00Z"), "07-15", "07-17", "07-30", "10-06"),
    (datetime.fromisoformat("2026-03-17T07:00Z"), "03-27", "03-31", "04-14", "06-26"),
    (datetime.fromisoformat("2026-12-23T08:00Z"), "12-30", "01-04", "01-18", "04-05"),
]
"""In an ordinary week, from a Saturday, over the Eid block of March (18 to 24), and over Christmas."""


def by_hand(filed: datetime, days: int, closed: set[date]) -> date:
    """Count working days as a clerk does with a calendar on the wall."""
    on = wib(filed).date()
    while days:
        on += timedelta(days=1)
        days -= on.weekday() < 5 and on not in closed
    return on


def closed_days() -> set[date]:
    """Return the days of the published list, read anew."""
    lines = HOLIDAYS.read_text(encoding="utf-8").splitlines()[1:]
    return {date.fromisoformat(one.split(",")[0]) for one in lines}


def test_the_deadlines_are_ends_of_working_days_over_weekends_and_holidays(house: House) -> None:
    office, closed = office_by_code("kel-telanaipura"), closed_days()
    for filed, *expected in DEADLINES:
        first, question = steps.due(office, Lane.QUESTION, at=filed)
        found = [first, question, *(steps.due(office, lane, at=filed)[1] for lane in (Lane.ORDINARY, Lane.EXAMINED))]
        assert [wib(one).date() for one in found] == [by_hand(filed, days, closed) for days in (3, 5, 14, 60)], filed
        assert [wib(one).strftime("%m-%d") for one in found] == expected
    assert wib(steps.due(office, Lane.QUESTION, at=DEADLINES[0][0])[1]).strftime("%H.%M") == "16.00"


def test_a_complaint_is_taken_answered_rated_and_closed(house: House, complain: Complain) -> None:
    case = house.file()
    code, leads = complain(about=case, by=case.asks), house.desk.supervisor
    assert now(code).user_id == case.asks.user_id
    assert told(leads.user_id)[-1:] == ["complaint_filed"]

    assert refusal(lambda: do(actions.answer, code, "Ya.", Finding.FOUNDED, Lesson.NONE, actor=leads)) == (
        "complaint_not_taken"
    )
    taken = do(actions.take, code, Lane.ORDINARY, actor=leads)
    assert (taken.state, taken.first_at) == (ComplaintState.HANDLED, MONDAY + HOUR)
    empty = refusal(lambda: do(actions.answer, code, " ", Finding.FOUNDED, Lesson.NONE, actor=leads))
    assert empty == "complaint_words"
    answered = do(actions.answer, code, "Sudah kami selesaikan.", Finding.FOUNDED, Lesson.KNOWLEDGE, actor=leads)
    assert answered.state is ComplaintState.ANSWERED
    assert [one for one in told(case.asks.user_id) if one.startswith("complaint")] == [
        "complaint_taken",
        "complaint_answered",
    ]
    assert queries.training_needs([house.desk.office_id], since=MONDAY) == {house.desk.office_id: 1}

    with transaction():
        following.rate(code, 4, at=MONDAY + DAY)
    assert (now(code).state, now(code).rating) == (ComplaintState.CLOSED, 4)
    with pytest.raises(IllegalStepError), transaction():
        following.rate(code, 1, at=MONDAY + DAY)
    with pytest.raises(InvalidInputError), transaction():
        following.rate(code, 5, at=MONDAY + DAY)


def test_an_answer_that_is_none_is_opened_again_one_office_higher(house: House, complain: Complain) -> None:
    code, leads = complain(Kind.OTHER, email="ibu@contoh.id"), house.desk.supervisor
    do(actions.take, code, Lane.QUESTION, actor=leads)
    do(actions.answer, code, "Bukan urusan kami.", Finding.UNFOUNDED, Lesson.NONE, actor=leads)
    with pytest.raises(MissingReasonError), transaction():
        following.reopen(code, " ", at=MONDAY + DAY)

    with transaction():
        following.reopen(code, "Itu bukan jawaban.", at=MONDAY + DAY)
    again = now(code)
    assert (again.state, again.desk_id, again.taken_by_id) == (ComplaintState.HANDLED, house.district.office_id, None)
    assert again.answer_by > MONDAY + DAY
    assert refusal(lambda: do(actions.take, code, Lane.QUESTION, actor=leads)) == "complaint_desk"
    do(actions.take, code, Lane.QUESTION, actor=house.district.supervisor, at=MONDAY + 2 * DAY)
    do(
        actions.answer, code, "Maaf, ini jawabannya.", Finding.FOUNDED, Lesson.CONDUCT,
        actor=house.district.supervisor, at=MONDAY + 2 * DAY,
    )  # fmt: skip

    with pytest.raises(ConflictError), transaction():
        following.reopen(code, "Belum puas.", at=MONDAY + 40 * DAY)
    with transaction():
        assert following.watch(at=MONDAY + 40 * DAY) == 1
    assert now(code).state is ComplaintState.CLOSED


def test_what_nobody_answers_rises_office_by_office_and_is_told_to_both_sides(
    house: House, complain: Complain, inspector: Actor
) -> None:
    case = house.file()
    code = complain(by=case.asks)
    assert not following.is_due(at=MONDAY + 3 * DAY), "Thursday 16.00 has not come"

    def sweep(at: datetime) -> int | None:
        assert following.is_due(at=at)
        with transaction():
            assert following.watch(at=at) == 1
        assert not following.is_due(at=at), "each deadline is told of once"
        return now(code).desk_id

    assert sweep(MONDAY + 4 * DAY) == house.district.office_id
    assert told(house.district.supervisor.user_id) == ["complaint_late"]
    assert told(case.asks.user_id)[-1] == "complaint_is_late"
    assert sweep(MONDAY + 30 * DAY) is None
    assert told(inspector.user_id) == ["complaint_late"]
    do(actions.take, code, Lane.ORDINARY, actor=inspector, at=MONDAY + 30 * DAY)
    assert queries.counts(inspector, since=MONDAY, at=MONDAY + 30 * DAY).late == 1


def test_nobody_handles_what_they_had_a_part_in_and_it_goes_to_the_office_above(
    house: House, complain: Complain
) -> None:
    case, leads = house.file(), house.desk.supervisor
    case.checked()
    case.do(
        assigning.assign, _member(house.desk.officers[1]), "Sakit.",
        seen=case.now.holder_id, actor=leads, at=MONDAY + 2 * HOUR,
    )  # fmt: skip

    for openness in Openness:
        code = complain(about=case, openness=openness, at=MONDAY + 3 * HOUR)
        assert now(code).desk_id == house.district.office_id, openness
        assert refusal(lambda: do(actions.take, code, Lane.ORDINARY, actor=leads)) == "complaint_desk"  # noqa: B023
    assert now(code).request_id is None, "an anonymous one keeps no request, yet who had a part"


def _member(actor: Actor) -> Membership:
    return offices.membership(actor.membership_id or 0)


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "twin: guard removed"])
def test_who_takes_a_step_of_the_request_meanwhile_is_out_from_then_on(
    house: House, complain: Complain, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr(parts, "part_in", lambda _complaint, *, at: set())
    case, leads = house.file(), house.desk.supervisor
    code = complain(about=case)
    assert now(code).desk_id == house.desk.office_id
    case.checked()
    case.do(
        assigning.assign, _member(house.desk.officers[1]), "Sakit.", seen=case.now.holder_id, actor=leads,
        at=MONDAY + 2 * HOUR,
    )  # fmt: skip

    if guarded:
        assert refusal(lambda: do(actions.take, code, Lane.ORDINARY, actor=leads)) == "complaint_part"
    else:
        assert do(actions.take, code, Lane.ORDINARY, actor=leads).taken_by_id == leads.membership_id


def test_what_is_said_against_who_leads_begins_one_office_higher_and_is_hidden_from_them(
    house: House, complain: Complain
) -> None:
    for against in (Against.SIGNER, Against.SUPERVISOR):
        code = complain(against=against)
        assert now(code).desk_id == house.district.office_id
        with pytest.raises(NotFoundError):
            queries.complaint(code, actor=house.desk.supervisor)
        assert queries.complaint(code, actor=house.district.supervisor).code == code


def test_what_goes_past_the_unit_is_not_there_for_anybody_of_it(
    house: House, complain: Complain, inspector: Actor
) -> None:
    case = house.file()
    case.checked()
    before = {one.user_id: told(one.user_id) for one in (house.desk.supervisor, house.district.supervisor)}
    codes = [complain(kind, about=case, by=case.asks) for kind in (Kind.BRIBE, Kind.ABUSE, Kind.CONFLICT)]

    for leads in (house.desk.supervisor, house.district.supervisor, house.desk.signer, house.desk.officers[0]):
        assert [*queries.waiting(leads), *queries.elsewhere(leads), *queries.done(leads)] == []
        assert queries.count_waiting(leads) == 0
        assert queries.counts(leads, since=MONDAY, at=MONDAY + DAY).filed == 0
        for code in codes:
            with pytest.raises(NotFoundError):
                queries.complaint(code, actor=leads)
    with transaction():
        following.watch(at=MONDAY + 5 * DAY)
    assert {user: told(user) for user in before} == before, "late or not, nobody of the unit is told"
    do(actions.take, codes[0], Lane.EXAMINED, actor=inspector)
    do(actions.answer, codes[0], "Terima kasih.", Finding.FOUNDED, Lesson.CONDUCT, actor=inspector)
    assert queries.training_needs([house.desk.office_id], since=MONDAY) == {}
    assert len(queries.waiting(inspector)) == 2


def test_an_anonymous_complaint_keeps_nothing_of_who_sent_it(house: House, complain: Complain) -> None:
    case = house.file()
    code = complain(about=case, by=case.asks, openness=Openness.ANONYMOUS, name="Siti", email="siti@contoh.id")
    kept = now(code)

    assert (kept.user_id, kept.request_id, kept.name, kept.email) == (None, None, None, None)
    assert [one.actor_user_id for one in kept.history] == [None]
    assert queries.own(case.asks.user_id or 0) == []
    do(actions.take, code, Lane.ORDINARY, actor=house.desk.supervisor)
    assert not [one for one in told(case.asks.user_id) if one.startswith("complaint")]


def test_an_open_request_never_keeps_its_owner_from_complaining_of_it_again_and_again(
    house: House, complain: Complain
) -> None:
    case = house.file()
    assert len({complain(about=case, by=case.asks) for _again in range(3)}) == 3
    assert len(queries.own(case.asks.user_id or 0)) == 3


def test_the_days_are_data_and_hold_for_what_is_filed_from_then_on(house: House, complain: Complain) -> None:
    keeper = Actor(Role.ADMIN)
    with pytest.raises(NotAllowedError), transaction():
        actions.set_limit(Limit.FIRST, 1, "SK 1", actor=house.desk.supervisor, at=MONDAY)
    for days, basis in ((0, "SK 1"), (121, "SK 1"), (1, " ")):
        with pytest.raises((InvalidInputError, MissingReasonError)), transaction():
            actions.set_limit(Limit.FIRST, days, basis, actor=keeper, at=MONDAY)
    earlier = now(complain()).first_by
    with transaction():
        actions.set_limit(Limit.FIRST, 1, "SK Wali Kota 12/2026", actor=keeper, at=MONDAY)

    assert wib(now(complain()).first_by).date() == date(2026, 7, 7)
    assert wib(earlier).date() == date(2026, 7, 9)


def test_it_is_passed_on_with_a_reason_that_is_read(house: House, complain: Complain, inspector: Actor) -> None:
    code = complain()
    do(actions.forward, code, "Menyangkut dua kelurahan.", actor=house.desk.supervisor)
    do(actions.forward, code, "Perlu diperiksa Inspektorat.", actor=house.district.supervisor)
    assert refusal(lambda: do(actions.forward, code, "Lagi.", actor=inspector)) == "complaint_highest"
    assert [one.words for one in queries.answers(now(code))] == [
        "Menyangkut dua kelurahan.",
        "Perlu diperiksa Inspektorat.",
    ]
    dismissed = do(actions.dismiss, code, "Ini urusan PLN: hubungi 123.", actor=inspector)
    assert dismissed.state is ComplaintState.DISMISSED
    assert ComplaintStep.DISMISS in [one.step for one in dismissed.history]
