"""Keep the rollups in step with the events: a job that can be killed anywhere, and a count of everything anew.

A step reads some requests from their events, takes away what they added to the cells before, adds what they add now,
and moves the mark: all in one commit, so that a kill leaves the state before or after it. What a request added stands
in ``counted_runs``, hence a late event, a reopening or a promise that a decree moved needs no rule of its own: the
request has new events, and what it added before is replaced, on whichever days that was. A change of hours with effect
for the past marks the runs since as stale. Open runs are in no cell; they are read again every hour, since they
grow older.

On PostgreSQL a lower number may be committed after a higher one; so the last few events before the mark are looked at
again, and a request with more of them than were counted is counted anew.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, or_, select, update

from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.metrics import queries
from eservice.metrics.models import CountedRun, Rollup, RollupMark, RollupSpread
from eservice.metrics.rollups import cells, counted, writing
from eservice.metrics.rules import Period
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import Status
from eservice.worktime.models import CalendarChange

WORK = "rollups"
"""Kind of work the queue looks after."""

AT_ONCE = 500
"""So many requests are counted in one commit by the job; whoever writes beside waits for no more."""

STEPS = 4
"""So many commits in one go of the job: the worker has letters to draw."""

FILLING = 4_000
"""So many requests in one commit while everything is counted anew by command."""

AGES = timedelta(hours=1)
"""Open runs read longer ago are read again."""

LOOKS_BACK = 500
"""So many events before the mark are looked at again."""

EMPTYING = -1

NOTED = timedelta(minutes=1)
"""So often it is noted that nothing was left to count."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """Where the mark stood when a step began to read; a step whose mark has moved since is thrown away."""

    event_id: int
    change_id: int
    filled_to: int | None


def _where(mark: RollupMark) -> _Seen:
    return _Seen(mark.event_id, mark.change_id, mark.filled_to)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a count of everything is."""

    done: int
    of: int


def refresh(*, at: datetime) -> int:
    """Count what is new, some steps of it; return how many requests."""
    counted = 0
    for _ in range(STEPS):
        found = step(at=at)
        counted += found
        if not found:
            break
    return counted


def step(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Do the next piece of work and return how many requests it was about; 0 when nothing is left."""
    mark = counted.mark()
    if mark is None or mark.made_of != cells.MADE_OF:
        begin_anew(at=at)
        return 1
    seen = _where(mark)
    if seen.filled_to == EMPTYING:
        return _empty(limit)
    if seen.filled_to is not None:
        return _fill(seen, seen.filled_to, at=at, limit=limit)
    return _note_changes(seen) or _follow(seen, at=at, limit=limit) or _rest(mark, at=at)


def begin_anew(*, at: datetime) -> None:
    """Have everything counted anew from the events, whatever was counted before."""
    with transaction():
        mark = db.session.get(RollupMark, 1, with_for_update=True)
        if mark is None:
            mark = RollupMark(id=1, event_id=0, change_id=0, made_of="", counted_at=at)
            db.session.add(mark)
        mark.filled_to, mark.made_of = EMPTYING, cells.MADE_OF


def progress() -> Progress:
    """Return how many of the requests have been counted since everything is counted anew; all where nothing is left."""
    last = db.session.scalar(select(func.max(Request.id))) or 0
    mark = counted.mark()
    if mark is None:
        return Progress(0, last)
    return Progress(last if mark.filled_to is None else max(mark.filled_to, 0), last)


# ── The pieces ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _empty(limit: int) -> int:
    """Take some of the old count away; the last piece sets the mark to where counting begins."""
    with transaction():
        mark = db.session.get_one(RollupMark, 1, with_for_update=True)
        if mark.filled_to != EMPTYING:
            return 1
        for table, column in (
            (RollupSpread, RollupSpread.rollup_id), (Rollup, Rollup.id), (CountedRun, CountedRun.request_id)
        ):  # fmt: skip
            first = db.session.scalar(select(func.min(column)))
            if first is not None:
                db.session.execute(delete(table).where(column.between(first, first + 10 * limit)))
                return 1
        mark.event_id = db.session.scalar(select(func.max(RequestEvent.id))) or 0
        mark.change_id = db.session.scalar(select(func.max(CalendarChange.id))) or 0
        mark.filled_to = 0
    return 1


def _fill(seen: _Seen, after: int, *, at: datetime, limit: int) -> int:
    ids = db.session.scalars(
        select(Request.id).where(Request.id > after, Request.status != Status.DRAFT).order_by(Request.id).limit(limit)
    ).all()
    _count(seen, ids, at=at, filled_to=ids[-1] if ids else None)
    return len(ids) or 1


def _note_changes(seen: _Seen) -> int:
    """Mark the runs stale whose hours were changed afterwards."""
    change = db.session.execute(
        select(CalendarChange.id, CalendarChange.from_on)
        .where(CalendarChange.id > seen.change_id)
        .order_by(CalendarChange.id)
        .limit(1)
    ).one_or_none()
    if change is None:
        return 0
    with transaction():
        mark = _held(seen)
        if mark is not None:
            mark.change_id = change.id
            db.session.execute(
                update(CountedRun)
                .where(or_(CountedRun.closed_at.is_(None), CountedRun.closed_at > cells.day(change.from_on).from_at))
                .values(is_stale=True)
            )
    return 1


def _follow(seen: _Seen, *, at: datetime, limit: int) -> int:
    """Count the requests with new events, then those measured by other hours, then those that grew older."""
    fresh = db.session.execute(
        select(RequestEvent.id, RequestEvent.request_id)
        .where(RequestEvent.id > seen.event_id)
        .order_by(RequestEvent.id)
        .limit(limit)
    ).all()
    if fresh:
        _count(seen, {row.request_id for row in fresh}, at=at, event_id=fresh[-1].id)
        return len(fresh)
    ids = _came_late(seen) or _stale(limit) or _old(at, limit)
    if ids:
        _count(seen, ids, at=at)
    return len(ids)


def _came_late(seen: _Seen) -> Collection[int]:
    """Return requests with an event of a low number that was not there when higher ones were counted."""
    near = db.session.execute(
        select(RequestEvent.request_id, func.max(RequestEvent.sequence).label("known"))
        .where(RequestEvent.id.between(seen.event_id - LOOKS_BACK, seen.event_id))
        .group_by(RequestEvent.request_id)
    ).all()
    counted: dict[int, int] = {
        row.request_id: row.events
        for row in db.session.execute(
            select(CountedRun.request_id, CountedRun.events)
            .where(CountedRun.request_id.in_([row.request_id for row in near]), CountedRun.number == 1)
        )
    }  # fmt: skip
    return [row.request_id for row in near if row.known > counted.get(row.request_id, 0)]


def _stale(limit: int) -> Collection[int]:
    return db.session.scalars(
        select(CountedRun.request_id).where(CountedRun.is_stale).order_by(CountedRun.request_id).limit(limit)
    ).all()


def _old(at: datetime, limit: int) -> Collection[int]:
    return db.session.scalars(
        select(CountedRun.request_id)
        .where(CountedRun.closed_at.is_(None), CountedRun.counted_at <= at - AGES)
        .order_by(CountedRun.counted_at, CountedRun.request_id)
        .limit(limit)
    ).all()


def _rest(noted: RollupMark, *, at: datetime) -> int:
    """Note that nothing was left to count."""
    if at - noted.counted_at >= NOTED:
        seen = _where(noted)
        with transaction():
            mark = _held(seen)
            if mark is not None:
                mark.counted_at = at
    return 0


# ── One commit ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _count(seen: _Seen, ids: Collection[int], *, at: datetime, **moved: int | None) -> None:
    """Replace what some requests added by what they add now, and move the mark; nothing where the mark has moved."""
    known = queries.history_of(ids)
    runs, told = known.figures(Period(at, at)).runs, counted.foretold(ids)
    with transaction():
        mark = _held(seen)
        if mark is None:
            return
        ledger: cells.Ledger = {}
        for before in counted.runs(CountedRun.request_id.in_(list(ids)), CountedRun.closed_at.is_not(None)):
            cells.enter(ledger, before, told.get(before.filing.request_id), sign=-1)
        for run in runs:
            cells.enter(ledger, run, told.get(run.filing.request_id))
        db.session.execute(delete(CountedRun).where(CountedRun.request_id.in_(list(ids))))
        if runs:
            rows = [counted.row(run, events=known.known(run.filing.request_id), at=at) for run in runs]
            db.session.execute(insert(CountedRun.__table__), rows)  # type: ignore[arg-type]
        writing.write(ledger)
        for name, value in moved.items():
            setattr(mark, name, value)


def _held(seen: _Seen) -> RollupMark | None:
    """Return the mark, locked until the commit; None where somebody else has counted since it was seen."""
    mark = db.session.get_one(RollupMark, 1, with_for_update=True)
    return mark if _where(mark) == seen else None
