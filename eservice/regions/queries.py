"""Reads of regions."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, or_, select

from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.regions.models import Region, RegionPredecessor
from eservice.regions.rules import Level, lineage

CITY = "15.71"
"""Kota Jambi."""


def region(code: str) -> Region:
    """Return the region with a dotted code, in force or not. Raises NotFoundError."""
    found = db.session.get(Region, code)
    if found is None:
        raise NotFoundError("no_such_region", region=code)
    return found


def children(code: str, *, on: date | None = None) -> Sequence[Region]:
    """Return the regions directly below one, by code; ``on`` leaves out those not in force that day."""
    return db.session.scalars(_in_force(select(Region).where(Region.parent_code == code), on)).all()


def kelurahan_of_city(city_code: str = CITY, *, on: date | None = None) -> Sequence[Region]:
    """Return all kelurahan of a city, by code; ``on`` leaves out those not in force that day."""
    statement = select(Region).where(Region.level == Level.KELURAHAN, Region.code.startswith(f"{city_code}."))
    return db.session.scalars(_in_force(statement, on)).all()


def known_codes(*, down_to_kecamatan: bool = False) -> frozenset[str]:
    """Return every dotted code, old ones included; without villages when only a NIK is to be looked at."""
    statement = select(Region.code)
    if down_to_kecamatan:
        statement = statement.where(Region.level.not_in((Level.KELURAHAN, Level.DESA)))
    return frozenset(db.session.scalars(statement))


def predecessors(code: str) -> frozenset[str]:
    """Return the codes from which a region, or one it lies in, was split: what an older KTP or NIK may carry."""
    statement = select(RegionPredecessor.predecessor_code).where(RegionPredecessor.code.in_(lineage(code)))
    return frozenset(db.session.scalars(statement))


def kin(code: str) -> frozenset[str]:
    """Return the regions that were one with this one before a split: what it came from, and what came from it."""
    split_off = select(RegionPredecessor.code).where(RegionPredecessor.predecessor_code == code)
    came_from = select(RegionPredecessor.predecessor_code).where(RegionPredecessor.code == code)
    return frozenset(db.session.scalars(split_off.union(came_from)))


def full_name(code: str) -> str:
    """Return ``Telanaipura, Kecamatan Telanaipura, Kota Jambi`` for a kelurahan's code. Raises NotFoundError."""
    names = [region(each) for each in lineage(code)[:-1]]
    return ", ".join(f"Kecamatan {each.name}" if each.level is Level.KECAMATAN else each.name for each in names)


def _in_force(statement: Select[Region], on: date | None) -> Select[Region]:
    if on is not None:
        statement = statement.where(
            or_(Region.valid_from.is_(None), Region.valid_from <= on),
            or_(Region.valid_to.is_(None), Region.valid_to >= on),
        )
    return statement.order_by(Region.code)
