"""The checklist and what follows it: verdicts kept as they are typed, and a checked request passed on."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.catalogue.answers import check_answers, read_form
from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.kernel.errors import DomainError, InvalidInputError
from eservice.requests import reviewing, serving
from eservice.requests.definitions import definition_of, officer_page, usual_answers
from eservice.requests.models import Request
from eservice.web import carrying, questions
from eservice.web.desk import Ask, Said, answer, case, change
from eservice.web.errors import sentence, status_of
from eservice.web.forms import HouseForm
from eservice.web.guards import requires, signed_in
from eservice.web.officer.checklist import Typed, changed, typed_in
from eservice.web.officer.routes import blueprint, sight_of
from eservice.web.officer.showing import page_of, show_url
from eservice.web.officer.viewing import look_here, look_told

ONWARD = {
    "minta": "officer.ask_correction",
    "teruskan": "officer.recommend",
    "siak": "officer.hand_over",
    "usul": "officer.propose_rejection",
}
"""Where a button of the checklist leads once everything is kept."""


@blueprint.route("/petugas/permohonan/<code>/nilai", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def judge(code: str) -> ResponseReturnValue:
    """Keep what the page says of each requirement and go where the button leads; a refusal loses nothing typed.

    Opened, it is the request's page, with the verdicts that somebody brings along who had to sign in again.
    """
    found, pressed = case(code, signed_in()), request.form.get("lalu", "")
    typed = Typed()
    if request.method != "POST":
        brought = carrying.typed()
        return redirect(show_url(code), 303) if brought is None else page_of(found, typed=typed_in(found, brought))
    try:
        typed = typed_in(found, request.form, complete_the_rest=pressed == "lengkap")
        new = changed(found, typed)
        if new.papers or new.answers:
            change(code, lambda found, actor, at: _keep(found, new, actor, at))
        elif not pressed and "lihat" not in request.form and not typed.says_anything:
            raise InvalidInputError("nothing_judged", field="verdicts")
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
        return page_of(case(code, signed_in()), typed=typed), status_of(refusal)
    if "lihat" not in request.form and pressed not in ONWARD:
        flash(_("Penilaian tersimpan."), "good")
    return redirect(_onward(code, pressed), 303)


@blueprint.route("/petugas/permohonan/<code>/teruskan", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def recommend(code: str) -> ResponseReturnValue:
    """Pass a checked request on to whoever signs, with what the officer adds for the letter; then take up the next."""
    actor, at = signed_in(), clock.now()
    found = case(code, actor)
    definition, step = definition_of(found), officer_page(definition_of(found))
    form = questions.form_for(step.fields, found.answers.get("officer", {}) or usual_answers(definition))
    typed = read_form(step, MultiDict(request.form))
    clean, problems = check_answers(definition, step, typed, today=clock.wib(at).date())
    if request.method == "POST" and problems:
        form.show(problems)
        return _again(code, form), 422
    following = serving.next_to_check(sight_of(actor, at=at), actor, but=found.code or "")
    return answer(
        code,
        form,
        lambda found, actor, at: reviewing.recommend(found, actor=actor, at=at, added=clean),
        Ask("officer/recommend.html", _passed_on, show_url(following) if following else url_for(".queue", tab="saya")),
    )


def _passed_on(found: Request) -> Said:
    link = Markup('<a href="{}">{}</a>').format(show_url(found.code), show_code(found.code or ""))
    return Markup("{} {}").format(_("Diteruskan ke penanda tangan."), link), "good"


def _keep(found: Request, new: Typed, actor: Actor, at: datetime) -> None:
    reviewing.judge(found, new.papers, answers=new.answers, actor=actor, at=at)


def _onward(code: str, pressed: str) -> str:
    """Return the address behind the button: a scan, an act that asks first, or the checklist as it was."""
    if pressed in ONWARD:
        return url_for(ONWARD[pressed], code=code)
    wanted = look_told(request.form.get("lihat", ""))
    if wanted.key:
        return url_for(".request_show", code=code, **wanted.address, _anchor="berkas")
    return url_for(".request_show", code=code, **look_here().address, _anchor="syarat")


def _again(code: str, form: HouseForm) -> str:
    found = case(code, signed_in())
    return render_template("officer/recommend.html", form=form, request=found, home=show_url(found.code))
