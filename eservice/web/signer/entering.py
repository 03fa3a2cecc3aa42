"""The passphrase of an official: asked where letters are signed, handed to the signing worker, kept nowhere here."""

import secrets

from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.requests import signing
from eservice.requests.models import Request
from eservice.requests.signing import Entry
from eservice.requests.workflow import DECISIONS, Step
from eservice.web.filters import masked_nik
from eservice.web.passphrase import PassphraseForm, credential_of, own_nik


def passphrase_form(actor: Actor) -> PassphraseForm | None:
    """Return the form that asks for it; None where this installation signs without.

    Raises:
        NotAllowedError: ``staff_unknown``, whose certificate signs is not recorded; it is never typed here.
    """
    if not signing.asks_passphrase():
        return None
    form = PassphraseForm()
    form.sandi_tte.description = _(
        "Dikirim ke BSrE dengan NIK %(nik)s, untuk surat-surat ini saja; tidak disimpan, paling lama 10 menit.",
        nik=masked_nik(own_nik(actor)),
    )
    return form


def entry_of(form: PassphraseForm | None, actor: Actor) -> Entry | None:
    """Return what was typed, for every letter of this act."""
    if form is None:
        return None
    return Entry(credential_of(form, actor), secrets.token_hex(8))


def why_it_failed(found: Request) -> str:
    """Return why the last signature did not come about; empty once anything was decided since."""
    last = next((one for one in reversed(found.history) if one.step in _ENDS), None)
    return last.reason if last is not None and last.step is Step.SIGNING_FAILED else ""


_ENDS = (*DECISIONS, Step.SIGN, Step.NEXT_PLACE, Step.PRINT_FOR_SIGNATURE, Step.SIGNING_FAILED)
