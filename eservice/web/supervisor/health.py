"""How healthy the queue is: how old what is open is, what it waits for, and what is late or will be soon, by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.metrics.figures import Figures, Measure
from eservice.metrics.rules import share
from eservice.metrics.runs import Run
from eservice.metrics.sets import AGES, TURNS, Shown
from eservice.web.charts import Bar, stack
from eservice.web.filters import duration, local, number, working_hours
from eservice.web.guards import requires
from eservice.web.labels import label
from eservice.web.supervisor.asked import Asked
from eservice.web.supervisor.phrases import share_words
from eservice.web.supervisor.reading import Reading, office_names, page, reading
from eservice.web.supervisor.routes import blueprint
from eservice.web.supervisor.rows import service_lines
from eservice.web.supervisor.shapes import Cell, Line, counted, list_url

NAMED = 20
"""So many requests stand on the page by name; the rest is in the list."""


@dataclass(frozen=True)
class Named:
    """One request that is late or will be soon."""

    code: str
    url: str
    service: str
    office: str
    waits_for: str
    time: str
    """Past the promise, or left of the office's hours."""


@dataclass(frozen=True)
class Worry:
    """The requests of one kind of worry: the first of them by name, and all of them as a list."""

    shown: Shown
    measure: Measure
    total: int
    url: str
    rows: Sequence[Named]


@blueprint.get("/penyelia/antrean")
@requires(Permission.FIGURES_SEE)
def queue_health() -> ResponseReturnValue:
    """Show the age of what is open, whom it waits for, and what is late by name."""
    read = reading()
    return page(
        "queue_health",
        read,
        sentence=_sentence(read.now),
        worries=[_worry(Shown.LATE, Measure.LATE, read), _worry(Shown.SOON, Measure.SOON, read)],
        **backlog(read),
        lines=service_lines(read.now, read.services, read.asked, _backlog_cells),
    )


def backlog(read: Reading) -> dict[str, object]:
    """Return the age of what is open and what it waits for, drawn and as tables."""
    return {
        "age_bars": _bars(read.now, AGES),
        "ages": _lines(AGES, read),
        "turn_bars": _bars(read.now, TURNS),
        "turns": _lines(TURNS, read),
        "open_count": read.now.count(Shown.OPEN),
        "open_url": list_url(read.asked, Shown.OPEN),
    }


def _sentence(now: Figures) -> str:
    if not now.count(Shown.OPEN):
        return str(_("Tidak ada permohonan yang terbuka."))
    oldest = now.oldest_open
    return str(
        _(
            "%(open)s terbuka: %(late)s lewat janji, %(soon)s sebentar lagi. Yang tertua %(oldest)s.",
            open=number(now.count(Shown.OPEN)),
            late=number(now.count(Shown.LATE)),
            soon=number(now.count(Shown.SOON)),
            oldest=duration(oldest.elapsed if oldest else 0),
        )
    )


def _bars(now: Figures, sets: Sequence[Shown]) -> list[Bar]:
    rows = [(label(shown), [("sign", float(now.count(shown)), "")], number(now.count(shown))) for shown in sets]
    return stack(rows) if now.count(Shown.OPEN) else []


def _lines(sets: Sequence[Shown], read: Reading) -> list[Line]:
    return [Line(label(shown), "", "", _part_cells(shown, read)) for shown in sets]


def _part_cells(shown: Shown, read: Reading) -> tuple[Cell, ...]:
    """Return how many, their share of what is open, the oldest of them, and how many a period ago."""
    runs = read.now.behind(shown)
    oldest = max((run.elapsed for run in runs), default=None)
    return (
        counted(read.now, shown, read.asked),
        Cell(share_words(share(len(runs), read.now.count(Shown.OPEN)))),
        Cell("–" if oldest is None else duration(oldest)),
        Cell(number(read.before.count(shown))),
    )


def _backlog_cells(figures: Figures, question: Asked, **narrowed: object) -> tuple[Cell, ...]:
    sets = (Shown.OPEN, Shown.LATE, Shown.SOON, Shown.AGED_7, Shown.AGED_14, Shown.AGED_MORE)
    return tuple(counted(figures, shown, question, **narrowed) for shown in sets)


def _worry(shown: Shown, measure: Measure, read: Reading) -> Worry:
    runs = sorted(read.now.behind(shown), key=lambda run: (run.promised_at, run.filing.code))
    at, where = read.asked.period.until_at, office_names()
    rows = [_named(run, read, where, late=(at - run.promised_at).total_seconds()) for run in runs[:NAMED]]
    return Worry(shown, measure, len(runs), list_url(read.asked, shown), rows)


def _named(run: Run, read: Reading, where: Mapping[int, str], *, late: float) -> Named:
    waits = label(_turn(run, read))
    turn = where.get(run.turn_office_id or 0, "")
    time = (
        _("lewat %(time)s", time=duration(late))
        if late >= 0
        else _("sisa %(time)s kerja", time=working_hours(run.left))
    )
    return Named(
        code=run.filing.code,
        url=url_for(".request_show", code=run.filing.code, **read.asked.with_()),
        service=local(read.services[run.filing.service_id], "name"),
        office=where.get(run.office_id, ""),
        waits_for=f"{waits}, {turn}" if turn else waits,
        time=str(time),
    )


def _turn(run: Run, read: Reading) -> Shown:
    return next(shown for shown in TURNS if run in read.now.behind(shown))
