"""Visits: the citizen is told, the office's clock runs, only a recorded absence stands on the citizen; once is once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.demo import life
from eservice.kernel.clock import WIB
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, InvalidInputError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.metrics.queries import runs_of_request
from eservice.metrics.rules import Period
from eservice.metrics.sets import Shown, behind
from eservice.notifications.models import Message
from eservice.offices import queries as offices
from eservice.requests import filing, handover, incidents, queries, queues, reviewing, steps, visiting
from eservice.requests.clock import Stage
from eservice.requests.meetings import Window
from eservice.requests.rules import NotFinishedError
from eservice.requests.surveying import Findings, Floor, Judgement, read_findings
from eservice.requests.views import Sight, Tab
from eservice.requests.visiting import Stood
from eservice.requests.workflow import Status, VisitOutcome
from eservice.uploads import actions as uploads
from tests.domain.guards import Race, together
from tests.domain.requests.house import DAY, HOUR, MINUTE, Case, House
from tests.times import MONDAY

SEEN = Findings(judgement=Judgement.FITS, floor=Floor.CEMENT, work="buruh harian", dependants=3)
MORNING = Window(MONDAY + DAY, MONDAY + DAY + 2 * HOUR)


def due(*, day: int, hour: int = 16) -> datetime:
    """Return an hour of a day of that July in Jambi."""
    return datetime(2026, 7, day, hour, tzinfo=WIB)


def taken(house: House, service: str = "SKTM", **wish: Any) -> Case:
    """Return a request that the officer has taken at once."""
    case = house.file(service, wanted={"bidang": "kesehatan"} if service == "SKTM" else None, **wish)
    life.claim(case.code, case.officer, at=MONDAY)
    return case


def planned(house: House, window: Window = MORNING, **wish: Any) -> tuple[Case, int]:
    """Return a request with a visit planned, and the visit's number."""
    case = taken(house, **wish)
    plan(case, window, at=MONDAY + MINUTE)
    return case, open_visit(case)


def plan(case: Case, window: Window, *, at: datetime, actor: Actor | None = None) -> None:
    visitor = offices.membership((actor or case.officer).membership_id or 0)
    case.do(visiting.plan, window, visitor, actor=actor or case.officer, at=at)


def open_visit(case: Case) -> int:
    visit = visiting.planned(case.now)
    assert visit is not None
    return visit.id


def told(case: Case) -> list[str]:
    db.session.remove()
    rows = db.session.scalars(select(Message).where(Message.request_code == case.code).order_by(Message.id))
    return [one.template for one in rows if one.channel.value == "inbox"]


def stages(case: Case, *, at: datetime) -> dict[Stage, float]:
    lived = runs_of_request(case.now.id, at)[-1].times.lived
    return {stage: seconds / 3600 for stage, seconds in lived.items() if seconds}


def test_a_planned_visit_is_told_gives_the_published_day_once_and_keeps_the_request_in_hand(house: House) -> None:
    case = taken(house)
    assert case.now.promised_at == due(day=8)

    plan(case, MORNING, at=MONDAY + MINUTE)
    lease = case.now.lease_until
    plan(case, Window(MORNING.from_at + HOUR, MORNING.until_at + HOUR), at=MONDAY + 2 * MINUTE)

    assert [one.outcome for one in case.now.visits] == [VisitOutcome.CALLED_OFF, None]
    now = case.now
    assert (now.promised_at, now.visit_at, now.status) == (due(day=9), MORNING.from_at + HOUR, Status.IN_REVIEW)
    assert lease == due(day=8)
    assert told(case).count("visit_planned") == 2
    assert stages(case, at=MONDAY + HOUR).keys() <= {Stage.WAITING, Stage.REVIEW}


def test_a_service_without_days_for_a_visit_may_be_visited_within_its_own_promise(house: House) -> None:
    case, _visit = planned(house, service="SKD")

    assert {event.promised_at for event in case.now.history} == {case.now.promised_at}


def test_what_a_visit_found_is_kept_and_the_promise_stays(house: House) -> None:
    case, visit = planned(house)

    case.do(visiting.record, visit, SEEN, Stood(made_at=MONDAY + DAY), actor=case.officer, at=MONDAY + DAY + HOUR)

    found = case.now.visits[-1]
    assert (found.outcome, read_findings(found.findings), found.made_at) == (VisitOutcome.MET, SEEN, MONDAY + DAY)
    assert (case.now.visit_at, case.now.promised_at) == (None, due(day=9))


def test_nobody_at_home_stands_on_the_citizen_to_the_day_agreed_and_moves_the_promise_by_it(house: House) -> None:
    case, visit = planned(house)
    came = MONDAY + DAY + HOUR
    again = Window(MONDAY + 2 * DAY, MONDAY + 2 * DAY + HOUR)

    case.do(visiting.nobody_home, visit, again, Stood(made_at=came), actor=case.officer, at=came)

    assert (case.now.promised_at, case.now.visit_at) == (due(day=10, hour=16) + 30 * MINUTE, again.from_at)
    assert "not_at_home" in told(case)
    assert stages(case, at=again.from_at + HOUR)[Stage.CITIZEN] == 23
    assert [one.outcome for one in case.now.visits] == [VisitOutcome.NOT_AT_HOME, None]


def test_a_promise_that_was_moved_by_the_wait_for_a_visit_is_due_like_any_other(house: House) -> None:
    far = Window(MONDAY + 4 * DAY, MONDAY + 4 * DAY + HOUR)
    case, visit = planned(house, far)
    again = Window(far.from_at + 3 * DAY, far.from_at + 3 * DAY + HOUR)

    case.do(visiting.nobody_home, visit, again, Stood(made_at=far.from_at), actor=case.officer, at=far.from_at)

    at = far.from_at + HOUR
    (row,) = queues.page(
        Tab.LATE, Sight(office_id=house.desk.office_id, membership_id=case.officer.membership_id, at=at)
    )
    (run,) = runs_of_request(case.now.id, at)
    assert stages(case, at=at)[Stage.CITIZEN] == 1
    assert (row.code, row.paused, handover.is_late(case.now, at=at)) == (case.code, False, True)
    assert behind(Shown.LATE, [run], Period(MONDAY, at)) == [run], "the figure and the queue say the same"


def test_who_is_met_before_the_day_agreed_gives_back_what_was_not_waited(house: House) -> None:
    case, visit = planned(house)
    came, again = MONDAY + DAY + HOUR, Window(MONDAY + 3 * DAY, MONDAY + 3 * DAY + HOUR)
    case.do(visiting.nobody_home, visit, again, Stood(made_at=came), actor=case.officer, at=came)
    moved = case.now.promised_at

    met = came + 2 * HOUR
    case.do(visiting.record, open_visit(case), SEEN, Stood(made_at=met), actor=case.officer, at=met)

    assert moved == due(day=13)
    assert case.now.promised_at == due(day=9)
    assert case.now.nudge_at == steps.promise_nudges(case.now)[0][1] < due(day=9)
    assert stages(case, at=met + HOUR)[Stage.CITIZEN] == 2


def test_a_broken_promise_is_mended_by_nobodys_absence(house: House) -> None:
    far = Window(MONDAY + 4 * DAY, MONDAY + 4 * DAY + HOUR)
    case, visit = planned(house, far)
    came = far.from_at

    case.do(visiting.nobody_home, visit, Window(came + 3 * DAY, came + 3 * DAY + HOUR), Stood(made_at=came),
            actor=case.officer, at=came)  # fmt: skip

    assert case.now.promised_at == due(day=9)


def test_nobody_is_left_waiting_at_home_by_a_decision(house: House) -> None:
    case, _visit = planned(house)
    life.judge(case.code, case.officer, at=MONDAY + HOUR)

    with pytest.raises(NotFinishedError, match="visit_open"):
        life.recommend(case.code, case.officer, at=MONDAY + HOUR, rng=house.rng)
    with pytest.raises(NotFinishedError, match="visit_open"):
        case.do(reviewing.transfer, offices.office(house.next_door.office_id), "Di sana.", actor=case.officer,
                at=MONDAY + HOUR)  # fmt: skip

    case.do(visiting.call_off, "", actor=case.officer, at=MONDAY + HOUR)
    life.recommend(case.code, case.officer, at=MONDAY + HOUR, rng=house.rng)
    assert case.now.status is Status.AWAITING_SIGNATURE
    assert "visit_off" in told(case)


def held(house: House, *, at: datetime) -> None:
    """Declare an incident for the kelurahan; the worker stops what it covers."""
    told = incidents.Declaration(
        service_id=None, office_id=house.desk.office_id, public_text="Listrik padam.", evidence="PLN", begins_at=at,
        until_at=at + 2 * DAY,
    )  # fmt: skip
    with life.travel(at), transaction():
        incidents.declare(told, actor=house.desk.signer, at=at)


def test_during_an_incident_a_visit_is_told_or_called_off_and_the_request_stays_in_hand(house: House) -> None:
    (met, visit), (off, _visit) = planned(house), planned(house)
    at = MONDAY + DAY + HOUR
    held(house, at=MONDAY + HOUR)
    leases = [(case.now.holder_id, case.now.lease_until) for case in (met, off)]

    met.do(visiting.record, visit, SEEN, Stood(made_at=MONDAY + DAY), actor=met.officer, at=at)
    with pytest.raises(NotAllowedError, match="held_by_other"):
        off.do(visiting.call_off, "", actor=off.desk.officers[1], at=at)
    off.do(visiting.call_off, "", actor=off.desk.supervisor, at=at)

    assert {case.now.status for case in (met, off)} == {Status.ON_HOLD}
    assert [(case.now.holder_id, case.now.lease_until) for case in (met, off)] == leases
    assert [case.now.visits[0].outcome for case in (met, off)] == [VisitOutcome.MET, VisitOutcome.CALLED_OFF]
    assert (met.now.visit_at, off.now.visit_at, told(off)[-1]) == (None, None, "visit_off")


def test_whoever_is_at_the_office_calls_a_visit_off_that_nobody_has_in_hand(house: House) -> None:
    case, _visit = planned(house)
    case.do(reviewing.release, actor=case.officer, at=MONDAY + HOUR)

    with pytest.raises(NotAllowedError, match="other_office"):
        case.do(visiting.call_off, "", actor=house.next_door.officers[0], at=MONDAY + HOUR)
    case.do(visiting.call_off, "", actor=case.desk.officers[1], at=MONDAY + HOUR)

    assert (case.now.status, case.now.visit_at, case.now.holder_id) == (Status.SUBMITTED, None, None)


def test_a_citizen_who_withdraws_is_visited_by_nobody(house: House) -> None:
    case, _visit = planned(house)

    case.do(filing.withdraw, "", actor=case.asks, at=MONDAY + HOUR)

    assert (case.now.visit_at, [one.outcome for one in case.now.visits]) == (None, [VisitOutcome.CALLED_OFF])


def test_the_same_telling_sent_again_is_one_visit_and_another_one_is_refused(house: House) -> None:
    case, visit = planned(house)
    send = lambda found, at: case.do(  # noqa: E731 - the same call three times
        visiting.record, visit, found, Stood(made_at=MONDAY + DAY), actor=case.officer, at=at
    )
    send(SEEN, MONDAY + DAY)
    life.judge(case.code, case.officer, at=MONDAY + DAY)
    life.recommend(case.code, case.officer, at=MONDAY + DAY, rng=house.rng)

    send(SEEN, MONDAY + 2 * DAY)
    with pytest.raises(ConflictError, match="visit_recorded"):
        send(Findings(judgement=Judgement.UNSURE), MONDAY + 2 * DAY)

    assert case.steps().count("visited") == 1


@pytest.mark.parametrize(
    ("window", "code"),
    [
        (Window(MONDAY, MONDAY + HOUR), "visit_window"),
        (Window(MONDAY + DAY, MONDAY + DAY), "visit_window"),
        (Window(MONDAY + DAY, MONDAY + DAY + 5 * HOUR), "visit_window"),
        (Window(MONDAY + 20 * DAY, MONDAY + 20 * DAY + HOUR), "visit_far"),
    ],
)
def test_a_window_that_is_past_empty_too_long_or_far_off_is_refused(house: House, window: Window, code: str) -> None:
    case = taken(house)

    with pytest.raises(InvalidInputError, match=code):
        plan(case, window, at=MONDAY + MINUTE)


def test_only_who_holds_it_plans_and_only_who_went_or_holds_it_tells(house: House) -> None:
    case, visit = planned(house)
    colleague = house.desk.officers[1]

    with pytest.raises(NotAllowedError, match="not_holder"):
        plan(case, MORNING, at=MONDAY + HOUR, actor=colleague)
    with pytest.raises(NotAllowedError, match="not_visitor"):
        case.do(visiting.record, visit, SEEN, Stood(made_at=MONDAY + DAY), actor=colleague, at=MONDAY + DAY)
    visitor = offices.membership(house.next_door.officers[0].membership_id or 0)
    with pytest.raises(InvalidInputError, match="other_office"):
        case.do(visiting.plan, MORNING, visitor, actor=case.officer, at=MONDAY + HOUR)


@pytest.mark.parametrize(("made_at", "code"), [(DAY + HOUR, "visit_in_future"), (-HOUR, "visit_before_plan")])
def test_a_visit_is_told_neither_ahead_nor_before_it_was_planned(house: House, made_at: timedelta, code: str) -> None:
    case, visit = planned(house)

    with pytest.raises(InvalidInputError, match=code):
        case.do(visiting.record, visit, SEEN, Stood(made_at=MONDAY + made_at), actor=case.officer, at=MONDAY + DAY)


def test_nobody_is_absent_before_the_hour_they_were_told(house: House) -> None:
    case, visit = planned(house)
    came, again = MORNING.from_at - MINUTE, Window(MONDAY + 3 * DAY, MONDAY + 3 * DAY + HOUR)

    with pytest.raises(InvalidInputError, match="visit_too_early"):
        case.do(visiting.nobody_home, visit, again, Stood(made_at=came), actor=case.officer, at=came)
    assert (case.now.visit_at, case.now.promised_at) == (MORNING.from_at, due(day=9))

    case.do(visiting.record, visit, SEEN, Stood(made_at=came), actor=case.officer, at=came)


def test_who_cannot_be_told_is_proven_absent_by_a_photo_of_the_door(house: House) -> None:
    resident = house.resident(email="", phone="")
    case = taken(house, resident=resident, helper=house.desk.officers[1])
    plan(case, MORNING, at=MONDAY + MINUTE)
    again = Window(MONDAY + 2 * DAY, MONDAY + 2 * DAY + HOUR)
    come = lambda photo: case.do(  # noqa: E731 - with and without the photo
        visiting.nobody_home, open_visit(case), again, Stood(made_at=MONDAY + DAY, photo=photo),
        actor=case.officer, at=MONDAY + DAY,
    )  # fmt: skip

    with pytest.raises(InvalidInputError, match="door_unproven"):
        come(None)
    owner = uploads.Owner(user_id=case.officer.user_id)
    come(lambda: uploads.receive(life.scan("Pintu"), owner=owner, at=MONDAY + DAY))

    assert [one.photo_id is not None for one in case.now.visits] == [True, False]


def test_back_in_the_queue_the_visit_stands_and_whoever_takes_it_goes(house: House) -> None:
    case, visit = planned(house)
    case.do(reviewing.release, actor=case.officer, at=MONDAY + HOUR)
    assert case.now.visit_at == MORNING.from_at
    with pytest.raises(IllegalStepError):
        case.do(visiting.record, visit, SEEN, Stood(made_at=MONDAY + DAY), actor=case.officer, at=MONDAY + DAY)

    life.claim(case.code, house.desk.officers[1], at=MONDAY + 2 * HOUR)
    case.do(visiting.record, visit, SEEN, Stood(made_at=MONDAY + DAY), actor=house.desk.officers[1], at=MONDAY + DAY)

    assert case.steps()[-1] == "visited"


@pytest.mark.parametrize(("off", "recorded"), [((), 1), (("lock", "version"), 2)])
def test_only_without_its_guards_are_two_sendings_at_once_two_visits(
    no_worker: Flask, house: House, switch_off: Callable[..., None], off: tuple[str, ...], recorded: int
) -> None:
    case, visit = planned(house)
    race = Race(2)
    switch_off(*off)

    def send() -> None:
        with race.transaction():
            request = queries.for_change(case.code)
            assert [one.id for one in request.visits] == [visit]
            race.look()
            stood = Stood(made_at=MONDAY + DAY)
            visiting.record(request, visit, SEEN, stood, actor=case.officer, at=MONDAY + DAY)

    together(no_worker, [send, send])

    assert case.steps().count("visited") == recorded
