"""The head of the overview: two facts as sentences, and four numbers against the period before."""

from dataclasses import dataclass

from flask_babel import gettext as _

from eservice.metrics.figures import Figures, Measure
from eservice.metrics.sets import Shown
from eservice.requests.clock import Stage
from eservice.web.filters import duration, number
from eservice.web.supervisor.asked import Asked
from eservice.web.supervisor.phrases import (
    change_in_hours,
    change_in_number,
    change_in_points,
    counted_n,
    few,
    hours,
    hours_or_few,
    of_hundred,
    share_parts,
)
from eservice.web.supervisor.shapes import list_url


@dataclass(frozen=True)
class Number:
    """One of the four numbers on top."""

    measure: Measure
    value: str
    unit: str
    n: str
    spread: str
    change: str
    url: str


def headline(figures: Figures) -> str:
    """Return the two facts that matter most, as a sentence each."""
    kept, stage = figures.kept, figures.longest_stage
    if kept.on_time_share is None:
        first = _("Terlalu sedikit janji yang jatuh tempo untuk dinilai.")
    else:
        first = _("Janji ditepati %(kept)s dari 100.", kept=of_hundred(kept.on_time_share))
    if stage is None:
        return str(first)
    second = {
        Stage.WAITING: _("Menunggu petugas paling lama."),
        Stage.REVIEW: _("Pemeriksaan paling lama."),
        Stage.SIGNATURE: _("Menunggu tanda tangan paling lama."),
    }[stage]
    return f"{first} {second}"


def numbers(now: Figures, before: Figures, question: Asked) -> list[Number]:
    """Return the four numbers on top, each with n, spread and change against the period before."""
    return [
        _kept_number(now, before, question),
        _service_number(now, before, question),
        _open_number(now, before, question),
        _right_number(now, before, question),
    ]


def _kept_number(now: Figures, before: Figures, question: Asked) -> Number:
    kept = now.kept
    beside = _(
        "%(kept)s ditepati; di samping itu %(withdrawn)s dibatalkan, %(lapsed)s ditutup",
        kept=number(kept.kept), withdrawn=number(kept.withdrawn), lapsed=number(kept.lapsed),
    )  # fmt: skip
    return Number(
        Measure.KEPT,
        *share_parts(kept.on_time_share),
        n=counted_n(kept.n),
        spread=beside,
        change=change_in_points(kept.on_time_share, before.kept.on_time_share),
        url=list_url(question, Shown.DUE),
    )


def _service_number(now: Figures, before: Figures, question: Asked) -> Number:
    spread, felt = now.spread(Measure.SERVICE), now.spread(Measure.ELAPSED)
    if spread.median is None or spread.p90 is None or felt.median is None:
        value, unit, told = few(), "", ""
    else:
        value, unit = hours(spread.median), _("jam kerja")
        told = _(
            "p90 %(p90)s jam; dirasakan warga: median %(felt)s; dengan yang masih terbuka: median %(so_far)s jam",
            p90=hours(spread.p90), felt=duration(felt.median),
            so_far=hours_or_few(now.spread_so_far(Measure.SERVICE).median),
        )  # fmt: skip
    return Number(
        Measure.SERVICE,
        value,
        unit,
        n=counted_n(spread.n),
        spread=told,
        change=change_in_hours(spread.median, before.spread(Measure.SERVICE).median),
        url=list_url(question, Shown.FINISHED),
    )


def _open_number(now: Figures, before: Figures, question: Asked) -> Number:
    n, oldest = now.count(Shown.OPEN), now.oldest_open
    told = _(
        "%(late)s lewat janji; terlama %(oldest)s",
        late=number(now.count(Shown.LATE)),
        oldest=duration(oldest.elapsed) if oldest else "–",
    )
    return Number(
        Measure.OPEN,
        number(n),
        "",
        n=_("lihat daftarnya"),
        spread=told if n else _("tidak ada yang terbuka"),
        change=change_in_number(n, before.count(Shown.OPEN)),
        url=list_url(question, Shown.OPEN),
    )


def _right_number(now: Figures, before: Figures, question: Asked) -> Number:
    right = now.first_time_right_share
    told = _(
        "%(right)s tanpa perbaikan; %(rounds)s putaran perbaikan",
        right=number(now.count(Shown.FIRST_TIME_RIGHT)),
        rounds=number(now.rounds),
    )
    return Number(
        Measure.FIRST_TIME_RIGHT,
        *share_parts(right),
        n=counted_n(now.count(Shown.ISSUED)),
        spread=told,
        change=change_in_points(right, before.first_time_right_share),
        url=list_url(question, Shown.ISSUED),
    )
