"""Who has a part in what is complained of, and which supervisors stand above it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.complaints.models import Complaint
from eservice.complaints.rules import Level
from eservice.kernel.db import db
from eservice.offices import queries as offices
from eservice.offices.models import Membership, Office
from eservice.requests.models import Request
from eservice.requests.standing_in import is_household_of
from eservice.requests.workflow import WORKFLOW


def way_up(office: Office, *, at: datetime) -> list[Level]:
    """Return an office and the ones above it with their supervisors, the nearest first."""
    found: list[Level] = []
    level: Office | None = office
    while level is not None:
        leads = {one.user_id for one in offices.members(level.id, at=at) if one.role is Role.SUPERVISOR}
        found.append(Level(level.id, frozenset(leads)))
        level = level.parent
    return found


def worked_on(request: Request) -> set[int]:
    """Return the accounts that took a step of a request for an office, in whichever post and however long ago."""
    return {
        event.actor_user_id
        for event in request.history
        if event.actor_user_id is not None
        and event.actor_membership_id is not None
        and not WORKFLOW[event.step].by_applicant
    }


def kin(request: Request, accounts: set[int]) -> set[int]:
    """Return which of these accounts are of the household a request is about."""
    return {one for one in accounts if is_household_of(one, request)}


def part_in(complaint: Complaint, *, at: datetime) -> set[int]:
    """Return who must not handle a complaint: asked anew with every act, since a request goes on meanwhile."""
    part = set(complaint.involved)
    if complaint.user_id is not None:
        part.add(complaint.user_id)
    if complaint.typed_by_id is not None:
        part.add(offices.membership(complaint.typed_by_id).user_id)
    if complaint.request is not None:
        leads = {one for level in way_up(complaint.office, at=at) for one in level.supervisors}
        part |= worked_on(complaint.request) | kin(complaint.request, leads | inspectors_ids(at))
    return part


def inspectors(at: datetime) -> Sequence[User]:
    """Return who examines for the Inspektorat now."""
    running = (Membership.from_at <= at) & (Membership.until_at.is_(None) | (Membership.until_at > at))
    posts = select(Membership.user_id).where(Membership.role == Role.EXAMINER, running)
    chosen = select(User).where(User.id.in_(posts), User.disabled_at.is_(None)).order_by(User.id)
    return db.session.scalars(chosen).all()


def inspectors_ids(at: datetime) -> set[int]:
    """Return the accounts of ``inspectors``."""
    return {one.id for one in inspectors(at)}


def supervisors(office_id: int, *, at: datetime) -> Sequence[User]:
    """Return who supervises exactly this office now."""
    leads = [one.user_id for one in offices.members(office_id, at=at) if one.role is Role.SUPERVISOR]
    return db.session.scalars(
        select(User).where(User.id.in_(leads), User.disabled_at.is_(None)).order_by(User.id)
    ).all()
