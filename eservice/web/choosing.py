"""Choosing a new password: the field that asks for it and the rule of this installation it is held to."""

from collections.abc import Collection

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms.validators import DataRequired

from eservice.accounts import passwords
from eservice.accounts.password_rule import LONGEST_PASSWORD, SHORTEST_PASSWORD, Policy
from eservice.accounts.passwords import PasswordHash
from eservice.web.forms import SecretField


def policy_here() -> Policy:
    """Return the rule that this installation holds passwords to."""
    return Policy(current_app.extensions["eservice.settings"].password_policy)


def chosen_password(typed: str | None, *, personal: Collection[str]) -> PasswordHash:
    """Return the hash of a new password. Slow, so before any transaction. Raises what ``passwords.choose`` raises."""
    return passwords.choose(typed or "", personal=personal, policy=policy_here())


def new_password(words: str) -> SecretField:
    """Return the field that asks for a new password and says what is wanted of it."""
    return SecretField(
        words,
        [DataRequired(_l("Buat kata sandi."))],
        description=LazyString(_hint),
        render_kw={
            "autocomplete": "new-password",
            "minlength": str(SHORTEST_PASSWORD),
            "maxlength": str(LONGEST_PASSWORD),
        },
    )


def _hint() -> str:
    if policy_here() is Policy.BSSN:
        return str(_("Paling sedikit 12 huruf, dengan huruf besar, huruf kecil, angka, dan tanda. Berlaku 6 bulan."))
    return str(_("Paling sedikit 12 huruf. Beberapa kata biasa yang panjang lebih aman daripada tanda aneh."))
