"""Acts of weight: whoever does one proved a moment ago who they are, or is asked in between.

A view marked ``weighty`` is reached only within five minutes of a proof in this session: the second factor where the
account has one, else the password. It stands before the view, so no address leads around it. What was sent is carried
through the page in between and goes on to the view afterwards; passwords and passphrases are left behind.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import ImmutableMultiDict
from wtforms import Field
from wtforms.validators import DataRequired, Length

from eservice.accounts import factors, queries, rules, sessions, totp
from eservice.accounts.challenges import Purpose
from eservice.accounts.password_rule import LONGEST_PASSWORD
from eservice.audit import actions as audit
from eservice.kernel import clock
from eservice.kernel.errors import DomainError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.web import carrying, passkeys
from eservice.web.carrying import Owner
from eservice.web.errors import sentence, status_of
from eservice.web.forms import HouseForm, SecretField, TextField
from eservice.web.guards import signed_in
from eservice.web.login import forget_found, network_here, secret_here, session_here

View = TypeVar("View", bound=Callable[..., Any])

FIELD = "sandi_konfirmasi"
"""Named as a secret is, so that no page ever carries or shows it again."""
SHOWN = "peragaan"
"""What a demo person without a password types; the page says so. Worth nothing outside demo mode."""


class CodeForm(HouseForm):
    """What an authenticator shows, or a code from paper."""

    sandi_konfirmasi = TextField(
        _l("Kode kedua"),
        [DataRequired(_l("Isi kode 6 angka dari aplikasi Anda.")), Length(max=30)],
        description=_l("6 angka dari aplikasi autentikator Anda, atau satu kode pemulihan."),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
        width="mid",
    )


class PasswordAgainForm(HouseForm):
    """One's password once more."""

    sandi_konfirmasi = SecretField(
        _l("Kata sandi Anda"),
        [DataRequired(_l("Isi kata sandi Anda.")), Length(max=LONGEST_PASSWORD)],
        description=_l("Agar tidak ada yang bertindak atas nama Anda di layar yang terbuka."),
        render_kw={"autocomplete": "current-password"},
    )


class DemoForm(HouseForm):
    """The word of demo people, who have no password; it stands there already."""

    sandi_konfirmasi = TextField(
        _l("Konfirmasi peragaan"),
        [DataRequired(_l("Tulis kata: peragaan."))],
        description=_l(
            "PERAGAAN: orang rekaan ini tidak punya kata sandi, jadi katanya sudah diisi. Di kantor sungguhan di sini "
            "diminta kode dari telepon atau kata sandi."
        ),
        render_kw={"autocomplete": "off"},
        width="mid",
    )


def weighty(view: View) -> View:
    """Mark a view that does something of weight when it is sent to; its page may be opened and filled in before."""
    view.weighty = {"POST"}  # type: ignore[attr-defined]
    return view


def weighty_to_open(view: View) -> View:
    """Mark a view of which even the page is for nobody but its person."""
    view.weighty = {"GET", "POST"}  # type: ignore[attr-defined]
    return view


def weighty_to_take(page: str) -> Callable[[View], View]:
    """Mark a view that gives a file; once who one is was proved, one is back on ``page``, where its button is.

    Args:
        page: endpoint of the page from which the file is taken; it understands the same address.
    """

    def mark(view: View) -> View:
        view.taken_from = page  # type: ignore[attr-defined]
        return weighty_to_open(view)

    return mark


def install(app: Flask) -> None:
    """Stand before every view that is marked, after its policy was asked."""
    app.before_request(_stand_between)


def confirm_form() -> HouseForm | None:
    """Return the form that asks who one is, for a page that does so itself; None while that was proved just now."""
    here = session_here()
    if here is None or (rules.is_confirmed(here.confirmed_at, at=clock.now()) and here.is_strong >= here.has_factor):
        return None
    if here.has_factor:
        return _with_demo_code(CodeForm(formdata=None))
    if _is_demo_person():
        return DemoForm(formdata=None, data={FIELD: SHOWN})
    return PasswordAgainForm(formdata=None)


def _stand_between() -> ResponseReturnValue | None:
    view: Any = current_app.view_functions.get(request.endpoint or "")
    sent = "POST" if request.method == "POST" else "GET"  # who asks for the head of a page opens it too
    if sent not in getattr(view, "weighty", ()):
        return None
    carried = carrying.opened(carrying.BETWEEN)
    if carried is not None and carried.user_id != signed_in().user_id:
        raise NotAllowedError("page")
    form = confirm_form()
    if form is not None:
        if FIELD not in request.form and not passkeys.is_answered():
            return _ask(form, 403 if request.method == "POST" else 200)
        try:
            _prove(request.form.get(FIELD, ""))
        except DomainError as refusal:
            _field(form).errors = [sentence(refusal)]
            return _ask(form, status_of(refusal))
    if carried is not None:
        return _go_on(carried, getattr(view, "taken_from", ""))
    return None


def _go_on(carried: carrying.Carried, taken_from: str) -> ResponseReturnValue | None:
    """Let the view see what was sent to it before; a page that was only to be opened is opened."""
    if taken_from:
        flash(_("Terima kasih. Berkasnya sekarang dapat diambil, selama 5 menit."), "good")
        return redirect(url_for(taken_from) + carried.address[len(request.path) :], 303)
    if carried.looked:
        return redirect(carried.address, 303)
    request.form = ImmutableMultiDict(carried.fields)
    return None


def _ask(form: HouseForm, status: int) -> ResponseReturnValue:
    actor = signed_in()
    carried = carrying.opened(carrying.BETWEEN)
    if carried is None:
        carried = carrying.packed(Owner(actor.user_id or 0, actor.membership_id))
    here = session_here()
    at_hand = {
        "action": carried.address,
        "carried": carrying.sealed(carried),
        "field": _field(form),
        "has_passkey": here is not None and here.has_passkey,
    }
    audit.record_look(actor=actor, action="page:asked_again", object=f"page:{request.endpoint}", at=clock.now())
    return render_template("errors/confirm.html", form=form, **at_hand), status


def _prove(typed: str) -> None:
    """Note that whoever sits here proved who they are. Raises what ``factors`` and ``passkeys`` raise."""
    actor, at, here = signed_in(), clock.now(), session_here()
    if passkeys.is_answered():
        passkeys.check(Purpose.CONFIRM, user_id=actor.user_id)
    elif not (here is not None and not here.has_factor and _is_demo_person() and typed.strip().casefold() == SHOWN):
        factors.check_again(actor, typed, network=network_here(), at=at)
    with transaction():
        sessions.confirm(secret_here(), at=at, strong=passkeys.is_answered() or (here is not None and here.has_factor))
    forget_found()


def _is_demo_person() -> bool:
    """Tell whether this is one of the demo's people without a password; nobody is outside demo mode."""
    demo: bool = current_app.extensions["eservice.settings"].is_demo
    return demo and queries.account(signed_in().user_id or 0).password_hash is None


def _with_demo_code(form: CodeForm) -> CodeForm:
    """Fill in what the authenticator of a demo person shows, who has no telephone."""
    held = factors.factor_of(signed_in().user_id or 0) if _is_demo_person() else None
    if held is not None:
        code = totp.code_at(held.secret, clock.now())
        form.sandi_konfirmasi.data = code
        form.sandi_konfirmasi.description = _(
            "PERAGAAN: orang rekaan ini tidak punya telepon, jadi kodenya sudah diisi: %(code)s.", code=code
        )
    return form


def _field(form: HouseForm) -> Field:
    found: Field = form[FIELD]
    return found
