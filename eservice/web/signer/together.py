"""Signing many letters by one press: chosen, shown once more by name, signed one by one, and looked on at."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock, codes
from eservice.requests import batches, queues, signing
from eservice.requests.batches import Came, Chosen
from eservice.requests.fates import OPEN, REPEATABLE, Fate
from eservice.web.errors import sentence
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.passphrase import PassphraseForm
from eservice.web.signer.capacities import Capacity, capacity_of, capacity_then, mark, read_mark
from eservice.web.signer.entering import entry_of, passphrase_form
from eservice.web.signer.routes import blueprint, office_of, waiting_rows
from eservice.web.stepping import confirm_form, weighty

_TOKEN_LENGTH = 26
_SECONDS = 5
"""Between two looks of a page without its script."""


@dataclass(frozen=True)
class Line:
    """One letter of a batch, as its page shows it."""

    came: Came
    capacity: Capacity | None
    words: str
    """What happened, where the state alone does not say it."""
    mark: str
    """What asks for one more attempt; empty where there is none to be made."""


@blueprint.post("/tanda-tangan/pilihan")
@requires(Permission.REQUEST_SIGN)
def confirm() -> ResponseReturnValue:
    """Show once more, by name, what is about to be signed in one act; or open one letter and keep what was chosen."""
    chosen = request.form.getlist("surat")
    if "buka" in request.form:
        code = codes.read_code(request.form["buka"]) or ""
        return redirect(url_for(".request_show", code=code, pilih=chosen), 303)
    rows = queues.awaiting_signature(office_of(signed_in()))
    picked = [row.code for row in rows if row.code in chosen or "semua" in request.form]
    if not picked:
        flash(_("Pilih dahulu surat yang akan ditandatangani."), "wait")
        return redirect(url_for(".queue"), 303)
    return _shown_once_more(picked, passphrase_form(signed_in()))


@blueprint.post("/tanda-tangan")
@requires(Permission.REQUEST_SIGN)
@weighty
def sign() -> ResponseReturnValue:
    """Sign every letter as it was shown, each by itself, and go to what comes of it."""
    actor, chosen = signed_in(), _sent()
    form = passphrase_form(actor)
    if form is not None and not form.validate_on_submit():
        return _shown_once_more([one.code for one in chosen], form), 422
    if not chosen:
        flash(_("Pilih dahulu surat yang akan ditandatangani."), "wait")
        return redirect(url_for(".queue"), 303)
    token = _token()
    batches.sign(token, chosen, actor=actor, at=clock.now(), entry=entry_of(form, actor))
    return redirect(url_for(".batch", token=token), 303)


@blueprint.get("/tanda-tangan/sekaligus/<token>")
@requires(Permission.REQUEST_SIGN)
def batch(token: str) -> ResponseReturnValue:
    """Show how far each letter of a batch has come; only who signed them sees it."""
    return _looked_on(token)


@blueprint.post("/tanda-tangan/sekaligus/<token>/ulangi")
@requires(Permission.REQUEST_SIGN)
@weighty
def batch_repeat(token: str) -> ResponseReturnValue:
    """Try one letter of a batch once more, or all that failed."""
    actor, found = signed_in(), batches.batch(token, actor=signed_in())
    form = passphrase_form(actor)
    if form is not None and not form.validate_on_submit():
        return _looked_on(token, form), 422
    known = {one.request.code for one in batches.came_of(found, at=clock.now())}
    again = [one for one in _sent() if one.code in known]
    batches.sign(token, again, actor=actor, at=clock.now(), entry=entry_of(form, actor))
    return redirect(url_for(".batch", token=token), 303)


def _shown_once_more(picked: Sequence[str], form: PassphraseForm | None) -> str:
    actor, at = signed_in(), clock.now()
    rows = [row for row in queues.awaiting_signature(office_of(actor)) if row.code in picked]
    if len(rows) > signing.BATCH:
        flash(_("Paling banyak %(most)s surat sekaligus. Ini yang pertama menurut janji.", most=signing.BATCH), "wait")
    return render_template(
        "signer/confirm.html",
        waiting=waiting_rows(rows[: signing.BATCH], actor, at=at),
        form=form,
        asked=confirm_form(),
        token=_token(),
        chosen=[row.code for row in rows],
    )


def _looked_on(token: str, form: PassphraseForm | None = None) -> str:
    actor, at = signed_in(), clock.now()
    found = batches.batch(token, actor=actor)
    lines = [_line(one, actor) for one in batches.came_of(found, at=at)]
    again = [one.mark for one in lines if one.mark]
    form = passphrase_form(actor) if again and form is None else form
    return render_template(
        "signer/batch.html",
        batch=found,
        lines=lines,
        signed=sum(one.came.fate is Fate.SIGNED for one in lines),
        busy=any(one.came.fate in OPEN for one in lines),
        again=again,
        form=form,
        asked=confirm_form() if form is not None else None,
        every=0 if "diam" in request.args else _SECONDS,
        at=at,
    )


def _line(came: Came, actor: Actor) -> Line:
    at = clock.now()
    capacity = capacity_then(came.line.official_id, at=came.line.tried_at or came.line.batch.at)
    again = ""
    if came.fate in REPEATABLE:
        seen, now = len(came.request.history), capacity_of(came.request, actor, at=at)
        again = mark(came.request.code or "", seen, now, came.line.attempts)
    return Line(came, capacity, _in_words(came), again)


def _in_words(came: Came) -> str:
    if came.fate is Fate.FAILED:
        return sentence(came.refusal) if came.refusal is not None else came.reason
    if came.fate is Fate.DECIDED and came.step is not None:
        return str(_("%(name)s: %(step)s", name=came.by or _("Pemohon"), step=label(came.step)))
    if came.fate is Fate.WAITING and came.request.attempts:
        return str(_("Belum berhasil dibuat, dicoba lagi otomatis."))
    return ""


def _sent() -> list[Chosen]:
    """Return the letters that a page sends, each once, as many as may be signed in one act."""
    told = request.form.get("semua", "").split() or request.form.getlist("surat")
    letters = {one.code: one for one in map(read_mark, told) if codes.read_code(one.code)}
    return list(letters.values())[: signing.BATCH]


def _token() -> str:
    told = request.form.get("kiriman", "")
    return told if len(told) == _TOKEN_LENGTH and told.isascii() and told.isalnum() else codes.token()
