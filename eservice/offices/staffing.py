"""Who works in an office and who signs for it: appoint, move, end. Nothing here commits."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from eservice.accounts import recovery, sessions
from eservice.accounts.actions import recipient
from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Permission, Role
from eservice.accounts.queries import account
from eservice.accounts.rules import Ended
from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, MissingReasonError, NotAllowedError
from eservice.notifications.actions import announce
from eservice.offices import nip, queries, rules
from eservice.offices.actions import must_manage
from eservice.offices.models import STAFF_ROLES, Membership, Office, Official
from eservice.offices.rules import Basis, EmployeeKind

CONFIRMERS = frozenset({Role.SIGNER, Role.SUPERVISOR})
"""Roles in an office that may confirm, besides an administrator, that a colleague lost the password."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """A place for one account in one office."""

    user_id: int
    office_id: int
    role: Role
    position: str
    from_at: datetime
    until_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A term as the decree states it."""

    office_id: int
    name: str
    employee_kind: EmployeeKind
    employee_number: str
    grade: str
    position: str
    basis: Basis
    from_at: datetime
    until_at: datetime | None = None
    title_before: str = ""
    title_after: str = ""
    through_position: str = ""
    decree_number: str = ""
    decree_on: date | None = None
    """Both empty while the decree is to follow."""
    membership_id: int | None = None


def open_staff_reset(user_id: int, *, actor: Actor, at: datetime) -> None:
    """Open the renewal of a colleague's lost password, and tell those of the office who may confirm it.

    Raises as ``accounts.recovery.open_staff_reset`` does.
    """
    recovery.open_staff_reset(user_id, actor=actor, at=at)
    able = {
        member.user_id
        for post in queries.memberships_of(user_id, at=at)
        for member in queries.members(post.office_id, at=at)
        if member.role in CONFIRMERS
    }
    for one in sorted(able - {user_id, actor.user_id}):
        announce("staff_reset_waiting", to=recipient(account(one)), at=at)


def may_confirm(user_id: int, *, actor: Actor, at: datetime) -> bool:
    """Tell whether an actor may be the second person: an administrator, or head or supervisor of that office."""
    if actor.may(Permission.HOUSE_MANAGE):
        return True
    within = {post.office_id for post in queries.memberships_of(user_id, at=at)}
    return actor.role in CONFIRMERS and actor.office_id in within


def confirm_staff_reset(user_id: int, *, actor: Actor, at: datetime) -> str:
    """Confirm as the second person that a colleague lost the password; return the code, to be shown once.

    Raises:
        NotAllowedError: not of that office; see ``accounts.recovery.confirm_staff_reset``.
    """
    if not may_confirm(user_id, actor=actor, at=at):
        raise NotAllowedError("second_person")
    return recovery.confirm_staff_reset(user_id, actor=actor, at=at)


def appoint_member(post: Post, *, actor: Actor, at: datetime) -> Membership:
    """Give an account a role in an office from a given instant on.

    Raises:
        NotAllowedError: people do not give themselves a role.
        ConflictError: the person already has this role here.
    """
    must_manage(actor)
    if actor.user_id is not None and post.user_id == actor.user_id:
        raise NotAllowedError("own_membership")
    if post.role not in STAFF_ROLES:
        raise InvalidInputError("not_a_staff_role", field="role")
    if not post.position.strip():
        raise InvalidInputError("required", field="position")
    if post.until_at is not None and post.until_at <= post.from_at:
        raise InvalidInputError("ends_before_it_begins", field="until_at")
    office = queries.office(post.office_id)
    for other in _memberships_like(post):
        if rules.overlap((post.from_at, post.until_at), (other.from_at, other.until_at)):
            raise ConflictError("already_member", office=office.full_name)
    member = Membership(**asdict(post))
    db.session.add(member)
    db.session.flush()
    record(
        actor=actor,
        action="membership:appoint",
        object=f"membership:{member.id}",
        at=at,
        data={"user_id": post.user_id, "office_id": post.office_id, "role": str(post.role)},
    )
    return member


def move_member(membership_id: int, *, to_office_id: int, reason: str, actor: Actor, at: datetime) -> Membership:
    """End a membership and begin the same one in another office at the same instant."""
    old = end_membership(membership_id, reason=reason, actor=actor, at=at)
    post = Post(user_id=old.user_id, office_id=to_office_id, role=old.role, position=old.position, from_at=at)
    return appoint_member(post, actor=actor, at=at)


def end_membership(membership_id: int, *, reason: str, actor: Actor, at: datetime) -> Membership:
    """End a membership now, and the sessions in it. Work in hand is requests' to hand on.

    Raises:
        MissingReasonError: no reason was given.
        ConflictError: it has already ended, or it is the last administrator's.
    """
    must_manage(actor)
    if not reason.strip():
        raise MissingReasonError("end_membership")
    member = queries.membership(membership_id)
    if member.until_at is not None and member.until_at <= at:
        raise ConflictError("already_ended")
    if member.role is Role.ADMIN and not _another_admin(member, at):
        raise ConflictError("last_admin")
    member.until_at = max(at, member.from_at)
    member.ended_by_id, member.end_reason = actor.user_id, reason.strip()
    sessions.end_in(member.id, Ended.ROLE, at=at)
    record(actor=actor, action="membership:end", object=f"membership:{member.id}", at=at)
    return member


def appoint_official(appointment: Appointment, *, actor: Actor, at: datetime) -> Official:
    """Record who signs for an office, on what ground, from when until when.

    Raises:
        InvalidInputError: a number, grade or date that cannot be; ``field`` says which.
        ConflictError: the post already has a holder in that time; end that term first.
    """
    must_manage(actor)
    number = _check_person(appointment)
    _check_term(appointment)
    office = queries.office(appointment.office_id)
    if appointment.membership_id is not None:
        member = queries.membership(appointment.membership_id)
        if member.office_id != office.id or member.role is not Role.SIGNER:
            raise InvalidInputError("membership_cannot_sign", field="membership_id")
    if appointment.basis in rules.HOLDS_THE_POST:
        _post_must_be_free(appointment, office)
    term = Official(**(asdict(appointment) | {"employee_number": number}))
    db.session.add(term)
    db.session.flush()
    record(
        actor=actor,
        action="official:appoint",
        object=f"official:{term.id}",
        at=at,
        data={"office_id": office.id, "basis": str(term.basis), "decree": term.decree_number},
    )
    return term


def end_term(official_id: int, *, until_at: datetime, reason: str, actor: Actor, at: datetime) -> Official:
    """Let a term end at an instant; letters it signed stay signed.

    Raises:
        MissingReasonError: no reason was given.
        ConflictError: it ended before.
    """
    must_manage(actor)
    if not reason.strip():
        raise MissingReasonError("end_term")
    term = queries.official(official_id)
    if term.until_at is not None and term.until_at <= until_at:
        raise ConflictError("already_ended")
    if until_at < term.from_at:
        raise InvalidInputError("ends_before_it_begins", field="until_at")
    term.until_at, term.end_reason = until_at, reason.strip()
    record(
        actor=actor, action="official:end", object=f"official:{term.id}", at=at, data={"until": until_at.isoformat()}
    )
    return term


def file_decree(official_id: int, *, number: str, on: date, actor: Actor, at: datetime) -> Official:
    """File the decree of a term that began before its decree was written.

    Raises:
        ConflictError: a decree is filed already.
    """
    must_manage(actor)
    if not number.strip():
        raise InvalidInputError("required", field="decree_number")
    term = queries.official(official_id)
    if term.decree_number:
        raise ConflictError("decree_filed")
    term.decree_number, term.decree_on = number.strip(), on
    record(actor=actor, action="official:decree", object=f"official:{term.id}", at=at, data={"decree": number.strip()})
    return term


def _memberships_like(post: Post) -> list[Membership]:
    return list(
        db.session.scalars(
            select(Membership).where(
                Membership.user_id == post.user_id,
                Membership.office_id == post.office_id,
                Membership.role == post.role,
            )
        )
    )


def _another_admin(member: Membership, at: datetime) -> bool:
    """Tell whether somebody else administers the house who can still sign in."""
    others = select(Membership).join(User, User.id == Membership.user_id)
    others = others.where(
        Membership.role == Role.ADMIN,
        Membership.id != member.id,
        User.disabled_at.is_(None),
        Membership.from_at <= at,
        or_(Membership.until_at.is_(None), Membership.until_at > at),
    )
    return db.session.scalar(others.limit(1)) is not None


def _check_person(appointment: Appointment) -> str:
    """Return the employee number in digits, or refuse what cannot be."""
    for field in ("name", "position"):
        if not getattr(appointment, field).strip():
            raise InvalidInputError("required", field=field)
    number = nip.read(appointment.employee_number, appointment.employee_kind)
    if isinstance(number, nip.NumberFault):
        raise InvalidInputError(f"employee_number_{number}", field="employee_number", fault=number)
    if not rules.grade_fits(appointment.employee_kind, appointment.grade):
        raise InvalidInputError("grade_unknown", field="grade")
    return number.digits


def _check_term(appointment: Appointment) -> None:
    checks = (
        (
            appointment.until_at is not None and appointment.until_at <= appointment.from_at,
            "ends_before_it_begins",
            "until_at",
        ),
        (appointment.basis in rules.NEEDS_AN_END and appointment.until_at is None, "plh_needs_an_end", "until_at"),
        (
            (appointment.basis is Basis.FOR_DEPUTY) != bool(appointment.through_position),
            "ub_names_the_post_between",
            "through_position",
        ),
        (
            bool(appointment.decree_number) != (appointment.decree_on is not None),
            "decree_number_and_date",
            "decree_number",
        ),
    )
    for wrong, code, field in checks:
        if wrong:
            raise InvalidInputError(code, field=field)


def _post_must_be_free(appointment: Appointment, office: Office) -> None:
    db.session.scalar(select(Office.id).where(Office.id == office.id).with_for_update())
    for term in queries.officials(office.id):
        holds = term.basis in rules.HOLDS_THE_POST
        if holds and rules.overlap((appointment.from_at, appointment.until_at), (term.from_at, term.until_at)):
            raise ConflictError("post_taken", name=term.name, office=office.full_name)
