"""Which requests stand behind which figure: one test for each set. Pure."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from eservice.metrics.rules import Fate, Period, fate_of
from eservice.metrics.runs import Run
from eservice.requests.clock import Stage
from eservice.requests.workflow import Status
from eservice.worktime.rules import WIB


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
    return lambda run, period: run.promised_at in period and fate_of(run) in fates


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
