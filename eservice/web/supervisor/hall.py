"""The hall through the eyes of whoever answers for it: how long people waited, how it is run, where its screen is."""

from typing import cast

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.config import Settings
from eservice.counter import emergency, running
from eservice.counter.rules import Errand
from eservice.kernel import clock
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.metrics.hall import hall_figures
from eservice.web.answering import answer
from eservice.web.forms import HouseForm, LongTextField
from eservice.web.guards import requires, signed_in
from eservice.web.supervisor.asked import asked, period_form
from eservice.web.supervisor.reading import period_tabs
from eservice.web.supervisor.routes import blueprint


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
    actor, at = signed_in(), clock.now()
    period = period_form(actor)
    question = asked(actor, period)
    with transaction():
        run = running.hall_of(_own(actor.office_id))
        key, machine_key = run.key, run.machine_key
        form = HallForm(walk_ins=run.walk_ins, online_from=run.online_from, online_until=run.online_until)

    def run_it(actor: Actor) -> None:
        hours = {"online_from": form.online_from.data, "online_until": form.online_until.data}
        running.run_hall(_own(actor.office_id), walk_ins=form.walk_ins.data or 0, **hours, actor=actor, at=at)

    base_url = cast("Settings", current_app.extensions["eservice.settings"]).base_url
    reach = question.scope.office_ids or frozenset({question.office.id})
    of_errands = ((one, hall_figures(reach, question.period, errand=one)) for one in Errand)
    done = _("Aturan balai disimpan; berlaku untuk panggilan berikutnya.")
    return answer(
        "supervisor/hall_show.html",
        form,
        run_it,
        done=(done, url_for(".hall_show", **question.with_())),
        shown=lambda: {
            "asked": question,
            "period": period,
            "tabs": period_tabs(question),
            "whole": hall_figures(reach, question.period),
            "errands": [(one, found) for one, found in of_errands if found.given],
            "late": emergency.late_sheet(_own(actor.office_id), at=at)
            if actor.may(Permission.REQUEST_SUPERVISE)
            else None,
            "screen": base_url + url_for("public.hall_screen", key=key),
            "machine": base_url + url_for("public.hall_machine", key=machine_key),
        },
    )


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
    form, office_id, at = LateForm(), _own(signed_in().office_id), clock.now()
    return answer(
        "supervisor/emergency_late.html",
        form,
        lambda actor: emergency.let_enter_late(office_id, form.reason.data or "", actor=actor, at=at),
        done=(_("Loket boleh memasukkan lembar darurat sampai akhir hari kerja berikutnya."), url_for(".hall_show")),
        shown=lambda: {"sheet": emergency.late_sheet(office_id, at=at)},
    )


def _own(office_id: int | None) -> int:
    if office_id is None:
        raise NotAllowedError("page")
    return office_id
