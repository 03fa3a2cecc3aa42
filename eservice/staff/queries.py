"""Reads of who is away, who is present, and whether an office has anybody at all."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import NotAllowedError, NotFoundError
from eservice.offices import queries as offices
from eservice.offices.models import Membership
from eservice.offices.rules import Closed
from eservice.staff.models import Absence
from eservice.staff.rules import ends_at


def away(at: datetime) -> Select[int]:
    """Return, for use inside another query, the memberships whose people are away at an instant."""
    return _away_from(Membership.id).where(_running(at))


def gone(at: datetime) -> Select[int]:
    """Return, for use inside another query, the memberships of who is away, and those that have ended."""
    ended = Membership.until_at <= at
    return select(Membership.id).where(or_(ended, Membership.id.in_(away(at))))


def is_away(membership_id: int, *, at: datetime) -> bool:
    """Tell whether somebody is away from a desk at an instant."""
    return running(membership_id, at=at) is not None


def running(membership_id: int, *, at: datetime) -> Absence | None:
    """Return the absence that keeps somebody from a desk at an instant, the longest, or None."""
    statement = _away_from(Absence).where(Membership.id == membership_id, _running(at))
    found: Absence | None = db.session.scalar(statement.order_by(Absence.until_at.desc()).limit(1))
    return found


def absence(absence_id: int) -> Absence:
    """Return an absence. Raises NotFoundError."""
    found = db.session.get(Absence, absence_id)
    if found is None:
        raise NotFoundError("no_such_absence")
    return found


def absences(user_ids: Iterable[int], *, at: datetime) -> Sequence[Absence]:
    """Return the absences of these people that run or are yet to begin, the nearest first."""
    return db.session.scalars(
        select(Absence).where(Absence.user_id.in_(list(user_ids)), _not_over(at)).order_by(Absence.from_at, Absence.id)
    ).all()


def check_present(membership_id: int | None, *, at: datetime) -> None:
    """Refuse to give work to somebody who is away. Raises NotAllowedError ``away``; the facts say until when."""
    found = running(membership_id, at=at) if membership_id is not None else None
    if found is not None:
        back = wib(ends_at(found))
        raise NotAllowedError("away", until=f"{back:%d-%m-%Y}, {back:%H.%M}")


def why_closed(office_id: int, *, at: datetime) -> Closed | None:
    """Return why nobody in an office can act on a request at that instant; None when somebody can.

    Whether the clock is inside office hours is worktime's to say.
    """
    return offices.why_closed(office_id, at=at) or _why_nobody_is_there(office_id, at=at)


def _why_nobody_is_there(office_id: int, *, at: datetime) -> Closed | None:
    gone = set(db.session.scalars(away(at).where(Membership.office_id == office_id)))
    if not gone:
        return None
    if all(one.id in gone for one in offices.officers_on_duty(office_id, at=at)):
        return Closed.OFFICERS_AWAY
    signers = [one.membership_id for one in offices.signatories(office_id, at=at) if one.membership_id is not None]
    return Closed.SIGNERS_AWAY if all(one in gone for one in signers) else None


def _away_from(what: Any) -> Select[Any]:
    """Return a query of absences beside each membership they keep somebody from."""
    from_here = (Absence.user_id == Membership.user_id) & or_(
        Absence.membership_id.is_(None), Absence.membership_id == Membership.id
    )
    return select(what).select_from(Membership).join(Absence, from_here)


def _running(at: datetime) -> ColumnElement[bool]:
    return (Absence.from_at <= at) & _not_over(at)


def _not_over(at: datetime) -> ColumnElement[bool]:
    return (Absence.until_at > at) & or_(Absence.ended_at.is_(None), Absence.ended_at > at)
