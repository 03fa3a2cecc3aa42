"""What waits for an official's signature, each letter with its draft; send back or refuse with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import NotAllowedError
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter
from eservice.offices import queries as offices
from eservice.requests import amending, batches, queries, queues, signing
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request
from eservice.requests.queues import Row
from eservice.requests.signers import places_of
from eservice.requests.steps import calendar_of, is_own_household, steps_open
from eservice.requests.workflow import Refusal, Step
from eservice.residents import queries as residents
from eservice.web import looking
from eservice.web.desk import Ask, Due, answer, case, case_to_read, time_left, when_told
from eservice.web.guards import requires, signed_in
from eservice.web.preview import draft_page
from eservice.web.signer import forms
from eservice.web.signer.capacities import Capacity, capacity_of, mark
from eservice.web.signer.entering import why_it_failed
from eservice.web.stepping import weighty

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
    """What is signed is what was seen: the code, how many events are known, and in whose name; see ``batches``."""
    capacity: Capacity | None
    """In whose name it would be signed by who looks; None where nobody's."""


@dataclass(frozen=True)
class Pen:
    """One signature by hand as it was recorded: whose, which day is on the paper, who said so and when."""

    signer: str
    signed_at: datetime
    recorded_by: str
    recorded_at: datetime


@blueprint.get("/tanda-tangan")
@requires(Permission.REQUEST_SIGN)
def queue() -> ResponseReturnValue:
    """List what waits for a signature of the office, and what is being issued."""
    actor, at = signed_in(), clock.now()
    office_id = office_of(actor)
    rows = queues.awaiting_signature(office_id)
    return render_template(
        "signer/queue.html",
        waiting=waiting_rows(rows, actor, at=at),
        chosen=set(request.args.getlist("pilih")),
        recent=batches.recent(actor=actor, at=at),
        issuing=queues.being_issued(office_id),
        held_up=queues.held_up(office_id),
        to_end=[one.code for one in amending.left_to_end(office_id)],
        most=signing.BATCH,
        at=at,
    )


@blueprint.get("/tanda-tangan/<code>")
@requires(Permission.REQUEST_SIGN)
def request_show(code: str) -> ResponseReturnValue:
    """Show one letter's draft with what an official needs to decide."""
    actor, at = signed_in(), clock.now()
    found = case_to_read(code, actor)
    looking.record_look(actor=actor, action="request:look", object=f"request:{found.id}", at=at)
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
        as_shown=mark(found.code or "", len(found.history), capacity_of(found, actor, at=at)),
        chosen=[one for one in request.args.getlist("pilih") if one != found.code],
        revoked=signing.withdrawn_letter(found),
    )


@blueprint.get("/tanda-tangan/<code>/draf")
@requires(Permission.REQUEST_SIGN)
def draft(code: str) -> ResponseReturnValue:
    """Show the letter as it would be drawn now, marked DRAF."""
    actor, found = signed_in(), case(code, signed_in())
    shown = draft_page(found, at=clock.now())
    looking.record_look(actor=actor, action="request:look_at_draft", object=f"request:{found.id}", at=clock.now())
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
@weighty
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


def office_of(actor: Actor) -> int:
    """Return the office for which somebody signs. Raises NotAllowedError."""
    if actor.office_id is None:
        raise NotAllowedError("page")
    return actor.office_id


def waiting_rows(rows: Sequence[Row], actor: Actor, *, at: datetime) -> list[Waiting]:
    """Return the letters that wait; what they share is asked once, and held until the last is read."""
    found = queries.requests_by_code([row.code for row in rows])
    held = (accounts.account(actor.user_id or 0), residents.person_of_user(actor.user_id or 0))
    waiting = [_waiting_of(row, found[row.code], actor, at=at) for row in rows]
    del held
    return waiting


def _waiting_of(row: Row, found: Request, actor: Actor, *, at: datetime) -> Waiting:
    """Return one of them, as the list and the page before the signature show it."""
    places, capacity = places_of(found), capacity_of(found, actor, at=at)
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
        mark=mark(row.code, len(found.history), capacity),
        capacity=capacity,
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


from eservice.web.signer import letters, together  # noqa: E402, F401 - they join in
