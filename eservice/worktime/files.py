"""The readable files a new instance starts from: holidays as CSV, calendars as TOML. They touch no database."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from eservice.worktime.rules import WIB, Calendar, CalendarKind, Closure, ClosureKind, Season, Week, read_day

_FOLDER = Path(__file__).parent / "data"
HOLIDAYS = _FOLDER / "id_holidays_2025_2027.csv"
CALENDARS = _FOLDER / "calendars.toml"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayRow:
    """One line of the holiday file."""

    on: date
    category: ClosureKind
    name: str
    name_en: str
    is_estimate: bool
    decreed_at: datetime
    source: str

    def as_closure(self) -> Closure:
        """Return the closure it means."""
        return Closure(on=self.on, kind=self.category, name=self.name, name_en=self.name_en, decreed_at=self.decreed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRow:
    """One season of a calendar file, with where it comes from."""

    season: Season
    is_estimate: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRow:
    """One calendar of the file."""

    code: str
    kind: CalendarKind
    name: str
    name_en: str
    source: str
    week: Week
    seasons: tuple[SeasonRow, ...]

    def calendar(self, holidays: Sequence[HolidayRow]) -> Calendar:
        """Return the calendar with these holidays closed, without any database."""
        return Calendar(
            self.week,
            seasons=tuple(row.season for row in self.seasons),
            closures=tuple(row.as_closure() for row in holidays),
        )


def read_holidays(path: Path = HOLIDAYS) -> tuple[HolidayRow, ...]:
    """Return the holidays of a CSV file, in its order.

    Raises:
        ValueError: a date or a category cannot be read.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(_holiday(line) for line in csv.DictReader(lines))


def read_calendars(path: Path = CALENDARS) -> tuple[CalendarRow, ...]:
    """Return the calendars of a TOML file, in its order.

    Raises:
        ValueError: a window, weekday or kind cannot be read.
    """
    with path.open("rb") as text:
        return tuple(_calendar(entry) for entry in tomllib.load(text)["calendar"])


def _holiday(line: Mapping[str, str]) -> HolidayRow:
    return HolidayRow(
        on=date.fromisoformat(line["date"]),
        category=ClosureKind(line["category"]),
        name=line["name"],
        name_en=line["name_en"],
        is_estimate=line["is_estimate"] == "yes",
        decreed_at=_start_of(date.fromisoformat(line["decreed_on"])),
        source=line["source"],
    )


def _calendar(entry: Mapping[str, Any]) -> CalendarRow:
    return CalendarRow(
        code=entry["code"],
        kind=CalendarKind(entry["kind"]),
        name=entry["name"],
        name_en=entry["name_en"],
        source=entry["source"],
        week=_week(entry["week"]),
        seasons=tuple(_season(each) for each in entry.get("season", ())),
    )


def _season(entry: Mapping[str, Any]) -> SeasonRow:
    season = Season(
        name=entry["name"],
        starts_on=entry["starts_on"],
        ends_on=entry.get("ends_on"),
        week=_week(entry["week"]),
        decreed_at=_start_of(entry["decreed_on"]),
    )
    return SeasonRow(season=season, is_estimate=entry["is_estimate"], source=entry["source"])


def _week(entry: Mapping[str, Sequence[str]]) -> Week:
    unknown = set(entry) - set(_WEEKDAYS)
    if unknown:
        raise ValueError(f"no such weekday: {', '.join(sorted(unknown))}")
    mon, tue, wed, thu, fri, sat, sun = (read_day(*entry.get(weekday, ())) for weekday in _WEEKDAYS)
    return (mon, tue, wed, thu, fri, sat, sun)


def _start_of(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=WIB).astimezone(UTC)
