"""The hall through the eyes of whoever answers for it: how long people waited, how it is run, where its screen is."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from eservice.accounts.permissions import Permission
from eservice.config import Settings
from eservice.counter import emergency, running
from eservice.counter.rules import Errand
from eservice.kernel import clock
from eservice.kernel.errors import DomainError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.metrics.hall import hall_figures
from eservice.web.errors import status_of
from eservice.web.forms import HouseForm, LongTextField
from eservice.web.guards import requires, signed_in
from eservice.web.supervisor.asked import asked, period_form
from eservice.web.supervisor.routes import blueprint, period_tabs


class HallForm(HouseForm):
    """How the bench and the screen share one officer."""

    walk_ins = IntegerField(
        _l("Orang di bangku berturut-turut"),
        [
            InputRequired(_l("Isi angka 1 sampai 20.")),
            NumberRange(1, 20, _l("Isi angka 1 sampai 20.")),
        ],
        description=_l("Sesudah sebanyak ini, satu permohonan daring yang dijanjikan hari ini didahulukan."),
    )
    online_from = TimeField(_l("Jam daring mulai"), [Optional()], format=["%H:%M", "%H.%M"])
    online_until = TimeField(_l("Jam daring selesai"), [Optional()], format=["%H:%M", "%H.%M"])


@blueprint.route("/penyelia/loket", methods=["GET", "POST"])
@requires(Permission.FIGURES_SEE)
def hall_show() -> ResponseReturnValue:
    """Show the hall's figures by errand, its addresses, and how it is run."""
    actor, at, status = signed_in(), clock.now(), 200
    period = period_form(actor)
    question = asked(actor, period)
    with transaction():
        run = running.hall_of(_own(actor.office_id))
        key, machine_key = run.key, run.machine_key
        form = HallForm(walk_ins=run.walk_ins, online_from=run.online_from, online_until=run.online_until)
    if form.validate_on_submit():
        try:
            with transaction():
                running.run_hall(
                    _own(actor.office_id),
                    walk_ins=form.walk_ins.data or 0,
                    online_from=form.online_from.data,
                    online_until=form.online_until.data,
                    actor=actor,
                    at=at,
                )
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            flash(_("Aturan balai disimpan; berlaku untuk panggilan berikutnya."), "good")
            return redirect(url_for(".hall_show", **question.with_()), 303)
    elif form.errors:
        status = 422
    settings: Settings = current_app.extensions["eservice.settings"]
    reach = question.scope.office_ids or frozenset({question.office.id})
    return render_template(
        "supervisor/hall_show.html",
        form=form,
        asked=question,
        period=period,
        tabs=period_tabs(question),
        whole=hall_figures(reach, question.period),
        errands=[(one, found) for one in Errand if (found := hall_figures(reach, question.period, errand=one)).given],
        late=emergency.late_sheet(_own(actor.office_id), at=at) if actor.may(Permission.REQUEST_SUPERVISE) else None,
        screen=settings.base_url + url_for("public.hall_screen", key=key),
        machine=settings.base_url + url_for("public.hall_machine", key=machine_key),
    ), status


@blueprint.post("/penyelia/loket/alamat-baru")
@requires(Permission.FIGURES_SEE)
def hall_renew() -> ResponseReturnValue:
    """Give screen and machine new addresses, after the old ones went astray."""
    actor = signed_in()
    with transaction():
        running.renew_key(_own(actor.office_id), actor=actor, at=clock.now())
    flash(_("Alamat layar dan mesin nomor sudah diganti. Buka lagi di layar balai."), "good")
    return redirect(url_for(".hall_show"), 303)


class LateForm(HouseForm):
    """Why an old sheet is entered after all."""

    reason = LongTextField(
        _l("Mengapa baru sekarang dimasukkan?"),
        [DataRequired(_l("Tulis mengapa baru sekarang dimasukkan; alasannya tercatat.")), Length(max=200)],
    )


@blueprint.route("/penyelia/loket/darurat", methods=["GET", "POST"])
@requires(Permission.REQUEST_SUPERVISE)
def emergency_late() -> ResponseReturnValue:
    """Let the counter enter, for one more working day, a sheet whose time is over."""
    form, actor, at = LateForm(), signed_in(), clock.now()
    sheet, status = emergency.late_sheet(_own(actor.office_id), at=at), 200
    if form.validate_on_submit():
        try:
            with transaction():
                emergency.let_enter_late(_own(actor.office_id), form.reason.data or "", actor=actor, at=at)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            flash(_("Loket boleh memasukkan lembar darurat sampai akhir hari kerja berikutnya."), "good")
            return redirect(url_for(".hall_show"), 303)
    elif form.errors:
        status = 422
    return render_template("supervisor/emergency_late.html", form=form, sheet=sheet), status


def _own(office_id: int | None) -> int:
    if office_id is None:
        raise NotAllowedError("page")
    return office_id
