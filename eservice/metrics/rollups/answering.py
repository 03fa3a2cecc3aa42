"""The one door to figures: from the events where few requests are asked for, from rollups where many.

*Few* is 2,000 closed runs and open ones together: reading as many from their events takes a third of a second
(``bench/figures.py``), which nobody notices, and every percentile is then one that a request really took. Beyond it
the wait would be felt, and two per cent of a length are less than what one more request changes by chance. Where
nothing has been counted yet, or everything is being counted anew, the events answer, however many.
"""

from dataclasses import replace

from sqlalchemy import select

from eservice.kernel.db import db
from eservice.metrics import queries
from eservice.metrics.figures import Figures
from eservice.metrics.queries import Scope
from eservice.metrics.rollups import cells, counted, listing, reading
from eservice.metrics.rollups.listing import Leaf, Place
from eservice.metrics.rollups.rolled import Rolled
from eservice.metrics.rules import Period
from eservice.metrics.sets import Shown
from eservice.offices.models import Office

FEW = 2_000


def figures(scope: Scope, *periods: Period) -> list[Figures]:
    """Return the figures of each period, the latest first; which way was taken stands in ``Figures.is_rolled``."""
    return _rolled(scope, periods) or _from_events(scope, periods)


def leaf(shown: Shown, scope: Scope, period: Period, *, after: Place | None, size: int) -> tuple[Leaf, int] | None:
    """Return one page of the runs behind a figure, and how many there are in all.

    None where the events are to answer: few are asked for, or the set is none that rollups list.
    """
    told = _rolled(scope, (period,)) if shown in listing.LISTED else []
    if not told:
        return None
    return listing.leaf(shown, _whole_city(scope), period, after=after, size=size), told[0].count(shown)


def _from_events(scope: Scope, periods: tuple[Period, ...]) -> list[Figures]:
    told = queries.history(scope, since=min(period.from_at for period in periods))
    return [told.figures(period) for period in periods]


def _rolled(scope: Scope, periods: tuple[Period, ...]) -> list[Figures]:
    """Return the figures from rollups; none where few are asked for, or nothing is kept."""
    mark = counted.mark()
    if scope.officer_id is not None or scope.channel is not None or scope.arrival is not None:
        return []
    if mark is None or mark.filled_to is not None or mark.made_of != cells.MADE_OF:
        return []
    scope = _whole_city(scope)
    found = [(period, reading.cells_of(scope, period)) for period in periods]
    ended = sum(some.count(cells.ENDED) for _period, some in found)
    if ended <= FEW and ended + reading.open_count(scope, most=FEW) <= FEW:
        return []
    still_open = reading.open_runs(scope)
    return [
        Rolled(
            [run for run in still_open if run.begins_at <= period.until_at],
            period, scope=scope, cells=some, counted_at=mark.counted_at,
        )
        for period, some in found
    ]  # fmt: skip


def all_office_ids() -> set[int]:
    """Return every office there ever was."""
    return set(db.session.scalars(select(Office.id)))


def _whole_city(scope: Scope) -> Scope:
    """Return the scope without offices where it names every one: the city has cells of its own."""
    if scope.office_ids is not None and scope.office_ids >= all_office_ids():
        return replace(scope, office_ids=None)
    return scope
