"""What stands where in a file: a small TOML file, and what holds without one."""

import re
import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from eservice.metrics.eventlogs.log import Entry, LogRefusedError, LogStage


class LogFormat(StrEnum):
    """How a log is written."""

    CSV = "csv"
    XES = "xes"


class Field(StrEnum):
    """What an event is read for."""

    CASE = "case"
    ACTIVITY = "activity"
    TIMESTAMP = "timestamp"
    START = "start_timestamp"
    RESOURCE = "resource"
    STAGE = "stage"


NEEDED = (Field.CASE, Field.ACTIVITY, Field.TIMESTAMP)
"""Without these there is no event."""

USUAL: dict[LogFormat, dict[Field, str]] = {
    LogFormat.CSV: {one: one.value for one in Field},
    LogFormat.XES: {
        Field.CASE: "concept:name",
        Field.ACTIVITY: "concept:name",
        Field.TIMESTAMP: "time:timestamp",
        Field.START: "start_timestamp",
        Field.RESOURCE: "org:resource",
        Field.STAGE: "stage",
    },
}
"""Where each is looked for unless the mapping says otherwise: as our own exports and the standard name them."""

_TABLES: dict[str, frozenset[str] | None] = {
    "columns": frozenset(Field),
    "time": frozenset({"zone", "format"}),
    "csv": frozenset({"delimiter"}),
    "stages": None,
}
"""What a mapping file may say; None: any name."""


@dataclass(frozen=True, slots=True)
class Raw:
    """The texts of one event and its place in the file, before anything is believed."""

    place: str
    texts: Table[Field, str]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where an event's facts stand, how its instants are written, and which stage begins with which activity."""

    columns: dict[Field, str] = field(default_factory=dict)
    """Only what differs from ``USUAL``; an empty name leaves a fact out."""
    zone: ZoneInfo | None = None
    """For instants written without one."""
    time_format: str = ""
    """As ``strptime`` reads it; empty for ISO 8601."""
    delimiter: str = ","
    stages: dict[str, LogStage] = field(default_factory=dict)

    def places(self, kind: LogFormat) -> dict[Field, str]:
        """Return under which column or key each fact stands, without those left out."""
        return {one: name for one, name in (USUAL[kind] | self.columns).items() if name}

    def wanted(self, kind: LogFormat) -> set[Field]:
        """Return the facts that the log must have: what is needed, and what the mapping names."""
        return {one for one in self.places(kind) if one in NEEDED or one in self.columns}

    def entry(self, raw: Raw) -> Entry:
        """Return an event from its texts.

        Raises:
            LogRefusedError: one of them is missing or cannot be read.
        """
        for one in NEEDED:
            if not raw.texts.get(one):
                raise LogRefusedError(f"{raw.place}: the {one} is empty; every event needs one")
        if any("\0" in text for text in raw.texts.values()):
            raise LogRefusedError(f"{raw.place}: a NUL character stands in it; export the log again")
        at = self._instant(raw, Field.TIMESTAMP)
        started_at = self._instant(raw, Field.START) if raw.texts.get(Field.START) else None
        if started_at is not None and started_at > at:
            raise LogRefusedError(f"{raw.place}: it starts after it ends; check start_timestamp in the mapping")
        activity = raw.texts[Field.ACTIVITY]
        resource = raw.texts.get(Field.RESOURCE, "")
        return Entry(raw.texts[Field.CASE], activity, at, started_at, resource, self._stage(raw, activity))

    def _stage(self, raw: Raw, activity: str) -> LogStage | None:
        told = raw.texts.get(Field.STAGE)
        if not told:
            return self.stages.get(activity)
        return _stage(told, raw.place, otherwise='; if that is something else, write stage = "" under [columns]')

    def told(self) -> dict[str, Any]:
        """Return what differs from the usual, as plain values."""
        return {
            "columns": {one.value: name for one, name in self.columns.items()},
            "time": {"zone": str(self.zone or ""), "format": self.time_format},
            "csv": {"delimiter": self.delimiter},
            "stages": {name: stage.value for name, stage in self.stages.items()},
        }

    def check_against(self, activities: Iterable[str]) -> None:
        """Refuse a stage for an activity that the log does not have: it would be a slip of the pen."""
        known = set(activities)
        for name in self.stages:
            if name not in known:
                raise LogRefusedError(
                    f"the mapping gives a stage to {name!r}, which is no activity of this log; "
                    f"it has {_some(sorted(known))}"
                )

    def _instant(self, raw: Raw, which: Field) -> datetime:
        text = raw.texts[which]
        try:
            at = datetime.strptime(text, self.time_format) if self.time_format else datetime.fromisoformat(text)  # noqa: DTZ007 - the zone is looked at below
        except (ValueError, re.error):
            wanted = self.time_format or "an ISO 8601 instant such as 2026-07-06T09:00:00+07:00"
            raise LogRefusedError(
                f"{raw.place}: {text[:60]!r} is not {wanted}; name the log's own way under [time] format in the mapping"
            ) from None
        if at.tzinfo is None:
            if self.zone is None:
                raise LogRefusedError(
                    f"{raw.place}: {text[:60]!r} has no time zone; "
                    'name it in the mapping, as [time] zone = "Asia/Jakarta"'
                )
            at = at.replace(tzinfo=self.zone)
        try:
            return at.astimezone(UTC)
        except OverflowError:
            raise LogRefusedError(f"{raw.place}: {text[:60]!r} lies outside of the calendar; correct it") from None


def read_mapping(path: Path) -> Mapping:
    """Return what a mapping file says.

    Raises:
        LogRefusedError: it is not TOML, or says something that nothing is known about.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LogRefusedError(f"the mapping {path.name} is not TOML ({error}); correct it") from None
    for table, values in told.items():
        _check_table(table, values)
    time = told.get("time", {})
    return Mapping(
        columns={Field(name): text for name, text in told.get("columns", {}).items()},
        zone=_zone(time["zone"]) if "zone" in time else None,
        time_format=time.get("format", ""),
        delimiter=_delimiter(told.get("csv", {}).get("delimiter", ",")),
        stages={name: _stage(text, "the mapping") for name, text in told.get("stages", {}).items()},
    )


def _check_table(table: str, values: Any) -> None:
    if table not in _TABLES or not isinstance(values, dict):
        raise LogRefusedError(f"the mapping has no use for {table!r}; it knows the tables {_some(sorted(_TABLES))}")
    allowed = _TABLES[table]
    for name, text in values.items():
        if allowed is not None and name not in allowed:
            raise LogRefusedError(f"the mapping's [{table}] has no use for {name!r}; it knows {_some(sorted(allowed))}")
        if not isinstance(text, str):
            raise LogRefusedError(f"the mapping's [{table}] {name} must be a text in quotation marks")
        if table == "columns" and name in NEEDED and not text:
            raise LogRefusedError(f"the mapping leaves out the {name}; every event needs one")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise LogRefusedError(f"there is no time zone {name!r}; write one such as Asia/Jakarta") from None


def _delimiter(text: str) -> str:
    if len(text) != 1 or text in '"\r\n':
        raise LogRefusedError('the mapping\'s [csv] delimiter must be one character, such as ";"')
    return text


def _stage(text: str, place: str, *, otherwise: str = "") -> LogStage:
    try:
        return LogStage(text)
    except ValueError:
        known = f"there is no stage {text[:60]!r}; stages are {_some(list(LogStage))}"
        raise LogRefusedError(f"{place}: {known}{otherwise}") from None


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:20])
    return f"{shown} and {len(names) - 20} more" if len(names) > 20 else shown
