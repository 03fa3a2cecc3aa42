"""Where time goes: what each stage takes of the citizen's time and of the office's hours, and the bottleneck named."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.metrics.figures import Figures, Measure
from eservice.metrics.names import ServiceName
from eservice.metrics.rules import SMALL_GROUP
from eservice.metrics.sets import Shown
from eservice.requests.clock import OFFICE_STAGES, Stage
from eservice.web.charts import Bar, stack
from eservice.web.filters import local, number
from eservice.web.guards import requires
from eservice.web.labels import label
from eservice.web.supervisor import lengths, shapes
from eservice.web.supervisor.asked import Asked
from eservice.web.supervisor.phrases import few, hours, hours_or_few, of_hundred
from eservice.web.supervisor.reading import Reading, page, reading
from eservice.web.supervisor.routes import blueprint
from eservice.web.supervisor.rows import groups, office_lines, service_lines
from eservice.web.supervisor.shapes import Cell, Line, counted

OUTSIDE = (Stage.CITIZEN, Stage.THIRD_PARTY, Stage.INCIDENT)
"""The stages that the office does not answer for: one colour of the drawing."""

_STAGES = (
    Measure.SERVICE, Measure.WAITING, Measure.REVIEW, Measure.SIGNATURE, Measure.ELAPSED, Measure.WAITING_LIVED,
    Measure.REVIEW_LIVED, Measure.SIGNATURE_LIVED, Measure.CLOSED, Measure.CITIZEN, Measure.THIRD_PARTY,
    Measure.INCIDENT,
)  # fmt: skip


@blueprint.get("/penyelia/alur")
@requires(Permission.FIGURES_SEE)
def flow() -> ResponseReturnValue:
    """Show the stages stacked, lived and worked, by service and by office."""
    read = reading()
    return page(
        "flow",
        read,
        sentence=bottleneck(read.now, read.services),
        told=lengths.told(read.now, read.before, read.asked, _STAGES),
        **flows(read),
        offices=office_lines(read.now, read.services, read.asked, flow_cells) if read.has_offices else [],
        office_bars=shapes.bars(_offices(read)) if read.has_offices else [],
    )


def flows(read: Reading) -> dict[str, Any]:
    """Return the two drawings of where time goes, with the table beside them."""
    parts = [(str(_("Semua")), read.now)]
    if any(n >= SMALL_GROUP for _service, n in read.now.mix):
        parts += groups(read.now, read.services)
    return {
        "keys": [*shapes.keys(), ("citizen", _("Di luar kantor: pemohon, pihak lain, gangguan"))],
        "lived": lived_bars(parts),
        "worked": shapes.bars(parts),
        "flow_lines": [
            Line(str(_("Semua")), "", "", flow_cells(read.now, read.asked)),
            *service_lines(read.now, read.services, read.asked, flow_cells),
        ],
    }


def bottleneck(now: Figures, services: Mapping[int, ServiceName]) -> str:
    """Return in words which stage takes most of the office's hours, and on which service it takes longest."""
    stage, means = now.longest_stage, now.means
    if stage is None:
        return str(_("Terlalu sedikit permohonan selesai untuk menyebut tahap yang paling lama."))
    told = _(
        "Paling banyak jam kerja habis di %(stage)s: %(part)s dari %(whole)s jam per permohonan, %(share)s dari 100.",
        stage=label(stage).lower(), part=hours(means[stage]), whole=hours(sum(means.values())),
        share=of_hundred(means[stage] / (sum(means.values()) or 1)),
    )  # fmt: skip
    by_service = {one: now.of_service(one).means for one, n in now.mix if n >= SMALL_GROUP}
    if len(by_service) < 2:
        return str(told)
    longest = max(by_service, key=lambda one: by_service[one][stage])
    where = _(
        "Terlama pada %(service)s: %(hours)s jam (n = %(n)s).",
        service=local(services[longest], "name"), hours=hours(by_service[longest][stage]),
        n=number(now.of_service(longest).count(Shown.FINISHED)),
    )  # fmt: skip
    return f"{told} {where}"


def lived_bars(parts: Iterable[tuple[str, Figures]]) -> list[Bar]:
    """Return stacked bars of the mean lived time of every group that is large enough to speak of."""
    rows = []
    for name, figures in parts:
        means = figures.lived_means
        if means:
            drawn = [(shapes.KINDS[stage], means[stage], hours(means[stage])) for stage in OFFICE_STAGES]
            outside = sum(means[stage] for stage in OUTSIDE)
            drawn.append(("citizen", outside, hours(outside)))
            rows.append((name, drawn, _("%(hours)s jam", hours=hours(sum(means.values())))))
    return stack(rows)


def flow_cells(figures: Figures, question: Asked, **narrowed: Any) -> tuple[Cell, ...]:
    """Return n, the office's stages and the longest of them, what lies outside its hours, then the two spreads."""
    means, lived, stage = figures.means, figures.lived_means, figures.longest_stage
    service, felt = figures.spread(Measure.SERVICE), figures.spread(Measure.ELAPSED)
    closed = figures.closed_mean
    return (
        counted(figures, Shown.FINISHED, question, **narrowed),
        *(Cell(hours(means[one]) if means else few()) for one in OFFICE_STAGES),
        Cell(label(stage) if stage else few()),
        Cell(few() if closed is None else hours(closed)),
        *(Cell(_sum(lived, part)) for part in ((Stage.CITIZEN,), (Stage.THIRD_PARTY, Stage.INCIDENT))),
        *(Cell(hours_or_few(one)) for one in (service.median, service.p90, felt.median, felt.p90)),
    )


def _sum(means: Mapping[Stage, float], stages: Iterable[Stage]) -> str:
    return hours(sum(means[stage] for stage in stages)) if means else few()


def _offices(read: Reading) -> list[tuple[str, Figures]]:
    reach = sorted(read.asked.reach, key=lambda one: one.full_name)
    return [(office.full_name, read.now.of_office(office.id)) for office in reach]
