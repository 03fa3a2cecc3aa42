"""The letters an office has signed: its register, and taking one out of force."""

from dataclasses import dataclass

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.letters import queries as register
from eservice.letters.models import Letter
from eservice.letters.rules import LetterState, RevokeReason
from eservice.requests import signing
from eservice.requests.queries import codes_of_requests
from eservice.web.addresses import row_number
from eservice.web.desk import Ask, answer, case
from eservice.web.guards import requires, signed_in
from eservice.web.signer import forms
from eservice.web.signer.routes import blueprint

PAGE = 100
"""Lines of one page of the register."""


@dataclass(frozen=True)
class Line:
    """One line of the register."""

    number: str
    letter: Letter | None
    code: str

    @property
    def in_force(self) -> bool:
        """Whether it was issued and still counts."""
        return self.letter is not None and self.letter.state is LetterState.ISSUED


@blueprint.get("/tanda-tangan/surat")
@requires(Permission.LETTER_REVOKE)
def letter_list() -> ResponseReturnValue:
    """List this year's register of the office, the newest first."""
    actor, before = signed_in(), row_number(request.args.get("sebelum"))
    year = clock.wib(clock.now()).year
    rows = register.register_of(actor.office_id or 0, year=year, before=before, limit=PAGE)
    codes = codes_of_requests([row.letter.request_id for row in rows if row.letter and row.letter.request_id])
    lines = [
        Line(row.number.written, row.letter, codes.get((row.letter.request_id or 0) if row.letter else 0, ""))
        for row in rows
    ]
    next_url = url_for(".letter_list", sebelum=rows[-1].number.id) if len(rows) == PAGE else ""
    return render_template("signer/letter_list.html", lines=lines, year=year, next_url=next_url)


@blueprint.get("/tanda-tangan/<code>/surat")
@requires(Permission.REQUEST_SIGN)
def letter_file(code: str) -> ResponseReturnValue:
    """Open the newest file of a letter."""
    found = case(code, signed_in())
    letter = signing.letter_of(found)
    edition = register.newest_edition(letter) if letter is not None else None
    if edition is None:
        raise NotFoundError("letter_unknown")
    data = register.edition_bytes(edition)
    audit.record_look(actor=signed_in(), action="request:look_at_letter", object=f"request:{found.id}", at=clock.now())
    headers = {"Content-Disposition": f'inline; filename="surat-{found.code}.pdf"'}
    return Response(data, mimetype="application/pdf", headers=headers)


@blueprint.route("/tanda-tangan/<code>/cabut", methods=["GET", "POST"])
@requires(Permission.LETTER_REVOKE)
def revoke(code: str) -> ResponseReturnValue:
    """Take an issued letter out of force, with the reason; whoever checks it is told at once."""
    form = forms.RevokeForm(**(_not_mine() if "bukan" in request.args else {})).offer()
    done = _("Surat dicabut. Sejak sekarang siapa pun yang memeriksanya membaca bahwa surat ini tidak berlaku.")
    return answer(
        code,
        form,
        lambda found, actor, at: signing.revoke(
            found, RevokeReason(form.why.data), form.text.data or "", actor=actor, at=at
        ),
        Ask("signer/revoke.html", done, url_for(".letter_list"), "signer.request_show", also_kin=True),
    )


def _not_mine() -> dict[str, str]:
    """Return what the form says for an official who did not sign what was recorded in their name."""
    return {"why": RevokeReason.OTHER.value, "text": _("Ini bukan tanda tangan saya.")}
