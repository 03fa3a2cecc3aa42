"""The clock of one's own request, explained in plain words."""

from flask import render_template
from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.requests.steps import promise_rests
from eservice.web import explained
from eservice.web.citizen.own import own
from eservice.web.citizen.room import blueprint
from eservice.web.guards import requires


@blueprint.get("/permohonan/<code>/waktu")
@requires(Permission.REQUEST_OWN)
def request_time(code: str) -> ResponseReturnValue:
    """Show where the time went: with the office, with oneself, and while the office was closed."""
    found, at = own(code), clock.now()
    told = explained.explained(found, at=at)
    return render_template(
        "citizen/request_time.html",
        request=found,
        paused=promise_rests(found),
        runs=explained.runs(told, explained.for_citizen),
        total=explained.total(told),
        at=at,
    )
