"""Working time on one line: windows laid end to end, so that a span costs two binary searches.

Years are laid out on first use and kept, hence a year-long span takes microseconds (bench/worktime.py).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")
"""Western Indonesian time: UTC+7, no summer time, so that a constant offset is exact (from 1964 on)."""

_OFFSET = 7 * 3600
_DAY = 24 * 3600
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_EMPTY_YEARS = 10
"""After so many years without work a search gives up: the calendar has no open window."""


def seconds_wib(at: datetime) -> int:
    """Return whole local seconds since 1970.

    Raises:
        ValueError: ``at`` has no zone; a naive instant would be seven hours wrong in Jambi.
    """
    if at.tzinfo is None:
        raise ValueError("naive datetime")
    since = at - _EPOCH
    return since.days * _DAY + since.seconds + _OFFSET


def local(at: datetime) -> datetime:
    """Return an instant as the clocks of Jambi show it.

    Raises:
        ValueError: ``at`` has no zone.
    """
    if at.tzinfo is None:
        raise ValueError("naive datetime")
    return at.astimezone(WIB)


def instant(on: date, clock: time) -> datetime:
    """Return a WIB date and clock time as an instant in UTC."""
    return datetime.combine(on, clock, tzinfo=WIB).astimezone(UTC)


def _utc(seconds: int) -> datetime:
    return _EPOCH + timedelta(seconds=seconds - _OFFSET)


def _day_of(seconds: int) -> date:
    return date.fromordinal(seconds // _DAY + _EPOCH_ORDINAL)


def _midnight(on: date) -> int:
    return (on.toordinal() - _EPOCH_ORDINAL) * _DAY


class _Year:
    """All windows of one year, and how much was worked before each."""

    def __init__(self, year: int, windows_on: Callable[[date], Sequence[tuple[time, time]]]) -> None:
        self.opens: list[int] = []
        self.closes: list[int] = []
        self.worked_before: list[int] = []
        self.day_opens: list[int] = []
        self.day_closes: list[int] = []
        self.total = 0
        for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
            on = date.fromordinal(ordinal)
            self._lay(_midnight(on), windows_on(on))

    def _lay(self, midnight: int, day: Sequence[tuple[time, time]]) -> None:
        for opens, closes in day:
            self.opens.append(midnight + _clock_seconds(opens))
            self.closes.append(midnight + _clock_seconds(closes))
            self.worked_before.append(self.total)
            self.total += self.closes[-1] - self.opens[-1]
        if day:
            self.day_opens.append(midnight + _clock_seconds(day[0][0]))
            self.day_closes.append(self.closes[-1])

    def worked_by(self, at: int) -> int:
        """Return the seconds worked in this year up to ``at``."""
        place = bisect_right(self.opens, at) - 1
        if place < 0:
            return 0
        return self.worked_before[place] + min(at, self.closes[place]) - self.opens[place]

    def when_worked(self, seconds: int) -> int:
        """Return the earliest moment by which ``seconds`` (1..total) were worked."""
        place = bisect_left(self.worked_before, seconds) - 1
        return self.opens[place] + seconds - self.worked_before[place]


class Timeline:
    """Working time as one function of time, and its inverse."""

    def __init__(self, windows_on: Callable[[date], Sequence[tuple[time, time]]]) -> None:
        self._windows_on = windows_on
        self._years: dict[int, _Year] = {}

    def seconds_between(self, a: datetime, b: datetime) -> int:
        """Return whole seconds of work between two instants, never negative."""
        start, end = seconds_wib(a), seconds_wib(b)
        if end <= start:
            return 0
        first, last = _day_of(start).year, _day_of(end).year
        between = sum(self._year(year).total for year in range(first, last))
        return between + self._year(last).worked_by(end) - self._year(first).worked_by(start)

    def days_begun(self, a: datetime, b: datetime) -> int:
        """Return how many days' first windows opened in (a, b]."""
        start, end = seconds_wib(a), seconds_wib(b)
        if end <= start:
            return 0
        first, last = _day_of(start).year, _day_of(end).year
        between = sum(len(self._year(year).day_opens) for year in range(first, last))
        before = bisect_right(self._year(first).day_opens, start)
        return between + bisect_right(self._year(last).day_opens, end) - before

    def add_seconds(self, a: datetime, seconds: int) -> datetime:
        """Return the earliest instant with ``seconds`` of work since ``a``."""
        if seconds < 0:
            raise ValueError("working time cannot be negative")
        start = seconds_wib(a)
        if seconds == 0:
            return _utc(start)
        number = _day_of(start).year
        target = self._year(number).worked_by(start) + seconds
        empty = 0
        while target > self._year(number).total:
            target -= self._year(number).total
            empty = 0 if self._year(number).total else empty + 1
            number = self._following(number, empty)
        return _utc(self._year(number).when_worked(target))

    def take_seconds(self, b: datetime, seconds: int) -> datetime:
        """Return the earliest instant from which ``seconds`` (1 or more) of work lead to ``b``."""
        end = seconds_wib(b)
        number = _day_of(end).year
        target = self._year(number).worked_by(end) - seconds
        empty = 0
        while target < 0:
            number -= 1
            empty = 0 if self._year(number).total else empty + 1
            if empty > _EMPTY_YEARS:
                raise ValueError("this calendar has no open window")
            target += self._year(number).total
        return _utc(self._year(number).when_worked(target)) if target else _utc(self._year(number).opens[0])

    def end_of_day_after(self, a: datetime, days: int) -> datetime:
        """Return the end of the Nth working day after the day of ``a``."""
        if days < 1:
            raise ValueError("a promise in days is at least one day")
        today = _day_of(seconds_wib(a))
        number = today.year
        place = bisect_left(self._year(number).day_opens, _midnight(today) + _DAY) + days - 1
        empty = 0
        while place >= len(self._year(number).day_closes):
            place -= len(self._year(number).day_closes)
            empty = 0 if self._year(number).total else empty + 1
            number = self._following(number, empty)
        return _utc(self._year(number).day_closes[place])

    def next_open(self, at: datetime) -> datetime:
        """Return ``at`` inside a window, else the next window's start."""
        start = seconds_wib(at)
        number = _day_of(start).year
        place = bisect_right(self._year(number).closes, start)
        empty = 0
        while place >= len(self._year(number).opens):
            place = 0
            empty += 1
            number = self._following(number, empty)
        return _utc(max(start, self._year(number).opens[place]))

    def _year(self, number: int) -> _Year:
        if number not in self._years:
            self._years[number] = _Year(number, self._windows_on)
        return self._years[number]

    @staticmethod
    def _following(number: int, empty: int) -> int:
        if empty > _EMPTY_YEARS:
            raise ValueError("this calendar has no open window")
        return number + 1


def _clock_seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second
