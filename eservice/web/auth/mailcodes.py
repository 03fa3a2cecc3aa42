"""Codes by e-mail: signing in with one, and proving that a mailbox is one's own.

The page that asked for a code keeps, sealed, what the code is worth nothing without. It looks the same whether
anything was sent or not.
"""

import json

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from eservice.accounts import gate, mailcodes, queries, rules
from eservice.accounts.mailcodes import Asked, Purpose
from eservice.accounts.permissions import Permission
from eservice.accounts.rules import Guess, Way
from eservice.kernel import clock
from eservice.kernel.crypto import vault
from eservice.kernel.errors import DomainError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.web.auth import halfway
from eservice.web.auth.forms import ForgottenForm
from eservice.web.auth.paths import local_path
from eservice.web.auth.routes import blueprint, entered
from eservice.web.errors import sentence, status_of
from eservice.web.evenly import evenly
from eservice.web.forms import DigitsField, HouseForm
from eservice.web.guards import public, requires, signed_in
from eservice.web.login import network_here
from eservice.web.stepping import CodeForm, weighty

FIELD = "permintaan"
"""The hidden field of a page that waits for a code."""
_CONTEXT = "web.mail_code"


class MailCodeForm(HouseForm):
    """What stands in the mail."""

    code = DigitsField(
        _l("Kode"),
        [DataRequired(_l("Isi 6 angka dari e-mail itu.")), Length(max=20)],
        description=_l("6 angka dari e-mail kami."),
        render_kw={"autocomplete": "one-time-code"},
        width="mid",
    )


@blueprint.route("/masuk/e-mail", methods=["GET", "POST"])
@public
def sign_in_by_mail() -> ResponseReturnValue:
    """Ask for a code; the answer is the same whether one was sent or not."""
    form, status = ForgottenForm(), 200
    if form.validate_on_submit():
        nik, at = form.login.data or "", clock.now()
        asked = mailcodes.new_asking(Purpose.SIGN_IN)
        try:
            gate.ration(Guess.MAIL_REQUEST, secret=nik, network=network_here(), at=at)
            with evenly(), transaction():
                mailcodes.send_to_sign_in(nik, asked, at=at)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return _ask_code(MailCodeForm(formdata=None), asked, nik)
    lanjut = local_path(request.args.get("lanjut"))
    return render_template("auth/sign_in_by_mail.html", form=form, lanjut=lanjut), status


@blueprint.post("/masuk/e-mail/kode")
@public
def sign_in_mail_code() -> ResponseReturnValue:
    """Begin a session with a code; whose account has a second factor is asked for that besides."""
    form, status, onward = MailCodeForm(), 422, local_path(request.args.get("lanjut"))
    try:
        asked, nik = _opened(Purpose.SIGN_IN)
    except NotAllowedError as over:
        flash(sentence(over), "wait")
        return redirect(url_for(".sign_in_by_mail", lanjut=onward), 303)
    if form.validate_on_submit():
        try:
            typed = form.code.data or ""
            checked = mailcodes.check_sign_in(nik, typed, asked, network=network_here(), at=clock.now())
            come = halfway.so_far(checked, as_citizen=True, way=Way.MAIL)
            if halfway.needs_code(come):
                return halfway.ask(come, CodeForm(formdata=None), action=url_for(".sign_in_code", lanjut=onward))
            return entered(come)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    return _ask_code(form, asked, nik, status=status)


@blueprint.route("/akun/e-mail", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
@weighty
def email() -> ResponseReturnValue:
    """Prove that one's mailbox is one's own, so that a code that goes there opens the account."""
    actor, at = signed_in(), clock.now()
    account = queries.account(actor.user_id or 0)
    if not account.email or account.staff_login is not None:
        return redirect(url_for(".contact" if not account.email else ".account"), 303)
    if request.method == "POST":
        asked = mailcodes.new_asking(Purpose.MAILBOX)
        gate.ration(Guess.MAIL_REQUEST, secret=str(actor.user_id), network=network_here(), at=at)
        with transaction():
            mailcodes.send_to_confirm(asked, actor=actor, at=at)
        return _ask_code(MailCodeForm(formdata=None), asked, str(actor.user_id))
    since = account.email_confirmed_at if rules.is_mailbox_trusted(account.email_confirmed_at, at=at) else None
    return render_template("auth/email.html", email=account.email, since=since)


@blueprint.post("/akun/e-mail/kode")
@requires(Permission.ACCOUNT_OWN)
def email_code() -> ResponseReturnValue:
    """Take the code that came to one's mailbox."""
    actor, at, form, status = signed_in(), clock.now(), MailCodeForm(), 422
    try:
        asked, whose = _opened(Purpose.MAILBOX, only=str(actor.user_id))
    except NotAllowedError as over:
        flash(sentence(over), "wait")
        return redirect(url_for(".email"), 303)
    if form.validate_on_submit():
        try:
            mailcodes.confirm_mailbox(form.code.data or "", asked, actor=actor, network=network_here(), at=at)
            with transaction():
                mailcodes.note_confirmed(actor=actor, at=at)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            flash(_("Alamat e-mail Anda sudah dikonfirmasi. Kode untuk masuk dapat kami kirim ke sana."), "good")
            return redirect(url_for(".account"), 303)
    return _ask_code(form, asked, whose, status=status)


def _ask_code(form: MailCodeForm, asked: Asked, whose: str, *, status: int = 200) -> ResponseReturnValue:
    """Show the page that waits for a code.

    Args:
        whose: the NIK that was typed, or the number of one's own account.
    """
    kept = json.dumps([asked.secret, whose, int((clock.now() + rules.MAIL_CODE_LIFE).timestamp())])
    template = "auth/sign_in_mail_code.html" if asked.purpose is Purpose.SIGN_IN else "auth/email_code.html"
    page = render_template(
        template,
        form=form,
        asked=vault().seal_text(kept, f"{_CONTEXT}.{asked.purpose}"),
        lanjut=local_path(request.args.get("lanjut")),
    )
    return page, status


def _opened(purpose: Purpose, *, only: str = "") -> tuple[Asked, str]:
    """Return what the page that was sent keeps, and whose it is.

    Args:
        only: of whom it has to be.

    Raises:
        NotAllowedError: ``mail_code_wrong``, it is another's, too old, or none of ours.
    """
    text = vault().open_text(request.form.get(FIELD, ""), f"{_CONTEXT}.{purpose}")
    secret, whose, until = json.loads(text) if text is not None else ("", "", 0)
    if until <= clock.now().timestamp() or (only and whose != only):
        raise NotAllowedError("mail_code_wrong")
    return Asked(purpose, str(secret)), str(whose)
