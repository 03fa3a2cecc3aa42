"""What goes wrong at the counter and who could learn from it: faults read from the history, each laid to who did it.

A request counts once for each fault of an officer. ``n`` is the requests that the officer decided on, or asked to be
completed, in the period; of promises, those that fell due. What survey answers say is not here: they name nobody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from eservice.careers import queries
from eservice.careers.rules import Fault
from eservice.careers.terms import Term
from eservice.kernel.db import db
from eservice.metrics import cases
from eservice.metrics import queries as metrics
from eservice.metrics.cases import Book
from eservice.metrics.queries import Scope
from eservice.metrics.rules import Fate, Period, fate_of
from eservice.metrics.runs import Run
from eservice.metrics.signs import Act, Case
from eservice.requests.amendments import LetterAmendment
from eservice.requests.workflow import DataFault, Status, Step

_DECIDES = frozenset({Step.RECOMMEND, Step.PROPOSE_REJECTION, Step.HAND_OVER_SIAK})
_WORKS = _DECIDES | {Step.ASK_CORRECTION}


@dataclass(frozen=True, slots=True)
class Key:
    """Whose requests of which service."""

    officer_id: int
    service_id: int


@dataclass(frozen=True, slots=True)
class Need:
    """How often one fault happened with one service: of ``n`` requests, these."""

    fault: Fault
    service_id: int
    n: int
    request_ids: frozenset[int]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.request_ids)


@dataclass(frozen=True)
class Evidence:
    """The faults of a period, and of how many requests, by officer and service."""

    runs: dict[int, Run]
    """The last run of every request, for lists."""
    worked: dict[Key, frozenset[int]]
    due: dict[Key, frozenset[int]]
    faulty: dict[tuple[Key, Fault], frozenset[int]]

    def of_officer(self, officer_id: int) -> list[Need]:
        """Return what one officer could learn, the most frequent first."""
        return self._needs({one for one in self._keys if one.officer_id == officer_id})

    def of_all(self) -> list[Need]:
        """Return what all officers together could learn, the most frequent first; it names nobody."""
        return self._needs(self._keys)

    def counted(self, key: Key, fault: Fault) -> tuple[int, int]:
        """Return of how many requests, and how many of them show the fault."""
        faulty = self.faulty.get((key, fault), frozenset())
        return len(self._base(key, fault) | faulty), len(faulty)

    @property
    def _keys(self) -> set[Key]:
        return set(self.worked) | set(self.due) | {key for key, _fault in self.faulty}

    def _base(self, key: Key, fault: Fault) -> frozenset[int]:
        return (self.due if fault is Fault.LATE else self.worked).get(key, frozenset())

    def _needs(self, keys: set[Key]) -> list[Need]:
        base: dict[tuple[int, Fault], set[int]] = defaultdict(set)
        found: dict[tuple[int, Fault], set[int]] = defaultdict(set)
        for key in keys:
            for fault in Fault:
                faulty = self.faulty.get((key, fault), frozenset())
                base[key.service_id, fault] |= self._base(key, fault) | faulty
                found[key.service_id, fault] |= faulty
        needs = [
            Need(fault, service_id, len(base[service_id, fault]), frozenset(ids))
            for (service_id, fault), ids in found.items()
            if ids
        ]
        return sorted(needs, key=lambda one: (-one.count, one.service_id, one.fault.value))


def evidence(scope: Scope, *, at: datetime) -> Evidence:
    """Return the evidence of the last days, as many as the term says, as it stood at an instant."""
    period = metrics.last_days(queries.value(Term.NEED_DAYS), at)
    return read(cases.book(scope, since=period.from_at), period)


def led_until(at: datetime) -> datetime:
    """Return the instant as of which who leads an office reads a person's need: later than the person."""
    return at - timedelta(days=queries.value(Term.LEAD_AFTER_DAYS))


def suggests(one: Need) -> bool:
    """Tell whether a need is large enough, and sure enough, that a course is worth asking for."""
    least, per_mille = queries.value(Term.NEED_LEAST), queries.value(Term.NEED_PER_MILLE)
    return one.n >= least and one.count * 1000 >= one.n * per_mille


def read(book: Book, period: Period) -> Evidence:
    """Return the faults of a period; ask a book for the latest period first."""
    told = book.cases(period)
    mended = _mended(period)
    worked: dict[Key, set[int]] = defaultdict(set)
    due: dict[Key, set[int]] = defaultdict(set)
    faulty: dict[tuple[Key, Fault], set[int]] = defaultdict(set)
    for case in told:
        service_id = case.runs[-1].filing.service_id
        for officer_id in _workers(case, period):
            worked[Key(officer_id, service_id)].add(case.request_id)
        for officer_id in _promised(case, period, Fate.KEPT, Fate.BROKEN):
            due[Key(officer_id, service_id)].add(case.request_id)
        for fault, officer_id in _faults(case, period, mended):
            faulty[Key(officer_id, service_id), fault].add(case.request_id)
    return Evidence(
        {case.request_id: case.runs[-1] for case in told},
        {key: frozenset(ids) for key, ids in worked.items()},
        {key: frozenset(ids) for key, ids in due.items()},
        {key: frozenset(ids) for key, ids in faulty.items()},
    )


def _workers(case: Case, period: Period) -> set[int]:
    """Return who decided on a request, or asked for its completion, in the period."""
    acts = [act for act in case.acts if act.step in _WORKS and act.taken_at in period]
    return {act.membership_id for act in acts if act.membership_id is not None}


def _promised(case: Case, period: Period, *fates: Fate) -> set[int]:
    """Return whose promises of a request fell due in the period and came to one of these ends."""
    runs = [run for run in case.runs if run.promised_at in period and fate_of(run) in fates]
    return {run.officer_id for run in runs if run.officer_id is not None}


def _faults(case: Case, period: Period, mended: Collection[int]) -> Iterator[tuple[Fault, int]]:
    """Yield each fault of a request with the officer whose it is; a fault of nobody known is left out."""
    decided, asked = None, None
    for seen, whose in _steps(case):
        if whose is not None and whose.step in _DECIDES:
            decided = whose
        elif whose is not None and whose.step is Step.ASK_CORRECTION:
            asked = whose
        if seen is not None and seen.at in period and whose is not None and whose.membership_id is not None:
            yield seen.fault, whose.membership_id
    in_vain = case.same_file is True and case.runs[-1].status is Status.ISSUED
    if in_vain and asked is not None and asked.membership_id is not None:
        yield Fault.ASKED_IN_VAIN, asked.membership_id
    if case.request_id in mended and decided is not None and decided.membership_id is not None:
        yield Fault.MENDED, decided.membership_id
    for officer_id in _promised(case, period, Fate.BROKEN):
        yield Fault.LATE, officer_id


@dataclass(frozen=True, slots=True)
class _Seen:
    """A fault that a step shows, and when."""

    fault: Fault
    at: datetime


def _steps(case: Case) -> Iterator[tuple[_Seen | None, Act | None]]:
    """Yield for each act that tells of a fault what it shows, and the act whose it is."""
    decided: Act | None = None
    rounds = 0
    for act in case.acts:
        if act.step is Step.ASK_CORRECTION:
            rounds += 1
            yield (_Seen(Fault.ASKED_AGAIN, act.taken_at) if rounds > 1 else None), act
        elif act.step in _DECIDES:
            decided = act
            yield None, act
        elif act.step is Step.SEND_BACK:
            yield _Seen(Fault.SENT_BACK, act.taken_at), decided
        elif act.step is Step.REOPEN:
            rounds = 0
            refused = decided is not None and decided.step is Step.PROPOSE_REJECTION
            yield (_Seen(Fault.OVERTURNED, act.taken_at) if refused else None), decided


def _mended(period: Period) -> set[int]:
    """Return the requests whose letter is said to be wrong through the office, told in the period."""
    return set(
        db.session.scalars(
            select(LetterAmendment.of_id).where(
                LetterAmendment.fault == DataFault.OFFICE,
                LetterAmendment.asked_at > period.from_at,
                LetterAmendment.asked_at <= period.until_at,
            )
        )
    )
