"""Rows as files that people open with a spreadsheet; a cell that looks like a calculation stays text."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

from eservice.web.cells import plain

Cell = str | int | float | None
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a sheet as CSV in UTF-8, with the mark by which spreadsheets know it."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow([plain(head) for head in heads])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return ("\ufeff" + sheet.getvalue()).encode()


def as_xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, widths: Sequence[int]) -> bytes:
    """Return a sheet as a workbook: numbers stay numbers, the heads stay in sight."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    for place, width in enumerate(widths):
        sheet.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place]].width = width
    sheet.freeze_panes = "A2"
    sheet.append([plain(head) for head in heads])
    for row in rows:
        sheet.append([_safe(cell) for cell in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    return plain(cell) if isinstance(cell, str) else cell
