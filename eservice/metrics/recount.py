"""Figures that anybody recomputes from the exported events alone, with another program, to the same digest.

``tools/recompute.py`` reads the CSV that ``as_rows`` writes and knows nothing else of this house: no hours of an
office, no database. So only figures are here that events alone tell: what was filed, finished, issued, right at the
first try and kept, and how long each stage lasted on the wall clock.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from eservice.kernel.clock import wib
from eservice.metrics.figures import Figures, Measure
from eservice.metrics.queries import History
from eservice.metrics.sets import Shown
from eservice.requests import clock
from eservice.requests.workflow import Step

COLUMNS = ("case", "run", "service", "channel", "activity", "timestamp", "stage", "status", "promised")

COUNTED = (Shown.FILED, Shown.FINISHED, Shown.ISSUED, Shown.FIRST_TIME_RIGHT, Shown.KEPT)
MEASURED = (
    Measure.WAITING_LIVED, Measure.REVIEW_LIVED, Measure.SIGNATURE_LIVED, Measure.CITIZEN, Measure.THIRD_PARTY,
    Measure.INCIDENT,
)  # fmt: skip


def lines(figures: Figures) -> list[str]:
    """Return the figures as the script writes them, one a line; '-' where too few were counted."""
    found = [f"{shown.value} n={figures.count(shown)}" for shown in COUNTED]
    for measure in MEASURED:
        told = figures.spread(measure)
        ranks = (("median", told.median), ("p90", told.p90), ("p95", told.p95))
        words = " ".join(f"{name}={'-' if seconds is None else seconds}" for name, seconds in ranks)
        found.append(f"{measure.value} n={told.n} {words}")
    return found


def digest(figures: Figures) -> str:
    """Return the SHA-256 of the lines."""
    return hashlib.sha256("".join(f"{line}\n" for line in lines(figures)).encode()).hexdigest()


def as_rows(history: History, figures: Figures, services: dict[int, str]) -> Iterator[list[str | int]]:
    """Yield every event of the runs behind some figures; requests by a number of this file, no person, no officer."""
    wanted = {(run.filing.request_id, run.number) for run in figures.runs}
    numbers: dict[int, int] = {}
    for run in figures.runs:
        numbers.setdefault(run.filing.request_id, len(numbers) + 1)
    for request_id, case in numbers.items():
        filing, number = history.filings[request_id], 1
        for change in clock.changes(history.events[request_id], until=figures.period.until_at):
            number += change.event.step is Step.REOPEN and not change.by_itself
            if (request_id, number) in wanted:
                yield [
                    case, number, services[filing.service_id], filing.channel.value, change.event.step.value,
                    _written(change.at), change.stage.value if change.stage else "ended",
                    change.event.to_status.value, _written(change.event.promised_at),
                ]  # fmt: skip


def _written(at: datetime) -> str:
    return wib(at).isoformat()
