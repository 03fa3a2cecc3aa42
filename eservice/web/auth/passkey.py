"""One's own passkeys: which there are, one more, one less."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from webauthn.helpers import bytes_to_base64url
from wtforms.validators import DataRequired, Length

from eservice.accounts import passkeys, rules
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.web import passkeys as web
from eservice.web.answering import DONE, acted
from eservice.web.auth.routes import blueprint
from eservice.web.forms import HouseForm, TextField
from eservice.web.guards import requires, signed_in
from eservice.web.login import secret_here
from eservice.web.stepping import weighty, weighty_to_open


class NewKeyForm(HouseForm):
    """What a new passkey is called."""

    name = TextField(
        _l("Nama kunci"),
        [DataRequired(_l("Beri nama kunci ini, misalnya nama teleponnya.")), Length(max=passkeys.LONGEST_NAME)],
        description=_l("Supaya Anda mengenalinya nanti, misalnya: telepon saya."),
        render_kw={"autocomplete": "off"},
        width="mid",
    )


@blueprint.get("/akun/kunci-sandi")
@requires(Permission.ACCOUNT_OWN)
def passkey_list() -> ResponseReturnValue:
    """Show one's passkeys and when each was last used."""
    keys = passkeys.keys_of(signed_in().user_id or 0)
    return render_template("auth/passkey_list.html", keys=keys, possible=web.site_here() is not None)


@blueprint.route("/akun/kunci-sandi/tambah", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
@weighty_to_open
def passkey_add() -> ResponseReturnValue:
    """Make a passkey; every other session of the account ends."""
    if web.site_here() is None:
        return redirect(url_for(".passkey_list"), 303)
    form = NewKeyForm(name=rules.agent_family(request.user_agent.string) or _("Perangkat saya"))
    actor = signed_in()

    def act() -> None:
        made = web.check_new()
        with transaction():
            passkeys.keep(made, name=form.name.data or "", session=secret_here(), actor=actor, at=clock.now())

    status = acted(form, act)
    if status == DONE:
        flash(_("Kunci sandi tersimpan. Perangkat lain sudah keluar."), "good")
        return redirect(url_for(".passkey_list"), DONE)
    user_id = actor.user_id or 0
    page = render_template(
        "auth/passkey_add.html",
        form=form,
        owner={"handle": bytes_to_base64url(passkeys.handle_of(user_id)), "name": actor.name},
        keys=[bytes_to_base64url(one.credential) for one in passkeys.keys_of(user_id)],
    )
    return page, status


@blueprint.post("/akun/kunci-sandi/<int:passkey_id>/hapus")
@requires(Permission.ACCOUNT_OWN)
@weighty
def passkey_remove(passkey_id: int) -> ResponseReturnValue:
    """Forget a passkey; every other session of the account ends."""
    with transaction():
        passkeys.remove(passkey_id, session=secret_here(), actor=signed_in(), at=clock.now())
    flash(_("Kunci sandi dihapus. Perangkat lain sudah keluar."), "good")
    return redirect(url_for(".passkey_list"), 303)
