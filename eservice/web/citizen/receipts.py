"""The receipt of a sent request: code, PIN, promise, whether to come, and how news will arrive."""

from dataclasses import dataclass
from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.codes import read_code
from eservice.kernel.errors import NotFoundError
from eservice.requests import queries
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request
from eservice.requests.steps import position_of
from eservice.requests.telling import recipient_of
from eservice.web.citizen.drafts import BACK_WITHIN
from eservice.web.citizen.room import blueprint
from eservice.web.expected import expected
from eservice.web.guards import requires, signed_in
from eservice.web.unsent import digest_here
from eservice.web.visits import clock_starts, papers_to_bring, visit_words

SHOWN_HERE = timedelta(days=1)
"""So long the browser that sent a request shows its receipt without signing in; the phone may be shared."""


@dataclass(frozen=True)
class Contact:
    """How the sender hears of the request, and gets into the account again."""

    is_reached: bool
    """There is a number or an address for news."""
    is_new: bool
    """The account came into being with this request."""
    has_email: bool


@blueprint.get("/permohonan/<code>/tanda-terima")
@requires(Permission.REQUEST_FILE)
def receipt(code: str) -> ResponseReturnValue:
    """Show the receipt to whoever sent the request, in this browser or signed in."""
    found = receipt_for(code, signed_in())
    contact = _contact(found)
    return render_template(
        "citizen/receipt.html",
        request=found,
        contact=contact,
        closed=clock_starts(found, at=clock.now()),
        expected=expected(found, at=clock.now()),
        next_steps=_next_steps(found, contact),
    )


def receipt_for(code: str, actor: Actor) -> Request:
    """Return a sent request by its code. Raises NotFoundError for everybody but its applicant: it shows the PIN."""
    code = read_code(code) or code
    found = queries.request_by_code(code)
    if position_of(actor, found, at=clock.now()).is_applicant:
        return found
    sent_here = queries.by_draft(found.id, draft_digest=digest_here(), user_id=None)
    anothers = found.user_id is not None and actor.user_id is not None
    shown = SHOWN_HERE if found.user_id is None else BACK_WITHIN  # an account's own is asked for by signing in
    if anothers or sent_here.filed_at is None or sent_here.filed_at < clock.now() - shown:
        raise NotFoundError("no_such_request")
    return sent_here


def _contact(found: Request) -> Contact:
    told = recipient_of(found)
    is_new = found.user_id is not None and accounts.account(found.user_id).created_at == found.filed_at
    return Contact(bool(told.phone or told.email), is_new, bool(told.email))


def _next_steps(found: Request, contact: Contact) -> list[tuple[str, str]]:
    """Return what happens now, as (title, text); who cannot be reached is promised no message."""
    told = contact.is_reached
    wrong = _("Kami kirim satu pesan berisi semua kekurangan.") if told else _("Semua kekurangan tampil di Lacak.")
    steps = [
        (_("Petugas memeriksa berkas"), visit_words(found, papers_to_bring(found))),
        (_("Bila ada yang kurang"), wrong),
    ]
    if definition_of(found).outcome.kind == "siak":
        made = _("Anda mendapat kabar cara menerimanya.") if told else _("Cara menerimanya tampil di Lacak.")
        return [*steps, (_("Dokumen jadi"), made)]
    done = _("Anda mendapat kabar begitu surat bisa diunduh.") if told else _("Surat bisa diunduh setelah Anda masuk.")
    return [*steps, (_("Surat ditandatangani"), done)]
