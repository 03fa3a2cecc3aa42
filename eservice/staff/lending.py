"""Lending an officer to another office for a day or a few; the rights there end by themselves. Nothing here commits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from eservice.accounts.actions import recipient
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.accounts.queries import account
from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError
from eservice.notifications.actions import announce
from eservice.offices import queries as offices
from eservice.offices import staffing
from eservice.staff import actions, rules
from eservice.staff.models import Loan
from eservice.staff.rules import AbsenceKind
from eservice.staff.skills import may_answer_for

LONGEST_LOAN = timedelta(days=31)
"""Who is needed elsewhere for longer is given a place there by an administrator."""


@dataclass(frozen=True, kw_only=True)
class Lending:
    """Which officer, to which office, from when until when."""

    home_id: int
    to_office_id: int
    from_at: datetime
    until_at: datetime
    """The first instant at which the officer is back."""


def lend(wish: Lending, *, actor: Actor, at: datetime) -> Loan:
    """Give an officer a place in another office for a while; what they hold at home is handed on when it begins.

    The officer is told, and whoever supervises the office that receives them.

    Raises:
        NotAllowedError: ``not_your_staff``, neither their supervisor nor an administrator lends; ``own_membership``,
            people do not give themselves a place.
        InvalidInputError: ``only_officers``, ``same_office``, or the dates cannot be.
        ConflictError: ``already_away`` from that desk in some of that time, or ``already_member`` there.
    """
    home, to = offices.membership(wish.home_id), offices.office(wish.to_office_id)
    if not may_answer_for(home.office_id, actor):
        raise NotAllowedError("not_your_staff")
    if home.user_id == actor.user_id:
        raise NotAllowedError("own_membership")
    if home.role is not Role.OFFICER or home not in offices.memberships_of(home.user_id, at=at):
        raise InvalidInputError("only_officers", field="member")
    if to.id == home.office_id:
        raise InvalidInputError("lent_home", field="to")
    fault = rules.fault(wish.from_at, wish.until_at, at=at)
    if fault or wish.until_at - wish.from_at > LONGEST_LOAN:
        raise InvalidInputError(fault or "loan_too_long", field="until")
    absence = actions.write_down(
        actions.Leave(
            user_id=home.user_id,
            membership_id=home.id,
            kind=AbsenceKind.LENT,
            from_at=wish.from_at,
            until_at=wish.until_at,
        ),
        actor=actor,
        at=at,
    )
    post = staffing.Post(
        user_id=home.user_id,
        office_id=to.id,
        role=Role.OFFICER,
        position=home.position,
        from_at=wish.from_at,
        until_at=wish.until_at,
    )
    there = staffing.appoint_member(post, actor=SYSTEM, at=at)  # a supervisor may lend, not appoint
    loan = Loan(membership_id=there.id, home_id=home.id, absence_id=absence.id)
    db.session.add(loan)
    db.session.flush()
    record(
        actor=actor, action="loan:record", object=f"membership:{there.id}", at=at, data={"home": home.id, "to": to.id}
    )
    announce("lent", to=recipient(account(home.user_id)), at=at)
    told = {"from_on": wish.from_at, "last_on": wish.until_at - timedelta(microseconds=1)}
    for user_id in sorted(offices.supervisors_of(to, at=at) - {actor.user_id}):
        announce("lent_here", to=recipient(account(user_id)), at=at, params=told)
    return loan


def loans(membership_ids: Iterable[int]) -> dict[int, Loan]:
    """Return which of these places are lent ones, by membership."""
    found = db.session.scalars(select(Loan).where(Loan.membership_id.in_(list(membership_ids))))
    return {one.membership_id: one for one in found}
