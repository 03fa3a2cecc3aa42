"""Which waiting request comes next, and why: one order for everybody who serves an office. Pure.

The nearest promise comes first; of several promised for one instant, those with a declared priority. Where promises
are kept nothing starves by that, but what is promised late would always be begun at the last moment: so every
``FAIR_TURN``-th request taken is the one that has waited longest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FAIR_TURN = 5
"""Of so many requests taken in a row, the last is the one that has waited longest."""

LONG_WAIT = timedelta(days=3)
"""Who has waited less than this is overtaken by nobody's delay but the promise's own order."""

PLAIN, AHEAD = 1, 0
"""The rank of a request without and with a declared priority; the lower goes first."""


class Turn(StrEnum):
    """Why a request is the next."""

    PROMISE = "promise"
    PRIORITY = "priority"
    LONGEST = "longest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What the order needs to know of a request that nobody has taken."""

    id: int
    promised_at: datetime
    rank: int
    filed_at: datetime


def in_turn(waiting: Iterable[Waiting], *, taken: int, at: datetime) -> list[tuple[Waiting, Turn]]:
    """Return the requests in the order in which they are offered, each with why it stands there.

    Args:
        waiting: each once, in any order.
        taken: how many requests of this office were taken in this order before.
        at: now.
    """
    rows = sorted(waiting, key=lambda one: (one.promised_at, one.rank, one.id))
    plain = {one.promised_at for one in rows if one.rank == PLAIN}
    order = [(one, Turn.PRIORITY if one.rank == AHEAD and one.promised_at in plain else Turn.PROMISE) for one in rows]
    if not is_fair_turn(taken):
        return order
    longest = min(
        (one for one in rows if has_waited_long(one, at=at)), key=lambda one: (one.filed_at, one.id), default=None
    )
    if longest is None or longest is rows[0]:
        return order
    return [(longest, Turn.LONGEST), *(pair for pair in order if pair[0] is not longest)]


def is_fair_turn(taken: int) -> bool:
    """Tell whether the next request taken is the one that has waited longest."""
    return taken % FAIR_TURN == FAIR_TURN - 1


def has_waited_long(one: Waiting, *, at: datetime) -> bool:
    """Tell whether a request has waited so long that it may overtake nearer promises."""
    return at - one.filed_at >= LONG_WAIT
