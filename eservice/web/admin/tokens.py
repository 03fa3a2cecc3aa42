"""Tokens of other systems: made and shown once, listed with their last use, revoked."""

from datetime import timedelta
from typing import Any

from flask import make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput

from eservice.accounts import queries as accounts
from eservice.accounts import tokens
from eservice.accounts.permissions import Permission
from eservice.accounts.tokens import NewToken, Scope
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.web.admin.routes import blueprint
from eservice.web.answering import DONE, acted, press
from eservice.web.forms import DigitsField, HouseForm, TextField
from eservice.web.guards import requires, signed_in
from eservice.web.headers import KEPT_NOWHERE
from eservice.web.labels import label
from eservice.web.stepping import weighty


class TokenForm(HouseForm):
    """What a token is good for."""

    name = TextField(
        _l("Nama sistem"),
        description=_l("Misalnya: aplikasi warga kota, bot WhatsApp, anjungan balai."),
        validators=[DataRequired(_l("Isi nama sistem yang memakainya.")), Length(max=120)],
    )
    scopes = SelectMultipleField(_l("Kegunaan"), option_widget=CheckboxInput())
    office_id = SelectField(_l("Kantor"), coerce=int, description=_l("Kantor di bawahnya ikut."))
    days = DigitsField(
        _l("Berlaku berapa hari"),
        description=_l("Paling lama 366 hari. Sesudah itu buat token baru."),
        width="short",
        default="90",
        validators=[DataRequired(_l("Isi 1 sampai 366 hari.")), Length(max=4)],
    )
    per_minute = DigitsField(
        _l("Permintaan tiap menit"),
        width="short",
        default="60",
        validators=[DataRequired(_l("Isi 1 sampai 6000 permintaan tiap menit.")), Length(max=5)],
    )

    def told(self) -> NewToken:
        """Return what was typed."""
        return NewToken(
            name=self.name.data or "",
            scopes=tuple(Scope(one) for one in self.scopes.data or ()),
            office_id=self.office_id.data or None,
            lasts=timedelta(days=int(self.days.data or 0)),
            per_minute=int(self.per_minute.data or 0),
        )


@blueprint.get("/kelola/token")
@requires(Permission.HOUSE_MANAGE)
def token_list() -> ResponseReturnValue:
    """List every token, with when it was last used."""
    at = clock.now()
    rows = [
        (
            one,
            tokens.state_of(one, at=at),
            offices.office(one.office_id).full_name if one.office_id else _("Semua kantor"),
            [label(Scope(scope)) for scope in one.scopes],
            accounts.account(one.created_by_id).name,
        )
        for one in tokens.tokens()
    ]
    return render_template("admin/token_list.html", rows=rows)


@blueprint.route("/kelola/token/baru", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
@weighty
def token_new() -> ResponseReturnValue:
    """Make a token; the page that answers shows it, and no page ever again."""
    form, made = TokenForm(), ""
    form.scopes.choices = [(one.value, label(one)) for one in Scope]
    form.office_id.choices = [
        (0, _("Semua kantor")),
        *((one.id, one.full_name) for one in offices.offices(at=clock.now())),
    ]

    def act() -> None:
        nonlocal made
        with transaction():
            made = tokens.make_token(form.told(), actor=signed_in(), at=clock.now())

    status = acted(form, act)
    shown: dict[str, Any] = {"form": form, "made": made, "name": form.name.data, "action": url_for(".token_new")}
    answer = make_response(render_template("admin/token_new.html", **shown), 200 if status == DONE else status)
    answer.headers["Cache-Control"] = KEPT_NOWHERE
    return answer


@blueprint.post("/kelola/token/<int:token_id>/cabut")
@requires(Permission.HOUSE_MANAGE)
def token_revoke(token_id: int) -> ResponseReturnValue:
    """End a token at once."""
    return press(
        lambda actor: tokens.revoke_token(token_id, actor=actor, at=clock.now()),
        done=(_("Token dicabut. Permintaan berikutnya dengan token itu ditolak."), url_for(".token_list")),
    )
