"""Reads of accounts, their sessions and who claims what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, exists, select

from eservice.accounts import rules
from eservice.accounts.models import Invitation, Passkey, Persona, ResetCode, SecondFactor, Session, StaffReset, User
from eservice.accounts.rules import Ended, Level, Way
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError

_HAS_PASSKEY = exists().where(Passkey.user_id == User.id, Passkey.locked_at.is_(None))


@dataclass(frozen=True, slots=True)
class LiveSession:
    """What a page needs to know of a session and its account, as plain values."""

    session_id: int
    user_id: int
    membership_id: int | None
    name: str
    person_id: int | None
    level: Level
    has_nik: bool
    seen_at: datetime
    created_at: datetime
    confirmed_at: datetime | None = None
    has_factor: bool = False
    """Whether the account has an authenticator."""
    way: Way = Way.PASSWORD
    is_strong: bool = False
    """Whether a second proof was given in it."""
    has_passkey: bool = False
    password_set_at: datetime | None = None


def account(user_id: int) -> User:
    """Return an account. Raises NotFoundError."""
    found = db.session.get(User, user_id)
    if found is None:
        raise NotFoundError("no_such_account")
    return found


def folded_login(login: str) -> str:
    """Return what a typed login means: e-mail in lower case; NIK and NIP without spaces, dots and dashes."""
    login = login.strip()
    return login.lower() if "@" in login else re.sub(r"[\s.\-]", "", login)


def is_nik(login: str) -> bool:
    """Tell whether a typed login is a NIK: then one comes as a citizen, else as staff."""
    return re.fullmatch(r"\d{16}", folded_login(login)) is not None


def nik_index(nik: str) -> str:
    """Return the keyed digest by which accounts of a NIK are found."""
    return vault().index(folded_login(nik), "users.nik")


def accounts_for_login(login: str) -> Sequence[User]:
    """Return the accounts a typed login may mean, the likeliest first, as many as a password is compared with.

    The proven one, then the oldest: whoever claims a NIK later displaces nobody. Should more be open than may be, the
    last place is for who signed in last. Frozen and disabled ones come after all that are open.
    """
    folded = folded_login(login)
    if is_nik(folded):
        named = select(User).where(User.nik_index == nik_index(folded))
        is_open = User.frozen_at.is_(None) & User.disabled_at.is_(None)
        proven_first = case((User.level == Level.PROVEN, 0), else_=1)
        opened = list(db.session.scalars(named.where(is_open).order_by(proven_first, User.id)))
        if len(opened) > rules.CLAIMS_TRIED:
            first, later = opened[: rules.CLAIMS_TRIED - 1], opened[rules.CLAIMS_TRIED - 1 :]
            opened = [*first, max(later, key=lambda one: one.last_signed_in_at or one.created_at)]
        closed = db.session.scalars(named.where(~is_open).order_by(proven_first, User.id).limit(rules.CLAIMS_TRIED))
        return [*opened, *closed][: rules.CLAIMS_TRIED]
    return db.session.scalars(select(User).where(User.staff_login == folded)).all()


def claims_of(nik: str) -> Sequence[User]:
    """Return every open account that names this NIK, the oldest first."""
    return db.session.scalars(
        select(User)
        .where(User.nik_index == nik_index(nik), User.frozen_at.is_(None), User.disabled_at.is_(None))
        .order_by(User.id)
    ).all()


# Built once: every message about a request filed at a counter asks for it.
_OWNER = select(User).where(
    User.nik_index == bindparam("of_nik"),
    User.level == Level.PROVEN,
    User.frozen_at.is_(None),
    User.disabled_at.is_(None),
)


def owner_of(nik_index: str) -> User | None:
    """Return the open account that an officer found to be of a NIK, given by its digest; or None."""
    return db.session.scalar(_OWNER, {"of_nik": nik_index})


def every_claim_of(nik: str) -> Sequence[User]:
    """Return every account that names this NIK and was not disabled, frozen ones too, the oldest first."""
    return db.session.scalars(
        select(User).where(User.nik_index == nik_index(nik), User.disabled_at.is_(None)).order_by(User.id)
    ).all()


def other_claims(user_id: int) -> Sequence[User]:
    """Return the other open accounts that name the same NIK: for the officer who compares the KTP."""
    own = account(user_id)
    return [one for one in claims_of(own.nik) if one.id != user_id] if own.nik else []


def staff_accounts() -> Sequence[User]:
    """Return everyone who was ever invited to work here, by name."""
    return db.session.scalars(select(User).where(User.staff_login.is_not(None)).order_by(User.name, User.id)).all()


def live_session(secret: str, *, at: datetime) -> LiveSession | Ended | None:
    """Return the session behind a cookie's secret; why it is over; or None when there never was one."""
    row = db.session.execute(
        select(Session, User, SecondFactor.user_id, _HAS_PASSKEY)
        .select_from(Session)
        .join(User, User.id == Session.user_id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .where(Session.digest == session_digest(secret))
    ).one_or_none()
    if row is None:
        return None
    session, user, factor, has_passkey = row
    over = session.end_reason or rules.why_over(
        seen_at=session.seen_at,
        ends_at=session.ends_at,
        staff=session.membership_id is not None,
        shared=session.is_shared,
        at=at,
    )
    if over is None and user.disabled_at is not None:
        over = Ended.DISABLED
    if over is None and user.frozen_at is not None:
        over = Ended.FROZEN
    if over is not None:
        return Ended(over)
    return LiveSession(
        session_id=session.id,
        user_id=user.id,
        membership_id=session.membership_id,
        name=user.name,
        person_id=user.person_id,
        level=user.level,
        has_nik=user.nik_index is not None,
        seen_at=session.seen_at,
        created_at=session.created_at,
        confirmed_at=session.confirmed_at,
        has_factor=factor is not None,
        way=session.way,
        is_strong=session.is_strong,
        has_passkey=has_passkey,
        password_set_at=user.password_set_at,
    )


def held_by(secret: str) -> tuple[int, int | None] | None:
    """Return whose session this is or was, and in which membership; None when there never was one."""
    row = db.session.execute(
        select(Session.user_id, Session.membership_id).where(Session.digest == session_digest(secret))
    ).one_or_none()
    return (row.user_id, row.membership_id) if row is not None else None


def open_sessions(user_id: int, *, at: datetime) -> list[Session]:
    """Return where a person is signed in now, the latest used first."""
    rows = db.session.scalars(
        select(Session)
        .where(Session.user_id == user_id, Session.ended_at.is_(None), Session.ends_at > at)
        .order_by(Session.seen_at.desc(), Session.id.desc())
    )
    return [
        one
        for one in rows
        if not rules.why_over(
            seen_at=one.seen_at,
            ends_at=one.ends_at,
            staff=one.membership_id is not None,
            shared=one.is_shared,
            at=at,
        )
    ]


def is_new_kind(user_id: int, agent: str) -> bool:
    """Tell whether an account was used before, and never on this kind of device."""
    known = set(db.session.scalars(select(Session.agent).where(Session.user_id == user_id).distinct()))
    return bool(known) and agent not in known


def open_invitation(user_id: int, *, at: datetime) -> Invitation | None:
    """Return the invitation that is still waiting for a person, or None."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.user_id == user_id, Invitation.used_at.is_(None), Invitation.ends_at > at)
        .order_by(Invitation.id.desc())
    )


def open_invitations(*, at: datetime) -> Sequence[Invitation]:
    """Return the invitations that still wait for somebody, the oldest first."""
    return db.session.scalars(
        select(Invitation)
        .where(Invitation.used_at.is_(None), Invitation.ends_at > at)
        .order_by(Invitation.created_at, Invitation.id)
    ).all()


def open_staff_reset(user_id: int, *, at: datetime) -> StaffReset | None:
    """Return the renewal of a staff password that waits for a second person, or None."""
    return next((one for one in open_staff_resets(at=at) if one.user_id == user_id), None)


def open_staff_resets(*, at: datetime) -> Sequence[StaffReset]:
    """Return the renewals of staff passwords that wait for a second person, the oldest first."""
    return db.session.scalars(
        select(StaffReset)
        .where(StaffReset.confirmed_at.is_(None), StaffReset.ends_at > at)
        .order_by(StaffReset.opened_at, StaffReset.id)
    ).all()


def reset_code(code: str, *, at: datetime) -> ResetCode | None:
    """Return the reset that a typed code opens, or None."""
    return db.session.scalar(
        select(ResetCode).where(
            ResetCode.digest == vault().digest_secret(code, "reset"),
            ResetCode.used_at.is_(None),
            ResetCode.ends_at > at,
        )
    )


def spent_reset_code(code: str, *, at: datetime) -> ResetCode | None:
    """Return the reset that a typed code opened a moment ago, or None."""
    return db.session.scalar(
        select(ResetCode).where(
            ResetCode.digest == vault().digest_secret(code, "reset"),
            ResetCode.used_at.is_not(None),
            ResetCode.ends_at > at,
        )
    )


def invitation(code: str, *, at: datetime) -> Invitation | None:
    """Return the invitation that a typed code opens, or None."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.digest == vault().digest_secret(code, "invitation"),
            Invitation.used_at.is_(None),
            Invitation.ends_at > at,
        )
    )


def personas() -> Sequence[Persona]:
    """Return the demo's people in the order of the sign-in page."""
    return db.session.scalars(select(Persona).order_by(Persona.position, Persona.id)).all()


def persona(persona_id: int) -> Persona:
    """Return one of the demo's people. Raises NotFoundError."""
    found = db.session.get(Persona, persona_id)
    if found is None:
        raise NotFoundError("no_such_account")
    return found


def recovery_index(*, kk: str, born_on: str) -> str:
    """Return the keyed digest of what must be known besides a reset code.

    Args:
        kk: number of the family card, as typed.
        born_on: ISO date.
    """
    return vault().index(f"{folded_login(kk)}\0{born_on}", "users.recovery")


def session_digest(secret: str) -> str:
    """Return the digest under which a session's secret is stored."""
    return vault().digest_secret(secret, "session")
