"""Figures that everybody may read, on pages and by machine: counted seldom, and the same for both."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import current_app

from eservice.config import Settings
from eservice.kernel.ports import drivers
from eservice.metrics import queries as metrics

KEPT_SECONDS = 600
"""They are counted at most this often; each says as of when."""

_T = TypeVar("_T")
_counted: dict[tuple[Any, ...], Any] = {}
_MOST = 500


def kept_promises(*, at: datetime) -> metrics.PromiseKept:
    """Return how the city kept its promises of the last 30 days."""
    return _kept(("kept",), at, lambda: metrics.public_promise(at))


def usual_time(service_id: int, *, at: datetime) -> metrics.UsualTime | None:
    """Return how long a service usually takes in the whole city; None where too few were finished to say so."""
    return _kept(("usual", service_id), at, lambda: metrics.usual_time(service_id, None, at))


def most_filed(*, at: datetime) -> list[int]:
    """Return the services asked for in the last 90 days, the most frequent first."""
    key = f"filed:{int(at.timestamp()) // KEPT_SECONDS}"
    return _kept(("filed",), at, lambda: _together(key, lambda: metrics.most_filed(at)))


def _together(key: str, count: Callable[[], _T]) -> _T:
    """Return a figure as any process counted it, where they share a memory."""
    shared = drivers().shared
    return shared.remembered(key, seconds=KEPT_SECONDS, count=count) if shared else count()


def _kept(key: tuple[Any, ...], at: datetime, count: Callable[[], _T]) -> _T:
    """Return a figure counted in the last minutes by this process, or count it."""
    settings: Settings = current_app.extensions["eservice.settings"]
    if current_app.testing:
        return count()
    whole = (settings.database_url, *key, int(at.timestamp()) // KEPT_SECONDS)
    if whole not in _counted:
        if len(_counted) >= _MOST:
            _counted.clear()
        _counted[whole] = count()
    found: _T = _counted[whole]
    return found
