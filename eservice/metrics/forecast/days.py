"""What kind of day a date is, as far as it changes how many people come. Pure."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from eservice.worktime.rules import Calendar


class DayKind(StrEnum):
    """What a day has that may bring more people, or fewer."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    AFTER_HOLIDAY = "after_holiday"
    """The first open day after one that is open in other weeks."""
    PAYDAY = "payday"
    """The first three open days of a month."""
    SCHOOL = "school"
    """The weeks in which schools take new pupils in."""


WEEKDAYS = tuple(DayKind)[:7]
_PAYDAYS = 3
_SCHOOL = ((6, 1), (7, 20))
"""From and until, both included: the admission of pupils, and the first days of the school year."""


@dataclass(frozen=True, slots=True)
class OpenDay:
    """One day on which the office works."""

    on: date
    opens_at: datetime
    closes_at: datetime
    seconds: int
    """Working time of the day."""
    kinds: tuple[DayKind, ...]


def open_days(calendar: Calendar, first: date, last: date) -> list[OpenDay]:
    """Return the open days between two dates, both included, the earliest first."""
    days: list[OpenDay] = []
    of_month = Counter(_dates(calendar, first.replace(day=1), first - timedelta(days=1)))
    place = of_month[(first.year, first.month)]
    before = first - timedelta(days=1)
    while before > first - timedelta(days=31) and not calendar.is_working_day(before):
        before -= timedelta(days=1)
    for offset in range((last - first).days + 1):
        on = first + timedelta(days=offset)
        opens_at, closes_at = calendar.opening_of(on), calendar.closing_of(on)
        if opens_at is None or closes_at is None:
            continue
        place = place + 1 if (on.year, on.month) == (before.year, before.month) else 1
        kinds = _kinds(calendar, on, before=before, place=place)
        days.append(OpenDay(on, opens_at, closes_at, calendar.working_seconds(opens_at, closes_at), kinds))
        before = on
    return days


def counted(days: Sequence[OpenDay], instants: Iterable[datetime]) -> list[int]:
    """Return how many instants belong to each open day: to the first one that closes at or after them.

    What lies after the last closing, or at or before the opening of the first day, is left out.
    """
    closings = [day.closes_at for day in days]
    counts = [0] * len(days)
    for at in instants:
        place = bisect_left(closings, at)
        if place < len(days) and (place or at >= days[0].opens_at):
            counts[place] += 1
    return counts


def _dates(calendar: Calendar, first: date, last: date) -> Iterable[tuple[int, int]]:
    for offset in range((last - first).days + 1):
        on = first + timedelta(days=offset)
        if calendar.is_working_day(on):
            yield on.year, on.month


def _kinds(calendar: Calendar, on: date, *, before: date, place: int) -> tuple[DayKind, ...]:
    kinds = [WEEKDAYS[on.weekday()]]
    between = (before + timedelta(days=one) for one in range(1, (on - before).days))
    if any(calendar.usual_windows_on(one) for one in between):
        kinds.append(DayKind.AFTER_HOLIDAY)
    if place <= _PAYDAYS:
        kinds.append(DayKind.PAYDAY)
    if _SCHOOL[0] <= (on.month, on.day) <= _SCHOOL[1]:
        kinds.append(DayKind.SCHOOL)
    return tuple(kinds)
