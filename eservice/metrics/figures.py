"""Figures: what is told of many runs over a period, each with the requests behind it. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from eservice.metrics import rules, sets
from eservice.metrics.rules import Kept, Period, Spread
from eservice.metrics.runs import Run
from eservice.metrics.sets import Shown
from eservice.requests.clock import OFFICE_STAGES, Stage


class Measure(StrEnum):
    """One figure with a definition; the values stand in addresses."""

    KEPT = "janji-ditepati"
    SERVICE = "waktu-layanan"
    ELAPSED = "waktu-warga"
    WAITING = "menunggu"
    WAITING_LIVED = "menunggu-nyata"
    REVIEW = "diperiksa"
    REVIEW_LIVED = "diperiksa-nyata"
    SIGNATURE = "tanda-tangan"
    SIGNATURE_LIVED = "tanda-tangan-nyata"
    CLOSED = "kantor-tutup"
    CITIZEN = "menunggu-pemohon"
    THIRD_PARTY = "menunggu-pihak-lain"
    INCIDENT = "gangguan"
    SERVICE_SO_FAR = "waktu-layanan-dengan-terbuka"
    ELAPSED_SO_FAR = "waktu-warga-dengan-terbuka"
    OPEN = "terbuka"
    LATE = "lewat-janji"
    FIRST_TIME_RIGHT = "benar-sejak-pertama"
    ROUNDS = "putaran-perbaikan"
    PAST_LEGAL = "batas-hukum"
    VISITS_AVOIDED = "kunjungan-dihindari"
    EXPECTED = "perkiraan-tepat"


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time that is spread over the runs of a set."""

    shown: Shown
    seconds: Callable[[Run], int]
    is_working: bool
    so_far: Shown | None = None
    """The same set with the open requests in it, by their age so far; None where it holds them already."""
    """Seconds of the office's hours; else of the wall clock."""


def _working(stage: Stage) -> Callable[[Run], int]:
    return lambda run: run.times.working[stage]


def _lived(stage: Stage) -> Callable[[Run], int]:
    return lambda run: run.times.lived[stage]


def _service(run: Run) -> int:
    return run.times.service


def _elapsed(run: Run) -> int:
    return run.elapsed


LENGTHS: dict[Measure, Length] = {
    Measure.SERVICE: Length(Shown.FINISHED, _service, is_working=True, so_far=Shown.FINISHED_OR_OPEN),
    Measure.ELAPSED: Length(Shown.FINISHED, _elapsed, is_working=False, so_far=Shown.FINISHED_OR_OPEN),
    Measure.WAITING: Length(Shown.WAITED, _working(Stage.WAITING), is_working=True, so_far=Shown.WAITED_SO_FAR),
    Measure.WAITING_LIVED: Length(Shown.WAITED, _lived(Stage.WAITING), is_working=False, so_far=Shown.WAITED_SO_FAR),
    Measure.REVIEW: Length(Shown.REVIEWED, _working(Stage.REVIEW), is_working=True, so_far=Shown.REVIEWED_SO_FAR),
    Measure.REVIEW_LIVED: Length(Shown.REVIEWED, _lived(Stage.REVIEW), is_working=False, so_far=Shown.REVIEWED_SO_FAR),
    Measure.SIGNATURE: Length(Shown.SIGNED, _working(Stage.SIGNATURE), is_working=True, so_far=Shown.SIGNED_SO_FAR),
    Measure.SIGNATURE_LIVED: Length(
        Shown.SIGNED, _lived(Stage.SIGNATURE), is_working=False, so_far=Shown.SIGNED_SO_FAR
    ),
    Measure.CLOSED: Length(
        Shown.FINISHED, lambda run: run.times.closed, is_working=False, so_far=Shown.FINISHED_OR_OPEN
    ),
    Measure.CITIZEN: Length(Shown.COMPLETED, _lived(Stage.CITIZEN), is_working=False, so_far=Shown.COMPLETED_SO_FAR),
    Measure.THIRD_PARTY: Length(
        Shown.CONFIRMED, _lived(Stage.THIRD_PARTY), is_working=False, so_far=Shown.CONFIRMED_SO_FAR
    ),
    Measure.INCIDENT: Length(
        Shown.INTERRUPTED, _lived(Stage.INCIDENT), is_working=False, so_far=Shown.INTERRUPTED_SO_FAR
    ),
    Measure.SERVICE_SO_FAR: Length(Shown.FINISHED_OR_OPEN, _service, is_working=True),
    Measure.ELAPSED_SO_FAR: Length(Shown.FINISHED_OR_OPEN, _elapsed, is_working=False),
}
"""Finished requests alone; ``so_far``, and the two 'so far', count the open ones too, by their age."""


@dataclass(frozen=True)
class Figures:
    """The figures of some runs over a period; every number is counted when first asked for."""

    runs: Sequence[Run]
    period: Period
    _behind: dict[Shown, list[Run]] = field(default_factory=dict, repr=False)

    @property
    def is_rolled(self) -> bool:
        """Whether percentiles are those of buckets two per cent wide; else every one is of a request that took it."""
        return False

    @property
    def as_of(self) -> datetime:
        """What came later is not in it."""
        return self.period.until_at

    @cached_property
    def kept(self) -> Kept:
        """How many promises that fell due were kept."""
        return rules.kept(self.runs, self.period)

    def behind(self, shown: Shown) -> list[Run]:
        """Return the runs of a set."""
        if shown not in self._behind:
            self._behind[shown] = sets.behind(shown, self.runs, self.period)
        return self._behind[shown]

    def last_runs(self, request_ids: Collection[int]) -> list[Run]:
        """Return the latest run of each of some requests."""
        return list({run.filing.request_id: run for run in self.runs if run.filing.request_id in request_ids}.values())

    def count(self, shown: Shown) -> int:
        """Return how many runs a set has."""
        return len(self.behind(shown))

    def spread(self, measure: Measure) -> Spread:
        """Return how a length is spread over the runs that it is about."""
        length = LENGTHS[measure]
        return rules.spread(length.seconds(run) for run in self.behind(length.shown))

    def spread_so_far(self, measure: Measure) -> Spread:
        """Return the same with the open requests in it, each by its age so far: a backlog cannot hide."""
        length = LENGTHS[measure]
        return rules.spread(length.seconds(run) for run in self.behind(length.so_far or length.shown))

    @property
    def means(self) -> dict[Stage, float]:
        """Mean working seconds per finished request and office stage: only means add up, so only the bars use them."""
        finished = self.behind(Shown.FINISHED)
        if len(finished) < rules.SMALL_GROUP:
            return {}
        return {stage: sum(run.times.working[stage] for run in finished) / len(finished) for stage in OFFICE_STAGES}

    @property
    def longest_stage(self) -> Stage | None:
        """The office stage that takes most working time, None where too few were finished."""
        means = self.means
        return max(means, key=lambda stage: means[stage]) if means else None

    @property
    def first_time_right_share(self) -> float | None:
        """Of the issued requests, the share without a correction round (0..1)."""
        return rules.share(self.count(Shown.FIRST_TIME_RIGHT), self.count(Shown.ISSUED))

    @property
    def rounds(self) -> int:
        """Correction rounds of the finished requests."""
        return sum(run.rounds for run in self.behind(Shown.FINISHED))

    @property
    def oldest_open(self) -> Run | None:
        """The open request that has run longest for the citizen."""
        return max(self.behind(Shown.OPEN), key=_elapsed, default=None)

    @property
    def mix(self) -> list[tuple[int, int]]:
        """(service, finished requests), the most frequent first: what a figure per person must be read beside."""
        counted = Counter(run.filing.service_id for run in self.behind(Shown.FINISHED))
        return sorted(counted.items(), key=lambda one: (-one[1], one[0]))

    @property
    def foretold(self) -> tuple[int, int, int]:
        """(told a time at the filing, finished within the one for nine of ten, within the usual), beside ``runs``."""
        return (0, 0, 0)

    @property
    def is_empty(self) -> bool:
        """Nothing was ever filed here."""
        return not self.runs

    @cached_property
    def service_ids(self) -> set[int]:
        """The services that have any run here."""
        return {run.filing.service_id for run in self.runs}

    @cached_property
    def office_ids(self) -> set[int]:
        """The offices that have any run here."""
        return {run.office_id for run in self.runs}

    @property
    def officer_ids(self) -> set[int]:
        """The officers that have any run here."""
        return {run.officer_id for run in self.runs if run.officer_id is not None}

    def of_service(self, service_id: int) -> "Figures":
        """Return the figures of one service."""
        return self._by_service.get(service_id) or Figures([], self.period)

    def without_services(self, service_ids: Collection[int]) -> "Figures":
        """Return the figures of all services but some."""
        return Figures([run for run in self.runs if run.filing.service_id not in service_ids], self.period)

    def of_office(self, office_id: int) -> "Figures":
        """Return the figures of what one office handles."""
        return self._by_office.get(office_id) or Figures([], self.period)

    def of_officer(self, membership_id: int) -> "Figures":
        """Return the figures of what one officer decided, and holds now."""
        return self._by_officer.get(membership_id) or Figures([], self.period)

    @cached_property
    def _by_service(self) -> dict[int | None, "Figures"]:
        return self._divided(lambda run: run.filing.service_id)

    @cached_property
    def _by_office(self) -> dict[int | None, "Figures"]:
        return self._divided(lambda run: run.office_id)

    @cached_property
    def _by_officer(self) -> dict[int | None, "Figures"]:
        return self._divided(lambda run: run.officer_id)

    def _divided(self, by: Callable[[Run], int | None]) -> dict[int | None, "Figures"]:
        parts: dict[int | None, list[Run]] = {}
        for run in self.runs:
            parts.setdefault(by(run), []).append(run)
        return {one: Figures(runs, self.period) for one, runs in parts.items()}
