"""The RT of a kelurahan: who heads each, since when, and by which decree."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.offices import actions
from eservice.offices import queries as offices
from eservice.web.admin.answering import answer
from eservice.web.admin.house_forms import EndRtForm, RtForm
from eservice.web.admin.routes import blueprint
from eservice.web.guards import requires


@blueprint.get("/kelola/kantor/<code>/rt")
@requires(Permission.HOUSE_MANAGE)
def rt_list(code: str) -> ResponseReturnValue:
    """List the RT of an office as they stand today."""
    office = offices.office_by_code(code)
    return render_template("admin/rt_list.html", office=office, rts=offices.rts(office.id, on=clock.today()))


@blueprint.route("/kelola/kantor/<code>/rt/catat", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def rt_set(code: str) -> ResponseReturnValue:
    """Record who heads an RT from a day on; who headed it before stays in the record."""
    office, form = offices.office_by_code(code), RtForm()
    if not office.uses_rw:
        del form.rw
    office_id = office.id

    def act(actor: Actor) -> None:
        head = actions.RtHead(
            office_id=office_id,
            number=form.number.data or "",
            rw=form.rw.data or "" if form.rw else "",
            head_name=form.head_name.data or "",
            head_phone=form.head_phone.data or "",
            decree_number=form.decree_number.data or "",
            valid_from=form.valid_from.data,
        )
        actions.set_rt(head, actor=actor, at=clock.now())

    done = (_("Ketua RT sudah dicatat."), url_for(".rt_list", code=code))
    return answer("rt_set", form, act, done=done, office=office)


@blueprint.route("/kelola/kantor/<code>/rt/<int:rt_id>/akhiri", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def rt_end(code: str, rt_id: int) -> ResponseReturnValue:
    """Let an RT end, as when it is split or renumbered."""
    office, form = offices.office_by_code(code), EndRtForm()
    ending = next((one for one in offices.rts(office.id, on=clock.today()) if one.id == rt_id), None)
    if ending is None:
        raise NotFoundError("no_such_rt")

    def act(actor: Actor) -> None:
        actions.dissolve_rt(rt_id, valid_to=form.valid_to.data, actor=actor, at=clock.now())

    done = (_("RT ini berakhir pada hari itu."), url_for(".rt_list", code=code))
    return answer("rt_end", form, act, done=done, office=office, rt=ending)
