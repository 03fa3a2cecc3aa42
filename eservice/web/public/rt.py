"""What the head of an RT sees: one question about one resident, behind a link and a PIN of their own.

The link's secret leaves the address at once. Until the PIN was right nothing is told, and afterwards only name,
address and kind of letter: no NIK, no answers, no files.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from eservice.accounts.actor import Actor
from eservice.accounts.gate import counted
from eservice.accounts.rules import Guess
from eservice.audit import actions as audit
from eservice.kernel import clock
from eservice.kernel.errors import DomainError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.requests import confirming, queries
from eservice.requests.models import Request
from eservice.requests.workflow import Confirmation
from eservice.web.errors import sentence, status_of
from eservice.web.forms import HouseForm, SecretField
from eservice.web.guards import public
from eservice.web.login import network_here
from eservice.web.public.room import blueprint
from eservice.web.public.tracking import kept_nowhere

OPEN_FOR = timedelta(minutes=15)
"""So long this browser may go on without the link or the PIN."""


class PinForm(HouseForm):
    """The PIN that the head of the RT chose at the office."""

    pin = SecretField(
        _l("PIN Ketua RT"),
        [InputRequired(_l("Isi PIN: 6 angka yang Anda buat di kelurahan."))],
        description=_l("6 angka yang Anda buat sendiri di kelurahan. Lupa? Buat lagi di loket."),
        width="short",
        render_kw={"inputmode": "numeric", "maxlength": 6, "autocomplete": "off"},
    )


@dataclass(frozen=True)
class Question:
    """What is asked, and nothing more."""

    name: str
    address: str
    service: object
    number: str
    until: object


@blueprint.get("/rt/<secret>")
@public
def rt_open(secret: str) -> ResponseReturnValue:
    """Take the question out of a link, and go on without the secret; nothing is told yet, and nothing is used up."""
    at = clock.now()
    session.pop("rt", None)
    try:
        found = confirming.opened_by(secret, at=at)
    except NotFoundError as over:
        flash(sentence(over), "bad")
    else:
        session["rt"] = {"tautan": found.link_digest, "sampai": int((at + OPEN_FOR).timestamp()), "pin": False}
    return redirect(url_for(".rt_question"), 303)


@blueprint.route("/rt", methods=["GET", "POST"])
@public
def rt_question() -> ResponseReturnValue:
    """Ask for the PIN, then the one question."""
    form, found, status = PinForm(), _asked_here(), 200
    if found is None:
        return kept_nowhere(render_template("public/rt_question.html", form=None, question=None))
    if not session["rt"]["pin"] and form.validate_on_submit():
        try:
            _prove(found, form.pin.data or "")
        except DomainError as error:
            form.refuse(error)
            status = status_of(error)
        else:
            session["rt"] = session["rt"] | {"pin": True}
            return redirect(url_for(".rt_question"), 303)
    elif form.errors:
        status = 422
    question = _shown(found) if session["rt"]["pin"] else None
    return kept_nowhere((render_template("public/rt_question.html", form=form, question=question), status))


@blueprint.post("/rt/jawab")
@public
def rt_answer() -> ResponseReturnValue:
    """Take the answer; from then on the link opens nothing."""
    found, said = _asked_here(), request.form.get("jawaban", "")
    if found is None or not session["rt"]["pin"] or said not in set(Confirmation):
        flash(_("Waktunya sudah lewat. Buka lagi tautan dari pesan petugas untuk melanjutkan."), "info")
        return redirect(url_for(".rt_question"), 303)
    number, actor, link = found.id, _head(found), session["rt"]["tautan"]
    try:
        with transaction():
            asked = queries.for_change_by_id(number)
            confirming.still_asked(link, at=clock.now())  # a newer link may have been made a moment ago
            reason = request.form.get("sebab", "")[:500]
            confirming.answer(asked, Confirmation(said), reason, actor=actor, at=clock.now())
    except DomainError as error:
        flash(sentence(error), "bad")
    else:
        session.pop("rt", None)
        flash(_("Terima kasih. Jawaban Anda sudah diterima petugas. Anda boleh menutup halaman ini."), "good")
    return redirect(url_for(".rt_question"), 303)


def _asked_here() -> Request | None:
    """Return the request this browser's link asks about, while an answer still counts."""
    kept, at = session.get("rt"), clock.now()
    if not kept or kept["sampai"] < at.timestamp():
        return None
    try:
        return confirming.still_asked(kept["tautan"], at=at).request
    except NotFoundError:
        session.pop("rt", None)
        return None


def _prove(found: Request, pin: str) -> None:
    secret = str(found.rt_question.rt_id if found.rt_question else 0)
    with counted(Guess.RT_PIN, secret=secret, network=network_here(), at=clock.now()):
        confirming.check_pin(found, pin)


def _head(found: Request) -> Actor:
    assert found.rt_question is not None  # noqa: S101 - it was asked about
    return confirming.head_of(found.rt_question.rt)


def _shown(found: Request) -> Question:
    """Return what the RT head may see; the look is recorded."""
    subject, question = found.subject, found.rt_question
    assert subject is not None and question is not None  # noqa: S101, PT018 - it was filed, and asked about
    audit.record_look(actor=_head(found), action="request:look", object=f"request:{found.id}", at=clock.now())
    street = subject.address.street if subject.address else ""
    return Question(subject.name, street, found.service, question.rt.number, found.confirmation_until)
