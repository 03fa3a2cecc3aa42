"""What is asked of the catalogue."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from eservice.catalogue.definition import Definition, LifeEvent, RTMode
from eservice.catalogue.models import AvoidedVisit, OfficeService, Service, ServiceVersion
from eservice.catalogue.parsing import parse
from eservice.catalogue.rules import OfficeOptions, for_office, place_in
from eservice.catalogue.search import score
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.kernel.memory import remembered
from eservice.offices.models import Office

_KEPT: dict[str, Definition] = {}
"""Definitions already read, by digest; a version never changes, so nothing here grows old."""
_KEPT_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Offered:
    """A service with the version that new requests follow."""

    service_id: int
    version_id: int
    version_number: int
    is_on: bool
    definition: Definition

    @property
    def slug(self) -> str:
        """The service's part of the address."""
        return self.definition.slug

    @property
    def code(self) -> str:
        """The service's short code."""
        return self.definition.code


def services(*, at: datetime, with_closed: bool = False) -> list[Offered]:
    """Return the services in force, by name; those switched off only ``with_closed``."""
    return [offered for offered in _in_force(wib(at).date()) if offered.is_on or with_closed]


@remembered(Service, ServiceVersion)
def _in_force(day: date) -> list[Offered]:
    newest = (
        select(ServiceVersion.service_id, func.max(ServiceVersion.number).label("number"))
        .where(ServiceVersion.valid_from <= day)
        .group_by(ServiceVersion.service_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Service.id, Service.is_on, ServiceVersion.id, ServiceVersion.number, ServiceVersion.digest)
        .join(ServiceVersion, ServiceVersion.service_id == Service.id)
        .join(newest, (newest.c.service_id == ServiceVersion.service_id) & (newest.c.number == ServiceVersion.number))
        .order_by(Service.name)
    )
    return [
        Offered(service_id, version_id, number, is_on, _definition(version_id, digest))
        for service_id, is_on, version_id, number, digest in rows
    ]


def by_slug(slug: str, *, at: datetime) -> Offered:
    """Return one service by its address, also when it is switched off.

    Raises:
        NotFoundError: ``service_unknown``.
    """
    return _one([offered for offered in services(at=at, with_closed=True) if offered.slug == slug])


def by_code(code: str, *, at: datetime) -> Offered:
    """Return one service by its code, also when it is switched off.

    Raises:
        NotFoundError: ``service_unknown``.
    """
    return _one([offered for offered in services(at=at, with_closed=True) if offered.code == code.upper()])


def _one(found: list[Offered]) -> Offered:
    if not found:
        raise NotFoundError("service_unknown")
    return found[0]


def search(words: str, *, at: datetime) -> list[Offered]:
    """Return the services that fit what somebody typed, best first; empty where nothing does."""
    scored = [(score(offered.definition, words), offered) for offered in services(at=at)]
    return [offered for points, offered in sorted(scored, key=lambda pair: -pair[0]) if points > 0]


def by_life_event(event: LifeEvent, *, at: datetime) -> list[Offered]:
    """Return the services behind one door of the home page: those that follow each other in turn, then by name."""
    found = [offered for offered in services(at=at) if event in offered.definition.life_events]
    return sorted(found, key=lambda offered: place_in(event, offered.code) or len(found) + 1)


def version(version_id: int) -> ServiceVersion:
    """Return one version.

    Raises:
        NotFoundError: ``service_unknown``.
    """
    found = db.session.get(ServiceVersion, version_id)
    if found is None:
        raise NotFoundError("service_unknown")
    return found


def versions(service_id: int) -> list[ServiceVersion]:
    """Return all versions of a service, oldest first."""
    return list(
        db.session.scalars(
            select(ServiceVersion).where(ServiceVersion.service_id == service_id).order_by(ServiceVersion.number)
        )
    )


@remembered(Office, OfficeService, ServiceVersion)
def definition_of(version_id: int, *, office_id: int | None = None) -> Definition:
    """Return what a version says, as ``office_id`` applies it; without an office, the standard itself.

    Raises:
        NotFoundError: ``service_unknown``.
    """
    own = OfficeService
    row = db.session.execute(
        select(ServiceVersion.digest, Office.uses_rw, own.rt_mode, own.archive_code, own.switched_on)
        .select_from(ServiceVersion)
        .outerjoin(Office, Office.id == office_id)
        .outerjoin(own, (own.office_id == Office.id) & (own.service_id == ServiceVersion.service_id))
        .where(ServiceVersion.id == version_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("service_unknown")
    definition = _definition(version_id, row.digest)
    if office_id is None:
        return definition
    return for_office(
        definition,
        _options(uses_rw=row.uses_rw, rt_mode=row.rt_mode, archive_code=row.archive_code, switched_on=row.switched_on),
    )


def _options(
    *,
    uses_rw: bool | None,
    rt_mode: RTMode | None = None,
    archive_code: str | None = "",
    switched_on: list[str] | None = None,
) -> OfficeOptions:
    also = {"rw"} if uses_rw else set()
    return OfficeOptions(rt_mode, archive_code or "", frozenset({*(switched_on or ()), *also}))


# Built once: every filing asks more than once.
_IS_ON = select(Service.is_on).where(Service.id == bindparam("of_service"))
_OWN_SETTINGS = select(OfficeService).where(
    OfficeService.office_id == bindparam("of_office"), OfficeService.service_id == bindparam("of_service")
)


def office_service(office_id: int, service_id: int) -> OfficeService | None:
    """Return an office's own settings for a service, None where it follows the standard."""
    return db.session.scalar(_OWN_SETTINGS, {"of_office": office_id, "of_service": service_id})


def is_offered(service_id: int, *, office_id: int | None = None) -> bool:
    """Tell whether new requests are taken, at all and by that office."""
    return _is_offered(service_id, office_id)


@remembered(Service, OfficeService)
def _is_offered(service_id: int, office_id: int | None) -> bool:
    if not db.session.scalar(_IS_ON, {"of_service": service_id}):
        return False
    own = office_service(office_id, service_id) if office_id is not None else None
    return own is None or own.is_on


def avoided_visits(*, since: datetime, until: datetime) -> dict[int, int]:
    """Return how many visits were spared in ``[since, until)``, by service; services without any are absent."""
    rows = db.session.execute(
        select(AvoidedVisit.service_id, func.count())
        .where(AvoidedVisit.answered_at >= since, AvoidedVisit.answered_at < until)
        .group_by(AvoidedVisit.service_id)
    )
    return {service_id: number for service_id, number in rows}  # noqa: C416 - rows are not pairs to the type checker


def _definition(version_id: int, digest: str) -> Definition:
    """Return a version's definition; its JSON is read from the database once per process."""
    if digest not in _KEPT:
        if len(_KEPT) >= _KEPT_AT_MOST:
            _KEPT.clear()
        _KEPT[digest] = parse(version(version_id).definition)
    return _KEPT[digest]
