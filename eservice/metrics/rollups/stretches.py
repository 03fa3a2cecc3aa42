"""A period cut into what is kept by the month, by the day, and not at all. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from eservice.metrics.rollups import cells
from eservice.metrics.rules import Period


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period cut into whole months, whole days, and parts of days."""

    months: tuple[date, ...]
    days: tuple[tuple[date, date], ...]
    """From one day to another, both included."""
    edges: tuple[Period, ...]


def cut(period: Period) -> Stretch:
    """Cut a period into what is kept by the month, by the day, and not at all."""
    first, last = cells.day_of(period.from_at) + timedelta(days=1), cells.day_of(period.until_at)
    if cells.day(last).until_at != period.until_at:
        last -= timedelta(days=1)
    if first > last:
        return Stretch((), (), (period,))
    begin, end = cells.day(first).from_at, cells.day(last).until_at
    edges = [one for one in (Period(period.from_at, begin), Period(end, period.until_at)) if one.from_at < one.until_at]
    months = tuple(_months(first, last))
    if not months:
        return Stretch((), ((first, last),), tuple(edges))
    before, after = (first, months[0] - timedelta(days=1)), (_following(months[-1]), last)
    return Stretch(months, tuple(one for one in (before, after) if one[0] <= one[1]), tuple(edges))


def _months(first: date, last: date) -> Iterator[date]:
    """Yield the first day of each month that lies whole between two days."""
    month = first if first.day == 1 else _following(first)
    while _following(month) - timedelta(days=1) <= last:
        yield month
        month = _following(month)


def _following(on: date) -> date:
    return (on.replace(day=1) + timedelta(days=32)).replace(day=1)
