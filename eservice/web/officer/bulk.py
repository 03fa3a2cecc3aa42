"""One act on the rows that an officer ticked: answered row by row; a recommendation is shown before it is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock, codes
from eservice.kernel.errors import DomainError, InvalidInputError
from eservice.kernel.words import N_
from eservice.metrics.names import officer_names
from eservice.offices import queries as offices
from eservice.requests import bulk
from eservice.requests.bulk import Act, Picked
from eservice.requests.queues import PAGE
from eservice.requests.views import VIEWS, Tab
from eservice.requests.workflow import Verb
from eservice.web.addresses import row_number
from eservice.web.errors import sentence
from eservice.web.guards import requires, signed_in
from eservice.web.officer import narrowing
from eservice.web.officer.routes import blueprint, desk_of, queue_page

_TOKEN_LENGTH = 26
_LONGEST_REASON = 300


@dataclass(frozen=True)
class Line:
    """One request of a bulk act, and what comes or came of it in words."""

    about: bulk.Asked
    mark: str
    """Code and number of steps, as the page sends it."""
    good: bool
    words: str


@dataclass(frozen=True)
class Bar:
    """What may be done with the ticked rows of a view."""

    verbs: tuple[Verb, ...]
    colleagues: Sequence[tuple[int, str, str]]
    """(membership, name, position) of whom a supervisor may give them to."""
    token: str
    ticked: frozenset[str] = frozenset()
    """Rows that were ticked when the page was sent, and refused."""
    everything: bool = False
    to: str = ""
    reason: str = ""

    @property
    def given(self) -> bool:
        """Whether somebody had begun to say to whom."""
        return bool(self.to or self.reason)


def bar_of(tab: Tab, actor: Actor) -> Bar:
    """Return what an actor may do with the ticked rows of a view, as filled in when it was sent and refused."""
    oversees = actor.may(Permission.REQUEST_SUPERVISE)
    verbs = tuple(one for one in VIEWS[tab].verbs if (one is Verb.ASSIGN) <= oversees)
    colleagues = _colleagues(actor) if Verb.ASSIGN in verbs else []
    sent = request.form
    return Bar(
        verbs,
        colleagues,
        codes.token(),
        ticked=frozenset(sent.getlist("pilih")),
        everything="semua" in sent,
        to=sent.get("kepada", ""),
        reason=sent.get("alasan", "").strip()[:_LONGEST_REASON],
    )


@blueprint.post("/petugas/bersama")
@requires(Permission.REQUEST_REVIEW)
def bulk_run() -> ResponseReturnValue:
    """Do one act on every ticked row, each by itself, and go to what came of it."""
    try:
        verb, picked = _verb(), _picked()
        if verb is Verb.RECOMMEND and "yakin" not in request.form:
            return _previewed(picked)
        token, act = _token(), _act(verb, picked)
    except DomainError as refusal:
        flash(sentence(refusal), "wait")
        page = queue_page()
        return (page, 422) if isinstance(page, str) else page
    bulk.carry_out(token, verb, picked, act, actor=signed_in(), at=clock.now())
    return redirect(url_for(".bulk_result", token=token, **narrowing.address()), 303)


@blueprint.get("/petugas/bersama/<token>")
@requires(Permission.REQUEST_REVIEW)
def bulk_result(token: str) -> ResponseReturnValue:
    """List what came of each request; who sent the page reads it, nobody else."""
    actor = signed_in()
    found = bulk.outcomes(token, membership_id=actor.membership_id)
    about = bulk.described([code for code, _one in found], office_id=desk_of(actor))
    lines = [Line(about[code], "", one.refusal is None, _came(one.verb, one.refusal, one.facts)) for code, one in found]
    return render_template(
        "officer/bulk_result.html",
        lines=lines,
        done=sum(one.good for one in lines),
        back=url_for(".queue", **narrowing.address()),
    )


def _previewed(picked: Sequence[Picked]) -> ResponseReturnValue:
    """Show of each ticked request what would come of it; nothing is done yet."""
    actor = signed_in()
    bulk.check_one_kind([one.code for one in picked])
    refusals = bulk.rehearse(picked, bulk.approve, actor=actor, at=clock.now())
    about = bulk.described([one.code for one in picked], office_id=desk_of(actor))
    lines = [
        Line(
            about[one.code],
            f"{one.code}.{one.seen}",
            refusals[one.code] is None,
            _("Diteruskan ke penanda tangan") if (why := refusals[one.code]) is None else sentence(why),
        )
        for one in picked
    ]
    return render_template(
        "officer/bulk_run.html",
        lines=lines,
        ready=sum(one.good for one in lines),
        token=_token(),
        address=narrowing.address(),
        back=url_for(".queue", **narrowing.address()),
    )


def _verb() -> Verb:
    verb = next((one for one in Verb if one == request.form.get("aksi")), None)
    if verb is None:
        raise InvalidInputError("no_such_act", field="aksi")
    return verb


def _picked() -> list[Picked]:
    """Return the ticked rows, or all of the page. Raises InvalidInputError."""
    told = request.form.get("halaman", "").split() if "semua" in request.form else request.form.getlist("pilih")
    rows: dict[str, Picked] = {}
    for one in told:
        typed, _dot, steps = one.partition(".")
        code, seen = codes.read_code(typed), row_number(steps)
        if code is not None and seen is not None:
            rows[code] = Picked(code, seen)
    if not rows:
        raise InvalidInputError("nothing_picked", field="pilih")
    if len(rows) > PAGE:
        raise InvalidInputError("too_many_picked", field="pilih", most=PAGE)
    return list(rows.values())


def _token() -> str:
    told = request.form.get("kiriman", "")
    return told if len(told) == _TOKEN_LENGTH and told.isascii() and told.isalnum() else codes.token()


def _act(verb: Verb, picked: Sequence[Picked]) -> Act:
    """Return what is done with each row. Raises InvalidInputError where the page does not say enough."""
    if verb is Verb.RECOMMEND:
        bulk.check_one_kind([one.code for one in picked])
    if verb is not Verb.ASSIGN:
        return {Verb.CLAIM: bulk.claim, Verb.REMIND: bulk.remind, Verb.RECOMMEND: bulk.approve}[verb]
    to, reason = row_number(request.form.get("kepada")), request.form.get("alasan", "").strip()[:_LONGEST_REASON]
    if to not in {one for one, _name, _position in _colleagues(signed_in())}:
        raise InvalidInputError("no_colleague", field="kepada")
    if not reason:
        raise InvalidInputError("assign_reason", field="alasan")
    return bulk.assign_to(to or 0, reason)


def _colleagues(actor: Actor) -> Sequence[tuple[int, str, str]]:
    return officer_names(one.id for one in offices.officers_on_duty(desk_of(actor), at=clock.now()))


def _came(verb: Verb, refusal: str | None, facts: dict[str, str]) -> str:
    if refusal is not None:
        return sentence(DomainError(refusal, **facts))
    return str(_(_DONE[verb]))


_DONE: dict[Verb, str] = {
    Verb.CLAIM: N_("Sekarang Anda pegang"),
    Verb.ASSIGN: N_("Diserahkan kepada rekan"),
    Verb.REMIND: N_("Pemohon diingatkan"),
    Verb.RECOMMEND: N_("Diteruskan ke penanda tangan"),
}
"""What is said of a request with which it was done."""
