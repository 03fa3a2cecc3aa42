"""One's own attendance: away from when until when, and back before the time."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.requests import queries
from eservice.staff import actions
from eservice.staff import queries as staff
from eservice.web.absences import absence_form, known, recording
from eservice.web.errors import sentence, status_of
from eservice.web.guards import requires, signed_in
from eservice.web.officer.routes import blueprint


@blueprint.route("/petugas/kehadiran", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def attendance() -> ResponseReturnValue:
    """Show when one is away, and write down a further time."""
    actor, status = signed_in(), 200
    user_id, membership_id = actor.user_id or 0, actor.membership_id or 0
    form = absence_form(user_id)
    if form.validate_on_submit():
        try:
            with transaction():
                recording(form, user_id)(actor)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            flash(_("Tercatat. Selama Anda tidak masuk tidak ada yang diberikan kepada Anda."), "good")
            return redirect(url_for(".attendance"), 303)
    elif form.errors:
        status = 422
    page = render_template(
        "officer/attendance.html",
        form=form,
        absences=known([user_id]).get(user_id, []),
        away=staff.running(membership_id, at=clock.now()),
        held=queries.held_count(membership_id),
        at=clock.now(),
    )
    return page, status


@blueprint.post("/petugas/kehadiran/<int:absence_id>/akhiri")
@requires(Permission.REQUEST_REVIEW)
def attendance_end(absence_id: int) -> ResponseReturnValue:
    """Be back before the time, or not go at all."""
    try:
        with transaction():
            actions.end_absence(absence_id, actor=signed_in(), at=clock.now())
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
    else:
        flash(_("Catatan itu berakhir sekarang. Anda dapat mengambil permohonan lagi."), "good")
    return redirect(url_for(".attendance"), 303)
