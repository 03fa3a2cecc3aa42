"""Reach the citizen: a prepared WhatsApp text that the officer sends with one press, a call that is noted."""

from datetime import datetime
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.config import Settings
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.notifications import actions as messages
from eservice.requests.handover import is_late
from eservice.requests.models import Request
from eservice.requests.signing import withdrawn_letter
from eservice.requests.telling import by_phone, facts_of, finished_text, note_call
from eservice.requests.workflow import Status
from eservice.web import looking
from eservice.web.desk import Ask, answer, case, change, press
from eservice.web.errors import sentence
from eservice.web.guards import requires, signed_in
from eservice.web.officer import forms
from eservice.web.officer.reach import number_of
from eservice.web.officer.routes import blueprint
from eservice.web.officer.showing import show_url


@blueprint.route("/petugas/permohonan/<code>/whatsapp", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def whatsapp(code: str) -> ResponseReturnValue:
    """Prepare the text for where the request stands, and show it with its link."""
    found, ready = case(code, signed_in()), []
    _looked(found)
    if request.method == "POST":
        settings: Settings = current_app.extensions["eservice.settings"]

        def prepare(found: Request, actor: Actor, at: datetime) -> None:
            template, params = _text_for(found, at=at)
            ready.append(
                messages.prepare_whatsapp(
                    template, to=by_phone(found), params=params, base_url=settings.base_url, actor=actor, at=at
                )
            )

        try:
            change(code, prepare)
        except DomainError as error:
            flash(sentence(error), "bad")
            return redirect(show_url(code), 303)
        found = case(code, signed_in())
    return render_template(
        "officer/whatsapp.html",
        request=found,
        home=show_url(found.code),
        number=number_of(found),
        ready=ready[0] if ready else None,
    )


@blueprint.post("/petugas/permohonan/<code>/whatsapp/<int:message>")
@requires(Permission.REQUEST_REVIEW)
def whatsapp_sent(code: str, message: int) -> ResponseReturnValue:
    """Note that the prepared text was sent: a contact attempt like a call."""
    return press(
        code,
        lambda found, actor, at: _sent(found, message, actor, at),
        done=_("Tercatat: pesan WhatsApp sudah dikirim."),
        back=show_url(code),
    )


@blueprint.route("/petugas/permohonan/<code>/telepon", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def call(code: str) -> ResponseReturnValue:
    """Note a telephone call and what came of it."""
    form, found = forms.CallForm(), case(code, signed_in())
    number = number_of(found)
    _looked(found)
    return answer(
        code,
        form,
        lambda found, actor, at: note_call(found, form.note.data or "", actor=actor, at=at),
        Ask("officer/call.html", _("Catatan telepon tersimpan."), show_url(code)),
        number=number,
    )


def _looked(found: Request) -> None:
    """Note that the number stands open on this page: it is opened to be called."""
    looking.record_look(
        actor=signed_in(), action="request:look_at_contact", object=f"request:{found.id}", at=clock.now()
    )


def _text_for(found: Request, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return which text fits where a request stands, and what fills it in."""
    params = facts_of(found)
    if found.status is Status.NEEDS_CORRECTION and found.correction_until is not None:
        return "correction", params | {"until_on": clock.wib(found.correction_until).date()}
    if withdrawn_letter(found) is not None:
        return "revoked", params
    if found.status is Status.ISSUED:
        return finished_text(found), params
    if found.status is Status.REJECTED:
        return "refused", params
    return ("late" if is_late(found, at=at) else "asked"), params


def _sent(found: Request, message: int, actor: Actor, at: datetime) -> None:
    messages.log_whatsapp_sent(message, request_code=found.code or "", actor=actor, at=at)
