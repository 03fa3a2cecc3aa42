"""What waits for an official's signature; sign one or many, each by itself; send back or refuse with a reason."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.kernel.errors import DomainError, NotAllowedError
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter
from eservice.offices import queries as offices
from eservice.requests import queries, queues, signing
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request
from eservice.requests.queues import Row
from eservice.requests.signers import places_of
from eservice.requests.signing import Entry
from eservice.requests.steps import calendar_of, is_own_household, steps_open
from eservice.requests.workflow import Refusal, Step
from eservice.web.desk import Ask, Due, answer, case, case_to_read, change, time_left, when_told
from eservice.web.errors import sentence
from eservice.web.guards import requires, signed_in
from eservice.web.preview import draft_page
from eservice.web.signer import forms
from eservice.web.signer.entering import entry_of, passphrase_form, why_it_failed
from eservice.web.signer.forms import PassphraseForm

blueprint = Blueprint("signer", __name__)


@dataclass(frozen=True)
class Waiting:
    """One letter that waits, as the list shows it."""

    row: Row
    due: Due
    purpose: str
    checked_by: str
    checked_at: datetime | None
    blocked: str
    """Why it cannot be signed here, in a sentence; empty where it can."""
    failed: str
    """Why the last signature did not come about."""
    place: str
    """'2 dari 2' where several officials sign."""
    mark: str
    """The code and how many events are known: what is signed is what was seen."""


@dataclass(frozen=True)
class Pen:
    """One signature by hand as it was recorded: whose, which day is on the paper, who said so and when."""

    signer: str
    signed_at: datetime
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Failed:
    """One letter that could not be signed, and why."""

    code: str
    why: str


@blueprint.get("/tanda-tangan")
@requires(Permission.REQUEST_SIGN)
def queue() -> ResponseReturnValue:
    """List what waits for a signature of the office, and what is being issued."""
    actor, at = signed_in(), clock.now()
    office_id = _office(actor)
    rows = queues.awaiting_signature(office_id)
    return render_template(
        "signer/queue.html",
        waiting=[_waiting(row, actor, at=at) for row in rows],
        issuing=queues.being_issued(office_id),
        held_up=queues.held_up(office_id),
        most=signing.BATCH,
        at=at,
    )


@blueprint.post("/tanda-tangan/pilihan")
@requires(Permission.REQUEST_SIGN)
def confirm() -> ResponseReturnValue:
    """Show once more, by name, what is about to be signed in one act."""
    actor, at = signed_in(), clock.now()
    chosen = set(request.form.getlist("surat"))
    rows = [row for row in queues.awaiting_signature(_office(actor)) if row.code in chosen][: signing.BATCH]
    if not rows:
        flash(_("Pilih dahulu surat yang akan ditandatangani."), "wait")
        return redirect(url_for(".queue"), 303)
    waiting = [_waiting(row, actor, at=at) for row in rows]
    return render_template("signer/confirm.html", waiting=waiting, form=passphrase_form(actor))


@blueprint.post("/tanda-tangan")
@requires(Permission.REQUEST_SIGN)
def sign() -> ResponseReturnValue:
    """Sign every letter as it was shown: each succeeds or fails by itself, and says why."""
    actor, chosen = signed_in(), request.form.getlist("surat")[: signing.BATCH]
    form = passphrase_form(actor)
    if form is not None and not form.validate_on_submit():
        return _asked_again(chosen, form, actor)
    entry = entry_of(form, actor)
    failed = [one for one in (_signed(mark, entry) for mark in chosen) if one is not None]
    done = len(chosen) - len(failed)
    if done:
        flash(
            ngettext(
                "Satu surat Anda tandatangani. Surat sedang dibuat.",
                "%(num)s surat Anda tandatangani. Surat sedang dibuat.",
                done,
            ),
            "good",
        )
    for one in failed:
        flash(_("%(code)s tidak ditandatangani: %(why)s", code=show_code(one.code), why=one.why), "bad")
    return redirect(url_for(".queue"), 303)


@blueprint.get("/tanda-tangan/<code>")
@requires(Permission.REQUEST_SIGN)
def request_show(code: str) -> ResponseReturnValue:
    """Show one letter's draft with what an official needs to decide."""
    actor, at = signed_in(), clock.now()
    found = case_to_read(code, actor)
    audit.record_look(actor=actor, action="request:look", object=f"request:{found.id}", at=at)
    letter = signing.letter_of(found)
    return render_template(
        "signer/request_show.html",
        request=found,
        household=is_own_household(actor, found),
        due=_due(found, at=at),
        may={step.value for step in steps_open(found, actor, at=at)},
        blocked=_blocked(found, actor, at=at),
        checked_by=_checked_by(found),
        pens=_pens(letter),
        sheet=letter is not None and bool(letter.editions),
        failed=why_it_failed(found),
        asks_passphrase=signing.asks_passphrase(),
        revoked=signing.withdrawn_letter(found),
    )


@blueprint.get("/tanda-tangan/<code>/draf")
@requires(Permission.REQUEST_SIGN)
def draft(code: str) -> ResponseReturnValue:
    """Show the letter as it would be drawn now, marked DRAF."""
    actor, found = signed_in(), case(code, signed_in())
    shown = draft_page(found, at=clock.now())
    audit.record_look(actor=actor, action="request:look_at_draft", object=f"request:{found.id}", at=clock.now())
    return shown


@blueprint.route("/tanda-tangan/<code>/kembalikan", methods=["GET", "POST"])
@requires(Permission.REQUEST_SIGN)
def send_back(code: str) -> ResponseReturnValue:
    """Return a letter to whoever checked it, with the reason."""
    form = forms.ReasonForm()
    return answer(
        code,
        form,
        lambda found, actor, at: signing.send_back(found, form.reason.data or "", actor=actor, at=at),
        Ask("signer/send_back.html", _("Dikembalikan ke pemeriksa."), url_for(".queue"), "signer.request_show"),
    )


@blueprint.route("/tanda-tangan/<code>/tolak", methods=["GET", "POST"])
@requires(Permission.REQUEST_SIGN)
def reject(code: str) -> ResponseReturnValue:
    """Decide that a request cannot be fulfilled; what the officer proposed stands there already."""
    found = case(code, signed_in())
    form = forms.RejectForm(refusal=found.refusal, explanation=found.refusal_text).offer()
    done = when_told(
        _("Diputuskan. Pemberitahuan resmi sedang dibuat, dan pemohon diberi tahu."),
        _("Diputuskan. Pemberitahuan resmi sedang dibuat."),
    )
    return answer(
        code,
        form,
        lambda found, actor, at: signing.reject(
            found, Refusal(form.refusal.data), form.explanation.data or "", actor=actor, at=at
        ),
        Ask("signer/reject.html", done, url_for(".queue"), "signer.request_show"),
    )


def _office(actor: Actor) -> int:
    if actor.office_id is None:
        raise NotAllowedError("page")
    return actor.office_id


def _asked_again(chosen: list[str], form: PassphraseForm, actor: Actor) -> ResponseReturnValue:
    """Show what is about to be signed once more, with what is missing for it."""
    codes, at = {mark.partition(".")[0] for mark in chosen}, clock.now()
    waiting = [_waiting(row, actor, at=at) for row in queues.awaiting_signature(_office(actor)) if row.code in codes]
    return render_template("signer/confirm.html", waiting=waiting, form=form), 422


def _signed(chosen: str, entry: Entry | None) -> Failed | None:
    """Sign one letter in a transaction of its own; return why not, if not.

    Args:
        chosen: 'K7M4QX.5', the code and how many events the official knew of.
        entry: the passphrase, where one is asked for.
    """
    code, _dot, seen = chosen.partition(".")
    try:
        change(code, lambda found, actor, at: signing.sign(found, actor=actor, at=at, entry=entry), seen=_number(seen))
    except DomainError as error:
        return Failed(code, sentence(error))
    return None


def _number(text: str) -> int:
    """Return how many events were known; none where it is not told."""
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _waiting(row: Row, actor: Actor, *, at: datetime) -> Waiting:
    found = queries.request_by_code(row.code)
    places = places_of(found)
    checked = next((one for one in reversed(found.history) if one.step in _CHECKED), None)
    return Waiting(
        row=row,
        due=_due(found, at=at),
        purpose=str(found.answers.get("keperluan", "")),
        checked_by=_checked_by(found),
        checked_at=checked.taken_at if checked else None,
        blocked=_blocked(found, actor, at=at),
        failed=why_it_failed(found),
        place=str(_("%(now)s dari %(of)s", now=row.place + 1, of=len(places))) if len(places) > 1 else "",
        mark=f"{row.code}.{len(found.history)}",
    )


_CHECKED = (Step.RECOMMEND, Step.PROPOSE_REJECTION)


def _due(found: Request, *, at: datetime) -> Due:
    return time_left(found.promised_at or at, found.status, calendar_of(found), paused=False, at=at)


def _checked_by(found: Request) -> str:
    return accounts.account(found.checked_by.user_id).name if found.checked_by is not None else ""


def _pens(letter: Letter | None) -> list[Pen]:
    by_hand = [one for one in letter.signatures if one.mode is Mode.WET] if letter is not None else []
    return [Pen(one.signer_name, one.signed_at, _member(one.recorded_by_id), one.recorded_at) for one in by_hand]


def _member(membership_id: int | None) -> str:
    return accounts.account(offices.membership(membership_id).user_id).name if membership_id is not None else ""


def _blocked(found: Request, actor: Actor, *, at: datetime) -> str:
    """Return why a letter cannot be signed by key by this official, in a sentence; nothing where it can."""
    if found.refusal is not None:
        return str(_("Diusulkan tidak dapat dipenuhi. Buka untuk memutuskan."))
    if signing.mode_of(found) is Mode.WET:
        return str(_("Ditandatangani dengan pena. Petugas mencetak lembarnya."))
    if definition_of(found).second_reader and found.second_reader_id is None:
        return str(_("Belum dibaca petugas kedua."))
    if Step.SIGN not in steps_open(found, actor, at=at):
        return str(_("Bukan giliran Anda, atau Anda yang memeriksanya."))
    return ""


from eservice.web.signer import letters  # noqa: E402, F401
