"""The clock of one request, explained to the staff that answers for it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.requests.steps import calendar_of, promise_rests
from eservice.web import explained, looking
from eservice.web.desk import case_to_read, time_left, work_left
from eservice.web.guards import requires, signed_in
from eservice.web.officer.routes import blueprint


@blueprint.get("/petugas/permohonan/<code>/waktu")
@requires(Permission.REQUEST_REVIEW)
def request_time(code: str) -> ResponseReturnValue:
    """Show a request's time line by line to the office that handles it; the look is recorded."""
    actor, at = signed_in(), clock.now()
    found = case_to_read(code, actor)
    looking.record_look(actor=actor, action="request:look", object=f"request:{found.id}", at=at)
    told, paused, hours = explained.explained(found, at=at), promise_rests(found), calendar_of(found)
    promised_at = found.promised_at or at
    return render_template(
        "officer/request_time.html",
        request=found,
        due=time_left(promised_at, found.status, hours, paused=paused, at=at),
        left=work_left(promised_at, found.status, hours, paused=paused, at=at),
        runs=explained.runs(told, explained.for_staff),
        total=explained.total(told),
        at=at,
    )
