"""Ways in without a password: a lost one, and the first one of who was invited."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import factors, gate, recovery, sessions
from eservice.accounts.gate import Checked
from eservice.accounts.rules import Guess, Way
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.web.auth.forms import ForgottenForm, InvitationForm, ResetForm
from eservice.web.auth.routes import blueprint
from eservice.web.choosing import chosen_password
from eservice.web.errors import status_of
from eservice.web.evenly import evenly
from eservice.web.guards import public
from eservice.web.login import enter, network_here


@blueprint.route("/lupa-sandi", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Ask for a code; the answer is the same whether there is an account or not."""
    form, status = ForgottenForm(), 200
    if form.validate_on_submit():
        login, at = form.login.data or "", clock.now()
        try:
            gate.ration(Guess.RESET_REQUEST, secret=login, network=network_here(), at=at)
            with evenly(), transaction():
                recovery.request_reset(login, at=at)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            flash(_("Bila akun dengan NIK ini punya alamat e-mail dan nomor KK, kodenya sudah kami kirim."), "info")
            return redirect(url_for("auth.reset"), 303)
    return render_template("auth/forgotten.html", form=form), status


@blueprint.route("/lupa-sandi/kode", methods=["GET", "POST"])
@public
def reset() -> ResponseReturnValue:
    """Choose a new password with a code."""
    form, status = ResetForm(), 200
    if form.validate_on_submit():
        try:
            _store_reset(form)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            flash(_("Kata sandi baru sudah disimpan. Masuk dengan kata sandi itu."), "good")
            return redirect(url_for("auth.sign_in"), 303)
    return render_template("auth/reset.html", form=form), status


@blueprint.route("/undangan", methods=["GET", "POST"])
@public
def invitation() -> ResponseReturnValue:
    """Choose the first password of a staff account with the code that was handed over; the second factor follows."""
    form, status = InvitationForm(), 200
    if form.validate_on_submit():
        try:
            secret = _accept(form)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            if not secret:
                flash(_("Kata sandi baru tersimpan. Masuk dengan kata sandi itu dan kode kedua Anda."), "good")
                return redirect(url_for("auth.sign_in"), 303)
            enter(secret)
            flash(_("Kata sandi tersimpan. Satu langkah lagi: pasang kode kedua."), "good")
            return redirect(url_for("auth.factor_set_up"), 303)
    return render_template("auth/invitation.html", form=form), status


def _store_reset(form: ResetForm) -> None:
    at = clock.now()
    new = chosen_password(form.password.data, personal=(form.login.data or "",))
    answer = recovery.ResetAnswer(
        login=form.login.data or "",
        code=form.code.data or "",
        kk=form.kk.data or "",
        born_on=form.born_on.data.isoformat() if form.born_on.data else "",
    )
    try:
        with gate.counted(Guess.RESET_CODE, secret=answer.login, network=network_here(), at=at), transaction():
            recovery.confirm_reset(answer, password=new, at=at)
    except DomainError:
        if not recovery.was_confirmed(answer, password=form.password.data or "", at=at):
            raise


def _accept(form: InvitationForm) -> str:
    """Return the secret of a first session; nothing where a second factor is asked for besides."""
    at, login = clock.now(), form.login.data or ""
    new = chosen_password(form.password.data, personal=(login,))
    with gate.counted(Guess.INVITATION, secret=login, network=network_here(), at=at), transaction():
        account = recovery.accept_invitation(login, code=form.code.data or "", password=new, at=at)
        if factors.factor_of(account.id) is not None:
            return ""
        post = next((one.id for one in offices.memberships_of(account.id, at=at)), None)
        agent = request.user_agent.string
        return sessions.sign_in(Checked(account.id), membership_id=post, agent=agent, way=Way.OPENED, at=at)
