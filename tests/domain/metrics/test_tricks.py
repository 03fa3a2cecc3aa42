"""Every trick that makes figures look better, played by the real actions: its sign shows it, and it does not pay.

'Does not pay' is one sentence for all: the promise kept, counted strictly, is no better than if nobody had played.
"""

import random
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from eservice.accounts import sessions
from eservice.accounts.actor import SYSTEM
from eservice.accounts.models import Session
from eservice.catalogue import actions as catalogue
from eservice.catalogue.reading import DATA
from eservice.demo import life
from eservice.kernel.db import db
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.metrics import cases, queries
from eservice.metrics.honesty import Honesty, honesty
from eservice.metrics.queries import Scope
from eservice.metrics.rules import Kept
from eservice.metrics.sets import Shown
from eservice.metrics.signs import Sign
from eservice.offices import queries as offices
from eservice.requests import confirming, reviewing, serving, shifting, signing, snoozing, visiting
from eservice.requests.clock import Stage
from eservice.requests.meetings import Window
from eservice.requests.visiting import Stood
from eservice.requests.workflow import Refusal, Status, Verdict
from eservice.residents import queries as residents
from eservice.worktime import actions as worktime
from eservice.worktime.actions import Decision
from tests.databases import Filled
from tests.domain.requests.house import DAY, HOUR, MINUTE, Case, House, asks_the_rt, build
from tests.past import NOW, Past, begin
from tests.times import FRIDAY, MONDAY, TUESDAY, WEDNESDAY

NEAR = TUESDAY + 6 * HOUR
"""An hour before what was filed on Monday is promised for: Tuesday 15.00 of 16.00."""
LATE = WEDNESDAY + HOUR
BLURRED = reviewing.Gap("proof", "kk", Verdict.UNCLEAR, "Tulisan di foto KK tidak terbaca.")
TELEPHONE = "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile"
COMPUTER = "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0"
ON_ONE = pytest.mark.database("sqlite")
"""The tricks are played on one kind of database; that both count alike is the last test's."""


class SendsTheSameAgain(random.Random):
    """Chance that always falls on what few do."""

    def random(self) -> float:
        """Return the least there is."""
        return 0.0


@pytest.fixture
def house(filled: Filled) -> House:
    """The offices with their people in post."""
    return filled("offices", build)


@pytest.fixture
def past(db_app: Any) -> Past:
    with transaction():
        return begin("kel-telanaipura")


def seen(*, at: datetime) -> Honesty:
    """Return what the last thirty days show."""
    db.session.remove()
    period = queries.last_days(30, at)
    return honesty(cases.book(Scope(), since=period.from_at), period)


def refuse(case: Case, why: Refusal, *, at: datetime) -> None:
    """Let it be finished by a refusal that two people decide, which takes no letter."""
    if case.now.status is Status.SUBMITTED:
        life.claim(case.code, case.officer, at=at)
    case.do(reviewing.propose_rejection, why, "Syaratnya tidak terpenuhi.", actor=case.officer, at=at)
    case.do(signing.reject, why, "Syaratnya tidak terpenuhi.", actor=case.desk.signer, at=at)


def finish(case: Case, *, at: datetime) -> None:
    """Let it be finished, whatever the answer."""
    refuse(case, Refusal.CONDITIONS_NOT_MET, at=at)


def shows(found: Honesty, sign: Sign, *shown: Case) -> bool:
    """Tell whether a sign shows these requests and no other."""
    return found.signs[sign].request_ids == {one.now.id for one in shown}


@ON_ONE
def test_an_honest_day_shows_nothing_and_counts_alike_both_ways(house: House) -> None:
    case = house.file().checked(at=MONDAY + HOUR)
    finish(case, at=MONDAY + 2 * HOUR)

    found = seen(at=LATE)

    assert {sign for sign, one in found.signs.items() if one.count} == {Sign.PICKED}
    assert (found.plain.n, found.plain.kept) == (found.strict.n, found.strict.kept) == (1, 1)
    assert found.strict.request_ids == frozenset()


@ON_ONE
def test_taking_many_early_ends_no_wait(house: House) -> None:
    case = house.file(at=MONDAY)
    life.claim(case.code, case.officer, at=MONDAY + MINUTE)

    found = seen(at=MONDAY + 2 * HOUR)

    assert shows(found, Sign.IDLE_CLAIM, case)
    [run] = queries.figures(Scope(), queries.last_days(30, MONDAY + 2 * HOUR)).runs
    assert run.times.working[Stage.WAITING] == 2 * 3600
    life.judge(case.code, case.officer, at=MONDAY + 2 * HOUR)
    other = house.file(at=MONDAY + HOUR)
    life.claim(other.code, case.officer, at=MONDAY + 2 * HOUR)
    life.judge(other.code, case.officer, at=MONDAY + 2 * HOUR + 10 * MINUTE)
    assert shows(seen(at=TUESDAY), Sign.IDLE_CLAIM, case), "ten minutes later is no sign"


@ON_ONE
def test_asking_for_a_correction_just_before_the_promise_wins_no_time(house: House) -> None:
    case = house.file().checked(at=MONDAY + HOUR)
    life.ask(case.code, case.officer, [BLURRED], at=NEAR)
    life.mend(case.code, case.asks, at=WEDNESDAY, rng=SendsTheSameAgain())
    finish(case, at=LATE)

    found = seen(at=FRIDAY)

    assert shows(found, Sign.LATE_ASK, case)
    assert shows(found, Sign.SAME_FILE, case), "the very picture that was said to be unreadable"
    assert (found.plain.kept, found.strict.kept, found.strict.n) == (1, 0, 1)


@ON_ONE
def test_withdrawing_and_filing_anew_keeps_the_first_date(house: House) -> None:
    resident = house.resident()
    first = house.file(resident=resident)
    life.withdraw(first.code, first.asks, at=NEAR)
    again = house.file(resident=resident, account=first.asks, at=NEAR + MINUTE)
    finish(again, at=LATE)

    found = seen(at=FRIDAY)

    assert shows(found, Sign.REFILED, again)
    assert (found.plain.kept, found.strict.kept, found.strict.n) == (1, 0, 1)


@ON_ONE
def test_what_is_withdrawn_after_its_promise_was_not_kept(house: House) -> None:
    case = house.file()
    life.withdraw(case.code, case.asks, at=LATE)

    found = seen(at=FRIDAY)

    assert (found.plain.n, found.plain.given_up_late) == (0, 1)
    assert (found.strict.n, found.strict.kept) == (1, 0)


@ON_ONE
def test_refusing_instead_of_asking_keeps_no_promise(house: House) -> None:
    case = house.file()
    refuse(case, Refusal.DATA_DOES_NOT_MATCH, at=MONDAY + HOUR)

    found = seen(at=LATE)

    assert shows(found, Sign.HEALABLE, case)
    assert (found.plain.kept, found.strict.kept, found.strict.n) == (1, 0, 1)


@ON_ONE
def test_entering_what_was_done_before_counts_nowhere(house: House) -> None:
    case = house.file("SKD", helper=house.desk.officers[1])
    finish(case, at=MONDAY + 2 * MINUTE)

    found = seen(at=LATE)

    assert shows(found, Sign.INSTANT, case)
    assert (found.plain.kept, found.strict.n) == (1, 0)


@ON_ONE
def test_never_finishing_the_late_ones_leaves_them_broken(house: House) -> None:
    case = house.file()

    found = seen(at=LATE)

    assert shows(found, Sign.NEVER_FINISHED, case)
    assert (found.plain.n, found.plain.kept) == (found.strict.n, found.strict.kept) == (1, 0)


@ON_ONE
def test_a_longer_promise_is_told_by_both_promises_on_the_same_cases(house: House, tmp_path: Path) -> None:
    for name in ("shared.toml", "skd.toml"):
        shutil.copy(DATA / name, tmp_path / name)
    file = tmp_path / "skd.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("days = 1", "days = 3"), encoding="utf-8")
    with transaction():
        catalogue.load(file, actor=SYSTEM, at=MONDAY - DAY)
    case = house.file()
    finish(case, at=LATE)

    found = seen(at=FRIDAY)

    assert shows(found, Sign.LENGTHENED, case)
    assert (found.plain.kept, found.strict.kept, found.strict.n) == (1, 0, 1)
    [both] = found.lengthened
    assert (both.n, both.kept, both.kept_before, both.request_ids) == (1, 1, 0, {case.now.id})


@ON_ONE
def test_closing_the_office_moves_no_promise_that_counts(house: House) -> None:
    case = house.file()
    office = offices.office(house.desk.office_id)
    with transaction():
        own = worktime.own_calendar(office.processing_calendar_id, office.id, actor=SYSTEM, at=MONDAY + HOUR)
        db.session.get_one(type(office), office.id).processing_calendar_id = own.id
        decision = Decision(reason="Rapat", confirmed_by_id=house.district.signer.user_id or 0)
        worktime.add_closure(own.id, date(2026, 7, 7), decision, actor=house.desk.supervisor, at=MONDAY + HOUR)
    shifting.move_promises(at=MONDAY + 2 * HOUR)
    finish(case, at=LATE)

    found = seen(at=FRIDAY)

    assert shows(found, Sign.MOVED, case)
    assert (found.plain.kept, found.strict.kept, found.strict.n) == (1, 0, 1)


@ON_ONE
def test_a_visit_is_no_pause(house: House) -> None:
    case = house.file("SKTM", wanted={"bidang": "kesehatan"})
    life.claim(case.code, case.officer, at=MONDAY)
    visitor = offices.membership(case.officer.membership_id or 0)
    near, again = Window(TUESDAY, TUESDAY + HOUR), Window(WEDNESDAY, WEDNESDAY + HOUR)
    case.do(visiting.plan, near, visitor, actor=case.officer, at=MONDAY + HOUR)
    [run] = queries.figures(Scope(), queries.last_days(30, TUESDAY)).runs
    assert run.times.lived[Stage.CITIZEN] == 0, "until somebody stood at the door the office's clock ran"
    assert run.times.lived[Stage.REVIEW] == (TUESDAY - MONDAY - HOUR).total_seconds()
    visit = case.now.visits[0].id
    case.do(visiting.nobody_home, visit, again, Stood(made_at=TUESDAY), actor=case.officer, at=TUESDAY)

    found = seen(at=FRIDAY + 3 * DAY)

    assert shows(found, Sign.NOT_AT_HOME, case)
    assert found.strict.kept == 0


@ON_ONE
def test_what_nobody_fetches_within_five_days_is_told(past: Past) -> None:
    steps = "claim judge recommend sign issue"
    with transaction():
        left = past.tell(steps, filed_at=NOW - 10 * DAY, hours=0.5).id
        fetched = past.tell(steps, filed_at=NOW - 10 * DAY, hours=0.5)
        fetched.downloaded_at = NOW - 9 * DAY
        past.tell(steps, filed_at=NOW - 2 * DAY, hours=0.5)

    one = seen(at=NOW).signs[Sign.NOT_COLLECTED]

    assert (one.n, one.request_ids) == (2, {left})


@ON_ONE
def test_picking_by_oneself_and_putting_off_are_told(house: House) -> None:
    picked, given, put_off = house.file(), house.file(at=MONDAY + MINUTE), house.file(at=MONDAY + 2 * MINUTE)
    life.claim(picked.code, picked.officer, at=MONDAY + HOUR)
    with life.travel(MONDAY + HOUR), transaction():
        taken, _turn = serving.take_next(house.desk.office_id, actor=house.desk.officers[1], at=MONDAY + HOUR)
        assert taken.code == given.code
    until = MONDAY + 3 * HOUR
    put_off.do(snoozing.snooze, until, "Menunggu telepon.", actor=house.desk.officers[2], at=MONDAY + HOUR)

    found = seen(at=MONDAY + 2 * HOUR)

    assert shows(found, Sign.PICKED, picked)
    assert found.signs[Sign.PICKED].n == 2
    assert shows(found, Sign.PUT_OFF, put_off)


@ON_ONE
def test_many_requests_of_one_household_are_one(house: House) -> None:
    filed = [house.file() for _ in range(3)]
    card = str(house.resident().facts["kk_number"])
    with transaction():  # the card was shown for an earlier letter
        for case in filed:
            person = case.now.applicant
            assert person is not None
            person.kk, person.kk_index = card, residents.kk_index(card)
    for case in filed[:2]:
        finish(case, at=MONDAY + HOUR)
    finish(filed[2], at=LATE)

    found = seen(at=FRIDAY)

    assert shows(found, Sign.CROWDED, *filed)
    assert (found.plain.n, found.plain.kept) == (3, 2)
    assert (found.strict.n, found.strict.kept) == (1, 0)


@ON_ONE
def test_a_pile_of_lapsed_requests_keeps_no_promise(past: Past) -> None:
    with transaction():
        lapsed = past.tell("claim judge ask_correction lapse", filed_at=NOW - 9 * DAY, hours=40, promise_days=1).id
        past.tell("claim judge ask_correction", filed_at=NOW - 2 * DAY)

    found = seen(at=NOW)

    assert (found.signs[Sign.GIVEN_UP].n, found.signs[Sign.GIVEN_UP].request_ids) == (2, {lapsed})
    assert (found.plain.n, found.plain.lapsed, found.strict.n, found.strict.kept) == (0, 1, 1, 0)


@ON_ONE
def test_the_rt_is_no_place_to_hide_after_the_first_act(house: House) -> None:
    asks_the_rt(house.desk, "SKTM")
    hidden, asked = (house.file("SKTM", wanted={"bidang": "kesehatan"}) for _ in range(2))
    life.claim(hidden.code, hidden.officer, at=MONDAY + HOUR)
    life.judge(hidden.code, hidden.officer, at=MONDAY + HOUR)
    with pytest.raises(NotAllowedError):
        hidden.do(confirming.ask, actor=hidden.officer, at=MONDAY + 2 * HOUR)
    life.ask_rt(asked.code, asked.officer, at=MONDAY + 2 * HOUR)

    assert shows(seen(at=MONDAY + 3 * HOUR), Sign.RT_ASKED, asked)


@ON_ONE
def test_many_decisions_in_one_breath_are_told_without_a_name(past: Past) -> None:
    [member, *_] = past.officers[past.offices[0].id]
    past.officers[past.offices[0].id][:] = [member]
    with transaction():
        told = [
            past.tell("claim judge recommend", filed_at=NOW - DAY + timedelta(seconds=10 * number)).id
            for number in range(10)
        ]
        past.tell("claim judge recommend", filed_at=NOW - 2 * DAY)

    one = seen(at=NOW).signs[Sign.BURST]

    assert (one.n, one.request_ids) == (11, set(told))


@ON_ONE
def test_work_on_two_devices_at_once_is_told(house: House) -> None:
    case, before = house.file(), house.file()
    officer = case.officer
    life.claim(before.code, officer, at=MONDAY + MINUTE)
    with transaction():
        for minutes, agent in ((30, COMPUTER), (40, TELEPHONE)):
            at = MONDAY + minutes * MINUTE
            sessions.start_session(officer.user_id or 0, membership_id=officer.membership_id, agent=agent, at=at)
        db.session.execute(update(Session).values(seen_at=MONDAY + 2 * HOUR))
    case.checked(at=MONDAY + HOUR)
    life.recommend(case.code, officer, at=MONDAY + HOUR, rng=house.rng)

    assert case.now.id in seen(at=MONDAY + 2 * HOUR).signs[Sign.TWO_DEVICES].request_ids


def test_the_same_figures_come_from_both_databases_and_parts_add_up(past: Past) -> None:
    with transaction():
        past.tell_some(40, since=NOW - 50 * DAY, until=NOW)
    period = queries.last_days(30, NOW)
    read = cases.book(Scope(), since=period.before.from_at)

    found, before = honesty(read, period), honesty(read, period.before)

    plain = queries.figures(Scope(), period)
    assert isinstance(plain.kept, Kept)
    assert found.plain == plain.kept
    assert found.signs[Sign.NEVER_FINISHED].n == plain.count(Shown.OPEN)
    assert found.signs[Sign.NEVER_FINISHED].count == plain.count(Shown.LATE)
    assert before.plain == queries.figures(Scope(), period.before).kept
