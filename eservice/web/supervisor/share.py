"""Of which figures of a period one request is a part, and how much it put into each."""

from collections.abc import Sequence
from dataclasses import dataclass

from eservice.metrics.definitions import DEFINITIONS, Definition
from eservice.metrics.figures import LENGTHS, Figures, Measure
from eservice.metrics.runs import Run
from eservice.metrics.sets import BEHIND
from eservice.web.filters import duration
from eservice.web.labels import label
from eservice.web.supervisor.asked import Asked
from eservice.web.supervisor.lengths import working
from eservice.web.supervisor.shapes import Cell, list_url


@dataclass(frozen=True)
class Contribution:
    """What one request put into one figure."""

    measure: Measure
    definition: Definition
    gave: str
    url: str
    """The requests of the whole figure."""


def contributions(runs: Sequence[Run], question: Asked) -> list[Contribution]:
    """Return every length of time into which the request counts in the period, with its seconds in words."""
    own = Figures(_within(runs, question), question.period)
    found = []
    for measure, length in LENGTHS.items():
        for run in own.behind(length.shown):
            gave = working(length.seconds(run)) if length.is_working else duration(length.seconds(run))
            found.append(Contribution(measure, DEFINITIONS[measure], gave, list_url(question, length.shown)))
    return found


def memberships(runs: Sequence[Run], question: Asked) -> list[Cell]:
    """Return every list of the period in which the request stands."""
    own = Figures(_within(runs, question), question.period)
    return [Cell(label(shown), list_url(question, shown)) for shown in BEHIND if own.count(shown)]


def _within(runs: Sequence[Run], question: Asked) -> list[Run]:
    offices = question.scope.office_ids
    return [run for run in runs if offices is None or run.office_id in offices]
