"""Signing in again when a session ended over a form: what was typed is carried along and shown where it was."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eservice.accounts.actor import GUEST
from eservice.kernel.errors import DomainError
from eservice.web import carrying
from eservice.web.addresses import row_number
from eservice.web.auth.forms import SignInForm
from eservice.web.auth.routes import begin_session, blueprint, enter_persona, first_page, join_shared, personas
from eservice.web.carrying import Carried
from eservice.web.errors import send_again, status_of
from eservice.web.guards import is_public, signed_in
from eservice.web.login import enter, who_was_here


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
    form = SignInForm()
    try:
        if "akun" in request.form:
            enter(enter_persona(row_number(request.form.get("akun")) or 0))
        elif form.validate_on_submit():
            enter(begin_session(form, before=carrying.Owner(carried.user_id, carried.membership_id)))
        else:
            return _ask(carried, form, 422)
    except DomainError as refusal:
        form.refuse(refusal)
        return _ask(carried, form, status_of(refusal))
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
