"""What changes the catalogue: versions, services switched, an office's own settings, a visit spared."""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, Role
from eservice.audit.actions import record
from eservice.catalogue.definition import Definition, RTMode
from eservice.catalogue.drafts import ServiceDraft
from eservice.catalogue.models import AvoidedVisit, OfficeService, Service, ServiceVersion
from eservice.catalogue.parsing import parse
from eservice.catalogue.reading import DATA, read_service_file, service_files
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, MissingReasonError, NotAllowedError, NotFoundError

SWITCHES = frozenset({"agama", "kewarganegaraan", "pendidikan", "no_kk"})
"""Questions an office may add to its letters; ``rw`` belongs to the office itself."""


def load(path: Path, *, actor: Actor, at: datetime) -> ServiceVersion:
    """Return the service's newest version after loading ``path``; an unchanged file adds none.

    Neither does a file of a service whose newest version was made in the browser: that one is the city's own.

    Raises:
        InvalidInputError: ``definition_wrong`` with ``problems``: sentences that name the place.
        NotAllowedError: only the administrator and the house itself load services.
    """
    _must_manage(actor)
    raw = read_service_file(path)
    definition = parse(raw)
    digest = digest_of(raw)
    service = db.session.scalar(select(Service).where(Service.code == definition.code)) or add_service(definition)
    newest = db.session.scalar(
        select(ServiceVersion)
        .where(ServiceVersion.service_id == service.id)
        .order_by(ServiceVersion.number.desc())
        .limit(1)
    )
    if newest is not None and (newest.digest == digest or _is_made_here(newest)):
        return newest
    added = add_version(service, raw, definition, at=at)
    _note(actor, "service:load", service, at, number=added.number, digest=digest)
    return added


def add_version(service: Service, raw: dict[str, Any], definition: Definition, *, at: datetime) -> ServiceVersion:
    """Return the version added to a service; its names become those of the newest."""
    number = db.session.scalar(select(func.max(ServiceVersion.number)).where(ServiceVersion.service_id == service.id))
    service.slug, service.name, service.name_en = definition.slug, definition.name, definition.name_en
    service.issuer = definition.issuer
    added = ServiceVersion(
        service_id=service.id,
        number=(number or 0) + 1,
        valid_from=definition.decree.valid_from,
        decree_number=definition.decree.number,
        decree_on=definition.decree.dated_on,
        digest=digest_of(raw),
        definition=raw,
        loaded_at=at,
    )
    db.session.add(added)
    db.session.flush()
    return added


def _is_made_here(newest: ServiceVersion) -> bool:
    """Tell whether a version came from a draft: then the service is the city's own, and a file no longer changes it."""
    return db.session.scalar(select(ServiceDraft.id).where(ServiceDraft.version_id == newest.id)) is not None


def load_all(folder: Path = DATA, *, actor: Actor, at: datetime) -> list[ServiceVersion]:
    """Return the newest version of every service in ``folder`` after loading its files."""
    return [load(path, actor=actor, at=at) for path in service_files(folder)]


def switch(code: str, *, on: bool, actor: Actor, at: datetime, office_id: int | None = None, reason: str = "") -> None:
    """Take or refuse new requests for a service, everywhere or at one office; requests under way go on.

    Args:
        reason: kept in the log; asked for when a service is refused from now on.

    Raises:
        MissingReasonError: a service is to be refused without a reason.
        NotFoundError: ``service_unknown``.
        NotAllowedError: only the administrator switches services.
    """
    _must_manage(actor)
    if not on and not reason.strip():
        raise MissingReasonError("closing_needs_reason", field="reason")
    service = _service(code)
    if office_id is None:
        service.is_on = on
    else:
        _own_settings(service, office_id).is_on = on
    _note(actor, "service:switch", service, at, on=on, office_id=office_id, reason=reason.strip())


def adapt(
    code: str,
    *,
    office_id: int,
    rt_mode: RTMode | None,
    archive_code: str,
    switched_on: Collection[str],
    actor: Actor,
    at: datetime,
) -> None:
    """Set what one office does otherwise for a service; None and '' return to the standard.

    Raises:
        InvalidInputError: ``switch_unknown``, or ``rt_mode_fixed`` for a service that never asks for an RT letter.
        NotFoundError: ``service_unknown``.
        NotAllowedError: only the administrator adapts services.
    """
    _must_manage(actor)
    service = _service(code)
    if unknown := sorted(set(switched_on) - SWITCHES):
        raise InvalidInputError("switch_unknown", field="switched_on", names=", ".join(unknown))
    asks_rt = any(
        entry["rt_letter"] for entry in service.versions[-1].definition["requirements"] if "rt_letter" in entry
    )
    if rt_mode not in (None, RTMode.NONE) and not asks_rt:
        raise InvalidInputError("rt_mode_fixed", field="rt_mode")
    own = _own_settings(service, office_id)
    own.rt_mode, own.archive_code, own.switched_on = rt_mode, archive_code.strip(), sorted(set(switched_on))
    _note(actor, "service:adapt", service, at, office_id=office_id, rt_mode=rt_mode and str(rt_mode))


def count_avoided_visit(service_id: int, *, at: datetime) -> None:
    """Count one 'Ternyata saya tidak perlu'; nothing about the person is kept."""
    db.session.add(AvoidedVisit(service_id=service_id, answered_at=at))


def _must_manage(actor: Actor) -> None:
    if not actor.may(Permission.HOUSE_MANAGE) and actor.role is not Role.SYSTEM:
        raise NotAllowedError("not_allowed")


def _service(code: str) -> Service:
    found = db.session.scalar(select(Service).where(Service.code == code))
    if found is None:
        raise NotFoundError("service_unknown")
    return found


def add_service(definition: Definition) -> Service:
    """Return a new service, taken by all offices of its level."""
    service = Service(
        code=definition.code,
        slug=definition.slug,
        name=definition.name,
        name_en=definition.name_en,
        issuer=definition.issuer,
        is_on=True,
    )
    db.session.add(service)
    db.session.flush()
    return service


def _own_settings(service: Service, office_id: int) -> OfficeService:
    own = db.session.scalar(
        select(OfficeService).where(OfficeService.office_id == office_id, OfficeService.service_id == service.id)
    )
    if own is None:
        own = OfficeService(
            office_id=office_id, service_id=service.id, is_on=True, rt_mode=None, archive_code="", switched_on=[]
        )
        db.session.add(own)
    return own


def digest_of(raw: dict[str, Any]) -> str:
    """Return the SHA-256 of a definition as canonical JSON."""
    return hashlib.sha256(json.dumps(raw, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _note(actor: Actor, action: str, service: Service, at: datetime, **data: Any) -> None:
    record(actor=actor, action=action, object=f"service:{service.code}", at=at, data=data)
