"""The requests behind a large figure, a page at a time: by the place of the last one shown, never by counting rows off.

Only sets that a counted run tells by its own columns, and that nothing later changes: filed in the period, finished in
it, kept. The rows on the page are then read from their events, so that they are the very runs of the figure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from eservice.kernel.db import db
from eservice.metrics import queries
from eservice.metrics.models import CountedRun
from eservice.metrics.queries import Scope
from eservice.metrics.rollups import reading
from eservice.metrics.rules import Period
from eservice.metrics.runs import Run
from eservice.metrics.sets import Shown
from eservice.requests.workflow import Status

_OF = CountedRun


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in a list."""

    at: datetime
    request_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list."""

    runs: Sequence[Run]
    last: Place | None
    """Where the next page begins, after this row; None where there is none."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """By which instant a set lies in a period and is put in order, and what is asked besides."""

    at: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
    which: Callable[[], ColumnElement[bool]]


def _finished() -> ColumnElement[bool]:
    return _OF.status.in_((Status.ISSUED, Status.REJECTED))


def _issued() -> ColumnElement[bool]:
    return _OF.status == Status.ISSUED


LISTED: dict[Shown, _Kind] = {
    Shown.FILED: _Kind(_OF.begins_at, lambda: _OF.number > 0),
    Shown.FINISHED: _Kind(_OF.closed_at, _finished),
    Shown.ISSUED: _Kind(_OF.closed_at, _issued),
    Shown.FIRST_TIME_RIGHT: _Kind(_OF.closed_at, lambda: and_(_issued(), _OF.rounds == 0, _OF.number == 1)),
    Shown.CORRECTED: _Kind(_OF.closed_at, lambda: and_(_finished(), _OF.rounds > 0)),
    Shown.KEPT: _Kind(
        _OF.promised_at,
        lambda: and_(_OF.closed_at <= _OF.promised_at, _OF.status.not_in((Status.WITHDRAWN, Status.LAPSED))),
    ),
}
"""Sets that can be listed so."""


def leaf(shown: Shown, scope: Scope, period: Period, *, after: Place | None, size: int) -> Leaf:
    """Return the runs of a set that follow a place, the earliest first."""
    kind = LISTED[shown]
    order = (kind.at, _OF.request_id, _OF.number)
    which = [kind.at <= period.until_at, kind.which(), *reading.runs_of(scope)]
    if after is None or after.at <= period.from_at:
        which.append(kind.at > period.from_at)
    else:  # one lower bound, of one column, is what every database begins its walk of the index with
        which += [kind.at >= after.at, tuple_(*order) > tuple_(after.at, after.request_id, after.number)]
    rows = db.session.execute(select(*order).where(*which).order_by(*order).limit(size + 1)).all()
    shown_rows = rows[:size]
    known = queries.history_of(row[1] for row in shown_rows).figures(period).runs
    by_key = {(run.filing.request_id, run.number): run for run in known}
    last = shown_rows[-1] if len(rows) > size else None
    return Leaf(
        [by_key[row[1], row[2]] for row in shown_rows if (row[1], row[2]) in by_key],
        Place(last[0], last[1], last[2]) if last is not None and last[0] is not None else None,
    )
