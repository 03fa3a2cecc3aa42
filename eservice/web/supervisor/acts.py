"""What a supervisor may do to one request: pass it on, ask a second time, open it again; each with a reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
from eservice.requests import handover, notes, papers, queries, reviewing
from eservice.requests.definitions import requirements_of
from eservice.requests.models import Request
from eservice.requests.workflow import Status, Verdict
from eservice.web.desk import Done, tell_done, when_told
from eservice.web.errors import status_of
from eservice.web.filters import instant
from eservice.web.forms import HouseForm
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.supervisor.forms import ReassignForm, ReopenForm, correction_form
from eservice.web.supervisor.routes import blueprint


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
    return render_template(
        "supervisor/request_show.html",
        request=found,
        runs=metrics.runs_of_request(found.id, clock.now()),
        moments=[
            Moment(label(event.step), instant(event.taken_at), offices.office(event.office_id).full_name)
            for event in found.history
        ],
        may_act=signed_in().may(Permission.REQUEST_SUPERVISE),
        may_reassign=found.status in (Status.SUBMITTED, Status.IN_REVIEW),
        may_ask=found.status is Status.IN_REVIEW,
        may_reopen=found.status in (Status.REJECTED, Status.LAPSED),
    )


@blueprint.route("/penyelia/permohonan/<code>/pindahkan", methods=["GET", "POST"])
@requires(Permission.REQUEST_SUPERVISE)
def reassign(code: str) -> ResponseReturnValue:
    """Put a request into an officer's hands, from the queue or from a colleague's."""
    found = _in_reach(code)
    form = ReassignForm()
    form.to.choices = [(one, f"{name}, {position}") for one, name, position in _colleagues(found)]

    def act(request: Request, actor: Actor) -> None:
        at = clock.now()
        if request.status is Status.SUBMITTED:
            reviewing.claim(request, actor=actor, at=at)
        reviewing.reassign(request, offices.membership(form.to.data), actor=actor, at=at)
        notes.note(request, form.reason.data or "", actor=actor, at=at)

    return _answer("reassign", found, form, act, _("Permohonan sudah dipindahkan. Alasannya tercatat."))


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
    view: str, found: Request, form: HouseForm, act: Callable[[Request, Actor], None], done: Done
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
    return render_template(f"supervisor/{view}.html", form=form, request=found), status


def _in_reach(code: str) -> Request:
    """Return a request of the actor's offices; another's does not exist for them. Raises NotFoundError."""
    actor, read = signed_in(), read_code(code)
    found = queries.request_by_code(read) if read else None
    if found is None or actor.office_id is None or found.office_id not in offices.office_ids_under(actor.office_id):
        raise NotFoundError("no_such_request")
    return found


def _colleagues(found: Request) -> Sequence[tuple[int, str, str]]:
    """Return who may check requests in the office that handles it, by name; its holder is left out."""
    members = offices.members(found.office_id or 0, at=clock.now())
    able = [one.id for one in members if may(one.role, Permission.REQUEST_REVIEW) and one.id != found.holder_id]
    return names.officer_names(able)


def _fault(verdict: Verdict | None, *, known: bool) -> Verdict:
    if verdict not in (None, Verdict.COMPLETE):
        return verdict or Verdict.MISSING
    return Verdict.UNCLEAR if known else Verdict.MISSING
