"""The offices a new installation of Kota Jambi begins with, from ``data/``; every address in it is an example."""

import csv
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from eservice.accounts.actor import SYSTEM
from eservice.kernel.db import db
from eservice.offices import actions
from eservice.offices.models import Office
from eservice.offices.rules import OfficeKind, SeriesMode, SigningMode
from eservice.worktime import queries as worktime

_DATA = Path(__file__).parent / "data"
_PROCESSING, _COUNTER = "kota-jambi", "kota-jambi-loket"


def seed(*, at: datetime) -> int:
    """Add the offices of the files that are not there yet and return how many; what exists is left alone.

    Needs the calendars of worktime. A kelurahan's substitute is its kecamatan; nobody stands in for the others.
    """
    kinds = tomllib.loads((_DATA / "kinds.toml").read_text(encoding="utf-8"))
    calendars = {code: worktime.calendar_id(code) for code in (_PROCESSING, _COUNTER)}
    present = {office.code: office.id for office in db.session.scalars(select(Office))}
    missing = [row for row in _rows() if row["code"] not in present]
    for row in missing:
        parent_id = present[row["parent"]] if row["parent"] else None
        new = _new_office(row, kinds | {"calendars": calendars, "parent_id": parent_id})
        present[row["code"]] = actions.open_office(new, actor=SYSTEM, at=at).id
    return len(missing)


def _rows() -> list[dict[str, str]]:
    with (_DATA / "offices.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _new_office(row: dict[str, str], given: dict[str, Any]) -> actions.NewOffice:
    kind, letterhead, calendars = given[row["kind"]], given["letterhead"], given["calendars"]
    return actions.NewOffice(
        code=row["code"],
        kind=OfficeKind(row["kind"]),
        name=row["name"],
        head_title=kind["head_title"],
        region_code=row["region"],
        unit_code=row["unit"],
        government_line=letterhead["government_line"],
        address=row["address"],
        phone=row["phone"],
        email=row["email"],
        postal_code=row["postal_code"],
        place=letterhead["place"],
        processing_calendar_id=calendars[_PROCESSING],
        counter_calendar_id=calendars[_COUNTER],
        series_mode=SeriesMode(kind["series_mode"]),
        signing_mode=SigningMode(kind["signing_mode"]),
        uses_rw=kind["uses_rw"],
        parent_id=given["parent_id"],
        substitute_id=given["parent_id"],
        opened_on=date.fromisoformat(row["opened_on"]) if row["opened_on"] else None,
    )
