"""The counter: choose a service, go on with what was begun there, or throw it away."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.catalogue import queries as catalogue
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.requests import filing, queries
from eservice.requests.models import Request
from eservice.web.guards import requires, signed_in
from eservice.web.officer.counter import draft_of, next_page
from eservice.web.officer.routes import blueprint


@dataclass(frozen=True)
class Begun:
    """What an officer began with somebody and has not sent."""

    draft: Request
    name: str
    next_url: str


@blueprint.get("/petugas/loket")
@requires(Permission.REQUEST_ASSIST)
def counter() -> ResponseReturnValue:
    """Choose the service for the person in front of the desk, or go on with what was begun."""
    begun = [
        Begun(one, str(one.answers.get("nama") or one.answers.get("pemohon_nama") or ""), next_page(one))
        for one in queries.assisted_drafts(signed_in().membership_id or 0)
    ]
    return render_template("officer/counter.html", services=catalogue.services(at=clock.now()), begun=begun)


@blueprint.route("/petugas/loket/<int:draft>/hapus", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASSIST)
def counter_discard(draft: int) -> ResponseReturnValue:
    """Delete a draft of one's own, after asking."""
    if request.method == "POST":
        with transaction():
            filing.discard(draft_of(draft, lock=True), at=clock.now())
        flash(_("Isian itu sudah dihapus."), "good")
        return redirect(url_for(".counter"), 303)
    found = draft_of(draft)
    return render_template("officer/counter_discard.html", draft=found, onward=next_page(found))
