"""The names that stand beside figures, read in columns."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from eservice.accounts.models import User
from eservice.catalogue.models import Service
from eservice.kernel.db import db
from eservice.offices.models import Membership


@dataclass(frozen=True, slots=True)
class ServiceName:
    """What a service is called."""

    id: int
    code: str
    name: str
    name_en: str


def service_names() -> dict[int, ServiceName]:
    """Return every service by its id."""
    rows = db.session.execute(select(Service.id, Service.code, Service.name, Service.name_en))
    return {row.id: ServiceName(*row) for row in rows}


def officer_names(membership_ids: Iterable[int]) -> list[tuple[int, str, str]]:
    """Return (membership, name, position) in the order of the alphabet, and no other."""
    rows = db.session.execute(
        select(Membership.id, User.name, Membership.position)
        .join(User, User.id == Membership.user_id)
        .where(Membership.id.in_(list(membership_ids)))
    ).all()
    return sorted(((row.id, row.name, row.position) for row in rows), key=lambda one: (one[1].casefold(), one[0]))
