"""Every figure of a question as one sheet: the rows of CSV, XLSX, JSON and the printed report. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from eservice.metrics.figures import LENGTHS, Figures, Measure
from eservice.metrics.sets import Shown


class Unit(StrEnum):
    """What a row counts in."""

    REQUESTS = "requests"
    SHARE = "share"
    """0..1 of ``n``."""
    WORKING = "working_seconds"
    LIVED = "seconds"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of all services together, or of one; exact, in whole seconds."""

    measure: Measure | Shown
    service: str
    """Its code; '' for all together."""
    unit: Unit
    n: int
    share: float | None = None
    """None where ``n`` is small, or where it is no share."""
    median: int | None = None
    p90: int | None = None
    p95: int | None = None


COUNTED = (Shown.FILED, Shown.FINISHED, Shown.ISSUED, Shown.SENT_BACK, Shown.WITHDRAWN, Shown.LAPSED)
"""Sets that are told by their number alone; the other counts are measures."""
_COUNTS = {Measure.OPEN: Shown.OPEN, Measure.LATE: Shown.LATE, Measure.PAST_LEGAL: Shown.PAST_LEGAL}


def rows(figures: Figures, services: Mapping[int, str]) -> Iterator[Row]:
    """Yield every figure of all services together, then of each that has any request, by its code."""
    yield from _of(figures, "")
    present = {run.filing.service_id for run in figures.runs}
    for code, service_id in sorted((code, one) for one, code in services.items() if one in present):
        yield from _of(figures.of_service(service_id), code)


def _of(figures: Figures, service: str) -> Iterator[Row]:
    kept = figures.kept
    yield Row(Measure.KEPT, service, Unit.SHARE, kept.n, share=kept.on_time_share)
    right = figures.first_time_right_share
    yield Row(Measure.FIRST_TIME_RIGHT, service, Unit.SHARE, figures.count(Shown.ISSUED), share=right)
    for shown in COUNTED:
        yield Row(shown, service, Unit.REQUESTS, figures.count(shown))
    for measure, shown in _COUNTS.items():
        yield Row(measure, service, Unit.REQUESTS, figures.count(shown))
    yield Row(Measure.ROUNDS, service, Unit.REQUESTS, figures.rounds)
    for measure, length in LENGTHS.items():
        found = figures.spread(measure)
        unit = Unit.WORKING if length.is_working else Unit.LIVED
        yield Row(measure, service, unit, found.n, None, found.median, found.p90, found.p95)
