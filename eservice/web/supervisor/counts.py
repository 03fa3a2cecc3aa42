"""Counts of a period beside the counts of the one before, each with its definition."""

from dataclasses import dataclass

from flask_babel import gettext as _

from eservice.metrics.definitions import DEFINITIONS, Definition
from eservice.metrics.figures import Measure
from eservice.metrics.sets import Shown
from eservice.web.filters import number
from eservice.web.labels import label
from eservice.web.supervisor.phrases import share_words
from eservice.web.supervisor.reading import Reading
from eservice.web.supervisor.shapes import Cell, counted

_COUNTS = (
    (Measure.FILED, Shown.FILED),
    (Measure.FINISHED, Shown.FINISHED),
    (Measure.OPEN, Shown.OPEN),
    (Measure.LATE, Shown.LATE),
    (Measure.SOON, Shown.SOON),
    (Measure.TOLD_LATE, Shown.TOLD_LATE),
    (Measure.TOLD_LATE, Shown.UNTOLD_LATE),
    (Measure.REOPENED, Shown.REOPENED),
    (Measure.REFILED, Shown.REFILED),
    (Measure.PAST_LEGAL, Shown.PAST_LEGAL),
)


@dataclass(frozen=True)
class Counted:
    """One count, now and in the period before."""

    name: str
    measure: Measure
    definition: Definition
    now: Cell
    beside: str
    """What the count is read beside, or ''."""
    before: str


def counts(read: Reading) -> list[Counted]:
    """Return how many came, were finished, are open and late, were told, came again."""
    return [
        Counted(
            label(shown),
            measure,
            DEFINITIONS[measure],
            counted(read.now, shown, read.asked),
            _told(read) if shown is Shown.TOLD_LATE else "",
            number(read.before.count(shown)),
        )
        for measure, shown in _COUNTS
    ]


def _told(read: Reading) -> str:
    broken = number(read.now.count(Shown.BROKEN))
    return str(_("%(share)s dari %(n)s yang meleset", share=share_words(read.now.told_late_share), n=broken))
