"""The passphrase with which an official's own certificate signs: asked on the page of the act, kept nowhere here."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from eservice.accounts.actor import Actor
from eservice.kernel.errors import NotAllowedError
from eservice.letters.seam import Credential
from eservice.residents import queries as residents
from eservice.web.filters import masked_nik
from eservice.web.forms import HouseForm, SecretField


class PassphraseForm(HouseForm):
    """With what an official's own certificate is released, for the letters of one act, or one document."""

    sandi_tte = SecretField(
        _l("Passphrase TTE"),
        validators=[DataRequired(_l("Isi passphrase TTE Anda.")), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )


def own_nik(actor: Actor) -> str:
    """Return the NIK to which an official's certificate belongs.

    Raises:
        NotAllowedError: ``staff_unknown``, it is not recorded; it is never typed where one signs.
    """
    own = residents.person_of_user(actor.user_id) if actor.user_id else None
    if own is None or not own.nik:
        raise NotAllowedError("staff_unknown")
    return own.nik


def document_form(actor: Actor) -> PassphraseForm:
    """Return the form that asks for it to sign one document. Raises as ``own_nik`` does."""
    form = PassphraseForm()
    form.sandi_tte.description = _(
        "Dikirim ke BSrE dengan NIK %(nik)s, untuk dokumen ini saja; tidak disimpan.", nik=masked_nik(own_nik(actor))
    )
    return form


def credential_of(form: PassphraseForm, actor: Actor) -> Credential:
    """Return what was typed, with whose it is."""
    return Credential(own_nik(actor), form.sandi_tte.data or "")
