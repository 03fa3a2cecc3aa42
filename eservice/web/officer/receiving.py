"""Papers that somebody shows at the counter for a request that is under way."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.catalogue.definition import Requirement
from eservice.kernel.errors import DomainError
from eservice.requests import papers
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request
from eservice.requests.workflow import Status
from eservice.uploads import actions as uploads
from eservice.web import completing
from eservice.web.desk import case, case_to_read, change
from eservice.web.errors import sentence, status_of
from eservice.web.guards import requires, signed_in
from eservice.web.officer.routes import blueprint
from eservice.web.officer.showing import show_url
from eservice.web.papers import file_form, prepared
from eservice.web.statements import sheet


@blueprint.route("/petugas/permohonan/<code>/lengkapi", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASSIST)
def complete(code: str) -> ResponseReturnValue:
    """Complete together with the applicant, at the counter, what was asked for."""
    actor = signed_in()
    found = case_to_read(code, actor)  # with help at the counter also for a relative, as it is filed
    if found.status is not Status.NEEDS_CORRECTION:
        return redirect(show_url(found.code), 303)
    page = completing.Page("officer/complete.html", show_url(found.code), bring=_("Pemohon membawa aslinya nanti"))
    return completing.respond(found, page, actor=actor, owner=uploads.Owner(user_id=actor.user_id))


@blueprint.route("/petugas/permohonan/<code>/pindai", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASSIST)
def scan(code: str) -> ResponseReturnValue:
    """Photograph papers that were promised, or signed here: a statement before the officer."""
    actor = signed_in()
    found = case(code, actor)
    wanted = papers.papers_to_scan(found)
    if not wanted:
        return redirect(show_url(found.code), 303)
    if request.method != "POST":
        return _shown(found, wanted, {})
    problems: dict[str, str] = {}
    ready = prepared([one.key for one in wanted], problems)
    if not ready and not problems:
        problems = {wanted[0].key: _("Pilih foto atau PDF dari kertas yang ada di depan Anda.")}
    if problems:
        return _shown(found, wanted, problems), 422

    def keep(changing: Request, by: Actor, at: datetime) -> None:
        owner = uploads.Owner(user_id=by.user_id)
        files = {key: uploads.receive(one, owner=owner, at=at) for key, one in ready.items()}
        papers.scan_papers(changing, files, actor=by, at=at)

    try:
        change(code, keep)
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
        return _shown(case(code, actor), wanted, {}), status_of(refusal)
    flash(_("Kertasnya tersimpan, dan tercatat bahwa aslinya sudah Anda lihat."), "good")
    return redirect(show_url(found.code), 303)


@blueprint.get("/petugas/permohonan/<code>/pernyataan/<key>")
@requires(Permission.REQUEST_ASSIST)
def statement(code: str, key: str) -> ResponseReturnValue:
    """Show a statement filled in from the request: to print and sign before the officer."""
    found = case(code, signed_in())
    filled = sheet(definition_of(found), found.answers, found.for_whom, key)
    return render_template("officer/statement.html", statement=filled, back=show_url(found.code))


def _shown(found: Request, wanted: list[Requirement], problems: dict[str, str]) -> str:
    form = file_form(wanted)
    for key, words in problems.items():
        form[f"berkas-{key}"].errors = [words]
    rows = [(one, form[f"berkas-{one.key}"]) for one in wanted]
    home = url_for(".request_show", code=found.code)
    return render_template("officer/scan.html", request=found, form=form, wanted=rows, home=home)
