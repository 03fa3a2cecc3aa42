"""A lost password at the counter: find the account, compare person and KTP, hand over a code on a slip."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired

from eservice.accounts import gate
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.accounts.rules import COUNTER_CODE_LIFE, Guess, minutes
from eservice.audit.actions import record_look
from eservice.counter import actions
from eservice.counter.queries import Claim, claims_to_recover
from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.kernel.crypto import vault
from eservice.kernel.errors import DomainError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.web.errors import status_of
from eservice.web.filters import day, masked_phone
from eservice.web.forms import ChoiceField, HouseForm, NikField
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.login import network_here
from eservice.web.officer.routes import blueprint


class NikForm(HouseForm):
    """Whose password is lost."""

    nik = NikField(
        _l("NIK pada KTP"),
        [DataRequired(_l("Isi NIK: 16 angka pada KTP yang Anda pegang."))],
        description=_l("Ketik dari KTP asli yang ditunjukkan."),
        render_kw={"autocomplete": "off", "maxlength": "24"},
    )


class SeenForm(HouseForm):
    """That person, KTP and account are one."""

    akun = ChoiceField(_l("Akun mana?"), [InputRequired(_l("Pilih akun yang namanya sama dengan KTP."))])
    terlihat = BooleanField(
        _l("KTP aslinya saya lihat. Nama, NIK, dan wajahnya cocok dengan orang di depan saya."),
        [DataRequired(_l("Beri tanda setelah KTP aslinya Anda lihat."))],
    )


@blueprint.route("/petugas/pemulihan", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASSIST)
def recovery() -> ResponseReturnValue:
    """Ask for the NIK, then show what is to be compared with the KTP; the NIK never enters an address."""
    form, status = NikForm(), 200
    if form.validate_on_submit():
        try:
            found = _looked_up(form.nik.data or "", signed_in())
        except DomainError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return _compare(found, _seen_form(found, sent=False))
    elif form.errors:
        status = 422
    return render_template("officer/recovery.html", form=form), status


@blueprint.post("/petugas/pemulihan/kode")
@requires(Permission.REQUEST_ASSIST)
def recovery_code() -> ResponseReturnValue:
    """Give the code and show it on its slip: now, and never again."""
    actor, at = signed_in(), clock.now()
    found = _claims(opened(request.form.get("orang", ""), actor), actor)
    form = _seen_form(found, sent=True)
    if not form.validate_on_submit():
        return _compare(found, form), 422
    user_id = int(form.akun.data) if "akun" in form else found[0].user_id
    gate.ration(Guess.RESET_REQUEST, secret=f"counter code {actor.user_id}", network=network_here(), at=at)
    with transaction():
        slip = actions.give_code(user_id, actor=actor, at=at)
    return render_template(
        "officer/recovery_code.html",
        code=show_code(slip.code),
        ends_at=slip.ends_at,
        minutes=minutes(COUNTER_CODE_LIFE),
    )


def _looked_up(nik: str, actor: Actor) -> Sequence[Claim]:
    """Return the accounts of a NIK for an officer who may help; each look is counted and recorded."""
    at = clock.now()
    ration_looks(actor, at=at)
    found = _claims(nik, actor)
    for one in found:
        record_look(actor=actor, action="account:counter_look", object=f"account:{one.user_id}", at=at)
    return found


def _claims(nik: str, actor: Actor) -> Sequence[Claim]:
    at = clock.now()
    try:
        return claims_to_recover(nik, actor=actor, at=at)
    except DomainError as refusal:
        record_miss(actor, refusal.code, at=at)
        raise


def _seen_form(found: Sequence[Claim], *, sent: bool) -> Any:
    """Return the form that asks whether the KTP was seen, and which account where there are several."""
    form: Any = SeenForm() if sent else SeenForm(formdata=None)
    if len(found) == 1:
        del form.akun
    else:
        form.akun.choices = [SelectChoice(value=str(one.user_id), label=one.name) for one in found]
        form.akun.hints = {str(one.user_id): _told_apart(one) for one in found}
    return form


def _told_apart(claim: Claim) -> str:
    parts = [_("dibuat %(day)s", day=day(claim.opened_at)), label(claim.level)]
    return " · ".join([*parts, masked_phone(claim.phone.replace("+62", "0"))] if claim.phone else parts)


def _compare(found: Sequence[Claim], form: Any) -> str:
    closed = sealed(found[0].nik, signed_in())
    return render_template("officer/recovery.html", form=form, found=found, sealed=closed)


def ration_looks(actor: Actor, *, at: datetime) -> None:
    """Count one NIK looked up at the counter, on whichever page. Raises TooManyTriesError."""
    gate.ration(Guess.RESET_REQUEST, secret=f"counter look {actor.user_id}", network=network_here(), at=at)


def record_miss(actor: Actor, code: str, *, at: datetime) -> None:
    """Record that an officer looked up a NIK and was shown no account, and why."""
    record_look(actor=actor, action="account:counter_refused", object="account:unknown", at=at, data={"why": code})


def sealed(nik: str, actor: Actor) -> str:
    """Return a NIK that was looked up, closed for this officer: what the next form carries."""
    return vault().seal_text(nik, _context(actor))


def opened(carried: str, actor: Actor) -> str:
    """Return the NIK this officer looked up. Raises NotFoundError for anything else."""
    nik = vault().open_text(carried, _context(actor))
    if nik is None:
        raise NotFoundError("no_account_for_nik")
    return nik


def _context(actor: Actor) -> str:
    return f"counter.recovery {actor.membership_id}"
