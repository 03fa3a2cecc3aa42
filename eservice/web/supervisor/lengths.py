"""Lengths of time told in full: n and percentiles, with the open ones, and against the period before."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from eservice.metrics.definitions import DEFINITIONS, Definition
from eservice.metrics.figures import LENGTHS, Figures, Measure
from eservice.metrics.rules import Spread
from eservice.web.filters import duration
from eservice.web.supervisor.asked import Asked
from eservice.web.supervisor.phrases import few, hours, small
from eservice.web.supervisor.shapes import list_url

Write = Callable[[int | None], str]


@dataclass(frozen=True)
class SoFar:
    """The same measure with the open requests in it, by their age so far."""

    n: int
    url: str
    median: str
    p90: str


@dataclass(frozen=True)
class Earlier:
    """The same measure in the period before."""

    n: int
    median: str


@dataclass(frozen=True)
class Told:
    """One measure of one scope, with its definition."""

    measure: Measure
    definition: Definition
    n: int
    url: str
    median: str
    p75: str
    p90: str
    p95: str
    so_far: SoFar
    earlier: Earlier

    @property
    def warning(self) -> str:
        """Said where so few stand behind it, now or before, that one more or less moves it."""
        return small(self.n, self.earlier.n)


def told(now: Figures, before: Figures, question: Asked, measures: Collection[Measure] = tuple(LENGTHS)) -> list[Told]:
    """Return lengths of time with their definitions and the requests behind them."""
    return [_told(measure, now.spread(measure), now, before, question) for measure in measures]


def _told(measure: Measure, spread: Spread, now: Figures, before: Figures, question: Asked) -> Told:
    write, length, with_open, earlier = (
        _write(measure), LENGTHS[measure], now.spread_so_far(measure), before.spread(measure),
    )  # fmt: skip
    return Told(
        measure=measure,
        definition=DEFINITIONS[measure],
        n=spread.n,
        url=list_url(question, length.shown),
        median=write(spread.median),
        p75=write(spread.p75),
        p90=write(spread.p90),
        p95=write(spread.p95),
        so_far=SoFar(
            with_open.n,
            list_url(question, length.so_far or length.shown),
            write(with_open.median),
            write(with_open.p90),
        ),
        earlier=Earlier(earlier.n, write(earlier.median)),
    )


def _write(measure: Measure) -> Write:
    """Return how a length is written: hours of the office's work, or days and hours of the wall clock."""
    if LENGTHS[measure].is_working:
        return lambda seconds: few() if seconds is None else working(seconds)
    return lambda seconds: few() if seconds is None else duration(seconds)


def working(seconds: float) -> str:
    """Return a length of the office's hours: ``3,1 jam kerja``."""
    return str(_("%(hours)s jam kerja", hours=hours(seconds)))
