"""The second factor of a member of staff: set it up, make new codes for paper, switch it off."""

import json
from datetime import timedelta

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import DataRequired, Length

from eservice.accounts import factors, totp
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import FACTOR_ROLES, Permission
from eservice.kernel import clock
from eservice.kernel.crypto import vault
from eservice.kernel.errors import DomainError, InvalidInputError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.web.auth.routes import blueprint, first_page
from eservice.web.errors import status_of
from eservice.web.forms import HouseForm, TextField
from eservice.web.guards import requires, signed_in
from eservice.web.login import forget_found, secret_here
from eservice.web.squares import square
from eservice.web.stepping import weighty, weighty_to_open

_LIFE = timedelta(minutes=15)
"""So long a square may be scanned and its first code typed."""
_CONTEXT = "web.factor"


class SetUpForm(HouseForm):
    """The first code of a new authenticator; its secret stands in the page until then, sealed, and nowhere else."""

    rahasia = HiddenField()
    code = TextField(
        _l("Kode dari aplikasi"),
        [DataRequired(_l("Isi 6 angka yang tampil di aplikasi.")), Length(max=20)],
        description=_l("6 angka yang sekarang tampil di aplikasi untuk eservice."),
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
        width="mid",
    )


@blueprint.get("/akun/kode-kedua")
@requires(Permission.ACCOUNT_OWN)
def factor() -> ResponseReturnValue:
    """Show whether one's account asks for a second code, and what can be done about it."""
    actor = _staff()
    user_id = actor.user_id or 0
    return render_template(
        "auth/factor.html",
        held=factors.factor_of(user_id),
        left=factors.paper_codes_left(user_id),
        must=actor.role in FACTOR_ROLES,
    )


@blueprint.route("/akun/kode-kedua/pasang", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
@weighty_to_open
def factor_set_up() -> ResponseReturnValue:
    """Show the square for an authenticator; once its first code is right, show the codes for paper."""
    actor, at = _staff(), clock.now()
    if not actor.is_staff or factors.factor_of(actor.user_id or 0) is not None:
        return redirect(url_for(".factor"), 303)
    form, status = SetUpForm(), 200
    secret = _opened(form.rahasia.data, actor) or totp.new_secret()
    if form.validate_on_submit():
        try:
            if _opened(form.rahasia.data, actor) is None:
                raise InvalidInputError("setting_up_over", field="code")
            with transaction():
                made = factors.set_up(secret, form.code.data or "", session=secret_here(), actor=actor, at=at)
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            forget_found()
            return render_template("auth/factor_codes.html", made=made, onward=first_page())
    elif form.errors:
        status = 422
    form.rahasia.data = _sealed(secret, actor)
    house = f"eservice {current_app.extensions['eservice.settings'].city_name}"
    square_of = square(totp.address(secret, account=actor.name, house=house))
    page = render_template("auth/factor_set_up.html", form=form, square=square_of, typed=totp.in_groups(secret))
    return page, status


@blueprint.post("/akun/kode-kedua/pemulihan")
@requires(Permission.ACCOUNT_OWN)
@weighty
def factor_codes() -> ResponseReturnValue:
    """Make new codes for paper and show them once; the old ones are worth nothing any more."""
    with transaction():
        made = factors.renew_paper_codes(actor=_staff(), at=clock.now())
    return render_template("auth/factor_codes.html", made=made, onward=url_for(".factor"))


@blueprint.post("/akun/kode-kedua/matikan")
@requires(Permission.ACCOUNT_OWN)
@weighty
def factor_off() -> ResponseReturnValue:
    """Ask for one's second code no more."""
    with transaction():
        factors.switch_off(session=secret_here(), actor=_staff(), at=clock.now())
    forget_found()
    if signed_in().role in FACTOR_ROLES:
        flash(_("Kode kedua dimatikan. Pasang kode kedua di telepon yang baru, lalu lanjutkan pekerjaan Anda."), "wait")
    else:
        flash(_("Kode kedua dimatikan. Akun Anda kini hanya dijaga kata sandi."), "wait")
    return redirect(url_for(".factor"), 303)


def _staff() -> Actor:
    """Return who is here: a member of staff, or who was one and still has a second factor. Raises NotAllowedError."""
    actor = signed_in()
    if not actor.is_staff and factors.factor_of(actor.user_id or 0) is None:
        raise NotAllowedError("factor_for_staff")
    return actor


def _sealed(secret: str, actor: Actor) -> str:
    told = [actor.user_id, secret, (clock.now() + _LIFE).timestamp()]
    return vault().seal_text(json.dumps(told), _CONTEXT)


def _opened(sealed: str | None, actor: Actor) -> str | None:
    """Return the secret that a page offered this person a while ago; None where it is another's, or too old."""
    text = vault().open_text(sealed or "", _CONTEXT)
    user_id, secret, until = json.loads(text) if text is not None else (None, "", 0)
    return str(secret) if user_id == actor.user_id and until > clock.now().timestamp() else None
