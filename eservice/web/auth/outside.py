"""Signing in with the city's or the nation's identity service, where this installation has one."""

from flask import abort, current_app, flash, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from eservice.accounts import outside
from eservice.accounts.outside import Service
from eservice.accounts.rules import Way
from eservice.config import Settings
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.web.auth import halfway
from eservice.web.auth.routes import blueprint, entered
from eservice.web.errors import sentence
from eservice.web.guards import public
from eservice.web.stepping import CodeForm

_KEPT = "outside"


@blueprint.get("/masuk/identitas")
@public
def outside_begin() -> ResponseReturnValue:
    """Send somebody to the identity service; the browser remembers what has to come back."""
    try:
        address, cookie[_KEPT] = outside.begin(_service(), at=clock.now())
    except DomainError as refusal:
        return _back(refusal)
    return redirect(address, 303)


@blueprint.get("/masuk/identitas/kembali")
@public
def outside_return() -> ResponseReturnValue:
    """Let in whom the service names; whose account has a second factor is asked for it besides."""
    service, kept = _service(), str(cookie.pop(_KEPT, ""))
    try:
        checked = outside.check(service, kept=kept, came=request.args, at=clock.now())
        come = halfway.so_far(checked, as_citizen=True, way=Way.OUTSIDE)
        if halfway.needs_code(come):
            return halfway.ask(come, CodeForm(formdata=None), action=url_for(".sign_in_code"))
        return entered(come)
    except DomainError as refusal:
        return _back(refusal)


def _service() -> Service:
    """Return the identity service of this installation; without one there is no such page."""
    settings: Settings = current_app.extensions["eservice.settings"]
    if not settings.oidc_issuer:
        abort(404)
    return Service(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret,
        settings.oidc_nik_claim,
        settings.base_url + url_for("auth.outside_return"),
        settings.oidc_hosts,
    )


def _back(refusal: DomainError) -> ResponseReturnValue:
    flash(sentence(refusal), "wait")
    return redirect(url_for("auth.sign_in"), 303)
