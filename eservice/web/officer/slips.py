"""What the desk prints and hands over: the receipt of a request filed there, on the paper that this desk has."""

from enum import StrEnum

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.config import Settings
from eservice.kernel.codes import read_code
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.words import N_
from eservice.requests import queries
from eservice.web import cookies, looking
from eservice.web.guards import requires, signed_in
from eservice.web.officer.routes import blueprint
from eservice.web.squares import square

_COOKIE = "kertas"
_A_YEAR = 365 * 24 * 3600


class Paper(StrEnum):
    """What the printer of a desk holds; the words are the style sheet's."""

    A6 = "a6"
    ROLL_80 = "80"
    ROLL_58 = "58"


PAPER_WORDS: dict[Paper, str] = {
    Paper.A6: N_("Kertas A6"),
    Paper.ROLL_80: N_("Struk 80 mm"),
    Paper.ROLL_58: N_("Struk 58 mm"),
}


@blueprint.get("/petugas/loket/tanda-terima/<code>")
@requires(Permission.REQUEST_ASSIST)
def counter_receipt(code: str) -> ResponseReturnValue:
    """Show the receipt with code and PIN, to print for the person in front of the desk."""
    actor, found = signed_in(), queries.request_by_code(read_code(code) or "")
    if found.helper_id is None or found.helper_id != actor.membership_id:
        raise NotAllowedError("not_yours")
    looking.saw(found.id)
    settings: Settings = current_app.extensions["eservice.settings"]
    return render_template(
        "officer/counter_receipt.html",
        request=found,
        ours=found.office_id == actor.office_id,
        square=square(settings.base_url + url_for("public.track", kode=found.code)),
        paper=paper_here(),
        papers=PAPER_WORDS,
    )


@blueprint.post("/petugas/loket/kertas")
@requires(Permission.REQUEST_ASSIST)
def counter_paper() -> ResponseReturnValue:
    """Remember in this browser, which is the desk's, on what its printer prints; an unknown paper changes nothing."""
    code = read_code(request.form.get("tanda_terima", ""))
    onward = url_for(".counter_receipt", code=code) if code else url_for(".counter")
    response, chosen = make_response(redirect(onward, 303)), request.form.get("kertas", "")
    if chosen in set(Paper):
        cookies.keep(response, _COOKIE, chosen, seconds=_A_YEAR)
    return response


def paper_here() -> Paper:
    """Return what this desk prints on; A6 unless it said otherwise."""
    kept = cookies.kept(_COOKIE)
    return Paper(kept) if kept in set(Paper) else Paper.A6
