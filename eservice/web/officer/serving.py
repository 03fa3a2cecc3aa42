"""Who is served next: one button that takes it, the page that explains the order, and letting somebody go before."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.counter import tickets
from eservice.kernel import clock
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.metrics import names
from eservice.offices import queries as offices
from eservice.requests import offering, queries, serving
from eservice.requests.models import Request
from eservice.requests.order import FAIR_TURN, LONG_WAIT, Turn
from eservice.requests.views import Tab
from eservice.requests.workflow import Priority
from eservice.web.desk import Ask, answer, case
from eservice.web.errors import sentence
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.officer.forms import PriorityForm
from eservice.web.officer.routes import blueprint, desk_of
from eservice.web.officer.showing import show_url


@blueprint.post("/petugas/berikutnya")
@requires(Permission.REQUEST_REVIEW)
def take_next() -> ResponseReturnValue:
    """Call or take whoever comes next: from the bench for who stands at a desk of the hall, else from the screen."""
    actor = signed_in()
    try:
        with transaction():
            found = tickets.next_person(actor=actor, at=clock.now())
            code = found.request.code if found.request is not None else None
    except DomainError as refusal:
        flash(sentence(refusal), "info" if refusal.code == "nothing_waiting" else "bad")
        finish = url_for(".bench") if refusal.code == "finish_first" else url_for(".queue", tab=Tab.MINE.value)
        return redirect(finish, 303)
    if found.turn is None:
        return redirect(url_for(".bench"), 303)
    flash(_taken(found.turn), "good")
    return redirect(show_url(code or ""), 303)


@blueprint.get("/petugas/urutan")
@requires(Permission.REQUEST_REVIEW)
def order() -> ResponseReturnValue:
    """Explain the order in which requests are offered, with the next ones and why each stands there."""
    actor, at = signed_in(), clock.now()
    office = offices.office(desk_of(actor))
    return render_template(
        "officer/order.html",
        rows=[
            (one, offices.office(one.office_id).full_name if one.office_id != office.id else "")
            for one in serving.offers(office.id, actor=actor, at=at)
        ],
        withheld=[
            (one, [name for _id, name, _position in names.officer_names(one.known_by)])
            for one in offering.withheld(office.id, actor, at=at)
        ],
        open_limit=office.open_limit,
        held=queries.held_count(actor.membership_id),
        fair_turn=FAIR_TURN,
        long_days=LONG_WAIT.days,
    )


@blueprint.route("/petugas/permohonan/<code>/dahulukan", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def prioritise(code: str) -> ResponseReturnValue:
    """Let a request go before others that were promised the same, or no more."""
    stored = case(code, signed_in()).priority
    form = PriorityForm(priority=stored or "").offer()

    def act(found: Request, actor: Actor, at: datetime) -> None:
        chosen = Priority(form.priority.data) if form.priority.data else None
        serving.prioritise(found, chosen, form.reason.data or "", actor=actor, at=at)

    done = _("Urutannya tercatat. Tanggal janji tetap.")
    return answer(code, form, act, Ask("officer/prioritise.html", done, show_url(code)))


def _taken(turn: Turn) -> Markup:
    why = Markup('<a href="{}">{}</a>').format(url_for(".order"), _("Bagaimana urutannya?"))
    return Markup("{} {}. {}").format(_("Permohonan ini sekarang Anda pegang."), label(turn), why)
