"""Which waiting requests an officer may be offered, and which not for want of somebody who knows the service."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from eservice.accounts.actor import Actor
from eservice.catalogue.models import Service
from eservice.kernel.db import db
from eservice.offices import queries as offices
from eservice.requests.conditions import rests_with
from eservice.requests.models import Request
from eservice.requests.reviewing import lacks_skill
from eservice.requests.standing_in import handled_before, left_to, stands_in
from eservice.requests.steps import is_own_household
from eservice.requests.workflow import Status
from eservice.staff import queries as staff
from eservice.staff import skills


@dataclass(frozen=True, slots=True)
class Withheld:
    """Waiting requests of one service that are not given to an officer for want of skill."""

    service_id: int
    service: str
    service_en: str
    count: int
    known_by: tuple[int, ...]
    """The memberships of those who are here and know it; empty: the supervisor has to name somebody."""


def may_have(found: Request, office_id: int, actor: Actor, *, at: datetime) -> bool:
    """Tell whether a request still waits for the office and the law lets this officer take it."""
    waits = found.status is Status.SUBMITTED and (found.office_id == office_id or stands_in(actor, found, at=at))
    if not waits or is_own_household(actor, found) or handled_before(actor.user_id, found):
        return False
    return actor.membership_id is None or not lacks_skill(offices.membership(actor.membership_id), found, at=at)


def may_be_offered(request_id: int, office_id: int, actor: Actor, *, at: datetime) -> bool:
    """Tell ``may_have`` of a request by its number."""
    found = db.session.get(Request, request_id)
    return found is not None and may_have(found, office_id, actor, at=at)


def open_to(office_id: int, actor: Actor, *, at: datetime) -> ColumnElement[bool]:
    """Return what an officer may be offered: what nobody holds, nor is kept for a colleague, nor was put off.

    What the office asks skill for is left out for who has none; what another office has nobody left for is added
    where this one is its substitute. A broken promise is kept for nobody, and nothing for who is away.
    """
    own = Request.office_id == office_id
    barred = _barred(office_id, actor, at=at)
    if barred:
        own = and_(own, Request.service_id.not_in(barred))
    return and_(
        Request.status == Status.SUBMITTED,
        Request.restricted_at.is_(None),
        or_(own, left_to(office_id, at=at)),
        ~rests_with(actor.membership_id, at=at),
        or_(
            Request.kept_for_id.is_(None),
            Request.kept_for_id == actor.membership_id,
            Request.kept_for_id.in_(staff.gone(at)),
            Request.kept_until.is_(None),
            Request.kept_until <= at,
            Request.promised_at <= at,
        ),
    )


def withheld(office_id: int, actor: Actor, *, at: datetime) -> list[Withheld]:
    """Return what waits in an officer's office and is not given to them for want of skill, by service."""
    return _waiting_for_skill(office_id, _barred(office_id, actor, at=at), at=at)


def nobody_knows(office_id: int, *, at: datetime) -> list[Withheld]:
    """Return what waits in an office and can be given to nobody who is here for want of skill."""
    return _waiting_for_skill(office_id, skills.unmet(office_id, at=at), at=at)


def _barred(office_id: int, actor: Actor, *, at: datetime) -> frozenset[int]:
    if actor.membership_id is None:
        return frozenset()
    return skills.barred(office_id, offices.membership(actor.membership_id), at=at)


def _waiting_for_skill(office_id: int, service_ids: frozenset[int], *, at: datetime) -> list[Withheld]:
    if not service_ids:
        return []
    known: dict[int, list[int]] = {}
    for skill in skills.holders(office_id, at=at):
        if not staff.is_away(skill.membership_id, at=at):
            known.setdefault(skill.service_id, []).append(skill.membership_id)
    rows = db.session.execute(
        select(Service.id, Service.name, Service.name_en, func.count(Request.id))
        .join(Request, Request.service_id == Service.id)
        .where(Request.office_id == office_id, Request.status == Status.SUBMITTED, Service.id.in_(service_ids))
        .group_by(Service.id, Service.name, Service.name_en)
        .order_by(Service.name)
    )
    return [Withheld(*row, known_by=tuple(known.get(row[0], ()))) for row in rows]
