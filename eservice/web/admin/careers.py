"""Terms of training and merit as data, and the catalogue of courses."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.careers import effects, offering, queries
from eservice.careers.offering import Offered
from eservice.careers.rules import CourseForm, Fault
from eservice.careers.terms import BEGINNINGS, Term
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.metrics import names
from eservice.web import needs
from eservice.web.admin.routes import blueprint
from eservice.web.answering import answer, press
from eservice.web.filters import local
from eservice.web.forms import HouseForm, LongTextField, TextField
from eservice.web.guards import requires
from eservice.web.labels import label


class TermForm(HouseForm):
    """Another version of a threshold or weight."""

    value = IntegerField(_l("Nilai baru"), [InputRequired(_l("Isi nilainya dengan angka."))])
    owner = TextField(_l("Ditetapkan oleh"), [DataRequired(_l("Tulis siapa yang menetapkannya.")), Length(max=120)])
    reason = LongTextField(_l("Alasan"), [DataRequired(_l("Tulis alasannya.")), Length(max=500)])


class CourseOfferForm(HouseForm):
    """What a course is, what it is for and what a place costs."""

    title = TextField(_l("Nama pelatihan"), [DataRequired(_l("Isi namanya.")), Length(max=160)])
    provider = TextField(_l("Penyelenggara"), [DataRequired(_l("Isi penyelenggaranya.")), Length(max=160)])
    form = SelectField(_l("Bentuk"), [InputRequired(_l("Pilih bentuknya."))])
    minutes = IntegerField(_l("Lamanya, dalam menit"), [InputRequired(_l("Isi lamanya."))])
    cost = IntegerField(_l("Biaya satu tempat, dalam rupiah"), [InputRequired(_l("Isi biayanya; 0 bila tanpa biaya."))])
    fault = SelectField(
        _l("Supaya apa berkurang"),
        description=_l("Hasil pelatihan diukur dari kesalahan ini, 90 hari sebelum dan sesudahnya."),
    )
    service = SelectField(_l("Layanan"))


@blueprint.get("/kelola/ketentuan")
@requires(Permission.CAREER_RULE)
def term_list() -> ResponseReturnValue:
    """Show every threshold and weight as it holds, whose it is and why."""
    return render_template("admin/term_list.html", terms=[queries.now(one) for one in Term])


@blueprint.route("/kelola/ketentuan/<name>", methods=["GET", "POST"])
@requires(Permission.CAREER_RULE)
def term_set(name: str) -> ResponseReturnValue:
    """Show every version of a term, and give it another."""
    if name not in set(Term):
        raise NotFoundError("no_such_term")
    term, form = Term(name), TermForm()

    def act(actor: Actor) -> None:
        owner, reason = form.owner.data or "", form.reason.data or ""
        offering.set_term(term, form.value.data or 0, owner=owner, reason=reason, actor=actor, at=clock.now())

    done = (_("Ketentuan baru berlaku sekarang. Yang lama tetap dapat dibaca."), url_for(".term_list"))
    shown = {"term": term, "begun": BEGINNINGS[term]}
    return answer(
        "admin/term_set.html", form, act, done=done, shown=lambda: shown | {"versions": queries.versions(term)}
    )


@blueprint.get("/kelola/pelatihan")
@requires(Permission.CAREER_RULE)
def course_list() -> ResponseReturnValue:
    """Show the courses that can be asked for."""
    courses = queries.courses(at=clock.now())
    return render_template("admin/course_list.html", courses=courses, services=names.service_names())


@blueprint.route("/kelola/pelatihan/baru", methods=["GET", "POST"])
@requires(Permission.CAREER_RULE)
def course_offer() -> ResponseReturnValue:
    """Put a course into the catalogue."""
    form, services = CourseOfferForm(), names.service_names()
    form.form.choices = [(one.value, label(one)) for one in CourseForm]
    form.fault.choices = [("", _("Tidak diukur")), *((one.value, label(one)) for one in Fault)]
    form.service.choices = [("", _("Semua layanan"))] + [
        (one.code, local(one, "name")) for one in sorted(services.values(), key=lambda one: one.name)
    ]

    def act(actor: Actor) -> None:
        ids = {one.code: one.id for one in services.values()}
        told = Offered(
            form.title.data or "", form.provider.data or "", CourseForm(form.form.data), form.minutes.data or 0,
            form.cost.data or 0, Fault(form.fault.data) if form.fault.data else None, ids.get(form.service.data or ""),
        )  # fmt: skip
        offering.offer(told, actor=actor, at=clock.now())

    done = (_("Pelatihan ditawarkan kepada semua kantor."), url_for(".course_list"))
    return answer("admin/course_offer.html", form, act, done=done)


@blueprint.get("/kelola/pelatihan/<int:course_id>")
@requires(Permission.CAREER_RULE)
def course_show(course_id: int) -> ResponseReturnValue:
    """Show a course and whether it helped, as groups and never as persons."""
    course = queries.course(course_id)
    told = needs.effect_told(effects.of_course(course, at=clock.now()))
    return render_template("admin/course_show.html", course=course, told=told, days=queries.value(Term.EFFECT_DAYS))


@blueprint.post("/kelola/pelatihan/<int:course_id>/akhiri")
@requires(Permission.CAREER_RULE)
def course_end(course_id: int) -> ResponseReturnValue:
    """Offer a course to nobody else."""
    return press(
        lambda actor: offering.end_course(course_id, actor=actor, at=clock.now()),
        done=(_("Pelatihan tidak lagi ditawarkan. Tempat yang ada tetap berlaku."), url_for(".course_list")),
    )
