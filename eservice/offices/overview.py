"""Reads across all offices, for whoever runs the house: who works where, what is unstaffed, which decree is missing."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from eservice.accounts.permissions import Role
from eservice.kernel.db import db
from eservice.offices import queries, rules
from eservice.offices.models import Membership, Office, Official
from eservice.offices.rules import Closed


def running_members(*, at: datetime) -> Sequence[Membership]:
    """Return every membership that holds at that instant or is yet to begin, by person."""
    return db.session.scalars(
        select(Membership)
        .where(or_(Membership.until_at.is_(None), Membership.until_at > at))
        .options(joinedload(Membership.office))
        .order_by(Membership.user_id, Membership.from_at, Membership.id)
    ).all()


def running_terms(*, at: datetime) -> Sequence[Official]:
    """Return every term of a signer that holds at that instant or is yet to begin, by office."""
    return db.session.scalars(
        select(Official)
        .where(or_(Official.until_at.is_(None), Official.until_at > at))
        .options(joinedload(Official.office), joinedload(Official.membership))
        .order_by(Official.office_id, Official.from_at, Official.id)
    ).all()


def unstaffed(*, at: datetime) -> list[tuple[Office, Closed]]:
    """Return the offices that exist and where nobody can act on a request, with the weightiest reason."""
    officers: dict[int, int] = defaultdict(int)
    for member in running_members(at=at):
        officers[member.office_id] += member.role is Role.OFFICER and member.from_at <= at
    terms: dict[int, list[Official]] = defaultdict(list)
    for term in running_terms(at=at):
        terms[term.office_id].append(term)
    found = []
    for office in queries.offices(at=at):
        signers = sum(_signs(term, at) for term in rules.may_sign(terms[office.id], at=at))
        staffing = rules.Staffing(officers=officers[office.id], signers=signers)
        reason = rules.why_closed(has_opened=True, is_dissolved=False, staffing=staffing)
        if reason is not None:
            found.append((office, reason))
    return found


def decrees_to_follow(*, at: datetime) -> list[Official]:
    """Return the terms that run or are yet to begin and whose decree has not been filed, the oldest first."""
    return sorted((term for term in running_terms(at=at) if not term.decree_number), key=lambda term: term.from_at)


def _signs(term: Official, at: datetime) -> bool:
    member = term.membership
    return member is not None and member.role is Role.SIGNER and rules.lasts(member.from_at, member.until_at, at=at)
