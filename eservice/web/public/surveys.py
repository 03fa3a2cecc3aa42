"""The survey for who has no account: by the code of a message, the number of a sheet, or the receipt."""

from datetime import datetime, timedelta

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from eservice.accounts.gate import counted
from eservice.accounts.rules import Guess
from eservice.kernel import clock
from eservice.kernel.codes import LETTER_CODE_LENGTH, read_code
from eservice.kernel.errors import DomainError, NotFoundError
from eservice.requests import queries as requests
from eservice.satisfaction import actions, inviting, queries
from eservice.satisfaction.queries import Opened
from eservice.satisfaction.rules import Series
from eservice.web import surveying
from eservice.web.errors import status_of
from eservice.web.forms import HouseForm, TextField
from eservice.web.guards import public
from eservice.web.login import network_here
from eservice.web.public.room import blueprint
from eservice.web.public.tracking import acting, asked_again, kept_nowhere, shown_here

OPEN_FOR = timedelta(hours=1)
"""So long this browser may answer once its code was right."""


class CodeForm(HouseForm):
    """The code as it stands in the message or on the sheet."""

    kode = TextField(
        _l("Kode survei"),
        [InputRequired(_l("Isi kode survei, misalnya K7QM-4T2X-9D."))],
        description=_l("10 huruf dan angka dalam pesan kami atau pada lembar survei."),
        width="mid",
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 16},
    )


@blueprint.route("/survei", methods=["GET", "POST"])
@public
def survey() -> ResponseReturnValue:
    """Ask for the code, which never enters an address."""
    form, at, status = CodeForm(), clock.now(), 200
    if form.validate_on_submit():
        try:
            opened = _opened(form.kode.data or "", at=at)
        except DomainError as error:
            form.refuse(error)
            status = status_of(error)
        else:
            until = int((at + OPEN_FOR).timestamp())
            session["survei"] = {"undangan": opened.invitation_id, "jalur": opened.series.value, "sampai": until}
            return redirect(url_for(".survey_answer"), 303)
    elif form.errors:
        status = 422
    return render_template("public/survey.html", form=form), status


@blueprint.route("/survei/jawab", methods=["GET", "POST"])
@public
def survey_answer() -> ResponseReturnValue:
    """Show the questions to whoever had a code, and take the answer."""
    kept = session.get("survei")
    if not kept or kept["sampai"] < clock.now().timestamp():
        return redirect(url_for(".survey"), 303)
    opened = Opened(kept["undangan"], Series(kept["jalur"]))
    inviting.check_open(queries.invitation(opened.invitation_id), at=clock.now())
    return surveying.respond(
        "public/survey_answer.html",
        lambda told, actor: actions.answer_with_code(opened, told, actor=actor, at=clock.now()),
        url_for(".home"),
    )


@blueprint.route("/lacak/survei", methods=["GET", "POST"])
@public
def track_survey() -> ResponseReturnValue:
    """Ask with the receipt in hand what one thinks of a service had at the counter."""
    found = shown_here()
    if found is None:
        return asked_again()
    code, actor, asked = found.code or "", acting(found), queries.invitation_of(found.id)
    if asked is None:
        raise NotFoundError("no_such_survey")
    inviting.check_open(asked, at=clock.now())
    page = surveying.respond(
        "public/track_survey.html",
        lambda told, _signed_in: actions.answer_own(requests.request_by_code(code), told, actor=actor, at=clock.now()),
        url_for(".track"),
    )
    return kept_nowhere(page)


def _opened(typed: str, *, at: datetime) -> Opened:
    """Return what a code opens; a wrong one counts. Raises NotFoundError, ConflictError, TooManyTriesError."""
    secret = read_code(typed, length=LETTER_CODE_LENGTH) or typed.upper()
    with counted(Guess.SURVEY, secret=secret, network=network_here(), at=at):
        opened = queries.opened_by(typed)
        if opened is None:
            raise NotFoundError("no_such_survey")
    inviting.check_open(queries.invitation(opened.invitation_id), at=at)
    return opened
