"""Why an office does not work at an hour, as far as its calendar can tell. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from eservice.worktime import timeline
from eservice.worktime.rules import WIB, Calendar, Closure, ClosureKind, Day, Opening, Season


class Why(StrEnum):
    """What keeps an office closed."""

    HOURS = "hours"
    """Before it opens and after it closes: early morning, evening and night."""
    BREAK = "break"
    WEEKEND = "weekend"
    """A day of the week without hours."""
    NATIONAL = "national"
    JOINT_LEAVE = "joint_leave"
    OWN = "own"
    """Closed by the office's own decision."""
    SEASON = "season"
    """The ordinary week would have worked; the hours of Ramadan, for example, do not."""
    OPENING = "opening"
    """The ordinary week would have worked; the hours decided for this one date do not."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of one day that is worked throughout, or closed for one reason throughout."""

    begins_at: datetime
    ends_at: datetime
    why: Why | None
    """None while the office works."""
    name: str = ""
    """Of the holiday, the season, or the office's own reason."""
    name_en: str = ""

    @property
    def seconds(self) -> int:
        """Whole seconds of it."""
        return int((self.ends_at - self.begins_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Closed:
    """How long an office was closed for one reason."""

    why: Why
    name: str
    name_en: str
    seconds: int


_KINDS = {
    ClosureKind.NATIONAL: Why.NATIONAL,
    ClosureKind.JOINT_LEAVE: Why.JOINT_LEAVE,
    ClosureKind.OWN: Why.OWN,
}


def stretches(calendar: Calendar, a: datetime, b: datetime) -> Iterator[Stretch]:
    """Yield the time from ``a`` to ``b`` day by day, worked and closed, without gap or overlap.

    Both instants are cut to whole seconds, as working time is.
    """
    a, b = _whole(a), _whole(b)
    on = timeline.local(a).date()
    while (midnight := timeline.instant(on, time())) < b:
        for one in _day(calendar, on, midnight):
            begins, ends = max(one.begins_at, a), min(one.ends_at, b)
            if begins < ends:
                yield Stretch(begins, ends, one.why, one.name, one.name_en)
        on += timedelta(days=1)


def closed_for(found: Iterable[Stretch]) -> tuple[Closed, ...]:
    """Add up closed time by its reason, in the order in which the reasons first come."""
    sums: dict[tuple[Why, str, str], int] = {}
    for one in found:
        if one.why is not None:
            key = (one.why, one.name, one.name_en)
            sums[key] = sums.get(key, 0) + one.seconds
    return tuple(Closed(why, name, name_en, seconds) for (why, name, name_en), seconds in sums.items())


def _whole(at: datetime) -> datetime:
    return at.astimezone(WIB).replace(microsecond=0)


def _day(calendar: Calendar, on: date, midnight: datetime) -> Iterator[Stretch]:
    ends = midnight + timedelta(days=1)
    windows, decree = calendar.windows_on(on), calendar.decree_on(on)
    if not windows:
        yield Stretch(midnight, ends, *_whole_day(calendar, on))
        return
    marks = _Hours(on, windows, calendar.usual_windows_on(on), _special(decree))
    yield from marks.before(midnight)
    for earlier, later in pairwise(windows):
        yield Stretch(_at(on, earlier.opens), _at(on, earlier.closes), None)
        yield Stretch(_at(on, earlier.closes), _at(on, later.opens), Why.BREAK)
    yield Stretch(_at(on, windows[-1].opens), _at(on, windows[-1].closes), None)
    yield from marks.after(ends)


@dataclass(frozen=True, slots=True)
class _Hours:
    """The two ends of a working day: what the day's own hours cut off from the ordinary ones has a name."""

    on: date
    windows: Day
    usual: Day
    special: tuple[Why, str, str] | None

    def before(self, midnight: datetime) -> Iterator[Stretch]:
        opens = _at(self.on, self.windows[0].opens)
        usual = min(_at(self.on, self.usual[0].opens), opens) if self.special and self.usual else opens
        yield Stretch(midnight, usual, Why.HOURS)
        yield Stretch(usual, opens, *(self.special or (Why.HOURS,)))

    def after(self, midnight: datetime) -> Iterator[Stretch]:
        closes = _at(self.on, self.windows[-1].closes)
        usual = max(_at(self.on, self.usual[-1].closes), closes) if self.special and self.usual else closes
        yield Stretch(closes, usual, *(self.special or (Why.HOURS,)))
        yield Stretch(usual, midnight, Why.HOURS)


def _whole_day(calendar: Calendar, on: date) -> tuple[Why, str, str]:
    decree = calendar.decree_on(on)
    if isinstance(decree, Closure):
        return _KINDS[decree.kind], decree.name, decree.name_en
    special = _special(decree)
    return special if special and calendar.usual_windows_on(on) else (Why.WEEKEND, "", "")


def _special(decree: Closure | Opening | Season | None) -> tuple[Why, str, str] | None:
    """Return the name of hours that are not the ordinary ones; a lasting change of hours is the ordinary week."""
    if isinstance(decree, Opening):
        return Why.OPENING, decree.name, decree.name_en
    if isinstance(decree, Season) and decree.ends_on is not None:
        return Why.SEASON, decree.name, ""
    return None


def _at(on: date, clock: time) -> datetime:
    return timeline.instant(on, clock)
