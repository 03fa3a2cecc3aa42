"""One's own attendance: away from when until when, and back before the time."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.requests import queries
from eservice.staff import actions
from eservice.staff import queries as staff
from eservice.web.absences import absence_form, known, recording
from eservice.web.answering import answer, press
from eservice.web.guards import requires, signed_in
from eservice.web.officer.routes import blueprint


@blueprint.route("/petugas/kehadiran", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def attendance() -> ResponseReturnValue:
    """Show when one is away, and write down a further time."""
    actor, at = signed_in(), clock.now()
    user_id, membership_id = actor.user_id or 0, actor.membership_id or 0
    form = absence_form(user_id)
    done = _("Tercatat. Selama Anda tidak masuk tidak ada yang diberikan kepada Anda.")
    return answer(
        "officer/attendance.html",
        form,
        recording(form, user_id),
        done=(done, url_for(".attendance")),
        shown=lambda: {
            "absences": known([user_id]).get(user_id, []),
            "away": staff.running(membership_id, at=at),
            "held": queries.held_count(membership_id),
            "at": at,
        },
    )


@blueprint.post("/petugas/kehadiran/<int:absence_id>/akhiri")
@requires(Permission.REQUEST_REVIEW)
def attendance_end(absence_id: int) -> ResponseReturnValue:
    """Be back before the time, or not go at all."""
    return press(
        lambda actor: actions.end_absence(absence_id, actor=actor, at=clock.now()),
        done=(_("Catatan itu berakhir sekarang. Anda dapat mengambil permohonan lagi."), url_for(".attendance")),
    )
