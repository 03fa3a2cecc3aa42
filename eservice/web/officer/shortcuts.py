"""Shortcuts of the keyboard: their list, and the switch that turns them off for who speaks to the computer."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.web import cookies
from eservice.web.guards import requires
from eservice.web.officer.routes import blueprint

_COOKIE, _OFF = "pintasan", "mati"
_YEAR = 366 * 24 * 3600


@blueprint.route("/petugas/pintasan", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def shortcuts() -> ResponseReturnValue:
    """List the shortcuts, and switch them off or on in this browser.

    A letter alone must not act for somebody whose words become letters (WCAG 2.2, 2.1.4).
    """
    if request.method != "POST":
        return render_template("officer/shortcuts.html", on=_are_on())
    answer = make_response(redirect(url_for(".shortcuts"), 303))
    if "nyalakan" in request.form:
        cookies.drop(answer, _COOKIE)
        flash(_("Pintasan papan ketik menyala."), "good")
    else:
        cookies.keep(answer, _COOKIE, _OFF, seconds=_YEAR)
        flash(_("Pintasan papan ketik mati di peramban ini."), "good")
    return answer


@blueprint.app_template_global("has_shortcuts")
def has_shortcuts() -> bool:
    """Tell whether the page is one of an officer's desk, where keys could act."""
    return request.blueprint == blueprint.name


@blueprint.app_template_global("shortcuts_on")
def shortcuts_on() -> bool:
    """Tell whether keys act on this page."""
    return has_shortcuts() and _are_on()


def _are_on() -> bool:
    return cookies.kept(_COOKIE) != _OFF
