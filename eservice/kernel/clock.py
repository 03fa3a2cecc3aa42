"""The one reader of the wall clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
"""Western Indonesian Time, UTC+7, no daylight saving."""

_elsewhen: ContextVar[datetime | None] = ContextVar("elsewhen", default=None)


def now() -> datetime:
    """Return the present instant, aware UTC; inside ``travel`` the instant travelled to."""
    return _elsewhen.get() or datetime.now(UTC)


def today() -> date:
    """Return today's date in Jambi."""
    return wib(now()).date()


def wib(instant: datetime) -> datetime:
    """Return ``instant`` as the clocks of Jambi show it."""
    return instant.astimezone(WIB)


@contextmanager
def travel(at: datetime) -> Iterator[None]:
    """Let ``now`` answer ``at`` inside the block: for the demo's history and for tests.

    Raises:
        ValueError: ``at`` has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("naive datetime")
    token = _elsewhen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _elsewhen.reset(token)
