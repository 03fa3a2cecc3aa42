"""The regions a new installation begins with, from ``data/``; attribution in NOTICE."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import insert, select

from eservice.kernel.db import db
from eservice.regions.models import Region, RegionPredecessor
from eservice.regions.rules import Level, parent_code

_DATA = Path(__file__).parent / "data"
REGIONS = _DATA / "jambi_regions.csv"
PREDECESSORS = _DATA / "predecessors.csv"


def seed(*, at: datetime) -> int:
    """Add the regions and predecessors of the files that are not there yet; return how many regions were added."""
    splits = list(_rows(PREDECESSORS))
    since = {row["code"]: _date(row["since"]) for row in splits}
    present = set(db.session.scalars(select(Region.code)))
    missing = [_region(row, since) for row in _rows(REGIONS) if row["code"] not in present]
    if missing:
        db.session.execute(insert(Region), missing)
    _add_predecessors(splits)
    return len(missing)


def _add_predecessors(splits: list[dict[str, str]]) -> None:
    rows = db.session.execute(select(RegionPredecessor.code, RegionPredecessor.predecessor_code))
    known = {(code, predecessor) for code, predecessor in rows}
    db.session.add_all(
        RegionPredecessor(
            code=row["code"],
            predecessor_code=row["predecessor"],
            since=_date(row["since"]),
            is_inferred=row["is_inferred"] == "yes",
            source=row["source"],
        )
        for row in splits
        if (row["code"], row["predecessor"]) not in known
    )
    db.session.flush()


def _region(row: dict[str, str], since: dict[str, date | None]) -> dict[str, object]:
    return {
        "code": row["code"],
        "name": row["name"],
        "level": Level(row["level"]),
        "parent_code": parent_code(row["code"]),
        "valid_from": since.get(row["code"]),
    }


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
