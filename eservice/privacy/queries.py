"""Reads of what people asked about their data, what they agreed to, and who looked at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.audit import queries as audit
from eservice.audit.models import AuditEntry
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.offices.models import Membership
from eservice.privacy import revealing, rules
from eservice.privacy.examined import Reason
from eservice.privacy.models import ConsentEvent, DataWish
from eservice.privacy.rules import Consented, ConsentPurpose, Why, WishKind, WishState
from eservice.requests import queries as requests
from eservice.requests.models import Request


@dataclass(frozen=True, slots=True)
class Look:
    """One time that somebody of the office opened something about a person."""

    at: datetime
    role: Role
    name: str
    """Empty for an examiner, who stands for the Inspektorat, and for who is no longer known."""
    position: str
    office: str
    action: str
    why: Why
    code: str
    """Of the request that was looked at; empty where it was the account."""
    detail: str
    """What of it: the requirement whose file was opened, or the field that was revealed."""
    reason: Reason | None
    """What was stated on the spot; None where the task says it."""
    note: str
    """The reader's own words then."""


def wish(wish_id: int, *, lock: bool = False) -> DataWish:
    """Return one request about somebody's data. Raises NotFoundError."""
    found = db.session.get(DataWish, wish_id, with_for_update=lock, populate_existing=lock)
    if found is None:
        raise NotFoundError("no_such_wish")
    return found


def own_wish(wish_id: int, *, actor: Actor) -> DataWish:
    """Return one's own; another's does not exist. Raises NotFoundError."""
    found = wish(wish_id)
    if found.user_id != actor.user_id:
        raise NotFoundError("no_such_wish")
    return found


def wishes_of(user_id: int) -> Sequence[DataWish]:
    """Return what a person asked about their data, the latest first."""
    return db.session.scalars(
        select(DataWish).where(DataWish.user_id == user_id).order_by(DataWish.filed_at.desc(), DataWish.id.desc())
    ).all()


def open_wish(user_id: int, kind: WishKind, request_id: int | None) -> DataWish | None:
    """Return the unanswered one that asks the same, or None."""
    return db.session.scalar(
        select(DataWish).where(
            DataWish.user_id == user_id,
            DataWish.kind == kind,
            DataWish.request_id == request_id if request_id is not None else DataWish.request_id.is_(None),
            DataWish.answered_at.is_(None),
        )
    )


def restrictions_of(user_id: int) -> Sequence[DataWish]:
    """Return what holds a person's requests still now."""
    return db.session.scalars(
        select(DataWish).where(
            DataWish.user_id == user_id, DataWish.kind == WishKind.RESTRICT, DataWish.state == WishState.GRANTED
        )
    ).all()


def waiting() -> Sequence[DataWish]:
    """Return what waits for an answer, what is due first in front."""
    return db.session.scalars(
        select(DataWish).where(DataWish.answered_at.is_(None)).order_by(DataWish.due_at, DataWish.id)
    ).all()


def answered(*, limit: int = 50) -> Sequence[DataWish]:
    """Return what was answered last."""
    return db.session.scalars(
        select(DataWish)
        .where(DataWish.answered_at.is_not(None))
        .order_by(DataWish.answered_at.desc(), DataWish.id.desc())
        .limit(limit)
    ).all()


def is_due(*, at: datetime) -> bool:
    """Tell whether anybody is to be reminded, or told that an answer is late."""
    unsaid = DataWish.answered_at.is_(None) & (
        (DataWish.reminded_at.is_(None) & (DataWish.due_at <= at + rules.REMIND_BEFORE))
        | (DataWish.late_told_at.is_(None) & (DataWish.due_at <= at))
    )
    return db.session.scalar(select(DataWish.id).where(unsaid).limit(1)) is not None


def to_remind(*, at: datetime) -> Sequence[DataWish]:
    """Return what is due soon, and of which nobody was reminded."""
    soon = DataWish.due_at <= at + rules.REMIND_BEFORE
    unsaid = DataWish.answered_at.is_(None) & DataWish.reminded_at.is_(None)
    return db.session.scalars(select(DataWish).where(unsaid, soon).order_by(DataWish.id).with_for_update()).all()


def late_untold(*, at: datetime) -> Sequence[DataWish]:
    """Return what is late, and of which nobody was told."""
    late = (DataWish.due_at <= at) & DataWish.answered_at.is_(None) & DataWish.late_told_at.is_(None)
    return db.session.scalars(select(DataWish).where(late).order_by(DataWish.id).with_for_update()).all()


def consents_of(user_id: int) -> dict[ConsentPurpose, Consented]:
    """Return what a person said last about each purpose."""
    rows = db.session.scalars(select(ConsentEvent).where(ConsentEvent.user_id == user_id).order_by(ConsentEvent.id))
    return {row.purpose: Consented(row.given, row.version, row.at) for row in rows}


def consent_history(user_id: int) -> Sequence[ConsentEvent]:
    """Return everything a person agreed to and took back, the latest first."""
    return db.session.scalars(
        select(ConsentEvent).where(ConsentEvent.user_id == user_id).order_by(ConsentEvent.id.desc())
    ).all()


def old_reads(*, before: datetime) -> int:
    """Return how many looks in the log are older; they are numbers without names, and each rests on the one before."""
    return audit.count_before(rules.LOOKS, before=before)


def looks_of(actor: Actor) -> list[Look]:
    """Return who of the office looked at a person's requests, account and record, the latest first."""
    own = {f"request:{one.id}": one.code or "" for one in requests.own_requests(actor)}
    people = _people_of(actor)
    objects = {*own, f"account:{actor.user_id}", *people}
    seen = [
        entry
        for entry in audit.looks_at(objects, rules.LOOKS)
        if entry.actor_membership_id is not None and entry.actor_user_id != actor.user_id
    ]
    known = _members(seen)
    said = revealing.notes_of([entry.data["disclosure"] for entry in seen if "disclosure" in entry.data])
    looks = [
        _look(
            entry,
            own.get(entry.object, ""),
            known.get(entry.actor_membership_id or 0),
            said.get(entry.data.get("disclosure", 0)),
        )
        for entry in seen
    ]
    return sorted(looks, key=lambda one: one.at, reverse=True)


def _people_of(actor: Actor) -> set[str]:
    account = db.session.get(User, actor.user_id) if actor.user_id else None
    if account is None:
        return set()
    rows = db.session.execute(select(Request.applicant_id, Request.subject_id).where(Request.user_id == account.id))
    numbers = {one for row in rows for one in row if one is not None} | {account.person_id}
    return {f"person:{one}" for one in numbers if one is not None}


def _members(entries: Sequence[AuditEntry]) -> dict[int, tuple[Membership, str]]:
    numbers = {entry.actor_membership_id for entry in entries}
    rows = db.session.execute(
        select(Membership, User.name).join(User, User.id == Membership.user_id).where(Membership.id.in_(numbers))
    )
    return {member.id: (member, name) for member, name in rows}


def _look(entry: AuditEntry, code: str, who: tuple[Membership, str] | None, stated: tuple[Reason, str] | None) -> Look:
    member, name = who or (None, "")
    role = member.role if member is not None else Role(entry.actor_role)
    return Look(
        at=entry.at,
        role=role,
        name="" if role is Role.EXAMINER else name,
        position="" if member is None or role is Role.EXAMINER else member.position,
        office=member.office.full_name if member is not None else "",
        action=entry.action,
        why=rules.why_of(entry.action) or Why.TASK,
        code=code or entry.data.get("code", ""),
        detail=str(entry.data.get("requirement") or entry.data.get("field") or ""),
        reason=stated[0] if stated else None,
        note=stated[1] if stated else "",
    )
