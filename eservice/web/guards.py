"""Who may open a page. Every route says so; one that does not stops the application from starting."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from eservice.accounts.actor import GUEST, Actor
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.config import is_loopback
from eservice.kernel import clock, replica
from eservice.kernel.errors import DomainError, NotAllowedError, NotFoundError
from eservice.web import keys

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
"""The policy of pages that anyone may open."""


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view as open only to those whom the policy grants ``permission``."""

    def mark(view: View) -> View:
        view.policy = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view as open to anyone."""
    view.policy = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in() -> Actor:
    """Return who is acting now, and in which capacity; a guest when nobody has signed in."""
    actor: Actor = current_user.actor if current_user.is_authenticated else GUEST
    return actor


def note_refusal(object: str, *, action: str = "page:refused", data: dict[str, Any] | None = None) -> None:  # noqa: A002
    """Keep in the log that somebody who has signed in was refused what is not theirs; once for each request."""
    if "refusal_noted" not in g and signed_in() != GUEST:
        g.refusal_noted = True
        audit.record_look(actor=signed_in(), action=action, object=object, at=clock.now(), data=data)


def note_refused(error: DomainError) -> None:
    """Keep in the log what a verb refused: not theirs, or not there for them at an address that names one thing."""
    if isinstance(error, NotAllowedError) or (isinstance(error, NotFoundError) and request.view_args):
        note_refusal(f"page:{request.endpoint}", data={"why": error.code})


def is_public(endpoint: str | None) -> bool:
    """Tell whether anyone may open a page; an address without one is nobody's secret."""
    view: Any = current_app.view_functions.get(endpoint or "")
    return view is None or view.policy == PUBLIC


def guard(app: Flask) -> None:
    """Enforce every view's policy, and refuse to start with a view that has none.

    Raises:
        RuntimeError: a route has no policy.
    """
    public(app.view_functions["static"])
    missing = [name for name, view in app.view_functions.items() if not hasattr(view, "policy")]
    if missing:
        raise RuntimeError(f"routes without a policy: {', '.join(sorted(missing))}")
    if app.extensions["eservice.settings"].is_demo:
        app.before_request_funcs.setdefault(None, []).insert(0, _this_machine_alone)  # before anybody signs in
    app.before_request(_enforce)


def count_on_replica() -> None:
    """Read the figures of a page from the replica, where the installation has one; a form is read where it is kept."""
    if request.method != "POST":
        replica.count_there()


def _this_machine_alone() -> ResponseReturnValue | None:
    """Answer nobody from elsewhere in demo mode, however the server was started: its accounts have no passwords."""
    if is_loopback(request.remote_addr or "") and is_loopback(urlsplit(f"//{request.host}").hostname or ""):
        return None
    return Response("Demo mode answers this machine alone.\n", status=403, mimetype="text/plain")


def _enforce() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such address: the 404 page answers
    view: Any = current_app.view_functions[request.endpoint]
    policy = view.policy
    if policy == PUBLIC:
        return None
    if policy == keys.KEYED:
        return keys.admit(view.scope)
    actor = signed_in()
    if actor.may(policy):
        return None
    if actor == GUEST:
        here = request.full_path.rstrip("?") if request.method != "POST" else ""
        if not here:
            flash(_("Belum ada yang terkirim. Masuk dahulu, lalu kirim sekali lagi."), "info")
        return redirect(url_for("auth.sign_in", lanjut=here or None), 303)
    note_refusal(f"page:{request.endpoint}", data={"needs": policy})
    raise NotAllowedError("page", needs=policy)
