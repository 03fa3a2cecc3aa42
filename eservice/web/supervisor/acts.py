"""What a supervisor may do to one request: pass it on, ask a second time, open it again; each with a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, may
from eservice.kernel import clock
from eservice.kernel.codes import read_code
from eservice.kernel.errors import DomainError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.metrics import names
from eservice.metrics import queries as metrics
from eservice.offices import queries as offices
from eservice.requests import assigning, handover, hands, papers, queries, reviewing
from eservice.requests.definitions import requirements_of
from eservice.requests.models import Request
from eservice.requests.workflow import Status, Verdict
from eservice.staff import queries as staff
from eservice.web import looking
from eservice.web.addresses import row_number
from eservice.web.desk import Done, tell_done, when_told
from eservice.web.errors import status_of
from eservice.web.filters import instant
from eservice.web.forms import HouseForm
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.supervisor.asked import asked, period_form, whole_question
from eservice.web.supervisor.forms import ReassignForm, ReopenForm, correction_form
from eservice.web.supervisor.routes import blueprint
from eservice.web.supervisor.share import contributions, memberships


@dataclass(frozen=True)
class Moment:
    """One event as the timeline shows it."""

    title: str
    text: str
    took: str
    state: str = "done"


@blueprint.get("/penyelia/permohonan/<code>")
@requires(Permission.FIGURES_SEE)
def request_show(code: str) -> ResponseReturnValue:
    """Show how long one request has taken at every stage, and what may be done."""
    found = _in_reach(code)
    question = whole_question(asked(signed_in(), period_form(signed_in())))
    then = metrics.runs_of_request(found.id, question.period.until_at)
    return render_template(
        "supervisor/request_show.html",
        request=found,
        asked=question,
        runs=metrics.runs_of_request(found.id, clock.now()),
        contributions=contributions(then, question),
        memberships=memberships(then, question),
        moments=[
            Moment(label(event.step), instant(event.taken_at), offices.office(event.office_id).full_name)
            for event in found.history
        ],
        may_act=signed_in().may(Permission.REQUEST_SUPERVISE),
        held=_held_by(found),
        may_reassign=found.status in (Status.SUBMITTED, Status.IN_REVIEW),
        may_ask=found.status is Status.IN_REVIEW,
        may_reopen=found.status in (Status.REJECTED, Status.LAPSED),
    )


@blueprint.route("/penyelia/permohonan/<code>/pindahkan", methods=["GET", "POST"])
@requires(Permission.REQUEST_SUPERVISE)
def reassign(code: str) -> ResponseReturnValue:
    """Put a request into an officer's hands or one's own, from the queue or from whoever holds it."""
    found = _in_reach(code)
    form = ReassignForm(holder=found.holder_id or 0)
    form.to.choices = _hands(found, signed_in())

    def act(request: Request, actor: Actor) -> None:
        to, seen = offices.membership(form.to.data), row_number(form.holder.data) or None
        assigning.assign(request, to, form.reason.data or "", seen=seen, actor=actor, at=clock.now())

    done = _("Permohonan sudah dipindahkan. Alasannya tercatat.")
    return _answer("reassign", found, form, act, done, held=_held_by(found))


@blueprint.route("/penyelia/permohonan/<code>/minta-melengkapi", methods=["GET", "POST"])
@requires(Permission.REQUEST_SUPERVISE)
def ask_correction(code: str) -> ResponseReturnValue:
    """Ask the citizen once more: the second round needs a supervisor, and the promise goes on."""
    found = _in_reach(code)
    proofs = {proof.requirement: proof for proof in papers.latest_proofs(found)}
    noted = {key: one.verdict_note for key, one in proofs.items() if one.verdict not in (None, Verdict.COMPLETE)}
    form = correction_form(requirements_of(found, only_required=False), noted)
    verdicts = {key: one.verdict for key, one in proofs.items()}

    def act(request: Request, actor: Actor) -> None:
        gaps = [
            reviewing.Gap("proof", key, _fault(verdicts.get(key), known=key in verdicts), text)
            for key, text in form.asked().items()
        ]
        reviewing.ask_correction(request, gaps, actor=actor, at=clock.now())

    done = when_told(_("Pemohon sudah diberi tahu apa yang perlu dilengkapi."), _("Permintaan melengkapi tercatat."))
    return _answer("ask_correction", found, form, act, done)


@blueprint.route("/penyelia/permohonan/<code>/buka-kembali", methods=["GET", "POST"])
@requires(Permission.REQUEST_SUPERVISE)
def reopen(code: str) -> ResponseReturnValue:
    """Open a closed request again: a new run with its own promise."""
    found = _in_reach(code)
    form = ReopenForm()

    def act(request: Request, actor: Actor) -> None:
        handover.reopen(request, form.reason.data or "", actor=actor, at=clock.now())

    return _answer("reopen", found, form, act, _("Permohonan dibuka kembali dan masuk antrean dengan janji baru."))


def _answer(
    view: str, found: Request, form: HouseForm, act: Callable[[Request, Actor], None], done: Done, **shown: Any
) -> ResponseReturnValue:
    """Show the form; once it is sent and right, act in one transaction and go back to the request."""
    code, actor, status = found.code or "", signed_in(), 200
    if form.validate_on_submit():
        try:
            with transaction():
                act(queries.for_change(code), actor)
        except DomainError as error:
            form.refuse(error)
            status = status_of(error)
            found = _in_reach(code)
        else:
            tell_done(done, code)
            return redirect(url_for(".request_show", code=code), 303)
    elif form.errors:
        status = 422
    return render_template(f"supervisor/{view}.html", form=form, request=found, **shown), status


def _in_reach(code: str) -> Request:
    """Return a request of the actor's offices; another's does not exist for them. Raises NotFoundError."""
    actor, read = signed_in(), read_code(code)
    found = queries.request_by_code(read) if read else None
    if found is None or actor.office_id is None or found.office_id not in offices.office_ids_under(actor.office_id):
        raise NotFoundError("no_such_request")
    looking.saw(found.id)
    return found


def _hands(found: Request, actor: Actor) -> list[tuple[int, str]]:
    """Return into whose hands it may go: one's own, and those of whoever is here and checks requests; not its holder's.

    Each says how much it holds already.
    """
    at = clock.now()
    members = offices.members(found.office_id or 0, at=at)
    able = [one.id for one in members if may(one.role, Permission.REQUEST_REVIEW) and not staff.is_away(one.id, at=at)]
    others = [one for one in names.officer_names(able) if one[0] not in (found.holder_id, actor.membership_id)]
    own = [(actor.membership_id, _("Saya sendiri"), "")] if actor.membership_id not in (None, found.holder_id) else []
    return [
        (number, _("%(who)s, memegang %(n)s", who=f"{name}, {position}".strip(", "), n=queries.held_count(number)))
        for number, name, position in [*others, *own]
        if number is not None
    ]


def _held_by(found: Request) -> dict[str, Any] | None:
    """Return who holds it, since when, and what was done last; None while it waits."""
    return hands.in_whose_hands(found, at=clock.now()) if found.holder is not None else None


def _fault(verdict: Verdict | None, *, known: bool) -> Verdict:
    if verdict not in (None, Verdict.COMPLETE):
        return verdict or Verdict.MISSING
    return Verdict.UNCLEAR if known else Verdict.MISSING
