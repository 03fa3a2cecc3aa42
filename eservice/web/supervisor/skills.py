"""Who knows which service in an office, as its supervisor says."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.offices.models import Office
from eservice.staff import skills
from eservice.web.guards import requires, signed_in
from eservice.web.skills import Ways, answer, undo
from eservice.web.supervisor.routes import blueprint
from eservice.web.supervisor.team import reach_of

WAYS = Ways("supervisor.skill_list", "supervisor.skill_waive", "supervisor.skill_withdraw")


@blueprint.route("/penyelia/keahlian/<code>", methods=["GET", "POST"])
@requires(Permission.REQUEST_SUPERVISE)
def skill_list(code: str) -> ResponseReturnValue:
    """Show the services that need skill and who has it; name somebody, or ask for it."""
    return answer(_office(code), "supervisor/skill_list.html", WAYS)


@blueprint.post("/penyelia/keahlian/<code>/<int:service_id>/siapa-saja")
@requires(Permission.REQUEST_SUPERVISE)
def skill_waive(code: str, service_id: int) -> ResponseReturnValue:
    """Let anybody work on a service again."""
    office = _office(code)
    office_id = office.id
    return undo(
        office,
        lambda actor: skills.waive_skill(office_id, service_id, actor=actor, at=clock.now()),
        _("Layanan itu sekarang boleh dikerjakan siapa saja."),
        WAYS,
    )


@blueprint.post("/penyelia/keahlian/<code>/tunjukan/<int:skill_id>/cabut")
@requires(Permission.REQUEST_SUPERVISE)
def skill_withdraw(code: str, skill_id: int) -> ResponseReturnValue:
    """Say that somebody does not know a service any more."""
    return undo(
        _office(code),
        lambda actor: skills.withdraw(skill_id, actor=actor, at=clock.now()),
        _("Dicabut. Yang sudah dipegangnya tetap padanya."),
        WAYS,
    )


def _office(code: str) -> Office:
    found = next((one for one in reach_of(signed_in()) if one.code == code), None)
    if found is None:
        raise NotFoundError("no_such_office")
    return found
