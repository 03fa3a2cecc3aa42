"""Whether a backlog has grown beyond what is usual for this weekday and hour: a control chart of single values. Pure.

The limits are those of the individuals and moving range chart (XmR, Shewhart and Wheeler): the mean of the values, and
2.66 times the mean of how much each differs from the one before. They come from the process itself: an office that
swings much is warned late, a steady one early, and no number is fixed by anybody.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

LEAST = 8
"""So many earlier values are needed before a limit means anything."""
MOST = 26
"""Values looked back upon: half a year of one weekday."""

_WIDTH = 2.66
"""Three standard deviations, told by the mean moving range (3 / 1.128)."""


@dataclass(frozen=True, slots=True)
class Control:
    """A value beside what was usual."""

    now: int
    usual: float
    """Mean of the earlier values."""
    upper: float
    """What stays within ordinary swings does not exceed this."""
    n: int
    """Earlier values."""

    @property
    def limit(self) -> int:
        """The largest number that is still ordinary."""
        return int(self.upper)

    @property
    def is_beyond(self) -> bool:
        """More than ordinary swings explain."""
        return self.now > self.upper


def control(now: int, earlier: Sequence[int]) -> Control | None:
    """Return a value beside its limits, None where too few earlier ones are known.

    Args:
        now: the value to judge, which is not among the earlier ones.
        earlier: in the order of time.
    """
    values = earlier[-MOST:]
    if len(values) < LEAST:
        return None
    usual = sum(values) / len(values)
    swing = sum(abs(b - a) for a, b in pairwise(values)) / (len(values) - 1)
    return Control(now, usual, usual + _WIDTH * swing, len(values))


def open_at(filed: Sequence[datetime], closed: Sequence[datetime], at: datetime) -> int:
    """Return how many were open at an instant.

    Args:
        filed: when each came, in order.
        closed: when each that ended ended, in order.
    """
    return bisect_right(filed, at) - bisect_right(closed, at)
