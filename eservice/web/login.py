"""Who sits at the other end: reads the cookie, finds the session, ends it when its time is over."""

from dataclasses import dataclass

from flask import Flask, current_app, flash, g, request
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, login_user

from eservice.accounts import queries, rules, sessions
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.accounts.queries import LiveSession
from eservice.accounts.rules import Ended, Way
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.offices import queries as offices
from eservice.offices import rules as office_rules
from eservice.web import cookies, unsent
from eservice.web.carrying import Owner
from eservice.web.guards import signed_in
from eservice.web.labels import label

_SECRET = "_user_id"  # noqa: S105 - the name under which Flask-Login keeps it
BROWSER = "loket"
"""The cookie of a browser that several officers share; gone when its window is closed."""
_SAID = frozenset({Ended.BY_OWNER, Ended.PASSWORD, Ended.FACTOR, Ended.ROLE, Ended.BY_ADMIN})
"""Ends that somebody made elsewhere, and of which the page that follows tells."""
_ENDED = "ended"
"""The cookie's secret of a session that is over, until somebody signs in or out: it tells who was here."""


@dataclass(frozen=True, eq=False)
class SignedIn(UserMixin):
    """Somebody who has signed in: plain values only, since transactions detach what is loaded."""

    secret: str
    session: LiveSession
    actor: Actor

    def get_id(self) -> str:
        """Return what the cookie holds: the session's secret, never a number of an account."""
        return self.secret


def install(app: Flask) -> None:
    """Let Flask-Login find people by their session, before any page asks."""
    manager = LoginManager(app)
    manager.session_protection = None  # mobile networks change addresses; sessions end on the server
    manager.user_loader(find)
    app.before_request(_watch)
    app.jinja_env.globals["signed_in_as_staff"] = lambda: signed_in().is_staff
    app.jinja_env.globals["takes_turns"] = takes_turns


def enter(secret: str) -> None:
    """Put a new session into the cookie: everything else in it goes; the key to unsent drafts has its own cookie."""
    cookie.clear()
    g.pop("csrf_token", None)  # the page that follows needs one of the new session
    login_user(find(secret))


def leave() -> None:
    """Empty the cookie and drop the key to unsent drafts: the next person at this telephone may be another one."""
    cookie.clear()
    unsent.forget()


def secret_here() -> str:
    """Return the secret of the session in this browser; empty when nobody has signed in."""
    return str(cookie.get(_SECRET, ""))


def browser_here() -> str:
    """Return the secret of a shared browser; empty elsewhere."""
    return cookies.kept(BROWSER)


def takes_turns() -> bool:
    """Tell whether officers take turns in this browser."""
    return bool(browser_here()) and signed_in().is_staff


def membership_here() -> int | None:
    """Return the membership of who works here, or worked here until the screen was locked."""
    held = queries.held_by(secret_here() or str(cookie.get(_ENDED, "")))
    return held[1] if held is not None else None


def session_here() -> LiveSession | None:
    """Return the session in this browser, or None."""
    person = find(secret_here())
    return person.session if person else None


def who_was_here() -> Owner | None:
    """Return whose session ended in this browser, while nobody has signed in or out since."""
    held = queries.held_by(str(cookie.get(_ENDED, ""))) if _ENDED in cookie else None
    return Owner(*held) if held is not None else None


def network_here() -> str:
    """Return the address a guess comes from."""
    return request.remote_addr or "unknown"


def find(secret: str) -> SignedIn | None:
    """Return whose session this is, or None when it is over or never was."""
    known: dict[str, SignedIn | Ended | None] = g.setdefault("sessions_found", {})
    if secret not in known:
        known[secret] = None  # a database that does not answer is not asked again by the page that says so
        known[secret] = _look_up(secret)
    found = known[secret]
    return found if isinstance(found, SignedIn) else None


def forget_found() -> None:
    """Look sessions up anew from here on: this one was just written to."""
    g.pop("sessions_found", None)


def _look_up(secret: str) -> SignedIn | Ended | None:
    if not secret:
        return None
    live = queries.live_session(secret, at=clock.now())
    if not isinstance(live, LiveSession):
        return live
    if live.way is Way.DEMO and not current_app.extensions["eservice.settings"].is_demo:
        return None  # one click is worth nothing where people are real
    return SignedIn(secret, live, _actor(live))


def _actor(live: LiveSession) -> Actor:
    """Return the capacity of a session; a membership that has ended leaves the citizen."""
    if live.membership_id is not None:
        try:
            member = offices.membership(live.membership_id)
        except NotFoundError:
            member = None
        if (
            member is not None
            and member.user_id == live.user_id
            and office_rules.lasts(member.from_at, member.until_at, at=clock.now())
        ):
            return Actor(
                Role(member.role),
                user_id=live.user_id,
                person_id=live.person_id,
                membership_id=member.id,
                office_id=member.office_id,
                name=live.name,
            )
    return Actor(Role.CITIZEN, user_id=live.user_id, person_id=live.person_id, name=live.name)


def _watch() -> None:
    """Note that a session is in use, at most once a minute; close one whose time is over and say so."""
    if request.endpoint == "static" or not secret_here():
        return
    person, at = find(secret_here()), clock.now()
    if person is not None:
        if at - person.session.seen_at >= rules.TOUCH_AFTER:
            sessions.touch(person.session.session_id, at=at)
        return
    reason = g.sessions_found[secret_here()]
    if reason in (Ended.IDLE, Ended.TOO_OLD):
        sessions.close_expired(secret_here(), reason, at=at)
        flash(_("Anda keluar otomatis karena lama tidak dipakai. Masuk untuk melanjutkan."), "info")
    elif reason in _SAID:
        flash(label(reason), "info")
    if reason is not None:
        cookie[_ENDED] = secret_here()
    for name in (_SECRET, "_fresh", "_id"):
        cookie.pop(name, None)
