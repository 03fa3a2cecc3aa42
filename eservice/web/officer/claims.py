"""Whose account it is: the person stands at the counter with the KTP, and several accounts may name its NIK."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import queries
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.counter import actions
from eservice.kernel import clock
from eservice.kernel.errors import DomainError, TooManyTriesError
from eservice.kernel.transaction import transaction
from eservice.web import looking
from eservice.web.errors import status_of
from eservice.web.guards import requires, signed_in
from eservice.web.officer.forms import KtpForm
from eservice.web.officer.recovering import opened, ration_looks, record_miss, sealed
from eservice.web.officer.routes import blueprint


@blueprint.route("/petugas/loket/ktp", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def counter_ktp() -> ResponseReturnValue:
    """Show the accounts that name the NIK on a KTP; the NIK stays out of the address."""
    form = KtpForm()
    if not form.validate_on_submit():
        return _shown(form), 422 if form.errors else 200
    try:
        _look_up(form.nik.data or "", signed_in())
    except TooManyTriesError as refusal:
        form.refuse(refusal)
        return _shown(form), status_of(refusal)
    return _shown(form, asked=True)


@blueprint.post("/petugas/loket/ktp/<int:user_id>")
@requires(Permission.REQUEST_REVIEW)
def counter_prove(user_id: int) -> ResponseReturnValue:
    """Record that the person at the counter is the owner of one of these accounts."""
    actor = signed_in()
    nik = opened(request.form.get("orang", ""), actor)
    form = KtpForm(formdata=None, nik=nik)
    if "berhadapan" not in request.form:
        form.form_errors.append(_("Tandai dahulu bahwa orangnya di depan Anda dan wajahnya cocok dengan KTP."))
        return _shown(form, asked=True), 422
    try:
        with transaction():
            actions.prove(user_id, compared=queries.nik_index(nik), actor=actor, at=clock.now())
    except DomainError as error:
        form.refuse(error)
        return _shown(form, asked=True), status_of(error)
    flash(_("Tercatat: KTP cocok dengan orangnya. Akun lain dengan NIK ini dibekukan."), "good")
    return redirect(url_for(".counter_ktp"), 303)


def _look_up(nik: str, actor: Actor) -> None:
    """Count and record a look at the accounts of a NIK, also where there is none. Raises TooManyTriesError."""
    at = clock.now()
    ration_looks(actor, at=at)
    claims = queries.every_claim_of(nik)
    for one in claims:
        looking.record_look(actor=actor, action="account:look", object=f"account:{one.id}", at=at)
    if not claims:
        record_miss(actor, "no_account_for_nik", at=at)


def _shown(form: KtpForm, *, asked: bool = False) -> str:
    claims = queries.every_claim_of(form.nik.data or "") if asked else []
    carried = sealed(form.nik.data or "", signed_in()) if asked else ""
    return render_template("officer/counter_ktp.html", form=form, asked=asked, claims=claims, sealed=carried)
