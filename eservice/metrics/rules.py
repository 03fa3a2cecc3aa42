"""What counts for which figure, and how many seconds stand at which rank. Pure.

Percentiles are nearest-rank: the smallest value that the given share of all values does not exceed, hence always one
that a request really took. Fewer than five give no rate and no percentile.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eservice.metrics.runs import Run
from eservice.requests.clock import Stage
from eservice.requests.workflow import Status
from eservice.worktime.rules import WIB

SMALL_GROUP = 5
"""Under this many, a rate or a percentile would speak of single people."""

PUBLIC_LEAST = 20
"""The public reads a usual time only where so many requests were finished."""


@dataclass(frozen=True, slots=True)
class Period:
    """From an instant (left out) to another (included); the second one is also what 'now' means."""

    from_at: datetime
    until_at: datetime

    def __contains__(self, at: datetime | None) -> bool:
        """Tell whether an instant lies in the period."""
        return at is not None and self.from_at < at <= self.until_at

    @property
    def before(self) -> "Period":
        """The period of the same length that ends where this one begins."""
        return Period(self.from_at - (self.until_at - self.from_at), self.from_at)


@dataclass(frozen=True, slots=True)
class Spread:
    """How a length of time is spread over ``n`` requests, in seconds; without percentiles where ``n`` is small."""

    n: int
    median: int | None
    p90: int | None
    p95: int | None


def percentile(ordered: Sequence[int], per_cent: int) -> int:
    """Return the value at the nearest rank: the smallest one that ``per_cent`` of all do not exceed.

    Args:
        ordered: at least one value, smallest first.
        per_cent: 1 to 100.
    """
    rank = -(-len(ordered) * per_cent // 100)
    return ordered[rank - 1]


def spread(values: Iterable[int]) -> Spread:
    """Return count, median, p90 and p95 of ``values``."""
    ordered = sorted(values)
    if len(ordered) < SMALL_GROUP:
        return Spread(len(ordered), None, None, None)
    median, p90, p95 = (percentile(ordered, per_cent) for per_cent in (50, 90, 95))
    return Spread(len(ordered), median, p90, p95)


def share(part: int, of: int) -> float | None:
    """Return a share of 0..1, None for a group too small to speak of."""
    return part / of if of >= SMALL_GROUP else None


# ── The promise ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Fate(StrEnum):
    """What became of a promise that fell due."""

    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    PAUSED = "paused"
    """It stands still until somebody answers or an incident ends, and will move: not due, whatever its date says."""


def fate(*, status: Status, promised_at: datetime, closed_at: datetime | None, paused: bool) -> Fate:
    """Return what became of a promise whose instant has passed."""
    if status is Status.WITHDRAWN:
        return Fate.WITHDRAWN
    if status is Status.LAPSED:
        return Fate.LAPSED
    if closed_at is None:
        return Fate.PAUSED if paused else Fate.BROKEN
    return Fate.KEPT if closed_at <= promised_at else Fate.BROKEN


@dataclass(frozen=True, slots=True)
class Kept:
    """How many promises that fell due in a period were kept; open and late ones are among ``n``."""

    n: int
    kept: int
    withdrawn: int
    lapsed: int
    paused: int
    given_up_late: int
    """Of the withdrawn and lapsed, those that ended only after their promise: they stand beside, never silently out."""

    @property
    def on_time_share(self) -> float | None:
        """0..1; None where too few fell due."""
        return share(self.kept, self.n)


def kept(runs: Iterable[Run], period: Period) -> Kept:
    """Count the promises that fell due in ``period``, whenever their requests were filed or finished."""
    fates = dict.fromkeys(Fate, 0)
    given_up_late = 0
    for run in runs:
        if run.promised_at in period:
            fates[_fate(run)] += 1
            given_up_late += _is_given_up(run) and run.closed_at is not None and run.closed_at > run.promised_at
    return Kept(
        n=fates[Fate.KEPT] + fates[Fate.BROKEN],
        kept=fates[Fate.KEPT],
        withdrawn=fates[Fate.WITHDRAWN],
        lapsed=fates[Fate.LAPSED],
        paused=fates[Fate.PAUSED],
        given_up_late=given_up_late,
    )


def _fate(run: Run) -> Fate:
    return fate(status=run.status, promised_at=run.promised_at, closed_at=run.closed_at, paused=run.is_paused)


def _is_given_up(run: Run) -> bool:
    return run.status in (Status.WITHDRAWN, Status.LAPSED)


# ── Which requests stand behind a figure ─────────────────────────────────────────────────────────────────────────────


class Shown(StrEnum):
    """A set of requests behind a figure; the values stand in addresses."""

    FILED = "masuk"
    FINISHED = "selesai"
    WAITED = "selesai-menunggu"
    REVIEWED = "selesai-diperiksa"
    SIGNED = "selesai-ditandatangani"
    COMPLETED = "selesai-dilengkapi"
    CONFIRMED = "selesai-pihak-lain"
    INTERRUPTED = "selesai-gangguan"
    WAITED_SO_FAR = "menunggu-dengan-terbuka"
    REVIEWED_SO_FAR = "diperiksa-dengan-terbuka"
    SIGNED_SO_FAR = "ditandatangani-dengan-terbuka"
    COMPLETED_SO_FAR = "dilengkapi-dengan-terbuka"
    CONFIRMED_SO_FAR = "pihak-lain-dengan-terbuka"
    INTERRUPTED_SO_FAR = "gangguan-dengan-terbuka"
    FINISHED_OR_OPEN = "selesai-dan-terbuka"
    ISSUED = "terbit"
    FIRST_TIME_RIGHT = "benar-sejak-pertama"
    CORRECTED = "dengan-perbaikan"
    SENT_BACK = "dikembalikan"
    DUE = "jatuh-tempo"
    KEPT = "ditepati"
    BROKEN = "meleset"
    WITHDRAWN = "dibatalkan"
    LAPSED = "ditutup"
    PAUSED_DUE = "jatuh-tempo-berhenti"
    OPEN = "terbuka"
    HELD = "dipegang"
    LATE = "lewat-janji"
    DUE_TODAY = "jatuh-tempo-hari-ini"
    AT_OFFICE = "menunggu-petugas"
    AT_SIGNER = "menunggu-tanda-tangan"
    AT_CITIZEN = "menunggu-pemohon"
    AT_THIRD_PARTY = "menunggu-pihak-lain"
    ON_HOLD = "ditahan-gangguan"
    UNREACHED = "belum-terhubungi"
    PAST_LEGAL = "lewat-batas-hukum"


def _finished(run: Run, period: Period) -> bool:
    return run.is_finished and run.closed_at in period


def _passed_through(stage: Stage) -> Callable[[Run, Period], bool]:
    return lambda run, period: _finished(run, period) and run.times.lived[stage] > 0


def _passing_through(stage: Stage) -> Callable[[Run, Period], bool]:
    """Finished, or open: whoever still waits counts with the time so far."""
    return lambda run, period: (run.is_open or _finished(run, period)) and run.times.lived[stage] > 0


def _issued(run: Run, period: Period) -> bool:
    return run.status is Status.ISSUED and run.closed_at in period


def _right(run: Run) -> bool:
    """Issued at the first try: nothing asked, nothing opened again."""
    return run.rounds == 0 and run.number == 1


def _due_with(*fates: Fate) -> Callable[[Run, Period], bool]:
    return lambda run, period: run.promised_at in period and _fate(run) in fates


def _stands(*statuses: Status) -> Callable[[Run, Period], bool]:
    return lambda run, period: run.status in statuses


def _at_office(run: Run, period: Period) -> bool:
    """Nobody has looked at the content yet, claimed or not."""
    return run.stage is Stage.WAITING and run.status is not Status.NEEDS_CORRECTION


def _late(run: Run, period: Period) -> bool:
    return run.is_open and not run.is_paused and run.promised_at <= period.until_at


def _due_today(run: Run, period: Period) -> bool:
    """Promised before the next midnight of Jambi, and not late yet."""
    return (
        run.is_open
        and not run.is_paused
        and run.promised_at > period.until_at
        and run.promised_at.astimezone(WIB).date() == period.until_at.astimezone(WIB).date()
    )


def _unreached(run: Run, period: Period) -> bool:
    until = run.filing.correction_until
    return run.status is Status.NEEDS_CORRECTION and until is not None and until < period.until_at


def _past_legal(run: Run, period: Period) -> bool:
    """Past the law's own limit; only the citizen's time moves it."""
    return run.is_open and run.stage is not Stage.CITIZEN and run.legal_at < period.until_at


BEHIND: dict[Shown, Callable[[Run, Period], bool]] = {
    Shown.FILED: lambda run, period: run.begins_at in period,
    Shown.FINISHED: _finished,
    Shown.WAITED: _passed_through(Stage.WAITING),
    Shown.REVIEWED: _passed_through(Stage.REVIEW),
    Shown.SIGNED: _passed_through(Stage.SIGNATURE),
    Shown.COMPLETED: _passed_through(Stage.CITIZEN),
    Shown.CONFIRMED: _passed_through(Stage.THIRD_PARTY),
    Shown.INTERRUPTED: _passed_through(Stage.INCIDENT),
    Shown.WAITED_SO_FAR: _passing_through(Stage.WAITING),
    Shown.REVIEWED_SO_FAR: _passing_through(Stage.REVIEW),
    Shown.SIGNED_SO_FAR: _passing_through(Stage.SIGNATURE),
    Shown.COMPLETED_SO_FAR: _passing_through(Stage.CITIZEN),
    Shown.CONFIRMED_SO_FAR: _passing_through(Stage.THIRD_PARTY),
    Shown.INTERRUPTED_SO_FAR: _passing_through(Stage.INCIDENT),
    Shown.FINISHED_OR_OPEN: lambda run, period: run.is_open or _finished(run, period),
    Shown.ISSUED: _issued,
    Shown.FIRST_TIME_RIGHT: lambda run, period: _issued(run, period) and _right(run),
    Shown.CORRECTED: lambda run, period: _finished(run, period) and run.rounds > 0,
    Shown.SENT_BACK: lambda run, period: run.rounds > 0 and (run.is_open or run.closed_at in period),
    Shown.DUE: _due_with(Fate.KEPT, Fate.BROKEN),
    Shown.KEPT: _due_with(Fate.KEPT),
    Shown.BROKEN: _due_with(Fate.BROKEN),
    Shown.WITHDRAWN: _due_with(Fate.WITHDRAWN),
    Shown.LAPSED: _due_with(Fate.LAPSED),
    Shown.PAUSED_DUE: _due_with(Fate.PAUSED),
    Shown.OPEN: lambda run, period: run.is_open,
    Shown.HELD: _stands(Status.IN_REVIEW),
    Shown.LATE: _late,
    Shown.DUE_TODAY: _due_today,
    Shown.AT_OFFICE: _at_office,
    Shown.AT_SIGNER: _stands(Status.AWAITING_SIGNATURE),
    Shown.AT_CITIZEN: _stands(Status.NEEDS_CORRECTION),
    Shown.AT_THIRD_PARTY: _stands(Status.AWAITING_CONFIRMATION),
    Shown.ON_HOLD: _stands(Status.ON_HOLD),
    Shown.UNREACHED: _unreached,
    Shown.PAST_LEGAL: _past_legal,
}
"""One test for each set: a figure counts with it, and the list behind the figure chooses with it."""


def behind(shown: Shown, runs: Iterable[Run], period: Period) -> list[Run]:
    """Return the runs that stand behind a figure."""
    belongs = BEHIND[shown]
    return [run for run in runs if belongs(run, period)]
