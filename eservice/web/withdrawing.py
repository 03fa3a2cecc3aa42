"""Take a request back after asking, signed in or with the receipt in hand."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import Length, Optional

from eservice.accounts.actor import Actor
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.requests import filing, queries
from eservice.requests.models import Request
from eservice.web.errors import status_of
from eservice.web.forms import HouseForm, LongTextField


class WithdrawForm(HouseForm):
    """Why somebody withdraws; may be left out."""

    reason = LongTextField(
        _l("Mengapa dibatalkan?"),
        [Optional(), Length(max=500)],
        description=_l("Jawaban Anda membantu kami memperbaiki layanan."),
        render_kw={"rows": "3"},
    )


def _nothing_more() -> None:
    """Ask for no further proof: who has signed in has shown enough."""


@dataclass(frozen=True)
class Page:
    """How the page looks to whoever withdraws."""

    template: str
    back: str
    proof: Callable[[], object] = _nothing_more
    """What must hold before anything is done; raises DomainError."""


def respond(found: Request, form: WithdrawForm, page: Page, *, actor: Actor) -> ResponseReturnValue:
    """Ask once more, then take the request back; a refusal is said on the page."""
    code, status = found.code or "", 200
    if form.validate_on_submit():
        try:
            page.proof()
            with transaction():
                filing.withdraw(queries.for_change(code), form.reason.data or "", actor=actor, at=clock.now())
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            flash(_("Permohonan Anda sudah dibatalkan."), "good")
            return redirect(page.back, 303)
    return render_template(page.template, request=queries.request_by_code(code), form=form), status
