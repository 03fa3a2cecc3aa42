"""The register of data that got out: open, find whom it concerns, tell them and the authority. Nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from eservice.accounts.actions import recipient
from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, MissingReasonError, NotFoundError
from eservice.notifications.actions import announce
from eservice.privacy import alarms
from eservice.privacy.affected import affected, subjects
from eservice.privacy.alarms import BreachKind, BreachState, BreachStep
from eservice.privacy.breaching import Breach, BreachEvent, BreachSubject
from eservice.privacy.protectors import must_protect, protectors
from eservice.privacy.rules import Held
from eservice.requests.models import Request


@dataclass(frozen=True, kw_only=True)
class Report:
    """What is known when a breach is opened."""

    kind: BreachKind
    what: str
    data: tuple[Held, ...]
    from_at: datetime
    until_at: datetime
    noticed_at: datetime
    account_login: str = ""
    """Staff login of the account that was misused; empty where it was none."""
    handling: str = ""


def open_breach(told: Report, *, actor: Actor, at: datetime) -> Breach:
    """Write a breach into the register; from the hour it was noticed 3 × 24 hours run.

    Raises:
        InvalidInputError: ``breach_period``, ``breach_noticed``, ``breach_data`` or ``no_such_account``.
        MissingReasonError: ``breach_what``.
    """
    must_protect(actor)
    if not told.what.strip():
        raise MissingReasonError("breach_what")
    if not told.data:
        raise InvalidInputError("breach_data", field="groups")
    if not told.from_at < told.until_at:
        raise InvalidInputError("breach_period", field="until_on")
    if told.noticed_at > at:
        raise InvalidInputError("breach_noticed", field="noticed_on")
    breach = Breach(
        kind=told.kind,
        what=told.what.strip(),
        data=[one.value for one in told.data],
        from_at=told.from_at,
        until_at=told.until_at,
        account_user_id=_account(told.account_login),
        handling=told.handling.strip(),
        noticed_at=told.noticed_at,
        due_at=alarms.due_at(told.noticed_at),
        opened_by_id=actor.user_id,
    )
    db.session.add(breach)
    db.session.flush()
    _note(breach, BreachStep.OPEN, "", actor, at)
    for one in protectors(at):
        announce("breach_opened", to=recipient(one), at=at, params={"due_at": breach.due_at})
    return breach


def contain(breach_id: int, handling: str, *, actor: Actor, at: datetime) -> None:
    """Say that nothing more gets out, and what was done. Raises MissingReasonError, IllegalStepError."""
    breach = _step(breach_id, BreachStep.CONTAIN, handling, actor=actor, at=at)
    if not handling.strip():
        raise MissingReasonError("breach_handling")
    breach.handling = handling.strip()


def find_affected(breach_id: int, *, actor: Actor, at: datetime) -> int:
    """Read from the log whom it concerns and write them down; return how many are in the register now.

    Raises:
        ConflictError: ``breach_no_account``, the log can be asked about an account alone.
    """
    breach = _step(breach_id, BreachStep.FIND, "", actor=actor, at=at)
    if breach.account_user_id is None:
        raise ConflictError("breach_no_account")
    found = affected(breach.account_user_id, from_at=breach.from_at, until_at=breach.until_at)
    known = {one.object for one in breach.subjects}
    for thing, user_id, looks in subjects(found):
        if thing not in known:
            db.session.add(BreachSubject(breach_id=breach.id, object=thing, user_id=user_id, looks=looks))
            breach.people_told_at = None  # whoever is found later has yet to be told
    db.session.flush()
    db.session.refresh(breach)
    return len(breach.subjects)


def tell_people(breach_id: int, *, actor: Actor, at: datetime) -> int:
    """Send everybody concerned who has an account the notice; return how many it went to now.

    With that the people are told, unless some have no account: see ``note_people_told``.

    Raises:
        ConflictError: ``breach_nobody``, nobody is in the register yet.
    """
    breach = _step(breach_id, BreachStep.TELL_PEOPLE, "", actor=actor, at=at)
    if not breach.subjects:
        raise ConflictError("breach_nobody")
    told: set[int] = {one.user_id for one in breach.subjects if one.told_at is not None and one.user_id is not None}
    before = len(told)
    for one in breach.subjects:
        if one.user_id is None or one.told_at is not None:
            continue
        if one.user_id not in told:
            announce("breach_told", to=recipient(db.session.get_one(User, one.user_id)), at=at)
            told.add(one.user_id)
        one.told_at = at
    if all(one.user_id is not None for one in breach.subjects):
        breach.people_told_at = breach.people_told_at or at
    return len(told) - before


def note_people_told(breach_id: int, how: str, *, actor: Actor, at: datetime) -> None:
    """Note how the people were told whom no message of ours reaches: they have no account, or no log names them.

    Raises:
        MissingReasonError: ``breach_how``.
        ConflictError: ``breach_untold``, somebody with an account was not told yet; ``breach_nobody``, the log of the
            misused account was not asked yet.
    """
    if not how.strip():
        raise MissingReasonError("breach_how")
    breach = _step(breach_id, BreachStep.TELL_PEOPLE, how, actor=actor, at=at)
    if any(one.told_at is None and one.user_id is not None for one in breach.subjects):
        raise ConflictError("breach_untold")
    if breach.account_user_id is not None and not any(one.step is BreachStep.FIND for one in breach.history):
        raise ConflictError("breach_nobody")
    breach.people_told_at = breach.people_told_at or at


def tell_authority(breach_id: int, number: str, *, actor: Actor, at: datetime) -> None:
    """Note under which number the notice went to the authority. Raises MissingReasonError."""
    if not number.strip():
        raise MissingReasonError("breach_letter")
    breach = _step(breach_id, BreachStep.TELL_AUTHORITY, number.strip(), actor=actor, at=at)
    breach.authority_told_at = breach.authority_told_at or at


def close(breach_id: int, *, actor: Actor, at: datetime) -> None:
    """Close it once both sides were told. Raises IllegalStepError."""
    _step(breach_id, BreachStep.CLOSE, "", actor=actor, at=at)


def breach(breach_id: int, *, lock: bool = False) -> Breach:
    """Return one breach. Raises NotFoundError."""
    found = db.session.get(Breach, breach_id, with_for_update=lock, populate_existing=lock)
    if found is None:
        raise NotFoundError("no_such_breach")
    return found


def latest() -> Sequence[Breach]:
    """Return the register, the latest first."""
    return db.session.scalars(select(Breach).order_by(Breach.id.desc())).all()


def about(user_id: int) -> Sequence[Breach]:
    """Return the breaches that a person was told of, the latest first."""
    mine = select(BreachSubject.breach_id).where(BreachSubject.user_id == user_id, BreachSubject.told_at.is_not(None))
    return db.session.scalars(select(Breach).where(Breach.id.in_(mine)).order_by(Breach.id.desc())).all()


def is_due(*, at: datetime) -> bool:
    """Tell whether somebody must be reminded that a notice is due."""
    return db.session.scalar(select(Breach.id).where(_near(at)).limit(1)) is not None


def remind(*, at: datetime) -> int:
    """Remind whoever must tell the people and the authority a day before the end; return how many."""
    near = db.session.scalars(select(Breach).where(_near(at)).with_for_update()).all()
    for one in near:
        one.reminded_at = at
        for protector in protectors(at):
            announce("breach_near", to=recipient(protector), at=at, params={"due_at": one.due_at})
    return len(near)


def codes_of(found: Breach) -> dict[int, str]:
    """Return the codes of the requests of people without an account, by the number of their line."""
    numbers = {one.id: int(one.object.partition(":")[2]) for one in found.subjects if one.object.startswith("request:")}
    rows = db.session.execute(select(Request.id, Request.code).where(Request.id.in_(numbers.values())))
    codes = {number: code or "" for number, code in rows}
    return {line: codes.get(number, "") for line, number in numbers.items()}


def _near(at: datetime) -> ColumnElement[bool]:
    untold = Breach.people_told_at.is_(None) | Breach.authority_told_at.is_(None)
    soon = Breach.due_at <= at + alarms.REMIND_BEFORE
    return and_(Breach.state != BreachState.CLOSED, untold, soon, Breach.reminded_at.is_(None))


def _account(login: str) -> int | None:
    if not login.strip():
        return None
    found = db.session.scalar(select(User.id).where(User.staff_login == login.strip().lower()))
    if found is None:
        raise InvalidInputError("no_such_account", field="account")
    return found


def _step(breach_id: int, step: BreachStep, note: str, *, actor: Actor, at: datetime) -> Breach:
    must_protect(actor)
    found = breach(breach_id, lock=True)
    told = found.people_told_at is not None and found.authority_told_at is not None
    found.state = alarms.after(found.state, step, told=told)
    if found.state is BreachState.CLOSED:
        found.closed_at = at
    _note(found, step, note, actor, at)
    return found


def _note(found: Breach, step: BreachStep, note: str, actor: Actor, at: datetime) -> None:
    db.session.flush()
    last = db.session.scalar(
        select(BreachEvent.sequence)
        .where(BreachEvent.breach_id == found.id)
        .order_by(BreachEvent.sequence.desc())
        .limit(1)
    )
    db.session.add(
        BreachEvent(
            breach_id=found.id,
            sequence=(last or 0) + 1,
            step=step,
            actor_user_id=actor.user_id,
            taken_at=at,
            note=note.strip(),
        )
    )
    db.session.flush()
    record(actor=actor, action=f"breach:{step}", object=f"breach:{found.id}", at=at)
