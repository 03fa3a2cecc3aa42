"""Who knows which service in an office, as an administrator says."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.offices import queries as offices
from eservice.staff import skills
from eservice.web.admin.routes import blueprint
from eservice.web.guards import requires
from eservice.web.skills import Ways, answer, undo

WAYS = Ways("admin.office_skills", "admin.office_skill_waive", "admin.office_skill_withdraw")


@blueprint.route("/kelola/kantor/<code>/keahlian", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def office_skills(code: str) -> ResponseReturnValue:
    """Show the services that need skill in an office and who has it; name somebody, or ask for it."""
    return answer(offices.office_by_code(code), "admin/office_skills.html", WAYS)


@blueprint.post("/kelola/kantor/<code>/keahlian/<int:service_id>/siapa-saja")
@requires(Permission.HOUSE_MANAGE)
def office_skill_waive(code: str, service_id: int) -> ResponseReturnValue:
    """Let anybody work on a service again."""
    office = offices.office_by_code(code)
    office_id = office.id
    return undo(
        office,
        lambda actor: skills.waive_skill(office_id, service_id, actor=actor, at=clock.now()),
        _("Layanan itu sekarang boleh dikerjakan siapa saja."),
        WAYS,
    )


@blueprint.post("/kelola/kantor/<code>/keahlian/tunjukan/<int:skill_id>/cabut")
@requires(Permission.HOUSE_MANAGE)
def office_skill_withdraw(code: str, skill_id: int) -> ResponseReturnValue:
    """Say that somebody does not know a service any more."""
    return undo(
        offices.office_by_code(code),
        lambda actor: skills.withdraw(skill_id, actor=actor, at=clock.now()),
        _("Dicabut. Yang sudah dipegangnya tetap padanya."),
        WAYS,
    )
