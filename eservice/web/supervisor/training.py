"""The training of an office: what goes wrong, the plan of the year with its budget, who goes, and what came of it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.careers import actions, effects, need, queries
from eservice.careers.actions import Outcome
from eservice.careers.models import TrainingPlace
from eservice.careers.need import Evidence
from eservice.careers.rules import Result
from eservice.careers.terms import Term
from eservice.kernel import clock
from eservice.kernel.errors import InvalidInputError, NotFoundError
from eservice.metrics import looks, names
from eservice.metrics.queries import Scope
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.satisfaction import queries as surveys
from eservice.satisfaction.rules import Element, Quarter, average
from eservice.web import needs
from eservice.web.answering import answer
from eservice.web.filters import number
from eservice.web.forms import ChoiceField, DayField, HouseForm, LongTextField, TextField
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.supervisor.routes import blueprint
from eservice.web.supervisor.team import reach_of

_LEARNT = (Element.COMPETENCE, Element.CONDUCT)
"""What people say of the officers themselves."""


class BudgetForm(HouseForm):
    """How much may be spent in which year, and on what ground."""

    year = IntegerField(_l("Tahun"), [InputRequired(_l("Isi tahunnya."))])
    rupiah = IntegerField(_l("Anggaran dalam rupiah"), [InputRequired(_l("Isi anggarannya."))])
    reason = LongTextField(_l("Dasarnya"), [DataRequired(_l("Tulis dasar anggarannya.")), Length(max=300)])


class DecideForm(HouseForm):
    """Granted, or refused with a reason."""

    verdict = ChoiceField(
        _l("Keputusan"),
        choices=[SelectChoice("grant", _l("Setujui")), SelectChoice("refuse", _l("Tolak"))],
        validators=[InputRequired(_l("Pilih setujui atau tolak."))],
    )
    because = LongTextField(_l("Alasan penolakan"), [Optional(), Length(max=500)])


class FinishForm(HouseForm):
    """Who came, for how long, and what came of it."""

    came = ChoiceField(
        _l("Kehadiran"),
        choices=[SelectChoice("yes", _l("Mengikuti")), SelectChoice("no", _l("Tidak datang"))],
        validators=[InputRequired(_l("Pilih mengikuti atau tidak datang."))],
    )
    ended_on = DayField(_l("Hari terakhir pelatihan"), [Optional()])
    minutes = IntegerField(_l("Lamanya, dalam menit"), [Optional()])
    result = ChoiceField(_l("Hasil"), validators=[Optional()])
    certificate = TextField(_l("Nomor sertifikat"), [Optional(), Length(max=100)])


@blueprint.get("/penyelia/pelatihan")
@requires(Permission.CAREER_LEAD)
def training_show() -> ResponseReturnValue:
    """Show what an office could learn, its plan and budget of the year, and who was refused and why."""
    office, at = _office(), clock.now()
    told, year = _evidence(office), clock.wib(at).year
    courses = queries.courses(at=at)
    team = {one.id: one.user_id for one in offices.members(office.id, at=at)}
    today = clock.wib(at).date()
    return render_template(
        "supervisor/training_show.html",
        office=office,
        others=[one for one in reach_of(signed_in()) if one.id != office.id],
        rows=needs.rows(
            told.of_all(), courses,
            lambda of, why: url_for(".training_evidence", kantor=office.code, layanan=of, kesalahan=why),
        ),
        said=_said(office.id),
        budget=queries.spent(office.id, year),
        places=[(one, _name(one)) for one in queries.places_in([office.id], year)],
        hours=[
            (name, position, queries.hours_of(team[one], on=today)) for one, name, position in names.officer_names(team)
        ],
        courses=courses,
        may_set=signed_in().may(Permission.TARGET_SET),
        days=queries.value(Term.NEED_DAYS),
        year=year,
        at=at,
    )  # fmt: skip


@blueprint.get("/penyelia/pelatihan/bukti")
@requires(Permission.CAREER_LEAD)
def training_evidence() -> ResponseReturnValue:
    """List the requests behind one need of an office."""
    office = _office()
    told = _evidence(office)
    found, runs = needs.behind(told, told.of_all(), request.args.get("layanan", ""), request.args.get("kesalahan", ""))
    return render_template(
        "supervisor/training_evidence.html", office=office, need=found, runs=runs, services=names.service_names()
    )


@blueprint.get("/penyelia/petugas/<int:membership_id>/kebutuhan")
@requires(Permission.CAREER_LEAD)
def officer_need(membership_id: int) -> ResponseReturnValue:
    """Show one officer's need as of some days ago, once a reason was told that the officer reads."""
    actor, at = signed_in(), clock.now()
    member = looks.must_be_in_reach(membership_id, actor)
    if not looks.is_open(membership_id, actor=actor, at=at):
        return redirect(url_for(".officer_show", membership_id=membership_id), 303)
    [(_id, name, position)] = names.officer_names([membership_id])
    until = need.led_until(at)
    told = need.evidence(Scope(frozenset({member.office_id})), at=until)
    own, code, fault = (
        told.of_officer(membership_id),
        request.args.get("layanan", ""),
        request.args.get("kesalahan", ""),
    )
    return render_template(
        "supervisor/officer_need.html",
        name=name,
        position=position,
        membership_id=membership_id,
        rows=needs.rows(own, queries.courses(at=at), lambda of, why: url_for(
            ".officer_need", membership_id=membership_id, layanan=of, kesalahan=why, _anchor="daftar"
        )),
        listed=needs.behind(told, own, code, fault) if fault else None,
        services=names.service_names(),
        until=until,
        days=queries.value(Term.NEED_DAYS),
    )  # fmt: skip


@blueprint.route("/penyelia/pelatihan/anggaran", methods=["GET", "POST"])
@requires(Permission.TARGET_SET)
def training_budget() -> ResponseReturnValue:
    """Say what the office may spend on courses in a year."""
    office = _office()
    office_id, code = office.id, office.code
    form = BudgetForm(year=clock.wib(clock.now()).year)

    def act(actor: Actor) -> None:
        actions.set_budget(
            office_id, form.year.data or 0, form.rupiah.data or 0, reason=form.reason.data or "", actor=actor,
            at=clock.now(),
        )  # fmt: skip

    done = (_("Anggaran ditetapkan. Yang sebelumnya tetap tercatat."), url_for(".training_show", kantor=code))
    return answer("supervisor/training_budget.html", form, act, done=done, shown=lambda: {"office": _office()})


@blueprint.route("/penyelia/pelatihan/tempat/<int:place_id>", methods=["GET", "POST"])
@requires(Permission.CAREER_LEAD)
def training_decide(place_id: int) -> ResponseReturnValue:
    """Grant a place, or refuse it with a reason."""
    form, code = DecideForm(), _led(place_id)["office"].code

    def act(actor: Actor) -> None:
        if form.verdict.data == "grant":
            actions.grant(place_id, actor=actor, at=clock.now())
        else:
            actions.refuse(place_id, form.because.data or "", actor=actor, at=clock.now())

    done = (_("Keputusan disimpan; pemintanya membacanya di halamannya."), url_for(".training_show", kantor=code))
    return answer("supervisor/training_decide.html", form, act, done=done, shown=lambda: _led(place_id))


@blueprint.route("/penyelia/pelatihan/tempat/<int:place_id>/hasil", methods=["GET", "POST"])
@requires(Permission.CAREER_LEAD)
def training_finish(place_id: int) -> ResponseReturnValue:
    """Record who came, for how long, and what came of it."""
    form, code = FinishForm(), _led(place_id)["office"].code
    form.result.choices = [(one.value, label(one)) for one in Result]

    def act(actor: Actor) -> None:
        if form.came.data == "no":
            actions.miss(place_id, actor=actor, at=clock.now())
            return
        if form.ended_on.data is None:
            raise InvalidInputError("place_ended", field="ended_on")
        told = Outcome(
            form.minutes.data or 0, form.ended_on.data, Result(form.result.data or Result.UNTESTED),
            form.certificate.data or "",
        )  # fmt: skip
        actions.finish(place_id, told, actor=actor, at=clock.now())

    done = (_("Kehadiran dan hasilnya disimpan."), url_for(".training_show", kantor=code))
    return answer("supervisor/training_finish.html", form, act, done=done, shown=lambda: _led(place_id))


@blueprint.get("/penyelia/pelatihan/<int:course_id>/hasil")
@requires(Permission.CAREER_LEAD)
def training_effect(course_id: int) -> ResponseReturnValue:
    """Show whether the fault a course is for became rarer with those who took part."""
    course = queries.course(course_id)
    found = needs.effect_told(effects.of_course(course, at=clock.now()))
    days = queries.value(Term.EFFECT_DAYS)
    return render_template("supervisor/training_effect.html", course=course, told=found, days=days)


def _evidence(office: Office) -> Evidence:
    return need.evidence(Scope(frozenset({office.id})), at=clock.now())


def _said(office_id: int) -> tuple[Quarter, list[tuple[Element, str, int]]] | None:
    """Return what people said of the officers in the latest quarter that may be told; None where none may."""
    at = clock.now()
    for quarter in surveys.quarters(office_id, at=at):
        whole = surveys.survey(office_id, quarter, at=at).own.shown
        if whole is not None:
            found = [(one, average(whole, one)) for one in _LEARNT]
            return quarter, [(one, number(float(mean), 2), whole.n) for one, mean in found if mean is not None]
    return None


def _led(place_id: int) -> dict[str, Any]:
    found = actions.led_place(place_id, actor=signed_in())
    office = offices.office(found.office_id)
    return {"place": found, "name": _name(found), "office": office, "budget": queries.spent(office.id, found.year)}


def _name(one: TrainingPlace) -> str:
    [(_id, name, _position)] = names.officer_names([one.membership_id])
    return name


def _office() -> Office:
    """Return the office the address asks for, one's own where it asks for none. Raises NotFoundError."""
    reach, wanted = reach_of(signed_in()), request.args.get("kantor", "")
    found = next((one for one in reach if one.code == wanted), None) if wanted else reach[0]
    if found is None:
        raise NotFoundError("not_in_reach")
    return found
