"""The calendar of an office: which hours it works, and working time between instants. Pure."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from eservice.worktime import timeline

WIB = timeline.WIB


class CalendarKind(StrEnum):
    """Which hours a calendar describes."""

    PROCESSING = "processing"
    COUNTER = "counter"


class ClosureKind(StrEnum):
    """Why a date is closed."""

    NATIONAL = "libur_nasional"
    JOINT_LEAVE = "cuti_bersama"
    OWN = "tutup_sendiri"


class ChangeKind(StrEnum):
    """By what hours changed."""

    HOLIDAY = "holiday"
    CLOSURE = "closure"
    OPENING = "opening"
    SEASON = "season"
    LIFTED = "lifted"
    """A decree was taken back."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """One open stretch of a day, in WIB; a break is the gap between two of them."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"a window must open before it closes: {self.opens}-{self.closes}")
        if self.opens.microsecond or self.closes.microsecond or self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("a window is written in whole seconds of local time")


Day = tuple[Window, ...]
Week = tuple[Day, Day, Day, Day, Day, Day, Day]
"""The windows of Monday to Sunday."""


def read_day(*stretches: str) -> Day:
    """Return a day from texts such as ``"07:30-12:00"``, in order and without overlap.

    Raises:
        ValueError: a text is malformed, or two stretches overlap.
    """
    day = tuple(sorted(_read_window(stretch) for stretch in stretches))
    _check_day(day)
    return day


@dataclass(frozen=True, slots=True, kw_only=True)
class Decree:
    """A change to the ordinary week: it holds from the instant it was decided until it is lifted."""

    decreed_at: datetime
    lifted_at: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        """Tell whether this had been decided, and not yet lifted, at ``at``."""
        return self.decreed_at <= at and (self.lifted_at is None or at < self.lifted_at)


_D = TypeVar("_D", bound=Decree)


@dataclass(frozen=True, slots=True, kw_only=True)
class Season(Decree):
    """Other weekly hours between two dates, both included; without an end, a lasting change."""

    name: str
    starts_on: date
    ends_on: date | None
    week: Week

    def covers(self, on: date) -> bool:
        """Tell whether ``on`` lies in the season."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure(Decree):
    """A date on which the office does not work, and why."""

    on: date
    kind: ClosureKind
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening(Decree):
    """The hours of one date, decided for that date alone: longer, shorter, or on a day otherwise closed."""

    on: date
    windows: Day
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class SameDay:
    """A 'same day' promise: filed before ``cutoff``, done today at ``due``; else next working day at ``next_due``."""

    cutoff: time = time(14)
    due: time = time(16)
    next_due: time = time(10)


@dataclass(frozen=True)
class Calendar:
    """When an office works; equal calendars are interchangeable and may be dict keys.

    For one date the last decree among closures and openings wins (an opening, when decided at the same
    instant); else the season that covers it (one with an end before one without, then the last decided); else
    the ordinary week. Every instant given must be aware; those returned are UTC in whole seconds.
    """

    week: Week
    seasons: tuple[Season, ...] = ()
    closures: tuple[Closure, ...] = ()
    openings: tuple[Opening, ...] = ()

    def __post_init__(self) -> None:
        days = [*self.week, *(day for season in self.seasons for day in season.week)]
        for day in [*days, *(opening.windows for opening in self.openings)]:
            _check_day(day)

    def as_decreed_before(self, at: datetime) -> "Calendar":
        """Return the calendar as it stood at ``at``: later decrees left out, later liftings undone."""
        timeline.seconds_wib(at)
        place = bisect_right(self._decree_instants, at)
        if place not in self._editions:
            self._editions[place] = Calendar(
                self.week,
                seasons=tuple(_standing(self.seasons, at)),
                closures=tuple(_standing(self.closures, at)),
                openings=tuple(_standing(self.openings, at)),
            )
        return self._editions[place]

    def windows_on(self, on: date) -> Day:
        """Return the open windows of a date, earliest first; empty on a closed one."""
        decree = self.decree_on(on)
        if isinstance(decree, Season):
            return decree.week[on.weekday()]
        if decree is not None:
            return decree.windows if isinstance(decree, Opening) else ()
        return self.week[on.weekday()]

    def decree_on(self, on: date) -> Closure | Opening | Season | None:
        """Return what sets the hours of a date, or None where the ordinary week does."""
        special = self._special_dates.get(on)
        return special or next((season for season in self._seasons_by_rank if season.covers(on)), None)

    def usual_windows_on(self, on: date) -> Day:
        """Return the hours a date would have without what was decided for it or for its season alone."""
        lasting = (one for one in self._seasons_by_rank if one.ends_on is None and one.covers(on))
        week = next((one.week for one in lasting), self.week)
        return week[on.weekday()]

    def closure_on(self, on: date) -> Closure | None:
        """Return what closes a date, or None where the ordinary hours decide."""
        special = self._special_dates.get(on)
        return special if isinstance(special, Closure) else None

    def is_working_day(self, on: date) -> bool:
        """Tell whether the office works at all on a date."""
        return bool(self.windows_on(on))

    def opening_of(self, on: date) -> datetime | None:
        """Return when a date's work begins, None on a closed date."""
        day = self.windows_on(on)
        return timeline.instant(on, day[0].opens) if day else None

    def closing_of(self, on: date) -> datetime | None:
        """Return when a date's work ends, None on a closed date."""
        day = self.windows_on(on)
        return timeline.instant(on, day[-1].closes) if day else None

    def is_open(self, at: datetime) -> bool:
        """Tell whether the office works at this very instant (a window's end is already closed)."""
        local = timeline.local(at)
        return any(window.opens <= local.time() < window.closes for window in self.windows_on(local.date()))

    def next_opening(self, at: datetime) -> datetime:
        """Return the first instant, from ``at`` on, at which the office works: ``at`` itself while it is open."""
        return self._timeline.next_open(at)

    def working_seconds(self, a: datetime, b: datetime) -> int:
        """Return the working time from ``a`` to ``b`` in whole seconds, 0 where ``b`` is not after ``a``."""
        return self._timeline.seconds_between(a, b)

    def working_minutes(self, a: datetime, b: datetime) -> int:
        """Return the working time from ``a`` to ``b`` in full minutes, 0 where ``b`` is not after ``a``."""
        return self._timeline.seconds_between(a, b) // 60

    def working_days_begun(self, a: datetime, b: datetime) -> int:
        """Return how many working days opened after ``a`` and not later than ``b``."""
        return self._timeline.days_begun(a, b)

    def add_working(
        self, a: datetime, *, minutes: int | None = None, hours: int | None = None, days: int | None = None
    ) -> datetime:
        """Return the instant that lies the given working time after ``a``: the earliest that fits.

        Args:
            a: where the count begins.
            minutes: minutes of work, 0 or more (0 gives ``a`` back).
            hours: hours of work.
            days: 1 or more: the end of the Nth working day after the day of ``a``. Never turned into minutes.

        Raises:
            ValueError: not exactly one unit given, or a count below its least.
        """
        if [minutes, hours, days].count(None) != 2:
            raise ValueError("give exactly one of minutes, hours, days")
        if days is not None:
            return self._timeline.end_of_day_after(a, days)
        return self._timeline.add_seconds(a, (minutes or 0) * 60 + (hours or 0) * 3600)

    def same_day_due(self, at: datetime, promise: SameDay) -> datetime:
        """Return when something filed at ``at`` is due under a 'same day' promise.

        On a day that closes before ``promise.due`` the work is due at closing, and the cut-off moves with it.
        """
        today = timeline.local(at).date()
        closing = self.closing_of(today)
        if closing is not None:
            due = min(timeline.instant(today, promise.due), closing)
            lead = timeline.instant(today, promise.due) - timeline.instant(today, promise.cutoff)
            if at < due - lead:
                return due
        closing = self.add_working(at, days=1)
        on = closing.astimezone(WIB).date()
        return min(max(timeline.instant(on, promise.next_due), self.opening_of(on) or closing), closing)

    def before_working(self, b: datetime, *, minutes: int) -> datetime:
        """Return the earliest instant that lies the given working time (1 minute or more) before ``b``."""
        return self._timeline.take_seconds(b, minutes * 60)

    @cached_property
    def _timeline(self) -> timeline.Timeline:
        return timeline.Timeline(lambda on: [(window.opens, window.closes) for window in self.windows_on(on)])

    @cached_property
    def _special_dates(self) -> dict[date, Closure | Opening]:
        decided: list[Closure | Opening] = [*self.closures, *self.openings]
        return {each.on: each for each in sorted(decided, key=lambda each: each.decreed_at) if each.lifted_at is None}

    @cached_property
    def _seasons_by_rank(self) -> list[Season]:
        unlifted = [season for season in self.seasons if season.lifted_at is None]
        return sorted(unlifted, key=lambda season: (season.ends_on is not None, season.decreed_at), reverse=True)

    @cached_property
    def _decree_instants(self) -> list[datetime]:
        decrees: list[Decree] = [*self.seasons, *self.closures, *self.openings]
        return sorted({at for each in decrees for at in (each.decreed_at, each.lifted_at) if at is not None})

    @cached_property
    def _editions(self) -> dict[int, "Calendar"]:
        return {}


def _standing(decrees: Iterable[_D], at: datetime) -> Iterable[_D]:
    return (replace(each, lifted_at=None) for each in decrees if each.holds_at(at))


def _read_window(stretch: str) -> Window:
    opens, _, closes = stretch.partition("-")
    return Window(time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip()))


def _check_day(day: Day) -> None:
    for earlier, later in pairwise(day):
        if earlier.closes > later.opens:
            raise ValueError(f"windows overlap or are out of order: {earlier} {later}")
