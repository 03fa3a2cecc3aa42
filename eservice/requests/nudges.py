"""When the house reminds somebody of a promise or of a correction. Pure."""

from datetime import datetime

from eservice.catalogue.definition import Promise
from eservice.requests.rules import CORRECTION_DAYS
from eservice.requests.workflow import Nudge
from eservice.worktime.rules import WIB, Calendar

SHORT_LIMIT = 60
"""Minutes: what is promised for the same day is treated as if it were promised within them."""

LEAST = 5
"""Working minutes before a promise at least; a later reminder would be of no use."""


def nudges(
    promise: Promise, promised_at: datetime, calendar: Calendar, *, minutes: int
) -> tuple[tuple[Nudge, datetime], ...]:
    """Return what the house does about a promise, and when: before it, at it, and as long after it.

    Args:
        minutes: the office's own lead in working minutes; of a short promise never more than a third.
    """
    if promise.days is None:
        minutes = min(minutes, max(LEAST, (promise.minutes or SHORT_LIMIT) // 3))
    return (
        (Nudge.SOON, calendar.before_working(promised_at, minutes=minutes)),
        (Nudge.DUE, promised_at),
        (Nudge.OVERDUE, calendar.add_working(promised_at, minutes=minutes)),
    )


def after(found: tuple[tuple[Nudge, datetime], ...], at: datetime) -> tuple[Nudge | None, datetime | None]:
    """Return the first that comes after an instant, or nothing."""
    return next(((nudge, when) for nudge, when in found if when > at), (None, None))


def correction_nudge(asked_at: datetime, calendar: Calendar) -> datetime:
    """Return when a citizen is reminded of a correction: as the last but one working day for it begins."""
    day = calendar.add_working(asked_at, days=CORRECTION_DAYS - 1).astimezone(WIB).date()
    opening = calendar.opening_of(day)
    assert opening is not None  # noqa: S101 - a working day has an open window
    return opening
