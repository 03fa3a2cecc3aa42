"""What people ask about their data, and how it is answered; what they agree to. Nothing here commits."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select, update

from eservice.accounts.actions import recipient
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Permission
from eservice.accounts.queries import account
from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, MissingReasonError, NotAllowedError, NotFoundError
from eservice.notifications.actions import announce
from eservice.privacy import deleting, queries, rules
from eservice.privacy.models import ConsentEvent, DataWish, DataWishEvent
from eservice.privacy.protectors import protectors
from eservice.privacy.rules import ConsentPurpose, WishKind, WishStep
from eservice.requests import queries as requests
from eservice.requests.models import Request
from eservice.residents import actions as residents
from eservice.residents.queries import person_of_user

CORRECTABLE = ("name", "birth_place", "birth_on", "occupation")
"""What the data protection officer may put right in the record of a person; NIK and KK an officer compares with the
KTP, contact data people change themselves, and a letter is put right by its own amendment."""


def file_wish(kind: WishKind, text: str, *, code: str | None = None, actor: Actor, at: datetime) -> DataWish:
    """Ask the house to correct, delete or restrict one's data; it is answered within 3 × 24 hours.

    Args:
        code: of the own request it is about; None for everything held.

    Raises:
        MissingReasonError: ``wish_text``.
        NotFoundError: the request is not the actor's own.
        ConflictError: ``wish_open``, the same is asked already.
    """
    if actor.user_id is None:
        raise NotAllowedError("permission")
    if not text.strip():
        raise MissingReasonError("wish_text")
    about = requests.own_request(code, actor=actor) if code else None
    db.session.scalar(select(User.id).where(User.id == actor.user_id).with_for_update())
    if queries.open_wish(actor.user_id, kind, about.id if about else None) is not None:
        raise ConflictError("wish_open")
    wish = DataWish(
        user_id=actor.user_id,
        kind=kind,
        request_id=about.id if about else None,
        text=text.strip(),
        filed_at=at,
        due_at=rules.due_at(at),
        outcome={},
    )
    db.session.add(wish)
    db.session.flush()
    _note(wish, WishStep.FILE, "", actor, at)
    for one in protectors(at):
        announce("data_wish_filed", to=recipient(one), at=at, params={"due_at": wish.due_at})
    return wish


def take(wish_id: int, *, actor: Actor, at: datetime) -> DataWish:
    """Begin to work on what somebody asked. Raises as ``_step``."""
    return _step(wish_id, WishStep.TAKE, "", actor=actor, at=at)


def refuse(wish_id: int, answer: str, *, actor: Actor, at: datetime) -> DataWish:
    """Say why it cannot be done; the person reads it. Raises MissingReasonError, and as ``_step``."""
    return _answered(_step(wish_id, WishStep.REFUSE, _needed(answer), actor=actor, at=at), at=at)


def correct(wish_id: int, answer: str, right: Mapping[str, object], *, actor: Actor, at: datetime) -> DataWish:
    """Put the record of a person right, as asked.

    Args:
        right: new values of ``CORRECTABLE``; what is left out stays.

    Raises:
        InvalidInputError: ``nothing_corrected``, or a value that cannot be.
        ConflictError: ``nothing_known``, no person stands behind the account yet.
    """
    wish = _of_kind(wish_id, WishKind.CORRECT)
    person = person_of_user(wish.user_id)
    if person is None:
        raise ConflictError("nothing_known")
    changed = {name: value for name, value in right.items() if name in CORRECTABLE and value != getattr(person, name)}
    if not changed:
        raise InvalidInputError("nothing_corrected", field="name")
    _step(wish_id, WishStep.GRANT, _needed(answer), actor=actor, at=at)
    residents.update_person(person, actor=actor, at=at, **changed)
    if "name" in changed:
        wish.user.name = person.name
    wish.outcome = {"fields": sorted(changed)}
    return _answered(wish, at=at)


def delete(wish_id: int, answer: str, *, actor: Actor, at: datetime) -> DataWish:
    """Delete what no law keeps, and say what stays and why.

    Raises:
        ConflictError: ``nothing_to_delete``; refuse it, with the reasons.
    """
    wish = _of_kind(wish_id, WishKind.DELETE)
    made = deleting.plan(wish, at=at)
    if not made.deletes:
        raise ConflictError("nothing_to_delete")
    partly = any(key != "reads" for key, _count in made.kept)
    _step(wish_id, WishStep.GRANT_PARTLY if partly else WishStep.GRANT, _needed(answer), actor=actor, at=at)
    wish.outcome = made.told()
    _answered(wish, at=at)
    deleting.carry_out(wish, made, at=at)
    return wish


def restrict(wish_id: int, answer: str, *, actor: Actor, at: datetime) -> DataWish:
    """Let nobody go on with what the wish is about but as the law demands, until it is lifted.

    Raises:
        ConflictError: ``already_restricted``.
    """
    wish = _of_kind(wish_id, WishKind.RESTRICT)
    changed = db.session.execute(
        update(Request).where(_about(wish), Request.restricted_at.is_(None)).values(restricted_at=at)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise ConflictError("already_restricted")
    _step(wish_id, WishStep.GRANT, _needed(answer), actor=actor, at=at)
    return _answered(wish, at=at)


def lift(wish_id: int, *, actor: Actor, at: datetime) -> DataWish:
    """End a restriction: the person's own act, or the data protection officer's; what another still covers stays.

    Raises as ``_step``.
    """
    wish = _step(wish_id, WishStep.LIFT, "", actor=actor, at=at)
    others = [_about(other) for other in queries.restrictions_of(wish.user_id)]
    ended = and_(_about(wish), not_(or_(false(), *others)))
    db.session.execute(update(Request).where(ended).values(restricted_at=None))
    return wish


def withdraw(wish_id: int, *, actor: Actor, at: datetime) -> DataWish:
    """Take back one's own question before it is answered. Raises as ``_step``."""
    wish = _step(wish_id, WishStep.WITHDRAW, "", actor=actor, at=at)
    wish.answered_at = at
    return wish


def consent(purpose: ConsentPurpose, *, given: bool, actor: Actor, at: datetime) -> None:
    """Agree to a purpose in its wording of now, or take it back. Raises ConflictError: it stands so already."""
    if actor.user_id is None:
        raise NotAllowedError("permission")
    last = queries.consents_of(actor.user_id).get(purpose)
    if rules.holds(last, purpose) is given:
        raise ConflictError("consent_same")
    version = rules.CONSENT_VERSION[purpose]
    db.session.add(ConsentEvent(user_id=actor.user_id, purpose=purpose, version=version, given=given, at=at))
    db.session.flush()
    record(
        actor=actor,
        action=f"consent:{'give' if given else 'withdraw'}",
        object=f"account:{actor.user_id}",
        at=at,
        data={"purpose": purpose, "version": version},
    )


def remind(*, at: datetime) -> int:
    """Remind whoever must answer a day before the end, and tell both sides once it has passed; return how many."""
    told = 0
    for wish in queries.to_remind(at=at):
        wish.reminded_at = at
        told += 1
        for one in protectors(at):
            announce("data_wish_near", to=recipient(one), at=at, params={"due_at": wish.due_at})
    for wish in queries.late_untold(at=at):
        wish.late_told_at = at
        told += 1
        announce("data_wish_late", to=recipient(wish.user), at=at)
        for one in protectors(at):
            announce("data_wish_overdue", to=recipient(one), at=at, params={"due_at": wish.due_at})
        record(actor=SYSTEM, action="data_wish:late", object=f"data_wish:{wish.id}", at=at)
    return told


def _of_kind(wish_id: int, kind: WishKind) -> DataWish:
    wish = queries.wish(wish_id, lock=True)
    if wish.kind is not kind:
        raise NotFoundError("no_such_wish")
    return wish


def _step(wish_id: int, step: WishStep, answer: str, *, actor: Actor, at: datetime) -> DataWish:
    """Take one step of the law of these requests.

    Raises:
        NotAllowedError: not whose it is, nor the data protection officer; ``wish_own``, nobody answers themselves.
        IllegalStepError: it does not begin there.
    """
    wish = queries.wish(wish_id, lock=True)
    own = wish.user_id == actor.user_id
    _sources, _target, by_owner = rules.WISH_LAW[step]
    protects = actor.may(Permission.DATA_PROTECT)
    if not (own if by_owner else protects) and not (step is WishStep.LIFT and protects):
        raise NotFoundError("no_such_wish") if not protects else NotAllowedError("permission")
    if own and not by_owner:
        raise NotAllowedError("wish_own")
    target = rules.after(wish.state, step, kind=wish.kind)
    if target not in rules.OPEN and wish.answered_at is None:
        wish.answered_at = at
    wish.state = target
    _note(wish, step, answer, actor, at)
    return wish


def _note(wish: DataWish, step: WishStep, answer: str, actor: Actor, at: datetime) -> None:
    last = db.session.scalar(select(func.max(DataWishEvent.sequence)).where(DataWishEvent.wish_id == wish.id)) or 0
    db.session.add(
        DataWishEvent(
            wish_id=wish.id,
            sequence=last + 1,
            step=step,
            actor_user_id=actor.user_id,
            actor_role=actor.role,
            taken_at=at,
            answer=answer,
        )
    )
    db.session.flush()
    record(actor=actor, action=f"data_wish:{step}", object=f"data_wish:{wish.id}", at=at, data={"kind": wish.kind})


def _answered(wish: DataWish, *, at: datetime) -> DataWish:
    announce("data_wish_answered", to=recipient(account(wish.user_id)), at=at)
    return wish


def _needed(answer: str) -> str:
    if not answer.strip():
        raise MissingReasonError("wish_answer")
    return answer.strip()


def _about(wish: DataWish) -> ColumnElement[bool]:
    return Request.id == wish.request_id if wish.request_id is not None else Request.user_id == wish.user_id
