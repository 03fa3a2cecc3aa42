"""A letter of the office: its file, and taking it out of force."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.letters import queries as register
from eservice.letters.rules import RevokeReason
from eservice.requests import signing
from eservice.web import looking
from eservice.web.desk import Ask, answer, case
from eservice.web.guards import requires, signed_in
from eservice.web.signer import forms
from eservice.web.signer.routes import blueprint
from eservice.web.stepping import weighty


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
    looking.record_look(
        actor=signed_in(), action="request:look_at_letter", object=f"request:{found.id}", at=clock.now()
    )
    headers = {"Content-Disposition": f'inline; filename="surat-{found.code}.pdf"'}
    return Response(data, mimetype="application/pdf", headers=headers)


@blueprint.route("/tanda-tangan/<code>/cabut", methods=["GET", "POST"])
@requires(Permission.LETTER_REVOKE)
@weighty
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
        Ask("signer/revoke.html", done, url_for("officer.register_show"), "signer.request_show", also_kin=True),
    )


def _not_mine() -> dict[str, str]:
    """Return what the form says for an official who did not sign what was recorded in their name."""
    return {"why": RevokeReason.OTHER.value, "text": _("Ini bukan tanda tangan saya.")}
