"""One counter PC for several officers: a short PIN of one's own, and coming back by it where one signed in today."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from eservice.accounts import gate, queries, shared
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, Role
from eservice.accounts.shared import Colleague
from eservice.counter import tickets
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.web import carrying, cookies
from eservice.web.addresses import row_number
from eservice.web.answering import DONE, acted
from eservice.web.auth.forms import old_password
from eservice.web.auth.routes import blueprint, first_page
from eservice.web.forms import ChoiceField, HouseForm, SecretField
from eservice.web.guards import public, requires, signed_in
from eservice.web.login import (
    BROWSER,
    browser_here,
    enter,
    membership_here,
    network_here,
    secret_here,
)

_PIN_KW = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"}


class SwitchForm(HouseForm):
    """Who comes back, and the PIN."""

    petugas = ChoiceField(_l("Siapa yang akan bekerja?"), [DataRequired(_l("Pilih nama Anda."))])
    pin = SecretField(_l("PIN loket"), [DataRequired(_l("Isi PIN loket Anda: 6 angka."))], render_kw=_PIN_KW)


class DeskPinForm(HouseForm):
    """A new short PIN, and the password."""

    current = old_password(_l("Kata sandi Anda"))
    pin = SecretField(
        _l("PIN loket yang baru"),
        [DataRequired(_l("Isi 6 angka."))],
        description=_l(
            "6 angka, tidak berurutan, bukan dari NIK atau telepon Anda. Jangan diberitahukan kepada rekan."
        ),
        render_kw=_PIN_KW,
    )


@blueprint.route("/masuk/ganti", methods=["GET", "POST"])
@public
def switch() -> ResponseReturnValue:
    """Come back to this browser by PIN, for who signed in here fully today; whoever was here is signed out."""
    at, me = clock.now(), signed_in()
    here = [one for one in shared.colleagues(browser_here(), at=at) if one.user_id != me.user_id]
    if not here:
        flash(_("Belum ada rekan yang masuk dengan kata sandi di komputer ini hari ini."), "info")
        return redirect(url_for("auth.desk_pin" if me.is_staff else "auth.sign_in"), 303)
    form = SwitchForm()
    form.petugas.choices = [(str(one.pass_id), one.name) for one in here]
    status = acted(form, lambda: enter(_come_back(row_number(form.petugas.data) or 0, form.pin.data or "")))
    if status == DONE:
        carrying.forget_forms_of_others()
        return redirect(first_page(), DONE)
    return render_template("auth/switch.html", form=form), status


@blueprint.route("/akun/pin-loket", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def desk_pin() -> ResponseReturnValue:
    """Choose one's short PIN, and make this browser a shared one."""
    form, actor, at = DeskPinForm(), signed_in(), clock.now()

    def choose() -> None:
        pin = shared.choose_pin(form.pin.data or "", owner=queries.account(actor.user_id or 0))
        checked = gate.check_own_password(actor, password=form.current.data or "", network=network_here(), at=at)
        with transaction():
            shared.set_pin(checked, pin, actor=actor, at=at)

    status = acted(form, choose)
    if status == DONE:
        flash(_("PIN loket disimpan. Berlaku di komputer tempat Anda masuk dengan kata sandi hari itu."), "good")
        return redirect(url_for(".desk_pin"), DONE)
    return render_template(
        "auth/desk_pin.html",
        form=form,
        officer=actor.role is Role.OFFICER,
        has_pin=queries.account(actor.user_id or 0).desk_pin_hash is not None,
        is_shared=shared.is_shared(browser_here(), at=clock.now()),
    ), status


@blueprint.post("/akun/pin-loket/komputer-ini")
@requires(Permission.ACCOUNT_OWN)
def share_desk() -> ResponseReturnValue:
    """Let colleagues and oneself take turns in this browser until the day is over."""
    with transaction():
        browser = shared.share(secret_here(), browser_here(), actor=signed_in(), at=clock.now())
    flash(
        _("Komputer ini dipakai bersama sampai hari ini selesai. Layar terkunci setelah 5 menit tidak dipakai."), "good"
    )
    response = make_response(redirect(url_for(".desk_pin"), 303))
    cookies.keep(response, BROWSER, browser, strict=True)
    return response


def _come_back(pass_id: int, pin: str) -> str:
    """Return the secret of the session that begins; desk and number of whoever was here go along."""
    at, before = clock.now(), membership_here()
    found = shared.check_pin(pass_id, browser=browser_here(), pin=pin, network=network_here(), at=at)
    with transaction():
        actor = _officer(found)
        secret = shared.come_back(found, agent=request.user_agent.string, at=at)
        if secret_here():
            shared.lock(secret_here(), at=at)
        if before is not None:
            tickets.take_over(before, actor=actor, at=at)
    return secret


def _officer(found: Colleague) -> Actor:
    """Return in which capacity somebody comes back. Raises NotFoundError: no longer an officer there."""
    held = next(
        (one for one in offices.memberships_of(found.user_id, at=clock.now()) if one.id == found.membership_id), None
    )
    if held is None or held.role != Role.OFFICER:
        raise NotFoundError("no_desk_pass")
    return Actor(Role.OFFICER, user_id=found.user_id, membership_id=held.id, office_id=held.office_id, name=found.name)
