"""The figures of one officer, alike for who answers for them and for the officer: volume and mix beside every time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from eservice.metrics.definitions import DEFINITIONS, Definition
from eservice.metrics.figures import Figures, Measure
from eservice.metrics.names import ServiceName
from eservice.metrics.rules import SMALL_GROUP
from eservice.metrics.sets import Shown
from eservice.web.filters import local, number

_HOUR = 3600

ListUrl = Callable[[Shown, str], str]
"""(set, code of a service or '') -> the address of its requests."""


@dataclass(frozen=True)
class Row:
    """What one officer did with one service, or with all."""

    name: str
    cells: tuple[tuple[str, str], ...]
    """(words, address of the requests behind them or '')."""


@dataclass(frozen=True)
class Officer:
    """One officer's page; it has no place among others, and no rank."""

    name: str
    position: str
    whole: Row
    rows: tuple[Row, ...]
    review: Definition


def officer(figures: Figures, who: tuple[str, str], services: Mapping[int, ServiceName], list_url: ListUrl) -> Officer:
    """Return the figures of what one officer decided and holds, as a whole and by service, the most frequent first."""
    rows = tuple(
        Row(local(services[one], "name"), _cells(figures.of_service(one), list_url, services[one].code))
        for one, _n in figures.mix
    )
    whole = Row(str(_("Semua layanan")), _cells(figures, list_url, ""))
    return Officer(*who, whole, rows, DEFINITIONS[Measure.REVIEW])


def _cells(figures: Figures, list_url: ListUrl, code: str) -> tuple[tuple[str, str], ...]:
    spread = figures.spread(Measure.REVIEW)
    right = figures.first_time_right_share
    return (
        (number(figures.count(Shown.FINISHED)), list_url(Shown.FINISHED, code)),
        (_hours(spread.median), list_url(Shown.REVIEWED, code)),
        (_hours(spread.p90), ""),
        (number(figures.count(Shown.CORRECTED)), list_url(Shown.CORRECTED, code)),
        (_few() if right is None else f"{number(right * 100, 1)}\u00a0%", list_url(Shown.FIRST_TIME_RIGHT, code)),
        (number(figures.count(Shown.HELD)), list_url(Shown.HELD, code)),
    )


def _hours(seconds: int | None) -> str:
    return _few() if seconds is None else str(_("%(hours)s jam", hours=number(seconds / _HOUR, 1)))


def _few() -> str:
    return str(_("n < %(n)s", n=SMALL_GROUP))
