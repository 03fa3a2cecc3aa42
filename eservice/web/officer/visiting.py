"""Visits: planned from a request's page, told from the telephone on one screen, called off by one button."""

from datetime import datetime

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import DomainError, NotFoundError
from eservice.offices import queries as offices
from eservice.regions import queries as regions
from eservice.requests import visiting
from eservice.requests.models import Request
from eservice.requests.visiting import Stood
from eservice.requests.visits import RequestVisit
from eservice.uploads import actions as uploads
from eservice.uploads import queries as files
from eservice.web import looking
from eservice.web.desk import Ask, answer, case, press, when_told
from eservice.web.guards import requires, signed_in
from eservice.web.officer.reach import number_of
from eservice.web.officer.routes import blueprint
from eservice.web.officer.showing import show_url
from eservice.web.officer.visit_forms import PlanForm, VisitForm


@blueprint.route("/petugas/permohonan/<code>/jadwalkan-kunjungan", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def plan_visit(code: str) -> ResponseReturnValue:
    """Say when an officer comes; the citizen is told."""
    actor, at = signed_in(), clock.now()
    found = case(code, actor)
    colleagues = [
        (one, accounts.account(one.user_id).name) for one in offices.officers_on_duty(found.office_id or 0, at=at)
    ]
    form = PlanForm().offer(colleagues, me=actor.membership_id)

    def plan(found: Request, actor: Actor, at: datetime) -> None:
        visiting.plan(found, form.window, offices.membership(form.visitor.data), actor=actor, at=at)

    done = when_told(_("Kunjungan dijadwalkan. Pemohon sudah diberi tahu."), _("Kunjungan dijadwalkan."))
    return answer(code, form, plan, Ask("officer/plan_visit.html", done, show_url(code)))


@blueprint.route("/petugas/permohonan/<code>/kunjungan/<int:visit_id>", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def visit(code: str, visit_id: int) -> ResponseReturnValue:
    """Tell what became of a visit; sent twice it is one visit, so no version of the page is asked for."""
    found = case(code, signed_in())
    planned = _visit_of(found, visit_id)
    form = VisitForm().offer(at=clock.now())
    prepared = _prepared(form) if request.method == "POST" else None

    def tell(found: Request, actor: Actor, at: datetime) -> None:
        if isinstance(prepared, DomainError):
            raise prepared
        owner = uploads.Owner(user_id=actor.user_id)
        photo = (lambda: uploads.receive(prepared, owner=owner, at=at)) if prepared else None
        stood = Stood(made_at=form.made_at, photo=photo)
        if form.nobody_home:
            visiting.nobody_home(found, visit_id, form.again, stood, actor=actor, at=at)
        else:
            visiting.record(found, visit_id, form.findings, stood, actor=actor, at=at)

    ask = Ask("officer/visit.html", _("Hasil kunjungan tercatat."), show_url(code))
    whose = signed_in().membership_id
    return answer(code, form, tell, ask, visit=planned, number=number_of(found), address=_address(found), whose=whose)


@blueprint.get("/petugas/permohonan/<code>/kunjungan/<int:visit_id>/foto")
@requires(Permission.REQUEST_REVIEW)
def visit_photo(code: str, visit_id: int) -> ResponseReturnValue:
    """Show the photo of a visit; the look is recorded."""
    actor = signed_in()
    found = case(code, actor)
    photo = _visit_of(found, visit_id).photo
    if photo is None:
        raise NotFoundError("no_such_upload")
    data, media_type = files.open_upload(photo.token), photo.media_type
    looking.record_look(actor=actor, action="request:look_at_visit", object=f"request:{found.id}", at=clock.now())
    return Response(data, mimetype=media_type)


@blueprint.post("/petugas/permohonan/<code>/kunjungan/batal")
@requires(Permission.REQUEST_REVIEW)
def call_off_visit(code: str) -> ResponseReturnValue:
    """Call a planned visit off; nobody waits at home."""
    return press(
        code,
        lambda found, actor, at: visiting.call_off(found, "", actor=actor, at=at),
        done=when_told(_("Kunjungan dibatalkan. Pemohon sudah diberi tahu."), _("Kunjungan dibatalkan.")),
        back=show_url(code),
    )


def _visit_of(found: Request, visit_id: int) -> RequestVisit:
    visit = next((one for one in found.visits if one.id == visit_id), None)
    if visit is None:
        raise NotFoundError("no_such_visit")
    return visit


def _address(found: Request) -> str:
    address = found.subject.address if found.subject is not None else None
    if address is None:
        return ""
    village = regions.full_name(address.kelurahan_code) if address.kelurahan_code else ""
    return ", ".join(one for one in (address.street, f"RT {address.rt}" if address.rt else "", village) if one)


def _prepared(form: VisitForm) -> uploads.Prepared | DomainError | None:
    """Return the photo, or why it is refused: the transaction says so at its field."""
    if not form.photo.data:
        return None
    try:
        return uploads.prepare(form.photo.data.stream, form.photo.data.filename or "")
    except DomainError as wrong:
        return wrong
