"""Tell supervisors what they need to know without asking: the digest of the morning, and a backlog out of control.

Both are told at most once a day to one membership: the row that says so is written with the message, and a second one
is refused by the database, however often or by how many workers the job is run.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import GRANTS, Permission
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.metrics import control
from eservice.metrics.control import Control
from eservice.metrics.digest import digest
from eservice.metrics.models import FigureNotice, FigureSilence
from eservice.metrics.notices import NoticeKind
from eservice.notifications import rules
from eservice.notifications.actions import Recipient, announce
from eservice.offices import queries as offices
from eservice.offices.models import Membership, Office
from eservice.requests.models import Request
from eservice.requests.steps import office_calendar
from eservice.requests.workflow import Status
from eservice.staff import queries as staff
from eservice.worktime.rules import Calendar

WORK = "digest"
ALARM_WORK = "backlog"

MORNING = time(7, 30)
LATEST = time(11)
"""A digest that could not go out by then would tell of a morning that is over."""

AT_ONCE = 3
"""So many are told in one go: each reads a month of figures."""

_WEEKS = 30


def send_digests(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Tell supervisors whose office works today how it stands this morning; return how many were told."""
    if not MORNING <= wib(at).time() < LATEST:
        return 0
    told = 0
    for membership in _untold(NoticeKind.DIGEST, at):
        if told == limit:
            break
        told += _tell_digest(membership, at=at)
    return told


def send_alarms(*, at: datetime) -> int:
    """Tell supervisors of offices whose backlog is beyond its limits, while the office works; return how many."""
    if rules.is_quiet(at):
        return 0
    told, seen = 0, dict[int, Control | None]()
    for membership in _untold(NoticeKind.BACKLOG, at):
        office = offices.office(membership.office_id)
        if not office_calendar(office).is_open(at):
            continue
        if office.id not in seen:
            seen[office.id] = backlog(office, at=at)
        found = seen[office.id]
        if found is not None and found.is_beyond:
            params = {"n": found.now, "limit": found.limit, "usual": round(found.usual)}
            told += _tell("backlog", NoticeKind.BACKLOG, membership, params, at=at)
    return told


def backlog(office: Office, *, at: datetime) -> Control | None:
    """Return how many requests of an office are open, beside the same weekday and hour of earlier weeks."""
    since = at - timedelta(weeks=_WEEKS)
    rows = db.session.execute(
        select(Request.filed_at, Request.closed_at).where(
            Request.office_id == office.id,
            Request.status != Status.DRAFT,
            Request.filed_at <= at,
            or_(Request.closed_at.is_(None), Request.closed_at > since),
        )
    ).all()
    filed = sorted(row.filed_at for row in rows)
    closed = sorted(row.closed_at for row in rows if row.closed_at is not None)
    if not filed:
        return None
    moments = [one for one in _same_moments(office_calendar(office), at) if one > filed[0]]
    return control.control(control.open_at(filed, closed, at), [control.open_at(filed, closed, one) for one in moments])


def silent(membership_id: int) -> set[NoticeKind]:
    """Return what somebody does not want to be told."""
    found = select(FigureSilence.kind).where(FigureSilence.membership_id == membership_id)
    return set(db.session.scalars(found))


def choose(wanted: set[NoticeKind], *, actor: Actor, at: datetime) -> None:
    """Note what somebody wants to be told in this membership, and what not."""
    assert actor.membership_id is not None  # noqa: S101 - the page asks for a role of an office
    db.session.execute(delete(FigureSilence).where(FigureSilence.membership_id == actor.membership_id))
    for kind in NoticeKind:
        if kind not in wanted:
            db.session.add(FigureSilence(membership_id=actor.membership_id, kind=kind, since=at))
    db.session.flush()


def _untold(kind: NoticeKind, at: datetime) -> Sequence[Membership]:
    """Return who leads an office, is here, was not told today, and wants to be."""
    told = select(FigureNotice.membership_id).where(FigureNotice.kind == kind, FigureNotice.on == wib(at).date())
    quiet = select(FigureSilence.membership_id).where(FigureSilence.kind == kind)
    return db.session.scalars(
        select(Membership)
        .where(
            Membership.role.in_(GRANTS[Permission.FIGURES_SEE]),
            Membership.from_at <= at,
            or_(Membership.until_at.is_(None), Membership.until_at > at),
            Membership.id.not_in(told),
            Membership.id.not_in(quiet),
            Membership.id.not_in(staff.away(at)),
        )
        .order_by(Membership.id)
    ).all()


def _tell_digest(membership: Membership, *, at: datetime) -> bool:
    office = offices.office(membership.office_id)
    if not office_calendar(office).is_working_day(wib(at).date()):
        return False
    return _tell("morning", NoticeKind.DIGEST, membership, digest(office, at=at), at=at)


def _tell(
    template: str, kind: NoticeKind, membership: Membership, params: Mapping[str, object], *, at: datetime
) -> bool:
    """Tell one supervisor, unless somebody else has just done so; a transaction of its own."""
    membership_id, account = membership.id, accounts.account(membership.user_id)
    official = account.staff_login if "@" in (account.staff_login or "") else None
    to = Recipient(user_id=account.id, email=account.email or official, language=account.language)
    try:
        with transaction():
            db.session.add(FigureNotice(membership_id=membership_id, kind=kind, on=wib(at).date(), at=at))
            db.session.flush()
            announce(template, to=to, at=at, params=params)
    except IntegrityError:  # told by another worker meanwhile
        return False
    return True


def _same_moments(calendar: Calendar, at: datetime) -> Iterator[datetime]:
    """Yield this hour of the same weekday in earlier weeks, the earliest first, where the office worked then."""
    for weeks in range(_WEEKS, 0, -1):
        moment = at - timedelta(weeks=weeks)
        if calendar.is_working_day(wib(moment).date()):
            yield moment
