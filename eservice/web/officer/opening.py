"""Opening masked numbers with a reason: an act of its own, shown to the one concerned."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.privacy import revealing
from eservice.requests import queries
from eservice.web.desk import case
from eservice.web.errors import sentence
from eservice.web.guards import requires, signed_in
from eservice.web.officer.routes import blueprint
from eservice.web.officer.showing import page_of, show_url


@blueprint.post("/petugas/permohonan/<code>/buka-nomor")
@requires(Permission.REQUEST_REVIEW)
def reveal(code: str) -> ResponseReturnValue:
    """Show the page with its numbers, once; reason and reader are recorded, and the one concerned reads both."""
    found = case(code, signed_in())
    try:
        with transaction():
            revealing.reveal(
                queries.for_change(found.code or ""),
                request.form.get("reason", ""),
                request.form.get("note", ""),
                actor=signed_in(),
                at=clock.now(),
            )
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
        return redirect(show_url(code) + "#orang", 303)
    return page_of(case(code, signed_in()), revealed=True)
