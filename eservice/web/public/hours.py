"""Opening hours in words, and offices as the help page shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from eservice.kernel.clock import wib
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.offices.rules import OfficeKind
from eservice.staff import queries as staff
from eservice.web.filters import DAYS, MONTHS, hour, named_day
from eservice.web.labels import label
from eservice.web.locale import language
from eservice.worktime import queries as worktime
from eservice.worktime.rules import Calendar, Day

FEW = 12
"""Up to so many offices the page also says whether each can work now; that costs a look at its people."""

_LOOK_AHEAD_DAYS = 21


@dataclass(frozen=True)
class Hours:
    """The hours of one calendar in words."""

    lines: tuple[tuple[str, str], ...]
    """(days, hours), such as ('Senin–Kamis', '07.30–12.00, 13.00–16.00')."""
    is_open: bool
    now: str
    """Whether it is open, and else when it opens."""
    closures: tuple[tuple[str, str], ...]
    """(day, why) of the coming closed days that are usually open."""


@dataclass(frozen=True)
class OfficeCard:
    """One office as people look it up."""

    name: str
    address: str
    phone: str
    email: str
    district: str
    trouble: str
    """Why nobody can act there now, or ''."""


def hours_of(calendar_id: int, *, at: datetime) -> Hours:
    """Return the hours of a calendar as they stand at that instant."""
    calendar = worktime.calendar_for(calendar_id)
    open_now = calendar.is_open(at)
    opening = None if open_now else calendar.next_opening(at)
    now = (
        _("Buka sekarang.")
        if opening is None
        else _("Sekarang tutup. Buka lagi %(day)s pukul %(hour)s.", day=named_day(opening), hour=hour(opening))
    )
    return Hours(_lines(_week_at(calendar, at)), open_now, str(now), tuple(_closures(calendar, at)))


def cards(found: Sequence[Office], *, at: datetime) -> list[OfficeCard]:
    """Return offices for a list; for a short one also what keeps them from working now."""
    return [
        OfficeCard(
            name=office.full_name,
            address=office.address,
            phone=office.phone,
            email=office.email,
            district=office.parent.full_name if office.parent else "",
            trouble=_trouble(office, at=at) if len(found) <= FEW else "",
        )
        for office in found
    ]


def offices_named(asked: str, *, at: datetime) -> list[Office]:
    """Return the offices whose name, or whose kecamatan's name, holds every word asked for; all for no words."""
    words = asked.casefold().split()
    every = offices.offices(at=at)
    order = {OfficeKind.DUKCAPIL: 0, OfficeKind.KECAMATAN: 1}
    matching = [office for office in every if all(word in _searched(office) for word in words)]
    return sorted(matching, key=lambda office: (order.get(office.kind, 2), office.name))


def city_calendar(*, at: datetime) -> int | None:
    """Return the counter calendar that most offices keep, or None without offices."""
    return _most([office.counter_calendar_id for office in offices.offices(at=at)])


def city_processing_calendar(*, at: datetime) -> int | None:
    """Return the calendar by which most offices work, or None without offices."""
    return _most([office.processing_calendar_id for office in offices.offices(at=at)])


def _most(kept: list[int]) -> int | None:
    return max(sorted(set(kept)), key=kept.count) if kept else None


def _searched(office: Office) -> str:
    parent = office.parent.full_name if office.parent else ""
    return f"{office.full_name} {parent}".casefold()


def _trouble(office: Office, *, at: datetime) -> str:
    why = staff.why_closed(office.id, at=at)
    return label(why) if why else ""


def _week_at(calendar: Calendar, at: datetime) -> tuple[Day, ...]:
    """Return the ordinary week of the season that covers the day."""
    today = wib(at).date()
    covering = [season for season in calendar.seasons if season.holds_at(at) and season.covers(today)]
    covering.sort(key=lambda season: season.ends_on is None)
    return covering[0].week if covering else calendar.week


def _lines(week: tuple[Day, ...]) -> tuple[tuple[str, str], ...]:
    names = DAYS[language()]
    lines: list[tuple[str, str]] = []
    first = 0
    for place in range(1, 8):
        if place == len(week) or week[place] != week[first]:
            days = names[first] if place - first == 1 else f"{names[first]}–{names[place - 1]}"
            lines.append((days, _stretches(week[first])))
            first = place
    return tuple(lines)


def _stretches(day: Day) -> str:
    if not day:
        return str(_("tutup"))
    return ", ".join(f"{window.opens:%H.%M}–{window.closes:%H.%M}" for window in day)


def _closures(calendar: Calendar, at: datetime) -> Iterable[tuple[str, str]]:
    today = wib(at).date()
    for ahead in range(_LOOK_AHEAD_DAYS):
        day = today + timedelta(days=ahead)
        closure = calendar.closure_on(day)
        if closure is not None and calendar.week[day.weekday()]:
            yield f"{DAYS[language()][day.weekday()]} {day.day} {MONTHS[language()][day.month - 1]}", closure.name
