"""The survey on paper: a blank form for whoever stands at the counter, and what was written on one."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from eservice.accounts.gate import counted
from eservice.accounts.permissions import Permission
from eservice.accounts.rules import Guess
from eservice.config import Settings
from eservice.kernel import clock
from eservice.kernel.codes import LETTER_CODE_LENGTH, read_code, show_code
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.requests import queries
from eservice.satisfaction import actions, inviting
from eservice.satisfaction.rules import FACTS, Element
from eservice.satisfaction.words import CHOICES, QUESTIONS, SCALE
from eservice.web.answering import DONE, acted
from eservice.web.desk import case_to_read
from eservice.web.errors import sentence
from eservice.web.forms import TextField
from eservice.web.guards import requires, signed_in
from eservice.web.login import network_here
from eservice.web.officer.routes import blueprint
from eservice.web.surveying import SurveyForm, survey_form


class SheetForm(SurveyForm):
    """What stands on a sheet: its number, and the answers."""

    nomor = TextField(
        _l("Nomor lembar"),
        [InputRequired(_l("Isi nomor yang tercetak di kanan atas lembar."))],
        width="mid",
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 16},
    )


@blueprint.post("/petugas/permohonan/<code>/survei")
@requires(Permission.REQUEST_REVIEW)
def survey_sheet(code: str) -> ResponseReturnValue:
    """Print a blank form for one request; its number is shown this once."""
    found = case_to_read(code, signed_in())
    try:
        with transaction():
            sheet = inviting.print_sheet(queries.for_change(found.code or ""), actor=signed_in(), at=clock.now())
            number, ends_on, office_id = sheet.number, sheet.invitation.ends_on, sheet.invitation.office_id
    except DomainError as error:
        flash(sentence(error), "bad")
        return redirect(url_for(".request_show", code=code), 303)
    settings: Settings = current_app.extensions["eservice.settings"]
    return render_template(
        "officer/survey_sheet.html",
        code=code,
        number=show_code(number),
        ends_on=ends_on,
        office=offices.office(office_id),
        address=settings.base_url + url_for("public.survey"),
        questions=[(element, QUESTIONS[element], SCALE[element]) for element in Element],
        facts=[(fact, list(CHOICES[fact].values())) for fact in FACTS],
    )


@blueprint.route("/petugas/loket/survei", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def survey_entry() -> ResponseReturnValue:
    """Type in what somebody wrote on a form, or read the questions to them; once for each form."""
    form = survey_form(SheetForm)

    def act() -> None:
        typed, at = form.nomor.data or "", clock.now()
        secret = read_code(typed, length=LETTER_CODE_LENGTH) or typed.upper()
        with counted(Guess.SURVEY, secret=secret, network=network_here(), at=at), transaction():
            actions.enter_sheet(typed, form.told, actor=signed_in(), at=at)

    status = acted(form, act)
    if status == DONE:
        flash(_("Lembar sudah masuk. Masukkan kertasnya ke kotak arsip survei; nomornya tidak berlaku lagi."), "good")
        return redirect(url_for(".survey_entry"), DONE)
    return render_template("officer/survey_entry.html", form=form), status
