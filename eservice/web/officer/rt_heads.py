"""The heads of RT, as an office needs them: asking one about a request, and the PIN each chooses at the counter."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, flash, redirect, render_template, url_for
from flask import request as asked
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, EqualTo

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.config import Settings
from eservice.kernel import clock
from eservice.kernel.errors import DomainError, NotFoundError
from eservice.kernel.words import N_
from eservice.notifications import actions as messages
from eservice.notifications.actions import Prepared, Recipient
from eservice.offices import pins
from eservice.offices import queries as offices
from eservice.offices.models import Rt
from eservice.requests import confirming
from eservice.requests.confirming import Asked, Heard
from eservice.requests.models import Request
from eservice.requests.workflow import Confirmation, Status, Step
from eservice.web.answering import answer
from eservice.web.desk import case, change
from eservice.web.errors import sentence
from eservice.web.forms import HouseForm, SecretField
from eservice.web.guards import requires, signed_in
from eservice.web.labels import REFUSALS
from eservice.web.officer.routes import blueprint, desk_of

MEANS: dict[Confirmation | None, str] = {
    Confirmation.MINE: N_("Ketua RT mengenalnya sebagai warga di alamat itu. Syarat lain tetap Anda periksa."),
    Confirmation.NOT_MINE: N_(
        "Ini keterangan, bukan putusan. Cocokkan dengan KK dan KTP, atau tanyakan pemohon; Anda yang memutuskan."
    ),
    Confirmation.MEET: N_(
        "Pemohon sudah diberi tahu. Anda boleh melanjutkan sekarang, atau meminta surat pengantar bila memang perlu."
    ),
    None: N_("Diam bukan penolakan. Lanjutkan seperti biasa: KK dan KTP sudah menunjukkan alamatnya."),
}
"""What an answer means for the officer."""

_SILENT = frozenset({"rt_not_asked_here", "rt_asked_already", "rt_after_first_act"})
"""Why the RT head is not asked, where nothing can be done about it and nothing need be said."""


@dataclass(frozen=True)
class AtTheRt:
    """What the page of a request says about the RT head."""

    may_ask: bool
    waits: bool
    wanting: str
    """What keeps the office from asking, where somebody can do something about it."""
    heard: Heard | None
    means: str


def at_the_rt(found: Request, *, may: set[str], actor: Actor, at: datetime) -> AtTheRt:
    """Return whether the RT head may be asked, is asked, or what came of it."""
    may_ask = Step.ASK_CONFIRMATION.value in may
    wanting = confirming.why_not(found, actor=actor, at=at) if may_ask else "rt_asked_already"
    heard = confirming.heard(found)
    return AtTheRt(
        may_ask=wanting is None,
        waits=found.status is Status.AWAITING_CONFIRMATION,
        wanting="" if wanting is None or wanting in _SILENT else str(_(REFUSALS[wanting])),
        heard=heard,
        means=str(_(MEANS[heard.answer])) if heard else "",
    )


class PinForm(HouseForm):
    """A PIN, typed twice by the head of the RT."""

    pin = SecretField(
        _l("PIN baru, 6 angka"),
        [DataRequired(_l("PIN terdiri dari 6 angka."))],
        description=_l("Diketik oleh Ketua RT sendiri. Jangan tanggal lahir, jangan angka berurutan."),
        width="short",
        render_kw={"inputmode": "numeric", "maxlength": 6, "autocomplete": "off"},
    )
    again = SecretField(
        _l("PIN yang sama sekali lagi"),
        [EqualTo("pin", _l("Dua kali ketikan ini berbeda. Ketik PIN yang sama dua kali."))],
        width="short",
        render_kw={"inputmode": "numeric", "maxlength": 6, "autocomplete": "off"},
    )


@blueprint.route("/petugas/permohonan/<code>/ketua-rt", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def ask_rt(code: str) -> ResponseReturnValue:
    """Say who would be asked; then ask, and show the message with its link once: it is stored nowhere."""
    at, made = clock.now(), list[tuple[Asked, Prepared]]()
    found, home = case(code, signed_in()), url_for(".request_show", code=code)
    waits = found.status is Status.AWAITING_CONFIRMATION
    if asked.method == "POST":
        try:
            change(code, lambda one, actor, at: made.append(_ask(one, actor, at)))
        except DomainError as error:
            flash(sentence(error), "bad")
            return redirect(home, 303)
        found = case(code, signed_in())
    elif not waits and (refusal := confirming.why_not(found, actor=signed_in(), at=at)) is not None:
        flash(_(REFUSALS[refusal]), "bad")
        return redirect(home, 303)
    rt = found.rt_question.rt if found.rt_question else confirming.rt_of(found, at=at)
    return render_template(
        "officer/ask_rt.html", request=found, home=home, rt=rt, waits=waits, made=made[0] if made else None
    )


def _ask(found: Request, actor: Actor, at: datetime) -> tuple[Asked, Prepared]:
    verb = confirming.ask_again if found.status is Status.AWAITING_CONFIRMATION else confirming.ask
    question = verb(found, actor=actor, at=at)
    settings: Settings = current_app.extensions["eservice.settings"]
    return question, messages.prepare_whatsapp(
        "rt_question",
        to=Recipient(phone=question.phone),
        params={"desk_code": found.code, "until_at": question.until_at},
        base_url=settings.base_url,
        actor=actor,
        at=at,
        path=url_for("public.rt_open", secret=question.secret),
    )


@blueprint.get("/petugas/rt")
@requires(Permission.REQUEST_ASSIST)
def rt_list() -> ResponseReturnValue:
    """List the heads of RT of the own office, and whether each can answer from a phone."""
    office = offices.office(desk_of(signed_in()))
    return render_template("officer/rt_list.html", office=office, rts=offices.rts(office.id, on=clock.today()))


@blueprint.route("/petugas/rt/<int:rt_id>/pin", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASSIST)
def rt_pin(rt_id: int) -> ResponseReturnValue:
    """Let the head of an RT, who stands at the counter, choose a PIN."""
    form, row = PinForm(), _own_rt(rt_id)
    done = _("PIN Ketua RT %(number)s tersimpan. Hanya ia yang tahu.", number=row.number)
    return answer(
        "officer/rt_pin.html",
        form,
        lambda actor: pins.choose(rt_id, form.pin.data or "", actor=actor, at=clock.now()),
        done=(done, url_for(".rt_list")),
        shown=lambda: {"rt": row},
    )


def _own_rt(rt_id: int) -> Rt:
    found = next((one for one in offices.rts(desk_of(signed_in()), on=clock.today()) if one.id == rt_id), None)
    if found is None:
        raise NotFoundError("no_such_rt")
    return found
