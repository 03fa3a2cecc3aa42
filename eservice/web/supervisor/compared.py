"""Services beside each other, and offices beside each other: in the order of the alphabet, with their mix, no rank."""

from collections.abc import Sequence
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.metrics.definitions import DEFINITIONS, Definition
from eservice.metrics.figures import Figures, Measure
from eservice.metrics.sets import Shown
from eservice.web.charts import Bar, stack
from eservice.web.filters import number
from eservice.web.guards import requires
from eservice.web.supervisor.asked import Asked
from eservice.web.supervisor.phrases import counted_n, hours_or_few, share_words, small
from eservice.web.supervisor.reading import Reading, page, reading
from eservice.web.supervisor.routes import blueprint
from eservice.web.supervisor.rows import named_services, office_lines, service_lines
from eservice.web.supervisor.shapes import Cell, Cells, counted, opened

COMPARED = (
    Measure.FILED,
    Measure.FINISHED,
    Measure.KEPT,
    Measure.SERVICE,
    Measure.ELAPSED,
    Measure.FIRST_TIME_RIGHT,
    Measure.OPEN,
    Measure.LATE,
)
"""What the tables tell, each with its definition under them."""


@blueprint.get("/penyelia/layanan")
@requires(Permission.FIGURES_SEE)
def service_list() -> ResponseReturnValue:
    """Show every service of the period beside the others."""
    read = reading()
    lines = service_lines(read.now, read.services, read.asked, compared(read, "layanan"))
    parts = [(name, read.now.of_service(one)) for name, _code, one in named_services(read.now, read.services)]
    words = {"caption": _("Angka menurut layanan"), "first": _("Layanan"), "narrows": False}
    return page("service_list", read, lines=lines, bars=kept_bars(parts), measures=_measures(), **words)


@blueprint.get("/penyelia/kantor")
@requires(Permission.FIGURES_SEE)
def office_list() -> ResponseReturnValue:
    """Show every office below the reader's, one row each."""
    read = reading()
    reach = sorted(read.asked.reach, key=lambda one: one.full_name)
    parts = [(one.full_name, read.now.of_office(one.id)) for one in reach]
    lines = office_lines(read.now, read.services, read.asked, compared(read, "kantor"))
    words = {"caption": _("Angka menurut kantor"), "first": _("Kantor"), "narrows": True}
    return page("office_list", read, lines=lines, bars=kept_bars(parts), measures=_measures(), **words)


def compared(read: Reading, by: str) -> Cells:
    """Return the writer of a row: volume, promise now and before, the two times, first time right, what is open."""
    earlier = {one.code: read.before.of_service(one.id) for one in read.services.values()}
    if by == "kantor":
        earlier = {one.code: read.before.of_office(one.id) for one in read.asked.reach}

    def cells(figures: Figures, question: Asked, **narrowed: Any) -> tuple[Cell, ...]:
        before = earlier[narrowed[by]]
        kept, was = figures.kept, before.kept
        service, felt = figures.spread(Measure.SERVICE), figures.spread(Measure.ELAPSED)
        return (
            counted(figures, Shown.FILED, question, **narrowed),
            counted(figures, Shown.FINISHED, question, **narrowed),
            counted(figures, Shown.DUE, question, **narrowed),
            opened(figures, Shown.KEPT, share_words(kept.on_time_share), question, **narrowed),
            Cell(f"{share_words(was.on_time_share)} ({counted_n(was.n)})"),
            *(Cell(hours_or_few(one)) for one in (service.median, service.p75, service.p90, felt.median, felt.p90)),
            opened(figures, Shown.FIRST_TIME_RIGHT, share_words(figures.first_time_right_share), question, **narrowed),
            counted(figures, Shown.OPEN, question, **narrowed),
            counted(figures, Shown.LATE, question, **narrowed),
            Cell(small(kept.n, was.n)),
        )

    return cells


def kept_bars(parts: Sequence[tuple[str, Figures]]) -> list[Bar]:
    """Return the share of promises kept as a bar for every group that is large enough, all on one scale to 100."""
    rows = [
        (name, [("sign", share, "")], f"{number(share * 100, 1)} %")
        for name, figures in parts
        if (share := figures.kept.on_time_share) is not None
    ]
    return stack(rows, top=1)


def _measures() -> list[tuple[Measure, Definition]]:
    return [(one, DEFINITIONS[one]) for one in COMPARED]
