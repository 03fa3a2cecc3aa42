"""The promise kept, counted so that no trick improves it: it stands beside the plain one. Pure.

What was filed and finished in one go is left out. A promise that the office moved, by its hours, an incident, a
correction asked at the last moment or a longer standard, counts at its first date; one asked anew at the date of the
first filing. What was withdrawn or closed after its promise was not kept, nor what was refused for a fault that nobody
was asked to mend. Many requests of one household for the same service are one, kept where all were.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from eservice.metrics import rules
from eservice.metrics.rules import Period
from eservice.metrics.runs import Run
from eservice.metrics.signs import Case, Hours, is_healable, is_instant, is_late_ask, is_own_shift, is_refiled, shifts
from eservice.requests.workflow import Status, Step

PromiseFrom = Callable[[Case, Run, datetime], datetime]
"""(case, run, instant) -> what would have been promised for a filing at that instant."""

_GIVEN_UP = (Status.WITHDRAWN, Status.LAPSED)


@dataclass(frozen=True, slots=True)
class Strict:
    """How many promises were kept when nothing helps to make them look so."""

    n: int
    kept: int
    request_ids: frozenset[int]
    """The requests that count otherwise than in the plain figure."""

    @property
    def share(self) -> float | None:
        """0..1; None where too few."""
        return rules.share(self.kept, self.n)


def strictly(cases: Sequence[Case], period: Period, hours: Hours, promise_from: PromiseFrom) -> Strict:
    """Count the promises that fell due in a period, none of them twice and none of them moved."""
    verdicts: dict[tuple[str, int], list[bool]] = {}
    differing: set[int] = set()
    for case in cases:
        for run, plain, verdict in _verdicts(case, period, hours, promise_from):
            if verdict is not None:
                alone = f"{case.request_id}.{run.number}"
                key = (case.household or alone) if case.is_crowded else alone
                verdicts.setdefault((key, run.filing.service_id), []).append(verdict)
            if verdict is not plain or case.is_crowded:
                differing.add(case.request_id)
    return Strict(len(verdicts), sum(all(one) for one in verdicts.values()), frozenset(differing))


def _verdicts(
    case: Case, period: Period, hours: Hours, promise_from: PromiseFrom
) -> Iterator[tuple[Run, bool | None, bool | None]]:
    """Yield each run that fell due with what the plain figure and this one say of it; None where it does not count."""
    for run in case.runs:
        if run.promised_at not in period:
            continue
        plain = None if run.status in _GIVEN_UP or (run.is_open and run.is_paused) else _in_time(run, run.promised_at)
        yield run, plain, _verdict(case, run, _first_promise(case, run, hours, promise_from))


def _verdict(case: Case, run: Run, promised_at: datetime) -> bool | None:
    if is_instant(run) or (run.is_open and run.is_paused):
        return None
    if run.status in _GIVEN_UP:
        return None if _in_time(run, promised_at) else False
    return _in_time(run, promised_at) and not is_healable(case, run)


def _in_time(run: Run, promised_at: datetime) -> bool:
    return run.closed_at is not None and run.closed_at <= promised_at


def _first_promise(case: Case, run: Run, hours: Hours, promise_from: PromiseFrom) -> datetime:
    """Return a run's promise without what moved it: each shift is taken away as long as it was."""
    acts, taken = case.acts_of(run), case.longer.get(run.number, timedelta())
    asked = None
    for act, by in shifts(acts):
        if act.step is Step.RESUBMIT:
            before = (one for one in reversed(acts) if one.step is Step.ASK_CORRECTION and one.taken_at < act.taken_at)
            asked = next(before, None)
        late = act.step is Step.RESUBMIT and asked is not None and is_late_ask(case, asked, hours)
        taken += by if late or is_own_shift(act) else timedelta()
    if is_refiled(run):
        first = run.filing.first_filed_at
        taken += promise_from(case, run, run.begins_at) - promise_from(case, run, first)
    return run.promised_at - taken
