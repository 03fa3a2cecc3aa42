"""What is stored about services: who offers what, each version of its standard, and visits that were spared."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eservice.catalogue.definition import Issuer, RTMode
from eservice.kernel.db import Model, append_only


class Service(Model):
    """Something a citizen may ask for; names are those of the newest version."""

    __tablename__ = "services"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    issuer: Mapped[Issuer]
    is_on: Mapped[bool] = mapped_column(default=True)
    """Off: no office takes new requests; those under way go on."""
    version: Mapped[int] = mapped_column()

    versions: Mapped[list["ServiceVersion"]] = relationship(back_populates="service", order_by="ServiceVersion.number")

    __mapper_args__ = {"version_id_col": version}


class ServiceVersion(Model):
    """One version of a service's standard, never changed once written."""

    __tablename__ = "service_versions"
    __table_args__ = (
        UniqueConstraint("service_id", "number"),
        CheckConstraint("number >= 1", name="numbered_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    number: Mapped[int]
    valid_from: Mapped[date]
    """First day in WIB on which new requests follow it."""
    decree_number: Mapped[str]
    decree_on: Mapped[date]
    digest: Mapped[str] = mapped_column(index=True)
    """SHA-256 of the definition as canonical JSON."""
    definition: Mapped[dict[str, Any]]
    """Complete: read with ``parsing.parse``."""
    loaded_at: Mapped[datetime]

    service: Mapped[Service] = relationship(back_populates="versions")


class OfficeService(Model):
    """What one office does otherwise than the standard; no row means nothing."""

    __tablename__ = "office_services"
    __table_args__ = (UniqueConstraint("office_id", "service_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"), index=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    rt_mode: Mapped[RTMode | None]
    archive_code: Mapped[str] = mapped_column(default="")
    switched_on: Mapped[list[Any]] = mapped_column(default=list)
    """Extra questions asked and printed here: ``no_kk``, ``agama``, ``pendidikan``, ``kewarganegaraan``."""
    version: Mapped[int] = mapped_column()

    service: Mapped[Service] = relationship()

    __mapper_args__ = {"version_id_col": version}


class AvoidedVisit(Model):
    """Somebody read the pre-check and answered that they do not need the letter; nobody is named."""

    __tablename__ = "avoided_visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"), index=True)
    answered_at: Mapped[datetime] = mapped_column(index=True)


append_only(ServiceVersion.__table__)  # type: ignore[arg-type]
append_only(AvoidedVisit.__table__)  # type: ignore[arg-type]
