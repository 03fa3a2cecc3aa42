"""What one closed run adds to the rollups: sets it belongs to, sums, and its lengths, by day. Pure.

Only closed runs are added up: what is open changes by the hour, is little, and is counted as it stands. Every set kept
here asks for one instant of a run in the period (its filing, its end or its promise), so the days of a period add up
to the period; a set that asks for two may not stand in ``SETS``.
"""

import struct
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from eservice.metrics import histogram
from eservice.metrics.figures import LENGTHS, Measure
from eservice.metrics.histogram import Heap
from eservice.metrics.models import Span
from eservice.metrics.rules import Period
from eservice.metrics.runs import Run
from eservice.metrics.sets import BEHIND, Shown
from eservice.requests.clock import OFFICE_STAGES, Stage, Times
from eservice.requests.workflow import Status
from eservice.worktime.rules import WIB

EVERYWHERE, EVERYTHING, ANY_CHANNEL = 0, 0, ""

SETS = (
    Shown.FILED, Shown.FINISHED, Shown.WAITED, Shown.REVIEWED, Shown.SIGNED, Shown.COMPLETED, Shown.CONFIRMED,
    Shown.INTERRUPTED, Shown.ISSUED, Shown.FIRST_TIME_RIGHT, Shown.CORRECTED, Shown.SENT_BACK, Shown.DUE, Shown.KEPT,
    Shown.BROKEN, Shown.WITHDRAWN, Shown.LAPSED,
)  # fmt: skip

STANDING = frozenset(
    {
        Shown.OPEN, Shown.HELD, Shown.LATE, Shown.DUE_TODAY, Shown.AT_OFFICE, Shown.AT_SIGNER, Shown.AT_CITIZEN,
        Shown.AT_THIRD_PARTY, Shown.ON_HOLD, Shown.UNREACHED, Shown.PAST_LEGAL, Shown.PAUSED_DUE,
    }
)  # fmt: skip
"""Sets of open runs alone: no cell holds any of them."""

LENGTHS_KEPT = tuple(measure for measure, length in LENGTHS.items() if length.shown in SETS)

FINISHED_OF = "service."
"""Before the number of a service: its finished runs, where a cell holds all services."""

ENDED, GIVEN_UP_LATE, ROUNDS = "ended", "given_up_late", "rounds"
"""Sums beside the sets: closed in any way; given up after the promise; correction rounds of the finished."""

FORETOLD, WITHIN_MOST, WITHIN_USUAL = "foretold", "foretold.most", "foretold.usual"
"""Finished runs whose citizens were told a time; within what was said for nine of ten, and for half."""

Foretold = tuple[int, int]
"""Working seconds told at the filing: for half, and for nine of ten."""

MADE_OF = " ".join([*SETS, *LENGTHS_KEPT, ENDED, GIVEN_UP_LATE, ROUNDS, FORETOLD, *Stage, str(len(histogram.BOUNDS))])
"""What cells are made of; cells made of something else have to be made anew."""

_STAGES = tuple(Stage)
_LENGTHS = struct.Struct(f"<{2 * len(_STAGES)}i")


def worked(stage: Stage) -> str:
    """Return the name of the sum of working seconds in a stage, over the finished."""
    return f"worked.{stage}"


@dataclass(frozen=True, slots=True)
class Key:
    """One cell."""

    span: Span
    starts_on: date
    office_id: int
    service_id: int
    channel: str


@dataclass(slots=True)
class Tally:
    """What stands in a cell, or is added to it."""

    counts: Counter[str] = field(default_factory=Counter)
    heaps: dict[Measure, Heap] = field(default_factory=lambda: defaultdict(Heap))


Ledger = dict[Key, Tally]
"""What some runs add to cells; runs taken away count below zero."""


def day_of(at: datetime) -> date:
    """Return the day of Jambi whose period holds an instant: midnight itself belongs to the day before."""
    return (at.astimezone(WIB) - timedelta(microseconds=1)).date()


@lru_cache(maxsize=4096)
def day(on: date) -> Period:
    """Return the period of one day of Jambi."""
    midnight = datetime.combine(on, time(), tzinfo=WIB).astimezone(UTC)
    return Period(midnight, midnight + timedelta(days=1))


def enter(ledger: Ledger, run: Run, foretold: Foretold | None, *, sign: int = 1) -> None:
    """Add what a run adds to every cell it touches, or take it away; an open run adds nothing."""
    if run.closed_at is None:
        return
    for on in {day_of(run.begins_at), day_of(run.closed_at), day_of(run.promised_at)}:
        tally = told(run, foretold, day(on))
        for key in _keys(run, on):
            cell = ledger.setdefault(key, Tally())
            pour(cell, tally, sign=sign)
            if key.service_id == EVERYTHING and tally.counts[Shown.FINISHED]:
                cell.counts[f"{FINISHED_OF}{run.filing.service_id}"] += sign


def pour(cell: Tally, tally: Tally, *, sign: int = 1) -> None:
    """Add a tally to another, or take it away."""
    for name, n in tally.counts.items():
        cell.counts[name] += sign * n
    for measure, heap in tally.heaps.items():
        for bucket, n in heap.items():
            cell.heaps[measure][bucket] += sign * n


def told(run: Run, foretold: Foretold | None, period: Period) -> Tally:
    """Return what a closed run adds to the figures of a period."""
    inside = {shown for shown in SETS if BEHIND[shown](run, period)}
    tally = Tally(Counter(dict.fromkeys(inside, 1)))
    if run.closed_at in period:
        tally.counts[ENDED] = 1
    if Shown.FINISHED in inside:
        tally.counts[ROUNDS] = run.rounds
        for stage in OFFICE_STAGES:
            tally.counts[worked(stage)] = run.times.working[stage]
        if foretold is not None and run.number == 1:
            usual, most = foretold
            tally.counts[FORETOLD] = 1
            tally.counts[WITHIN_USUAL], tally.counts[WITHIN_MOST] = (run.times.service <= one for one in (usual, most))
    if run.status in (Status.WITHDRAWN, Status.LAPSED) and run.promised_at in period:
        tally.counts[GIVEN_UP_LATE] = int(run.closed_at is not None and run.closed_at > run.promised_at)
    for measure in LENGTHS_KEPT:
        if LENGTHS[measure].shown in inside:
            tally.heaps[measure][histogram.bucket(LENGTHS[measure].seconds(run))] = 1
    return tally


def due(status: Status, kept: bool, n: int) -> dict[str, int]:  # noqa: FBT001 - a fact, not a switch
    """Return what ``n`` closed runs add to a period in which alone their promise lies, as ``told`` would."""
    if status in (Status.WITHDRAWN, Status.LAPSED):
        of = Shown.WITHDRAWN if status is Status.WITHDRAWN else Shown.LAPSED
        return {of: n, GIVEN_UP_LATE: 0 if kept else n}
    return {Shown.DUE: n, Shown.KEPT if kept else Shown.BROKEN: n}


def _keys(run: Run, on: date) -> Iterator[Key]:
    service_id = run.filing.service_id
    for span, starts_on in ((Span.DAY, on), (Span.MONTH, on.replace(day=1))):
        yield Key(span, starts_on, run.office_id, service_id, run.filing.channel.value)
        yield Key(span, starts_on, run.office_id, EVERYTHING, ANY_CHANNEL)
        yield Key(span, starts_on, EVERYWHERE, service_id, ANY_CHANNEL)


def packed(times: Times) -> bytes:
    """Return the seconds of every stage, lived and worked, as bytes."""
    return _LENGTHS.pack(*(times.lived[one] for one in _STAGES), *(times.working[one] for one in _STAGES))


def unpacked(lengths: bytes) -> Times:
    """Return the seconds of every stage."""
    return _Packed(_LENGTHS.unpack(lengths))


class _Packed(Times):
    """The same times, laid out by stage only when somebody asks for one: of twenty thousand open runs few are."""

    def __init__(self, seconds: tuple[int, ...]) -> None:
        object.__setattr__(self, "_seconds", seconds)

    def __getattr__(self, name: str) -> dict[Stage, int]:
        """Lay out what was not asked for yet."""
        if name not in ("lived", "working"):
            raise AttributeError(name)
        first = 0 if name == "lived" else len(_STAGES)
        found = dict(zip(_STAGES, self._seconds[first : first + len(_STAGES)], strict=True))
        object.__setattr__(self, name, found)
        return found

    @property
    def elapsed(self) -> int:
        """Lived seconds of all stages."""
        return sum(self._seconds[: len(_STAGES)])

    @property
    def service(self) -> int:
        """Working seconds of the office's stages."""
        return sum(map(self._seconds.__getitem__, _WORKED))

    _seconds: tuple[int, ...]


_WORKED = [len(_STAGES) + _STAGES.index(stage) for stage in OFFICE_STAGES]
