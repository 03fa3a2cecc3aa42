"""Regions and what they were split from."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from eservice.kernel.db import Model
from eservice.regions.rules import Level


class Region(Model):
    """One code of the Ministry of Home Affairs; kept when it is no longer in force."""

    __tablename__ = "regions"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="validity_in_order"),
        CheckConstraint("(parent_code IS NULL) = (level = 'provinsi')", name="only_a_province_stands_alone"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    """Dotted: ``15.71.01.1004``."""
    name: Mapped[str]
    level: Mapped[Level]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), index=True)
    valid_from: Mapped[date | None]
    """First day in force; empty where it was before anybody here counted."""
    valid_to: Mapped[date | None]
    """Last day in force; empty while it is."""


class RegionPredecessor(Model):
    """One region that another was split from, so that an old KTP explains itself."""

    __tablename__ = "region_predecessors"
    __table_args__ = (CheckConstraint("code <> predecessor_code", name="not_its_own"),)

    code: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    predecessor_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    since: Mapped[date | None]
    is_inferred: Mapped[bool] = mapped_column(default=False)
    """Concluded from names and places, not read in a decree."""
    source: Mapped[str]
