"""What is asked about services as things that are written: their versions, and the drafts of the next ones."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from eservice.catalogue.drafts import DraftState, ServiceDraft, VersionState
from eservice.catalogue.models import Service, ServiceVersion
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Shelved:
    """A service with its versions, the newest first, and the open draft of the next one."""

    service: Service
    versions: tuple[tuple[ServiceVersion, VersionState], ...]
    draft: ServiceDraft | None


def shelf(*, today: date) -> tuple[list[Shelved], list[ServiceDraft]]:
    """Return every service by name, and the drafts of services that there are not yet."""
    drafts = {one.code: one for one in _open_drafts()}
    found = [
        Shelved(one, tuple(_states(one, today)), drafts.pop(one.code, None))
        for one in db.session.scalars(select(Service).order_by(Service.name))
    ]
    return found, sorted(drafts.values(), key=lambda draft: draft.code)


def shelved(code: str, *, today: date) -> Shelved:
    """Return one service.

    Raises:
        NotFoundError: ``service_unknown``.
    """
    service = db.session.scalar(select(Service).where(Service.code == code.upper()))
    if service is None:
        raise NotFoundError("service_unknown")
    draft = next((one for one in _open_drafts() if one.code == service.code), None)
    return Shelved(service, tuple(_states(service, today)), draft)


def numbered(code: str, number: int) -> ServiceVersion:
    """Return a version by its number.

    Raises:
        NotFoundError: ``service_unknown``.
    """
    found = db.session.scalar(
        select(ServiceVersion)
        .join(Service, Service.id == ServiceVersion.service_id)
        .where(Service.code == code.upper(), ServiceVersion.number == number)
    )
    if found is None:
        raise NotFoundError("service_unknown")
    return found


def draft_of(draft_id: int) -> ServiceDraft:
    """Return a draft, whatever became of it.

    Raises:
        NotFoundError: ``draft_unknown``.
    """
    found = db.session.get(ServiceDraft, draft_id)
    if found is None:
        raise NotFoundError("draft_unknown")
    return found


def _open_drafts() -> list[ServiceDraft]:
    return list(
        db.session.scalars(select(ServiceDraft).where(ServiceDraft.state.in_((DraftState.DRAFT, DraftState.IN_REVIEW))))
    )


def _states(service: Service, today: date) -> list[tuple[ServiceVersion, VersionState]]:
    """Return the versions, newest first, each with what it is today: the highest number that has begun is in force."""
    begun = [one.number for one in service.versions if one.valid_from <= today]
    in_force = max(begun, default=0)
    return [
        (
            one,
            VersionState.IN_FORCE
            if one.number == in_force
            else (VersionState.COMING if one.valid_from > today else VersionState.FOLLOWED),
        )
        for one in reversed(service.versions)
    ]
