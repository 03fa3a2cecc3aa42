"""What figures mean, for machines and files: the sentences that stand beside them on the pages."""

from collections.abc import Iterable

from flask_babel import gettext as _

from eservice.metrics.definitions import DEFINITIONS
from eservice.metrics.figures import Measure


def definitions_told(measures: Iterable[Measure] = DEFINITIONS) -> dict[str, dict[str, str]]:
    """Return what each figure counts, leaves out and tempts to, by its key."""
    told = ((measure.value, DEFINITIONS[measure]) for measure in measures)
    return {
        key: {"meaning": _(one.meaning), "excluded": _(one.excluded), "misleading": _(one.temptation)}
        for key, one in told
    }
