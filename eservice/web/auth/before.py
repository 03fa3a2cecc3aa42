"""What stands between a session and the rest of the house: a second proof, and a password that is not too old.

Both lead to the one page that helps, and the addresses of everything else lead there too.
"""

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.password_rule import is_too_old
from eservice.accounts.permissions import FACTOR_ROLES
from eservice.accounts.queries import LiveSession
from eservice.accounts.rules import Way
from eservice.kernel import clock
from eservice.web.auth.routes import blueprint
from eservice.web.choosing import policy_here
from eservice.web.guards import is_public, signed_in
from eservice.web.login import session_here

_MEANWHILE = frozenset({"auth.factor", "auth.factor_set_up", "auth.act_as", "auth.password"})
"""What one may do while a proof is still to be given: give it, or go on as a citizen."""


@blueprint.before_app_request
def must_have_factor() -> ResponseReturnValue | None:
    """Lead whoever acts in a role that works only with a second proof to the page on which it is set up or given."""
    here = session_here()
    if here is None or signed_in().role not in FACTOR_ROLES or is_enough(here) or _may_meanwhile():
        return None
    flash(_("Tugas Anda hanya dapat dikerjakan dengan kode kedua. Pasang dahulu, sekali saja."), "wait")
    return redirect(url_for("auth.factor_set_up" if here.has_factor else "auth.factor"), 303)


@blueprint.before_app_request
def must_have_young_password() -> ResponseReturnValue | None:
    """Lead whoever signed in by a password that is too old for this installation to the page that changes it."""
    here = session_here()
    if here is None or here.way not in (Way.PASSWORD, Way.PIN) or _may_meanwhile():
        return None
    if not is_too_old(here.password_set_at, policy_here(), at=clock.now()):
        return None
    flash(_("Kata sandi Anda sudah lebih dari 6 bulan. Ganti dahulu, lalu lanjutkan."), "wait")
    return redirect(url_for("auth.password"), 303)


def is_enough(here: LiveSession) -> bool:
    """Tell whether a session was given two proofs; the demo's one click stands for both, and in the demo alone."""
    demo: bool = current_app.extensions["eservice.settings"].is_demo
    return here.is_strong or (demo and here.way is Way.DEMO)


def _may_meanwhile() -> bool:
    return is_public(request.endpoint) or request.endpoint in _MEANWHILE
