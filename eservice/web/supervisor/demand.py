"""When people ask: arrivals by weekday and hour of Jambi, against the hours in which the office is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.metrics.figures import Figures
from eservice.metrics.rules import SMALL_GROUP
from eservice.metrics.sets import Shown
from eservice.web.filters import DAYS, number
from eservice.web.guards import requires
from eservice.web.locale import language
from eservice.web.supervisor.asked import Asked
from eservice.web.supervisor.phrases import of_hundred
from eservice.web.supervisor.reading import Reading, hours_words, page, reading
from eservice.web.supervisor.routes import blueprint
from eservice.web.supervisor.rows import channel_lines
from eservice.web.supervisor.shapes import Cell, counted, list_url
from eservice.worktime import queries as worktime
from eservice.worktime.rules import Day

_EARLY, _LATE = 6, 19
"""The hours that stand on the map even where nothing came."""
_SHADES = "abcde"


@dataclass(frozen=True)
class Hour:
    """One hour of one weekday."""

    n: int
    url: str
    shade: str
    """a to e, the darker the more; '' for none."""
    is_open: bool
    """The office works in some part of it in an ordinary week."""


@dataclass(frozen=True)
class Weekday:
    """One row of the map."""

    name: str
    hours: tuple[Hour, ...]
    n: int


@blueprint.get("/penyelia/kedatangan")
@requires(Permission.FIGURES_SEE)
def demand() -> ResponseReturnValue:
    """Show when requests come, and by which way."""
    read = reading()
    return page("demand", read, **arrivals(read))


def arrivals(read: Reading) -> dict[str, object]:
    """Return the map of arrivals, what it says in words, and the ways they came."""
    week = usual_week(read.asked)
    counts = read.now.arrivals
    hours = range(min([_EARLY, *(hour for _, hour in counts)]), max([_LATE, *(hour for _, hour in counts)]) + 1)
    highest = max(counts.values(), default=0)
    rows = [
        Weekday(
            DAYS[language()][day],
            tuple(
                Hour(n, _url(read.asked, day, hour), _shade(n, highest), is_open=works(week[day], hour))
                for hour in hours
                for n in (counts[day, hour],)
            ),
            sum(counts[day, hour] for hour in hours),
        )
        for day in range(7)
    ]
    return {
        "hours": hours,
        "map": rows,
        "map_says": _says(read, rows),
        "came": read.now.count(Shown.FILED),
        "came_before": read.before.count(Shown.FILED),
        "came_url": list_url(read.asked, Shown.FILED),
        "channels": channel_lines(read.now, read.asked, _channel_cells),
    }


def usual_week(question: Asked) -> list[Day]:
    """Return the hours of the seven weekdays as they usually are on the last day asked for."""
    calendar = worktime.calendar_for(question.office.processing_calendar_id)
    monday = question.last_on - timedelta(days=question.last_on.weekday())
    return [calendar.usual_windows_on(one) for one in _seven(monday)]


def works(day: Day, hour: int) -> bool:
    """Tell whether a day has a window open in some part of an hour."""
    return any(one.opens < time(hour, 59, 59) and time(hour) < one.closes for one in day)


def _seven(monday: date) -> Iterable[date]:
    return (monday + timedelta(days=number) for number in range(7))


def _url(question: Asked, day: int, hour: int) -> str:
    return list_url(question, Shown.FILED, tiba=f"{day}-{hour:02}")


def _shade(n: int, highest: int) -> str:
    return _SHADES[min(n * len(_SHADES) // (highest + 1), len(_SHADES) - 1)] if n else ""


def _says(read: Reading, rows: Iterable[Weekday]) -> str:
    n = read.now.count(Shown.FILED)
    if n < SMALL_GROUP:
        return str(_("Terlalu sedikit yang masuk untuk menyebut hari dan jam yang ramai."))
    (day, hour), most = max(read.now.arrivals.items(), key=lambda one: (one[1], -one[0][0], -one[0][1]))
    shut = sum(one.n for row in rows for one in row.hours if not one.is_open)
    return str(
        _(
            "Paling ramai %(day)s pukul %(hour)s: %(most)s permohonan. "
            "%(shut)s dari 100 datang di luar jam kerja kantor.",
            day=DAYS[language()][day],
            hour=hours_words(hour),
            most=number(most),
            shut=of_hundred(shut / n),
        )
    )


def _channel_cells(figures: Figures, question: Asked, **narrowed: object) -> tuple[Cell, ...]:
    sets = (Shown.FILED, Shown.FINISHED, Shown.OPEN, Shown.LATE)
    return tuple(counted(figures, shown, question, **narrowed) for shown in sets)
