"""Figures in words: what the templates print, already measured and written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from eservice.metrics.figures import Figures, Measure
from eservice.metrics.names import ServiceName
from eservice.metrics.sets import Shown
from eservice.requests.clock import OFFICE_STAGES, Stage
from eservice.web.charts import Bar, stack
from eservice.web.filters import local, number
from eservice.web.labels import label
from eservice.web.supervisor.asked import Asked
from eservice.web.supervisor.phrases import (
    few,
    hours,
    hours_or_few,
    share_words,
)

_NAMED = 3
KINDS = {Stage.WAITING: "wait", Stage.REVIEW: "review", Stage.SIGNATURE: "sign"}


@dataclass(frozen=True)
class Cell:
    """One figure in words, with the address of the requests behind it, or '', and how many they are."""

    words: str
    url: str = ""
    n: int | None = None


@dataclass(frozen=True)
class Line:
    """One row of a table of figures."""

    name: str
    under: str
    url: str
    cells: tuple[Cell, ...]


Cells = Callable[..., tuple[Cell, ...]]
"""Writes the cells of one row: (figures, question, what the row narrows)."""


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
            drawn = [(KINDS[stage], means[stage], hours(means[stage])) for stage in OFFICE_STAGES]
            rows.append((name, drawn, _("%(hours)s jam", hours=hours(sum(means.values())))))
    return stack(rows)


def keys() -> list[tuple[str, str]]:
    """Return what the colours of the bars mean."""
    return [(KINDS[stage], label(stage)) for stage in OFFICE_STAGES]


def stage_cells(figures: Figures, question: Asked, **narrowed: Any) -> tuple[Cell, ...]:
    """Return n, the three means, then median and p90 of the office and of the citizen."""
    service, felt, means = figures.spread(Measure.SERVICE), figures.spread(Measure.ELAPSED), figures.means
    so_far, felt_so_far = figures.spread_so_far(Measure.SERVICE), figures.spread_so_far(Measure.ELAPSED)
    return (
        counted(figures, Shown.FINISHED, question, **narrowed),
        *(Cell(hours(means[stage]) if means else few()) for stage in OFFICE_STAGES),
        Cell(hours_or_few(service.median)),
        Cell(hours_or_few(service.p90)),
        Cell(hours_or_few(felt.median)),
        Cell(hours_or_few(felt.p90)),
        opened(figures, Shown.FINISHED_OR_OPEN, hours_or_few(so_far.median), question, **narrowed),
        Cell(hours_or_few(felt_so_far.median)),
    )


def promise_cells(figures: Figures, question: Asked, **narrowed: Any) -> tuple[Cell, ...]:
    """Return finished, due, share kept, first time right, open and late: each with its requests."""
    kept, right = figures.kept.on_time_share, figures.first_time_right_share
    return (
        counted(figures, Shown.FINISHED, question, **narrowed),
        counted(figures, Shown.DUE, question, **narrowed),
        opened(figures, Shown.KEPT, share_words(kept), question, **narrowed),
        opened(figures, Shown.FIRST_TIME_RIGHT, share_words(right), question, **narrowed),
        counted(figures, Shown.OPEN, question, **narrowed),
        counted(figures, Shown.LATE, question, **narrowed),
    )


def counted(figures: Figures, shown: Shown, question: Asked, **narrowed: Any) -> Cell:
    """Return how many a set has, leading to them."""
    return opened(figures, shown, number(figures.count(shown)), question, **narrowed)


def opened(figures: Figures, shown: Shown, words: str, question: Asked, **narrowed: Any) -> Cell:
    """Return words about a set of requests, leading to them."""
    return Cell(words, list_url(question, shown, **narrowed), figures.count(shown))


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
