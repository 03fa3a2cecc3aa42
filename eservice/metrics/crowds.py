"""What lies too close together: many decisions of one person, many requests of one household. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

MANY, MANY_WITHIN = 10, timedelta(minutes=2)
"""So many decisions of one person within this are shown together."""
CROWD, CROWD_WITHIN = 3, timedelta(days=7)
"""So many requests of one household within this are shown together."""


def bursts(decided: Mapping[int, Sequence[tuple[datetime, int]]]) -> set[int]:
    """Return the requests that were decided in a burst.

    Args:
        decided: membership -> (when, request) of its decisions, the oldest first.
    """
    return _close(decided, MANY, MANY_WITHIN)


def crowded(filed: Mapping[str, Sequence[tuple[datetime, int]]]) -> set[int]:
    """Return the requests of which one household filed many within a few days.

    Args:
        filed: household -> (when, request), the oldest first.
    """
    return _close(filed, CROWD, CROWD_WITHIN)


def _close(acts_of: Mapping[Any, Sequence[tuple[datetime, int]]], many: int, within: timedelta) -> set[int]:
    found: set[int] = set()
    for acts in acts_of.values():
        for first in range(len(acts) - many + 1):
            if acts[first + many - 1][0] - acts[first][0] <= within:
                found.update(request_id for _at, request_id in acts[first : first + many])
    return found
