"""Which services an office gives only to those who know them, and who does. A supervisor may do them all."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, may
from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.memory import remembered
from eservice.offices import queries as offices
from eservice.offices.models import Membership
from eservice.staff import queries
from eservice.staff.models import Skill, SkillDemand


def ask_skill(office_id: int, service_id: int, *, actor: Actor, at: datetime) -> None:
    """Let an office give a service only to those who know it. Raises ConflictError ``skill_asked`` where it does."""
    _must_answer_for(office_id, actor)
    if db.session.get(SkillDemand, (office_id, service_id)) is not None:
        raise ConflictError("skill_asked")
    db.session.add(SkillDemand(office_id=office_id, service_id=service_id, asked_by_id=actor.user_id, asked_at=at))
    db.session.flush()
    _record("skill:ask", office_id, service_id, actor=actor, at=at)


def waive_skill(office_id: int, service_id: int, *, actor: Actor, at: datetime) -> None:
    """Let an office give a service to anybody again. Raises NotFoundError ``no_such_skill`` where it does already."""
    _must_answer_for(office_id, actor)
    found = db.session.get(SkillDemand, (office_id, service_id))
    if found is None:
        raise NotFoundError("no_such_skill")
    db.session.delete(found)
    _record("skill:waive", office_id, service_id, actor=actor, at=at)


def grant(
    membership_id: int, service_id: int, *, actor: Actor, at: datetime, until_at: datetime | None = None
) -> Skill:
    """Say that a member knows a service from now on.

    Raises:
        NotAllowedError: ``not_your_staff``.
        InvalidInputError: ``no_checker``, the member checks no requests; ``skill_is_past``.
        ConflictError: ``skill_known``, it was said before.
    """
    member = offices.membership(membership_id)
    _must_answer_for(member.office_id, actor)
    if not may(member.role, Permission.REQUEST_REVIEW):
        raise InvalidInputError("no_checker", field="member")
    if until_at is not None and until_at <= at:
        raise InvalidInputError("skill_is_past", field="until")
    db.session.scalar(select(Membership.id).where(Membership.id == membership_id).with_for_update())
    known = select(Skill.id).where(Skill.membership_id == membership_id, Skill.service_id == service_id, _running(at))
    if db.session.scalar(known.limit(1)) is not None:
        raise ConflictError("skill_known")
    found = Skill(
        membership_id=membership_id,
        service_id=service_id,
        from_at=at,
        until_at=until_at,
        granted_by_id=actor.user_id,
    )
    db.session.add(found)
    db.session.flush()
    _record("skill:grant", member.office_id, service_id, actor=actor, at=at)
    return found


def withdraw(skill_id: int, *, actor: Actor, at: datetime) -> Skill:
    """Say that a member does not know a service any more; what they hold stays with them.

    Raises:
        NotFoundError: ``no_such_skill``, there is none or it is over.
        NotAllowedError: ``not_your_staff``.
    """
    found = db.session.get(Skill, skill_id, with_for_update=True)
    if found is None or (found.until_at is not None and found.until_at <= at):
        raise NotFoundError("no_such_skill")
    _must_answer_for(found.membership.office_id, actor)
    found.until_at, found.ended_by_id = at, actor.user_id
    _record("skill:withdraw", found.membership.office_id, found.service_id, actor=actor, at=at)
    return found


@remembered(SkillDemand)
def demanded(office_id: int) -> frozenset[int]:
    """Return the services that an office gives only to those who know them."""
    return frozenset(db.session.scalars(select(SkillDemand.service_id).where(SkillDemand.office_id == office_id)))


def holders(office_id: int, *, at: datetime) -> list[Skill]:
    """Return who in an office knows which service now, in the order in which it was said."""
    statement = select(Skill).join(Membership, Membership.id == Skill.membership_id)
    found = db.session.scalars(statement.where(Membership.office_id == office_id, _running(at)).order_by(Skill.id))
    members = {one.id for one in offices.members(office_id, at=at)}
    return [one for one in found if one.membership_id in members]


def barred(office_id: int, member: Membership, *, at: datetime) -> frozenset[int]:
    """Return the services of an office that are not given to a member for want of skill."""
    asked = demanded(office_id)
    if not asked or may(member.role, Permission.REQUEST_SUPERVISE):
        return frozenset()
    known = select(Skill.service_id).where(Skill.membership_id == member.id, _running(at))
    return asked - frozenset(db.session.scalars(known))


def unmet(office_id: int, *, at: datetime) -> frozenset[int]:
    """Return the services that an office asks skill for and that nobody who is here has."""
    present = {one.service_id for one in holders(office_id, at=at) if not queries.is_away(one.membership_id, at=at)}
    return demanded(office_id) - present


def may_answer_for(office_id: int, actor: Actor) -> bool:
    """Tell whether an actor says who works on what in an office: its supervisor, or an administrator."""
    if actor.may(Permission.HOUSE_MANAGE):
        return True
    reach: Collection[int] = offices.office_ids_under(actor.office_id) if actor.office_id is not None else ()
    return actor.may(Permission.REQUEST_SUPERVISE) and office_id in reach


def _must_answer_for(office_id: int, actor: Actor) -> None:
    if not may_answer_for(office_id, actor):
        raise NotAllowedError("not_your_staff")


def _record(action: str, office_id: int, service_id: int, *, actor: Actor, at: datetime) -> None:
    record(actor=actor, action=action, object=f"office:{office_id}", at=at, data={"service_id": service_id})


def _running(at: datetime) -> ColumnElement[bool]:
    return (Skill.from_at <= at) & or_(Skill.until_at.is_(None), Skill.until_at > at)
