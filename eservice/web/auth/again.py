"""Signing in again when a session ended over a form: what was typed is carried along and shown where it was."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eservice.accounts.actor import GUEST
from eservice.kernel.errors import DomainError
from eservice.web import carrying, passkeys
from eservice.web.addresses import row_number
from eservice.web.auth import halfway
from eservice.web.auth.forms import SignInForm
from eservice.web.auth.routes import blueprint, enter_persona, first_page, join_shared, personas
from eservice.web.carrying import Carried
from eservice.web.errors import send_again, status_of
from eservice.web.guards import is_public, signed_in
from eservice.web.login import enter, who_was_here
from eservice.web.stepping import CodeForm


@blueprint.before_app_request
def again() -> ResponseReturnValue | None:
    """Stand between a form and a page that would refuse it because nobody is signed in any more."""
    if request.method != "POST" or is_public(request.endpoint):
        return None
    if carrying.FIELD in request.form:
        carried = carrying.opened()
        return _return(carried) if carried else redirect(url_for("auth.sign_in"), 303)
    owner = who_was_here() if signed_in() == GUEST else None
    return _ask(carrying.packed(owner), SignInForm(formdata=None), 403) if owner else None


def _return(carried: Carried) -> ResponseReturnValue | None:
    """Sign in with what was sent along, and go on to the page if it is the same person."""
    shown = _enter(carried)
    if shown is not None:
        return shown
    join_shared()
    if signed_in().user_id != carried.user_id:
        flash(_("Isian orang yang tadi memakai layar ini tidak ditampilkan dan tidak terkirim."), "info")
        return redirect(first_page(), 303)
    if not carrying.can_be_opened(request.path):
        return send_again(carried.fields)
    flash(_("Belum ada yang terkirim. Isian Anda ada di bawah: periksa, lalu kirim."), "info")
    if carried.files:
        flash(_lost(carried), "wait")
    carrying.show_filled_in(carried)
    return None


def _enter(carried: Carried) -> ResponseReturnValue | None:
    """Sign in; return the page that still stands between, if one does."""
    form = SignInForm()
    try:
        if halfway.is_here():
            return _second(carried)
        if "akun" in request.form:
            enter(enter_persona(row_number(request.form.get("akun")) or 0))
            return None
        if passkeys.is_answered():
            enter(halfway.begin_session(halfway.by_passkey(), before=_owner(carried)))
            return None
        return _first(carried, form) if form.validate_on_submit() else _ask(carried, form, 422)
    except DomainError as refusal:
        form.refuse(refusal)
        return _ask(carried, form, status_of(refusal))


def _first(carried: Carried, form: SignInForm) -> ResponseReturnValue | None:
    """Sign in by the password, or ask for the code besides."""
    come = halfway.check_password(form)
    if halfway.needs_code(come):
        return _ask_code(carried, come, CodeForm(formdata=None), 200)
    enter(halfway.begin_session(come, before=_owner(carried)))
    return None


def _second(carried: Carried) -> ResponseReturnValue | None:
    """Sign in by the code that comes after the password."""
    come, form = halfway.opened(), CodeForm()
    if not form.validate_on_submit():
        return _ask_code(carried, come, form, 422)
    try:
        halfway.check_code(come, form)
    except DomainError as refusal:
        form.refuse(refusal)
        return _ask_code(carried, come, form, status_of(refusal))
    enter(halfway.begin_session(come, before=_owner(carried)))
    return None


def _owner(carried: Carried) -> carrying.Owner:
    return carrying.Owner(carried.user_id, carried.membership_id)


def _ask_code(carried: Carried, come: halfway.Halfway, form: CodeForm, status: int) -> ResponseReturnValue:
    return halfway.ask(come, form, action=carried.address, status=status, carried=carrying.sealed(carried))


def _ask(carried: Carried, form: SignInForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "auth/sign_in.html",
        form=form,
        personas=personas(),
        carried=carrying.sealed(carried),
        action=carried.address,
        lost=_lost(carried) if carried.files else "",
    )
    return page, status


def _lost(carried: Carried) -> str:
    names = ", ".join(carried.files)
    return str(
        ngettext(
            "Satu berkas tidak ikut terbawa dan harus Anda pilih lagi: %(names)s.",
            "%(num)s berkas tidak ikut terbawa dan harus Anda pilih lagi: %(names)s.",
            len(carried.files),
            names=names,
        )
    )
