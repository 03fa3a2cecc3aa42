"""How long each kind of data stays, as data: defaults here, changes in the table. Pure.

The figures are the house's proposals (domain.md 8), not the law's: an office may change them, with a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Keeps(StrEnum):
    """One kind of data with a limit of its own."""

    PAPERS_ISSUED = "papers_issued"
    PAPERS_REJECTED = "papers_rejected"
    PAPERS_DROPPED = "papers_dropped"
    """Withdrawn or lapsed."""
    PAPERS_CONSENTED = "papers_consented"
    ANSWERS_ISSUED = "answers_issued"
    ANSWERS_REJECTED = "answers_rejected"
    ANSWERS_DROPPED = "answers_dropped"
    MESSAGES = "messages"
    SESSIONS = "sessions"
    LETTERS = "letters"
    READS = "reads"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit in days after the end, and whether the house may delete on its own."""

    days: int
    automatic: bool = True
    """False: the archive law lets nobody delete without an appraisal; the job only lists what is due."""

    @property
    def length(self) -> timedelta:
        """The limit as a length of time."""
        return timedelta(days=self.days)


DEFAULTS: dict[Keeps, Limit] = {
    Keeps.PAPERS_ISSUED: Limit(90),
    Keeps.PAPERS_REJECTED: Limit(90),
    Keeps.PAPERS_DROPPED: Limit(30),
    Keeps.PAPERS_CONSENTED: Limit(365),
    Keeps.ANSWERS_ISSUED: Limit(3650),
    Keeps.ANSWERS_REJECTED: Limit(365),
    Keeps.ANSWERS_DROPPED: Limit(365),
    Keeps.MESSAGES: Limit(365),
    Keeps.SESSIONS: Limit(90),
    Keeps.LETTERS: Limit(3650, automatic=False),
    Keeps.READS: Limit(1825, automatic=False),
}

LEAST_DAYS, MOST_DAYS = 7, 36_500
"""What may be chosen: shorter would take papers from under an objection, longer is for ever."""

_BY_OUTCOME = {
    "issued": (Keeps.PAPERS_ISSUED, Keeps.ANSWERS_ISSUED),
    "rejected": (Keeps.PAPERS_REJECTED, Keeps.ANSWERS_REJECTED),
    "withdrawn": (Keeps.PAPERS_DROPPED, Keeps.ANSWERS_DROPPED),
    "lapsed": (Keeps.PAPERS_DROPPED, Keeps.ANSWERS_DROPPED),
}
"""How a request ended -> the limits of its papers and of the rest."""


def in_force(changed: Mapping[Keeps, int]) -> dict[Keeps, Limit]:
    """Return every limit, as changed where it was changed."""
    return {kind: Limit(changed.get(kind, limit.days), limit.automatic) for kind, limit in DEFAULTS.items()}


@dataclass(frozen=True, slots=True)
class Until:
    """When the papers and the rest of one request go; None while it is open."""

    papers: datetime | None
    answers: datetime | None


def until_when(status: str, closed_at: datetime | None, limits: Mapping[Keeps, Limit], *, consented: bool) -> Until:
    """Return when a request's papers and the rest of it go.

    Args:
        status: how it ended; what has not ended has no date.
        consented: the person lets the papers stay longer; it never makes their time shorter.
    """
    if closed_at is None or status not in _BY_OUTCOME:
        return Until(None, None)
    papers, answers = (limits[kind].length for kind in _BY_OUTCOME[status])
    if consented:
        papers = max(papers, limits[Keeps.PAPERS_CONSENTED].length)
    return Until(closed_at + min(papers, answers), closed_at + answers)
