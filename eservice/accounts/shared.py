"""One counter PC for several officers: each signs in fully once a day in its browser, then by a short PIN.

What a PIN opens is small on purpose: this browser, this day, the membership that was signed in with a password, and
of that an officer's work alone. A wrong PIN costs its owner a full sign-in after five tries, never more.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select, update

from eservice.accounts import passwords, queries, sessions
from eservice.accounts.actor import Actor
from eservice.accounts.gate import Checked, counted
from eservice.accounts.models import DeskBrowser, DeskPass, SecondFactor, Session, User
from eservice.accounts.permissions import Role
from eservice.accounts.rules import Guess, Way
from eservice.audit.actions import record
from eservice.kernel import codes
from eservice.kernel.clock import WIB, wib
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import side_transaction

PIN = re.compile(r"\d{6}")
WRONG_PINS = 5
"""After so many wrong ones the password is asked for again."""
_FEWEST_DIGITS = 3
_RUNS = ("0123456789", "9876543210")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who signed in fully in this browser today."""

    pass_id: int
    user_id: int
    membership_id: int
    name: str


def choose_pin(pin: str, *, owner: User) -> passwords.PasswordHash:
    """Return the hash of a short PIN. It has to keep only the rule that the first guesses are not it.

    Raises:
        InvalidInputError: on ``pin``: not six digits, or among the first that anybody would try.
    """
    if not PIN.fullmatch(pin):
        raise InvalidInputError("pin_six_digits", field="pin")
    known = "".join(re.findall(r"\d", f"{owner.nik or ''} {owner.phone or ''} {owner.staff_login or ''}"))
    if len(set(pin)) < _FEWEST_DIGITS or any(pin in run for run in _RUNS) or pin in known:
        raise InvalidInputError("pin_easy", field="pin")
    return passwords.hash_of(_salted(pin, owner.id))


def set_pin(checked: Checked, pin: passwords.PasswordHash, *, actor: Actor, at: datetime) -> None:
    """Keep a new short PIN of somebody whose password was just right; what the old one opened is closed.

    Raises:
        NotAllowedError: for officers only; whoever signs letters signs in fully each time.
    """
    _must_be_officer(actor)
    account = queries.account(checked.user_id)
    account.desk_pin_hash = pin
    close_passes(account.id, at=at)
    record(actor=actor, action="account:desk_pin", object=f"account:{account.id}", at=at)


def share(secret: str, browser: str, *, actor: Actor, at: datetime) -> str:
    """Let this browser be a shared one today, and its officer come back to it by PIN; return the browser's secret.

    Args:
        secret: of the session, begun with a password.
        browser: what the browser showed; another day's, or none, becomes a new one.

    Raises:
        NotAllowedError: not an officer, no PIN yet, or a session that was itself begun by PIN.
    """
    _must_be_officer(actor)
    session = db.session.scalar(
        select(Session).where(Session.digest == queries.session_digest(secret), Session.ended_at.is_(None))
    )
    if session is None or session.desk_pass_id is not None:
        raise NotAllowedError("full_sign_in_needed")
    if session.user.desk_pin_hash is None:
        raise NotAllowedError("no_desk_pin")
    here = _browser(browser, at=at)
    if here is None:
        browser = codes.secret()
        here = DeskBrowser(digest=_digest(browser), day=wib(at).date())
        db.session.add(here)
        db.session.flush()
    _pass_for(here, session, at=at)
    session.is_shared = True
    record(
        actor=actor,
        action="account:share_desk",
        object=f"account:{session.user_id}",
        at=at,
        data={"browser": here.id, "session": session.id},
    )
    return browser


def join(secret: str, browser: str, *, actor: Actor, at: datetime) -> None:
    """Bring somebody who signed in fully into a browser that is shared today; an officer with a PIN may come back."""
    session = db.session.scalars(select(Session).where(Session.digest == queries.session_digest(secret))).one()
    if actor.role is Role.OFFICER and session.user.desk_pin_hash is not None:
        share(secret, browser, actor=actor, at=at)
    session.is_shared = True


def lock(secret: str, *, at: datetime) -> None:
    """End the session of who was here; the way back by PIN stays."""
    sessions.sign_out(secret, at=at)


def is_shared(browser: str, *, at: datetime) -> bool:
    """Tell whether a browser is a shared one today."""
    return _browser(browser, at=at) is not None


def colleagues(browser: str, *, at: datetime) -> Sequence[Colleague]:
    """Return who may come back to this browser by PIN today, by name."""
    rows = db.session.execute(
        select(DeskPass, User)
        .join(User, User.id == DeskPass.user_id)
        .join(DeskBrowser, DeskBrowser.id == DeskPass.browser_id)
        .where(
            DeskBrowser.digest == _digest(browser),
            DeskBrowser.day == wib(at).date(),
            DeskPass.ended_at.is_(None),
            DeskPass.wrong < WRONG_PINS,
            User.disabled_at.is_(None),
            User.frozen_at.is_(None),
            User.desk_pin_hash.is_not(None),
        )
        .order_by(User.name, User.id)
    )
    return [Colleague(one.id, owner.id, one.membership_id, owner.name) for one, owner in rows]


def check_pin(pass_id: int, *, browser: str, pin: str, network: str, at: datetime) -> Colleague:
    """Return who comes back, once the PIN is right. Outside any transaction, as every guess.

    Raises:
        TooManyTriesError: too many wrong ones.
        NotFoundError: nobody who signed in here today, or whose tries are used up: ``no_desk_pass``.
        NotAllowedError: ``wrong_desk_pin``.
    """
    found = next((one for one in colleagues(browser, at=at) if one.pass_id == pass_id), None)
    if found is None:
        raise NotFoundError("no_desk_pass")
    with counted(Guess.DESK_PIN, secret=f"{found.user_id}", network=network, at=at):
        with side_transaction() as own:  # before the look: many at once share the tries that are left
            left = own.execute(
                update(DeskPass)
                .where(DeskPass.id == pass_id, DeskPass.wrong < WRONG_PINS, DeskPass.ended_at.is_(None))
                .values(wrong=DeskPass.wrong + 1)
                .returning(DeskPass.wrong)
            ).one_or_none()
        if left is None:
            raise NotFoundError("no_desk_pass")
        owner = queries.account(found.user_id)
        if not passwords.matches(owner.desk_pin_hash, _salted(pin, owner.id)):
            raise NotAllowedError("wrong_desk_pin")
        with side_transaction() as own:
            own.execute(update(DeskPass).where(DeskPass.id == pass_id).values(wrong=0))
    return found


def come_back(found: Colleague, *, agent: str, at: datetime) -> str:
    """Begin a session for somebody whose PIN was right, in the same membership; return its secret. Over by midnight.

    Raises:
        NotFoundError: ``no_desk_pass``, it was closed meanwhile.
    """
    held = db.session.get(DeskPass, found.pass_id, populate_existing=True)
    if held is None or held.ended_at is not None:
        raise NotFoundError("no_desk_pass")
    secret = sessions.start_session(
        found.user_id,
        membership_id=found.membership_id,
        at=at,
        agent=agent,
        way=Way.PIN,
        strong=db.session.get(SecondFactor, found.user_id) is not None,  # it was asked for at the full sign-in
    )
    session = db.session.scalars(select(Session).where(Session.digest == queries.session_digest(secret))).one()
    midnight = datetime.combine(wib(at).date() + timedelta(days=1), time(), WIB)
    session.desk_pass_id, session.is_shared, session.ends_at = held.id, True, min(session.ends_at, midnight)
    record(
        actor=sessions.owner(session.user),
        action="account:come_back",
        object=f"account:{session.user_id}",
        at=at,
        data={"browser": held.browser_id, "session": session.id, "membership": held.membership_id},
    )
    return secret


def leave_browser(user_id: int, browser: str, *, at: datetime) -> None:
    """Close somebody's way back into this browser: they signed out and went home."""
    here = _browser(browser, at=at)
    if here is not None:
        db.session.execute(
            update(DeskPass)
            .where(DeskPass.browser_id == here.id, DeskPass.user_id == user_id, DeskPass.ended_at.is_(None))
            .values(ended_at=at)
        )


def close_passes(user_id: int, *, at: datetime) -> None:
    """Close every way back by PIN that an account has."""
    db.session.execute(
        update(DeskPass).where(DeskPass.user_id == user_id, DeskPass.ended_at.is_(None)).values(ended_at=at)
    )


def _pass_for(here: DeskBrowser, session: Session, *, at: datetime) -> None:
    held = db.session.scalar(
        select(DeskPass).where(DeskPass.browser_id == here.id, DeskPass.user_id == session.user_id)
    )
    if held is None:
        held = DeskPass(browser_id=here.id, user_id=session.user_id)
        db.session.add(held)
    held.membership_id, held.opened_at, held.wrong, held.ended_at = session.membership_id or 0, at, 0, None
    db.session.flush()


def _browser(secret: str, *, at: datetime) -> DeskBrowser | None:
    if not secret:
        return None
    return db.session.scalar(
        select(DeskBrowser).where(DeskBrowser.digest == _digest(secret), DeskBrowser.day == wib(at).date())
    )


def _digest(secret: str) -> str:
    return vault().digest_secret(secret, "desk_browser")


def _salted(pin: str, user_id: int) -> str:
    """Return what is hashed: keyed, so that a stolen table alone cannot be tried a million times."""
    return vault().digest_secret(f"{user_id}\0{pin}", "desk_pin")


def _must_be_officer(actor: Actor) -> None:
    if actor.role is not Role.OFFICER or actor.membership_id is None:
        raise NotAllowedError("pin_for_officers")
