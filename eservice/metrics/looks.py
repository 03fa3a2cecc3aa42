"""Figures of one officer: opened only with a need, for a working day, and never behind the officer's back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.kernel.db import db
from eservice.kernel.errors import MissingReasonError, NotAllowedError, NotFoundError
from eservice.metrics.models import OfficerLook
from eservice.offices import queries as offices
from eservice.offices.models import Membership

OPEN_FOR = timedelta(hours=8)
"""So long one need opens them; the next look needs its own."""


@dataclass(frozen=True, slots=True)
class Look:
    """Who opened an officer's figures, when and why: for the officer to read."""

    at: datetime
    name: str
    position: str
    reason: str


def open_officer(membership_id: int, reason: str, *, actor: Actor, at: datetime) -> None:
    """Open an officer's figures for a while.

    Raises:
        NotAllowedError: ``permission``, only who answers for an office.
        NotFoundError: ``not_in_reach``, the officer works elsewhere.
        MissingReasonError: ``officer_reason``.
    """
    must_be_in_reach(membership_id, actor)
    if not reason.strip():
        raise MissingReasonError("officer_reason")
    db.session.add(OfficerLook(membership_id=membership_id, by_id=actor.membership_id, reason=reason.strip(), at=at))
    db.session.flush()
    audit.record(actor=actor, action="officer:look", object=f"membership:{membership_id}", at=at)


def is_open(membership_id: int, *, actor: Actor, at: datetime) -> bool:
    """Tell whether the actor told a need within ``OPEN_FOR``; one's own figures are always open."""
    if actor.membership_id == membership_id:
        return True
    told = select(OfficerLook.id).where(
        OfficerLook.membership_id == membership_id,
        OfficerLook.by_id == actor.membership_id,
        OfficerLook.at <= at,
        OfficerLook.at > at - OPEN_FOR,
    )
    return db.session.scalar(told.limit(1)) is not None


def must_be_open(membership_id: int, *, actor: Actor, at: datetime) -> None:
    """Refuse whoever told no need. Raises as ``open_officer``; NotAllowedError ``officer_closed``."""
    must_be_in_reach(membership_id, actor)
    if not is_open(membership_id, actor=actor, at=at):
        raise NotAllowedError("officer_closed")


def must_be_in_reach(membership_id: int, actor: Actor) -> Membership:
    """Return the membership of an officer the actor answers for. Raises as ``open_officer``."""
    if not actor.may(Permission.FIGURES_SEE) or actor.office_id is None:
        raise NotAllowedError("permission")
    member = db.session.get(Membership, membership_id)
    if member is None or member.office_id not in offices.office_ids_under(actor.office_id):
        raise NotFoundError("not_in_reach")
    return member


def looks_at(membership_id: int) -> Sequence[Look]:
    """Return who opened an officer's figures and why, the latest first."""
    rows = db.session.execute(
        select(OfficerLook.at, User.name, Membership.position, OfficerLook.reason)
        .join(Membership, Membership.id == OfficerLook.by_id)
        .join(User, User.id == Membership.user_id)
        .where(OfficerLook.membership_id == membership_id)
        .order_by(OfficerLook.at.desc(), OfficerLook.id.desc())
    )
    return [Look(*row) for row in rows]
