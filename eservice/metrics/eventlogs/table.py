"""CSV: a header, then one event a line."""

import csv
from collections.abc import Iterator
from typing import IO

from eservice.metrics.eventlogs.log import LogRefusedError
from eservice.metrics.eventlogs.mapping import Field, Raw

COLUMNS = ("case", "activity", "timestamp", "resource", "office", "stage", "service", "channel")
"""The header of our own exports."""


def read_csv(stream: IO[str], places: dict[Field, str], *, wanted: set[Field], delimiter: str) -> Iterator[Raw]:
    """Yield the events of a table.

    Raises:
        LogRefusedError: a wanted column is missing, or the file is no table.
    """
    rows = csv.reader(stream, delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(rows, [])]
        columns = _columns(header, places, wanted, delimiter)
        for row in rows:
            if row:
                yield Raw(
                    f"line {rows.line_num}",
                    {one: row[column].strip() for one, column in columns.items() if column < len(row)},
                )
    except csv.Error as error:
        raise LogRefusedError(f"line {rows.line_num}: this is not CSV ({error}); export the table again") from None


def _columns(header: list[str], places: dict[Field, str], wanted: set[Field], delimiter: str) -> dict[Field, int]:
    for one in Field:
        if one in wanted and places[one] not in header:
            found = ", ".join(name[:40] for name in header[:20]) or "nothing"
            raise LogRefusedError(
                f"there is no column {places[one]!r} for the {one}; the header, read with {delimiter!r} between "
                f"columns, has {found}: name the right one under [columns] in the mapping"
            )
    return {one: header.index(name) for one, name in places.items() if name in header}


class CsvWriter:
    """Writes a log case by case under ``COLUMNS``."""

    def __init__(self, stream: IO[str]) -> None:
        self._rows = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        self._rows.writeheader()

    def write(self, case: dict[str, str], events: list[dict[str, str]]) -> None:
        """Write one case: what is known of it stands again on the line of each of its events."""
        self._rows.writerows(case | event for event in events)
