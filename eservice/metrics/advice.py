"""What would help: which change follows from what the figures say, by thresholds that stand here and nowhere else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eservice.metrics import rules
from eservice.metrics.causes import Cause
from eservice.metrics.figures import Figures
from eservice.metrics.rules import SMALL_GROUP
from eservice.metrics.sets import Shown
from eservice.requests.clock import Stage
from eservice.requests.workflow import Refusal, Verdict


class Advice(StrEnum):
    """One change that can be made; its words name what it is about."""

    SHOW_EXAMPLE = "show_example"
    NAME_BEFORE = "name_before"
    COMPARE_FIRST = "compare_first"
    REWORD = "reword"
    SAY_WHO_FIRST = "say_who_first"
    ASK_BEFORE_REFUSING = "ask_before_refusing"
    CLEARER = "clearer"
    SIGNING_HOURS = "signing_hours"
    MORE_HANDS = "more_hands"
    READ_TOGETHER = "read_together"


OFTEN = SMALL_GROUP
"""From so many requests on a cause calls for a change."""
RETURNED = 1 / 3
"""From this share of the finished on, corrections are what helps most."""

OF_PAPERS: dict[Verdict, Advice] = {
    Verdict.UNCLEAR: Advice.SHOW_EXAMPLE,
    Verdict.MISSING: Advice.NAME_BEFORE,
    Verdict.MISMATCH: Advice.COMPARE_FIRST,
    Verdict.COMPLETE: Advice.SHOW_EXAMPLE,
}
OF_REFUSALS: dict[Refusal, Advice] = {
    Refusal.NOT_RESIDENT: Advice.SAY_WHO_FIRST,
    Refusal.CONDITIONS_NOT_MET: Advice.SAY_WHO_FIRST,
    Refusal.OTHER_AUTHORITY: Advice.SAY_WHO_FIRST,
    Refusal.DATA_DOES_NOT_MATCH: Advice.ASK_BEFORE_REFUSING,
    Refusal.NOT_COMPLETED: Advice.ASK_BEFORE_REFUSING,
}
OF_STAGES: dict[Stage, Advice] = {
    Stage.SIGNATURE: Advice.SIGNING_HOURS,
    Stage.WAITING: Advice.MORE_HANDS,
    Stage.REVIEW: Advice.READ_TOGETHER,
}


def for_cause(cause: Cause) -> Advice | None:
    """Return what would spare a return; None where it is too rare to change anything for."""
    if cause.n < OFTEN:
        return None
    if cause.kind != "proof":
        return Advice.REWORD
    return OF_PAPERS[cause.usual] if cause.usual is not None else Advice.SHOW_EXAMPLE


def for_refusal(refusal: Refusal, n: int) -> Advice | None:
    """Return what would spare a refusal; None where it is too rare, or nothing would."""
    return OF_REFUSALS.get(refusal) if n >= OFTEN else None


@dataclass(frozen=True, slots=True)
class Help:
    """One thing that would help, and the service it is about, if it is about one."""

    advice: Advice
    service_id: int | None = None


def helps(figures: Figures, causes: Sequence[Cause]) -> Iterator[Help]:
    """Yield what would help most, the plainest first."""
    corrected = rules.share(figures.count(Shown.CORRECTED), figures.count(Shown.FINISHED))
    if corrected is not None and corrected >= RETURNED and causes:
        yield Help(Advice.CLEARER, causes[0].service_id)
    longest = figures.longest_stage
    if longest is not None:
        yield Help(OF_STAGES[longest])
