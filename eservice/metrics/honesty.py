"""How honest the figures of an office are: every sign of a trick counted, and the promise kept counted strictly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eservice.metrics import rules
from eservice.metrics.cases import Book
from eservice.metrics.rules import Kept, Period
from eservice.metrics.runs import Run
from eservice.metrics.sets import BEHIND, Shown
from eservice.metrics.signs import Case, Counted, Sign, counted
from eservice.metrics.strict import Strict, strictly


@dataclass(frozen=True, slots=True)
class BothWays:
    """One version of a service that promises longer than the one before: the same cases by both promises."""

    service_id: int
    version_id: int
    n: int
    kept: int
    """By the promise that was given."""
    kept_before: int
    """By the promise of the version before."""
    request_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Honesty:
    """What a period shows."""

    signs: Mapping[Sign, Counted]
    plain: Kept
    strict: Strict
    lengthened: Sequence[BothWays]


def honesty(book: Book, period: Period) -> Honesty:
    """Count every sign over the requests of a period; ask for the latest period first."""
    cases = book.cases(period)
    return Honesty(
        signs={sign: counted(sign, cases, period, book.terms.hours) for sign in Sign},
        plain=rules.kept([run for case in cases for run in case.runs], period),
        strict=strictly(cases, period, book.terms.hours, book.terms.promise_from),
        lengthened=_both_ways(cases, period),
    )


def _both_ways(cases: Sequence[Case], period: Period) -> list[BothWays]:
    found: dict[tuple[int, int], list[tuple[Case, Run]]] = {}
    for case in cases:
        for run in case.runs:
            if run.number in case.longer and BEHIND[Shown.DUE](run, period):
                found.setdefault((run.filing.service_id, case.version_id), []).append((case, run))
    return [
        BothWays(
            service_id=service_id,
            version_id=version_id,
            n=len(due),
            kept=sum(run.closed_at is not None and run.closed_at <= run.promised_at for _case, run in due),
            kept_before=sum(
                run.closed_at is not None and run.closed_at <= run.promised_at - case.longer[run.number]
                for case, run in due
            ),
            request_ids=frozenset(case.request_id for case, _run in due),
        )
        for (service_id, version_id), due in sorted(found.items())
    ]
