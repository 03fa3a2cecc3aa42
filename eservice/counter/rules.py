"""The bench: who is called next, what may happen to a number, and how long it may still take. Pure.

Whoever stands in the hall goes before what waits on the screen, for a person sees the officer. So that nobody on the
screen is late for that, after ``walk_ins`` callers in a row one request goes first whose promise falls today; in the
office's online hours every request of the screen does.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from eservice.kernel.errors import IllegalStepError

FAIR_CALL = 3
"""Of so many calls in a row, the last is the lowest number, whoever else goes before."""

WALK_INS = 3
"""After so many callers in a row a request of the screen goes first, where an office says nothing else."""

ENOUGH = 5
"""So many finished numbers tell how long one takes: of the day, else of the last weeks; with fewer nothing is said."""

CALL_LASTS = timedelta(minutes=15)
"""A number that was called, and to which nothing was done for so long, goes back to the bench: its officer has gone."""

LATELY_DAYS = 14
"""So many days before tell how long one takes while the day itself does not yet."""


class Errand(StrEnum):
    """What somebody comes for. Only the first becomes a request; the others are measured as time alone."""

    LETTER = "surat"
    COLLECT = "ambil"
    CERTIFIED_COPY = "legalisir"
    KTP = "ktp-el"
    KIA = "kia"
    IKD = "ikd"
    ADVICE = "konsultasi"


PREFIX: dict[Errand, str] = {
    Errand.LETTER: "A",
    Errand.COLLECT: "B",
    Errand.CERTIFIED_COPY: "C",
    Errand.KTP: "D",
    Errand.KIA: "D",
    Errand.IKD: "D",
    Errand.ADVICE: "E",
}
"""The letter before the number, so that the hall hears what somebody comes for; numbers run through all of them."""


class State(StrEnum):
    """Where a number stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    DONE = "done"
    ABSENT = "absent"
    """Called, and nobody came."""
    LEFT = "left"
    """Given back before it was called."""


class Act(StrEnum):
    """What may happen to a number; the words are the addresses of the buttons."""

    RECALL = "panggil-lagi"
    SERVE = "layani"
    ABSENT = "tidak-hadir"
    PUT_BACK = "antre-lagi"
    FINISH = "selesai"
    LEAVE = "batal"


_LAW: dict[Act, tuple[frozenset[State], State]] = {
    Act.RECALL: (frozenset({State.CALLED}), State.CALLED),
    Act.SERVE: (frozenset({State.CALLED}), State.SERVING),
    Act.ABSENT: (frozenset({State.CALLED}), State.ABSENT),
    Act.PUT_BACK: (frozenset({State.CALLED, State.ABSENT, State.LEFT}), State.WAITING),
    Act.FINISH: (frozenset({State.SERVING}), State.DONE),
    Act.LEAVE: (frozenset({State.WAITING}), State.LEFT),
}

AT_DESK = (State.CALLED, State.SERVING)
"""Somebody is at a desk with it, or on the way there."""


class Source(StrEnum):
    """Where the next one comes from."""

    BENCH = "bench"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What the order needs to know of a number that waits."""

    id: int
    number: int
    goes_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """What decides between the bench and the screen."""

    anybody: bool
    """Whether anybody waits on the bench."""
    due_today: bool
    """Whether a request on the screen was promised for today, or earlier."""
    in_a_row: int
    """Numbers called since the last request of the screen."""
    walk_ins: int
    """After so many, a request that was promised for today goes first."""
    online_hour: bool


def source(hall: Hall) -> Source:
    """Tell whether the next one comes from the bench or from the screen."""
    if not hall.anybody or hall.online_hour:
        return Source.SCREEN
    if hall.due_today and hall.in_a_row >= hall.walk_ins:
        return Source.SCREEN
    return Source.BENCH


def in_turn(waiting: Iterable[Waiting], *, called: int) -> list[Waiting]:
    """Return the numbers in the order in which they are called.

    Args:
        called: how many were called today: every ``FAIR_CALL``-th call is the lowest number's.
    """
    order = sorted(waiting, key=lambda one: (not one.goes_first, one.number))
    if (called + 1) % FAIR_CALL == 0 and order:
        lowest = min(order, key=lambda one: one.number)
        return [lowest, *(one for one in order if one is not lowest)]
    return order


def after(act: Act, state: State) -> State:
    """Return where ``act`` leads from ``state``. Raises IllegalStepError."""
    sources, target = _LAW[act]
    if state not in sources:
        raise IllegalStepError("ticket_moved_on")
    return target


def acts_on(state: State) -> list[Act]:
    """Return what may happen to a number that stands there."""
    return [act for act, (sources, _) in _LAW.items() if state in sources]


def shown(errand: Errand, number: int) -> str:
    """Return a number as it is shown and spoken: ``A012``."""
    return f"{PREFIX[errand]}{number:03d}"


def minutes_to_wait(ahead: int, served_seconds: Sequence[int], *, busy: int, desks: int) -> int | None:
    """Return how many minutes somebody will wait, as these numbers went; None while too few tell it or no desk is open.

    Args:
        ahead: numbers that wait before this one.
        served_seconds: how long each finished number took, in any order.
        busy: numbers at a desk, each counted as if it had just come: rather too long than too short.
        desks: desks that are open.
    """
    if len(served_seconds) < ENOUGH or desks < 1:
        return None
    middle = sorted(served_seconds)[len(served_seconds) // 2]
    rounds = math.ceil(max(ahead + busy - desks + 1, 0) / desks)
    return rounds * math.ceil(middle / 60)


def is_online_hour(now: time, begins: time | None, ends: time | None) -> bool:
    """Tell whether a time of the day in Jambi lies in an office's online hours; none are never."""
    return begins is not None and ends is not None and begins <= now < ends
