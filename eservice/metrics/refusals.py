"""What could not be fulfilled and why, and which decisions did not last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eservice.metrics.gathered import Gathered
from eservice.metrics.rules import Period
from eservice.metrics.signs import Case, refusal_of
from eservice.requests.workflow import Refusal, Status, Step


@dataclass(frozen=True, slots=True)
class Refused:
    """One reason and whom it met."""

    refusal: Refusal
    request_ids: frozenset[int]

    @property
    def n(self) -> int:
        """How many."""
        return len(self.request_ids)


def refused(cases: Sequence[Case], period: Period) -> list[Refused]:
    """Return why requests were refused in a period, the most frequent first."""
    found: dict[Refusal, set[int]] = {}
    for case in cases:
        last = case.runs[-1]
        refusal = refusal_of(case)
        if last.status is Status.REJECTED and last.closed_at in period and refusal is not None:
            found.setdefault(refusal, set()).add(case.request_id)
    ranked = [Refused(one, frozenset(ids)) for one, ids in found.items()]
    return sorted(ranked, key=lambda one: (-one.n, one.refusal.value))


def overturned(cases: Sequence[Case], period: Period) -> dict[Gathered, frozenset[int]]:
    """Return the requests whose decision did not last, by what was decided, in a period."""
    tests: dict[Gathered, Callable[[Case], bool]] = {
        Gathered.REFUSAL_REOPENED: lambda case: _taken(case, Step.REOPEN, period),
        Gathered.PROPOSAL_SENT_BACK: lambda case: _sent_back_after_proposal(case, period),
        Gathered.RETURN_IN_VAIN: lambda case: case.same_file is True and case.runs[-1].status is Status.ISSUED,
    }
    return {one: frozenset(case.request_id for case in cases if holds(case)) for one, holds in tests.items()}


def _taken(case: Case, step: Step, period: Period) -> bool:
    return any(one.step is step and one.taken_at in period for one in case.acts)


def _sent_back_after_proposal(case: Case, period: Period) -> bool:
    proposed = False
    for act in case.acts:
        if act.step is Step.SEND_BACK and proposed and act.taken_at in period:
            return True
        if act.step in (Step.PROPOSE_REJECTION, Step.RECOMMEND):
            proposed = act.step is Step.PROPOSE_REJECTION
    return False
