"""Heirs come to the office to sign: offered soon the wait is theirs, offered late the office's; and an objection."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.demo import life
from eservice.kernel.clock import WIB
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    InvalidInputError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
)
from eservice.kernel.transaction import transaction
from eservice.metrics.queries import runs_of_request
from eservice.notifications import actions as messages
from eservice.notifications.models import Message
from eservice.offices import queries as offices
from eservice.requests import appointments, blocking, filing, queries, reviewing, sweeping, visiting
from eservice.requests.appointments import Invitation
from eservice.requests.clock import Stage
from eservice.requests.meetings import Window
from eservice.requests.papers import latest_proofs
from eservice.requests.rules import NotFinishedError, blocked_by
from eservice.requests.workflow import Status, Verdict, VisitOutcome
from eservice.uploads import actions as uploads
from eservice.uploads.models import Upload
from eservice.worktime import actions as worktime
from tests.domain.guards import Race, together
from tests.domain.requests.house import DAY, HOUR, MINUTE, Case, House
from tests.domain.requests.test_visits import held
from tests.times import MONDAY, TUESDAY, WEDNESDAY

THURSDAY_MORNING = Window(MONDAY + 3 * DAY, MONDAY + 3 * DAY + HOUR)
"""Thursday 9 July, 09.00 to 10.00."""
FRIDAY_MORNING = Window(MONDAY + 4 * DAY, MONDAY + 4 * DAY + HOUR)


def due(*, day: int, hour: int = 16) -> datetime:
    """Return an hour of a day of that July in Jambi."""
    return datetime(2026, 7, day, hour, tzinfo=WIB)


def taken(house: House, service: str = "SKAW", **wish: Any) -> Case:
    case = house.file(service, **wish)
    life.claim(case.code, case.officer, at=MONDAY)
    return case


def offer(
    case: Case,
    window: Window = THURSDAY_MORNING,
    *,
    at: datetime = TUESDAY,
    actor: Actor | None = None,
    phoned: str = "",
) -> int:
    """Offer everybody named in the request a time; return the number of the appointment."""
    host = offices.membership(case.officer.membership_id or 0)
    called = [one.name for one in appointments.guests(case.now)]
    invitation = Invitation(window=window, called=called, host=host, phoned=phoned)
    case.do(appointments.offer, invitation, actor=actor or case.officer, at=at)
    return case.now.visits[-1].id


def scan_by(actor: Actor, at: datetime) -> Callable[[], Upload]:
    return lambda: uploads.receive(life.scan("Pernyataan"), owner=uploads.Owner(user_id=actor.user_id), at=at)


def reads(case: Case, *, at: datetime) -> None:
    """Let the applicant open what came to the inbox."""
    with transaction():
        messages.mark_inbox_read(case.asks.user_id or 0, at=at)


def told(case: Case) -> list[str]:
    db.session.remove()
    rows = db.session.scalars(select(Message).order_by(Message.id))
    return [one.template for one in rows if one.channel.value == "inbox"]


def hours(case: Case, stage: Stage, *, at: datetime) -> float:
    return runs_of_request(case.now.id, at)[-1].times.lived[stage] / 3600


def test_a_time_offered_soon_is_told_and_the_wait_for_it_is_the_heirs(house: House) -> None:
    case = taken(house)
    assert case.now.promised_at == due(day=13)

    offer(case)

    now = case.now
    assert (now.status, now.visit_at, now.promised_at) == (
        Status.IN_REVIEW, THURSDAY_MORNING.from_at, due(day=15),
    )  # fmt: skip
    assert len(now.visits[-1].called) == 3
    assert "appointment_offered" in told(case)
    assert hours(case, Stage.THIRD_PARTY, at=MONDAY + 5 * DAY) == 48


def test_a_time_offered_late_stays_on_the_office_and_moves_nothing(house: House) -> None:
    case = taken(house)

    offer(case, FRIDAY_MORNING, at=MONDAY + 3 * DAY)

    assert case.now.promised_at == due(day=13)
    assert hours(case, Stage.THIRD_PARTY, at=MONDAY + 5 * DAY) == 0


def test_all_came_and_signed_and_what_they_signed_goes_on_to_the_officials(house: House) -> None:
    case = taken(house, brings=frozenset({"pernyataan"}))
    meeting = offer(case)
    at = THURSDAY_MORNING.from_at + HOUR

    case.do(appointments.kept, meeting, scan_by(case.officer, at), actor=case.officer, at=at)

    paper = next(one for one in latest_proofs(case.now) if one.requirement == "pernyataan")
    assert (paper.verdict, paper.upload_id is not None, paper.seen_at) == (Verdict.COMPLETE, True, at)
    assert (case.now.visits[-1].outcome, case.now.visit_at) == (VisitOutcome.SIGNED, None)
    life.judge(case.code, case.officer, at=at)
    life.recommend(case.code, case.officer, at=at, rng=house.rng)
    assert case.now.status is Status.AWAITING_SIGNATURE
    with pytest.raises(ConflictError, match="appointment_recorded"), transaction():
        appointments.kept(queries.for_change(case.code), meeting, scan_by(case.officer, at), actor=case.officer, at=at)


def test_who_comes_before_the_hour_gives_back_what_was_not_waited(house: House) -> None:
    case = taken(house)
    meeting = offer(case)
    at = TUESDAY + 2 * HOUR

    case.do(appointments.kept, meeting, scan_by(case.officer, at), actor=case.officer, at=at)

    assert case.now.promised_at == due(day=13)
    assert hours(case, Stage.THIRD_PARTY, at=at + DAY) == 2


@pytest.mark.parametrize("outcome", appointments.FAILED)
def test_not_all_came_and_the_new_time_is_the_heirs_again(house: House, outcome: VisitOutcome) -> None:
    case = taken(house)
    meeting = offer(case)
    reads(case, at=WEDNESDAY)
    at = THURSDAY_MORNING.until_at

    came = case.now.visits[-1].called[1:2]
    case.do(appointments.failed, meeting, outcome, FRIDAY_MORNING, came=came, actor=case.officer, at=at)

    now = case.now
    assert now.history[-1].details.get("came") == ([1] if outcome is VisitOutcome.NOT_ALL else None)
    assert [one.outcome for one in now.visits] == [outcome, None]
    assert now.visits[1].called == now.visits[0].called
    assert (now.visit_at, now.promised_at) == (FRIDAY_MORNING.from_at, due(day=16))
    assert "appointment_again" in told(case)
    assert hours(case, Stage.THIRD_PARTY, at=FRIDAY_MORNING.until_at) == 48 + 23


def test_nobody_came_and_without_a_new_time_the_office_goes_on_and_owes_one(house: House) -> None:
    case = taken(house)
    meeting = offer(case)
    reads(case, at=WEDNESDAY)
    at = THURSDAY_MORNING.until_at
    for early in (WEDNESDAY, at - MINUTE):  # they may still come
        with pytest.raises(InvalidInputError, match="appointment_too_early"):
            case.do(appointments.failed, meeting, VisitOutcome.NOBODY, None, actor=case.officer, at=early)

    case.do(appointments.failed, meeting, VisitOutcome.NOBODY, None, actor=case.officer, at=at)
    assert (case.now.visit_at, "appointment_missed" in told(case)) == (None, True)
    assert hours(case, Stage.THIRD_PARTY, at=at + DAY) == 48

    offer(case, Window(MONDAY + 8 * DAY, MONDAY + 8 * DAY + HOUR), at=MONDAY + 7 * DAY)
    assert case.now.history[-1].rests_until == MONDAY + 8 * DAY


def test_the_applicant_asks_for_another_time_and_the_officer_hears_of_it(house: House) -> None:
    case = taken(house)
    offer(case)
    assert case.now.lease_until == due(day=10, hour=16) + MINUTE * 30, "to the day after the appointment, a Friday"

    case.do(appointments.ask_another_time, "Lebih baik Jumat.", actor=case.asks, at=TUESDAY + HOUR)

    now = case.now
    assert (now.visit_at, now.visits[-1].outcome, now.lease_until) == (None, VisitOutcome.CALLED_OFF, due(day=8))
    assert (now.promised_at, now.history[-1].reason) == (due(day=13), "Lebih baik Jumat.")
    assert "another_time" in told(case)
    offer(case, FRIDAY_MORNING, at=WEDNESDAY)
    assert case.now.promised_at == due(day=15)


def test_nobody_else_asks_for_another_time_and_not_once_the_hour_has_come(house: House) -> None:
    case = taken(house)
    with pytest.raises(ConflictError, match="no_appointment_planned"):
        case.do(appointments.ask_another_time, "", actor=case.asks, at=TUESDAY)
    offer(case)

    stranger = life.open_account(house.resident(), at=MONDAY)
    with pytest.raises(NotAllowedError, match="not_yours"):
        case.do(appointments.ask_another_time, "", actor=stranger, at=TUESDAY)
    with pytest.raises(ConflictError, match="appointment_over"):
        case.do(appointments.ask_another_time, "", actor=case.asks, at=THURSDAY_MORNING.from_at)


def test_what_the_office_calls_off_is_told_and_gives_it_no_new_time(house: House) -> None:
    case = taken(house)
    offer(case)

    assert (case.now.promised_at, hours(case, Stage.THIRD_PARTY, at=WEDNESDAY)) == (due(day=15), 24)

    case.do(appointments.call_off, actor=case.officer, at=WEDNESDAY)
    assert (case.now.promised_at, "appointment_off" in told(case)) == (due(day=13), True)
    offer(case, FRIDAY_MORNING, at=MONDAY + 3 * DAY)

    assert case.now.history[-1].rests_until is None
    assert hours(case, Stage.THIRD_PARTY, at=MONDAY + 5 * DAY) == 0


@pytest.mark.parametrize(
    ("window", "code"),
    [
        (Window(MONDAY - HOUR, MONDAY), "visit_window"),
        (Window(MONDAY + DAY, MONDAY + DAY + 5 * HOUR), "visit_window"),
        (Window(MONDAY + 20 * DAY, MONDAY + 20 * DAY + HOUR), "visit_far"),
        (Window(MONDAY + 5 * DAY, MONDAY + 5 * DAY + HOUR), "appointment_shut"),  # a Saturday
        (Window(MONDAY + DAY + 10 * HOUR, MONDAY + DAY + 11 * HOUR), "appointment_shut"),  # 19.00
        (Window(MONDAY + DAY + 6 * HOUR, MONDAY + DAY + 9 * HOUR), "appointment_shut"),  # past closing
    ],
)
def test_nobody_is_called_to_a_shut_door_or_for_a_window_that_cannot_be(
    house: House, window: Window, code: str
) -> None:
    case = taken(house)

    with pytest.raises(InvalidInputError, match=code):
        offer(case, window, at=MONDAY + MINUTE)


def test_a_day_that_was_decreed_shut_is_no_day_to_come(house: House) -> None:
    case = taken(house)
    why = worktime.Decision(reason="Banjir", confirmed_by_id=house.district.signer.user_id or 0, consent="Camat 9/2026")
    counter = offices.office(house.desk.office_id).counter_calendar_id
    with life.travel(MONDAY), transaction():
        worktime.add_closure(counter, THURSDAY_MORNING.from_at.date(), why, actor=house.desk.supervisor, at=MONDAY)

    with pytest.raises(InvalidInputError, match="appointment_shut"):
        offer(case)


def test_who_may_offer_and_record(house: House) -> None:
    case = taken(house)
    colleague = house.desk.officers[1]
    with pytest.raises(NotAllowedError, match="not_holder"):
        offer(case, actor=colleague)
    with pytest.raises(NotAllowedError, match="permission"):
        offer(case, actor=case.asks)
    meeting = offer(case)

    at = THURSDAY_MORNING.from_at
    with pytest.raises(NotAllowedError, match="not_visitor"):
        case.do(appointments.kept, meeting, scan_by(colleague, at), actor=colleague, at=at)
    with pytest.raises(NotAllowedError, match="held_by_other"):
        case.do(appointments.call_off, actor=colleague, at=at)
    with pytest.raises(ConflictError, match="appointment_unrecorded"):
        offer(case, FRIDAY_MORNING, at=at + HOUR)


def test_nobody_comes_to_an_office_that_a_disruption_shut(house: House) -> None:
    case = taken(house)
    offer(case)
    lease = case.now.lease_until
    held(house, at=TUESDAY + HOUR)

    case.do(appointments.call_off, actor=case.officer, at=WEDNESDAY)

    now = case.now
    assert (now.status, now.visit_at, now.visits[-1].outcome) == (Status.ON_HOLD, None, VisitOutcome.CALLED_OFF)
    assert (now.holder_id, now.lease_until, told(case)[-1]) == (case.officer.membership_id, lease, "appointment_off")


def test_whoever_is_at_the_office_calls_an_appointment_off_that_nobody_has_in_hand(house: House) -> None:
    case = taken(house)
    offer(case)
    case.do(reviewing.release, actor=case.officer, at=TUESDAY + HOUR)

    with pytest.raises(NotAllowedError, match="other_office"):
        case.do(appointments.call_off, actor=house.next_door.officers[0], at=WEDNESDAY)
    case.do(appointments.call_off, actor=case.desk.officers[1], at=WEDNESDAY)

    assert (case.now.status, case.now.visit_at, case.now.holder_id) == (Status.SUBMITTED, None, None)


def test_nobody_is_left_waiting_by_a_decision_or_by_a_visit(house: House) -> None:
    case = taken(house)
    meeting = offer(case)
    life.judge(case.code, case.officer, at=TUESDAY)

    with pytest.raises(NotFinishedError, match="appointment_open"):
        life.recommend(case.code, case.officer, at=TUESDAY, rng=house.rng)
    visitor = offices.membership(case.officer.membership_id or 0)
    with pytest.raises(NotFinishedError, match="appointment_open"):
        case.do(visiting.plan, FRIDAY_MORNING, visitor, actor=case.officer, at=TUESDAY)
    with pytest.raises(ConflictError, match="visit_called_off"):
        case.do(visiting.call_off, "", actor=case.officer, at=TUESDAY)
    with pytest.raises(NotFoundError, match="no_such_visit"):
        case.do(visiting.nobody_home, meeting, FRIDAY_MORNING, visiting.Stood(made_at=TUESDAY), actor=case.officer,
                at=TUESDAY)  # fmt: skip
    case.do(filing.withdraw, "", actor=case.asks, at=TUESDAY)
    assert [one.outcome for one in case.now.visits] == [VisitOutcome.CALLED_OFF]


def test_where_no_paper_is_signed_at_the_office_nobody_is_called_and_nothing_is_blocked(house: House) -> None:
    case = taken(house, "SKD")

    with pytest.raises(ConflictError, match="no_appointment"):
        case.do(appointments.offer, Invitation(window=THURSDAY_MORNING, called=["Siti"],
                host=offices.membership(case.officer.membership_id or 0)), actor=case.officer, at=TUESDAY)  # fmt: skip
    with pytest.raises(ConflictError, match="no_appointment"):
        case.do(blocking.block, "Ada keberatan ahli waris lain.", actor=case.officer, at=TUESDAY)


def test_an_objection_stops_everything_rests_once_and_is_told_without_who_objects(house: House) -> None:
    case = taken(house)
    offer(case)
    with pytest.raises(MissingReasonError):
        case.do(blocking.block, " ", actor=case.officer, at=TUESDAY)

    case.do(blocking.block, "Ada keberatan ahli waris lain.", actor=case.officer, at=TUESDAY + HOUR)

    now = case.now
    assert (now.status, now.visit_at, now.promised_at) == (Status.IN_REVIEW, None, due(day=20))
    assert "blocked" in told(case)
    life.judge(case.code, case.officer, at=WEDNESDAY)
    with pytest.raises(NotFinishedError, match="blocked"):
        life.recommend(case.code, case.officer, at=WEDNESDAY, rng=house.rng)
    with pytest.raises(NotFinishedError, match="blocked"):
        offer(case, FRIDAY_MORNING, at=WEDNESDAY)
    with pytest.raises(ConflictError, match="blocked_already"):
        case.do(blocking.block, "Lagi.", actor=case.officer, at=WEDNESDAY)

    case.do(blocking.unblock, "Keberatan dicabut tertulis.", actor=case.officer, at=WEDNESDAY)
    assert case.now.promised_at == due(day=14)
    case.do(blocking.block, "Keberatan lagi.", actor=case.officer, at=WEDNESDAY + HOUR)
    assert (case.now.history[-1].rests_until, case.now.promised_at) == (None, due(day=14))


def test_while_heirs_settle_an_objection_no_lease_runs_out_and_takes_the_days_from_them(house: House) -> None:
    """Blocked on Tuesday 7 for five working days: to Tuesday 14 the officer has nothing to do but wait."""
    case = taken(house)
    case.do(blocking.block, "Ada keberatan ahli waris lain.", actor=case.officer, at=TUESDAY)
    life.judge(case.code, case.officer, at=WEDNESDAY)

    sweeping.sweep(at=due(day=14))

    assert (case.now.status, case.now.promised_at) == (Status.IN_REVIEW, due(day=20))
    assert hours(case, Stage.THIRD_PARTY, at=due(day=14)) == 7 * 24 + 7
    sweeping.sweep(at=due(day=15))
    assert (case.now.status, case.now.promised_at) == (Status.SUBMITTED, due(day=20))


def test_an_objection_outlives_its_officer_and_ends_in_a_refusal(house: House) -> None:
    case = taken(house)
    case.do(blocking.block, "Ada keberatan ahli waris lain.", actor=case.officer, at=TUESDAY)
    case.do(reviewing.release, actor=case.officer, at=TUESDAY)
    other = taken(house)
    with pytest.raises(ConflictError, match="not_blocked"):
        other.do(blocking.unblock, "Sudah.", actor=other.officer, at=TUESDAY)

    colleague = house.desk.officers[1]
    life.claim(case.code, colleague, at=WEDNESDAY)
    assert blocked_by(case.now.history) is not None
    case.do(reviewing.propose_rejection, reviewing.Refusal.DISPUTED, "Ada keberatan ahli waris lain.", actor=colleague,
            at=WEDNESDAY)  # fmt: skip

    assert case.now.status is Status.AWAITING_SIGNATURE


@pytest.mark.parametrize(("off", "recorded"), [((), 1), (("lock", "version"), 2)])
def test_only_without_its_guards_is_one_appointment_recorded_twice(
    no_worker: Flask, house: House, switch_off: Callable[..., None], off: tuple[str, ...], recorded: int
) -> None:
    case = taken(house)
    meeting = offer(case)
    race = Race(2)
    switch_off(*off)

    def record() -> None:
        with suppress(ConflictError), race.transaction():
            request = queries.for_change(case.code)
            assert [one.id for one in request.visits] == [meeting]
            race.look()
            at = THURSDAY_MORNING.from_at + timedelta(hours=1)
            appointments.kept(request, meeting, scan_by(case.officer, at), actor=case.officer, at=at)

    together(no_worker, [record, record])

    assert case.steps().count("appointment_kept") == recorded


def test_an_objection_noted_and_lifted_at_once_mends_no_late_offer(house: House) -> None:
    case, at = taken(house), MONDAY + 3 * DAY
    case.do(blocking.block, "Ada keberatan.", actor=case.officer, at=at)
    case.do(blocking.unblock, "Dicabut.", actor=case.officer, at=at + MINUTE)

    offer(case, FRIDAY_MORNING, at=at + 2 * MINUTE)

    assert case.now.promised_at == due(day=13)
    assert hours(case, Stage.THIRD_PARTY, at=MONDAY + 5 * DAY) < 0.1


def test_a_time_that_replaces_another_gives_back_what_was_not_waited_for_the_first(house: House) -> None:
    """Offered Tuesday for Thursday 16, replaced at once by Thursday 9, and all come on Tuesday."""
    case = taken(house)
    offer(case, Window(MONDAY + 10 * DAY, MONDAY + 10 * DAY + HOUR))
    assert case.now.promised_at == due(day=22)

    meeting = offer(case, at=TUESDAY + HOUR)
    assert case.now.promised_at == due(day=15)
    at = TUESDAY + 2 * HOUR
    case.do(appointments.kept, meeting, scan_by(case.officer, at), actor=case.officer, at=at)

    assert case.now.promised_at == due(day=13)


@pytest.mark.parametrize("lets_go", [False, True])
def test_also_once_the_hour_has_come_what_the_office_calls_off_moves_no_promise(house: House, lets_go: bool) -> None:
    case = taken(house)
    offer(case)
    if lets_go:
        case.do(reviewing.release, actor=case.officer, at=WEDNESDAY)
    at = THURSDAY_MORNING.until_at

    case.do(appointments.call_off, actor=case.officer, at=at)

    assert (case.now.promised_at, hours(case, Stage.THIRD_PARTY, at=at)) == (due(day=13), 0)


def test_nobody_is_absent_who_was_not_told_before_the_hour(house: House) -> None:
    case = taken(house)
    meeting, at = offer(case), THURSDAY_MORNING.until_at
    reads(case, at=THURSDAY_MORNING.from_at + MINUTE)
    life.telephone(case.code, case.officer, at=at)

    with pytest.raises(NotAllowedError, match="appointment_untold"):
        case.do(appointments.failed, meeting, VisitOutcome.NOBODY, None, actor=case.officer, at=at)
    for came in ((), ("Bukan siapa-siapa",)):  # nor is it some who came, without anybody who did
        with pytest.raises(InvalidInputError, match="nobody_came"):
            case.do(appointments.failed, meeting, VisitOutcome.NOT_ALL, None, came=came, actor=case.officer, at=at)
    came = case.now.visits[-1].called[:1]  # who came was told
    case.do(appointments.failed, meeting, VisitOutcome.NOT_ALL, None, came=came, actor=case.officer, at=at)

    assert case.now.visits[-1].outcome is VisitOutcome.NOT_ALL


def test_the_clock_stands_on_nobody_whom_no_message_reaches_unless_a_call_is_noted(house: House) -> None:
    silent, called = (taken(house, helper=house.desk.officers[1]) for _each in range(2))

    offer(silent)
    meeting = offer(called, phoned="Dijawab Siti; semua bisa.")

    assert [one.now.history[-1].rests_until for one in (silent, called)] == [None, THURSDAY_MORNING.from_at]
    at = THURSDAY_MORNING.until_at
    called.do(appointments.failed, meeting, VisitOutcome.NOBODY, FRIDAY_MORNING, actor=called.officer, at=at)
    assert called.now.history[-1].rests_until is None, "nobody was told of the second time"


def test_an_objection_at_the_meeting_is_recorded_as_what_it_is(house: House) -> None:
    raised, before = taken(house), taken(house)
    for case in (raised, before):
        offer(case)

    raised.do(blocking.block, "Anak kedua keberatan.", actor=raised.officer, at=THURSDAY_MORNING.from_at + MINUTE,
              at_meeting=True)  # fmt: skip
    before.do(blocking.block, "Ada keberatan.", actor=before.officer, at=WEDNESDAY, at_meeting=True)

    found = [case.now.visits[-1] for case in (raised, before)]
    assert [one.outcome for one in found] == [VisitOutcome.OBJECTED, VisitOutcome.CALLED_OFF]
    assert (found[0].recorded_by_id, raised.now.visit_at) == (raised.officer.membership_id, None)


def test_an_objection_from_elsewhere_is_no_proof_that_anybody_came(house: House) -> None:
    case = taken(house)
    offer(case)
    at = FRIDAY_MORNING.from_at

    with pytest.raises(ConflictError, match="appointment_unrecorded"):
        case.do(blocking.block, "Ada keberatan.", actor=case.officer, at=at)
    assert (case.now.visits[-1].outcome, hours(case, Stage.THIRD_PARTY, at=at)) == (None, 48)
    case.do(appointments.call_off, actor=case.officer, at=at)
    case.do(blocking.block, "Ada keberatan.", actor=case.officer, at=at)

    assert case.now.visits[-1].outcome is VisitOutcome.CALLED_OFF
    assert hours(case, Stage.THIRD_PARTY, at=at) == 0


def test_an_objection_keeps_its_days_while_the_request_changes_hands(house: House) -> None:
    case = taken(house)
    case.do(blocking.block, "Ada keberatan ahli waris lain.", actor=case.officer, at=TUESDAY)
    case.do(reviewing.release, actor=case.officer, at=WEDNESDAY)
    life.claim(case.code, house.desk.officers[1], at=MONDAY + 3 * DAY)

    assert (case.now.promised_at, case.now.lease_until) == (due(day=20), due(day=15))
    assert hours(case, Stage.THIRD_PARTY, at=due(day=14)) == 7 * 24 + 7
    case.do(blocking.unblock, "Dicabut.", actor=house.desk.officers[1], at=MONDAY + 4 * DAY)
    assert case.now.promised_at == due(day=16)


def test_during_a_disruption_the_heirs_still_say_that_they_cannot_come(house: House) -> None:
    case = taken(house)
    offer(case)
    held(house, at=TUESDAY + HOUR)

    case.do(appointments.ask_another_time, "Lebih baik Jumat.", actor=case.asks, at=WEDNESDAY)

    assert (case.now.status, case.now.visit_at, told(case)[-1]) == (Status.ON_HOLD, None, "another_time")
