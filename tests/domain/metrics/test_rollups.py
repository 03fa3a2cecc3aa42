"""Rollups stay in step with the events, whatever happens to them, and can be made anew at any time."""

import signal
import subprocess
import sys
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from eservice.config import ROOT
from eservice.kernel.db import db
from eservice.kernel.failpoints import heard
from eservice.kernel.transaction import transaction
from eservice.metrics import histogram, queries
from eservice.metrics.models import CountedRun, Rollup, RollupMark, RollupSpread
from eservice.metrics.rollups import keeping
from eservice.requests.models import RequestEvent
from eservice.requests.workflow import Status, Step
from eservice.worktime.models import CalendarChange
from eservice.worktime.rules import ChangeKind
from tests.databases import Filled, environment_of, release
from tests.past import NOW, Past, begin

DAY = timedelta(days=1)


@pytest.fixture
def past(filled: Filled) -> Past:
    return filled("rolledup", _told)


def _told() -> Past:
    with transaction():
        told = begin()
        told.tell_some(70, since=NOW - 80 * DAY, until=NOW)
        for _ in range(3):
            told.tell("", filed_at=NOW - 5 * DAY)
    count()
    return told


def count(*, at: datetime = NOW, limit: int = 500) -> int:
    """Count until nothing is left and return in how many steps."""
    steps = 0
    while keeping.step(at=at, limit=limit):
        steps += 1
    db.session.remove()
    return steps


def stored() -> dict[tuple[object, ...], object]:
    """Return all that the rollups say, without numbers of rows and empty cells."""
    cells = {row.id: row for row in db.session.scalars(select(Rollup))}
    found: dict[tuple[object, ...], object] = {}
    for row in cells.values():
        if row.counts:
            found[row.span, row.starts_on, row.office_id, row.service_id, row.channel] = row.counts
    for one in db.session.scalars(select(RollupSpread)):
        row = cells[one.rollup_id]
        if one.heap:
            place = (row.span, row.starts_on, row.office_id, row.service_id, row.channel, one.measure)
            found[place] = histogram.unpacked(one.heap)
    for run in db.session.execute(select(CountedRun.__table__).order_by(text("request_id, number"))):
        found["run", run.request_id, run.number] = tuple(run)[2:3] + tuple(run)[5:]
    db.session.remove()
    return found


def anew(*, at: datetime = NOW) -> dict[tuple[object, ...], object]:
    """Return what a count of everything from the events says."""
    keeping.begin_anew(at=at)
    count(at=at)
    return stored()


def test_counted_in_any_steps_and_counted_anew_is_the_same(past: Past) -> None:
    at_first = stored()
    with transaction():
        past.tell_some(15, since=NOW - 20 * DAY, until=NOW)

    assert count(limit=20) > 2
    followed = stored()

    assert followed != at_first
    assert anew() == followed


def reopened(past: Past) -> None:
    """A second run begins, and what the first was is kept."""
    number = db.session.scalar(select(CountedRun.request_id).where(CountedRun.status == Status.REJECTED).limit(1))
    add_event(number, Step.REOPEN, Status.SUBMITTED, at=NOW - DAY)


def came_late(past: Past) -> None:
    """A power cut is over: what was done three weeks ago is written down today."""
    number = db.session.scalar(select(CountedRun.request_id).where(CountedRun.closed_at.is_(None)).limit(1))
    add_event(number, Step.WITHDRAW, Status.WITHDRAWN, at=NOW - 21 * DAY)


def promised_later(past: Past) -> None:
    """A decree moves a promise."""
    number = db.session.scalar(
        select(CountedRun.request_id).where(CountedRun.status == Status.SUBMITTED, CountedRun.number == 1).limit(1)
    )
    add_event(number, Step.CALENDAR_MOVED, Status.SUBMITTED, at=NOW, promised_later=5 * DAY)


def corrected_hours(past: Past) -> None:
    """Half of a day that is over turns out not to have been worked."""
    db.session.execute(text("UPDATE calendar_windows SET closes = '11:00:00' WHERE weekday = 3 AND opens < '09:00:00'"))
    db.session.execute(text("UPDATE calendars SET stamp = stamp || 'x'"))
    db.session.add(CalendarChange(kind=next(iter(ChangeKind)), from_on=(NOW - 100 * DAY).date(), made_at=NOW))


def add_event(
    request_id: int | None,
    step: Step,
    to: Status,
    *,
    at: datetime,
    promised_later: timedelta = 0 * DAY,
    number: int | None = None,
) -> None:
    last = db.session.scalars(
        select(RequestEvent).where(RequestEvent.request_id == request_id).order_by(RequestEvent.sequence.desc())
    ).first()
    assert last is not None
    db.session.add(
        RequestEvent(
            id=number, request_id=last.request_id, sequence=last.sequence + 1, step=step,
            from_status=last.to_status, to_status=to, office_id=last.office_id, actor_role=last.actor_role,
            taken_at=at, promised_at=last.promised_at + promised_later,
        )
    )  # fmt: skip


@pytest.mark.parametrize("happens", [reopened, came_late, promised_later, corrected_hours])
def test_the_days_concerned_are_counted_anew(past: Past, happens: Callable[[Past], None]) -> None:
    before = stored()
    with transaction():
        happens(past)

    count()
    followed = stored()

    assert followed != before
    assert anew() == followed


def test_nothing_new_is_no_work(past: Past) -> None:
    assert count() == 0
    assert count(at=NOW + timedelta(minutes=59)) == 0


def test_open_requests_grow_older_by_the_hour(past: Past) -> None:
    def ages() -> list[bytes]:
        return list(db.session.scalars(select(CountedRun.lengths).where(CountedRun.closed_at.is_(None))))

    before = ages()
    later = NOW + timedelta(hours=1)

    assert count(at=later) > 0
    assert before != ages()
    mark = db.session.get_one(RollupMark, 1)
    assert mark.counted_at == later


def committed_late() -> int:
    """Have an event of a lower number committed after one of a higher, and return its request."""
    first, second = db.session.scalars(
        select(CountedRun.request_id).where(CountedRun.status == Status.SUBMITTED).limit(2)
    ).all()
    last = db.session.scalar(select(func.max(RequestEvent.id))) or 0
    for number, request_id in ((last + 9, first), (last + 5, second)):
        with transaction():
            add_event(request_id, Step.WITHDRAW, Status.WITHDRAWN, at=NOW - DAY, number=number)
        count()
    return second


def test_an_event_committed_after_one_with_a_higher_number_is_not_missed(past: Past) -> None:
    second = committed_late()

    assert db.session.scalar(select(CountedRun.status).where(CountedRun.request_id == second)) is Status.WITHDRAWN
    followed = stored()
    assert anew() == followed


def test_without_looking_back_it_would_be_missed(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_came_late", lambda seen: [])

    second = committed_late()

    assert db.session.scalar(select(CountedRun.status).where(CountedRun.request_id == second)) is Status.SUBMITTED


LATER = NOW + timedelta(hours=1)


def overtaken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second job count a new event between what a first one reads and what it writes."""
    monkeypatch.setattr(keeping, "_came_late", lambda seen: [])
    read, first = queries.history_of, []

    def reading(ids: Collection[int]) -> queries.History:
        known = read(ids)
        if not first:
            first.extend(ids)
            with transaction():
                add_event(first[0], Step.WITHDRAW, Status.WITHDRAWN, at=LATER)
            count(at=LATER)
        return known

    monkeypatch.setattr(queries, "history_of", reading)
    keeping.step(at=LATER)
    monkeypatch.setattr(queries, "history_of", read)
    count(at=LATER)


def test_what_another_counted_meanwhile_is_not_written_over(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    overtaken(monkeypatch)

    followed = stored()
    assert anew(at=LATER) == followed


def test_without_a_look_at_the_mark_it_would_be(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_held", lambda seen: db.session.get_one(RollupMark, 1))

    overtaken(monkeypatch)

    followed = stored()
    assert anew(at=LATER) != followed


@pytest.mark.database("sqlite")
def test_a_count_of_everything_that_is_killed_goes_on_where_it_stopped(past: Past, db_app: Flask) -> None:
    """`flask metrics rebuild` in a process of its own dies in the middle of a commit, and is run once more."""
    commits: list[str] = []
    with heard(commits.append):
        keeping.begin_anew(at=NOW)
        count(limit=20)
    before = {key: told for key, told in stored().items() if key[0] != "run"}
    third = commits.count("transaction.before_commit") - 2
    environment = environment_of(db_app.extensions["eservice.settings"])
    release(db_app)

    def rebuild(**more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "metrics", "rebuild", "--at-once", "20"],
            cwd=ROOT, env=environment | more, check=False, capture_output=True, text=True,
        )  # fmt: skip

    killed = rebuild(ESERVICE_FAILPOINTS=f"transaction.before_commit=kill@{third}")
    halfway = db.session.execute(select(RollupMark.filled_to)).scalar_one()
    db.session.remove()
    release(db_app)
    done = rebuild()

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert halfway == 40
    assert (done.returncode, f"going on after request {halfway}" in done.stderr) == (0, True), done.stderr
    assert "counted to event" in done.stdout
    assert {key: told for key, told in stored().items() if key[0] != "run"} == before
