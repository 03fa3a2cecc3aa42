"""The survey of an office: its index and what could mislead in it, its lowest elements, what is done about them."""

import csv
import io
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired, InputRequired, Length

from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.metrics import names
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.satisfaction import actions, queries
from eservice.satisfaction.rules import LEAST, Element, PlanState, Quarter
from eservice.satisfaction.words import CHOICES, EXPLAINED, Figure
from eservice.web.answering import answer
from eservice.web.cells import plain
from eservice.web.forms import DayField, HouseForm, LongTextField
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.supervisor import survey_shapes as shapes
from eservice.web.supervisor.routes import blueprint
from eservice.web.supervisor.team import reach_of


class PlanForm(HouseForm):
    """What is done about an element."""

    text = LongTextField(
        _l("Apa yang dikerjakan"),
        [DataRequired(_l("Tulis apa yang akan dikerjakan.")), Length(max=500)],
        description=_l("Satu langkah yang dapat diperiksa orang lain, misalnya: papan syarat di ruang tunggu."),
    )
    owner = SelectField(_l("Penanggung jawab"), [InputRequired(_l("Pilih penanggung jawabnya."))], coerce=int)
    due_on = DayField(_l("Selesai paling lambat"), [DataRequired(_l("Isi tanggalnya."))])
    state = SelectField(_l("Keadaan"), [InputRequired(_l("Pilih keadaannya."))])


class PublishForm(HouseForm):
    """One button: what it does is said beside it."""


@blueprint.get("/penyelia/skm")
@requires(Permission.FIGURES_SEE)
def survey_show() -> ResponseReturnValue:
    """Show what citizens said of one office in one quarter, in words first."""
    office, quarter, at = _office(), _quarter(), clock.now()
    told, lines = queries.survey(office.id, quarter, at=at), shapes.trend(office.id)
    return render_template(
        "supervisor/survey_show.html",
        office=office,
        quarter=shapes.quarter_words(quarter),
        told=told,
        headline=shapes.headline(told),
        own=shapes.index(told.own),
        counter=shapes.index(told.counter),
        bars=shapes.bars(told.own.shown),
        elements=shapes.elements(told.own.shown),
        services=shapes.service_lines(told),
        trend=lines,
        trend_bars=shapes.trend_bars(lines),
        plans=shapes.planned(office, told, today=clock.wib(at).date()),
        facts=[(fact, [(CHOICES[fact][key], n) for key, n in counts.items()]) for fact, counts in told.facts.items()],
        explained=EXPLAINED,
        Figure=Figure,
        publication=queries.publication(office.id, quarter),
        published_by=_publisher(office, quarter),
        others=[(one, url_for(".survey_show", kantor=one.code, triwulan=quarter.key)) for one in reach_of(signed_in())],
        tabs=[
            (shapes.quarter_words(one), url_for(".survey_show", kantor=office.code, triwulan=one.key), one == quarter)
            for one in queries.quarters(office.id, at=at)
        ],
        address=_address(office, quarter),
        may_act=signed_in().may(Permission.REQUEST_SUPERVISE),
        least=LEAST,
        few=shapes.few(),
    )


@blueprint.route("/penyelia/skm/rencana/<element>", methods=["GET", "POST"])
@requires(Permission.REQUEST_SUPERVISE)
def survey_plan(element: str) -> ResponseReturnValue:
    """Write down what is done about one of the lowest elements, who does it and until when."""
    if element not in set(Element):
        raise NotFoundError("no_such_figure")
    office, quarter, about = _office(), _quarter(), Element(element)
    before = queries.plans(office.id, quarter).get(about)
    form = PlanForm(obj=before, owner=before.owner_id if before else None)
    team = names.officer_names(one.id for one in offices.members(office.id, at=clock.now()))
    form.owner.choices = [(one, f"{name}, {position}".strip(", ")) for one, name, position in team]
    form.state.choices = [(one.value, label(one)) for one in PlanState]

    def act(actor: Any) -> None:
        told = actions.Plan(form.text.data or "", form.owner.data, form.due_on.data, PlanState(form.state.data))
        actions.plan(office_id, quarter, about, told, actor=actor, at=clock.now())

    office_id, address = office.id, _address(office, quarter)
    return answer(
        "supervisor/survey_plan.html",
        form,
        act,
        done=(_("Rencana tersimpan. Perubahannya tercatat."), url_for(".survey_show", **address)),
        shown=lambda: {
            "element": about,
            "address": address,
            "quarter": shapes.quarter_words(quarter),
            "office": _office(),
        },
    )


@blueprint.route("/penyelia/skm/umumkan", methods=["GET", "POST"])
@requires(Permission.REQUEST_SUPERVISE)
def survey_publish() -> ResponseReturnValue:
    """Make a quarter's figures public for good."""
    office, quarter, form = _office(), _quarter(), PublishForm()
    office_id, address = office.id, _address(office, quarter)
    told = queries.survey(office_id, quarter, at=clock.now())
    return answer(
        "supervisor/survey_publish.html",
        form,
        lambda actor: actions.publish(office_id, quarter, actor=actor, at=clock.now()),
        done=(_("Angka sudah diumumkan dan tidak dapat diubah lagi."), url_for(".survey_show", **address)),
        shown=lambda: {
            "address": address,
            "quarter": shapes.quarter_words(quarter),
            "office": _office(),
            "own": shapes.index(told.own),
            "counter": shapes.index(told.counter),
            "few": shapes.few(),
        },
    )


@blueprint.get("/penyelia/skm/unduh")
@requires(Permission.FIGURES_SEE)
def survey_csv() -> ResponseReturnValue:
    """Return the figures of the page as a sheet; that it was taken is recorded."""
    office, quarter, at = _office(), _quarter(), clock.now()
    told = queries.survey(office.id, quarter, at=at)
    audit.record_look(
        actor=signed_in(), action="survey:export", object=f"office:{office.id}", at=at, data={"quarter": quarter.key}
    )
    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\r\n")
    rows.writerows([plain(cell) for cell in line] for line in shapes.sheet(office, told))
    return Response(
        "\ufeff" + sheet.getvalue(),
        mimetype="text/csv",
        headers={
            "Content-Disposition": f'attachment; filename="skm-{office.code}-{quarter.key}.csv"',
            "Cache-Control": "no-store",
        },
    )


def _office() -> Office:
    """Return the office the address asks for, the first of one's own where it asks for none. Raises NotFoundError."""
    reach, wanted = reach_of(signed_in()), request.args.get("kantor", "")
    found = next((one for one in reach if one.code == wanted), None) if wanted else reach[0]
    if found is None:
        raise NotFoundError("not_in_reach")
    return found


def _quarter() -> Quarter:
    """Return the quarter the address asks for; the present one where it asks for none. Raises NotFoundError."""
    wanted = request.args.get("triwulan", "")
    found = Quarter.read(wanted) if wanted else Quarter.of(clock.today())
    if found is None or found > Quarter.of(clock.today()):
        raise NotFoundError("no_such_quarter")
    return found


def _address(office: Office, quarter: Quarter) -> dict[str, Any]:
    return {"kantor": office.code, "triwulan": quarter.key}


def _publisher(office: Office, quarter: Quarter) -> str:
    made = queries.publication(office.id, quarter)
    return ", ".join(name for _id, name, _position in names.officer_names([made.published_by_id])) if made else ""
