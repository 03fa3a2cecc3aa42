"""Record who is away, and who is back before the time. Nothing here commits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eservice.accounts.actions import recipient
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, may
from eservice.accounts.queries import account
from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError
from eservice.kernel.wake import wake
from eservice.notifications.actions import announce
from eservice.offices import queries as offices
from eservice.offices.models import Membership
from eservice.offices.rules import overlap
from eservice.staff import queries, rules
from eservice.staff.models import Absence, Loan
from eservice.staff.rules import AbsenceKind

WORK = "absences"
"""Kind of work the queue is woken up for: what somebody who is away holds is handed on."""


@dataclass(frozen=True, kw_only=True)
class Leave:
    """Who is away, from when until when, and who goes on."""

    user_id: int
    kind: AbsenceKind
    from_at: datetime
    until_at: datetime
    """The first instant at which the person is back."""
    deputy_id: int | None = None
    membership_id: int | None = None
    """The one desk the person is away from; without it, from all."""


def record_absence(leave: Leave, *, actor: Actor, at: datetime) -> Absence:
    """Let somebody be away; what they hold is handed on when it begins, at once where it has begun.

    Nobody is given work in the same instant: the rows of the person's memberships are locked first, and a claim
    locks its own before it looks.

    Raises:
        NotAllowedError: ``not_your_staff``, neither oneself, nor the supervisor, nor an administrator.
        InvalidInputError: the dates cannot be, or the deputy cannot go on with that work.
        ConflictError: ``already_away`` in some of that time.
    """
    _must_answer_for(leave.user_id, actor, at=at)
    code = rules.fault(leave.from_at, leave.until_at, at=at)
    if code:
        raise InvalidInputError(code, field="until")
    if leave.deputy_id is not None and leave.deputy_id not in {one.id for one in deputies(leave.user_id, at=at)}:
        raise InvalidInputError("no_deputy", field="deputy")
    found = write_down(leave, actor=actor, at=at)
    _tell(found, actor, at=at)
    return found


def end_absence(absence_id: int, *, actor: Actor, at: datetime) -> Absence:
    """Let somebody be back before the time, or not go at all; who was lent has no place there any more.

    Raises:
        NotAllowedError: ``not_your_staff``; who was lent does not call themselves back.
        ConflictError: ``already_back``.
    """
    found = queries.absence(absence_id)
    _must_answer_for(found.user_id, actor, at=at)
    if found.kind is AbsenceKind.LENT and not (
        actor.may(Permission.HOUSE_MANAGE) or actor.may(Permission.REQUEST_SUPERVISE)
    ):
        raise NotAllowedError("not_your_staff")
    keep_from_work(found.user_id)
    db.session.refresh(found)
    if rules.is_over(found, at=at):
        raise ConflictError("already_back")
    found.ended_at, found.ended_by_id = at, actor.user_id
    loan = db.session.scalar(select(Loan).where(Loan.absence_id == found.id))
    if loan is not None:
        loan.membership.until_at = max(at, loan.membership.from_at)
        wake(WORK)
    record(actor=actor, action="absence:end", object=f"absence:{found.id}", at=at)
    return found


def write_down(leave: Leave, *, actor: Actor, at: datetime) -> Absence:
    """Write an absence down, once it is known that it may be, and wake whoever hands the work on.

    Raises:
        ConflictError: ``already_away`` from the same desk, or from all, in some of that time.
    """
    keep_from_work(leave.user_id)
    for other in queries.absences([leave.user_id], at=at):
        same = other.membership_id == leave.membership_id
        if same and overlap((leave.from_at, leave.until_at), (other.from_at, rules.ends_at(other))):
            raise ConflictError("already_away")
    found = Absence(
        user_id=leave.user_id,
        membership_id=leave.membership_id,
        kind=leave.kind,
        from_at=leave.from_at,
        until_at=leave.until_at,
        deputy_id=leave.deputy_id,
        recorded_by_id=actor.user_id,
        recorded_at=at,
    )
    db.session.add(found)
    db.session.flush()
    record(
        actor=actor,
        action="absence:record",
        object=f"absence:{found.id}",
        at=at,
        data={"user_id": found.user_id, "from": found.from_at.isoformat(), "until": found.until_at.isoformat()},
    )
    wake(WORK)
    return found


def must_be_present(membership_id: int, *, at: datetime) -> None:
    """Refuse to give work to somebody who is away; nobody lets them be away before the transaction ends.

    Raises:
        NotAllowedError: ``away``; the facts say until when.
    """
    db.session.scalar(select(Membership.id).where(Membership.id == membership_id).with_for_update())
    queries.check_present(membership_id, at=at)


def keep_from_work(user_id: int) -> None:
    """Let nobody give this person work until the transaction ends: ``must_be_present`` asks for the same rows."""
    statement = select(Membership.id).where(Membership.user_id == user_id).order_by(Membership.id).with_for_update()
    db.session.scalars(statement).all()


def deputies(user_id: int, *, at: datetime) -> list[Membership]:
    """Return who may go on with somebody's work: who checks requests in one of the same offices."""
    within = {one.office_id for one in offices.memberships_of(user_id, at=at)}
    return [
        one
        for office_id in sorted(within)
        for one in offices.members(office_id, at=at)
        if one.user_id != user_id and may(one.role, Permission.REQUEST_REVIEW)
    ]


def may_answer_for(user_id: int, actor: Actor, *, at: datetime) -> bool:
    """Tell whether an actor may say when somebody is away: oneself, the supervisor over them, an administrator."""
    if actor.user_id == user_id and actor.is_staff:
        return True
    if actor.may(Permission.HOUSE_MANAGE):
        return True
    if not actor.may(Permission.REQUEST_SUPERVISE) or actor.office_id is None:
        return False
    reach = offices.office_ids_under(actor.office_id)
    return any(one.office_id in reach for one in offices.memberships_of(user_id, at=at))


def _must_answer_for(user_id: int, actor: Actor, *, at: datetime) -> None:
    if not may_answer_for(user_id, actor, at=at):
        raise NotAllowedError("not_your_staff")


def _tell(found: Absence, actor: Actor, *, at: datetime) -> None:
    """Tell the deputy, and the person where somebody else wrote it down."""
    if found.deputy is not None:
        announce("deputy_named", to=recipient(account(found.deputy.user_id)), at=at)
    if found.user_id != actor.user_id:
        announce("absence_recorded", to=recipient(account(found.user_id)), at=at)
