"""Stays on one device: begin, go on in another capacity, end. Nothing here commits but the note of last use."""

from datetime import datetime

from sqlalchemy import select, update

from eservice.accounts import queries, rules
from eservice.accounts.actor import Actor
from eservice.accounts.gate import Checked
from eservice.accounts.models import DeskPass, Session, User
from eservice.accounts.permissions import Permission, Role
from eservice.accounts.rules import Ended, Way
from eservice.audit.actions import record
from eservice.kernel import codes
from eservice.kernel.db import db
from eservice.kernel.errors import NotAllowedError, NotFoundError
from eservice.kernel.transaction import side_transaction
from eservice.notifications.actions import Recipient, announce


def sign_in(
    checked: Checked,
    *,
    at: datetime,
    membership_id: int | None = None,
    agent: str = "",
    way: Way = Way.PASSWORD,
    strong: bool = False,
) -> str:
    """Begin a session for somebody whose password, and code where one is asked for, was right; return its secret.

    Args:
        strong: a second proof was given besides.

    A code by mail opens a session and confirms no act of weight: whoever reads somebody's mail changes nothing.

    Raises:
        NotAllowedError: frozen or disabled since the password was checked.
    """
    account = queries.account(checked.user_id)
    if checked.renewed is not None:
        account.password_hash = checked.renewed
    secret = start_session(account.id, at=at, membership_id=membership_id, agent=agent, way=way, strong=strong)
    _here(secret).confirmed_at = at if strong or way is not Way.MAIL else None
    return secret


def confirm(secret: str, *, at: datetime, strong: bool = False) -> None:
    """Note that whoever holds a session just proved again who they are; acts of weight may follow for a while.

    Args:
        strong: it was by the second factor, which counts for the whole session.

    Raises:
        NotFoundError: the session is over.
    """
    session = _here(secret)
    session.confirmed_at, session.is_strong = at, session.is_strong or strong
    record(
        actor=owner(session.user),
        action="account:confirm",
        object=f"account:{session.user_id}",
        at=at,
        data={"session": session.id},
    )


def start_session(
    user_id: int,
    *,
    at: datetime,
    membership_id: int | None = None,
    agent: str = "",
    way: Way = Way.PASSWORD,
    strong: bool = False,
) -> str:
    """Begin a session and return its secret; only the digest is stored.

    For ``sign_in``, after registering, after an invitation, and for the demo's one-click people.
    """
    account = queries.account(user_id)
    if not account.is_open:
        raise NotAllowedError("account_disabled" if account.disabled_at else "account_frozen")
    secret = codes.secret()
    session = Session(
        digest=queries.session_digest(secret),
        user_id=account.id,
        membership_id=membership_id,
        agent=rules.agent_family(agent),
        created_at=at,
        seen_at=at,
        ends_at=at + rules.limits(staff=membership_id is not None).whole,
        way=way,
        is_strong=strong,
    )
    if way is not Way.DEMO and queries.is_new_kind(account.id, session.agent):
        announce("new_device", to=Recipient(account.id, account.email, account.phone, account.language), at=at)
    db.session.add(session)
    account.last_signed_in_at = at
    db.session.flush()
    record(
        actor=owner(account),
        action="account:sign_in",
        object=f"account:{account.id}",
        at=at,
        data={"session": session.id, "membership": membership_id, "way": way, "strong": strong},
    )
    return secret


def sign_out(secret: str, *, at: datetime) -> None:
    """End the session behind a cookie's secret; ending twice is no error."""
    session = db.session.scalar(select(Session).where(Session.digest == queries.session_digest(secret)))
    if session is None or session.ended_at is not None:
        return
    session.ended_at, session.end_reason = at, Ended.SIGNED_OUT
    record(
        actor=owner(session.user),
        action="account:sign_out",
        object=f"account:{session.user_id}",
        at=at,
        data={"session": session.id},
    )


def end_session(session_id: int, *, actor: Actor, at: datetime) -> None:
    """End one session: one's own, or anybody's for an administrator.

    Raises:
        NotFoundError: there is none, it is over, or it is not this person's.
    """
    session = db.session.get(Session, session_id)
    own = session is not None and session.user_id == actor.user_id
    if session is None or session.ended_at is not None or not (own or actor.may(Permission.HOUSE_MANAGE)):
        raise NotFoundError("no_such_session")
    session.ended_at, session.end_reason = at, Ended.BY_OWNER if own else Ended.BY_ADMIN
    record(
        actor=actor,
        action="account:end_session",
        object=f"account:{session.user_id}",
        at=at,
        data={"session": session.id},
    )


def act_as(secret: str, *, membership_id: int | None, at: datetime) -> str:
    """Go on in another capacity, citizen or membership; return the new secret, since rights change.

    Whether the membership is this person's and holds now is the page's to ask of ``offices.queries``.

    Raises:
        NotFoundError: the session is over.
        NotAllowedError: staff without a NIK have no citizen side; ``full_sign_in_needed``, it was begun with a PIN.
    """
    session = _here(secret)
    if session.desk_pass_id is not None:
        raise NotAllowedError("full_sign_in_needed")
    if membership_id is None and session.user.nik_index is None:
        raise NotAllowedError("no_citizen_side")
    renewed = codes.secret()
    session.digest = queries.session_digest(renewed)
    session.membership_id, session.seen_at = membership_id, at
    if membership_id is not None:
        session.ends_at = min(session.ends_at, session.created_at + rules.STAFF_LIMITS.whole)
    record(
        actor=owner(session.user),
        action="account:act_as",
        object=f"account:{session.user_id}",
        at=at,
        data={"session": session.id, "membership": membership_id},
    )
    return renewed


def end_all(user_id: int, reason: Ended, *, at: datetime, keep: str | None = None) -> None:
    """End every session of an account, but for the one whose secret is ``keep``; no PIN opens a shared browser."""
    chosen = update(Session).where(Session.user_id == user_id, Session.ended_at.is_(None))
    if keep is not None:
        chosen = chosen.where(Session.digest != queries.session_digest(keep))
    db.session.execute(chosen.values(ended_at=at, end_reason=reason))
    db.session.execute(
        update(DeskPass).where(DeskPass.user_id == user_id, DeskPass.ended_at.is_(None)).values(ended_at=at)
    )


def end_in(membership_id: int, reason: Ended, *, at: datetime) -> None:
    """End every session that is held in one membership, and the ways back into it by PIN."""
    db.session.execute(
        update(Session)
        .where(Session.membership_id == membership_id, Session.ended_at.is_(None))
        .values(ended_at=at, end_reason=reason)
    )
    db.session.execute(
        update(DeskPass).where(DeskPass.membership_id == membership_id, DeskPass.ended_at.is_(None)).values(ended_at=at)
    )


def way_of(secret: str) -> Way:
    """Return by which first proof a running session was begun. Raises NotFoundError."""
    return _here(secret).way


def weaken(secret: str) -> None:
    """Count a session as begun by one proof alone: the second one is no longer there. Raises NotFoundError."""
    _here(secret).is_strong = False


def touch(session_id: int, *, at: datetime) -> None:
    """Write down that a session was used, in a short transaction of its own."""
    with side_transaction() as own:
        own.execute(update(Session).where(Session.id == session_id, Session.ended_at.is_(None)).values(seen_at=at))


def close_expired(secret: str, reason: Ended, *, at: datetime) -> None:
    """Write down that a session has run out, in a short transaction of its own."""
    with side_transaction() as own:
        own.execute(
            update(Session)
            .where(Session.digest == queries.session_digest(secret), Session.ended_at.is_(None))
            .values(ended_at=at, end_reason=reason)
        )


def _here(secret: str) -> Session:
    """Return the running session of a secret. Raises NotFoundError."""
    session = db.session.scalar(
        select(Session).where(Session.digest == queries.session_digest(secret), Session.ended_at.is_(None))
    )
    if session is None:
        raise NotFoundError("no_such_session")
    return session


def owner(account: User) -> Actor:
    """Return the account's owner, for what people do with their own account."""
    return Actor(Role.CITIZEN, user_id=account.id, person_id=account.person_id, name=account.name)
