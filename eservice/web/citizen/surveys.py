"""The survey about one's own request, signed in."""

from flask import url_for
from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.satisfaction import actions, inviting
from eservice.satisfaction import queries as surveys
from eservice.web import surveying
from eservice.web.citizen.own import own
from eservice.web.citizen.room import blueprint
from eservice.web.guards import requires


@blueprint.route("/permohonan/<code>/survei", methods=["GET", "POST"])
@requires(Permission.REQUEST_OWN)
def survey(code: str) -> ResponseReturnValue:
    """Ask what one thinks of the service, once."""
    found = own(code)
    asked = surveys.invitation_of(found.id)
    if asked is None:
        raise NotFoundError("no_such_survey")
    inviting.check_open(asked, at=clock.now())
    return surveying.respond(
        "citizen/survey.html",
        lambda told, actor: actions.answer_own(own(code), told, actor=actor, at=clock.now()),
        url_for(".request_show", code=found.code),
        request=found,
    )
