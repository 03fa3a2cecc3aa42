"""Targets of an office: what a figure should be, by when, who sees to it, and what came of it."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, SelectField
from wtforms.validators import DataRequired, InputRequired

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.metrics import names, targets
from eservice.metrics import queries as metrics
from eservice.metrics.models import Aim, FigureTarget, TargetResult
from eservice.metrics.queries import Scope
from eservice.metrics.sign_words import TARGETS
from eservice.metrics.targets import AT_LEAST, LENGTHS, WHOLE, Told
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.web.addresses import row_number
from eservice.web.answering import answer
from eservice.web.filters import local, number
from eservice.web.forms import DayField, HouseForm
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.supervisor.phrases import few
from eservice.web.supervisor.routes import blueprint
from eservice.web.supervisor.team import reach_of

_HOUR = 3600


class TargetForm(HouseForm):
    """What is aimed at, by when, and who sees to it."""

    aim = SelectField(_l("Angka"), [InputRequired(_l("Pilih angkanya."))])
    service = SelectField(_l("Layanan"), validate_choice=False)
    value = DecimalField(
        _l("Sasaran"),
        [InputRequired(_l("Isi sasarannya."))],
        description=_l("Persen untuk janji dan benar sejak pertama; jam untuk waktu; jumlah untuk yang lewat janji."),
    )
    owner = SelectField(_l("Penanggung jawab"), [InputRequired(_l("Pilih penanggung jawabnya."))], coerce=int)
    due_on = DayField(_l("Paling lambat"), [DataRequired(_l("Isi tanggalnya."))])


@dataclass(frozen=True)
class Line:
    """One target as the page tells it."""

    name: str
    about: str
    wanted: str
    now: str
    n: str
    url: str
    owner: str
    target: FigureTarget
    result: TargetResult | None = None


@blueprint.get("/penyelia/sasaran")
@requires(Permission.FIGURES_SEE)
def target_list() -> ResponseReturnValue:
    """Show what an office aims at, where it stands, and what came of earlier targets."""
    office = _office()
    return render_template(
        "supervisor/target_list.html",
        office=office,
        others=[one for one in reach_of(signed_in()) if one.id != office.id],
        running=[_running(one, office) for one in targets.running([office.id])],
        over=[_over(one, result) for one, result in targets.over([office.id])],
        may_set=signed_in().may(Permission.TARGET_SET),
        meaning=TARGETS,
        days=targets.DAYS,
    )


@blueprint.route("/penyelia/sasaran/tetapkan", methods=["GET", "POST"])
@requires(Permission.TARGET_SET)
def target_set() -> ResponseReturnValue:
    """Set a target, or put another in the place of one."""
    office, before = _office(), _before()
    form = TargetForm(**_filled(before))
    form.aim.choices = [(one.value, label(one)) for one in Aim]
    form.service.choices = [("", _("Semua layanan"))] + [
        (one.code, local(one, "name")) for one in sorted(names.service_names().values(), key=lambda one: one.name)
    ]
    team = names.officer_names(one.id for one in offices.members(office.id, at=clock.now()))
    form.owner.choices = [(one, f"{name}, {position}".strip(", ")) for one, name, position in team]
    office_id, replaces_id = office.id, before.id if before is not None else None

    def act(actor: Any) -> None:
        aim = Aim(form.aim.data)
        services = {one.code: one.id for one in names.service_names().values()}
        told = Told(
            office_id, services.get(form.service.data or ""), aim, _stored(aim, form.value.data), form.owner.data,
            form.due_on.data, replaces_id,
        )  # fmt: skip
        targets.set_target(told, actor=actor, at=clock.now())

    return answer(
        "supervisor/target_set.html",
        form,
        act,
        done=(_("Sasaran ditetapkan. Yang lama tetap dapat dibaca."), url_for(".target_list", kantor=office.code)),
        shown=lambda: {"office": _office(), "replaces": replaces_id},
    )


def _running(one: FigureTarget, office: Office) -> Line:
    at = clock.now()
    scope = Scope(office_ids=frozenset(offices.office_ids_under(one.office_id)), service_id=one.service_id)
    n, value = targets.measured(one.aim, metrics.figures(scope, metrics.last_days(targets.DAYS, at)))
    code = names.service_names()[one.service_id].code if one.service_id is not None else None
    url = url_for(".figures", kantor=office.code, layanan=code, hari=targets.DAYS)
    return Line(label(one.aim), _about(one), _wanted(one), _words(one.aim, value), number(n), url, _owner(one), one)


def _over(one: FigureTarget, result: TargetResult | None) -> Line:
    now = _words(one.aim, result.value) if result is not None else "–"
    n = number(result.n) if result is not None else "–"
    return Line(label(one.aim), _about(one), _wanted(one), now, n, "", _owner(one), one, result)


def _about(one: FigureTarget) -> str:
    if one.service_id is None:
        return str(_("Semua layanan"))
    return str(local(names.service_names()[one.service_id], "name"))


def _owner(one: FigureTarget) -> str:
    return ", ".join(name for _id, name, _position in names.officer_names([one.owner_id]))


def _wanted(one: FigureTarget) -> str:
    words = _words(one.aim, one.value)
    return str(
        _("sedikitnya %(value)s", value=words) if one.aim in AT_LEAST else _("paling banyak %(value)s", value=words)
    )


def _words(aim: Aim, value: int | None) -> str:
    if value is None:
        return few()
    if aim in AT_LEAST:
        return f"{number(value * 100 / WHOLE, 1)}\u00a0%"
    if aim in LENGTHS:
        return str(_("%(hours)s jam", hours=number(value / _HOUR, 1)))
    return number(value)


def _stored(aim: Aim, typed: Any) -> int:
    if aim in AT_LEAST:
        return round(float(typed) * WHOLE / 100)
    return round(float(typed) * _HOUR) if aim in LENGTHS else round(float(typed))


def _filled(before: FigureTarget | None) -> dict[str, Any]:
    if before is None:
        return {}
    shown = before.value * 100 / WHOLE if before.aim in AT_LEAST else before.value
    if before.aim in LENGTHS:
        shown = before.value / _HOUR
    code = names.service_names()[before.service_id].code if before.service_id is not None else ""
    return {"aim": before.aim.value, "service": code, "value": shown, "owner": before.owner_id, "due_on": before.due_on}


def _before() -> FigureTarget | None:
    """Return the target that another is to replace. Raises NotFoundError."""
    wanted = request.args.get("ganti", "")
    if not wanted:
        return None
    return targets.target(row_number(wanted) or 0, actor=signed_in())


def _office() -> Office:
    """Return the office the address asks for, one's own where it asks for none. Raises NotFoundError."""
    reach, wanted = reach_of(signed_in()), request.args.get("kantor", "")
    found = next((one for one in reach if one.code == wanted), None) if wanted else reach[0]
    if found is None:
        raise NotFoundError("not_in_reach")
    return found
