"""What shows that a figure is being made to look better: one sign for each trick, told of single requests. Pure.

A sign accuses nobody: there are good reasons for everything here. It says where to look before a figure is believed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from eservice.metrics import rules
from eservice.metrics.rules import Period
from eservice.metrics.runs import Run
from eservice.metrics.sets import BEHIND, Shown
from eservice.requests.workflow import ACTS_ON_CONTENT, HEALABLE, Channel, Refusal, Status, Step
from eservice.worktime.rules import Calendar, ChangeKind


class Sign(StrEnum):
    """One trick and what shows it; the values stand in addresses."""

    IDLE_CLAIM = "diambil-tanpa-dikerjakan"
    LATE_ASK = "perbaikan-menjelang-janji"
    SAME_FILE = "dijawab-berkas-sama"
    REFILED = "diajukan-ulang"
    REOPENED = "dibuka-kembali"
    HEALABLE = "ditolak-yang-bisa-dilengkapi"
    INSTANT = "selesai-seketika"
    ENTERED_AFTERWARDS = "entri-susulan"
    NEVER_FINISHED = "lewat-janji-terbuka"
    LENGTHENED = "janji-diperpanjang"
    MOVED = "janji-digeser"
    NOT_AT_HOME = "tidak-di-rumah"
    NOT_COLLECTED = "tidak-diambil"
    PICKED = "dipilih-sendiri"
    PUT_OFF = "ditunda-petugas"
    CROWDED = "banyak-sekeluarga"
    GIVEN_UP = "ditutup-setelah-diminta"
    RT_ASKED = "ditanyakan-ke-rt"
    BURST = "keputusan-beruntun"
    TWO_DEVICES = "dua-perangkat"
    NO_SHOW = "tidak-datang"


IDLE = timedelta(minutes=15)
"""Working time that a claim may lie without an act on the content."""
LATE_PART = 0.8
"""From this part of a promise on a correction is asked late."""
AT_ONCE = timedelta(minutes=3)
"""Filed and finished within this, a request was probably entered once its letter was done."""
FETCH_WITHIN = timedelta(days=5)
"""What is issued should be downloaded or handed over by then."""

DECISIONS = frozenset({Step.RECOMMEND, Step.PROPOSE_REJECTION, Step.SIGN, Step.REJECT, Step.HAND_OVER_SIAK})
"""The acts whose pace a sign tells."""

_OPENS = frozenset({Step.SUBMIT, Step.REOPEN})
_APPOINTED = (Step.APPOINTMENT_KEPT, Step.APPOINTMENT_FAILED)
_SHIFTS = frozenset({Step.CALENDAR_MOVED, Step.HOLD})
_OF_EVERYBODY = frozenset({str(ChangeKind.HOLIDAY), str(ChangeKind.SEASON)})
"""Why a calendar moved where no office chose it: holidays and seasons are the same for the whole city."""

Hours = Callable[[int], Calendar]
"""Office -> its working hours."""


@dataclass(frozen=True, slots=True)
class Act:
    """One event of a history with what a sign needs of it."""

    step: Step
    to_status: Status
    taken_at: datetime
    office_id: int
    promised_at: datetime
    membership_id: int | None
    user_id: int | None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One request as it stood at the end of a period."""

    runs: Sequence[Run]
    acts: Sequence[Act]
    """Oldest first, none after the end of the period."""
    version_id: int = 0
    got_at: datetime | None = None
    """When the citizen first had what was issued: downloaded, or handed over."""
    household: str | None = None
    """Keyed digest of the family card; None where it is not known."""
    same_file: bool | None = None
    """Whether a correction of the period was answered with the file there was before; None without such an answer."""
    is_put_off: bool = False
    is_crowded: bool = False
    is_burst: bool = False
    two_devices: bool = False
    longer: Mapping[int, timedelta] = field(default_factory=dict)
    """Number of a run -> how much longer its promise is than under the version before; absent where it is not."""

    @property
    def request_id(self) -> int:
        """Which request."""
        return self.runs[-1].filing.request_id

    def acts_of(self, run: Run) -> list[Act]:
        """Return the acts of one run."""
        ends = [one.begins_at for one in self.runs if one.number > run.number]
        until = min(ends, default=None)
        return [one for one in self.acts if run.begins_at <= one.taken_at and (until is None or one.taken_at < until)]


@dataclass(frozen=True, slots=True)
class Counted:
    """How often a sign shows: of ``n`` requests that could show it, these do."""

    n: int
    request_ids: frozenset[int]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.request_ids)

    @property
    def share(self) -> float | None:
        """0..1; None where too few could."""
        return rules.share(self.count, self.n)


def counted(sign: Sign, cases: Sequence[Case], period: Period, hours: Hours) -> Counted:
    """Count one sign."""
    told = [(case.request_id, SIGNS[sign](case, period, hours)) for case in cases]
    return Counted(
        sum(shows is not None for _one, shows in told), frozenset(one for one, shows in told if shows is True)
    )


Test = Callable[[Case, Period, Hours], bool | None]
"""Whether a request shows a sign; None where it could not."""


def _any_run(of: Shown, shows: Callable[[Run, Case], bool]) -> Test:
    """Return a test that holds for a request where it holds for a run of a set."""

    def test(case: Case, period: Period, hours: Hours) -> bool | None:
        runs = [run for run in case.runs if BEHIND[of](run, period)]
        return any(shows(run, case) for run in runs) if runs else None

    return test


def _any_act(step: Step, shows: Callable[[Case, Act, Period, Hours], bool]) -> Test:
    """Return a test that holds for a request where it holds for a step of the period."""

    def test(case: Case, period: Period, hours: Hours) -> bool | None:
        acts = [one for one in case.acts if one.step is step and one.taken_at in period]
        return any(shows(case, one, period, hours) for one in acts) if acts else None

    return test


def _idle(case: Case, claim: Act, period: Period, hours: Hours) -> bool:
    """The first act on the content, or the giving back, came later than ``IDLE``; or has not come yet."""
    after = (one for one in case.acts if one.taken_at >= claim.taken_at and one is not claim)
    ends = (one.taken_at for one in after if one.step in ACTS_ON_CONTENT or one.to_status is not Status.IN_REVIEW)
    until = next(ends, period.until_at)
    return hours(claim.office_id).working_seconds(claim.taken_at, until) > IDLE.total_seconds()


def is_late_ask(case: Case, ask: Act, hours: Hours) -> bool:
    """Tell whether a correction was asked in the last part of its promise, or after it."""
    begun = next(one.taken_at for one in reversed(case.acts) if one.step in _OPENS and one.taken_at <= ask.taken_at)
    calendar = hours(ask.office_id)
    whole = calendar.working_seconds(begun, ask.promised_at) if ask.promised_at > begun else 0
    return calendar.working_seconds(begun, ask.taken_at) >= LATE_PART * whole


def _late_ask(case: Case, ask: Act, period: Period, hours: Hours) -> bool:
    return is_late_ask(case, ask, hours)


def is_healable(case: Case, run: Run) -> bool:
    """Tell whether a refusal names what a correction could have mended, and none was asked."""
    proposed = next((one for one in reversed(case.acts_of(run)) if one.step is Step.PROPOSE_REJECTION), None)
    told = proposed.details.get("refusal") if proposed is not None else None
    asked = any(one.step is Step.ASK_CORRECTION for one in case.acts_of(run))
    return run.status is Status.REJECTED and told in {str(one) for one in HEALABLE} and not asked


def refusal_of(case: Case) -> Refusal | None:
    """Return why a request is refused, as it was proposed last."""
    proposed = next((one for one in reversed(case.acts) if one.step is Step.PROPOSE_REJECTION), None)
    told = proposed.details.get("refusal") if proposed is not None else None
    return Refusal(told) if told else None


def is_instant(run: Run) -> bool:
    """Tell whether a request was finished almost as it was filed."""
    return run.is_finished and run.closed_at is not None and run.closed_at - run.begins_at < AT_ONCE


def is_refiled(run: Run) -> bool:
    """Tell whether the same person had asked for the same within 30 days before."""
    return run.number == 1 and run.filing.first_filed_at < run.begins_at


def _healable(case: Case, period: Period, hours: Hours) -> bool | None:
    refused = [run for run in case.runs if run.status is Status.REJECTED and run.closed_at in period]
    return any(is_healable(case, run) for run in refused) if refused else None


def _not_collected(case: Case, period: Period, hours: Hours) -> bool | None:
    """It should have been fetched in this period: the fifth day since it was issued lies in it."""
    last = case.runs[-1]
    if last.status is not Status.ISSUED or last.closed_at is None or last.closed_at + FETCH_WITHIN not in period:
        return None
    return case.got_at is None or case.got_at > last.closed_at + FETCH_WITHIN


def shifts(acts: Sequence[Act]) -> Iterator[tuple[Act, timedelta]]:
    """Yield every act that moved a promise to a later instant, with by how much."""
    for before, act in pairwise(acts):
        if act.promised_at > before.promised_at:
            yield act, act.promised_at - before.promised_at


def is_own_shift(act: Act) -> bool:
    """Tell whether a promise was moved by what an office or the house decided: hours, a closure, an incident."""
    if act.step is Step.CALENDAR_MOVED:
        return act.details.get("why") not in _OF_EVERYBODY
    return act.step in (Step.HOLD, Step.RESUME)


def _moved(case: Case, period: Period, hours: Hours) -> bool | None:
    if not any(BEHIND[Shown.FINISHED_OR_OPEN](run, period) for run in case.runs):
        return None
    return any(one.taken_at in period and one.step in _SHIFTS and is_own_shift(one) for one in case.acts)


def _not_at_home(case: Case, period: Period, hours: Hours) -> bool | None:
    went = [one for one in case.acts if one.step in (Step.VISITED, Step.NOT_AT_HOME) and one.taken_at in period]
    return any(one.step is Step.NOT_AT_HOME for one in went) if went else None


def _no_show(case: Case, period: Period, hours: Hours) -> bool | None:
    met = [one for one in case.acts if one.step in _APPOINTED and one.taken_at in period]
    return any(one.step is Step.APPOINTMENT_FAILED for one in met) if met else None


def _given_up(case: Case, period: Period, hours: Hours) -> bool | None:
    """Of those sent back, or closed because nothing came: what was closed."""
    closed = any(run.status is Status.LAPSED and run.closed_at in period for run in case.runs)
    asked = any(one.step is Step.ASK_CORRECTION and one.taken_at in period for one in case.acts)
    return closed if closed or asked else None


def _decided(case: Case, period: Period) -> bool:
    return any(one.step in DECISIONS and one.taken_at in period for one in case.acts)


SIGNS: dict[Sign, Test] = {
    Sign.IDLE_CLAIM: _any_act(Step.CLAIM, _idle),
    Sign.LATE_ASK: _any_act(Step.ASK_CORRECTION, _late_ask),
    Sign.SAME_FILE: lambda case, period, hours: case.same_file,
    Sign.REFILED: _any_run(Shown.FILED, lambda run, case: is_refiled(run)),
    Sign.REOPENED: _any_run(Shown.FILED, lambda run, case: run.number > 1),
    Sign.HEALABLE: _healable,
    Sign.INSTANT: _any_run(Shown.FINISHED, lambda run, case: is_instant(run)),
    Sign.ENTERED_AFTERWARDS: _any_run(Shown.FILED, lambda run, case: run.filing.channel is Channel.LATE_ENTRY),
    Sign.NEVER_FINISHED: lambda case, period, hours: (
        BEHIND[Shown.LATE](case.runs[-1], period) if case.runs[-1].is_open else None
    ),
    Sign.LENGTHENED: _any_run(Shown.FILED, lambda run, case: run.number in case.longer),
    Sign.MOVED: _moved,
    Sign.NOT_AT_HOME: _not_at_home,
    Sign.NOT_COLLECTED: _not_collected,
    Sign.PICKED: _any_act(Step.CLAIM, lambda case, act, period, hours: "turn" not in act.details),
    Sign.PUT_OFF: _any_run(Shown.FINISHED_OR_OPEN, lambda run, case: case.is_put_off),
    Sign.CROWDED: _any_run(Shown.FILED, lambda run, case: case.is_crowded),
    Sign.GIVEN_UP: _given_up,
    Sign.RT_ASKED: _any_run(
        Shown.FINISHED_OR_OPEN, lambda run, case: any(one.step is Step.ASK_CONFIRMATION for one in case.acts_of(run))
    ),
    Sign.BURST: lambda case, period, hours: case.is_burst if _decided(case, period) else None,
    Sign.TWO_DEVICES: lambda case, period, hours: case.two_devices if _decided(case, period) else None,
    Sign.NO_SHOW: _no_show,
}
"""One test for each sign: the figure counts with it, and the list behind the figure chooses with it."""
