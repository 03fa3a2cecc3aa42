"""Complete what the officer asked for."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.requests.workflow import Status
from eservice.web import completing
from eservice.web.citizen import own, proving
from eservice.web.citizen.room import blueprint
from eservice.web.guards import requires, signed_in


@blueprint.route("/permohonan/<code>/lengkapi", methods=["GET", "POST"])
@requires(Permission.REQUEST_OWN)
def complete(code: str) -> ResponseReturnValue:
    """Show all that is missing of one's own request, and take it."""
    found = own.own(code)
    back = url_for(".request_show", code=found.code)
    if found.status is not Status.NEEDS_CORRECTION:
        return redirect(back, 303)
    page = completing.Page("citizen/complete.html", back)
    return completing.respond(found, page, actor=signed_in(), owner=proving.owner_here())
