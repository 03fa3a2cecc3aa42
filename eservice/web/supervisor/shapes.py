"""Figures in words: what the templates print, already measured and written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from eservice.metrics.definitions import DEFINITIONS, Definition
from eservice.metrics.figures import LENGTHS, Figures, Measure
from eservice.metrics.names import ServiceName
from eservice.metrics.rules import Spread
from eservice.metrics.sets import Shown
from eservice.requests.clock import OFFICE_STAGES, Stage
from eservice.web.charts import Bar, stack
from eservice.web.filters import duration, local, number
from eservice.web.labels import label
from eservice.web.supervisor.asked import Asked
from eservice.web.supervisor.phrases import (
    few,
    hours,
    hours_or_few,
    share_words,
)

_NAMED = 3
_KINDS = {Stage.WAITING: "wait", Stage.REVIEW: "review", Stage.SIGNATURE: "sign"}


@dataclass(frozen=True)
class Line:
    """One row of a table of figures: cells are (words, address of the requests behind them or '')."""

    name: str
    under: str
    url: str
    cells: tuple[tuple[str, str], ...]


Cells = Callable[..., tuple[tuple[str, str], ...]]
"""Writes the cells of one row: (figures, question, what the row narrows)."""


@dataclass(frozen=True)
class SoFar:
    """The same measure with the open requests in it, by their age so far."""

    n: int
    url: str
    median: str
    p90: str


@dataclass(frozen=True)
class Told:
    """One measure of one scope, with its definition."""

    measure: Measure
    definition: Definition
    n: int
    url: str
    median: str
    p90: str
    p95: str
    so_far: "SoFar"


def list_url(question: Asked, shown: Shown, **changes: Any) -> str:
    """Return the address of the requests behind a figure, frozen at the page's instant."""
    return url_for("supervisor.request_list", apa=shown.value, **question.at_instant(**changes))


# ── Where time goes ──────────────────────────────────────────────────────────────────────────────────────────────────


def bars(parts: Iterable[tuple[str, Figures]]) -> list[Bar]:
    """Return a stacked bar of means for every group that is large enough to speak of."""
    rows = []
    for name, figures in parts:
        means = figures.means
        if means:
            drawn = [(_KINDS[stage], means[stage], hours(means[stage])) for stage in OFFICE_STAGES]
            rows.append((name, drawn, _("%(hours)s jam", hours=hours(sum(means.values())))))
    return stack(rows)


def keys() -> list[tuple[str, str]]:
    """Return what the colours of the bars mean."""
    return [(_KINDS[stage], label(stage)) for stage in OFFICE_STAGES]


def stage_cells(figures: Figures, question: Asked, **narrowed: Any) -> tuple[tuple[str, str], ...]:
    """Return n, the three means, then median and p90 of the office and of the citizen."""
    service, felt, means = figures.spread(Measure.SERVICE), figures.spread(Measure.ELAPSED), figures.means
    so_far, felt_so_far = figures.spread_so_far(Measure.SERVICE), figures.spread_so_far(Measure.ELAPSED)
    return (
        (number(service.n), list_url(question, Shown.FINISHED, **narrowed)),
        *((hours(means[stage]) if means else few(), "") for stage in OFFICE_STAGES),
        (hours_or_few(service.median), ""),
        (hours_or_few(service.p90), ""),
        (hours_or_few(felt.median), ""),
        (hours_or_few(felt.p90), ""),
        (hours_or_few(so_far.median), list_url(question, Shown.FINISHED_OR_OPEN, **narrowed)),
        (hours_or_few(felt_so_far.median), ""),
    )


def promise_cells(figures: Figures, question: Asked, **narrowed: Any) -> tuple[tuple[str, str], ...]:
    """Return finished, due, share kept, first time right, open and late: each with its requests."""
    kept = figures.kept
    return (
        _counted(figures, Shown.FINISHED, question, narrowed),
        _counted(figures, Shown.DUE, question, narrowed),
        (share_words(kept.on_time_share), list_url(question, Shown.KEPT, **narrowed)),
        (share_words(figures.first_time_right_share), list_url(question, Shown.FIRST_TIME_RIGHT, **narrowed)),
        _counted(figures, Shown.OPEN, question, narrowed),
        _counted(figures, Shown.LATE, question, narrowed),
    )


def _counted(figures: Figures, shown: Shown, question: Asked, narrowed: dict[str, Any]) -> tuple[str, str]:
    return number(figures.count(shown)), list_url(question, shown, **narrowed)


def told(figures: Figures, question: Asked) -> list[Told]:
    """Return every length of time with its definition and the requests behind it."""
    return [_told(measure, figures, question) for measure in LENGTHS]


def _told(measure: Measure, figures: Figures, question: Asked) -> Told:
    spread, with_open, length = figures.spread(measure), figures.spread_so_far(measure), LENGTHS[measure]
    write: Callable[[float], str] = _working if length.is_working else duration
    return Told(
        measure=measure,
        definition=DEFINITIONS[measure],
        n=spread.n,
        url=list_url(question, length.shown),
        so_far=SoFar(
            with_open.n,
            list_url(question, length.so_far or length.shown),
            *(few() if value is None else write(value) for value in (with_open.median, with_open.p90)),
        ),
        **{name: few() if value is None else write(value) for name, value in _ranks(spread)},
    )


def _ranks(spread: Spread) -> Sequence[tuple[str, int | None]]:
    return (("median", spread.median), ("p90", spread.p90), ("p95", spread.p95))


def _working(seconds: float) -> str:
    return str(_("%(hours)s jam kerja", hours=hours(seconds)))


# ── Mix ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def mix_words(figures: Figures, services: Mapping[int, ServiceName], position: str = "") -> str:
    """Return what somebody's finished requests were, the three most frequent services; figures mean little without."""
    parts = [f"{local(services[one], 'name')} {number(n)}" for one, n in figures.mix[:_NAMED]]
    if rest := figures.mix[_NAMED:]:
        parts.append(_("lain-lain %(n)s", n=number(sum(n for _service, n in rest))))
    return " · ".join([*([position] if position else []), *parts])


def other_services() -> str:
    """Return the name of what is too rare to stand alone."""
    return str(_("Layanan lain"))
