"""Who of the demo's staff is away when, and when an office stands still: everyday requests are played around both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from eservice.accounts.actor import Actor
from eservice.demo.cast import BUSY, Desk
from eservice.kernel.clock import WIB, wib
from eservice.staff.rules import AbsenceKind

_AHEAD = timedelta(days=3)
"""Nobody begins what they would leave lying so soon."""

_ABSENCES = (
    (BUSY[1], 2, AbsenceKind.TRAINING, -21, -18),
    (BUSY[0], 2, AbsenceKind.LEAVE, 0, 3),
    (BUSY[2], 1, AbsenceKind.DUTY, 6, 8),
)
"""Office, number of the officer, why, the first day and the day of the return, counted from the demo's present."""

_DOWN = (6, time(10, 10), time(14, 40))
"""Working days ago on which the register of the ministry could not be reached, from and until."""


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away, and a colleague goes on."""

    officer: Actor
    deputy: Actor
    kind: AbsenceKind
    from_at: datetime
    until_at: datetime

    @property
    def known_at(self) -> datetime:
        """When it was written down: in the morning, two days before."""
        return self.from_at - timedelta(days=2) + timedelta(hours=9)


@dataclass(frozen=True, slots=True)
class Outage:
    """An office stands still."""

    desk: Desk
    from_at: datetime
    until_at: datetime

    @property
    def over_at(self) -> datetime:
        """When everything that it held has been let go."""
        return self.until_at + timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is at work when, and when a desk can work."""

    absences: tuple[Away, ...]
    outage: Outage

    def is_away(self, officer: Actor, at: datetime) -> bool:
        """Tell whether an officer is away at an instant."""
        return any(one.officer == officer and one.from_at <= at < one.until_at for one in self.absences)

    def at_work(self, desk: Desk, at: datetime) -> tuple[Actor, ...]:
        """Return the officers of a desk who are there, and will be for some days."""
        soon = at + _AHEAD
        going = [one.officer for one in self.absences if one.from_at <= soon and at < one.until_at]
        return tuple(one for one in desk.officers if one not in going)

    def clear(self, desk: Desk, at: datetime) -> datetime:
        """Return an instant, or a later one where the desk stands still then."""
        down = self.outage
        if desk.office_id != down.desk.office_id or not down.from_at <= at < down.over_at:
            return at
        return down.over_at + (at - down.from_at) / 20  # in the order in which it would have been done


def roster_of(desks: Mapping[str, Desk], *, as_of: datetime) -> Roster:
    """Return the roster of a history that ends at ``as_of``."""
    today = datetime.combine(wib(as_of).date(), time(), WIB)
    absences = tuple(
        Away(
            desks[office].officers[number],
            desks[office].officers[number - 1],
            kind,
            today + timedelta(days=first),
            today + timedelta(days=back),
        )
        for office, number, kind, first, back in _ABSENCES
    )
    days, begins, ends = _DOWN
    day = wib(as_of).date()
    while days or day.weekday() > 4:
        day -= timedelta(days=1)
        days -= day.weekday() < 5 and days > 0
    registry = next(one for one in desks.values() if one.name.startswith("Dinas"))
    outage = Outage(registry, datetime.combine(day, begins, WIB), datetime.combine(day, ends, WIB))
    return Roster(absences, outage)
