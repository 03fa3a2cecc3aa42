"""Where an account was used while its owner was recorded as away, or on two kinds of device at once.

Work under a colleague's name looks like this; so do a forgotten record and a telephone beside a computer. It is shown
to the owner and to the supervisor, with what there is to see, and judged by nobody here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from eservice.accounts.models import Session
from eservice.accounts.rules import Way
from eservice.kernel.db import db
from eservice.staff.models import Absence

SEEN_BACK = timedelta(days=14)
"""So far back sign-ins are looked at."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One session of somebody at work, as far as it was used."""

    at: datetime
    until_at: datetime
    agent: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """One sign-in to look at."""

    at: datetime
    agent: str
    """The kind of device, in two words."""
    is_away: bool
    """The owner was recorded as away; else the account was in use on another kind of device."""


def sightings(user_ids: Iterable[int], *, at: datetime) -> dict[int, list[Sighting]]:
    """Return what there is to look at of each account, the latest first; who has nothing is not in it."""
    wanted, since = set(user_ids), at - SEEN_BACK
    stays: dict[int, list[Stay]] = {}
    worked = select(Session).where(
        Session.user_id.in_(wanted),
        Session.membership_id.is_not(None),
        Session.way != Way.DEMO,
        Session.created_at > since,
    )
    for one in db.session.scalars(worked.order_by(Session.created_at, Session.id)):
        stays.setdefault(one.user_id, []).append(Stay(one.created_at, one.ended_at or one.seen_at, one.agent))
    away: dict[int, list[tuple[datetime, datetime]]] = {}
    lasting = select(Absence).where(Absence.user_id.in_(wanted), Absence.until_at > since)
    for span in db.session.scalars(lasting.where(or_(Absence.ended_at.is_(None), Absence.ended_at > Absence.from_at))):
        if span.membership_id is None:  # away from one desk alone, somebody is at work elsewhere
            until_at = min(span.until_at, span.ended_at or span.until_at)
            away.setdefault(span.user_id, []).append((span.from_at, until_at))
    found = {user_id: to_look_at(own, away.get(user_id, [])) for user_id, own in stays.items()}
    return {user_id: own for user_id, own in found.items() if own}


def to_look_at(stays: Sequence[Stay], away: Sequence[tuple[datetime, datetime]]) -> list[Sighting]:
    """Return the sign-ins to look at, the latest first. Pure.

    Args:
        stays: of one account, the oldest first.
        away: from when until when its owner was recorded as away.
    """
    found = []
    for number, one in enumerate(stays):
        is_away = any(begun <= one.at < over for begun, over in away)
        twice = any(other.agent != one.agent and other.until_at > one.at for other in stays[:number])
        if is_away or twice:
            found.append(Sighting(one.at, one.agent, is_away))
    return found[::-1]
