"""What one's own work says one could learn, the hours of the year, and places in courses."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from eservice.accounts.permissions import Permission
from eservice.careers import actions, need, queries
from eservice.careers.terms import Term
from eservice.kernel import clock
from eservice.kernel.errors import NotAllowedError
from eservice.metrics import names
from eservice.metrics.queries import Scope
from eservice.web import needs
from eservice.web.answering import answer
from eservice.web.forms import HouseForm, LongTextField
from eservice.web.guards import requires, signed_in
from eservice.web.officer.routes import blueprint


class AskForm(HouseForm):
    """What a place is needed for."""

    why = LongTextField(
        _l("Untuk apa Anda memerlukannya"),
        [DataRequired(_l("Tulis untuk apa Anda memerlukannya.")), Length(max=500)],
        description=_l("Pimpinan kantor membacanya ketika memutus. Angka kebutuhan Anda pada hari ini ikut dicatat."),
    )


@blueprint.get("/petugas/pelatihan")
@requires(Permission.CAREER_OWN)
def training_own() -> ResponseReturnValue:
    """Show one's own need, its requests, the lesson cards, the hours of the year and one's places."""
    actor, at = signed_in(), clock.now()
    if actor.membership_id is None or actor.office_id is None or actor.user_id is None:
        raise NotAllowedError("permission")
    told = need.evidence(Scope(frozenset({actor.office_id})), at=at)
    own, courses = told.of_officer(actor.membership_id), queries.courses(at=at)
    fault, code = request.args.get("kesalahan", ""), request.args.get("layanan", "")
    listed = needs.behind(told, own, code, fault) if fault else None
    return render_template(
        "officer/training_own.html",
        rows=needs.rows(own, courses, lambda of, why: url_for(
            ".training_own", layanan=of, kesalahan=why, _anchor="daftar"
        )),
        listed=listed,
        lessons=needs.lessons(own),
        hours=queries.hours_of(actor.user_id, on=clock.wib(at).date()),
        minutes=queries.value(Term.HOUR_MINUTES),
        places=queries.places_of(actor.user_id),
        courses=courses,
        services=names.service_names(),
        days=queries.value(Term.NEED_DAYS),
        first_days=queries.value(Term.LEAD_AFTER_DAYS),
        year=clock.wib(at).year,
        at=at,
    )  # fmt: skip


@blueprint.route("/petugas/pelatihan/<int:course_id>/minta", methods=["GET", "POST"])
@requires(Permission.CAREER_OWN)
def training_ask(course_id: int) -> ResponseReturnValue:
    """Ask for a place in a course."""
    course, form = queries.course(course_id), AskForm()
    return answer(
        "officer/training_ask.html",
        form,
        lambda actor: actions.ask(course_id, form.why.data or "", actor=actor, at=clock.now()),
        done=(_("Permintaan Anda dikirim kepada pimpinan kantor."), url_for(".training_own")),
        shown=lambda: {"course": course},
    )
